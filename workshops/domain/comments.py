"""Comments: short remarks on a factor, a cluster or a challenge; few of each, and moderated."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workshops.domain import journal, people, stages
from workshops.domain.errors import ClientIdReused, StageClosed, WorkshopClosed, WorkshopError
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
        return _sent_again(known, by, text), False
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
        return _sent_again(Comment.objects.get(client_id=client_id), by, text), False
    journal.record(workshop, Verb.COMMENT_ADDED, by=by, comment=comment.pk, **{name: target.pk})
    return comment, True


@write
def withdraw_comment(comment: Comment, *, by: Participant) -> Comment:
    """Take an own comment away; the row stays. Twice is once. Raises `StageClosed`."""
    workshop, comment = _locked(comment)
    stages.require(workshop, Action.COMMENT)
    if comment.withdrawn_at is None:
        comment.withdrawn_at = timezone.now()
        comment.save(update_fields=["withdrawn_at"])
        journal.record(workshop, Verb.COMMENT_WITHDRAWN, by=by, comment=comment.pk)
    return comment


@write
def hide_comment(comment: Comment, *, by: User, reason: HiddenReason | str = "") -> Comment:
    """Take it off every screen but the facilitators'. Twice is once."""
    workshop, comment = _locked(comment)
    if comment.hidden_at is None:
        comment.hidden_at, comment.hidden_reason = timezone.now(), reason
        comment.save(update_fields=["hidden_at", "hidden_reason"])
        why = {"reason": str(reason)} if reason else {}
        journal.record(workshop, Verb.COMMENT_HIDDEN, by=by, comment=comment.pk, **why)
    return comment


@write
def restore_comment(comment: Comment, *, by: User) -> Comment:
    """Show it again. Twice is once."""
    workshop, comment = _locked(comment)
    if comment.hidden_at is not None:
        comment.hidden_at, comment.hidden_reason = None, ""
        comment.save(update_fields=["hidden_at", "hidden_reason"])
        journal.record(workshop, Verb.COMMENT_RESTORED, by=by, comment=comment.pk)
    return comment


@write
def approve_comment(comment: Comment, *, by: User) -> Comment:
    """Let everybody read it. Twice is once."""
    workshop, comment = _locked(comment)
    if comment.is_waiting:
        comment.is_waiting = False
        comment.save(update_fields=["is_waiting"])
        journal.record(workshop, Verb.COMMENT_APPROVED, by=by, comment=comment.pk)
    return comment


def _locked(comment: Comment) -> tuple[Workshop, Comment]:
    workshop = Workshop.objects.locked(comment.workshop_id)
    return workshop, Comment.objects.get(pk=comment.pk)


def _sent_again(known: Comment, by: Participant | User, text: str) -> Comment:
    if isinstance(by, User):
        theirs = known.user_id == by.pk
    else:
        theirs = known.participant_id in people.entries_of(by)
    if not theirs or known.text != text:
        raise ClientIdReused
    return known
