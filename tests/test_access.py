"""Every address, for everybody who may come: a new address without a row here fails.

The wrong person gets the same answer as for a thing that does not exist, or is led to the
sign-in or the join page. POST-only addresses answer 405 to whoever passes the door.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from analysis.domain.layouts import load_layouts
from analysis.models import (
    DevelopmentIssue,
    FormLayout,
    Indicator,
    Programme,
    Project,
    WholePlanRule,
)
from analysis.outcome import signed
from tests.analysis.offline.files import create_upload
from tests.analysis.rollup_scene import create_theme
from tests.factories import (
    create_challenge,
    create_cluster,
    create_comment,
    create_facilitator,
    create_factor,
    create_planner,
    create_proposal,
    create_round,
    create_user,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined
from workshops.models import FactorImport, Workshop

pytestmark = pytest.mark.django_db

ROLES = [
    "stranger",
    "participant",
    "participant elsewhere",
    "facilitator",
    "facilitator elsewhere",
    "planner",
    "account without a role",
    "administrator",
]
OPEN = [200] * 8
CODE = "code"
ISSUE, FACTOR, PERSON = "issue", "factor", "person"
KIND, COMMENT, CHALLENGE = "kind", "comment", "challenge"
PROPOSAL, SIGNED = "proposal", "signed"
INDICATOR, PROJECT, PROGRAMME = "indicator", "project", "programme"
ROUND, CLUSTER = "round", "cluster"
ROW_KIND, NUMBER = "row kind", "number"
CYCLE, LAYOUT, BRIEF = "cycle", "layout", "brief"
THEME = "theme"
DISTRICT = "district"
UPLOAD = "upload"
FILE = "file"
TABLE = "table"

# Who sees an own page of the room, in the order of ROLES.
ROOM = [302, 200, 302, 302, 302, 302, 302, 302]
ROOM_BACK = [302, 303, 302, 302, 302, 302, 302, 302]  # a GET where only POST does something
OWN_FACTOR = [302, 200, 302, 302, 302, 302, 302, 302]
OWN_CLOSED = [302, 423, 302, 302, 302, 302, 302, 302]  # not in the step that is open here
DESKS = [302, 302, 302, 200, 200, 403, 403, 200]
DESK = [302, 302, 302, 200, 404, 403, 403, 200]
DESK_TICKED = [302, 302, 302, 422, 404, 403, 403, 422]  # wants cards that are ticked
PLANS = [302, 302, 302, 200, 200, 200, 403, 200]
PLAN = [302, 302, 302, 200, 404, 200, 403, 200]
DATA = [401, 401, 401, 200, 200, 200, 403, 200]  # for programs: nobody is led anywhere
PLANNERS = [302, 302, 302, 403, 403, 200, 403, 200]
ONLY_POST = [405] * 8
NO_FILE = [302, 302, 302, 302, 404, 302, 403, 302]  # led back to where files are uploaded
NOBODYS = [302, 302, 302, 404, 404, 404, 403, 404]  # somebody else's file

EXPECTED: dict[str, tuple[list[int], list[str]]] = {
    "healthz": (OPEN, []),
    "readyz": (OPEN, []),
    "service-worker": (OPEN, []),
    "set_language": ([302] * 8, []),  # Django's own; a GET changes nothing and leads back
    "workshops:home": (OPEN, []),
    "workshops:find": (OPEN, []),
    "workshops:join": (OPEN, [CODE]),
    "workshops:room": (ROOM, [CODE]),
    "workshops:submit-factor": (ROOM_BACK, [CODE]),
    "workshops:change-factor": (OWN_FACTOR, [CODE, FACTOR]),
    "workshops:withdraw-factor": (OWN_FACTOR, [CODE, FACTOR]),
    "workshops:come-back": (OPEN, [CODE]),
    "workshops:card": (ROOM, [CODE]),
    "workshops:say-ready": (ONLY_POST, [CODE]),
    "workshops:scribe": (ROOM, [CODE]),
    "workshops:clusters": (ROOM, [CODE]),
    "workshops:new-cluster": (ONLY_POST, [CODE]),
    "workshops:place": (ONLY_POST, [CODE]),
    "workshops:say-support": (ONLY_POST, [CODE]),
    "workshops:thread": (ROOM, [CODE, KIND, FACTOR]),
    "workshops:add-comment": (ONLY_POST, [CODE]),
    "workshops:withdraw-comment": (ROOM_BACK, [CODE, COMMENT]),
    "workshops:alike": (ROOM, [CODE]),
    "workshops:challenges": (ROOM, [CODE]),
    "workshops:change-challenge": (OWN_CLOSED, [CODE, CHALLENGE]),
    "workshops:withdraw-challenge": (OWN_CLOSED, [CODE, CHALLENGE]),
    "workshops:proposals": (ROOM, [CODE]),
    "workshops:change-proposal": (OWN_CLOSED, [CODE, PROPOSAL]),
    "workshops:withdraw-proposal": (OWN_CLOSED, [CODE, PROPOSAL]),
    "workshops:desk-proposals": (DESK, [CODE]),
    "workshops:hide-proposal": (ONLY_POST, [CODE, PROPOSAL]),
    "workshops:restore-proposal": (ONLY_POST, [CODE, PROPOSAL]),
    "workshops:approve-proposal": (ONLY_POST, [CODE, PROPOSAL]),
    "direction:direct": (DESK, [CODE]),
    "direction:take-up": (ONLY_POST, [CODE, PROPOSAL]),
    "direction:outcome": (ROOM, [CODE]),
    "direction:kept-outcome": (OPEN, [SIGNED]),
    "workshops:round": (ROOM, [CODE]),
    "workshops:give-points": (ONLY_POST, [CODE, ROUND]),
    "workshops:rate": (ONLY_POST, [CODE, ROUND]),
    "workshops:say-influence": (ONLY_POST, [CODE, ROUND]),
    "workshops:desk-list": (DESKS, []),
    "workshops:create-workshop": (DESKS, []),
    "workshops:create-per-district": (DESKS, []),
    "workshops:desk": (DESK, [CODE]),
    "workshops:open-stage": (ONLY_POST, [CODE]),
    "workshops:change-workshop": (DESK, [CODE]),
    "workshops:copy-workshop": (DESK, [CODE]),
    "workshops:share": (DESK, [CODE]),
    "workshops:hide-factor": (ONLY_POST, [CODE, FACTOR]),
    "workshops:restore-factor": (ONLY_POST, [CODE, FACTOR]),
    "workshops:approve-factor": (ONLY_POST, [CODE, FACTOR]),
    "workshops:change-rules": (DESK, [CODE]),
    "workshops:change-run-sheet": (DESK, [CODE]),
    "workshops:add-facilitator": (ONLY_POST, [CODE]),
    "workshops:remove-facilitator": (ONLY_POST, [CODE, PERSON]),
    "workshops:pause-phones": (ONLY_POST, [CODE]),
    "workshops:resume-phones": (ONLY_POST, [CODE]),
    "workshops:blank-screens": (ONLY_POST, [CODE]),
    "workshops:unblank-screens": (ONLY_POST, [CODE]),
    "workshops:reveal-factors": (ONLY_POST, [CODE]),
    "workshops:show-on-projector": (ONLY_POST, [CODE]),
    "workshops:start-timer": (ONLY_POST, [CODE]),
    "workshops:add-time": (ONLY_POST, [CODE]),
    "workshops:pause-timer": (ONLY_POST, [CODE]),
    "workshops:resume-timer": (ONLY_POST, [CODE]),
    "workshops:stop-timer": (ONLY_POST, [CODE]),
    "workshops:rehearse": (DESK, [CODE]),
    "workshops:stop-rehearsal": (ONLY_POST, [CODE]),
    "workshops:clear-rehearsal": (ONLY_POST, [CODE]),
    "workshops:guests": (DESK, [CODE]),
    "workshops:merge-guests": (ONLY_POST, [CODE]),
    "workshops:part-guests": (ONLY_POST, [CODE, PERSON]),
    "workshops:slips": (DESK, [CODE]),
    "workshops:sort": (DESK, [CODE]),
    "workshops:sort-rules": (ONLY_POST, [CODE]),
    "workshops:place-cards": (ONLY_POST, [CODE]),
    "workshops:sort-card": (DESK, [CODE, FACTOR]),
    "workshops:part-cards": (ONLY_POST, [CODE, FACTOR]),
    "workshops:same-cards": (DESK_TICKED, [CODE]),
    "workshops:create-cluster": (ONLY_POST, [CODE]),
    "workshops:sort-cluster": (DESK, [CODE, CLUSTER]),
    **{
        f"workshops:{act}": (ONLY_POST, [CODE, CLUSTER])
        for act in (
            "rename-cluster",
            "move-cluster",
            "dissolve-cluster",
            "split-cluster",
            "merge-clusters",
            "part-clusters",
        )
    },
    "workshops:sort-history": (DESK, [CODE]),
    "workshops:undo-step": (ONLY_POST, [CODE]),
    "workshops:suggestions": (DESK, [CODE]),
    "workshops:refuse-suggestion": (ONLY_POST, [CODE]),
    "workshops:sort-comments": (DESK, [CODE]),
    "workshops:add-remark": (ONLY_POST, [CODE, KIND, FACTOR]),
    **{
        f"workshops:{act}-comment": (ONLY_POST, [CODE, COMMENT])
        for act in ("hide", "restore", "approve")
    },
    "workshops:rounds": (DESK, [CODE]),
    "workshops:name-quadrants": (ONLY_POST, [CODE]),
    "workshops:round-results": (DESK, [CODE, ROUND]),
    **{
        f"workshops:{act}": (ONLY_POST, [CODE, ROUND])
        for act in ("open-round", "close-round", "reveal-round", "discard-round", "prepare-second")
    },
    "workshops:desk-challenges": (DESK, [CODE]),
    "workshops:desk-change-challenge": (DESK, [CODE, CHALLENGE]),
    **{
        f"workshops:{act}": (ONLY_POST, [CODE, CHALLENGE])
        for act in ("hide-challenge", "restore-challenge", "approve-challenge")
    },
    "workshops:skip-prompt": (ONLY_POST, [CODE, CLUSTER]),
    "workshops:board": (OPEN, [CODE, "key"]),
    "analysis:workshop-list": (PLANS, []),
    "analysis:plans": (PLANS, []),
    "analysis:province": (PLANS, [CYCLE]),
    "analysis:district": (PLANS, [CYCLE, DISTRICT]),
    "analysis:downloads": (PLANS, []),
    "analysis:file-columns": (PLANS, []),
    "analysis:data-links": (PLANS, []),
    "analysis:revoke-data-link": (ONLY_POST, [NUMBER]),
    "data:tables": (PLANS, []),
    "data:openapi": (OPEN, []),
    "data:operation": (DATA, [TABLE]),
    "analysis:fetch-file": (NOBODYS, [FILE]),
    "analysis:cancel-file": (ONLY_POST, [FILE]),
    "analysis:plan-files": (PLANS, [CYCLE]),
    "analysis:files": (PLAN, [CODE]),
    "analysis:round-trip": (PLAN, [CODE]),
    "analysis:round-trip-file": (PLAN, [CODE]),
    "analysis:round-trip-upload": (ONLY_POST, [CODE]),
    "analysis:round-trip-preview": (NO_FILE, [CODE, FILE]),
    "analysis:round-trip-away": (ONLY_POST, [CODE, FILE]),
    "analysis:rollup": (PLANS, [CYCLE]),
    "analysis:rollup-rows": (PLANNERS, [CYCLE]),
    "analysis:themes": (PLANS, [CYCLE]),
    "analysis:theme-history": (PLANS, [CYCLE]),
    "analysis:theme-factors": (PLANS, [CYCLE, THEME]),
    "analysis:create-theme": (ONLY_POST, [CYCLE]),
    "analysis:place-clusters": (ONLY_POST, [CYCLE]),
    "analysis:accept-fits": (ONLY_POST, [CYCLE]),
    "analysis:refuse-fit": (ONLY_POST, [CYCLE]),
    "analysis:undo-theme": (ONLY_POST, [CYCLE, NUMBER]),
    **{
        f"analysis:{act}-theme": (ONLY_POST, [CYCLE, THEME])
        for act in ("change", "remove", "restore")
    },
    "analysis:plan-flow": (PLANS, [CYCLE]),
    "analysis:plan-forms": (PLANS, [CYCLE]),
    "analysis:plan-form": (PLANS, [CYCLE, LAYOUT]),
    "analysis:project-form": (PLAN, [CYCLE, BRIEF, PROJECT]),
    "analysis:overview": (PLAN, [CODE]),
    "analysis:factors": (PLAN, [CODE]),
    "analysis:plan": (PLAN, [CODE]),
    "analysis:plan-tables": (PLAN, [CODE]),
    "analysis:gaps": (PLAN, [CODE]),
    "analysis:row-review": (PLAN, [CODE, ROW_KIND, ISSUE]),
    "analysis:row-history": (PLAN, [CODE, ROW_KIND, ISSUE]),
    "analysis:judge-row": (ONLY_POST, [CODE, ROW_KIND, ISSUE]),
    "analysis:comment-row": (ONLY_POST, [CODE, ROW_KIND, ISSUE]),
    "analysis:restore-version": (ONLY_POST, [CODE, ROW_KIND, ISSUE, NUMBER]),
    "analysis:settle-comment": (ONLY_POST, [CODE, NUMBER]),
    "analysis:results": (PLAN, [CODE]),
    **{
        f"analysis:results-{page}": (PLAN, [CODE])
        for page in "ranking consensus map influence heat swot clusters".split()
    },
    **{
        f"analysis:trail-{kind}": (PLAN, [CODE, kind])
        for kind in (ISSUE, INDICATOR, PROGRAMME, PROJECT, FACTOR, CLUSTER, CHALLENGE, PROPOSAL)
    },
    "analysis:flow": (PLAN, [CODE]),
    "analysis:offline": (PLAN, [CODE]),
    "analysis:offline-template": (PLAN, [CODE]),
    "analysis:offline-paper": (PLAN, [CODE]),
    "analysis:offline-upload": (ONLY_POST, [CODE]),
    "analysis:offline-preview": (DESK, [CODE, UPLOAD]),
    "analysis:offline-columns": (DESK, [CODE, UPLOAD]),
    "analysis:offline-put-away": (ONLY_POST, [CODE, UPLOAD]),
    "analysis:take-back-import": (DESK, [CODE, NUMBER]),
    "analysis:workbook": (PLAN, [CODE]),
    "analysis:create-issue": (PLAN, [CODE]),
    "analysis:create-indicator": (PLAN, [CODE, ISSUE]),
    "analysis:create-programme": (PLAN, [CODE, ISSUE]),
    "analysis:create-project": (PLAN, [CODE, ISSUE]),
    "analysis:change-issue": (PLAN, [CODE, ISSUE]),
    "analysis:change-indicator": (PLAN, [CODE, INDICATOR]),
    "analysis:change-programme": (PLAN, [CODE, PROGRAMME]),
    "analysis:change-project": (PLAN, [CODE, PROJECT]),
    **{
        f"analysis:{act}-{kind}": (ONLY_POST, [CODE, kind])
        for act in ("remove", "restore", "move")
        for kind in (ISSUE, INDICATOR, PROGRAMME, PROJECT)
    },
}
# allauth and the admin bring their own tests; signing in is tested in test_sign_in.py.
THEIRS = ("admin:", "account_")


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_stands_in_this_file() -> None:
    ours = {name for name in names(get_resolver().url_patterns) if not name.startswith(THEIRS)}
    assert ours == set(EXPECTED), "Say in EXPECTED who may open the new address"


def rows_of(workshop: Workshop) -> dict[str, object]:
    """One of everything in this workshop, by the word that stands for it in an address."""
    issue = DevelopmentIssue.objects.create(
        workshop=workshop,
        plan_cycle=workshop.plan_cycle,
        number=1,
        client_id=uuid.uuid4(),
        title="น้ำ",
    )
    indicator = Indicator.objects.create(
        issue=issue,
        number=1,
        client_id=uuid.uuid4(),
        name="หมู่บ้าน",
        unit="แห่ง",
        whole_plan_rule=WholePlanRule.LAST,
    )
    programme = Programme.objects.create(
        issue=issue, number=1, client_id=uuid.uuid4(), name="จัดการน้ำ"
    )
    project = Project.objects.create(
        issue=issue,
        number=1,
        client_id=uuid.uuid4(),
        name="ขุดลอก",
        lead_agency="ที่ว่าการอำเภอ",
        start_year=2023,
        end_year=2024,
    )
    FactorImport.objects.create(workshop=workshop, number=1, digest="a", rows_total=1)
    return {
        CODE: workshop.code,
        "key": workshop.board_key,
        ISSUE: issue.pk,
        INDICATOR: indicator.pk,
        PROGRAMME: programme.pk,
        PROJECT: project.pk,
        ROUND: create_round(workshop=workshop).pk,
        CLUSTER: create_cluster(workshop=workshop).pk,
        KIND: FACTOR,
        ROW_KIND: "issue",
        NUMBER: 1,
        CYCLE: workshop.plan_cycle_id,
        THEME: create_theme().pk,
        DISTRICT: "4005",
        FILE: uuid.uuid4(),
        UPLOAD: create_upload(workshop).key,
        TABLE: "workshops",
        LAYOUT: form("จ.1").pk,
        BRIEF: form("จ.1-1").pk,
    }


def form(code: str) -> FormLayout:
    load_layouts()
    return FormLayout.objects.get(code=code)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(role: str) -> None:
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)
    phone, participant = joined(workshop=workshop)
    factor = create_factor(participant=participant)
    rows = rows_of(workshop) | {
        FACTOR: factor.pk,
        PERSON: participant.pk,
        COMMENT: create_comment(participant=participant, factor=factor).pk,
        CHALLENGE: create_challenge(participant=participant).pk,
        PROPOSAL: create_proposal(participant=participant).pk,
        SIGNED: signed(participant),
    }
    browsers = {
        "stranger": Client(),
        "participant": phone,
        "participant elsewhere": joined()[0],
        "facilitator": signed_in(facilitator),
        "facilitator elsewhere": signed_in(create_facilitator()),
        "planner": signed_in(create_planner()),
        "account without a role": signed_in(create_user()),
        "administrator": signed_in(create_user(is_superuser=True, is_staff=True)),
    }
    wanted = {name: answers[ROLES.index(role)] for name, (answers, _) in EXPECTED.items()}

    got = {}
    for name, (_, parts) in EXPECTED.items():
        address = reverse(name, args=[rows[part] for part in parts])
        got[name] = browsers[role].get(address).status_code

    assert got == wanted


@pytest.mark.parametrize("name", [name for name, (_, parts) in EXPECTED.items() if CODE in parts])
def test_an_unknown_code_is_unknown_to_everybody(name: str) -> None:
    _answers, parts = EXPECTED[name]
    made = rows_of(create_workshop()) | {CODE: "ZZZZZZ"}
    made |= dict.fromkeys((FACTOR, PERSON, COMMENT, CHALLENGE, PROPOSAL), 1)
    administrator = signed_in(create_user(is_superuser=True))

    address = reverse(name, args=[made[part] for part in parts])
    response = administrator.get(address)

    assert response.status_code in (404, 405)


@pytest.mark.parametrize("kind", [ISSUE, INDICATOR, PROGRAMME, PROJECT])
def test_a_row_of_another_workshop_is_unknown_here(kind: str) -> None:
    facilitator = create_facilitator()
    here = create_workshop(facilitator=facilitator)
    elsewhere = rows_of(create_workshop(facilitator=facilitator))

    address = reverse(f"analysis:change-{kind}", args=[here.code, elsewhere[kind]])

    assert signed_in(facilitator).get(address).status_code == 404


@pytest.mark.parametrize("name", ["workshops:desk", "analysis:overview"])
def test_no_browser_keeps_a_page_behind_the_sign_in(name: str) -> None:
    facilitator = create_facilitator()
    workshop = create_workshop(facilitator=facilitator)

    response = signed_in(facilitator).get(reverse(name, args=[workshop.code]))

    assert "no-store" in response["Cache-Control"]


def test_the_board_wants_its_key() -> None:
    workshop, other = create_workshop(), create_workshop()
    client = Client()

    assert client.get(reverse("workshops:board", args=[workshop.code, "x" * 43])).status_code == 404
    address = reverse("workshops:board", args=[workshop.code, other.board_key])
    assert client.get(address).status_code == 404


def test_a_session_of_an_account_that_was_switched_off_is_over() -> None:
    facilitator = create_facilitator()
    client = signed_in(facilitator)
    facilitator.is_active = False
    facilitator.save(update_fields=["is_active"])

    assert client.get(reverse("workshops:desk-list")).status_code == 302
