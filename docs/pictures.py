"""Makes the pictures of README and site: the terminal (SVG) and the page of results (PNG), in each language.

    python docs/pictures.py

What they show is what khpcmd prints of the examples today; a picture that still shows it is left as it is. The PNG
needs Chromium, and carries the SHA-256 of the page that it shows. ``tests/docs/test_pictures.py`` fails if one is out
of date.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from khpcmd.cli import main

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("vi", "en")
COMMAND = "khpcmd check examples/returns_2023.xlsx --as-of 2023-12-15"
WIDTH = 100
WINDOW = (1000, 920)
LARGEST = 200_000
"""Bytes of a PNG: it is in the repository, and everybody who reads the README fetches it."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SOURCE = b"Source SHA-256\x00"

CHAR = 12.2
"""How wide a letter is in rich's SVG."""
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        font-size: {char_height}px;
        line-height: {line_height}px;
        font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{
        font-size: 18px;
        font-weight: bold;
        font-family: arial;
    }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""
"""rich's own frame, but for its fonts: nothing is fetched from elsewhere."""


def command(language: str) -> str:
    """The command that the picture of the terminal shows."""
    return COMMAND if language == "vi" else f"{COMMAND} --lang {language}"


def printed(language: str, *options: str) -> str:
    """What the command prints on a terminal."""
    out = io.StringIO()
    on_terminal = import_module("khpcmd.cli.output_files")
    with (
        contextlib.chdir(ROOT),
        patch.dict(os.environ, {"COLUMNS": str(WIDTH), "KHPCMD_CONFIG": "none"}),
        patch.object(on_terminal, "on_terminal", lambda: True),
        contextlib.redirect_stdout(out),
    ):
        for name in ("NO_COLOR", "KHPCMD_LANG"):
            os.environ.pop(name, None)
        code = main([*command(language).split()[1:], *options])
    if code != 1:
        raise RuntimeError(f"{command(language)} ended with {code}")
    return out.getvalue()


def terminal(language: str) -> str:
    """The picture of the terminal."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text(f"$ {command(language)}", style="bold"), soft_wrap=True)
    console.print(Text.from_ansi(printed(language, "--color", "always").rstrip("\n")), soft_wrap=True)
    return console.export_svg(title="khpcmd", theme=SVG_EXPORT_THEME, code_format=FRAME, unique_id="terminal")


def words(svg: str) -> list[str]:
    """The lines that a picture of the terminal shows."""
    lines: dict[int, str] = {}
    placed = re.findall(r'<text [^>]*? x="([\d.]+)"[^>]*?line-(\d+)\)"[^>]*>([^<]*)</text>', svg)
    for x, line, text in placed:
        before = lines.get(int(line), "")
        lines[int(line)] = before.ljust(round(float(x) / CHAR)) + unescape(text).replace("\xa0", " ")
    every = [lines.get(number, "").rstrip() for number in range(max(lines, default=-1) + 1)]
    return every[:-1] if every and not every[-1] else every  # rich ends with an empty line


def shown(language: str) -> list[str]:
    """The lines that it has to show."""
    plain = printed(language, "--color", "never")
    return [f"$ {command(language)}", *(line.rstrip() for line in plain.rstrip("\n").split("\n"))]


def page(language: str) -> bytes:
    """The page of results that the other picture shows."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.html"
        printed(language, "-q", "-o", str(written))
        return written.read_bytes()


def fingerprint(page: bytes) -> str:
    """What a picture of a page carries of it."""
    return sha256(page + repr(WINDOW).encode()).hexdigest()


def photographed(page: bytes) -> bytes:
    """The top of a page as Chromium shows it, with the fingerprint of the page."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise FileNotFoundError("chromium")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "page.html").write_bytes(page)
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={place / 'home'}",
        ]
        size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
        subprocess.run(  # noqa: S603  # a page of our own
            [chromium, *options, size, "--screenshot=page.png", (place / "page.html").as_uri()],
            cwd=place,
            check=True,
            capture_output=True,
            timeout=120,
        )
        return marked((place / "page.png").read_bytes(), fingerprint(page))


def marked(png: bytes, text: str) -> bytes:
    """A PNG with a text behind its first chunk, which is the header."""
    end = len(SIGNATURE) + 8 + struct.unpack(">I", png[8:12])[0] + 4
    chunk = b"tEXt" + SOURCE + text.encode()
    return png[:end] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png[end:]


def mark(png: bytes) -> str:
    """The fingerprint that a PNG carries; empty where it has none."""
    found = re.search(rb"tEXt" + SOURCE + rb"([0-9a-f]{64})", png)
    return found[1].decode() if found else ""


def place(language: str, name: str) -> Path:
    return ROOT / "docs" / language / "pictures" / name


def stale(language: str) -> Iterator[str]:
    """The pictures of a language that do not show what is printed today."""
    svg, png = place(language, "terminal.svg"), place(language, "page.png")
    if not svg.exists() or words(svg.read_text(encoding="utf-8")) != shown(language):
        yield svg.name
    if not png.exists() or mark(png.read_bytes()) != fingerprint(page(language)):
        yield png.name


def draw() -> list[str]:
    """Make the pictures that are out of date, and return their names."""
    made = []
    for language in LANGUAGES:
        for name in list(stale(language)):
            at = place(language, name)
            content = terminal(language).encode() if at.suffix == ".svg" else photographed(page(language))
            if len(content) > LARGEST:
                raise ValueError(f"{at.name} has {len(content)} bytes; at most {LARGEST} are wanted")
            at.parent.mkdir(exist_ok=True)
            at.write_bytes(content)
            made.append(at.relative_to(ROOT).as_posix())
    return made


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in draw()) or "nothing to draw\n")
