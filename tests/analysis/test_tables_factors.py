"""The sheet of everything that was said, compared with the board."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from analysis.tables.agreements import rows_of
from tests.analysis.workbook_scene import content_for, full_workshop
from tests.factories import create_cluster, create_factor, create_workshop
from workshops.domain import regroup
from workshops.domain.arrangement import arrangement_of
from workshops.models import Factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def rows(*workshops, **wished):
    return rows_of(content_for(*workshops, **wished).sheet("factors"))


def test_each_sentence_on_the_board_has_its_row_with_what_was_said() -> None:
    workshop = full_workshop()

    found = {row["id"]: row for row in rows(workshop)}

    shown = Factor.objects.on_board().filter(workshop=workshop)
    assert list(found) == list(shown.order_by("pk").values_list("pk", flat=True))
    for factor in shown.select_related("district", "from_import"):
        row = found[factor.pk]
        at = timezone.localtime(factor.created_at).replace(tzinfo=None)
        assert (row["text"], row["created_at"]) == (factor.text, at)
        assert (row["district"], row["category"]) == (factor.district.name, factor.category_label)
        assert row["stance"] == factor.get_stance_display()
        assert row["track"] == factor.get_track_display()
        assert (row["horizon"] or "", row["evidence"] or "") == (
            factor.get_horizon_display(),
            factor.evidence,
        )
        said = {True: "Yes", False: "No"}
        assert row["late"] == said[factor.is_late]
        assert row["anonymous"] == said[factor.is_anonymous]
        file = factor.from_import
        assert (row["file"], row["file_row"]) == (file and file.number, factor.import_row)


def test_cluster_agreement_and_copies_are_those_of_the_board() -> None:
    workshop = full_workshop()
    found = {row["id"]: row for row in rows(workshop)}

    arrangement = arrangement_of(workshop)

    inside = [(stack.cluster, card) for stack in arrangement.stacks for card in stack.cards]
    inside += [(None, card) for card in arrangement.loose]
    for cluster, card in inside:
        own = found[card.factor.pk]
        assert (own["kept"], own["agreeing"]) == (None, card.agreeing_total)
        assert own["stands_for"] == (len(card.same) or None)
        for factor in card.members:
            row = found[factor.pk]
            assert row["cluster"] == (cluster and cluster.pk)
            assert row["cluster_name"] == (cluster and cluster.name)
            assert factor.pk == card.factor.pk or row["kept"] == card.factor.pk
    assert {card.agreeing_total for _cluster, card in inside} == {0, 2}  # one of them twice in


def test_the_raw_words_stand_beside_the_cleaned_ones_also_of_what_was_merged() -> None:
    workshop = full_workshop()

    found = [row for row in rows(workshop) if "ท่วม" in str(row["text"])]

    assert [(row["text"], row["cleaned"]) for row in found] == [
        ("นำ้ท่วม ๓ ครั้ง", "น้ำท่วม 3 ครั้ง"),
        ("น้ำท่วมบ่อย", "น้ำท่วมบ่อย"),
    ]
    assert [row["kept"] for row in found] == [None, found[0]["id"]]


def test_if_what_stood_for_both_is_hidden_the_other_stands_for_itself() -> None:
    workshop = create_workshop(stage="exchange")
    kept, other = (create_factor(workshop=workshop) for _ in range(2))
    cluster = create_cluster(factors=(other,))
    planner = workshop.facilitators.get()
    regroup.merge_factors(kept, other, by=planner)
    Factor.objects.filter(pk=kept.pk).update(hidden_at=timezone.now())

    (row,) = rows(workshop)

    assert (row["id"], row["kept"], row["stands_for"]) == (other.pk, None, None)
    assert row["cluster"] == cluster.pk


def test_rows_stand_by_workshop_then_in_the_order_of_the_journal() -> None:
    one, two = create_workshop(), create_workshop()
    factors = [create_factor(workshop=workshop) for workshop in (one, two, one)]

    found = rows(one, two)

    assert [row["id"] for row in found] == [factors[0].pk, factors[2].pk, factors[1].pk]
    assert [row["workshop"] for row in found] == [one.code, one.code, two.code]
