"""Whether a result belongs to these files, this plan and this version: the JSON of an earlier check, judged anew.

``verify`` takes the document that ``check -f json`` wrote and the files that are said to be behind it, judges them
again with the options that the document states (period, day, language, targets), and says what differs. Nothing of the
document is believed: its hashes are held against the files, its verdicts and figures against those of the new check.
"""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from khpcmd.checking import UNREACHED, Request, all_reached, check
from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.formats import Format, Look
from khpcmd.render.json import json_report
from khpcmd.render.wording import visible
from khpcmd.report import Report
from khpcmd.results import Verdict
from khpcmd.saved.document import Document, Saved, StatedFile, read_saved
from khpcmd.version import __version__

PROSE = frozenset({"title", "clause", "quote", "note", "name", "message", "cure", "cure_analyst", "document", "params"})
"""Keys whose texts come from the plan or the catalogues, which another plan or version words in its own way."""
PARTS = ("heading", "inputs", "roll_call", "submissions", "deadlines", "summary", "duties", "diagnostics")
"""What a document has beside the results, and what is not known is a part of the heading."""


NAMED = 5
"""How many files of a kind are named before the rest is counted."""
HASH_SHOWN = 12
"""How many digits of a hash are shown, as git does: enough to see that two differ."""


class Stated(NamedTuple):
    """Something that the document states, and what it is now; "" where there is none."""

    stated: str
    now: str

    @property
    def same(self) -> bool:
        return self.stated == self.now


class FileNames(NamedTuple):
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


class TargetDifference(NamedTuple):
    """A target that is judged otherwise now; ``verdict`` is the same on both sides where only figures differ."""

    target: str
    verdict: Stated


class Verification(NamedTuple):
    """What a document states against what the files say now."""

    result: str
    options: tuple[str, ...]
    """The options with which the document was made, as far as it states them."""
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


def verify(result: Path, request: Request) -> Verification:
    """Judge the files that are said to be behind a result as its document says (period, day …), and compare.

    Raises like ``read_saved`` and ``check``, and UnreachedError where a path leads nowhere that did not before.
    """
    document, stated = read_saved(result)
    codes = {one.code for one in stated.diagnostics}
    asked = request._replace(
        period=stated.period,
        as_of=stated.as_of,
        today=stated.as_of - timedelta(days=Code.DAY_TO_COME.code in codes),
        only_reported=stated.only_reported,
        prefer=stated.prefer,
        targets=tuple(one.target for one in stated.results) if stated.only_some_targets else (),
    )
    report = check(asked)
    if not {one.code for one in UNREACHED} & codes:  # that check reached its files
        report = all_reached(report, asked)
    now: Document = json.loads("".join(json_report(report, Messages(stated.language), Look(Format.JSON))))
    version, plan = Stated(stated.tool.version, __version__), Stated(stated.plan.sha256, report.plan_hash)
    sides = tuple(_comparable(one, whole=version.same and plan.same) for one in (document, now))
    same, differ = _targets(*sides)
    return Verification(
        str(result),
        _options(stated),
        version,
        plan,
        _file_names(stated.inputs, report),
        same,
        differ,
        tuple(part for part in PARTS if _part(sides[0], part) != _part(sides[1], part)),
        report,
    )


def _options(stated: Saved) -> tuple[str, ...]:
    """The options of the check that made a document; those that leave no trace in it are not among them."""
    options = ["--as-of", stated.as_of.isoformat(), "--lang", stated.language]
    options += ["--period", stated.period] if stated.period else []
    options += ["--only-reported"] if stated.only_reported else []
    options += ["--prefer", stated.prefer] if stated.prefer else []
    options += [word for one in stated.results for word in ("--target", one.target)] if stated.only_some_targets else []
    return (*options, *(word for one in stated.inputs if one.role != "return" for word in (f"--{one.role}", one.file)))


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


def _comparable(document: Document, *, whole: bool) -> Document:
    """A document whose files are told by their contents; without its prose unless the ``whole`` is to be the same.

    Folders and names of files may be others by now, also in sentences; texts that name them are compared without.
    """
    names = _names(document)
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)) or "$^")

    def essence(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: essence(part)
                for key, part in value.items()
                if whole or not (key in PROSE or key.endswith("_text"))
            }
        if isinstance(value, list):
            return [essence(part) for part in value]
        return pattern.sub(lambda found: names[found[0]], value) if isinstance(value, str) else value

    return {key: essence(part) for key, part in document.items()}


def _names(document: Document) -> dict[str, str]:
    """By name, what tells a file: its role and its hash."""
    inputs = document.get("inputs")
    files = inputs if isinstance(inputs, list) else []
    return {str(one["file"]): f"{one['role']} {one['sha256']}" for one in files}


def _targets(before: Document, after: Document) -> tuple[int, tuple[TargetDifference, ...]]:
    """How many targets are the same, and those that differ in the order of the plan, the document's own last."""
    stated, found = _by_target(before), _by_target(after)
    differ = tuple(
        TargetDifference(target, Stated(_verdict(stated.get(target)), _verdict(found.get(target))))
        for target in {**found, **stated}
        if stated.get(target) != found.get(target)
    )
    return len({**found, **stated}) - len(differ), differ


def _by_target(document: Document) -> dict[str, Document]:
    results = document["results"]
    return {str(result["target"]): result for result in results} if isinstance(results, list) else {}


def _verdict(result: Document | None) -> str:
    return "" if result is None else str(result["verdict"])


def _part(document: Document, part: str) -> object:
    """A part of a document. The heading has everything that no other part has, known or not."""
    if part == "heading":
        heading = {key: value for key, value in document.items() if key not in (*PARTS, "results", "tool")}
        plan = heading.get("plan")
        if isinstance(plan, dict):  # its hash has a line of its own
            heading["plan"] = {key: one for key, one in plan.items() if key != "sha256"}
        return heading
    found = document.get(part)
    if part == "inputs" and isinstance(found, list):
        return sorted(found, key=lambda one: json.dumps(one, sort_keys=True))  # the order is that of the command line
    return found


def verification_lines(found: Verification, messages: Messages, exit_code: int) -> Iterator[str]:
    """Everything that was compared, and the answer with the exit code."""
    yield messages.text("verify.headline", result=visible(found.result))
    yield messages.text("verify.options", options=visible(shlex.join(found.options)))
    yield _line("version", found.version, messages)
    yield _line("plan", found.plan, messages, HASH_SHOWN)
    yield from _named_files(found.files, messages)
    yield messages.text("verify.targets", same=found.same_targets, differ=len(found.targets))
    yield from (_told(one, messages) for one in found.targets)
    if found.parts:
        yield messages.text(
            "verify.parts", parts=messages.joined(messages.template(f"verify.part.{part}") for part in found.parts)
        )
    yield answer(found, messages, exit_code)


def answer(found: Verification, messages: Messages, exit_code: int) -> str:
    """Whether the result belongs to the files, the plan and this version, with the exit code."""
    if found.agrees:
        return with_code(messages.template("verify.agrees"), messages, exit_code)
    differ = {
        "version": not found.version.same,
        "plan": not found.plan.same,
        "files": not found.files.agree,
        "targets": bool(found.targets),
        "parts": bool(found.parts),
    }
    what = messages.joined(messages.template(f"verify.what.{name}") for name, differs in differ.items() if differs)
    return with_code(messages.text("verify.differs", what=what), messages, exit_code)


def _line(what: str, stated: Stated, messages: Messages, shown: int | None = None) -> str:
    if stated.same:
        return messages.text(f"verify.{what}.same", now=stated.now[:shown])
    return messages.text(f"verify.{what}.other", stated=visible(stated.stated[:shown]), now=stated.now[:shown])


def _named_files(files: FileNames, messages: Messages) -> Iterator[str]:
    yield messages.text("verify.files", count=len(files.same))
    for kind in ("changed", "missing", "added"):
        names: tuple[str, ...] = getattr(files, kind)
        if names:
            text, rest = ", ".join(visible(name) for name in names[:NAMED]), len(names) - NAMED
            if rest > 0:
                text = f"{text} {messages.text('verify.more_files', count=rest)}"
            yield messages.text(f"verify.file.{kind}", count=len(names), names=text)


def _told(one: TargetDifference, messages: Messages) -> str:
    if one.verdict.same:
        return messages.text("verify.figures", target=visible(one.target))
    words = {verdict.value for verdict in Verdict}
    sides = (one.verdict.stated, one.verdict.now)
    stated, now = (messages.template(f"verdicts.{side}") if side in words else "–" for side in sides)
    return messages.text("verify.turned", target=visible(one.target), stated=stated, now=now)
