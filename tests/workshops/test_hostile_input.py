"""Whatever is sent to the forms of sorting, talking and answering: an answer in words, no fault."""

import uuid
from dataclasses import dataclass, field

import pytest
from django.test import Client

from tests.factories import (
    create_challenge,
    create_cluster,
    create_comment,
    create_factor,
    create_round,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import HOSTILE, joined, urlencoded
from workshops.enums import RoundKind, Stage
from workshops.models import (
    Challenge,
    Cluster,
    Comment,
    Factor,
    Influence,
    JournalEntry,
    Rating,
    Round,
    Support,
    Vote,
    Workshop,
)
from workshops.text import clean_text

pytestmark = pytest.mark.django_db

WORST = ("zero width only", "surrogate", "lines", "expands")
NUMBERS = ("9" * 5000, "9" * 18, "1\x00")


@dataclass
class Room:
    """One of everything, so that each form has something to be about."""

    workshop: Workshop
    phone: Client
    desk: Client
    ids: dict[str, int] = field(default_factory=dict)

    def send(self, form: str, values: dict[str, str], about: dict[str, int] | None = None) -> int:
        """Send one form with these values in place of the usual ones, or about other rows;
        returns the status."""
        path, usual = FORMS[form]
        ids = self.ids | {"code": self.workshop.code, "uuid": str(uuid.uuid4())}
        sent = {name: value.format(**ids | (about or {})) for name, value in usual.items()} | values
        client = self.desk if path.startswith("/desk/") else self.phone
        plain = client.post(path.format(**ids), **urlencoded(sent)).status_code
        json = client.post(
            path.format(**ids), headers={"Accept": "application/json"}, **urlencoded(sent)
        ).status_code
        return max(plain, json)


@pytest.fixture
def room():
    return furnished()


def furnished() -> Room:
    workshop = create_workshop(stage=Stage.ANALYSE)
    Workshop.objects.filter(pk=workshop.pk).update(participants_sort=True)
    phone, participant = joined(workshop=workshop)
    cards = [create_factor(workshop=workshop) for _ in range(3)]
    cluster = create_cluster(workshop=workshop, factors=tuple(cards))
    other = create_cluster(workshop=workshop)
    challenge = create_challenge(participant=participant)
    comment = create_comment(participant=participant, cluster=cluster)
    rounds = {
        kind: create_round(kind=kind, clusters=(cluster, other), is_open=kind == "influence")
        for kind in RoundKind
    }
    return Room(
        workshop,
        phone,
        signed_in(workshop.facilitators.get()),
        {
            "card": cards[0].pk,
            "cluster": cluster.pk,
            "other": other.pk,
            "challenge": challenge.pk,
            "comment": comment.pk,
            **{str(kind): one.pk for kind, one in rounds.items()},
        },
    )


SORT, ROOM, DESK = "/desk/{code}/sort/", "/room/{code}/", "/desk/{code}/"
ONE = f"{SORT}clusters/{{cluster}}/"
WORDS = {"text": "x", "affected": "x", "evidence_missing": "x", "clusters": "{cluster}"}
# The address, and the fields as they are usually sent; "x" marks those that are text.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "place": (f"{SORT}place/", {"card": "{card}:{cluster}", "cluster": "{other}", "where": ""}),
    "create": (f"{SORT}clusters/", {"name": "x", "card": "{card}:{cluster}", "client_id": ""}),
    "rename": (f"{ONE}rename/", {"name": "x", "seen": "1"}),
    "move": (f"{ONE}move/", {"category": "social", "seen": "1"}),
    "dissolve": (f"{ONE}dissolve/", {"seen": "7"}),
    "merge": (f"{ONE}merge/", {"other": "{other}:7", "seen": "1", "stays": "this", "why": "x"}),
    "split": (f"{ONE}split/", {"card": "{card}:{cluster}", "name": "x", "seen": "1", "why": "x"}),
    "same": (f"{SORT}same/", {"card": "{card}:{cluster}", "kept": "{card}", "why": "x"}),
    "undo": (f"{SORT}undo/", {"revision": "1"}),
    "refuse": (f"{SORT}suggestions/refuse/", {"member": "{card}:"}),
    "remark": (f"{DESK}comments/on/cluster/{{cluster}}/", {"text": "x", "client_id": "{uuid}"}),
    "hide": (f"{DESK}comments/{{comment}}/hide/", {"reason": "x"}),
    "prepare": (
        f"{DESK}rounds/",
        {"kind": "points", "clusters": "{cluster}", "budget": "5", "cap": "3", "client_id": ""},
    ),
    "prepare ratings": (
        f"{DESK}rounds/",
        {"kind": "ratings", "clusters": "{cluster}", "rule": "iqr", "width": "1", "share": "75"},
    ),
    "prepare pairs": (
        f"{DESK}rounds/",
        {"kind": "influence", "clusters": "{cluster}", "raters_per_cell": "3"},
    ),
    "tick": (
        f"{DESK}rounds/",
        {"kind": "points", "clusters": "{cluster}", "choose": "points", "first": "x"},
    ),
    "quadrants": (
        f"{DESK}rounds/map/",
        dict.fromkeys(("act", "watch", "note", "keep"), "x"),
    ),
    "open": (f"{DESK}rounds/{{points}}/open/", {"seen": "x", "back": "x"}),
    "desk challenge": (f"{DESK}challenges/", WORDS | {"client_id": "{uuid}"}),
    "desk change": (f"{DESK}challenges/{{challenge}}/", WORDS | {"seen": "1"}),
    "new cluster": (f"{ROOM}clusters/new/", {"chosen": "{card}.{cluster}", "name": "x"}),
    "phone place": (f"{ROOM}place/", {"chosen": "{card}.{cluster}", "cluster": "{other}"}),
    "support": (f"{ROOM}support/", {"kind": "factor", "pk": "{card}", "agrees": "1", "person": ""}),
    "comment": (
        f"{ROOM}comments/",
        {"kind": "cluster", "pk": "{cluster}", "text": "x", "client_id": "{uuid}", "person": ""},
    ),
    "challenge": (f"{ROOM}challenges/", WORDS | {"client_id": "{uuid}", "person": ""}),
    "change": (f"{ROOM}challenges/{{challenge}}/", WORDS | {"seen": "1"}),
    "points": (f"{ROOM}round/{{points}}/points/", {"cluster": "{cluster}", "points": "1"}),
    "rate": (
        f"{ROOM}round/{{ratings}}/ratings/",
        {"cluster": "{cluster}", "impact": "1", "uncertainty": "1", "following": "1"},
    ),
    "pair": (
        f"{ROOM}round/{{influence}}/influence/",
        {"source": "{cluster}", "target": "{other}", "strength": "1", "reason": "x"},
    ),
}


def stage_for(form: str) -> Stage:
    return Stage.EXCHANGE if form in ("new cluster", "phone place") else Stage.ANALYSE


def everything_of(workshop: Workshop) -> list[list[dict[str, object]]]:
    """Every row of the workshop that these forms can change, and all that are about its rows."""
    mine = (Cluster, Factor, Challenge, Comment, Round)
    about = {
        Support: "factor",
        Comment: "cluster",
        Vote: "cluster",
        Rating: "cluster",
        Influence: "source",
        Challenge.clusters.through: "cluster",
        Round.clusters.through: "cluster",
    }
    found = [Workshop.objects.filter(pk=workshop.pk)]
    found += [model.objects.filter(workshop=workshop.pk) for model in mine]
    found += [
        model.objects.filter(**{f"{name}__workshop": workshop.pk}) for model, name in about.items()
    ]
    return [list(rows.order_by("pk").values()) for rows in found]


@pytest.mark.parametrize(
    "form", [name for name, (_, sent) in FORMS.items() if "x" in sent.values()]
)
def test_any_text_gets_an_answer_in_words(room, form):
    names = [name for name, value in FORMS[form][1].items() if value == "x"]

    Workshop.objects.update(stage=stage_for(form))
    statuses = [room.send(form, dict.fromkeys(names, HOSTILE[each])) for each in WORST]

    assert max(statuses) < 500
    stored = [
        *Cluster.objects.values_list("name", flat=True),
        *Comment.objects.values_list("text", flat=True),
        *Influence.objects.values_list("reason", flat=True),
        *(text for row in Challenge.objects.values_list(*list(WORDS)[:3]) for text in row),
        *Workshop.objects.get().quadrant_names.values(),
        *(entry.facts.get("why", "") for entry in JournalEntry.objects.all()),
    ]
    assert [text for text in stored if text != clean_text(text, lines=True)] == []


@pytest.mark.parametrize("form", FORMS)
def test_any_number_gets_an_answer_in_words(room, form):
    names = FORMS[form][1]

    one_by_one = [room.send(form, {name: each}) for name in names for each in NUMBERS]

    assert max(one_by_one) < 500


@pytest.mark.parametrize("form", FORMS)
def test_rows_of_another_workshop_stay_as_they_are(room, form):
    elsewhere = furnished()
    Workshop.objects.filter(pk=room.workshop.pk).update(stage=stage_for(form))
    before = everything_of(elsewhere.workshop)

    in_body = room.send(form, {}, elsewhere.ids)
    elsewhere.workshop.code, elsewhere.phone, elsewhere.desk = (
        room.workshop.code,
        room.phone,
        room.desk,
    )
    in_path = elsewhere.send(form, {}, room.ids)

    assert max(in_body, in_path) < 500
    assert everything_of(elsewhere.workshop) == before
    if "{" in FORMS[form][0].removeprefix("/desk/{code}").removeprefix("/room/{code}"):
        assert in_path == 404


@pytest.mark.parametrize(
    "path",
    [
        "/room/{code}/round/?{name}={value}",
        "/room/{code}/clusters/?{name}={value}",
        "/room/{code}/challenges/?{name}={value}",
        "/room/{code}/thread/cluster/{number}/",
        "/room/{code}/alike/?text=%00{value}{name}&person={value}",
        "/desk/{code}/sort/?show={value}",
        "/desk/{code}/sort/history/?before={value}",
        "/desk/{code}/sort/same/?card={value}:&card=1:{value}",
        "/desk/{code}/sort/clusters/{number}/?other={value}",
        "/desk/{code}/rounds/?{name}={value}",
        "/desk/{code}/rounds/{number}/",
        "/desk/{code}/challenges/?about={value}",
    ],
)
def test_any_address_gets_an_answer_in_words(room, path):
    client = room.desk if path.startswith("/desk/") else room.phone

    for value in ("9" * 18, "9" * 4400, "%C2%B2", "%00", "%ED%B0%80"):
        for name in ("round", "pair", "person", "about", "part"):
            number = value if value.isdecimal() else "1"
            asked = path.format(code=room.workshop.code, name=name, value=value, number=number)
            assert client.get(asked).status_code < 500
            if "{name}" not in path:
                break
