"""What is to be marked: a workbook as it came, what a copy of it may lose, and what all copies of a check say.

That is how one unit stands to each target (``Standings``), and what was found out about a file (``Speaker``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from khpcmd.diagnostics import Diagnostic
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.figures import Figures
from khpcmd.render.told.file import Fault, FileTold, fault, faults
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import TargetTold, title
from khpcmd.render.wording import Wording
from khpcmd.report import FileResult, Report
from khpcmd.results import Verdict
from khpcmd.workbook.file.kinds import kind_of, packed_kind
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.zip import Archive

CELLS = 300_000
"""More cells, with content or without, than openpyxl can hold in a reasonable time."""
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
MARKUP = (".xml", ".rels", ".vml")
SHEET_PARTS = "xl/worksheets/"
PARTS = {
    "pictures": r"xl/media/",
    "charts": r"xl/charts/chart",
    "diagrams": r"xl/diagrams/data",
    "controls": r"xl/(ctrlprops|activex)/",
    "embedded": r"xl/embeddings/",
    "slicers": r"xl/(slicers|timelines)/",
    "pivot_tables": r"xl/pivottables/",
    "threaded_comments": r"xl/threadedcomments/",
    "connections": r"xl/(connections\.xml|querytables/|model/)",
    "rich_data": r"xl/(metadata\.xml|richdata/)",
    "macro_sheets": r"xl/(macrosheets|dialogsheets|intlmacrosheets)/",
    "macros": r"xl/vbaproject\.bin",
    "signature": r"_xmlsignatures/sig",
}
"""Kinds of parts, and how the names of such parts begin."""
EXTENSIONS = {
    "78C0D931-6437-407D-A8EE-F0AAD7539E65": "conditional_formats",
    "B025F937-C7B1-47D3-B67F-A62EFF666E3E": "conditional_formats",
    "CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF": "validations",
    "05C60535-1F16-4FD2-B633-F4F36F0B64E0": "sparklines",
    "A8765BA9-456A-4DAB-B4F3-ACF838C121DE": "slicers",
    "3A4CF648-6AED-40F4-86FF-DC5316D8AED3": "slicers",
    "7E03D99C-DC04-49D9-9315-930204A7B6E9": "slicers",
    "FC87AEE6-9EDD-4A0A-B7FB-166176984837": "protected_ranges",
}
"""Extensions of sheets by the ids that Excel gives them."""
KINDS = (*PARTS, "shapes", "conditional_formats", "validations", "sparklines", "protected_ranges", "extensions")
"""Everything that may be lost, in the order in which it is reported."""
EXTENSION = re.compile(rb"<(?:\w+:)?ext\b[^<>]*\buri=[\"']\{([0-9A-Fa-f-]+)\}[\"']")
SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp)[ />]")


class Marking(NamedTuple):
    """What the files of one check have in common when they are marked."""

    limits: Limits
    report: Report
    standings: Standings
    messages: Messages


class NoCopy(Exception):  # noqa: N818 - not an error of the program: the reader gets the reason
    """No copy can be made of a file; ``why`` names the sentence, ``reason`` fills it."""

    def __init__(self, why: str, reason: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.reason = reason


class Source(NamedTuple):
    """The bytes of a workbook, and its parts by their names in lower case."""

    data: bytes
    parts: Mapping[str, bytes]

    @property
    def document(self) -> bool:
        """Whether it is a document of Word."""
        return any(name.startswith("word/") for name in self.parts)

    @property
    def macros(self) -> bool:
        return "xl/vbaproject.bin" in self.parts

    def says(self, pattern: bytes) -> bool:
        """Whether a part that describes the workbook as a whole holds the pattern."""
        return any(name.count("/") == 1 and re.search(pattern, part) for name, part in self.parts.items())


def open_source(data: bytes, limits: Limits, suffix: str) -> Source:
    """The workbook, whose sheets have passed the gate; raises NoCopy for other formats and for what is not safe."""
    try:
        if kind_of(data, suffix) in ("csv", "xls"):
            raise NoCopy("other_format")
        archive = Archive(data, limits)
        parts = {name: archive.read(name) for name in archive.names}
    except Refused as refused:
        raise NoCopy("not_editable") from refused
    if packed_kind(archive.names, parts.get("mimetype", b"")) == "ods":
        raise NoCopy("other_format")
    if any(_has_doctype(part) for name, part in parts.items() if name.endswith(MARKUP)):
        raise NoCopy("not_editable")
    if sum(len(CELL.findall(part)) for name, part in parts.items() if name.startswith(SHEET_PARTS)) > CELLS:
        raise NoCopy("too_large")
    return Source(data, parts)


def _has_doctype(part: bytes) -> bool:
    return b"<!DOCTYPE" in (part.replace(b"\0", b"") if b"\0" in part[:64] else part)


def features(parts: Mapping[str, bytes]) -> Counter[str]:
    """How often each of the kinds is there."""
    found = Counter[str]()
    for name, part in parts.items():
        found.update(kind for kind, pattern in PARTS.items() if re.match(pattern, name))
        if name.startswith("xl/worksheets/") and b"extLst" in part:
            ids = (match.decode("ascii").upper() for match in EXTENSION.findall(part))
            found.update(EXTENSIONS.get(one, "extensions") for one in ids)
        elif name.startswith("xl/drawings/"):
            found["shapes"] += len(SHAPE.findall(part)) if name.endswith(".xml") else 0
    return +found


def lost(before: Counter[str], after: Counter[str]) -> tuple[str, ...]:
    """The kinds of which there are fewer than before; charts always count, as they are drawn again."""
    return tuple(kind for kind in KINDS if after[kind] < before[kind] or (kind == "charts" and before[kind]))


UNSETTLED = frozenset({Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.IN_PROGRESS})


@dataclass(frozen=True)
class StandingLine(UnitTold):
    """One target as one unit reaches it, of several units ``whose`` it is."""

    owes: bool
    """Whether something is left there of what all units have to do."""
    whose: str = ""

    @property
    def title(self) -> str:
        return self.whose + title(self.target, self.figures.messages)

    @property
    def asked(self) -> str:
        """The threshold; "" where nobody set it for a single unit."""
        return self.figures.threshold(self.target) if self.unit.judged else ""

    @property
    def unsettled(self) -> bool:
        """Whether the unit has something to do or to report."""
        return not self.known or self.owes or self.verdict in UNSETTLED

    @property
    def remarks(self) -> str:
        """What excuses it, what it needs, and what all units have to reach together."""
        left = self.figures.needed(self.target, self.left) if self.owes and not self.target.measure.yes_or_no else ""
        threshold = "" if self.unit.judged else self.figures.threshold(self.target)
        together = "" if self.unit.judged else self.figures.messages.text("annotate.together", threshold=threshold)
        return "; ".join(text for text in (self.waiver, self.needed, left, together) if text)


class Standings:
    """The units of a report one by one."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._in = dict[str, dict[str, list[StandingLine]]]()

    def lines(self, units: Iterable[str], messages: Messages) -> list[StandingLine]:
        """A line for each target of a single unit; of several units, named in the title, what is unsettled."""
        units, wording = tuple(units), Wording(messages, self._report.plan)
        if messages.language not in self._in:
            self._in[messages.language] = self._by_unit(messages)
        found = {unit: self._in[messages.language].get(unit, []) for unit in units}
        if len(units) == 1:
            return found[units[0]]
        whose = {unit: f"[{wording.unit(unit)}] " for unit in units}
        return [replace(one, whose=whose[unit]) for unit, lines in found.items() for one in lines if one.unsettled]

    def _by_unit(self, messages: Messages) -> dict[str, list[StandingLine]]:
        """Each unit before its targets."""
        figures, found = Figures(messages, self._report.plan), dict[str, list[StandingLine]]()
        for result in self._report.results:
            told = TargetTold(result, figures, figures.who)
            owing = {one.unit.unit for one in told.left_at}
            for unit in result.units:
                found.setdefault(unit.unit, []).append(StandingLine(unit, told.target, figures, unit.unit in owing))
        return found


MOST_MARKED = 5_000
"""How many cells get a mark; the sheet of results lists the others."""


class Speaker:
    """Puts what was found out about one file into words. The file itself is not named: the reader has it open."""

    def __init__(self, messages: Messages, plan: Plan, name: str) -> None:
        """``name`` is what messages call the file."""
        self.messages = messages
        self._wording = Wording(messages, plan)
        self._figures = Figures(messages, plan)
        self._given = name
        self._name = PurePosixPath(name).name

    def comment(self, one: Diagnostic) -> str:
        """A fault as the comment of its cell."""
        worded = fault((one,), self._wording)
        message, cure = self._local(worded.message), self._local(worded.unit_cure)
        return self.messages.text("annotate.comment", word=worded.word, code=worded.code, message=message, cure=cure)

    def faults(self, found: Iterable[Diagnostic]) -> Iterator[Fault]:
        """The faults of the file, each with the cell that its place leads to (None where it is of no sheet)."""
        for one in faults(found, self._wording):
            yield replace(
                one,
                place=self._local(one.place) if one.at else "",
                at=one.at if one.at and one.at.sheet else None,
                message=self._local(f"[{one.unit}] {one.message}" if one.unit else one.message),
                unit_cure=self._local(one.unit_cure),
            )

    def whose(self, file: FileResult) -> str:
        """The units whose figures the file has, and of several that only what is unsettled is listed."""
        if len(file.units) <= 1:
            return self._wording.units(file.units)
        return self.messages.text("annotate.several_units", number=self.messages.count("units", len(file.units)))

    def summary(self, file: FileResult) -> str:
        """The file in one line: whose figures it has, and how many faults."""
        return FileTold(replace(file, name=self._name), self._wording).line

    def losses(self, kinds: Iterable[str]) -> str:
        return self.messages.joined(self.messages.template(f"annotate.lost.{kind}") for kind in kinds)

    def _local(self, text: str) -> str:
        return text.replace(f"{self._given} › ", "").replace(self._given, self._name)
