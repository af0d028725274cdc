"""The figures on the pages of results, against what pandas makes of the raw rows by itself."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from django.urls import reverse

from tests.analysis.answers import (
    answered,
    create_clusters,
    create_people,
    drive,
    rate,
    revealed,
    vote,
)
from tests.factories import create_planner, create_workshop
from tests.workshops.desks import sentences, signed_in
from workshops.enums import Category, Horizon, RoundKind
from workshops.models import Participant, Rating, Vote

pytestmark = pytest.mark.django_db

DISTRICTS = "4005 4005 4005 4005 4029 4029 4029 4007 4007"
POINTS = [(5, 0, 0), (4, 0, 0), (2, 0, 0), (3, 1, 1), (0, 0, 5), (1, 0, 3), (0, 0, 2), (0, 2, 3)]
RATINGS = [
    ((5, 2), (4, 3), (1, 1)),
    ((4, 2), (4, 3), (2, 1)),
    ((5, 1), (3, 3), (5, 1)),
    ((5, 2), None, (5, 2)),
    ((3, 4), (4, 5), (1, 5)),
    ((4, 5), (4, 4), (2, 4)),
    ((3, 5), (4, 4), (5, 5)),
    ((5, 3), (2, 2), (4, 3)),
    (None, (1, 2), (4, 3)),
]


def page(workshop, name, query=""):
    address = reverse(f"analysis:results-{name}", args=[workshop.code])
    return signed_in(create_planner()).get(address + query)


def cells(table):
    """The table's rows by the cluster's number, each by the column's key."""
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows()]
    return {row["number"]: row for row in rows}


def rounded(value, places):
    unit = Decimal(1).scaleb(-places)
    return Decimal(repr(round(float(value), 9))).quantize(unit, ROUND_HALF_UP)


@pytest.fixture
def workshop():
    workshop = create_workshop(districts=sorted(set(DISTRICTS.split())))
    people = create_people(workshop, DISTRICTS)
    items = create_clusters(workshop, 3)
    points = revealed(workshop, RoundKind.POINTS, items)
    ratings = revealed(workshop, RoundKind.RATINGS, items)
    for person, given in zip(people, POINTS, strict=False):  # the last one gave none
        vote(points, person, *given)
    for person, said in zip(people, RATINGS, strict=True):
        rate(ratings, person, *said)
    return workshop


def raw(model, *fields):
    """The rows as they are stored, with the number of the cluster and the person's district."""
    districts = dict(Participant.objects.values_list("pk", "district_id"))
    rows = pd.DataFrame.from_records(
        model.objects.values("participant_id", "cluster__number", *fields)
    )
    return rows.assign(district=rows["participant_id"].map(districts))


def shares():
    """Each cluster's percent of the points: of persons, of districts that weigh the same."""
    votes = raw(Vote, "points")
    wide = votes.pivot_table("points", "participant_id", "cluster__number", aggfunc="sum")
    wide = wide.div(wide.sum(axis=1), axis=0).dropna()
    by_person = wide.mean()
    districts = votes.groupby("participant_id")["district"].first()
    by_district = wide.groupby(districts).mean().mean()
    return by_person * 100, by_district * 100


def medians(axis):
    ratings = raw(Rating, axis).dropna(subset=[axis])
    ratings[axis] = ratings[axis].astype(float)
    by_district = ratings.groupby(["cluster__number", "district"])[axis].median()
    return ratings.groupby("cluster__number")[axis].median(), by_district.groupby(level=0).mean()


@pytest.mark.parametrize("weights", [(1, 1, 1), (3, 1, 0), (0, 0, 2)])
def test_the_ranking_is_what_pandas_makes_of_the_raw_rows(workshop, weights):
    query = "?points={}&impact={}&uncertainty={}&best=1".format(*weights)

    table = page(workshop, "ranking", query).context["table"]

    found = cells(table)
    ways = zip(
        ("", "_by_district"), shares(), medians("impact"), medians("uncertainty"), strict=True
    )
    for way, share, impact, uncertainty in ways:
        parts = [share / share.max(), (impact - 1) / 4, (uncertainty - 1) / 4]
        score = sum(w * part for w, part in zip(weights, parts, strict=True)) / sum(weights) * 100
        rank = score.round(9).rank(method="min", ascending=False)
        for number, row in found.items():
            if not way:
                assert row["share"] == rounded(share[number], 1)
                assert row["impact"] == rounded(impact[number], 2)
            assert row[f"score{way}"] == rounded(score[number], 1)
            assert row[f"rank{way}"] == rank[number]


def test_who_is_above_the_line_in_one_way_only_is_marked(workshop):
    table = page(workshop, "ranking", "?points=1&impact=0&uncertainty=0&best=1").context["table"]

    by_person, by_district = shares()
    first, other = by_person.idxmax(), by_district.idxmax()
    assert first != other, "the rows are made so that the two ways differ"
    found = cells(table)
    assert [found[n]["chosen"] for n in (first, other)] == ["By person only", "By district only"]
    marks = {row.cells[1].text: row.mark for row in table.drawn()}
    assert marks[str(first)].split() == ["cut", "differs", "above"]
    assert marks[str(other)] == "differs"


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        (
            "?points=0&impact=0&uncertainty=0",
            "__all__",
            "All three weights are 0, so nothing can be ranked. Give one of them 1 or more.",
        ),
        ("?points=11", "points", "A weight is a whole number from 0 to 10. Write it like 2."),
        ("?impact=-1", "impact", "A weight is a whole number from 0 to 10. Write it like 2."),
        (
            "?uncertainty=x",
            "uncertainty",
            "A weight is a whole number from 0 to 10. Write it like 2.",
        ),
        ("?best=0", "best", "The line lies after 1 to 100 clusters. Write a number like 10."),
        ("?from_points=99", "from_points", "This choice is not known. Choose one from the list."),
    ],
)
def test_weights_that_cannot_be_are_refused(workshop, query, field, said):
    response = page(workshop, "ranking", query)

    assert (response.status_code, response.context["table"]) == (422, None)
    assert sentences(response) == {field: [said]}
    assert said in response.content.decode()


def test_points_alone_and_ratings_alone_can_be_ranked():
    for kind in (RoundKind.POINTS, RoundKind.RATINGS):
        workshop = create_workshop()
        people = create_people(workshop)
        round_ = revealed(workshop, kind, create_clusters(workshop, 2))
        for person in people:
            if kind == RoundKind.POINTS:
                vote(round_, person, 1, 3)
            else:
                rate(round_, person, (1, 1), (5, 5))

        found = cells(page(workshop, "ranking").context["table"])

        assert (found[2]["rank"], found[2]["score"]) == (1, 100)


def test_what_fewer_than_three_said_is_left_out():
    workshop = create_workshop()
    people = create_people(workshop, "4005 4029")
    items = create_clusters(workshop, 2)
    points = revealed(workshop, RoundKind.POINTS, items)
    ratings = revealed(workshop, RoundKind.RATINGS, items)
    for person in people:
        vote(points, person, 3, 1)
        rate(ratings, person, (5, 5), (4, 4))

    ranking = cells(page(workshop, "ranking").context["table"])
    agreement = page(workshop, "consensus").context["tables"][0]

    assert {row["score"] for row in ranking.values()} == {None}
    assert {(row["n"], row["median"], row["share"]) for row in cells(agreement).values()} == {
        (2, None, None)
    }
    assert page(workshop, "map").context["picture"] is None
    assert not page(workshop, "swot").context["sides"].__iter__().__next__().clusters[0].points
    heat = page(workshop, "heat")
    assert heat.context["points"].is_empty
    assert [one.pk for one in heat.context["left_out"]] == ["4005", "4029"]


@pytest.mark.parametrize("number", [0, 1])
def test_agreement_is_what_pandas_makes_of_the_raw_rows(workshop, number):
    axis = ("impact", "uncertainty")[number]

    tables = {one.name: one for one in page(workshop, "consensus").context["tables"]}

    ratings = raw(Rating, axis, "is_skipped")
    _all, by_district = medians(axis)
    for cluster, row in cells(tables[f"agreement-{axis}"]).items():
        mine = ratings[ratings["cluster__number"] == cluster]
        said = mine[axis].dropna().astype(float)
        bands = pd.cut(said, [0, 2, 3, 5]).value_counts()
        assert row["category"] == Category.values[cluster - 1].capitalize()
        assert row["n"] == len(said)
        assert row["median"] == rounded(said.median(), 2)
        assert row["iqr"] == rounded(said.quantile(0.75) - said.quantile(0.25), 2)
        assert row["share"] == rounded(bands.max() / len(said) * 100, 0)
        assert row["by_district"] == rounded(by_district[cluster], 2)
        assert row["verdict"] == ("Agreed" if row["iqr"] <= 1 else "Disputed")
    for cluster, row in cells(tables[f"districts-{axis}"]).items():
        mine = ratings[ratings["cluster__number"] == cluster].dropna(subset=[axis])
        for district, said in mine.groupby("district")[axis]:
            median = f"{said.astype(float).median():g}" if len(said) > 2 else "–"
            assert row[district] == f"{median} ({len(said)})"


def test_a_second_round_stands_beside_the_first(workshop):
    first = workshop.rounds.get(kind=RoundKind.RATINGS)
    third = workshop.clusters.get(number=3)
    second = revealed(workshop, RoundKind.RATINGS, [third], second_of=first)
    for person in workshop.participants.order_by("pk")[:6]:
        rate(second, person, (4, 3))

    context = page(workshop, "consensus").context

    rows = cells({one.name: one for one in context["tables"]}["again-impact"])
    impact = [1, 2, 5, 5, 1, 2]  # of these six in the first round
    shift = rounded(sum(4 - one for one in impact) / 6, 2)
    assert (rows[3]["n"], rows[3]["verdict"], rows[3]["n_again"], rows[3]["verdict_again"]) == (
        9,
        "Disputed",
        6,
        "Agreed",
    )
    assert (rows[3]["median_again"], rows[3]["iqr_again"]) == (4, 0)
    assert rows[3]["stable"] == f"0 of 6 the same; shift {shift:+}"
    assert list(rows) == [3]
    assert [row[0] for row in context["concordance"].rows()] == ["First round"] * 2 + [
        "Second round"
    ] * 2
    assert cells(page(workshop, "map").context["table"])[3]["impact"] == 4


def test_the_heat_of_points_is_by_the_voters_district(workshop):
    context = page(workshop, "heat").context

    votes = raw(Vote, "points").groupby(["district", "cluster__number"])["points"].sum()
    shown = {row.district.pk: [cell.count for cell in row.cells] for row in context["points"].rows}
    # The third district has one voter: what they gave would be their answer.
    assert shown == {
        code: [*(votes[code, number] for number in (1, 2, 3)), 0, 0, 0] for code in ("4005", "4029")
    }
    assert [one.pk for one in context["left_out"]] == ["4007"]
    assert context["factors"].total == 3


def test_the_matrix_is_the_median_of_its_raters_and_reasons_have_no_writer():
    workshop = create_workshop()
    people = create_people(workshop)
    round_ = revealed(workshop, RoundKind.INFLUENCE, create_clusters(workshop, 2))
    for person, strength in zip(people, (0, 2, 3, 3), strict=True):
        drive(round_, person, strength, "น้ำไหลลง" if strength == 2 else "")

    response = page(workshop, "influence")

    matrix, classes = response.context["tables"]
    # 2.5 is rounded up.
    assert [row[2:] for row in matrix.rows()] == [["", "3", 3], ["3", "", 3]]
    assert [row[2] for row in classes.rows()] == [3, 3]
    assert response.content.decode().count("น้ำไหลลง") == 2


def test_the_strongest_clusters_of_a_field_have_most_points():
    workshop = create_workshop()
    answered(workshop)

    context = page(workshop, "swot").context

    strengths = next(iter(context["sides"]))
    assert [(one.cluster.number, one.points) for one in strengths.clusters] == [
        (3, 8),
        (1, 2),
        (2, 2),
    ]
    assert [pairing.code for pairing in context["pairings"]] == ["SO", "WO", "ST", "WT"]
    assert context["pairings"][0].sides[1][1] == []


def test_when_it_will_be_felt_is_counted_from_three_people_on(workshop):
    round_ = workshop.rounds.get(kind=RoundKind.RATINGS)
    round_.asks_horizon = True
    round_.save()
    Rating.objects.filter(cluster__number=1, is_skipped=False).update(horizon=Horizon.PLAN)
    first = Rating.objects.filter(cluster__number=2, is_skipped=False).first()
    Rating.objects.filter(pk=first.pk).update(horizon=Horizon.NOW)

    table = page(workshop, "consensus").context["tables"][-1]

    # Only one person gave the second cluster a horizon.
    assert [row[2:] for row in table.rows()] == [[0, 0, 8, 0]]
