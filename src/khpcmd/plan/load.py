"""The plan in a YAML file: text -> ``yaml_source`` -> the models of ``model`` -> ``checks``.

Each mistake of the file is a diagnostic with line, column and "did you mean"; all of them come in one ``PlanError``.
"""

from __future__ import annotations

import errno
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.base import spoken_in
from khpcmd.plan.checklist import with_checklist
from khpcmd.plan.checks import check_plan
from khpcmd.plan.mistakes import Salvaged, mistakes_of, salvaged
from khpcmd.plan.model import Plan
from khpcmd.plan.places import as_tuples, in_order
from khpcmd.plan.review import Review
from khpcmd.plan.rosters import Rosters
from khpcmd.plan.succession import renamed
from khpcmd.plan.target_checks import with_levels
from khpcmd.plan.yaml_source import LINE_END, MAX_BYTES, read_yaml

DEFAULT = "plan_2023.yaml"
UNREADABLE = {errno.ENAMETOOLONG: "os_file_name_too_long", errno.ELOOP: "symlink_loop"}
"""What the system says of a plan that it cannot read, and the word for it; of anything else only that it cannot."""
ID_LINE = re.compile(r"^id:\s*[\"']?([A-Za-z0-9_-]+)", re.MULTILINE)
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
    found = list(source.mistakes)
    rest: Salvaged | None
    try:
        data, spoken = as_tuples(source.data), spoken_in(source.data)
        rest = Salvaged(Plan.model_validate(data, strict=True, by_alias=True, by_name=False, context=spoken))
    except ValidationError as error:
        found += mistakes_of(error, source, Plan)
        rest = salvaged(source, error)
        if rest is None:
            raise PlanError(in_order(found)) from None
    more, unread = rosters.units(rest.plan, source)
    day = rest.plan.day_of_units
    own = [(("units", index), unit) for index, unit in enumerate(rest.plan.units) if unit.exists(day)]
    paths = (*(path for path, _ in own), *(("rosters",) for _ in more))
    plan = rest.plan.changed(units=(*(unit for _, unit in own), *more))
    plan = renamed(with_levels(plan).with_former(rosters.former))
    review = Review(plan, source, paths, rosters.places)
    rest = rest._replace(faulty=rest.faulty | source.faulty)
    found += [*rest.own(unread, source), *rest.own(check_plan(review), source, units_unread=bool(unread))]
    if found:
        raise PlanError(in_order(found))
    return Examined(with_checklist(plan), review)


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
