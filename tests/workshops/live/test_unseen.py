"""What nobody may see stays off every page, file and stream: looked for in the bytes themselves."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.live_client import listening
from tests.test_access import EXPECTED, FACTOR, ONLY_POST, rows_of
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.access import cookie_name
from workshops.domain import challenges, comments, factors, proposals, room, stages
from workshops.enums import Category, ProjectorMode, Stage, Stance, Track
from workshops.live import fragments
from workshops.live.fragments import Audience
from workshops.models import Factor, Participant, Workshop

WORDS, EVIDENCE = "นกกระจอกเทศลับ", "หลักฐานลับเฉพาะ"
OTHER_WORDS = "ช้างเผือกลับ"
NAME, OTHER_NAME = "นางสาวไม่เปิดเผย", "นายเปิดเผยได้"


class Portal:
    """A workshop, everybody who can read of it, and all that they get."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.facilitator = factories.create_facilitator()
        self.workshop = factories.create_workshop(facilitator=self.facilitator)
        self.phone, self.writer = joined(workshop=self.workshop)
        self.writer.name = NAME
        self.writer.save()
        self.other_phone, self.other = joined(workshop=self.workshop)
        self.other.name = OTHER_NAME
        self.other.save()
        self.rows = rows_of(self.workshop)
        self.desk = signed_in(self.facilitator)
        self.readers = {
            "stranger": Client(),
            "other participant": self.other_phone,
            "facilitator": self.desk,
            "planner": signed_in(factories.create_planner()),
            "administrator": signed_in(factories.create_user(is_superuser=True, is_staff=True)),
        }

    def write(self, person: Participant, text: str, category: Category = Category.SOCIAL) -> Factor:
        factor, _new = factors.submit_factor(
            person,
            client_id=uuid.uuid4(),
            category=category,
            text=text,
            evidence=EVIDENCE,
            stance=Stance.THREAT,
            track=Track.BOTH,
            district=person.district,
        )
        return factor

    def rules(self, **rules: object) -> None:
        room.change_rules(self.workshop, by=self.facilitator, **rules)

    def pages(self, factor: Factor, *only: str) -> Iterator[tuple[str, str, str]]:
        """Who, which address, and the whole answer."""
        # What only takes what is sent has nothing to read (test_access: it answers 405).
        read = {name: parts for name, (told, parts) in EXPECTED.items() if told != ONLY_POST}
        for who, browser in self.readers.items():
            for name, parts in read.items():
                if only and name not in only:
                    continue
                # Whatever else an address names is the writer, or one of the writer's.
                found = {FACTOR: factor.pk, **self.rows}
                address = reverse(name, args=[found.get(part, self.writer.pk) for part in parts])
                response = browser.get(address)
                body = b"".join(response) if response.streaming else response.content
                yield who, name, plain(body)

    def streams(self) -> Iterator[tuple[str, str, str]]:
        """What each audience gets at once and from the beginning, streamed and polled."""
        code = self.workshop.code
        phone = f"{cookie_name(self.workshop)}={cookie(self.other_phone, code)}"
        session = settings.SESSION_COOKIE_NAME
        desk = f"{session}={self.desk.cookies[session].value}"
        cookies = {Audience.PHONE: phone, Audience.BOARD: "", Audience.DESK: desk}
        for audience, sent in cookies.items():
            url = fragments.live_url(self.workshop, audience)
            for more in ("&wait=0", "&wait=0&after=0", "&after=0", ""):
                with listening(self.address, url + more, cookie=sent, patience=5) as stream:
                    if "wait" in more:
                        yield audience, more, stream.response.read().decode()
                    else:
                        assert next(stream.frames())[1]["revision"] == self.revision
                        yield audience, more, stream.raw.decode()

    def open(self, stage: Stage) -> None:
        stages.open_stage(self.workshop, stage, by=self.facilitator)

    def project(self, mode: ProjectorMode) -> None:
        room.show_on_projector(self.workshop, mode, by=self.facilitator)

    @property
    def revision(self) -> int:
        return Workshop.objects.get(pk=self.workshop.pk).revision

    def everything(self, factor: Factor) -> list[tuple[str, str, str]]:
        return [*self.pages(factor), *self.streams()]


def cookie(browser: Client, code: str) -> str:
    return str(browser.cookies[f"participant-{code}"].value)


def plain(body: bytes) -> str:
    """Text; of a workbook the text of its parts."""
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())


def where(found: list[tuple[str, str, str]], *words: str) -> list[tuple[str, str]]:
    """Who got an answer with one of these words, and from where; escaped ones count."""
    forms = [form for word in words for form in (word, json.dumps(word)[1:-1])]
    return sorted({(who, at) for who, at, body in found if any(form in body for form in forms)})


@pytest.fixture
def there(portal: str) -> Portal:
    return Portal(portal)


def test_silent_words_reach_nobody_but_their_writer(there: Portal) -> None:
    there.rules(is_silent=True)
    factor, changed = (there.write(there.writer, f"{WORDS} {n}") for n in range(2))

    assert where(list(there.streams()), WORDS, EVIDENCE) == []
    own = there.phone.get(reverse("workshops:room", args=[there.workshop.code]))
    assert WORDS in own.content.decode()

    factors.change_factor(
        changed,
        by=there.writer,
        category=Category.SOCIAL,
        text=f"{WORDS} ใหม่",
        evidence=EVIDENCE,
        stance=Stance.THREAT,
        track=Track.BOTH,
        district=there.writer.district,
    )
    its_own = [name for name, (_, parts) in EXPECTED.items() if FACTOR in parts]
    found = [*there.everything(factor), *there.pages(changed, *its_own)]
    assert where(found, WORDS, EVIDENCE) == []


def test_the_control_revealed_words_reach_everybody(there: Portal) -> None:
    there.rules(is_silent=True)
    factor = there.write(there.writer, WORDS)
    room.reveal_factors(there.workshop, by=there.facilitator)
    found = where(there.everything(factor), WORDS)

    assert {who for who, _ in found} == {*there.readers, "board", "desk"}
    assert ("planner", "analysis:workbook") in found
    assert ("board", "&wait=0") in found


def test_waiting_words_are_on_the_facilitators_pages_only(there: Portal) -> None:
    there.rules(approves_first=True)
    factor = there.write(there.writer, WORDS)

    assert set(where(list(there.pages(factor)), WORDS)) == {
        (who, page)
        for who in ("facilitator", "administrator")
        for page in ("workshops:desk", "analysis:trail-factor")  # the trail follows the desk
    }
    assert {who for who, _ in where(list(there.streams()), WORDS)} == {"desk"}
    factors.approve_factor(factor, by=there.facilitator)
    assert ("board", "") in where(list(there.streams()), WORDS)


PEOPLE_PAGES = {"workshops:guests"}


def test_while_words_are_off_the_projector_gets_none_and_never_a_name(there: Portal) -> None:
    factor = there.write(there.writer, WORDS)
    room.blank_screens(there.workshop, by=there.facilitator)
    found = [*there.pages(factor, "workshops:board"), *there.streams()]

    board = [at for who, at in where(found, WORDS) if who == "board" or at == "workshops:board"]
    assert board == []
    room.unblank_screens(there.workshop, by=there.facilitator)
    found = [*there.pages(factor), *there.streams()]
    assert ("stranger", "workshops:board") in where(found, WORDS)
    assert ("board", "&after=0") in where(found, WORDS)
    # Nor is there a name anywhere, for the rule is that none is shown.
    assert [at for _, at in where(found, NAME) if at not in PEOPLE_PAGES] == []


def test_a_name_never_stands_with_what_was_written_without_one(there: Portal) -> None:
    there.rules(names_shown=True)
    factor = there.write(there.writer, WORDS, Category.POLITICAL)
    named = there.write(there.other, OTHER_WORDS)
    found = there.everything(factor)

    assert (factor.is_anonymous, named.is_anonymous) == (True, False)
    with_name = where(found, NAME)
    with_words = [place for place in where(found, WORDS) if place[1] not in PEOPLE_PAGES]
    assert set(with_name) & set(with_words) == set()
    assert {who for who, _ in with_name} <= {"facilitator", "administrator"}
    assert [who for who, _ in where(found, NAME, OTHER_NAME) if who in ("board", "phone")] == []
    assert ("stranger", "workshops:board") not in where(found, NAME, OTHER_NAME)
    assert ("facilitator", "workshops:desk") in where(found, OTHER_NAME)
    assert ("desk", "") in where(found, OTHER_NAME)


MODERATORS = {"facilitator", "administrator"}


def test_hidden_and_waiting_comments_and_challenges_are_on_the_desk_only(there: Portal) -> None:
    factor = there.write(there.writer, OTHER_WORDS)
    there.open(Stage.REFLECT)
    there.project(ProjectorMode.CHALLENGES)
    said = {"text": WORDS, "affected": "", "evidence_missing": "", "clusters": []}
    comment, _ = comments.add_comment(there.writer, factor, text=WORDS, client_id=uuid.uuid4())
    challenge, _ = challenges.add_challenge(
        there.workshop, by=there.writer, client_id=uuid.uuid4(), **said
    )
    code = there.workshop.code
    read = [
        reverse("workshops:thread", args=[code, "factor", factor.pk]),
        reverse("workshops:challenges", args=[code]),
        reverse("workshops:board", args=[code, there.workshop.board_key]),
    ]
    shown = [WORDS in there.other_phone.get(page).content.decode() for page in read]

    comments.hide_comment(comment, by=there.facilitator)
    challenges.hide_challenge(challenge, by=there.facilitator)
    there.rules(approves_first=True)
    said["text"] = f"{WORDS} รอ"
    comments.add_comment(there.writer, factor, text=said["text"], client_id=uuid.uuid4())
    challenges.add_challenge(there.workshop, by=there.writer, client_id=uuid.uuid4(), **said)
    found = where(there.everything(factor), WORDS)

    assert shown == [True, True, True]
    assert {who for who, _ in found} <= MODERATORS


def test_hidden_and_waiting_proposals_are_on_the_desk_only(there: Portal) -> None:
    there.open(Stage.DIRECT)
    there.project(ProjectorMode.PROPOSALS)
    said = {"kind": "issue", "text": WORDS, "details": "", "under": None, "drafted": None}
    said |= {"by": there.writer, "clusters": [], "challenges": []}
    proposal, _ = proposals.add_proposal(there.workshop, client_id=uuid.uuid4(), **said)
    code = there.workshop.code
    phone = reverse("workshops:proposals", args=[code])
    board = reverse("workshops:board", args=[code, there.workshop.board_key])
    desk = reverse("workshops:desk-proposals", args=[code])

    def read() -> list[tuple[str, str, str]]:
        return [
            (who, page, browser.get(page).content.decode())
            for who, browser in there.readers.items()
            for page in (phone, f"{phone}?part=1", board, desk)
        ]

    shown = read()
    proposals.hide_proposal(proposal, by=there.facilitator)
    there.rules(approves_first=True)
    said["text"] = f"{WORDS} รอ"
    proposals.add_proposal(there.workshop, client_id=uuid.uuid4(), **said)
    found = [*read(), *there.streams()]

    assert {page for _, page in where(shown, WORDS)} == {phone, f"{phone}?part=1", board, desk}
    assert {(who, page) for who, page in where(found, WORDS)} == {(who, desk) for who in MODERATORS}
    assert where([*shown, *found], NAME) == []


def test_what_is_hidden_is_in_no_picture(there: Portal) -> None:
    factor = there.write(there.writer, WORDS)
    waiting = there.write(there.other, OTHER_WORDS)
    factors.hide_factor(factor, by=there.facilitator)
    Factor.objects.filter(pk=waiting.pk).update(waits_for="approval")
    for mode in [mode for mode in ProjectorMode if mode.is_picture]:
        there.project(mode)
        drawn = fragments.first_draw(there.workshop, Audience.BOARD).picture
        assert (mode, WORDS in drawn or OTHER_WORDS in drawn) == (mode, False)
