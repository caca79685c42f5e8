"""Whether a result belongs to these files, this plan and this version: the JSON of an earlier check, judged anew.

``verify`` takes the document that ``check -f json`` wrote and the files that are said to be behind it, judges them
again with the options that the document states (period, day, language, targets), and says what differs. Nothing of the
document is believed: its hashes are held against the files, its verdicts and figures against those of the new check.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from khpcmd import __version__
from khpcmd.check import Request, check
from khpcmd.i18n import Messages
from khpcmd.inputs.find import Preference
from khpcmd.inputs.gather import Progress
from khpcmd.render.formats import Format, Look
from khpcmd.render.json import json_report
from khpcmd.report import Report
from khpcmd.saved.document import Document, StatedFile, read_saved
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.read import DEFAULT_LIMITS

PLACES = frozenset({"file", "params"})
"""Keys that say where something stands: a folder may be elsewhere by now, and the hashes tell the files apart."""
PROSE = frozenset({"title", "clause", "quote", "note", "name", "message", "cure", "cure_analyst"})
"""Keys whose texts come from the plan or the catalogues: the plan's hash and the version stand for them."""
PARTS = ("roll_call", "duties", "diagnostics", "deadlines")
"""What a document has beside the results."""


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """A result and what is said to be behind it; what the document states itself (period, day) is taken from there."""

    result: Path
    paths: tuple[Path, ...]
    plan: Path | None = None
    baselines: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    waivers: Path | None = None
    names: Path | None = None
    limits: Limits = DEFAULT_LIMITS
    prefer: Preference | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that the document states, and what it is now; "" where there is none."""

    stated: str
    now: str

    @property
    def same(self) -> bool:
        return self.stated == self.now


@dataclass(frozen=True, slots=True)
class FileNames:
    """The files of the document against those at hand, by their hashes: each name stands in one of the lists."""

    same: tuple[str, ...]
    changed: tuple[str, ...]
    """Files of the same name with another content."""
    missing: tuple[str, ...]
    """Files of the document whose content is nowhere at hand."""
    added: tuple[str, ...]
    """Files at hand that the document does not have."""

    @property
    def agree(self) -> bool:
        return not (self.changed or self.missing or self.added)


@dataclass(frozen=True, slots=True)
class TargetDifference:
    """A target that is judged otherwise now; ``verdict`` is the same on both sides where only figures differ."""

    target: str
    verdict: Stated


@dataclass(frozen=True, slots=True)
class Verification:
    """What a document states against what the files say now."""

    result: str
    version: Stated
    plan: Stated
    """The hash of the plan's file."""
    files: FileNames
    same_targets: int
    targets: tuple[TargetDifference, ...]
    parts: tuple[str, ...]
    """What else differs: names of ``PARTS``."""
    report: Report
    """The files as they are judged now."""

    @property
    def agrees(self) -> bool:
        return self.version.same and self.plan.same and self.files.agree and not self.targets and not self.parts


def verify(request: VerifyRequest) -> Verification:
    """Judge the files as the document says, and compare.

    Raises like ``read_saved`` and ``check``.
    """
    document, stated = read_saved(request.result)
    report = check(
        Request(
            request.paths,
            plan=request.plan,
            period=stated.period,
            baselines=request.baselines,
            previous=request.previous,
            as_of=stated.as_of,
            waivers=request.waivers,
            names=request.names,
            only_reported=stated.only_reported,
            targets=tuple(one.target for one in stated.results) if stated.only_some_targets else (),
            limits=request.limits,
            prefer=request.prefer,
            progress=request.progress,
        )
    )
    now: Document = json.loads("".join(json_report(report, Messages(stated.language), Look(Format.JSON))))
    same, differ = _targets(document, now)
    return Verification(
        str(request.result),
        Stated(stated.tool.version, __version__),
        Stated(stated.plan.sha256, report.plan_hash),
        _file_names(stated.inputs, report),
        same,
        differ,
        tuple(part for part in PARTS if _essence(document.get(part)) != _essence(now.get(part))),
        report,
    )


def _file_names(stated: tuple[StatedFile, ...], report: Report) -> FileNames:
    """Files are the same where role and content are, whatever they are called; a name tells of a changed one."""
    left = Counter((one.role, one.sha256) for one in report.inputs)
    same, other = [], []
    for one in stated:
        if left[one.role, one.sha256]:
            left[one.role, one.sha256] -= 1
            same.append(one.file)
        else:
            other.append(one.file)
    unmatched = []
    for now in report.inputs:
        if left[now.role, now.sha256]:
            left[now.role, now.sha256] -= 1
            unmatched.append(now.name)
    last = {Path(name).name for name in unmatched}
    changed = tuple(name for name in other if Path(name).name in last)
    of_changed = {Path(name).name for name in changed}
    return FileNames(
        tuple(same),
        changed,
        tuple(name for name in other if name not in changed),
        tuple(name for name in unmatched if Path(name).name not in of_changed),
    )


def _targets(document: Document, now: Document) -> tuple[int, tuple[TargetDifference, ...]]:
    """How many targets are the same, and those that differ in the order of the plan, the document's own last."""
    before, after = _by_target(document), _by_target(now)
    differ = tuple(
        TargetDifference(target, Stated(_verdict(before.get(target)), _verdict(after.get(target))))
        for target in {**after, **before}
        if _essence(before.get(target)) != _essence(after.get(target))
    )
    return len({**after, **before}) - len(differ), differ


def _by_target(document: Document) -> dict[str, Document]:
    results = document["results"]
    return {str(result["target"]): result for result in results} if isinstance(results, list) else {}


def _verdict(result: Document | None) -> str:
    return "" if result is None else str(result["verdict"])


def _essence(value: object) -> object:
    """A part of a document without places and prose; lists keep their order, which ``check`` decides."""
    if isinstance(value, dict):
        return {
            key: _essence(part)
            for key, part in value.items()
            if key not in PLACES and key not in PROSE and not key.endswith("_text")
        }
    if isinstance(value, list):
        return [_essence(part) for part in value]
    return value
