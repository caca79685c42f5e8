"""Plan files with their mistakes: for people with the line and a caret, for machines, and for GitHub Actions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from khpcmd.diagnostics import Diagnostic, Location, Severity
from khpcmd.i18n import Messages
from khpcmd.plan.lint import Linted
from khpcmd.plan.yaml_source import LINE_END
from khpcmd.render.ci import NAME, Finding, annotation, logged
from khpcmd.render.json import DIAGNOSTIC
from khpcmd.render.json_text import Json, written
from khpcmd.render.plain import fault_line
from khpcmd.render.told.file import fault
from khpcmd.render.wire import Say
from khpcmd.render.wording import Wording, visible
from khpcmd.version import FORMAT_VERSION

WIDEST = 100
"""How much of a line is shown around a mistake."""


def lint_plain(linted: Sequence[Linted], messages: Messages) -> str:
    """Each mistake with its line and a caret under its place; the last line counts them."""
    return "".join(f"{line}\n" for line in _plain(linted, messages))


def _plain(linted: Sequence[Linted], messages: Messages) -> Iterator[str]:
    for one in linted:
        wording, lines = Wording(messages, one.plan), _Lines(one.path)
        for diagnostic in one.diagnostics:
            yield fault_line(fault((diagnostic,), wording), severity=True)
            if diagnostic.at and diagnostic.at.line:
                yield from lines.around(diagnostic.at)
    yield _summary(linted, messages)


def _summary(linted: Sequence[Linted], messages: Messages) -> str:
    found = [counted.severity for one in linted for counted in one.diagnostics]
    counts = (("errors", found.count(Severity.ERROR)), ("warnings", found.count(Severity.WARNING)))
    counted = messages.counts(counts) or messages.template("plan_lint.none")
    return messages.text("plan_lint.summary", files=messages.count("plans", len(linted)), counts=counted)


class _Lines:
    """The lines of a plan file and of the rosters beside it, read when first needed."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self._read: dict[str, list[str]] = {}

    def around(self, at: Location) -> Iterator[str]:
        """The line of a place and a caret below it; nothing where it cannot be read."""
        lines = self._of(at.file)
        if not 0 < at.line <= len(lines):
            return
        line, number = lines[at.line - 1], f"{at.line:>6}"
        first = max(0, at.column - 1 - WIDEST * 3 // 4) if len(line) > WIDEST else 0
        shown = line[first : first + WIDEST]
        yield f"{number} | {visible(shown)}"
        yield f"{' ' * len(number)} | {' ' * _width(visible(line[first : at.column - 1]))}^"

    def _of(self, file: str) -> list[str]:
        if file not in self._read:
            path = self._plan if file == str(self._plan) else self._plan.parent / file
            try:
                text = path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
            except OSError:
                text = ""
            self._read[file] = LINE_END.split(text) if text else []
        return self._read[file]


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(0 if unicodedata.combining(letter) else 1 for letter in text)


def lint_json(linted: Sequence[Linted], messages: Messages) -> str:
    """The files with all of their diagnostics."""
    document: Json = {"format_version": FORMAT_VERSION, "files": [_file(one, messages) for one in linted]}
    return written(document)


def _file(one: Linted, messages: Messages) -> Json:
    say = Say(Wording(messages, one.plan))
    return {
        "file": one.file,
        "valid": one.plan is not None,
        "plan": one.plan.id if one.plan else None,
        "diagnostics": [DIAGNOSTIC.write(diagnostic, say) for diagnostic in one.diagnostics],
    }


def lint_github(linted: Sequence[Linted], messages: Messages) -> str:
    """An annotation for each mistake, as many as GitHub shows, then the others; the last annotation counts them."""
    found = [_finding(one, diagnostic, messages) for one in linted for diagnostic in one.diagnostics]
    worst = Severity.ERROR if any(one.plan is None for one in linted) else Severity.NOTE
    return logged(found, annotation(worst, NAME, _summary(linted, messages)))


def _finding(one: Linted, diagnostic: Diagnostic, messages: Messages) -> Finding:
    wording, at = Wording(messages, one.plan), diagnostic.at or Location(one.file)
    file = str(one.path.parent / at.file) if at.file != one.file else one.file
    message = f"{wording.message(diagnostic)} {wording.cure(diagnostic)}"
    shown = annotation(diagnostic.severity, diagnostic.code.code, message, file=file, line=at.line, col=at.column)
    return Finding(diagnostic.severity, shown, file, fault_line(fault((diagnostic,), wording)))
