"""The words of the method. Imported by everyone; imports only which words can be chosen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workshops import wording


class Category(models.TextChoices):
    """The six STEEPI headings, in the order of the method."""

    SOCIAL = "social", pgettext_lazy("category", "Social")
    TECHNOLOGICAL = "technological", pgettext_lazy("category", "Technological")
    ECONOMIC = "economic", pgettext_lazy("category", "Economic")
    ENVIRONMENTAL = "environmental", pgettext_lazy("category", "Environmental")
    POLITICAL = "political", pgettext_lazy("category", "Political and city administration")
    INFRASTRUCTURE = "infrastructure", pgettext_lazy("category", "Infrastructure")

    @property
    def letter(self) -> str:
        """The heading's letter in the word STEEPI."""
        return self.value[0].upper()


class Stance(models.TextChoices):
    STRENGTH = "strength", pgettext_lazy("stance", "Strength")
    WEAKNESS = "weakness", pgettext_lazy("stance", "Weakness")
    OPPORTUNITY = "opportunity", pgettext_lazy("stance", "Opportunity")
    THREAT = "threat", wording.choosable(wording.THREAT, pgettext_lazy("stance", "Threat"))


class Track(models.TextChoices):
    SMART = "smart", pgettext_lazy("track", "Smart City")
    MICE = "mice", pgettext_lazy("track", "MICE City")
    BOTH = "both", pgettext_lazy("track", "Smart City and MICE City")


class Horizon(models.TextChoices):
    """When a factor will make itself felt."""

    NOW = "now", pgettext_lazy("horizon", "Already here")
    SOON = "soon", pgettext_lazy("horizon", "Within 1 to 2 years")
    PLAN = "plan", pgettext_lazy("horizon", "Within 3 to 5 years")
    LATER = "later", pgettext_lazy("horizon", "After 5 years")


class Stage(models.TextChoices):
    """Where the room is. The order is the order of the method."""

    LOBBY = "lobby", pgettext_lazy("stage", "Waiting room")
    LEARN = "learn", pgettext_lazy("stage", "Understand STEEPI")
    BRAINSTORM = "brainstorm", pgettext_lazy("stage", "Brainstorm")
    EXCHANGE = "exchange", pgettext_lazy("stage", "Exchange")
    REFLECT = "reflect", pgettext_lazy("stage", "Reflect on the challenges")
    ANALYSE = "analyse", pgettext_lazy("stage", "Analyse the situation")
    DIRECT = "direct", pgettext_lazy("stage", "Set the direction")
    FEEDBACK = "feedback", pgettext_lazy("stage", "Feed the data back")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")


class Action(models.TextChoices):
    """What a participant may do, if the stage allows it (`domain.stages.ALLOWED`)."""

    JOIN = "join", _("join the workshop")
    SUBMIT_FACTOR = "submit", _("send a factor")
    CHANGE_FACTOR = "change", _("change a factor")
    HAND_IN_LATE = "late", _("hand in a draft after the step has closed")
    SUPPORT = "support", _("agree with what others wrote")
    COMMENT = "comment", _("comment on what others wrote")
    SORT = "sort", _("sort the factors into clusters")
    RAISE_CHALLENGE = "challenge", _("write a challenge")
    ANSWER = "answer", _("give points and ratings")
    PROPOSE = "propose", _("propose what the plan shall say")
    SUPPORT_PROPOSAL = "support_proposal", _("agree with what others propose")


class ProjectorMode(models.TextChoices):
    """What the projector shows; facilitators change it from the desk."""

    JOIN = "join", pgettext_lazy("projector", "How to join")
    ONE = "one", pgettext_lazy("projector", "One category, large")
    ALL = "all", pgettext_lazy("projector", "All six categories")
    TIMER = "timer", pgettext_lazy("projector", "Timer")
    WORDS = "words", pgettext_lazy("projector", "Word picture")
    RESULTS = "results", pgettext_lazy("projector", "Results so far")
    CLUSTERS = "clusters", pgettext_lazy("projector", "Clusters")
    CHALLENGES = "challenges", pgettext_lazy("projector", "Challenges")
    ROUND = "round", pgettext_lazy("projector", "The round: rule, progress, result")
    MAP = "map", pgettext_lazy("projector", "Impact and uncertainty")
    RANKING = "ranking", pgettext_lazy("projector", "Ranking")
    HEAT = "heat", pgettext_lazy("projector", "Categories by district")
    SWOT = "swot", pgettext_lazy("projector", "SWOT")
    INFLUENCE = "influence", pgettext_lazy("projector", "Cross-impact")
    PROPOSALS = "proposals", pgettext_lazy("projector", "Proposals")
    DIRECTION = "direction", pgettext_lazy("projector", "The plan as drafted")

    @property
    def is_picture(self) -> bool:
        """Drawn on the server whenever what it shows has changed."""
        return self not in PLAIN_MODES


PLAIN_MODES = frozenset(
    {
        ProjectorMode.JOIN,
        ProjectorMode.ONE,
        ProjectorMode.ALL,
        ProjectorMode.TIMER,
        ProjectorMode.WORDS,
        ProjectorMode.RESULTS,
    }
)


class RoundKind(models.TextChoices):
    """What a round asks about its clusters."""

    POINTS = "points", pgettext_lazy("round", "Points")
    RATINGS = "ratings", pgettext_lazy("round", "Impact and uncertainty")
    INFLUENCE = "influence", pgettext_lazy("round", "Cross-impact")


class RoundState(models.TextChoices):
    """What became of a round so far; read from its moments, never stored."""

    PREPARED = "prepared", pgettext_lazy("round", "Prepared")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", pgettext_lazy("round", "Closed")
    REVEALED = "revealed", pgettext_lazy("round", "Revealed")
    DISCARDED = "discarded", pgettext_lazy("round", "Discarded")


class AgreementRule(models.TextChoices):
    """How a round of ratings is judged; the same values as `measures.consensus.Rule`."""

    IQR = "iqr", _("Agreed if the middle half of the ratings is at most so wide")
    SHARE = "share", _("Agreed if at least this share rates alike: low, middle or high")


class ProposalKind(models.TextChoices):
    """What a proposal wants to become in the plan."""

    ISSUE = "issue", pgettext_lazy("proposal", "Development issue")
    INDICATOR = "indicator", pgettext_lazy("proposal", "Indicator")
    PROJECT = "project", pgettext_lazy("proposal", "Project")


class WaitsFor(models.TextChoices):
    """Why a factor is not on the board yet; empty: nothing, it may be seen."""

    REVEAL = "reveal", pgettext_lazy("factor waits for", "The facilitator's reveal")
    APPROVAL = "approval", pgettext_lazy("factor waits for", "The facilitator's approval")


class HiddenReason(models.TextChoices):
    """Why a facilitator hid a factor; its writer reads it."""

    PERSONAL = "personal", pgettext_lazy("hidden because", "It names or hurts a person")
    DUPLICATE = "duplicate", pgettext_lazy("hidden because", "It is on the board already")
    OFF_TOPIC = "off_topic", pgettext_lazy("hidden because", "It belongs to another subject")
    TEST = "test", pgettext_lazy("hidden because", "It was a test")
    OTHER = "other", pgettext_lazy("hidden because", "Another reason")


class Verb(models.TextChoices):
    """What a journal entry says happened; the sentence is made when it is shown."""

    WORKSHOP_CREATED = "workshop.created", _("created the workshop")
    WORKSHOP_CHANGED = "workshop.changed", _("changed the workshop's settings")
    STAGE_CHANGED = "stage.changed", _("changed the stage")
    PARTICIPANT_JOINED = "participant.joined", _("joined")
    NAMES_ERASED = "names.erased", _("erased the participants' names")
    FACTOR_ADDED = "factor.added", _("added a factor")
    FACTOR_CHANGED = "factor.changed", _("changed a factor")
    FACTOR_WITHDRAWN = "factor.withdrawn", _("withdrew a factor")
    FACTOR_HIDDEN = "factor.hidden", _("hid a factor")
    FACTOR_RESTORED = "factor.restored", _("restored a factor")
    FACTOR_APPROVED = "factor.approved", _("approved a factor")
    FACTORS_REVEALED = "factors.revealed", _("revealed the factors")
    ROOM_PAUSED = "room.paused", _("paused the phones")
    ROOM_RESUMED = "room.resumed", _("let the phones go on")
    ROOM_BLANKED = "room.blanked", _("took all words off the screens")
    ROOM_UNBLANKED = "room.unblanked", _("put the words back on the screens")
    TIMER_CHANGED = "timer.changed", _("changed the timer")
    PROJECTOR_CHANGED = "projector.changed", _("changed what the projector shows")
    RUN_SHEET_CHANGED = "run_sheet.changed", _("changed the run sheet")
    READY_CHANGED = "ready.changed", _("said whether they are ready")
    PARTICIPANT_RETURNED = "participant.returned", _("came back on another phone")
    PARTICIPANTS_MERGED = "participants.merged", _("merged two entries of one person")
    PARTICIPANTS_PARTED = "participants.parted", _("parted two entries again")
    SEATS_MADE = "seats.made", _("made seat slips")
    REHEARSAL_CLEARED = "rehearsal.cleared", _("cleared the rehearsal")
    CLUSTER_ADDED = "cluster.added", _("made a cluster")
    CLUSTER_RENAMED = "cluster.renamed", _("renamed a cluster")
    CLUSTER_MOVED = "cluster.moved", _("moved a cluster to another category")
    CLUSTERS_MERGED = "cluster.merged", _("merged two clusters")
    CLUSTERS_PARTED = "cluster.parted", _("parted two clusters again")
    CLUSTER_SPLIT = "cluster.split", _("split a cluster")
    CLUSTER_UNSPLIT = "cluster.unsplit", _("put a split cluster together again")
    CLUSTER_DISSOLVED = "cluster.dissolved", _("dissolved a cluster")
    CLUSTER_RESTORED = "cluster.restored", _("restored a cluster")
    FACTORS_PLACED = "cluster.placed", _("moved factors between clusters")
    FACTORS_MERGED = "same.merged", _("said that two factors say the same")
    FACTORS_PARTED = "same.parted", _("parted two factors again")
    HINT_REFUSED = "hint.refused", _("refused a suggestion")
    SUPPORT_CHANGED = "support.changed", _("agreed, or took it back")
    COMMENT_ADDED = "comment.added", _("wrote a comment")
    COMMENT_WITHDRAWN = "comment.withdrawn", _("withdrew a comment")
    COMMENT_HIDDEN = "comment.hidden", _("hid a comment")
    COMMENT_RESTORED = "comment.restored", _("showed a comment again")
    COMMENT_APPROVED = "comment.approved", _("approved a comment")
    CHALLENGE_ADDED = "challenge.added", _("wrote a challenge")
    CHALLENGE_CHANGED = "challenge.changed", _("changed a challenge")
    CHALLENGE_WITHDRAWN = "challenge.withdrawn", _("withdrew a challenge")
    CHALLENGE_HIDDEN = "challenge.hidden", _("hid a challenge")
    CHALLENGE_RESTORED = "challenge.restored", _("showed a challenge again")
    CHALLENGE_APPROVED = "challenge.approved", _("approved a challenge")
    PROMPT_SKIPPED = "prompt.skipped", _("decided whether a disputed cluster needs a note")
    ROUND_PREPARED = "round.prepared", _("prepared a round")
    ROUND_OPENED = "round.opened", _("opened a round")
    ROUND_CLOSED = "round.closed", _("closed a round")
    ROUND_REVEALED = "round.revealed", _("revealed a round's result")
    ROUND_DISCARDED = "round.discarded", _("discarded a round")
    VOTE_CHANGED = "vote.changed", _("gave points, or took them back")
    RATING_CHANGED = "rating.changed", _("rated a cluster, or skipped it")
    INFLUENCE_CHANGED = "influence.changed", _("answered how one cluster drives another")
    QUADRANTS_NAMED = "quadrants.named", _("named the quadrants")
    PROPOSAL_ADDED = "proposal.added", _("proposed something for the plan")
    PROPOSAL_CHANGED = "proposal.changed", _("changed a proposal")
    PROPOSAL_WITHDRAWN = "proposal.withdrawn", _("withdrew a proposal")
    PROPOSAL_HIDDEN = "proposal.hidden", _("hid a proposal")
    PROPOSAL_RESTORED = "proposal.restored", _("showed a proposal again")
    PROPOSAL_APPROVED = "proposal.approved", _("approved a proposal")
    ISSUE_ADDED = "issue.added", _("added a development issue")
    ISSUE_CHANGED = "issue.changed", _("changed a development issue")
    ISSUE_REMOVED = "issue.removed", _("removed a development issue")
    INDICATOR_ADDED = "indicator.added", _("added an indicator")
    INDICATOR_CHANGED = "indicator.changed", _("changed an indicator")
    INDICATOR_REMOVED = "indicator.removed", _("removed an indicator")
    PROGRAMME_ADDED = "programme.added", _("added a programme")
    PROGRAMME_CHANGED = "programme.changed", _("changed a programme")
    PROGRAMME_REMOVED = "programme.removed", _("removed a programme")
    PROJECT_ADDED = "project.added", _("added a project")
    PROJECT_CHANGED = "project.changed", _("changed a project")
    PROJECT_REMOVED = "project.removed", _("removed a project")
    ROW_JUDGED = "plan.judged", _("said whether a row of the plan is checked or approved")
    ROW_COMMENTED = "plan.commented", _("commented on a row of the plan")
    ROW_COMMENT_SETTLED = "plan.settled", _("settled a comment on a row of the plan")
    WORKBOOK_EXPORTED = "workbook.exported", _("downloaded the workbook")
    FILE_EXPORTED = "file.exported", _("downloaded a file")
    FACTORS_IMPORTED = "factors.imported", _("let in a file of factors")
    IMPORT_TAKEN_BACK = "import.taken_back", _("took back a file of factors")
    PLAN_IMPORTED = "plan.imported", _("let in changes of the plan from a workbook")


class ReferenceKind(models.TextChoices):
    """What a project or an issue can be aligned to."""

    STRATEGY = "strategy", _("National strategy")
    MASTER_PLAN = "master_plan", _("Master plan under the national strategy")
    MILESTONE = "milestone", _("Milestone of the national development plan")
    SDG = "sdg", _("Sustainable Development Goal")
    SMART_DIMENSION = "smart_dimension", _("Smart City dimension")
    MICE_CRITERION = "mice_criterion", _("MICE City criterion")
    BUDGET_SOURCE = "budget_source", _("Budget source")


class Confidence(models.TextChoices):
    """How sure we are of a reference item; only `VERIFIED` is shown as official."""

    VERIFIED = "verified", pgettext_lazy("confidence", "Read in the source")
    BACKGROUND = "bk", pgettext_lazy("confidence", "Not checked against a source")
    UNCERTAIN = "uncertain", pgettext_lazy("confidence", "Conflicting or second-hand source")
