"""What the worker of the check page asks: files in, ``Screen`` and files out, by the same code as the command line."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from khpcmd.checking import Request, check
from khpcmd.diagnostics.errors import UsageError
from khpcmd.exits import exit_code
from khpcmd.fill.edit import UneditableError
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.page.mend import Typable, mended
from khpcmd.page.screen import choice_of, reporting, screen_of
from khpcmd.plan.load import LoadedPlan, default_plan, load_plan
from khpcmd.render.formats import Format, Look, rendered_file
from khpcmd.render.issued import cited
from khpcmd.render.view import due_text
from khpcmd.report import Report
from khpcmd.version import __version__
from khpcmd.workbook.file.zip import LONG_AGO


class Settings(NamedTuple):
    """What a page was made for: the plan's file ("" for the one that ships with khpcmd), a period and a unit as ids.

    ``names`` is the file of taught names, "" for none.
    """

    plan: str = ""
    period: str = ""
    unit: str = ""
    names: str = ""

    @property
    def path(self) -> Path | None:
        return Path(self.plan) if self.plan else None


def about(loaded: LoadedPlan, settings: Settings, language: str) -> dict[str, object]:
    """What the page says before a file is dropped: the plan, its periods with their deadlines, the unit."""
    messages, plan = Messages(language), loaded.plan
    periods = [plan.periods[settings.period]] if settings.period else list(plan.periods.values())
    document = cited(plan.document, messages)
    return {
        "title": plan.title.in_(language),
        "document": document,
        "periods": [{"title": one.title.in_(language), "due": due_text(one.due, messages)} for one in periods],
        "unit": plan.unit[settings.unit].name.in_(language) if settings.unit else "",
        "id": plan.id,
        "sha256": loaded.sha256,
        "version": __version__,
    }


class Desk:
    """One page at work: it keeps the last check, so that a language or a file of results needs no other one."""

    def __init__(self, settings: Settings, progress: Callable[[int, int], None] | None = None) -> None:
        """Reads the plan, once. Raises PlanError."""
        self._settings = settings
        self._loaded = load_plan(settings.path)
        self._progress = progress
        self._request = Request(())
        self._report: Report | None = None

    def warm(self, folder: str) -> None:
        """Check a template of the plan, so that the first return finds everything loaded; ``folder`` is empty."""
        from khpcmd.template.contents import Filer, Wanted
        from khpcmd.template.make import make_template

        plan, path, messages = self._loaded.plan, Path(folder) / "blank.xlsx", Messages(self._loaded.plan.language)
        filer = Filer(plan, plan.filers[0], self._settings.period or next(iter(plan.periods)))
        make_template(path, Wanted(filer, self._loaded.sha256, messages))
        report = check(Request((path,), plan=self._settings.path, only_reported=True, loaded=self._loaded))
        screen_of(report, messages)
        path.unlink()

    def take(self, paths: tuple[str, ...], language: str, period: str = "") -> str:
        """Check files and folders, and show what was found; ``period`` "" is that of the page, else as they say.

        Where the files do not say which period they are of, the answer is a ``Choice``.

        One unit is judged alone, as by ``--only-reported``: whoever has not reported is no matter of its own. Where the
        files have figures of several units, all units of the plan are expected.
        """
        alone = Request(
            tuple(map(Path, paths)),
            plan=self._settings.path,
            period=period or self._settings.period,
            names=Path(self._settings.names) if self._settings.names else None,
            only_reported=True,
            progress=self._progress,
            loaded=self._loaded,
        )
        try:
            self._request, self._report = alone, check(alone)
        except UsageError as error:
            self._report = None
            return json.dumps({"choice": asdict(choice_of(self._loaded.plan, error, Messages(language)))})
        if len(reporting(self._report)) > 1:
            self._request = alone._replace(only_reported=False)
            self._report = check(self._request)
        return self.shown(language)

    def shown(self, language: str) -> str:
        """The last check in a language, as JSON."""
        screen = screen_of(self._last, Messages(language), unit=self._settings.unit, typable=Typable(self._last).at)
        return json.dumps(asdict(screen))

    def mended(self, data: bytes | memoryview, corrections: str) -> bytes | None:
        """A workbook with what was typed into its cells, a JSON list of sheet, cell and text; None where that cannot be
        done with certainty.

        The page checks it in the place of the one that was dropped, and hands it out.
        """
        try:
            return mended(bytes(data), json.loads(corrections))
        except UneditableError:
            return None

    @property
    def _last(self) -> Report:
        if self._report is None:
            raise ValueError("nothing was checked yet")
        return self._report

    def results(self, kind: str, language: str) -> bytes:
        """The last check as a file: "html", "xlsx" or "json", as ``khpcmd check -o`` writes it."""
        look = Look(Format(kind), folder=Path(), exit_code=exit_code(self._last))
        return b"".join(rendered_file(self._last, Messages(language), look))

    def marked(self, folder: str, language: str) -> tuple[str, bytes] | None:
        """The marked copies of the files to fix, one as it is and several as an archive, with a name; None if none.

        ``folder`` is where they are made; it has to be empty.
        """
        from khpcmd.annotate.run import AnnotateRequest, annotate  # it takes openpyxl, which not every check needs

        messages = Messages(language)
        request = AnnotateRequest(self._request._replace(progress=None), Path(folder), force=True)
        made = [one.copy for one in annotate(request, lambda _: messages).outcomes if one.copy]
        files = [(one.name, one.read_bytes()) for one in made]
        for one in made:
            one.unlink()
        if not files:
            return None
        if len(files) == 1:
            name, content = files[0]
            path = PurePosixPath(name)
            return f"{path.stem}{messages.template('page.marked_suffix')}{path.suffix}", content
        return f"{messages.template('page.marked_archive')}.zip", _archive(files)


def _archive(files: list[tuple[str, bytes]]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return archive.getvalue()


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
    """Where the page lies that comes with an installed khpcmd, by the package khpcmd-page; else where it is built."""
    brought = find_spec("khpcmd_page")
    folders = [*(brought.submodule_search_locations or ())] if brought else []
    return Path(folders[0] if folders else Path(__file__).resolve().parents[3] / "dist") / "khpcmd-page.html"


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
