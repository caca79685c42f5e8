#!/usr/bin/env python3
"""Runs khpcmd, or its tests, from a fresh checkout: makes ``.venv`` beside this file, installs, and starts.

    python3 run.py check examples/returns_2023.xlsx     khpcmd itself, with any of its commands
    python3 run.py test                                 the tests; what follows is for pytest
    python3 run.py test --whole                         the tests with all that takes long, as .ci/run does

Needs Python 3.11 or newer with its venv module, and a package index for the first run. Nothing outside ``.venv`` is
touched.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def fail(sentence: str) -> "None":
    """Ends with one sentence and exit code 2: the machine cannot do what was asked."""
    sys.exit(f"run.py: {sentence}")


def make_venv() -> None:
    if PYTHON.exists() and subprocess.call([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:
        return
    print("run.py: making .venv", file=sys.stderr)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV], stdout=sys.stderr) != 0:
        fail("could not make .venv; on Debian and Ubuntu: apt install python3-venv")


def install(extra: str) -> None:
    """Installs khpcmd with an extra, unless the last install was of the same pyproject.toml."""
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f"installed-{extra}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"run.py: installing khpcmd [{extra}]", file=sys.stderr)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", f"{HERE}[{extra}]")
    if subprocess.call(pip, stdout=sys.stderr) != 0:
        fail("could not install; see the lines above")
    stamp.write_text(wanted)


def main(arguments: "list[str]") -> int:
    if sys.version_info < OLDEST:
        fail(f"needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    testing = arguments[:1] == ["test"]
    make_venv()
    install("test" if testing else "word")
    if testing:
        shared = () if "-n" in arguments else ("-n", "auto", "--dist", "worksteal")  # one process for each core
        return subprocess.call([PYTHON, "-m", "pytest", *shared, *arguments[1:]], cwd=HERE)
    return subprocess.call([PYTHON, "-m", "khpcmd", *arguments])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
