"""What a command does not import: a short run is mostly its imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RETURNS = Path(__file__).parents[2] / "examples" / "returns_2023.xlsx"
CHECK = f"check {RETURNS.as_posix()} --as-of 2023-12-15 -q"
LATER = """
import os, sys
from khpcmd import cli
os._exit = lambda code: None
sys.argv = ["khpcmd", *sys.argv[1:]]
cli.program()
print(*sorted(sys.modules), file=sys.stderr)
"""


def test_a_check_imports_only_what_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", LATER, *CHECK.split(" ")], capture_output=True, check=True, text=True)
    imported = set(done.stderr.split())
    assert "khpcmd.plan.load" in imported
    metadata = {"json"} if sys.version_info >= (3, 13) else set()  # there importlib.metadata, of Pydantic, imports it
    assert not imported & ({"openpyxl", "rich", "jinja2", "xlsxwriter", "json"} - metadata)
