import uuid

import pytest

from analysis.domain.issues import change_issue, remove_issue, restore_issue
from analysis.domain.rows import ChangedMeanwhile, FactorElsewhere, RowRemoved
from analysis.models import DevelopmentIssue
from tests.analysis.plans import new_issue
from tests.factories import create_factor, create_planner, create_workshop
from tests.workshops.domain.threads import at_once
from workshops.domain.errors import ClientIdReused
from workshops.enums import Track
from workshops.models import JournalEntry

pytestmark = pytest.mark.django_db

WORDS = {"title": "จัดการน้ำทั้งลุ่มน้ำ", "goal": "ไม่ท่วม", "rationale": "", "track": Track.SMART}


def verbs(workshop):
    return list(
        JournalEntry.objects.filter(workshop=workshop)
        .order_by("revision")
        .values_list("verb", flat=True)
    )


def test_an_issue_stands_at_the_end_of_its_workshops_list():
    workshop, by = create_workshop(), create_planner()
    first, second = new_issue(workshop, by=by), new_issue(workshop, by=by, title="ขนส่ง")

    assert [first.number, second.number, new_issue().number] == [1, 2, 1]
    assert first.plan_cycle == workshop.plan_cycle
    entry = JournalEntry.objects.get(workshop=workshop, revision=1)
    assert (entry.verb, entry.user, entry.facts) == ("issue.added", by, {"issue": first.pk})


def test_it_rests_on_factors_of_its_workshop_only():
    workshop = create_workshop()
    factor, elsewhere = create_factor(workshop=workshop), create_factor()

    issue = new_issue(workshop, factors=[factor])
    with pytest.raises(FactorElsewhere) as refusal:
        new_issue(workshop, factors=[factor, elsewhere])

    assert list(issue.factors.all()) == [factor]
    assert refusal.value.field == "factors"
    assert DevelopmentIssue.objects.count() == 1


def test_the_same_form_again_is_the_first_row():
    workshop, client_id = create_workshop(), uuid.uuid4()

    first = new_issue(workshop, client_id=client_id)
    again = new_issue(workshop, client_id=client_id, title="อื่น")

    assert again.pk == first.pk
    assert verbs(workshop) == ["issue.added"]


def test_a_form_id_of_another_workshop_is_refused():
    known = new_issue()

    with pytest.raises(ClientIdReused):
        new_issue(client_id=known.client_id)


def test_a_change_keeps_the_words_before_in_the_journal():
    factor = create_factor()
    issue = new_issue(factor.workshop, goal="เดิม", factors=[factor])

    changed = change_issue(issue, by=create_planner(), version=1, factors=[], **WORDS)

    assert (changed.title, changed.goal, changed.version) == (WORDS["title"], "ไม่ท่วม", 2)
    assert list(changed.factors.all()) == []
    before = JournalEntry.objects.get(verb="issue.changed").facts["before"]
    assert before == {
        "title": "จัดการน้ำ",
        "goal": "เดิม",
        "rationale": "",
        "track": "both",
        "factors": [factor.pk],
    }


def test_the_same_values_again_change_nothing():
    issue = new_issue()
    by = create_planner()
    change_issue(issue, by=by, version=1, factors=[], **WORDS)

    again = change_issue(issue, by=by, version=1, factors=[], **WORDS)

    assert again.version == 2
    assert verbs(issue.workshop) == ["issue.added", "issue.changed"]


def test_whoever_saw_an_older_version_is_told_and_nothing_changes():
    issue, factor = new_issue(), None
    factor = create_factor(workshop=issue.workshop)
    change_issue(issue, by=create_planner(), version=1, factors=[], **WORDS)

    with pytest.raises(ChangedMeanwhile):
        change_issue(
            issue, by=create_planner(), version=1, factors=[factor], **(WORDS | {"title": "ของฉัน"})
        )

    issue.refresh_from_db()
    assert (issue.title, issue.version) == (WORDS["title"], 2)
    assert not issue.factors.exists()


def test_removing_and_restoring_keeps_the_row_and_twice_is_once():
    issue, by = new_issue(), create_planner()

    assert remove_issue(issue, by=by).removed_at is not None
    remove_issue(issue, by=by)
    assert list(DevelopmentIssue.objects.current()) == []
    assert restore_issue(issue, by=by).removed_at is None
    restore_issue(issue, by=by)

    assert list(DevelopmentIssue.objects.current()) == [issue]
    assert verbs(issue.workshop) == ["issue.added", "issue.removed", "issue.changed"]


def test_a_removed_issue_is_not_changed():
    issue = remove_issue(new_issue(), by=create_planner())

    with pytest.raises(RowRemoved):
        change_issue(issue, by=create_planner(), version=1, factors=[], **WORDS)


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_at_once_one_is_told():
    issue, one, other = new_issue(), create_planner(), create_planner()

    def change(by, title):
        return lambda: change_issue(
            issue, by=by, version=1, factors=[], **(WORDS | {"title": title})
        )

    given = at_once(change(one, "ก"), change(other, "ข"))

    refused = [each for each in given if isinstance(each, ChangedMeanwhile)]
    saved = [each for each in given if isinstance(each, DevelopmentIssue)]
    assert (len(refused), len(saved)) == (1, 1), given
    issue.refresh_from_db()
    assert (issue.title, issue.version) == (saved[0].title, 2)
    assert verbs(issue.workshop) == ["issue.added", "issue.changed"]


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_posts_at_once_make_one_issue():
    workshop, by, client_id = create_workshop(), create_planner(), uuid.uuid4()

    given = at_once(*[lambda: new_issue(workshop, by=by, client_id=client_id)] * 20)

    assert {each.pk for each in given} == {DevelopmentIssue.objects.get().pk}
    assert verbs(workshop) == ["issue.added"]


@pytest.mark.django_db(transaction=True)
def test_many_issues_at_once_get_numbers_of_their_own():
    workshop, by = create_workshop(), create_planner()

    given = at_once(*[lambda: new_issue(workshop, by=by)] * 8)

    assert sorted(each.number for each in given) == list(range(1, 9))
