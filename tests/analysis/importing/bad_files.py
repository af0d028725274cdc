"""Every kind of bad file there is here, by its name."""

from __future__ import annotations

from tests.analysis.importing import bad_packages, bad_sheets, bad_texts
from tests.analysis.importing.kinds import ANY, KINDS, Kind, cells

__all__ = ["ANY", "KINDS", "Kind", "bad_packages", "bad_sheets", "bad_texts", "cells"]
