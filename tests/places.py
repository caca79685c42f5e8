"""Where the files lie that many tests read, and what many tests are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
RETURNS = EXAMPLES / "returns_2023.xlsx"
"""The consolidated return of the year."""
SOUND = EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"
"""A district's own form, without a fault."""
TARGETS = ROOT / "targets"
PLANS = sorted(TARGETS.glob("*.yaml"))
"""The plans that ship."""

Captured = pytest.CaptureFixture[str]
languages = pytest.mark.parametrize("language", LANGUAGES)
