"""The command that says whether every row of the plan rests on sentences."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from analysis.models import DevelopmentIssue, Indicator, Project, Status
from analysis.trail_audit import NO_SENTENCE, NOTHING_LINKED
from tests.analysis.plans import create_indicator, create_project
from tests.analysis.trails import issue_from
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_plan_cycle,
    create_workshop,
)
from workshops.domain import factors

pytestmark = pytest.mark.django_db


def run(capsys, *more, cycle=None):
    """What it printed, and its exit code."""
    code = 0
    try:
        call_command("audit_trail", "--plan", (cycle or create_plan_cycle()).pk, *more)
    except SystemExit as end:
        code = end.code
    return capsys.readouterr().out, code


def found(capsys, *more):
    text, code = run(capsys, "--json", *more)
    return json.loads(text), code


@pytest.fixture
def workshop():
    return create_workshop()


@pytest.fixture
def issue(workshop):
    cluster = create_cluster(factors=(create_factor(workshop=workshop, text="ฝนแล้ง"),))
    issue = issue_from(workshop, title="จัดการน้ำ", clusters=[cluster.pk])
    create_project(issue=issue, indicators=[create_indicator(issue=issue)])
    for model in (DevelopmentIssue, Indicator, Project):
        model.objects.update(status=Status.APPROVED)
    return issue


def test_a_plan_with_all_its_paths(capsys, issue):
    cycle = issue.plan_cycle

    assert run(capsys) == (
        f"Plan {cycle} (id {cycle.pk})\n"
        "  issue          1 of     1  100 %\n"
        "  indicator      1 of     1  100 %\n"
        "  programme      0 of     0  -\n"
        "  project        1 of     1  100 %\n"
        "  total          3 of     3  100 %\n"
        "Sentences behind them: 1\n",
        0,
    )


def test_it_names_what_a_removed_link_leaves_without_a_path(capsys, issue):
    issue.sources.all().delete()
    indicator, project = issue.indicators.get(), issue.projects.get()
    indicator.factors.add(create_factor(workshop=issue.workshop))

    answer, code = found(capsys)

    assert code == 1
    lacking = [(one["kind"], one["pk"], one["why"]) for one in answer["without_path"]]
    assert lacking == [("issue", issue.pk, NOTHING_LINKED)]  # its project serves the indicator
    assert answer["total"] == {"rows": 3, "with_path": 2, "share": 2 / 3}

    project.indicators.clear()
    text, code = run(capsys)
    assert code == 1
    assert text.splitlines()[5:] == [
        "  total          1 of     3  33.3 %",
        "Sentences behind them: 1",
        "",
        "Without a path:",
        f"  {issue.workshop.code} issue {issue.pk} (approved) จัดการน้ำ: {NOTHING_LINKED}",
        f"  {issue.workshop.code} project {project.pk} (approved) ขุดลอกลำน้ำ: {NOTHING_LINKED}",
    ]


def test_a_link_to_what_holds_no_sentence_is_no_path(capsys, workshop):
    issue = issue_from(workshop, clusters=[create_cluster(workshop=workshop).pk])

    answer, code = found(capsys, "--all")

    assert ([one["why"] for one in answer["without_path"]], code) == ([NO_SENTENCE], 1)
    assert answer["without_path"][0]["pk"] == issue.pk


def test_rows_on_hidden_sentences_alone_are_told_apart(capsys, issue):
    factors.hide_factor(issue.workshop.factors.get(), by=create_facilitator())

    answer, code = found(capsys)

    assert (answer["without_path"], code) == ([], 0)
    assert [one["kind"] for one in answer["only_off_board"]] == ["issue", "indicator", "project"]
    assert "With a path, but only to what nobody may read:" in run(capsys)[0]


def test_drafts_count_only_when_asked_for(capsys, workshop):
    issue_from(workshop)

    text, code = run(capsys)
    assert text.endswith("No row is approved yet; --all walks drafts too.\n")
    assert code == 0
    assert run(capsys, "--all")[1] == 1


def test_other_plans_do_not_count(capsys, issue):
    other = create_plan_cycle(start_year=2028)

    assert "0 of     0" in run(capsys, cycle=other)[0].splitlines()[-3]


def test_an_unknown_plan_is_refused():
    with pytest.raises(CommandError, match=r"There is no plan cycle 77. Known: none."):
        call_command("audit_trail", "--plan", 77)
