"""Writes what is made by the program under ``docs``: JSON Schemas, the last part of the page on limits, and pictures.

    python tests/regenerate.py

``tests/docs/test_api.py`` fails if a schema is out of date, ``tests/docs/test_pictures.py`` if a picture is. The pages
of the reference are made with the site (``docs/reference.py``).
"""

from __future__ import annotations

import io
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import cast

from khpcmd.cli import main
from khpcmd.plan.base import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {
    "docs/plan.schema.json": ("plan", "schema"),
    "docs/results.schema.json": ("schema", "results"),
    "docs/validate.schema.json": ("schema", "validate"),
}
"""The files, and the commands that print them."""
LIMITS = {f"docs/{language}/reference/limits.md": language for language in LANGUAGES}
"""The pages on limits, whose last part is made of sentences that were tried."""
FILES = (*GENERATED, *LIMITS)


def generated(name: str) -> str:
    """What the file has to contain."""
    if name in LIMITS:
        return cast("str", runpy.run_path(str(ROOT / "docs" / "limits.py"))["limits_page"](LIMITS[name]))
    with redirect_stdout(io.StringIO()) as printed:
        code = main(GENERATED[name])
    if code != 0:
        raise RuntimeError(f"khpcmd {' '.join(GENERATED[name])} ended with {code}")
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
