"""Which Thai sentences say the same, and which belong together, without any outside service.

Pure functions on strings: no database, no library, no network. What a planner knows lies in
`lexicon` and `contrasts`; how good it is, in docs/measurements.md.
"""

from workshops.similarity.grouping import Group, groups
from workshops.similarity.index import Alike, Index, Pair, duplicates
from workshops.similarity.judging import likeness

__all__ = ["Alike", "Group", "Index", "Pair", "duplicates", "groups", "likeness"]
