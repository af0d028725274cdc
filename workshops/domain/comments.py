"""Comments: short remarks on a factor, a cluster or a challenge; few of each, and moderated."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, moderation, people, stages
from workshops.domain.errors import StageClosed, WorkshopClosed, WorkshopError
from workshops.domain.support import Target, kind_of, require_there, standing_together
from workshops.domain.writing import write
from workshops.enums import Action, HiddenReason, Verb
from workshops.models import Comment, Participant, User, Workshop

PER_THREAD = 20
PER_PERSON = 3  # on the same thing


class ThreadFull(WorkshopError):
    message = _("There are 20 comments on this already. Talk about it in the room.")


class EnoughComments(WorkshopError):
    message = _("You have written three comments on this. Withdraw one to write another.")


class CommentsClosed(StageClosed):
    message = _("Comments are switched off in this workshop. Talk about it in the room.")


@write
def add_comment(
    by: Participant | User, target: Target, *, text: str, client_id: uuid.UUID
) -> tuple[Comment, bool]:
    """Write a comment; returns it and whether it is new.

    Where the rules ask for approval it waits, but for a facilitator's own. The same
    `client_id` with the same words again is the same comment. Raises `ClientIdReused`,
    `CommentsClosed`, `StageClosed`, `WorkshopClosed`, `NothingThere`, `ThreadFull`,
    `EnoughComments`.
    """
    workshop = Workshop.objects.locked(target.workshop_id)
    known = Comment.objects.filter(client_id=client_id).first()
    if known is not None:
        return moderation.sent_again(known, by, text), False
    target = type(target)._default_manager.get(pk=target.pk)
    members = standing_together(workshop, target)
    require_there(workshop, target, members)
    name = kind_of(target)
    on = {f"{name}__in": members}
    thread = Comment.objects.filter(withdrawn_at=None, hidden_at=None, **on)
    if isinstance(by, Participant):
        if not workshop.comments_open:
            raise CommentsClosed
        stages.require(workshop, Action.COMMENT)
        if thread.filter(participant__in=people.entries_of(by)).count() >= PER_PERSON:
            raise EnoughComments
    elif workshop.is_closed:
        raise WorkshopClosed
    if thread.count() >= PER_THREAD:
        raise ThreadFull
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                workshop=workshop,
                client_id=client_id,
                participant=by if isinstance(by, Participant) else None,
                user=by if isinstance(by, User) else None,
                text=text,
                is_waiting=isinstance(by, Participant) and workshop.approves_first,
                **{name: target},
            )
    except IntegrityError:
        return moderation.sent_again(Comment.objects.get(client_id=client_id), by, text), False
    journal.record(workshop, Verb.COMMENT_ADDED, by=by, comment=comment.pk, **{name: target.pk})
    return comment, True


@write
def withdraw_comment(comment: Comment, *, by: Participant) -> Comment:
    """Take an own comment away; the row stays. Twice is once. Raises `StageClosed`."""
    workshop, comment = moderation.locked(comment)
    stages.require(workshop, Action.COMMENT)
    if comment.withdrawn_at is None:
        comment.withdrawn_at = timezone.now()
        comment.save(update_fields=["withdrawn_at"])
        journal.record(workshop, Verb.COMMENT_WITHDRAWN, by=by, comment=comment.pk)
    return comment


def hide_comment(comment: Comment, *, by: User, reason: HiddenReason | str = "") -> Comment:
    """Take it off every screen but the facilitators'. Twice is once."""
    return moderation.hide(comment, Verb.COMMENT_HIDDEN, by=by, reason=reason)


def restore_comment(comment: Comment, *, by: User) -> Comment:
    """Show it again. Twice is once."""
    return moderation.restore(comment, Verb.COMMENT_RESTORED, by=by)


def approve_comment(comment: Comment, *, by: User) -> Comment:
    """Let everybody read it. Twice is once."""
    return moderation.approve(comment, Verb.COMMENT_APPROVED, by=by)
