import pytest
from django.test import Client
from django.urls import reverse

from tests.analysis.plans import (
    create_indicator,
    create_issue,
    create_programme,
    create_project,
    verbs,
)
from tests.factories import create_facilitator, create_planner, create_user
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db

every = pytest.mark.parametrize(
    ("kind", "create"),
    [
        ("issue", create_issue),
        ("indicator", create_indicator),
        ("programme", create_programme),
        ("project", create_project),
    ],
)


def workshop_of(row):
    return getattr(row, "issue", row).workshop


def url(act, kind, row, pk=None):
    return reverse(f"analysis:{act}-{kind}", args=[workshop_of(row).code, pk or row.pk])


@every
def test_a_row_goes_out_and_comes_back_once_each(kind, create):
    row, planner = create(), signed_in(create_planner())
    before = verbs(workshop_of(row))

    out = [planner.post(url("remove", kind, row)) for _ in range(2)]
    row.refresh_from_db()
    gone = row.removed_at
    back = [planner.post(url("restore", kind, row)) for _ in range(2)]
    row.refresh_from_db()

    plan = reverse("analysis:plan", args=[workshop_of(row).code])
    assert {answer["Location"] for answer in out} == {f"{plan}#removed"}
    anchor = f"{plan}#{row._meta.model_name}-{row.pk}"
    assert {answer["Location"] for answer in back} == {anchor}
    assert (gone is not None, row.removed_at) == (True, None)
    assert verbs(workshop_of(row)) == [*before, f"{kind}.removed", f"{kind}.changed"]


@every
def test_the_page_says_where_it_went(kind, create):
    row, planner = create(), signed_in(create_planner())

    page = planner.post(url("remove", kind, row), follow=True).content.decode()

    assert "The row is out of the plan. It can be restored below." in page
    assert url("restore", kind, row) in page


@every
@pytest.mark.parametrize("act", ["remove", "restore"])
def test_who_may_not(act, kind, create):
    row, other = create(), create()
    planner = signed_in(create_planner())

    assert Client().post(url(act, kind, row)).status_code == 302
    assert signed_in(create_facilitator()).post(url(act, kind, row)).status_code == 404
    assert signed_in(create_user()).post(url(act, kind, row)).status_code == 403
    assert planner.get(url(act, kind, row)).status_code == 405
    assert planner.post(url(act, kind, row, 999999)).status_code == 404
    assert planner.post(url(act, kind, other, row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.removed_at is None


def test_the_token_is_needed():
    issue = create_issue()
    planner = Client(enforce_csrf_checks=True)
    planner.force_login(create_planner())

    assert planner.post(url("remove", "issue", issue)).status_code != 302
    issue.refresh_from_db()
    assert issue.removed_at is None
