"""The roll-up over workshops: who and what counts once, and where."""

import pytest

from analysis.rollup import rollup_of
from analysis.rollup_measures import PointsFigures
from tests.analysis.rollup_scene import NOW, build, create_theme, give, held, rate, revealed
from tests.factories import create_cluster, create_factor, create_participant, create_round
from workshops.enums import RoundKind
from workshops.models import Cluster, Participant, Support

pytestmark = pytest.mark.django_db


def person(cluster: Cluster, district: str = "4005", **fields) -> Participant:
    found = create_participant(workshop=cluster.workshop, district=district)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save(update_fields=list(fields))
    return found


def only(workshops):
    (line,) = rollup_of(workshops).lines
    return line


def test_a_person_who_was_entered_twice_counts_once() -> None:
    cluster = create_cluster(workshop=held(2023))
    kept = person(cluster)
    twin, other = person(cluster, "4007", merged_into=kept), person(cluster, "4007")
    for one in (kept, twin, other):
        factor = create_factor(participant=one, district=one.district_id, cluster=cluster)
        Support.objects.create(participant=one, factor=factor)
    round_ = revealed(create_round(clusters=(cluster,), kind=RoundKind.POINTS))
    for one in (kept, twin, other):
        give(round_, one, **{f"c{cluster.pk}": 1})

    line = only([cluster.workshop])

    assert (line.factors, line.persons, line.support) == (3, 2, 2)
    assert line.by_district == {"4007": 2, "4005": 1}  # where each factor is from
    assert line.points == PointsFigures(2, 2, None, None)


def test_the_result_is_the_same_as_if_entered_once() -> None:
    """Three people, one of them with a second entry that says it again."""
    cluster = create_cluster(workshop=held(2023))
    other = create_cluster(workshop=cluster.workshop)
    round_ = revealed(create_round(clusters=(cluster, other), kind=RoundKind.POINTS))
    ratings = revealed(create_round(clusters=(cluster, other), kind=RoundKind.RATINGS))
    people = [person(cluster, code) for code in ("4005", "4005", "4007")]
    for one in people:
        give(round_, one, **{f"c{cluster.pk}": 2, f"c{other.pk}": 1})
        rate(ratings, one, cluster, (4, 2))
    before = rollup_of([cluster.workshop])
    twin = person(cluster, "4010", merged_into=people[0])
    give(round_, twin, **{f"c{cluster.pk}": 2, f"c{other.pk}": 1})
    rate(ratings, twin, cluster, (4, 2))

    after = rollup_of([cluster.workshop])

    assert [(one.points, one.impact) for one in after.lines] == [
        (one.points, one.impact) for one in before.lines
    ]
    assert after.givers == 3


def test_merged_clusters_stand_as_one_and_what_says_the_same_lies_with_the_kept() -> None:
    kept = create_cluster(workshop=held(2023))
    merged = create_cluster(workshop=kept.workshop, merged_into=kept)
    gone = create_cluster(workshop=kept.workshop, dissolved_at=NOW)
    first = create_factor(participant=person(kept), cluster=merged)
    create_factor(participant=person(kept), cluster=gone, merged_into=first)
    create_factor(participant=person(kept), cluster=gone)
    create_factor(participant=person(kept), cluster=merged, hidden_at=NOW)
    theme = create_theme(clusters=(merged,))

    found = rollup_of([kept.workshop])

    assert [(one.theme, one.factors, one.clusters) for one in found.lines] == [(theme, 2, 1)]
    assert (found.factors, found.factors_in_none) == (3, 1)


def test_points_on_merged_clusters_are_not_added_up_but_those_of_a_theme_are() -> None:
    kept = create_cluster(workshop=held(2023))
    merged = create_cluster(workshop=kept.workshop, merged_into=kept)
    other = create_cluster(workshop=kept.workshop)
    create_theme(clusters=(kept, other))
    round_ = revealed(create_round(clusters=(kept, merged, other), kind=RoundKind.POINTS))
    for _ in range(3):
        give(round_, person(kept), **{f"c{kept.pk}": 1, f"c{merged.pk}": 3, f"c{other.pk}": 1})

    line = only([kept.workshop])

    assert line.points == PointsFigures(12, 3, 1.0, 1.0)


def test_only_revealed_rounds_count_and_the_newest_of_them() -> None:
    one = create_cluster(workshop=held(2023))
    other = create_cluster(workshop=one.workshop)
    people = [person(one) for _ in range(3)]
    for number, target in enumerate((one, other)):
        round_ = revealed(create_round(clusters=(one, other), kind=RoundKind.POINTS))
        for each in people:
            give(round_, each, **{f"c{target.pk}": number + 1})
    secret = create_round(clusters=(one, other), kind=RoundKind.POINTS)
    give(secret, people[0], **{f"c{one.pk}": 3})

    found = rollup_of([one.workshop])

    assert [line.points.share for line in found.lines] == [0.0, 1.0]
    assert [[each.share for each in change.points] for change in found.changes] == [
        [1.0, 0.0],
        [0.0, 1.0],
    ]


def test_a_district_without_a_voice_is_among_all_districts() -> None:
    cluster = create_cluster(workshop=held(2023, districts=("4005", "4007", "4010")))
    create_factor(participant=person(cluster, "4005"), cluster=cluster)
    create_factor(participant=person(cluster, "4016"), district="4016", cluster=cluster)

    found = rollup_of([cluster.workshop])

    assert [one.pk for one in found.districts] == ["4007", "4010", "4005", "4016"]
    assert only([cluster.workshop]).districts == 2


def test_shared_and_peculiar() -> None:
    cluster = create_cluster(workshop=held(2023))
    lone = create_cluster(workshop=cluster.workshop)
    for code in ("4005", "4007", "4010"):
        create_factor(participant=person(cluster, code), district=code, cluster=cluster)
    create_factor(participant=person(cluster, "4016"), district="4016", cluster=lone)

    found = rollup_of([cluster.workshop])

    assert [one.item.pk for one in found.shared(3)] == [cluster.pk]
    assert found.shared(4) == []
    assert {code: [one.item.pk for one in lines] for code, lines in found.peculiar().items()} == {
        "4016": [lone.pk]
    }


def test_no_order_of_workshops_matters() -> None:
    workshops = build(7)

    def figures(order):
        return {
            one.item: (one.by_district, one.persons, one.support, one.points, one.impact)
            for one in rollup_of(order).lines
        }

    assert figures(workshops) == figures(workshops[::-1])
