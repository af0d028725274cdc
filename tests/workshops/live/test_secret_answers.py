"""Before the reveal no page, stream or picture depends on what was answered, only on how much.

Looked at twice: all answers become others in between, by the same people about the same things.
Whatever anybody else gets must stay the same, byte for byte but for what is new on every page.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests import factories
from tests.test_access import EXPECTED, ROUND
from tests.workshops.live.test_unseen import Portal, plain
from workshops.enums import ProjectorMode, RoundKind, Stage
from workshops.live.fragments import Audience, first_draw
from workshops.live.rooms import Room
from workshops.models import Influence, Rating, Round, Vote, Workshop

pytestmark = pytest.mark.django_db
NEW_EACH_TIME = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"csrf_token": "\w+"|nonce-[\w-]+|"now": ?\d+'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?|value=\"[\w-]{43}\""
    r"|&quot;now&quot;: \d+|\d\d:\d\d|<v>\d{5}\.\d+</v>"  # the last: a workbook's moments
)
PICTURES = [mode for mode in ProjectorMode if mode.is_picture]


class Answered(Portal):
    """Five people have answered a round of each kind; none of them is revealed."""

    def __init__(self) -> None:
        super().__init__("")
        Workshop.objects.filter(pk=self.workshop.pk).update(stage=Stage.ANALYSE)
        Round.objects.filter(workshop=self.workshop).delete()
        self.factor = factories.create_factor(participant=self.writer)
        self.clusters = [factories.create_cluster(workshop=self.workshop) for _ in range(3)]
        now = datetime.datetime.now(datetime.UTC)
        self.points, self.influence, self.ratings = (
            factories.create_round(
                workshop=self.workshop, kind=kind, clusters=tuple(self.clusters), closed_at=closed
            )
            for kind, closed in (
                (RoundKind.POINTS, now),
                (RoundKind.INFLUENCE, now),
                (RoundKind.RATINGS, None),
            )
        )
        others = (factories.create_participant(workshop=self.workshop) for _ in range(4))
        self.people = [self.writer, *others]

    def answer(self, *, high: bool) -> None:
        """Let these be all answers; as many by as many people either way."""
        for rows in (Vote, Rating, Influence):
            rows.objects.all().delete()
        one, two, three = self.clusters if high else reversed(self.clusters)
        for person in self.people:
            mine = {"participant": person}
            Vote.objects.create(round=self.points, cluster=one, points=3 if high else 1, **mine)
            for cluster in self.clusters:
                value = 5 if high else 1
                said = {"impact": value, "uncertainty": value}
                Rating.objects.create(round=self.ratings, cluster=cluster, **mine, **said)
            strength = {"strength": 3 if high else 1, **mine}
            Influence.objects.create(round=self.influence, source=one, target=two, **strength)
            Influence.objects.create(round=self.influence, source=two, target=three, **strength)

    def look(self) -> dict[tuple[str, str], str]:
        """All that others get, and what each screen shows whatever the projector is set to."""
        # Looking at some pages is noted, too; that is no answer.
        changed = {"projector_mode": ProjectorMode.ALL, "revision": 0}
        Workshop.objects.filter(pk=self.workshop.pk).update(**changed)
        self.workshop.journal.all().delete()
        self.rows[ROUND] = self.ratings.pk
        found = {(who, at): body for who, at, body in self.pages(self.factor)}
        found |= dict(self.round_pages())
        return {at: NEW_EACH_TIME.sub("", body) for at, body in [*found.items(), *self.screens()]}

    def round_pages(self) -> Iterator[tuple[tuple[str, str], str]]:
        """What is about one round, for the rounds that `pages` has not asked about."""
        names = [(name, parts) for name, (_, parts) in EXPECTED.items() if ROUND in parts]
        for who, browser in self.readers.items():
            for round_, (name, parts) in itertools.product((self.points, self.influence), names):
                rows = {**self.rows, ROUND: round_.pk}
                answer = browser.get(reverse(name, args=[rows[part] for part in parts]))
                yield (who, f"{name} {round_.kind}"), plain(answer.content)

    def screens(self) -> Iterator[tuple[tuple[str, str], str]]:
        for mode in ProjectorMode:
            Workshop.objects.filter(pk=self.workshop.pk).update(projector_mode=mode)
            frame = Room(self.workshop.pk).missed((Audience.DESK, "th"), None)
            yield (Audience.DESK, mode), json.dumps(frame.patches)
            for audience in (Audience.BOARD, Audience.PHONE):
                drawn = first_draw(self.workshop, audience)
                yield (audience, mode), "".join(html for _, html in drawn.parts())


@pytest.fixture
def there() -> Answered:
    answered = Answered()
    wanted = ("other participant", "facilitator")  # who reads the analysis pages too
    answered.readers = {who: answered.readers[who] for who in wanted}
    return answered


def different(one: dict, other: dict) -> list[tuple[str, str]]:
    assert one.keys() == other.keys()
    return sorted(at for at in one if one[at] != other[at])


def test_before_the_reveal_nothing_depends_on_the_answers(there: Answered) -> None:
    there.answer(high=True)
    first = there.look()
    there.answer(high=False)

    assert different(first, there.look()) == []
    assert "5" in first[Audience.BOARD, ProjectorMode.ROUND]  # people have answered


def test_the_control_after_the_reveal_the_projector_does(there: Answered) -> None:
    now = datetime.datetime.now(datetime.UTC)
    Round.objects.update(closed_at=now, revealed_at=now)
    there.answer(high=True)
    first = dict(there.screens())
    there.answer(high=False)

    results = (ProjectorMode.INFLUENCE, ProjectorMode.MAP, ProjectorMode.RANKING)
    assert different(first, dict(there.screens())) == sorted(
        (Audience.BOARD, mode) for mode in (*results, ProjectorMode.ROUND)
    )


def test_phones_get_no_picture(there: Answered) -> None:
    there.answer(high=True)
    for mode in PICTURES:
        Workshop.objects.filter(pk=there.workshop.pk).update(projector_mode=mode)
        names = [name for name, _ in first_draw(there.workshop, Audience.PHONE).parts()]
        assert "picture" not in names
