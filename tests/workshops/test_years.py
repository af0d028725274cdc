import datetime

import pytest

from workshops.years import buddhist_year, gregorian_year, long_date, parse_date, short_date

DAY = datetime.date(2021, 6, 24)


@pytest.mark.parametrize(
    "typed", ["2566", "2023", "๒๕๖๖", "๒๐๒๓", " พ.ศ. 2566", "พศ 2566", "ค.ศ. 2023", "2566\u200b"]
)
def test_a_year_is_read_in_either_era_and_digits(typed: str) -> None:
    assert gregorian_year(typed) == 2023


@pytest.mark.parametrize(
    "typed", ["", "66", "25666", "2566.5", "-2566", "abcd", "1899", "2744", "²⁵⁶⁶", "٢٥٦٦"]
)
def test_what_is_no_year_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        gregorian_year(typed)


def test_a_year_goes_there_and_back() -> None:
    assert [gregorian_year(str(buddhist_year(year))) for year in range(1900, 2201)] == list(
        range(1900, 2201)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "24/6/2564",
        "24/06/2021",
        "๒๔/๖/๒๕๖๔",
        "24 / 6 / 2564",
        "24-6-2564",
        "24.6.2564",
        "24 มิ.ย. 2564",
        "24 มิถุนายน 2564",
        "24 มิถุนายน พ.ศ. 2564",
        "๒๔ มิถุนายน ๒๕๖๔",
        "2021-06-24",
        "2564-06-24",
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    ["", "24/6", "31/6/2564", "29/2/2564", "24/13/2564", "24 June 2564", "24/6/64", "6/24/2021"],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        parse_date(typed)


def test_the_leap_day_is_that_of_the_gregorian_year() -> None:
    assert parse_date("29/2/2567") == datetime.date(2024, 2, 29)


def test_dates_are_written_in_the_buddhist_era() -> None:
    assert (short_date(DAY), long_date(DAY)) == ("24 มิ.ย. 2564", "24 มิถุนายน 2564")
