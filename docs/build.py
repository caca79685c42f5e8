"""Builds the documentation site: ``docs/vi`` and ``docs/en``, each with its navigation, into ``dist/site``.

    python docs/build.py

A warning of the generator (a link, an anchor or a page that is not there) ends it with 1, and so does a page that the
navigation does not name. Needs ``pip install '.[docs]'``, and no network.
"""

from __future__ import annotations

import json
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


OF_A_FOLDER = """if (location.protocol === "file:") {
  const Own = Worker;
  const search = () => URL.createObjectURL(new Blob([%s], {type: "text/javascript"}));
  window.Worker = class extends Own {
    constructor(address, options) {
      super(String(address).includes("/workers/search.") ? search() : address, options);
    }
  };
}
"""
"""Where the pages lie in a folder a browser starts no worker from a file, so that the search needs its text."""


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


def searchable_from_a_folder(made: Path) -> None:
    """Let the search work without a server: its index and its worker as scripts."""
    index = (made / "search.json").read_text(encoding="utf-8")
    (made / "search.js").write_text(f"var __index = {index};\n", encoding="utf-8")
    worker = next(made.glob("assets/javascripts/workers/search.*.js")).read_text(encoding="utf-8")
    (made / "folder.js").write_text(OF_A_FOLDER % json.dumps(worker).replace("</", "<\\/"), encoding="utf-8")
    for page in made.rglob("*.html"):
        up = "../" * (len(page.relative_to(made).parts) - 1)
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</head>", f'<script src="{up}folder.js"></script></head>', 1), encoding="utf-8")


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
        searchable_from_a_folder(MADE / language)
    (MADE / "index.html").write_text(ENTRY, encoding="utf-8")
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.parent.mkdir(exist_ok=True)
    shutil.move(MADE, SITE)
    return 0


if __name__ == "__main__":
    sys.exit(build())
