"""What a person can be refused. Each error's text is the sentence that the person reads."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WorkshopError(Exception):
    """A refusal with a translated sentence: what is the case, then what to do."""

    message: Promise | str = ""
    status = 422

    def __str__(self) -> str:
        return str(self.message)


class StageClosed(WorkshopError):
    message = _("The facilitator has closed this step. Wait for the next one.")
    status = 423


class WorkshopClosed(StageClosed):
    message = _("This workshop is closed. Ask the facilitator if it should be opened again.")


class TimeIsUp(StageClosed):
    message = _("Time is up for this step. Wait for the facilitator.")


class FactorsLimitReached(WorkshopError):
    message = _("You have sent as many factors as one person may. Withdraw one to write another.")


class DuplicateFactor(WorkshopError):
    message = _("You have already sent these words in this category. Write something new.")


class ClientIdReused(WorkshopError):
    message = _("This entry was already sent with other words. Send the new words as a new entry.")
    status = 409


class TooManyFactors(WorkshopError):
    message = _("Many entries came from this phone in a short time. Wait a moment and send again.")
    status = 429

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after  # seconds


class UnknownDistrict(WorkshopError):
    message = _("This district does not take part in the workshop. Choose one from the list.")


class StageMoved(WorkshopError):
    message = _("Another facilitator has moved the stage meanwhile. Look at it, then press again.")
    status = 409


class FactorChangedMeanwhile(WorkshopError):
    message = _("This factor was withdrawn. Look at the list of your factors.")
    status = 409
