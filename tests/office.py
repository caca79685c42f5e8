"""LibreOffice at work on files that khpcmd wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from layers import whole

AS_WIDE = ("Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman")
"""Fonts whose letters are as wide as those of the drafts."""


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not installed, and fails where KHPCMD_E2E demands it.

    A usual run of the tests (``layers``) starts none.
    """
    if not whole():
        pytest.skip(f"{name} is started by a whole run only: --whole")
    found = shutil.which(name)
    return demanded(name) if found is None else found


def fonts() -> None:
    """Sees that a page breaks its lines as with Times New Roman; skips or fails as ``program`` does."""
    command = [program("fc-match"), "-f", "%{family}", "Times New Roman"]
    found = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    if not any(font in found for font in AS_WIDE):
        demanded("a font as wide as Times New Roman (Debian's fonts-liberation)")


def demanded(what: str) -> NoReturn:
    """Skips the test for want of something; fails it where KHPCMD_E2E demands it."""
    if "KHPCMD_E2E" in os.environ:
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed; KHPCMD_E2E=1 demands it")


LOCALE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop>
</item>
</oor:items>
"""
"""The setting that numbers are written by."""


def soffice(folder: Path, target: str, *paths: Path, locale: str = "", seconds: int = 180) -> Path:
    """Convert files; what comes out stands in the folder that is returned, under the same names.

    ``locale``: where numbers are written as in this country, "vi-VN". What LibreOffice makes at its first start, which
    takes longer than most conversions, lies beside the folder for all tests whose folders lie together.
    """
    out, profile = folder / "office", folder.parent / f"office{locale}"
    if locale and not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(LOCALE.format(locale), encoding="utf-8")
    installation = f"-env:UserInstallation={profile.as_uri()}"
    command = [program("soffice"), installation, "--headless", "--convert-to", target, "--outdir", str(out)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=seconds)
    return out
