"""Files beside a plan (waivers, answers, names, the agency): read as strictly as a plan, and held against it.

Each mistake is reported at its line and column, and a file with one is not used. ``Agency`` is the one that writes to
the units and reports upwards (``docs/en/how-to/letters.md`` describes its file).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import AgencyError, PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.load import decoded, read_content
from khpcmd.plan.mistakes import validated
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, shortened
from khpcmd.plan.yaml_source import read_yaml
from khpcmd.text import Names, typo_of

OFFERS = 20
"""How many unknown names get a "did you mean": a name that is close is slow to find."""

F = TypeVar("F", bound=PlanModel)


class Written(NamedTuple, Generic[F]):
    """A file beside a plan in the shape of its model: its name, the SHA-256 (hexadecimal) of its bytes, and where
    things are."""

    file: str
    sha256: str
    model: F
    source: Source


def read_written(path: Path, model: type[F], error: type[PlanError] = PlanError) -> Written[F]:
    """A file beside a plan, not yet held against it; ``error`` with every mistake by its place."""
    file = str(path)
    try:
        content = read_content(path, file)
        return parse_written(decoded(content, file), file, model)._replace(sha256=sha256(content).hexdigest())
    except PlanError as found:
        raise error(found.diagnostics) from None


def parse_written(text: str, file: str, model: type[F]) -> Written[F]:
    """The same of a text, which has no SHA-256."""
    source = read_yaml(text, file)
    return Written(file, "", validated(source, model), source)


class Held:
    """A file that is held against a plan: what it names and the plan does not have."""

    def __init__(self, source: Source, plan: Plan) -> None:
        self._source, self._plan = source, plan
        self._offers = 0

    def unknown(self, what: str, at: KeyPath, found: str, known: Iterable[str], *, sure: bool = False) -> Diagnostic:
        """A name that the plan does not have; ``sure``: the only one of those ``known`` is what was meant."""
        self._offers += not sure
        offer = next(iter(known)) if sure else typo_of(found, known) if self._offers <= OFFERS else ""
        word, place = Ref("word", what), self._source.at(at)
        return Code.UNKNOWN_REFERENCE(place, {"what": word, "found": shortened(found), "suggestion": offer})

    def misnamed(self, what: str, at: KeyPath, found: str, ids: Iterable[str], names: Names) -> Diagnostic:
        """What is no id: the one that has this name is offered, else one that is spelt alike."""
        meant = names.match(found).id
        return self.unknown(what, at, found, (meant,) if meant else ids, sure=bool(meant))

    def unknown_unit(self, found: str, at: KeyPath) -> Diagnostic:
        """A unit that is not named by its id: many write the name where the id belongs."""
        return self.misnamed("unit", at, found, self._plan.unit, self._units)

    def unknown_target(self, found: str, at: KeyPath) -> Diagnostic:
        """A name that no target has."""
        return self.unknown("target", at, found, self._plan.target)

    def unknown_field(self, found: str, at: KeyPath) -> Diagnostic:
        """A field that is not named by its id."""
        return self.misnamed("field", at, found, self._plan.fields, self._fields)

    def unknown_period(self, found: str, at: KeyPath) -> Diagnostic:
        """A period that is not named by its id."""
        return self.misnamed("period", at, found, self._plan.periods, self._periods)

    @cached_property
    def _units(self) -> Names:
        named = {unit.id: (unit.name.vi, unit.name.en, *unit.aliases) for unit in self._plan.units}
        return Names(named, units=True)

    @cached_property
    def _fields(self) -> Names:
        return Names({name: (one.label.vi, one.label.en) for name, one in self._plan.fields.items()})

    @cached_property
    def _periods(self) -> Names:
        return Names({name: (one.title.vi, one.title.en) for name, one in self._plan.periods.items()})


class Agency(PlanModel):
    """What letters and reports have to know of who sends them. What is not given is left to be filled in by hand."""

    name: Words | None = None
    """The agency, as texts name it: "Sở Lao động - Thương binh và Xã hội"."""
    superior: Words | None = None
    """What stands above it in the letterhead: "Ủy ban nhân dân tỉnh Hải Dương"."""
    symbol: Words | None = None
    """Its abbreviation in the number of a letter: "SLĐTBXH-BTXH"."""
    report_symbol: Words | None = None
    """The same in the number of a report, where it is another one: "SLĐTBXH"."""
    place: Words | None = None
    """Where it signs: "Hải Dương"."""
    signer: tuple[Words, ...] = ()
    """The office of the person who signs, line by line: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]."""
    signer_name: Words | None = None
    """The name of the person who signs."""
    contact: Words | None = None
    """Whom a unit asks: a name, a telephone number."""
    addressee: Words | None = None
    """Whom the report is for: "Ban Chỉ đạo 138 tỉnh"."""
    recipients: tuple[Words, ...] = ()
    """Who gets a copy, besides the addressee."""
    archive: Words | None = None
    """What follows "Lưu:" in the list of recipients: "VT, BTXH"."""


NOBODY = Agency()
"""Everything is left to be filled in by hand."""


def load_agency(path: Path) -> Agency:
    """The agency in a file; ``AgencyError`` with every mistake by its place."""
    return read_written(path, Agency, AgencyError).model
