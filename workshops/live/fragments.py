"""What each audience sees: one place draws it, for the first page and for the stream.

Names of fragments are ids of elements. Data that an audience may not see never reaches
its templates: phones get no factor at all, the projector no hidden one and no person.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from workshops.domain.stages import neighbours
from workshops.enums import Category, ProjectorMode, Stage, Stance
from workshops.live.picture import picture_of, shows_picture
from workshops.live.scene import Scene, read_phone_scene, read_scene
from workshops.live.state import clock, state_of
from workshops.models import Factor, Workshop


class Audience(StrEnum):
    PHONE = "phone"  # every participant: the stage, the counts, ids of what is on the board
    BOARD = "board"  # the projector: the cards too
    DESK = "desk"  # facilitators: also hidden cards, who is in, the stage controls


@dataclass(frozen=True)
class DrawnColumn:
    category: Category
    count: SafeString
    cards: SafeString


@dataclass(frozen=True)
class Drawn:
    """All fragments of one audience, as a page places them and as a snapshot sends them."""

    url: str
    revision: int
    stage: Stage
    state: str  # JSON, as every frame has it
    on_board: list[int]
    stage_banner: SafeString
    counts: SafeString
    columns: list[DrawnColumn]
    title: SafeString = SafeString("")
    results: SafeString = SafeString("")
    picture: SafeString = SafeString("")
    presence: SafeString = SafeString("")
    stage_controls: SafeString = SafeString("")
    steering: SafeString = SafeString("")
    waiting: SafeString = SafeString("")
    rules_notice: SafeString = SafeString("")
    now: SafeString = SafeString("")

    def parts(self) -> Iterator[tuple[str, SafeString]]:
        """Name and HTML of every fragment."""
        yield "stage-banner", self.stage_banner
        yield "counts", self.counts
        for column in self.columns:
            yield f"count-{column.category}", column.count
            yield f"column-{column.category}", column.cards
        if self.title:
            yield "board-title", self.title
            yield "results", self.results
            yield "picture", self.picture
        if self.presence:
            yield "presence", self.presence
            yield "stage-controls", self.stage_controls
            yield "steering", self.steering
            yield "waiting", self.waiting
        if self.rules_notice:
            yield "rules-notice", self.rules_notice
            yield "now", self.now


def first_draw(workshop: Workshop, audience: Audience) -> Drawn:
    """What a page shows when it is loaded, in the reader's language. Six queries; for a phone,
    of which there are many, four. One more while the room analyses."""
    if audience == Audience.PHONE:
        return Drawing(audience).everything(read_phone_scene(workshop.pk))
    scene = read_scene(workshop.pk, with_picture=audience == Audience.BOARD)
    return Drawing(audience).everything(scene)


def live_url(workshop: Workshop, audience: Audience) -> str:
    """The stream's address for a page in the language that is active."""
    query = {"as": str(audience), "lang": get_language() or "th"}
    if audience == Audience.BOARD:
        query["key"] = workshop.board_key
    return f"/live/{workshop.code}/?{urlencode(query)}"


class Drawing:
    """Draws for one audience in the active language, and keeps every card it has drawn."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.with_cards = audience != Audience.PHONE
        self.with_hidden = audience == Audience.DESK
        self._cards: dict[int, SafeString] = {}

    def forget(self, pks: Collection[int]) -> None:
        """These factors have changed."""
        for pk in pks:
            self._cards.pop(pk, None)

    def forget_all(self) -> None:
        self._cards.clear()

    def everything(self, scene: Scene) -> Drawn:
        at_desk = self.audience == Audience.DESK
        on_board = self.audience == Audience.BOARD
        on_phone = self.audience == Audience.PHONE
        categories = Category if self.with_cards else ()
        return Drawn(
            url=live_url(scene.workshop, self.audience),
            revision=scene.revision,
            stage=scene.stage,
            state=json.dumps({"now": clock(), **state_of(scene.workshop)}),
            on_board=scene.on_board(),
            stage_banner=self.stage_banner(scene),
            counts=self.counts(scene),
            columns=[
                DrawnColumn(c, self.count(scene, c), self.cards(scene, c)) for c in categories
            ],
            title=self.title(scene) if on_board else SafeString(""),
            results=self.results(scene) if on_board else SafeString(""),
            picture=self.picture(scene) if on_board else SafeString(""),
            presence=self.presence(scene) if at_desk else SafeString(""),
            stage_controls=self.stage_controls(scene) if at_desk else SafeString(""),
            steering=self.steering(scene) if at_desk else SafeString(""),
            waiting=self.waiting(scene) if at_desk else SafeString(""),
            rules_notice=self.rules_notice(scene) if on_phone else SafeString(""),
            now=self.now(scene) if on_phone else SafeString(""),
        )

    def shows(self, scene: Scene, factor: Factor) -> bool:
        if self.audience == Audience.BOARD and scene.workshop.is_blanked:
            return False  # the panic button: no words at all
        return self.with_hidden or factor.is_on_board

    def card(self, factor: Factor) -> SafeString:
        if factor.pk not in self._cards:
            name = "_desk_card" if self.audience == Audience.DESK else "_factor_card"
            self._cards[factor.pk] = _draw(f"{name}.html", factor=factor)
        return self._cards[factor.pk]

    def cards(self, scene: Scene, category: Category) -> SafeString:
        factors = scene.column(category, with_hidden=self.with_hidden)
        cards = [self.card(factor) for factor in factors if self.shows(scene, factor)]
        return _draw("_column.html#list", category=category, cards=cards)

    def count(self, scene: Scene, category: Category) -> SafeString:
        return _draw("_column.html#count", category=category, total=scene.total(category))

    def stage_banner(self, scene: Scene) -> SafeString:
        number = list(Stage).index(scene.stage)
        steps = len(Stage) - 2  # neither waiting nor being closed is a step
        return _draw(
            "_stage_banner.html",
            stage=scene.stage,
            number=number if 0 < number <= steps else None,
            steps=steps,
            audience=str(self.audience),
            instruction=scene.run_sheet[scene.stage]["instruction"],
        )

    def counts(self, scene: Scene) -> SafeString:
        return _draw(
            "_counts.html",
            participants_total=scene.participants_total,
            factors_total=len(scene.on_board()),
            silent_total=scene.silent_total,
        )

    def title(self, scene: Scene) -> SafeString:
        return _draw("_board_title.html", workshop=scene.workshop)

    def results(self, scene: Scene) -> SafeString:
        counts = {category: scene.stances(category) for category in Category}
        most = max(n for by_stance in counts.values() for n in by_stance.values())
        rows = [
            (category, scene.total(category), _bars(by_stance, most))
            for category, by_stance in counts.items()
        ]
        return _draw("_results.html", stances=list(Stance), rows=rows)

    def picture(self, scene: Scene) -> SafeString:
        shown = shows_picture(scene.workshop)
        mode = ProjectorMode(scene.workshop.projector_mode) if shown else None
        picture = picture_of(scene.workshop, scene.material)
        return _draw("pictures/_picture.html", mode=mode, picture=picture)

    def presence(self, scene: Scene) -> SafeString:
        return _draw(
            "_presence.html",
            workshop=scene.workshop,
            presence=scene.presence,
            total=scene.participants_total,
            pretend=sum(one.pretend_total for one in scene.presence),
        )

    def stage_controls(self, scene: Scene) -> SafeString:
        before, after = neighbours(scene.stage)
        return _draw(
            "_stage_controls.html",
            workshop=scene.workshop,
            before=before,
            after=after,
            stages=list(Stage),
            sheet=scene.run_sheet.items(),
            line=scene.run_sheet[scene.stage],
        )

    def steering(self, scene: Scene) -> SafeString:
        line = scene.run_sheet[scene.stage]
        return _draw(
            "_steering.html",
            workshop=scene.workshop,
            minutes=line["minutes"],
            projector_modes=[mode for mode in ProjectorMode if not mode.is_picture],
            pictures=[mode for mode in ProjectorMode if mode.is_picture],
            categories=Category,
        )

    def waiting(self, scene: Scene) -> SafeString:
        return _draw("_waiting.html", total=scene.waiting_total())

    def rules_notice(self, scene: Scene) -> SafeString:
        return _draw("_rules_notice.html", workshop=scene.workshop)

    def now(self, scene: Scene) -> SafeString:
        code = scene.workshop.code
        return _draw("_now.html", stage=scene.stage, round=scene.round, code=code)


def _bars(by_stance: dict[Stance, int], most: int) -> list[tuple[Stance, int, int]]:
    """Of each stance how many, and that as a share of the highest count in percent."""
    return [(stance, n, round(100 * n / most) if n else 0) for stance, n in by_stance.items()]


def _draw(template: str, **context: object) -> SafeString:
    # Without what surrounds it, so that an empty list is empty for a style sheet too.
    return mark_safe(render_to_string(f"workshops/{template}", context).strip())  # noqa: S308
