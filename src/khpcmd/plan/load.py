"""The plan in a YAML file: text -> ``yaml_source`` -> the models of ``model`` -> ``checks``.

Each mistake is a diagnostic with line, column and "did you mean". They come in one ``PlanError``: all those of the
file by itself; once there are none, all those of its rosters; then what does not fit together.
Units may stand in files beside it (``Rosters``): CSV tables, or YAML with ``units`` as a plan has them.
"""

from __future__ import annotations

import csv
import datetime
import errno
import io
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pydantic import Field

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Known, read_known
from khpcmd.plan.base import Language, PlanModel, Spoken, spoken_in
from khpcmd.plan.checklist import with_checklist
from khpcmd.plan.checks import check_plan
from khpcmd.plan.mistakes import validated
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, in_order, shortened
from khpcmd.plan.review import Review
from khpcmd.plan.succession import renamed
from khpcmd.plan.target_checks import with_levels
from khpcmd.plan.units import Columns, Roster, Unit
from khpcmd.plan.yaml_source import LINE_END, MAX_BYTES, read_yaml
from khpcmd.text.patterns import when_asked

NUMBER = when_asked(r"[-+]?[0-9]{1,15}([.,]([0-9]{1,2}|[0-9]{4,6}))?")
"""A number of a CSV file. 1.250 may be a thousand and more: three decimals are written as four, 1.2500."""
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that no name has: control characters, line breaks, marks that change the direction of writing."""


class RosterFile(PlanModel):
    """A roster in YAML."""

    units: tuple[Unit, ...] = Field(min_length=1)


class Taken:
    """The ids of the units that exist on the plan's day, and the line of each. Several rosters, and the plan itself,
    may name the same id."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.day = plan.day_of_units
        self.languages: tuple[Language, ...] = plan.languages
        self.former = [unit for unit in plan.units if unit.ended(self.day)]
        """The units that existed before that day."""
        self.lines = {
            unit.id: source.line(("units", place, "id"))
            for place, unit in enumerate(plan.units)
            if unit.exists(self.day)
        }

    def take(self, unit: Unit, at: Location) -> Unit | Diagnostic | None:
        """The unit; None where it does not exist on the plan's day, a diagnostic where its id is taken already."""
        if not unit.exists(self.day):
            self.former += [unit] if unit.ended(self.day) else []
            return None
        first = self.lines.get(unit.id)
        if first is not None:
            what = Ref("word", "unit")
            return Code.DUPLICATE_ID(at, {"what": what, "id": shortened(unit.id), "first_line": first})
        self.lines[unit.id] = at.line
        return unit


class Rosters:
    """Reads the rosters of one plan, from the folder that the plan is in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.content = b""
        """The bytes of all the files read, for the plan's hash."""
        self.former: tuple[Unit, ...] = ()
        """The units, also of the plan itself, that existed before the plan's day."""
        self.places = dict[str, Location]()
        """Where each unit of the files stands."""

    def units(self, plan: Plan, source: Source) -> tuple[tuple[Unit, ...], list[Diagnostic]]:
        """The units of all rosters that exist on the plan's day, and every mistake at its place."""
        units, faults = list[Unit](), list[Diagnostic]()
        taken = Taken(plan, source)
        for index, roster in enumerate(plan.rosters):
            for found in self._read(roster, source, ("rosters", index), taken):
                if isinstance(found, Unit):
                    units.append(found)
                    self.places[found.id] = Location(roster.file, line=taken.lines[found.id], column=1)
                else:
                    faults.append(found)
        self.former = tuple(taken.former)
        return tuple(units), faults

    def _read(self, roster: Roster, source: Source, path: KeyPath, taken: Taken) -> Iterator[Unit | Diagnostic]:
        text = self._text(roster, source, path)
        if isinstance(text, Diagnostic):
            yield text
        elif PurePosixPath(roster.file).suffix.lower() in (".yaml", ".yml"):
            yield from _of_yaml(roster, text, taken)
        elif roster.columns is None or roster.level is None:
            missing = [key for key in ("level", "columns") if getattr(roster, key) is None]
            yield from (
                Code.MISSING_KEY(source.at(path), {"key": key, "of": f" (rosters: {roster.file})"}) for key in missing
            )
        else:
            yield from _Table(roster, roster.columns, roster.level, taken).units(text)

    def _text(self, roster: Roster, source: Source, path: KeyPath) -> str | Diagnostic:
        """The text of the file, or why there is none; a file that is not below the plan's folder is not opened."""
        at, file = source.at((*path, "file")), self._folder / roster.file
        outside = Path(roster.file).is_absolute() or ".." in Path(roster.file).parts
        if outside or not _is_below(file, self._folder):
            return Code.WRONG_VALUE(at, {"found": shortened(roster.file), "expected": Ref("word", "path_below")})
        try:
            content = file.read_bytes() if file.is_file() and file.stat().st_size <= MAX_BYTES else None
            text = None if content is None else content.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            reason = Ref("word", "encoding" if isinstance(error, UnicodeError) else "read_error")
            return Code.PLAN_NOT_READABLE(Location(roster.file), {"reason": reason})
        if content is None or text is None:
            return Code.WRONG_VALUE(at, {"found": shortened(roster.file), "expected": Ref("word", "roster_file")})
        self.content += content
        return text


def _is_below(file: Path, folder: Path) -> bool:
    """Whether a file is in the folder also when links are followed."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _of_yaml(roster: Roster, text: str, taken: Taken) -> Iterator[Unit | Diagnostic]:
    try:
        source = read_yaml(text, roster.file)
        found = validated(source, RosterFile, Spoken(taken.languages))
    except PlanError as error:
        yield from error.diagnostics
        return
    for index, unit in enumerate(found.units):
        taken_unit = taken.take(unit, source.at(("units", index, "id")))
        if taken_unit is not None:
            yield taken_unit


class _Table:
    """A roster in CSV: one unit in a row, under columns whose names the plan gives."""

    def __init__(self, roster: Roster, columns: Columns, level: str, taken: Taken) -> None:
        self._roster = roster
        self._level = level
        self._taken = taken
        named = {key: getattr(columns, key) for key in Columns.model_fields if key != "registered"}
        self._names: dict[str, str] = {key: column for key, column in named.items() if column is not None}
        self._registers = {
            (name, year): column
            for name, own in columns.registered.items()
            for year, column in (own.items() if isinstance(own, dict) else ((0, own),))
        }
        """By name and year, 0 for one of all years, the column."""

    def units(self, text: str) -> Iterator[Unit | Diagnostic]:
        """The units that exist on the plan's day, and what is wrong, row by row."""
        table = csv.reader(io.StringIO(text), strict=True)
        try:
            rows = [(table.line_num, row) for row in table if any(row)]
        except csv.Error:  # unbalanced quotation marks
            yield Code.WRONG_VALUE(self._at(1), {"found": "CSV", "expected": Ref("word", "roster_table")})
            return
        header = rows[0][1] if rows else []
        missing = [name for name in (*self._names.values(), *self._registers.values()) if header.count(name) != 1]
        for name in missing:
            yield Code.MISSING_KEY(self._at(1), {"key": name, "of": ""})
        if missing:
            return
        names = {key: header.index(column) for key, column in self._names.items()}
        registers = {key: header.index(column) for key, column in self._registers.items()}
        for line, row in rows[1:]:
            if UNSEEN.search("".join(row)):
                yield self._wrong(line, row, "roster_unseen")
            elif len(row) != len(header):
                yield self._wrong(line, row, "roster_cells")
            else:
                texts = dict(zip(names, map(str.strip, map(row.__getitem__, names.values())), strict=True))
                numbers = dict(zip(registers, map(str.strip, map(row.__getitem__, registers.values())), strict=True))
                found = self._unit(texts, numbers, line)
                if found is not None:
                    yield found

    def _at(self, line: int) -> Location:
        return Location(self._roster.file, line=line, column=1)

    def _wrong(self, line: int, texts: Sequence[str], expected: str) -> Diagnostic:
        found = shortened(", ".join(texts)) or Ref("word", "empty")
        return Code.WRONG_VALUE(self._at(line), {"found": found, "expected": Ref("word", expected)})

    def _unit(self, texts: dict[str, str], numbers: dict[tuple[str, int], str], line: int) -> Unit | Diagnostic | None:
        """The unit of one row, or what is wrong with it; None where it does not exist on the plan's day."""
        try:
            stated: dict[str, object] = {"id": texts["id"], "level": self._level}
            stated["name"] = {"vi": texts["name"], "en": texts.get("name_en") or texts["name"]}
            if parent := texts.get("parent") or self._roster.parent:
                stated["parent"] = parent
            for key, read in READ_IN.items():
                if (text := texts.get(key)) and (value := read(text)):
                    stated[key] = value
            if numbers and (known := _registered(numbers)):
                stated["registered"] = known
            unit = Unit.model_validate(stated)
        except ValueError:  # that of pydantic is one
            return self._wrong(line, [text for text in texts.values() if text], "roster_row")
        return self._taken.take(unit, self._at(line))


def _registered(texts: dict[tuple[str, int], str]) -> dict[str, Known | dict[int, Known]]:
    """The numbers of a unit; a blank is none, which is a mistake where something asks for it."""
    found = dict[str, Known | dict[int, Known]]()
    for (name, year), text in texts.items():
        if not text:
            continue
        if not year:
            found[name] = _known(text)
            continue
        of_years = found.setdefault(name, {})
        if isinstance(of_years, dict):
            of_years[year] = _known(text)
    return found


def _known(text: str) -> Known:
    """A number as a CSV file has it: 12, 12.5, 12,5 or 91,66%; groups of thousands are refused, as in the plan."""
    figure = text.removesuffix("%").strip()
    if not NUMBER.fullmatch(figure):
        raise ValueError(text)
    return read_known(text if text.endswith("%") else Decimal(figure.replace(",", ".")))


def _listed(text: str) -> tuple[str, ...]:
    """Names or codes with ";" between them."""
    return tuple(one for part in text.split(";") if (one := part.strip()))


READ_IN: Mapping[str, Callable[[str], object]] = {
    "aliases": _listed,
    "valid_from": datetime.date.fromisoformat,
    "valid_to": datetime.date.fromisoformat,
    "formed_from": _listed,
}
"""How the texts of a row are read that not every one has."""


DEFAULT = "plan_2023.yaml"
UNREADABLE = {errno.ENAMETOOLONG: "os_file_name_too_long", errno.ELOOP: "symlink_loop"}
"""What the system says of a plan that it cannot read, and the word for it; of anything else only that it cannot."""
ID_LINE = when_asked(r"^id:\s*[\"']?([A-Za-z0-9_-]+)", re.MULTILINE)
ID_WITHIN = 1_000_000
"""How much of a file is searched for its id."""


class LoadedPlan(NamedTuple):
    """A plan, the file it came from as messages name it, and the SHA-256 (hexadecimal) of all its bytes."""

    plan: Plan
    """The plan."""
    sha256: str
    """The SHA-256 of the file."""
    file: str
    """The name of the file."""


def load_plan(path: Path | None) -> LoadedPlan:
    """The plan in a file, or the one that ships with khpcmd; ``PlanError`` with every mistake by its place."""
    file = DEFAULT if path is None else str(path)
    examined = examine_file(default_plan() if path is None else path, file)
    return LoadedPlan(examined.plan, examined.sha256, file)


class Examined(NamedTuple):
    """A plan without mistakes, and its review: the plan as it is written, with its places."""

    plan: Plan
    review: Review
    sha256: str = ""


def examine_file(path: Path, file: str) -> Examined:
    """The plan in a file that messages call ``file``; ``PlanError`` with every mistake by its place."""
    content = read_content(path, file)
    rosters = Rosters(path.parent)
    examined = _examine(decoded(content, file), file, rosters)
    return examined._replace(sha256=sha256(content + rosters.content).hexdigest())


def default_plan() -> Path:
    """The plan that ships with khpcmd: in the package, or beside ``src`` in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "targets" / DEFAULT
    return shipped if shipped.is_file() else package.parent.parent / "targets" / DEFAULT


def shipped_plan(ident: str) -> Path | None:
    """The plan of that id among those that ship with khpcmd; None where there is none."""
    return next(_of_id(ident, default_plan().parent), None)


def plan_of_id(ident: str, named: Path | None) -> Path | None:
    """The one plan of that id beside the plan that was ``named``, or else among those that ship; None where that is
    not known."""
    beside = list(_of_id(ident, named.parent)) if named is not None else []
    if len(beside) > 1:
        return None
    return beside[0] if beside else shipped_plan(ident)


def _of_id(ident: str, folder: Path) -> Iterator[Path]:
    """The files of a folder that begin as plans of that id."""
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        try:
            with path.open("rb") as file:
                text = file.read(ID_WITHIN)
        except OSError:
            continue
        found = ID_LINE.search(text.decode("utf-8", errors="replace"))
        if found and found[1] == ident:
            yield path


def parse_plan(text: str, file: str, rosters: Rosters | None = None) -> Plan:
    """The plan in a text; ``file`` is the file name in places, ``rosters`` reads the files that the plan names."""
    return _examine(text, file, rosters or Rosters(Path())).plan


def _examine(text: str, file: str, rosters: Rosters) -> Examined:
    source = read_yaml(text, file)
    written = validated(source, Plan, spoken_in(source.data))
    more, unread = rosters.units(written, source)
    if unread:
        raise PlanError(in_order(unread))
    own = [(("units", at), unit) for at, unit in enumerate(written.units) if unit.exists(written.day_of_units)]
    paths = (*(path for path, _ in own), *(("rosters",) for _ in more))
    plan = written.changed(units=(*(unit for _, unit in own), *more))
    review = Review(renamed(with_levels(plan).with_former(rosters.former)), source, paths, rosters.places)
    if found := list(check_plan(review)):
        raise PlanError(in_order(found))
    return Examined(with_checklist(review.plan), review)


def read_text(path: Path) -> str:
    """The text of a file; ``PlanError`` where there is none."""
    return decoded(read_content(path, str(path)), str(path))


def read_content(path: Path, file: str) -> bytes:
    """The bytes of a regular file up to ``MAX_BYTES``; ``PlanError`` where there is none.

    A pipe or a device is not opened.
    """
    at = Location(file)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            folder = stat.S_ISDIR(about.st_mode)
            raise _not_readable(at, "os_is_a_directory" if folder else "os_not_a_regular_file")
        if about.st_size > MAX_BYTES:
            what = Ref("word", "bytes")
            raise PlanError([Code.PLAN_TOO_LARGE(at, {"what": what, "found": about.st_size, "limit": MAX_BYTES})])
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise PlanError([Code.PLAN_NOT_FOUND(at, {})]) from None
    except PermissionError:
        raise _not_readable(at, "no_permission") from None
    except OSError as error:
        raise _not_readable(at, UNREADABLE.get(error.errno or 0, "read_error")) from None
    except ValueError:  # a name with a NUL in it
        raise _not_readable(at, "path") from None


def _not_readable(at: Location, reason: str) -> PlanError:
    """The error of a plan that cannot be read; ``reason`` is a word of the catalogue."""
    return PlanError([Code.PLAN_NOT_READABLE(at, {"reason": Ref("word", reason)})])


def decoded(content: bytes, file: str) -> str:
    """The text of a file in UTF-8; ``PlanError`` with the place of the first byte that is not."""
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        lines = LINE_END.split(content[: error.start].decode())
        place = Location(file, line=len(lines), column=len(lines[-1]) + 1)
        found, problem = f"0x{content[error.start]:02X}", Ref("word", "yaml_byte")
        raise PlanError([Code.YAML_SYNTAX(place, {"found": found, "problem": problem})]) from None
