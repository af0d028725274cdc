"""The projector's picture as it is read and drawn: when, from what, with how many queries."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.thinking_room import thought
from workshops.domain import clusters, participants, people, room, rounds
from workshops.enums import ProjectorMode, RoundKind, Stage
from workshops.live.fragments import Audience, first_draw
from workshops.live.picture import read_material
from workshops.live.rooms import Room
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
PICTURES = [mode for mode in ProjectorMode if mode.is_picture]
VIEW = (Audience.BOARD, "th")


def project(workshop: Workshop, mode: ProjectorMode) -> Workshop:
    return room.show_on_projector(workshop, mode, by=workshop.facilitators.get())


def drawn(workshop: Workshop) -> str:
    return str(first_draw(workshop, Audience.BOARD).picture)


@pytest.mark.parametrize("mode", list(ProjectorMode), ids=str)
def test_an_empty_room_gets_a_sentence_in_each_picture(mode: ProjectorMode) -> None:
    html = drawn(project(factories.create_workshop(stage=Stage.ANALYSE), mode))

    assert html.startswith('<section id="picture"')
    assert ("picture-none" in html) is mode.is_picture
    assert ("data-picture" in html) is mode.is_picture


@pytest.mark.parametrize("mode", PICTURES, ids=str)
def test_while_words_are_off_there_is_no_picture(mode: ProjectorMode) -> None:
    workshop = project(thought(3), mode)
    room.blank_screens(workshop, by=workshop.facilitators.get())

    assert re.sub(r"\s", "", drawn(workshop)) == '<sectionid="picture"class="picture"></section>'


@pytest.mark.parametrize("many", [2, 14])
@pytest.mark.parametrize("mode", PICTURES, ids=str)
def test_queries_do_not_grow(mode: ProjectorMode, many: int, django_assert_num_queries) -> None:
    workshop = project(thought(many), mode)
    expected = {
        ProjectorMode.CLUSTERS: 6,
        ProjectorMode.CHALLENGES: 5,
        ProjectorMode.ROUND: 13,
        ProjectorMode.MAP: 8,
        ProjectorMode.RANKING: 7,
        ProjectorMode.HEAT: 2,
        ProjectorMode.SWOT: 6,
        ProjectorMode.INFLUENCE: 6,
        ProjectorMode.PROPOSALS: 10,
        ProjectorMode.DIRECTION: 5,
    }
    with django_assert_num_queries(expected[mode]):
        read_material(workshop)


def test_it_is_drawn_again_only_for_what_it_shows() -> None:
    workshop = project(thought(3), ProjectorMode.CHALLENGES)
    by, followed = workshop.facilitators.get(), Room(workshop.pk)
    rounds.name_quadrants(workshop, by=by, names={"act": "ลงมือทำ"})
    (frame,) = followed.catch_up({VIEW}).values()
    assert frame.patches == []
    clusters.rename_cluster(workshop.clusters.get(number=1), by=by, name="ชื่อใหม่")
    (frame,) = followed.catch_up({VIEW}).values()
    assert [patch["id"] for patch in frame.patches] == ["picture"]
    assert "ชื่อใหม่" in str(frame.patches[0]["html"])


def test_the_newest_revealed_round_is_shown_and_a_discarded_one_is_not() -> None:
    workshop = project(thought(3), ProjectorMode.RANKING)
    by, cluster = workshop.facilitators.get(), workshop.clusters.get(number=1)
    before = drawn(workshop)
    made = rounds.prepare_round(workshop, by=by, kind=RoundKind.POINTS, clusters=[cluster.pk])
    rounds.open_round(made, by=by)
    assert drawn(workshop) == before
    rounds.reveal_round(made, by=by)
    assert drawn(workshop) != before
    rounds.discard_round(made, by=by)
    assert drawn(workshop) == before


def test_the_count_of_people_follows_who_joins_and_who_is_merged() -> None:
    workshop = factories.create_workshop(stage=Stage.ANALYSE)
    factories.create_round(workshop=workshop)
    project(workshop, ProjectorMode.ROUND)
    by, followed, found = workshop.facilitators.get(), Room(workshop.pk), []

    def count() -> None:
        (frame,) = followed.catch_up({VIEW}).values()
        (html,) = (patch["html"] for patch in frame.patches if patch["id"] == "picture")
        assert html == drawn(workshop)
        found.append(re.findall(r"\d+", re.search(r'round-count">(.*?)</p>', html)[1]))

    for _ in range(2):
        participants.join_workshop(workshop, name="ก", district=factories.create_district())
        count()
    people.merge_participants(*workshop.participants.order_by("pk"), by=by)
    count()

    assert found == [["0", "1"], ["0", "2"], ["0", "1"]]


def test_it_is_drawn_in_the_language_of_the_screen() -> None:
    workshop = project(thought(3), ProjectorMode.HEAT)
    followed = Room(workshop.pk)
    thai, english = (
        next(
            p["html"]
            for p in followed.missed(("board", lang), None).patches
            if p["id"] == "picture"
        )
        for lang in ("th", "en")
    )

    assert "ชุมแพ" in thai
    assert "Chum Phae" in english
