"""Builds the documentation site: ``docs/vi`` and ``docs/en``, each with its navigation, into ``dist/site``.

    python docs/build.py

The pages of the reference that are generated (``reference.py``) are put among the others. A warning of the generator
(a link, an anchor or a page that is not there) ends it with 1, and so does a page that the navigation does not name, or
a section that ``words.LANGUAGE.toml`` names and that is not there. Needs ``pip install '.[docs]'``, and no network.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from reference import pages

DOCS = Path(__file__).resolve().parent
GATHERED = DOCS / ".pages"
"""Where the pages stand together from which the site is made."""
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


SEARCH = DOCS / "search.js"
"""What is between a page and its search."""


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


def gathered(language: str, folder: Path) -> Path:
    """The folder, with all pages of one language in it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(DOCS / language, folder)
    for name, text in pages(language).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def outside(language: str, folder: Path) -> list[str]:
    """The pages of one language that its navigation does not name."""
    found = {page.relative_to(folder).as_posix() for page in folder.rglob("*.md")}
    return sorted(found - set(navigation(language)))


def searchable(language: str, made: Path) -> list[str]:
    """Give the search the words that people use for a section, and let it work without a server; sections not there."""
    words = tomllib.loads((DOCS / f"words.{language}.toml").read_text(encoding="utf-8"))
    index = json.loads((made / "search.json").read_text(encoding="utf-8"))
    sections = {one["location"]: one for one in index["items"]}
    for place in words["sections"].keys() & sections.keys():
        sections[place]["words"] = words["sections"][place]
    text = json.dumps(index, ensure_ascii=False)
    (made / "search.json").write_text(text, encoding="utf-8")
    (made / "search.js").write_text(f"var __index = {text};\n", encoding="utf-8")
    worker = patched(made, "workers/search", {'=>Yt(n,"and",': '=>Yt(n,"or",', "size:10})": "size:1000})"})
    patched(made, "bundle", words.get("shown", {}))
    told = {"filler": words["filler"].split(), "same": words["same"], "endings": words.get("endings"), "worker": worker}
    own = SEARCH.read_text(encoding="utf-8").replace("TOLD", json.dumps(told).replace("</", "<\\/"), 1)
    (made / "words.js").write_text(own, encoding="utf-8")
    for page in made.rglob("*.html"):
        up = "../" * (len(page.relative_to(made).parts) - 1)
        html = page.read_text(encoding="utf-8")
        page.write_text(html.replace("</head>", f'<script src="{up}words.js"></script></head>', 1), encoding="utf-8")
    return sorted(words["sections"].keys() - sections.keys())


def patched(made: Path, name: str, changes: Mapping[str, str]) -> str:
    """A script of the generator with other pieces of code or words, each of which has to be in it."""
    script = next(made.glob(f"assets/javascripts/{name}.*.js"))
    text = script.read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{script.name} has no {old}")
        text = text.replace(old, new)
    script.write_text(text, encoding="utf-8")
    return text


def failed(*words: str) -> int:
    print(*words, file=sys.stderr)  # noqa: T201  # a script
    return 1


def build() -> int:
    for language in LANGUAGES:
        if missing := outside(language, gathered(language, GATHERED / language)):
            return failed(f"docs/{language}: not in the navigation:", *missing)
        settings = DOCS / f"site.{language}.toml"
        done = subprocess.run(  # noqa: S603  # zensical with our own settings
            [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", str(settings)],
            check=False,
        )
        if done.returncode != 0:
            return 1
        if lost := searchable(language, MADE / language):
            return failed(f"docs/words.{language}.toml: no such section:", *lost)
    (MADE / "index.html").write_text(ENTRY, encoding="utf-8")
    shutil.rmtree(GATHERED)
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.parent.mkdir(exist_ok=True)
    shutil.move(MADE, SITE)
    return 0


if __name__ == "__main__":
    sys.exit(build())
