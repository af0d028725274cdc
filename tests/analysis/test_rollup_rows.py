"""Every figure of the roll-up, formed again by pandas from the file of its rows."""

import io

import numpy as np
import pandas as pd
import pytest

from analysis.rollup import Rollup, rollup_of
from analysis.rollup_rows import HEADER, file_of, safe
from tests.analysis.rollup_scene import build, create_theme, held
from tests.factories import create_cluster, create_factor, create_participant
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def read(workshops: list[Workshop], **only) -> pd.DataFrame:
    rows = pd.read_csv(io.BytesIO(file_of(workshops, **only)), dtype=str, keep_default_na=False)
    for name in ("newest", "first", "points", "impact", "uncertainty"):
        rows[name] = pd.to_numeric(rows[name])
    rows["year"] = rows["held_on"].str[:4].astype(int)
    themed = "T" + rows["theme"]
    loose = "C" + rows["workshop"] + "/" + rows["cluster"]
    rows["line"] = np.where(rows["theme"] != "", themed, np.where(rows["cluster"] != "", loose, ""))
    return rows


def name_of(line) -> str:
    return f"T{line.number}" if line.theme else f"C{line.workshop.code}/{line.number}"


def shares(points: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Of each line: the share by person, the share by district, who gave."""
    points = points[points["points"] > 0]
    of_person = points.groupby(["person", "district", "line"])["points"].sum()
    scaled = of_person / of_person.groupby(level="person").transform("sum")
    wide = scaled.unstack("line", fill_value=0.0)
    by_district = wide.groupby(level="district").mean()
    return wide.mean(), by_district.mean(), (wide > 0).sum()


def left_out(value: float, people: int) -> float | None:
    return None if 0 < people < 3 else value


def check_points(rows: pd.DataFrame, line: str, found) -> None:
    if not len(rows[rows["points"] > 0]):
        assert (found.people, found.share, found.share_by_district) == (0, None, None)
        return
    by_person, by_district, people = (one.get(line, 0) for one in shares(rows))
    assert found.people == people
    assert found.points == rows.loc[rows["line"] == line, "points"].sum()
    for value, mine in ((by_person, found.share), (by_district, found.share_by_district)):
        expected = left_out(value, people)
        if people == 0 and mine is None:  # nobody was asked about it
            continue
        assert mine is None if expected is None else mine == pytest.approx(expected, abs=1e-12)


def check_axis(rows: pd.DataFrame, line: str, axis: str, found) -> None:
    mine = rows[rows["line"] == line].groupby(["person", "district"])[axis].mean()
    assert found.people == len(mine)
    if len(mine) < 3:
        assert (found.spread, found.median_by_district) == (None, None)
        return
    low, median, high = np.percentile(mine, [25, 50, 75])
    assert (found.spread.low, found.spread.median, found.spread.high) == pytest.approx(
        (low, median, high)
    )
    by_district = mine.groupby(level="district").median().mean()
    assert found.median_by_district == pytest.approx(by_district, abs=1e-12)
    if len(mine) >= 5:
        assert (found.verdict == "agreed") == (high - low <= 1)


def check(rows: pd.DataFrame, found: Rollup) -> None:
    kinds = {kind: rows[rows["kind"] == kind] for kind in ("factor", "support", "points", "rating")}
    factors, points, ratings = kinds["factor"], kinds["points"], kinds["rating"]
    newest_points, newest = points[points["newest"] == 1], ratings[ratings["newest"] == 1]
    assert found.factors == len(factors)
    assert found.factors_in_none == (factors["line"] == "").sum()
    assert found.persons == factors["person"].nunique()
    assert found.givers == newest_points.loc[newest_points["points"] > 0, "person"].nunique()
    for line in found.lines:
        name = name_of(line)
        here = factors[factors["line"] == name]
        assert line.by_district == here["district"].value_counts().to_dict()
        assert line.persons == here["person"].nunique()
        assert line.support == kinds["support"].query("line == @name")["person"].nunique()
        check_points(newest_points, name, line.points)
        check_axis(newest, name, "impact", line.impact)
        check_axis(newest, name, "uncertainty", line.uncertainty)
    for year, lines in found.years.items():
        of_year = factors[factors["year"] == year]
        for line in found.lines:
            figures, name = lines[line.item], name_of(line)
            assert figures.factors == (of_year["line"] == name).sum()
            assert figures.factors_share == pytest.approx(figures.factors / len(of_year))
            check_points(newest_points[newest_points["year"] == year], name, figures.points)
    check_changes(points, ratings, found)


def check_changes(points: pd.DataFrame, ratings: pd.DataFrame, found: Rollup) -> None:
    again = points[points["workshop"].isin(points.loc[points["first"] == 1, "workshop"])]
    clusters = [set(of["workshop"] + of["cluster"]) for _, of in ratings.groupby("first")]
    twice = set.intersection(*clusters) if len(clusters) == 2 else set()
    rated = ratings[(ratings["workshop"] + ratings["cluster"]).isin(twice)]
    for change in found.changes:
        name = name_of(change.line)
        for which, column in ((0, "first"), (1, "newest")):
            check_points(again[again[column] == 1], name, change.points[which])
            check_axis(rated[rated[column] == 1], name, "impact", change.impact[which])
            check_axis(rated[rated[column] == 1], name, "uncertainty", change.uncertainty[which])


@pytest.mark.parametrize("seed", range(4))
def test_pandas_forms_every_figure_again(seed: int) -> None:
    workshops = build(seed)

    found = rollup_of(workshops)

    assert found.changes
    assert set(found.years) == {2023, 2024}
    check(read(workshops), found)


def test_one_workshop_or_none_is_a_roll_up_too() -> None:
    workshops = build(5)

    check(read(workshops[2:]), rollup_of(workshops[2:]))
    assert rollup_of([]).lines == []
    assert read([]).empty


def test_the_file_is_for_excel_and_never_a_formula() -> None:
    workshop = held(2023)
    create_factor(participant=create_participant(workshop=workshop), text="=1+1")

    found = file_of([workshop])

    assert found.startswith(b"\xef\xbb\xbf")
    assert found.decode("utf-8-sig").splitlines()[0] == ",".join(HEADER)
    assert read([workshop])["text"].item() == "'=1+1"
    assert [safe(one) for one in ("@a", "＋1", "\t=1", "a=1", "", 5)] == [
        "'@a",
        "'＋1",
        "'\t=1",
        "a=1",
        "",
        5,
    ]


def test_it_holds_no_names_and_keeps_words_and_answers_apart() -> None:
    workshops = build(0)
    rows = read(workshops)
    names = [one.name for held_ in workshops for one in held_.participants.all()]

    text = file_of(workshops).decode()

    assert not any(name in text for name in names)
    people = {kind: set(part["person"]) for kind, part in rows.groupby("kind")}
    assert not people["factor"] & people["points"]
    assert not people["points"] & people["rating"]


def test_a_named_sentence_does_not_lead_to_what_its_writer_said_without_a_name() -> None:
    workshop = held(2023)
    writer = create_participant(workshop=workshop)
    for nameless in (False, True, True):
        create_factor(participant=writer, is_anonymous=nameless)

    rows = read([workshop], kind="factor")

    named, first, second = rows["person"]
    assert named != first
    assert first == second


def test_it_leaves_out_what_was_not_asked_for() -> None:
    cluster = create_cluster(workshop=held(2023))
    create_factor(participant=create_participant(workshop=cluster.workshop), cluster=cluster)
    create_factor(participant=create_participant(workshop=cluster.workshop))
    create_theme(clusters=(cluster,))

    assert len(read([cluster.workshop])) == 2
    assert list(read([cluster.workshop], theme=1)["theme_name"]) == ["น้ำ"]
    assert list(read([cluster.workshop], theme=0)["theme_name"]) == [""]
    assert read([cluster.workshop], kind="rating").empty
