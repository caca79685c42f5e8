"""Asks about the open entries of a file of names one by one; every answer is in the file before the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.cli.output import emit
from khpcmd.diagnostics import Location
from khpcmd.files import destination, write_bytes
from khpcmd.names.contradictions import OF_PLAN, Contradictions
from khpcmd.names.file import NamesText, Offer, WrittenName
from khpcmd.names.suggest import Asked, Suggestions
from khpcmd.plan.load import read_text
from khpcmd.plan.taught import TaughtName, Teaches
from khpcmd.render.plan.draft import meaning_line, quoted
from khpcmd.text import tidy

if TYPE_CHECKING:
    from khpcmd.i18n import Messages
    from khpcmd.plan.load import LoadedPlan

YES, NO, OTHER, SKIP, QUIT = "y", "n", "o", "s", "q"
FOUND = 8
"""How many meanings are listed for words that somebody typed."""


def ask_each(path: Path, loaded: LoadedPlan, messages: Messages) -> None:
    """Go through the entries that are not decided; Ctrl-C ends it, and what was answered stays."""
    _Asking(path, loaded, messages, _prompt).run()


def _prompt(question: str) -> str:
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False).input(f"{question} ").strip()


class _Asking:
    def __init__(self, path: Path, loaded: LoadedPlan, messages: Messages, prompt: Callable[[str], str]) -> None:
        self._path, self._plan, self._messages, self._prompt = path, loaded.plan, messages, prompt
        self._contradictions, self._suggestions = Contradictions(loaded.plan), Suggestions(loaded.plan)

    def run(self) -> None:
        """Ask about each open entry once."""
        open_ = [one.index for one in self._file().entries if not one.decided]
        for number, index in enumerate(open_, 1):
            file = self._file()
            self._say("plan_learn.entry", number=number, count=len(open_))
            if not self._ask(file, file.entries[index]):
                break
        left = sum(not one.decided for one in self._file().entries)
        self._say("plan_learn.asked", count=len(open_) - left, left=left)

    def _file(self) -> NamesText:
        return NamesText(read_text(self._path), str(self._path))

    def _say(self, key: str, **values: str | int) -> None:
        emit(self._messages.text(key, **values), sys.stdout, line=True)

    def _ask(self, file: NamesText, entry: WrittenName) -> bool:
        """Ask about one entry until it is answered or skipped; whether to go on."""
        emit(f"  {quoted(entry.entry.text)}", sys.stdout, line=True)
        for line in file.about(entry):
            emit(f"  {line}", sys.stdout, line=True)
        offers, first = list(file.offers(entry)), 0
        while True:
            self._list(offers, first)
            answer = self._prompt(self._messages.text("plan_learn.prompt")).lower()
            if answer in (QUIT, SKIP, ""):
                return answer != QUIT
            if answer == NO and offers:
                first = (first + 1) % len(offers)
            elif answer == OTHER:
                offers, first = list(self._others(entry.entry.text)), 0
            elif (offer := _chosen(answer, offers, first)) is None:
                self._say("plan_learn.what")
            elif self._take(file, entry, offer):
                return True

    def _list(self, offers: Sequence[Offer], first: int) -> None:
        for number, one in enumerate(offers, 1):
            mark = "→" if number == first + 1 else " "
            emit(f"  {mark} {number}. {one.key}: {one.value}  {one.about}", sys.stdout, line=True)

    def _others(self, text: str) -> Iterator[Offer]:
        """The meanings for words that somebody types: an id of the plan, or words of a name."""
        words = tidy(self._prompt(self._messages.text("plan_learn.search"))) or text
        for key, known in (("field", self._plan.fields), ("unit", self._plan.unit), ("period", self._plan.periods)):
            if words in known:
                yield Offer(key, words, "")
        for one in self._suggestions.fields([Asked(words)], (), "")[0].candidates[:FOUND]:
            yield Offer("field", one.value, self._plan.fields[one.value].label.in_(self._messages.language))
        for one in self._suggestions.units([words], ())[0].candidates[: FOUND // 2]:
            yield Offer("unit", one.value, self._plan.unit[one.value].name.in_(self._messages.language))
        for key, value in (("ignore", "row"), ("ignore", "column"), ("harmless", "true"), ("missing", "true")):
            yield Offer(key, value, "")

    def _take(self, file: NamesText, entry: WrittenName, offer: Offer) -> bool:
        """Write an answer at once; one that the text contradicts needs a reason, or is not taken."""
        value = "" if offer.value == "true" else offer.value
        name = TaughtName(entry.entry.text, Teaches(offer.key), value, file_place(self._path, entry))
        lines = [meaning_line(offer.key, value)]
        for fault in self._contradictions.of(name):
            from khpcmd.cli.usage import report_fault

            report_fault(fault, self._messages, self._plan)
            against = str(fault.params.get("against", "")) or self._contradictions.speaks_against(name)
            reason = "" if against == OF_PLAN else self._prompt(self._messages.text("plan_learn.reason"))
            if not reason:
                return False
            lines += [f"against: {against}", f"reason: {quoted(reason)}"]
        write_bytes(destination(self._path), file.decided(entry, lines).text.encode(), replace=True)
        return True


def _chosen(answer: str, offers: Sequence[Offer], first: int) -> Offer | None:
    """The offer that an answer takes: the one that is pointed at, or one by its number."""
    number = first + 1 if answer == YES else int(answer) if answer.isdecimal() else 0
    return offers[number - 1] if 1 <= number <= len(offers) else None


def file_place(path: Path, entry: WrittenName) -> Location:
    """Where an entry is written."""
    return Location(str(path), line=entry.line + 1, column=entry.indent + 1)
