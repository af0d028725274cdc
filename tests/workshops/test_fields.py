import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.workshops.phones import HOSTILE
from workshops.fields import CleanCharField, DateField, NumberField, YearField


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,250.5", "1250.5"),
        ("๑,๒๕๐.๕", "1250.5"),
        (" 1 250 ", "1250"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("0", "0"),
        (".5", "0.5"),
    ],
)
def test_a_number_is_read(typed: str, value: str) -> None:
    assert NumberField().clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("\u200b", "required"),
        ("หลายพัน", "invalid"),
        ("1e5", "invalid"),
        ("1_000", "invalid"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("1.2.3", "invalid"),
        ("100000000000000", "too_big"),
        ("1.23456", "too_fine"),
    ],
)
def test_what_is_no_number_says_why(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NumberField().clean(typed)

    assert [error.code for error in refused.value.error_list] == [code]


def test_a_number_may_have_a_least() -> None:
    with pytest.raises(ValidationError) as refused:
        NumberField(least=0).clean("-1")

    assert refused.value.error_list[0].code == "too_small"
    assert NumberField(least=0).clean("0") == 0


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1250.5000", "1,250.5"), ("1250", "1,250"), ("0", "0"), ("100", "100"), ("0.10", "0.1")],
)
def test_a_number_is_shown_as_it_may_be_typed(value: str, shown: str) -> None:
    assert NumberField().prepare_value(Decimal(value)) == shown
    assert NumberField().clean(shown) == Decimal(value)


def test_a_year_is_typed_and_shown_in_the_buddhist_era() -> None:
    assert YearField().clean("๒๕๖๖") == 2023
    assert YearField().prepare_value(2023) == 2566
    assert YearField(required=False).clean("\u200b") is None


def test_a_date_is_typed_and_shown_in_the_buddhist_era() -> None:
    day = datetime.date(2021, 6, 24)

    assert DateField().clean("24/6/2564") == day
    assert DateField().prepare_value(day) == "24 มิ.ย. 2564"
    assert DateField().clean("24 มิ.ย. 2564") == day


@pytest.mark.parametrize("field", [YearField(), DateField(), NumberField()])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_in_words(field: forms.Field, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(HOSTILE[name])

    assert refused.value.messages[0]


def test_text_is_cleaned() -> None:
    assert CleanCharField(max_length=10).clean(" ก\x00  ข\u200b ") == "ก ข"


def test_looks_empty_is_empty() -> None:
    with pytest.raises(ValidationError) as refused:
        CleanCharField(max_length=10).clean("\u200b\ufeff")

    assert refused.value.error_list[0].code == "required"
    assert CleanCharField(max_length=10, required=False).clean("\u200b") == ""


def test_too_long_says_by_how_much() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        CleanCharField(max_length=280).clean("ก" * 283)

    assert refused.value.messages == ["280 characters fit here; this is 3 too long. Shorten it."]


def test_the_limit_counts_what_is_stored() -> None:
    assert CleanCharField(max_length=3).clean(" \u200bกขค\u200b  ") == "กขค"


def test_the_browser_does_not_cut_a_paste() -> None:
    field = CleanCharField(max_length=280)

    assert "maxlength" not in field.widget.attrs
    assert field.widget.attrs["data-longest"] == 280
