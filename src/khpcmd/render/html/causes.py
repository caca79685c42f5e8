"""What has to be fixed, cause by cause: a code is told once, with all its places below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.told.file import COUNTED, Fault
from khpcmd.render.view import FaultList
from khpcmd.report import NOT_OF_DATA, Report

PRINTED = 10
"""How many causes are printed unless everything is."""
FEW = 4
"""Up to how many units and files are named beside a cause."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A code of one severity: how often it was found, where in short, and each place in full.

    ``where`` is "" for a single fault, which is shown as it is; ``cure`` is that of the first place, and a fault whose
    own cure differs from it tells it in the list.
    """

    code: str
    severity: Severity
    count: str
    title: str
    where: str
    more: str
    cure: str
    faults: tuple[Fault, ...]
    printed: bool = False


class Causes(NamedTuple):
    """The causes, most serious and most frequent first.

    ``summary`` says how many there are, ``on_paper`` how many of them are printed; "" where that is not worth saying.
    """

    title: str
    summary: str
    causes: tuple[Cause, ...]
    on_paper: str

    @property
    def printed(self) -> bool:
        return any(cause.printed for cause in self.causes)


def causes(report: Report, sections: Sequence[FaultList], messages: Messages) -> Causes | None:
    """What was found in the data, by cause; None where nothing was."""
    numbers = Counter((fault.code.code, fault.severity) for fault in report.diagnostics)
    absent = frozenset(fault.code.code for fault in report.diagnostics if fault.code in NOT_OF_DATA)
    found = [one for section in sections for one in _causes(section, numbers, absent, messages)]
    if not found:
        return None
    unsound = [one for one in found if one.severity is not Severity.NOTE]
    printed = {one.code for one in unsound[:PRINTED]}
    cut = len(unsound) > PRINTED
    return Causes(
        title=messages.template(_title(unsound, absent)),
        summary=messages.text("html.causes", causes=messages.count("causes", len(unsound))) if unsound else "",
        causes=tuple(replace(one, printed=one.code in printed) for one in found),
        on_paper=messages.text("html.causes_printed", count=PRINTED, total=len(unsound)) if cut else "",
    )


def _title(unsound: Sequence[Cause], absent: frozenset[str]) -> str:
    """The key of the heading, which promises errors only where the data have some."""
    if any(one.code not in absent for one in unsound):
        return "html.faults"
    return "html.returns_missing" if unsound else "headings.notes"


def _causes(
    section: FaultList, numbers: Mapping[tuple[str, Severity], int], absent: frozenset[str], messages: Messages
) -> Iterator[Cause]:
    """The causes of one severity, the most frequent first; the codes of missing returns (``absent``) count units."""
    by_code = dict[str, list[Fault]]()
    for fault in section.faults:
        by_code.setdefault(fault.code, []).append(fault)
    often = {code: numbers[code, section.severity] for code in by_code}
    for code, faults in sorted(by_code.items(), key=lambda item: -often[item[0]]):
        yield Cause(
            code=code,
            severity=section.severity,
            count=messages.count("units" if code in absent else COUNTED[section.severity], often[code]),
            title=messages.template(f"codes.{code}.title"),
            where=_where(faults, messages) if len(faults) > 1 else "",
            more=messages.count("places", sum(not fault.cut for fault in faults)),
            cure=faults[0].cure,
            faults=tuple(faults),
        )


def _where(faults: Sequence[Fault], messages: Messages) -> str:
    """The units and the files of a cause, named where they are few."""
    files = list(dict.fromkeys(fault.at.file for fault in faults if fault.at is not None))
    units = list(dict.fromkeys(fault.unit for fault in faults if fault.unit))
    whose = messages.joined(units) if len(units) <= FEW else ""  # the list below has all of them
    where = messages.joined(files) if len(files) <= FEW else messages.count("files", len(files))
    return " · ".join(text for text in (whose, where if files else "") if text)
