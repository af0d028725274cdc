"""What planners tell each other about a row of the plan. Participants never see it."""

from __future__ import annotations

import uuid

from django.utils import timezone

from analysis.domain import rows
from analysis.models import PlanComment
from analysis.row_kinds import Row, kind_of
from workshops.domain import journal
from workshops.domain.errors import ClientIdReused
from workshops.domain.writing import write
from workshops.enums import Verb
from workshops.models import User


@write
def add_comment(row: Row, *, text: str, by: User, client_id: uuid.UUID) -> PlanComment:
    """Write a comment on a row, removed ones too.

    The same `client_id` with the same words is the same comment, else `ClientIdReused`.
    """
    workshop, row = rows.locked(row)  # type: ignore[type-var]
    kind = kind_of(row)
    known = PlanComment.objects.filter(client_id=client_id).first()
    if known is not None:
        if (getattr(known, f"{kind}_id"), known.user_id, known.text) != (row.pk, by.pk, text):
            raise ClientIdReused
        return known
    comment = PlanComment.objects.create(client_id=client_id, user=by, text=text, **{kind: row})
    facts = {kind: row.pk, "comment": comment.pk}
    journal.record(workshop, Verb.ROW_COMMENTED, by=by, **facts)
    return comment


@write
def settle_comment(comment: PlanComment, *, settled: bool, by: User) -> PlanComment:
    """Say that what a comment asks for is done, or take that back. Twice is once."""
    row = row_of(comment)
    workshop, row = rows.locked(row)  # type: ignore[type-var]
    comment = PlanComment.objects.get(pk=comment.pk)
    if (comment.settled_at is not None) == settled:
        return comment
    comment.settled_at = timezone.now() if settled else None
    comment.settled_by = by if settled else None
    comment.save(update_fields=["settled_at", "settled_by"])
    facts = {kind_of(row): row.pk, "comment": comment.pk, "settled": settled}
    journal.record(workshop, Verb.ROW_COMMENT_SETTLED, by=by, **facts)
    return comment


def row_of(comment: PlanComment) -> Row:
    """The row that a comment is about."""
    row: Row | None = comment.issue or comment.programme or comment.indicator or comment.project
    assert row is not None  # a constraint says so
    return row
