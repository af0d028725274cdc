"""What planners tell each other about a row; the pages are tested in test_review.py."""

import uuid

import pytest

from analysis.domain.row_comments import add_comment, row_of, settle_comment
from tests.analysis.plans import verbs
from tests.analysis.review_rows import EVERY, create, workshop_of
from tests.factories import create_planner
from workshops.domain.errors import ClientIdReused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", EVERY)
def test_a_comment_is_written_and_settled_once_each(kind):
    row, by, key = create(kind), create_planner(), uuid.uuid4()
    before = verbs(workshop_of(row))

    one, again = (add_comment(row, text="ก", by=by, client_id=key) for _ in range(2))
    settled = [settle_comment(one, settled=True, by=by) for _ in range(2)][1]
    opened = [settle_comment(one, settled=False, by=by) for _ in range(2)][1]

    assert (one, row_of(one)) == (again, row)
    assert (settled.settled_at is not None, settled.settled_by) == (True, by)
    assert (opened.settled_at, opened.settled_by) == (None, None)
    told = ["plan.commented", "plan.settled", "plan.settled"]
    assert verbs(workshop_of(row)) == [*before, *told]
    facts = workshop_of(row).journal.order_by("revision").last().facts
    assert facts == {kind: row.pk, "comment": one.pk, "settled": False}
    row.refresh_from_db()
    assert (row.version, row.history.count()) == (1, 1)


def test_an_id_is_not_used_for_other_words_or_by_somebody_else():
    row, by, key = create("issue"), create_planner(), uuid.uuid4()
    add_comment(row, text="ก", by=by, client_id=key)

    with pytest.raises(ClientIdReused):
        add_comment(row, text="ข", by=by, client_id=key)
    with pytest.raises(ClientIdReused):
        add_comment(row, text="ก", by=create_planner(), client_id=key)
    with pytest.raises(ClientIdReused):
        add_comment(create("project"), text="ก", by=by, client_id=key)
    assert row.comments.count() == 1
