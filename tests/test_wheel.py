"""The wheel alone, in an empty environment and an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from places import ROOT

pytestmark = pytest.mark.e2e


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KHPCMD_", "PYTHON"))}
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def khpcmd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command of a wheel built from this checkout."""
    if "KHPCMD_E2E" not in os.environ:
        pytest.skip("builds a wheel and needs a package index; set KHPCMD_E2E=1 to run it")
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    built = run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    wheel = next(folder.glob("*.whl"))
    installed = run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    return scripts / "khpcmd"


def test_the_wheel_judges_a_copy_of_the_example_with_the_plan_it_carries(khpcmd: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "returns_2023.xlsx", tmp_path)
    found = run(khpcmd, "check", "returns_2023.xlsx", cwd=tmp_path)
    assert found.returncode == 1, found.stderr
    assert "416/KH-UBND" in found.stdout
    assert "199/996  19,97%" in found.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["returns_2023.xlsx"]


def test_the_wheel_carries_what_the_page_is_made_of(khpcmd: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "returns_2023.xlsx", tmp_path)
    found = run(khpcmd, "check", "returns_2023.xlsx", "-q", "-o", "report.html", cwd=tmp_path)
    assert found.returncode == 1, found.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "199/996 = 19,97%" in page
    assert "<style>" in page


def test_the_wheel_carries_the_scripts_of_the_shells(khpcmd: Path, tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert "_KHPCMD_COMPLETE" in run(khpcmd, "completion", shell, cwd=tmp_path).stdout


def test_the_wheel_tells_its_version(khpcmd: Path, tmp_path: Path) -> None:
    from khpcmd import __version__

    found = run(khpcmd, "--version", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (0, f"khpcmd {__version__}\n")
