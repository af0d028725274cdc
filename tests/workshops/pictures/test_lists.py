"""Clusters, SWOT and challenges: what is listed, in which order, with which numbers."""

from __future__ import annotations

import pytest

from tests import factories
from workshops.domain.arrangement import arrangement_of, challenges_of
from workshops.enums import Category, Stance
from workshops.models import Support
from workshops.pictures.challenges import challenges_picture
from workshops.pictures.clusters import clusters_picture
from workshops.pictures.swot import swot_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return factories.create_workshop()


def factor(workshop, **fields):
    return factories.create_factor(workshop=workshop, **fields)


def test_clusters_with_most_factors_come_first(workshop) -> None:
    factories.create_cluster(workshop=workshop, factors=(factor(workshop),))
    two = tuple(factor(workshop, district=code) for code in ("4029", "4005"))
    factories.create_cluster(workshop=workshop, factors=two)
    factories.create_cluster(workshop=workshop)
    factor(workshop)
    factor(workshop, hidden_at=workshop.created_at)
    picture = clusters_picture(arrangement_of(workshop))

    assert [(card.number, card.factors) for card in picture.cards] == [(2, 2), (1, 1), (3, 0)]
    assert [one.code for one in picture.cards[0].districts] == ["4005", "4029"]
    assert (picture.factors, picture.loose) == (3, 1)


def test_a_cluster_stands_in_each_field_in_which_it_has_factors(workshop) -> None:
    mixed = [factor(workshop, stance=each) for each in (Stance.THREAT, Stance.THREAT)]
    mixed.append(factor(workshop, stance=Stance.STRENGTH))
    factories.create_cluster(workshop=workshop, factors=tuple(mixed), name="น้ำ")
    factor(workshop, stance=Stance.STRENGTH, text="รถไฟ", category=Category.ECONOMIC)
    strength, weakness, opportunity, threat = swot_picture(arrangement_of(workshop)).fields

    found = [(item.number, item.name, item.factors) for item in strength.items]
    assert found == [(1, "น้ำ", 1), (None, "รถไฟ", 1)]
    assert [(item.number, item.factors) for item in threat.items] == [(1, 2)]
    assert (strength.factors, threat.factors) == (2, 2)
    assert (weakness.items, opportunity.items) == ([], [])


def test_the_most_agreed_challenge_has_the_longest_bar(workshop) -> None:
    cluster = factories.create_cluster(workshop=workshop)
    first, second, third = (
        factories.create_challenge(workshop=workshop, clusters=(cluster,)) for _ in range(3)
    )
    for challenge, agreeing in ((second, 4), (third, 1)):
        for _ in range(agreeing):
            person = factories.create_participant(workshop=workshop)
            Support.objects.create(participant=person, challenge=challenge)
    picture = challenges_picture(challenges_of(workshop))

    assert [bar.text for bar in picture.bars] == [second.text, third.text, first.text]
    assert [(bar.agreeing, bar.bar) for bar in picture.bars] == [(4, 100), (1, 25), (0, 0)]
    assert picture.bars[0].clusters == [cluster]


def test_nothing_yet_is_empty(workshop) -> None:
    assert clusters_picture(arrangement_of(workshop)).is_empty
    assert swot_picture(arrangement_of(workshop)).is_empty
    assert challenges_picture(challenges_of(workshop)).is_empty
