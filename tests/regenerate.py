"""Writes the files under ``docs`` that are made from the sources and the catalogues.

    python tests/regenerate.py

``tests/docs/test_generated.py`` fails if one of them is out of date, and ``tests/docs/test_pictures.py`` for pictures.
"""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import cast
from unittest.mock import patch

from khpcmd.cli import app as commands
from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES, Messages

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {
    "docs/en/reference/diagnostics.md": ("explain", "--format", "markdown", "--lang", "en"),
    "docs/vi/reference/diagnostics.md": ("explain", "--format", "markdown", "--lang", "vi"),
    "docs/en/reference/plan.md": ("plan", "manual", "--lang", "en"),
    "docs/vi/reference/plan.md": ("plan", "manual", "--lang", "vi"),
    "docs/plan.schema.json": ("plan", "schema"),
    "docs/results.schema.json": ("schema", "results"),
    "docs/validate.schema.json": ("schema", "validate"),
}
"""The files, and the commands that print them."""
REFERENCE = {
    "docs/vi/reference/commands.md": (
        "vi",
        "# Các lệnh",
        "Mỗi lệnh như `khpcmd LỆNH --help` in ra. Mã thoát ở cuối phần đầu.",
    ),
    "docs/en/reference/commands.md": (
        "en",
        "# Commands",
        "Each command as `khpcmd COMMAND --help` prints it. The exit codes are at the end of the first part.",
    ),
}
"""The pages of all commands: their language, their heading and their first paragraph."""
RESULTS = {f"docs/{language}/reference/results.md": language for language in LANGUAGES}
"""The pages on results for programs."""
LIBRARY = {f"docs/{language}/reference/api.md": language for language in LANGUAGES}
"""The pages on what the library offers."""
FILES = (*GENERATED, *REFERENCE, *RESULTS, *LIBRARY)
COMMANDS = ((), *((name,) for name in commands.COMMANDS), *(("plan", name) for name in commands.PLAN_COMMANDS))


def generated(name: str) -> str:
    """What the file has to contain."""
    if name in LIBRARY:
        return cast("str", runpy.run_path(str(ROOT / "docs" / "api.py"))["page"](LIBRARY[name]))
    if name in RESULTS:
        page = runpy.run_path(str(ROOT / "docs" / "results.py"))["results_page"]
        return cast("str", page(Messages(RESULTS[name])))
    return _reference(*REFERENCE[name]) if name in REFERENCE else _printed(*GENERATED[name])


def _reference(language: str, heading: str, first: str) -> str:
    """The help of every command, each under its own heading."""
    parts = [heading, first]
    for words in COMMANDS:
        name = " ".join(("khpcmd", *words))
        parts += [f"## {name}", f"```\n{_printed(*words, '--help', '--lang', language).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def _printed(*arguments: str) -> str:
    with patch.dict(os.environ, {"COLUMNS": "80"}), redirect_stdout(io.StringIO()) as printed:
        code = main(arguments)
    if code != 0:
        raise RuntimeError(f"khpcmd {' '.join(arguments)} ended with {code}")
    return printed.getvalue()


def regenerate() -> list[str]:
    """Write the files that are out of date, and return their names."""
    stale = {name: text for name in FILES if (text := generated(name)) != _present(name)}
    for name, text in stale.items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    return list(stale)


def _present(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in regenerate()) or "nothing to write\n")
    sys.stdout.flush()
    sys.exit(subprocess.call([sys.executable, ROOT / "docs" / "pictures.py"]))
