import pytest
from django.urls import reverse

from analysis.domain import issues
from analysis.models import Programme
from tests.analysis.plans import create_issue, programme_form, verbs
from tests.factories import create_facilitator, create_planner, create_user
from tests.workshops.desks import sentences, signed_in

pytestmark = pytest.mark.django_db


def url(issue, pk=None):
    return reverse("analysis:create-programme", args=[issue.workshop.code, pk or issue.pk])


@pytest.fixture
def planner():
    return signed_in(create_planner())


@pytest.fixture
def issue():
    return create_issue()


def test_it_works_with_the_lines_of_the_twenty_year_goal(planner, issue):
    sent = programme_form(main_programme="แผนงานหลัก", part_programme="แผนงานย่อย")

    response = planner.post(url(issue), sent)

    programme = issue.programmes.get()
    plan = reverse("analysis:plan", args=[issue.workshop.code])
    assert (response.status_code, response["Location"]) == (302, f"{plan}#programme-{programme.pk}")
    told = (programme.name, programme.main_programme, programme.part_programme)
    assert told == ("จัดการน้ำ", "แผนงานหลัก", "แผนงานย่อย")
    assert verbs(issue.workshop) == ["issue.added", "programme.added"]


def test_a_programme_without_a_name_is_refused_and_the_rest_stays(planner, issue):
    response = planner.post(url(issue), programme_form(name=" ", main_programme="แผนงานหลัก"))

    assert response.status_code == 422
    assert sentences(response) == {"name": ["This is empty. Write something here."]}
    assert 'value="แผนงานหลัก"' in response.content.decode()
    assert not Programme.objects.exists()


def test_the_same_form_twice_is_one_programme(planner, issue):
    sent = programme_form()

    first, again = (planner.post(url(issue), sent) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, again["Location"])
    assert verbs(issue.workshop) == ["issue.added", "programme.added"]


def test_an_issue_that_was_removed_meanwhile_takes_none(planner, issue):
    issues.remove_issue(issue, by=create_planner())

    response = planner.post(url(issue), programme_form())

    assert response.status_code == 409
    assert "This row was removed from the plan." in response.content.decode()
    assert not Programme.objects.exists()


def test_who_may_not_come_in(planner, issue):
    assert planner.get(url(issue, 999999)).status_code == 404
    assert planner.post(url(create_issue(), issue.pk), programme_form()).status_code == 404
    assert signed_in(create_facilitator()).post(url(issue), programme_form()).status_code == 404
    assert signed_in(create_user()).post(url(issue), programme_form()).status_code == 403
    assert planner.put(url(issue)).status_code == 405
    assert not Programme.objects.exists()
