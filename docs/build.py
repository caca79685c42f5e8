"""Builds the documentation site: ``docs/vi`` and ``docs/en``, each with its navigation, into ``dist/site``.

    python docs/build.py

A warning of the generator (a link, an anchor or a page that is not there) ends it with 1, and so does a page that the
navigation does not name. Needs ``pip install '.[docs]'``, and no network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
MADE = DOCS / ".site"
"""Where zensical writes: it stays within the folder of its settings."""
SITE = DOCS.parent / "dist" / "site"
LANGUAGES = ("vi", "en")
ENTRY = """<!doctype html>
<meta charset="utf-8">
<title>khpcmd</title>
<meta http-equiv="refresh" content="0; url=vi/index.html">
<a href="vi/index.html">Tiếng Việt</a> <a href="en/index.html">English</a>
"""


def named(entries: object) -> Iterator[str]:
    """The pages that a navigation names, in its order."""
    if isinstance(entries, str):
        yield entries
    elif isinstance(entries, list):
        for entry in entries:
            yield from named(entry)
    elif isinstance(entries, dict):
        for entry in entries.values():
            yield from named(entry)


def navigation(language: str) -> list[str]:
    """The pages of one language as its navigation has them."""
    settings = tomllib.loads((DOCS / f"site.{language}.toml").read_text(encoding="utf-8"))
    return list(named(settings["project"]["nav"]))


def outside(language: str) -> list[str]:
    """The pages of one language that its navigation does not name."""
    folder = DOCS / language
    pages = {page.relative_to(folder).as_posix() for page in folder.rglob("*.md")}
    return sorted(pages - set(navigation(language)))


def build() -> int:
    for language in LANGUAGES:
        if pages := outside(language):
            print(f"docs/{language}: not in the navigation: {', '.join(pages)}", file=sys.stderr)  # noqa: T201
            return 1
        settings = DOCS / f"site.{language}.toml"
        done = subprocess.run(  # noqa: S603  # zensical with our own settings
            [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", str(settings)],
            check=False,
        )
        if done.returncode != 0:
            return 1
    (MADE / "index.html").write_text(ENTRY, encoding="utf-8")
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.parent.mkdir(exist_ok=True)
    shutil.move(MADE, SITE)
    return 0


if __name__ == "__main__":
    sys.exit(build())
