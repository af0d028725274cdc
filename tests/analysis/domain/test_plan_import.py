"""Changes that come with a file: all or none, once, and never over somebody else's."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from analysis.domain import plan_import, uploads
from analysis.domain.plan_import import AppliedAlready, Change, LookAgain
from analysis.models import Indicator, Upload, UploadKind
from tests.analysis.plans import change, create_indicator, indicator_said
from tests.factories import create_planner
from tests.workshops.domain.threads import at_once

pytestmark = pytest.mark.django_db


def kept(indicator, **fields) -> Upload:
    return uploads.keep_upload(
        indicator.issue.workshop,
        UploadKind.PLAN,
        by=create_planner(),
        file_name="ก" * 300,
        digest="d",
        book={},
    )


def changed(indicator, **fields) -> Change:
    said = change(indicator_said(name=indicator.name, **fields), proposals=())
    return Change("indicator", indicator.issue, indicator, indicator.version, said)


def new(indicator, name: str) -> Change:
    said = change(indicator_said(name=name), proposals=())
    return Change("indicator", indicator.issue, None, 0, said)


def test_all_is_let_in_at_once() -> None:
    one = create_indicator(name="ก")
    two = create_indicator(issue=one.issue, name="ข")
    upload, by = kept(one), create_planner()
    removal = Change("indicator", one.issue, two, 1, None)

    rows = [changed(one, unit="แห่ง"), new(one, "ค"), removal]
    assert plan_import.let_in(upload, by=by, changes=rows) == 3

    assert sorted(Indicator.objects.current().values_list("name", "unit")) == [
        ("ก", "แห่ง"),
        ("ค", "หมู่บ้าน"),
    ]
    entry = one.issue.workshop.journal.latest("revision")
    assert (entry.verb, entry.user, entry.facts["rows"]) == ("plan.imported", by, 3)


def test_the_room_does_not_wait_for_more_rows_than_a_few_seconds_take() -> None:
    one = create_indicator(name="ก")
    rows = [new(one, f"ข {n}") for n in range(plan_import.ROWS_AT_ONCE + 1)]

    with pytest.raises(plan_import.TooManyChanges):
        plan_import.let_in(kept(one), by=create_planner(), changes=rows)

    assert Indicator.objects.get() == one


def test_one_row_that_somebody_changed_holds_all_back() -> None:
    one = create_indicator(name="ก")
    two = create_indicator(issue=one.issue, name="ข")
    stale = changed(two, unit="แห่ง")
    Indicator.objects.filter(pk=two.pk).update(version=2)
    upload = kept(one)

    rows = [changed(one, unit="แห่ง"), stale]
    with pytest.raises(LookAgain):
        plan_import.let_in(upload, by=create_planner(), changes=rows)

    one.refresh_from_db()
    assert (one.unit, one.version) == ("หมู่บ้าน", 1)
    upload.refresh_from_db()
    assert upload.applied_at is None


def test_a_new_row_that_another_file_brought_meanwhile_is_looked_at_again() -> None:
    one = create_indicator(name="ก")

    with pytest.raises(LookAgain):
        plan_import.let_in(kept(one), by=create_planner(), changes=[new(one, " ก ")])


def test_a_removed_row_is_removed_only_as_it_was_looked_at() -> None:
    one = create_indicator()
    Indicator.objects.filter(pk=one.pk).update(version=2)

    rows = [Change("indicator", one.issue, one, 1, None)]
    with pytest.raises(LookAgain):
        plan_import.let_in(kept(one), by=create_planner(), changes=rows)


def test_only_the_newest_files_are_kept() -> None:
    one = create_indicator()
    files = [kept(one) for _ in range(uploads.KEPT_FILES + 2)]

    assert set(Upload.objects.all()) == set(files[2:])
    assert len(files[0].file_name) == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_let_the_same_file_in_do_it_once() -> None:
    one = create_indicator(name="ก")
    for number in range(5):
        upload, by = kept(one), create_planner()
        let_in = partial(plan_import.let_in, upload, by=by, changes=[new(one, f"ใหม่ {number}")])

        ends = at_once(let_in, let_in)

        assert sorted(type(end).__name__ for end in ends) == [AppliedAlready.__name__, "int"]
    assert Indicator.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_files_at_one_row_never_overwrite_each_other() -> None:
    one = create_indicator(name="ก")
    for number in range(5):
        one.refresh_from_db()
        planners = [create_planner(), create_planner()]
        works = [
            partial(
                plan_import.let_in,
                kept(one),
                by=by,
                changes=[changed(one, unit=f"{number} {by.username} {uuid.uuid4()}"[:60])],
            )
            for by in planners
        ]

        ends = at_once(*works)

        assert sorted(type(end).__name__ for end in ends) == [LookAgain.__name__, "int"]
    one.refresh_from_db()
    assert one.version == 6
