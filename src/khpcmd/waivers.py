"""A file of waivers that a plan can be judged with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khpcmd.diagnostics import Diagnostic, PlanError, WaiversError
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, in_order
from khpcmd.plan.waiver import Waiver
from khpcmd.plan.waiver_file import Entry, read_waiver_file
from khpcmd.results import Result
from khpcmd.waived import waive
from khpcmd.waiver_review import WaiverReview
from khpcmd.world import World


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a file, the name that messages call it by, and the SHA-256 (hexadecimal) of its bytes."""

    file: str
    sha256: str
    entries: tuple[Waiver, ...]

    def applied(
        self, world: World, results: Iterable[Result], as_of: date
    ) -> tuple[tuple[Result, ...], list[Diagnostic]]:
        """The results with the waivers in force on ``as_of``, and what has to be said of the waivers."""
        return waive(world, results, self.entries, as_of)


def load_waivers(path: Path, plan: Plan) -> Waivers:
    """The waivers of a file; ``WaiversError`` with every mistake by its place."""
    file = str(path)
    try:
        written = read_waiver_file(path, file)
    except PlanError as error:
        raise WaiversError(error.diagnostics) from None
    found = list(WaiverReview(written.model, written.source, plan).mistakes())
    if found:
        raise WaiversError(in_order(found))
    entries = (_waiver(one, written.source, ("waivers", index)) for index, one in enumerate(written.model.waivers))
    return Waivers(file, written.sha256, tuple(entries))


def _waiver(entry: Entry, source: Source, path: Steps) -> Waiver:
    """The waiver; a text over several lines is one line wherever it is shown."""
    reason, document, approver = (" ".join(text.split()) for text in (entry.reason, entry.document, entry.approver))
    return Waiver(entry.target, entry.unit or "", reason, document, approver, entry.until, source.at(path))
