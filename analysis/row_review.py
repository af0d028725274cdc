"""What the page of one row says besides its words: status, gaps, comments, and who may what."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from analysis.domain.judging import may_approve
from analysis.forms_review import CommentForm
from analysis.gap_groups import Mend, mends
from analysis.gap_reading import gaps_of
from analysis.models import PlanComment, Status
from analysis.row_history import name_of
from analysis.row_kinds import FOLDERS, LABELS, Row, kind_of, workshop_of
from workshops.models import User

BUTTONS = {
    Status.DRAFT: pgettext_lazy("button", "Back to draft"),
    Status.CHECKED: pgettext_lazy("button", "Mark as checked"),
    Status.APPROVED: pgettext_lazy("button", "Approve"),
}
UNAPPROVE = pgettext_lazy("button", "Take the approval back")
# Where one may go from each status, forward first.
STEPS = {
    Status.DRAFT: (Status.CHECKED,),
    Status.CHECKED: (Status.APPROVED, Status.DRAFT),
    Status.APPROVED: (Status.CHECKED,),
}


@dataclass(frozen=True)
class Step:
    status: Status
    label: str | Promise
    is_forward: bool


@dataclass(frozen=True)
class Said:
    """A comment as the page shows it."""

    comment: PlanComment
    by: str
    settled_by: str


@dataclass(frozen=True)
class RowReview:
    row: Row
    kind: str
    mends: list[Mend]
    change_address: str
    open: list[Said]
    settled: list[Said]
    steps: list[Step]
    only_planners: bool  # whether a next step is left out because this user is no planner
    form: CommentForm
    versions: int  # entries in the history

    @property
    def folder(self) -> str:
        return FOLDERS[self.kind]

    @property
    def kind_label(self) -> Promise:
        return LABELS[self.kind]


def review_of(row: Row, user: User, *, form: CommentForm | None = None) -> RowReview:
    """For the pages of one row. A fixed number of queries."""
    kind, workshop = kind_of(row), workshop_of(row)
    removed = row.removed_at is not None
    gaps = [] if removed else gaps_of(workshop)
    comments = row.comments.select_related("user", "settled_by").order_by("created_at", "pk")
    said = [Said(c, name_of(c.user), name_of(c.settled_by)) for c in comments]
    steps = [] if removed else _steps(Status(row.status))
    mine = [step for step in steps if may_take(user, row, step.status)]
    return RowReview(
        row=row,
        kind=kind,
        mends=mends(workshop, [gap for gap in gaps if (gap.kind, gap.pk) == (kind, row.pk)]),
        change_address=reverse(f"analysis:change-{kind}", args=[workshop.code, row.pk]),
        open=[each for each in said if each.comment.settled_at is None],
        settled=[each for each in said if each.comment.settled_at is not None],
        steps=mine,
        only_planners=len(mine) < len(steps),
        form=form or CommentForm(initial={"client_id": uuid.uuid4()}),
        versions=row.history.count(),
    )


def may_take(user: User, row: Row, status: str) -> bool:
    return Status.APPROVED not in (row.status, status) or may_approve(user)


def _steps(now: Status) -> list[Step]:
    order = list(Status)
    return [
        Step(
            status,
            UNAPPROVE if now == Status.APPROVED else BUTTONS[status],
            order.index(status) > order.index(now),
        )
        for status in STEPS[now]
    ]
