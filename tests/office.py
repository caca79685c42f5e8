"""LibreOffice at work on files that khpcmd wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not installed, and fails where KHPCMD_E2E demands it."""
    found = shutil.which(name)
    if found is None:
        if "KHPCMD_E2E" in os.environ:
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed; KHPCMD_E2E=1 demands it")
    return found


def soffice(folder: Path, target: str, *paths: Path) -> Path:
    """Convert files; what comes out stands in the folder that is returned, under the same names."""
    out = folder / "office"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program("soffice"), profile, "--headless", "--convert-to", target, "--outdir", str(out)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=180)
    return out
