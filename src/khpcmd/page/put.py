"""Puts a plan with its rosters into a check page that was built before: no network, and nothing else is changed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from khpcmd.i18n import LANGUAGES
from khpcmd.page.desk import Settings, about
from khpcmd.plan.load import LoadedPlan, default_plan

LARGEST = 64 << 20
"""How many bytes a page may have; it has less than a third of that."""
MADE, PROGRAM = (
    re.compile(rb'(<script type="application/json" id="%s">)([^<]*)(</script>)' % name)
    for name in (b"made", b"program")
)
FOLDER = "../plan"
"""Where the plan lies in the page, seen from the files that are dropped on it."""
NAMES = "names/names.yaml"
"""The file of taught names below that folder, whatever it was called: a plan's roster may have the same name."""


class NotAPage(Exception):  # noqa: N818  # the file at fault is not ours
    """The file is no page that was built ("not_a_page"), or another khpcmd is in it ("other_page"), of this version."""

    def __init__(self, kind: str, version: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.version = version


def built_page() -> Path:
    """Where the page lies that was built last: with an installed khpcmd in its package, else in ``dist``."""
    package = Path(__file__).resolve().parent
    installed = package / "khpcmd-page.html"
    return installed if installed.is_file() else package.parents[2] / "dist" / installed.name


def with_plan(page: bytes, loaded: LoadedPlan, settings: Settings, language: str) -> bytes:
    """The page with this plan in it, in this language at first. Raises NotAPage.

    ``settings.plan`` is the plan's file here; "" leaves the choice among the plans of khpcmd to the returns.
    """
    program, place = PROGRAM.search(page), MADE.search(page)
    if program is None or place is None:
        raise NotAPage("not_a_page")
    try:
        inside = json.loads(program[2])
        version, sources = str(inside["version"]), inside["sources"]
    except (ValueError, KeyError, TypeError):
        raise NotAPage("not_a_page") from None
    if sources != sources_hash():
        raise NotAPage("other_page", version)
    start, end = place.span(2)
    return page[:start] + as_json(made(loaded, settings, language)).encode() + page[end:]


def made(loaded: LoadedPlan, settings: Settings, language: str) -> dict[str, object]:
    """What a page was made for: the plan's files, the settings, and what it says about them before Python starts."""
    path = settings.path
    files: dict[str, str] = {}
    if path is not None:
        names = {path.name: path, **{roster.file: path.parent / roster.file for roster in loaded.plan.rosters}}
        files = {name: base64.b64encode(file.read_bytes()).decode() for name, file in names.items()}
    if settings.names:
        files[NAMES] = base64.b64encode(Path(settings.names).read_bytes()).decode()
    return {
        "plan": f"{FOLDER}/{path.name}" if path else "",
        "names": f"{FOLDER}/{NAMES}" if settings.names else "",
        "period": settings.period,
        "unit": settings.unit,
        "language": language,
        "files": files,
        "about": {one: about(loaded, settings, one) for one in LANGUAGES},
    }


def as_json(value: Mapping[str, object]) -> str:
    """JSON that can stand inside a script element, whatever is in it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


@cache
def sources_hash() -> str:
    """By what a page knows which khpcmd is in it: the SHA-256 of its files and of the plans that ship with it."""
    package, found = Path(__file__).resolve().parents[1], hashlib.sha256()
    for folder in (package, default_plan().parent):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.suffix in SOURCES and not name.startswith("targets/"):
                data = path.read_bytes()
                found.update(f"{name}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


SOURCES = frozenset({".py", ".toml", ".css", ".js", ".yaml", ".csv", ".md"})
"""What khpcmd is made of; the page itself is none of it."""
