"""No setting of whoever runs the tests reaches a command: every test of the command line begins without any."""

from __future__ import annotations

import pytest

SETTINGS = (
    "ANSWERS", "AS_OF", "BASELINE", "CONFIG", "DEBUG", "FAIL_ON", "LANG", "OUTPUTS", "PERIOD", "PLAN", "PREFER",
    "PREVIOUS", "WAIVERS",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*(f"KHPCMD_{name}" for name in SETTINGS), "NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
