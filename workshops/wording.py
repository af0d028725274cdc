"""Words of the method that an administrator may choose: planners disagree on the T of SWOT.

Kept in memory, because labels are read while a page is drawn, and no query starts there;
`domain.plan_data` fills it from the database. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

# Which words can be chosen, and how the administrator's page names them.
THREAT = "stance.threat"
WORDS = {THREAT: _("The T of SWOT")}

Texts = Mapping[str, str]  # by language, "th" and "en"; empty: the usual word

_chosen: dict[str, Texts] = {}


def know(words: Mapping[str, Texts]) -> None:
    """Take these as the chosen words from now on, in this process."""
    global _chosen  # noqa: PLW0603
    _chosen = dict(words)


def _word(key: str, usual: object) -> str:
    language = "th" if (translation.get_language() or "th").startswith("th") else "en"
    return _chosen.get(key, {}).get(language) or str(usual)


choosable = lazy(_word, str)
