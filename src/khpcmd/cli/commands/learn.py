"""``khpcmd plan learn``: asks about all texts of returns that were not understood, or moves the answers into a plan.

With ``--ask`` each open entry is asked about; every answer is in the file before the next question.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.options import expanded, nothing_listed
from khpcmd.cli.output import Misuse, emit, progress, quoted
from khpcmd.cli.output_files import misuse, refuse_inputs
from khpcmd.cli.usage import Speech, core_errors, report_fault
from khpcmd.diagnostics import Diagnostic, Location
from khpcmd.exits import Exit
from khpcmd.files import destination, write_bytes
from khpcmd.i18n import Messages
from khpcmd.inputs.find import find_files
from khpcmd.names.contradictions import OF_PLAN, Contradictions
from khpcmd.names.file import NamesText, Offer, WrittenName, folded, load_names
from khpcmd.names.learn import Entry, learned
from khpcmd.names.settle import NotMovedError, settled
from khpcmd.names.suggest import Asked, Suggestions
from khpcmd.plan.load import LoadedPlan, Rosters, load_plan, parse_plan, read_text
from khpcmd.plan.taught import Taught, TaughtName, Teaches
from khpcmd.render.plan import draft as page
from khpcmd.text import tidy

OUTPUT, INTO = "--output", "--into"
NOT_MOVED = 3


def plan_learn(  # noqa: PLR0913  # to typer every option is a parameter
    context: typer.Context,
    paths: options.Paths = None,
    *,
    output: options.Output = None,
    ask: options.AskEach = False,
    into: options.IntoPlan = None,
    files_from: options.FilesFrom = "",
    plan: options.PlanFile = None,
    names: options.NamesFile = None,
    limit: options.LimitList = None,
    lang: options.Language = "",
) -> int:
    speech: Speech = context.obj
    if into is not None:
        if paths or ask:
            raise Misuse("into_alone")
        taught = output or names
        if taught is None:
            raise Misuse("names_missing", option=INTO)
        return _settle(taught, into, speech)
    if ask and (output is None or not (sys.stdin and sys.stdin.isatty())):
        raise Misuse("ask_needs_terminal" if output is not None else "names_missing", option="--ask")
    if files_from and not paths:
        return nothing_listed(files_from, speech.messages)
    if not paths:
        raise Misuse("no_paths")
    if output is not None:
        refuse_inputs([output], [*expanded(paths), *filter(None, (plan,))])
    return _learn(expanded(paths), output, (plan, names), limit, speech, ask=ask)


def _learn(  # noqa: PLR0913  # what was asked for
    paths: Sequence[Path],
    output: Path | None,
    by: tuple[Path | None, Path | None],
    limit: list[str] | None,
    speech: Speech,
    *,
    ask: bool,
) -> int:
    """Ask about what is not understood ``by`` a plan and a file of names."""
    plan, names = by
    with core_errors(speech.messages):
        loaded = load_plan(plan)
        there = NamesText(read_text(output), str(output)) if output is not None and output.exists() else None
        taught = _taught([one for one in (names, output if there else None) if one], loaded)
    messages = speech.about(loaded.plan.language)
    files, faults = find_files(paths)
    for fault in faults:
        report_fault(fault, messages, loaded.plan)
    if not files:
        return Exit.NOTHING_CHECKED
    with progress(messages) as advance:
        pairs, unread, limits = [(file, file) for file in files], list[Diagnostic](), options.limits_of(limit)
        entries = learned(pairs, loaded.plan, taught, limits=limits, progress=advance, unread=unread.append)
    for fault in unread:
        report_fault(fault, messages, loaded.plan)
    known = there.known() if there else frozenset()
    new = [one for one in entries if folded(one.text) not in known]
    if new:
        text = _page(there, new, loaded, messages)
        if output is not None:
            write(output, text)
        else:
            emit(text, sys.stdout)
    left = sum(not one.chosen for one in new) + (sum(not one.decided for one in there.entries) if there else 0)
    _tell(new, left, output, paths, messages)
    if ask and output is not None and (new or there):
        _Asking(output, loaded, messages).run()
    return Exit.SOUND


def _taught(files: Sequence[Path], loaded: LoadedPlan) -> Taught | None:
    """The names of some files together."""
    found: Taught | None = None
    for file in files:
        more = load_names(file, loaded.plan)
        found = replace(found, names=(*found.names, *more.names)) if found else more
    return found


def _page(there: NamesText | None, new: Sequence[Entry], loaded: LoadedPlan, messages: Messages) -> str:
    """The file of names, or the one that is there already with what is new at its end."""
    entries = page.names_entries(new, loaded.plan, messages)
    return page.names_head(loaded.plan, messages) + entries if there is None else there.extended(entries)


def write(path: Path, text: str) -> None:
    """Write a file of names or a plan whole, in place of what was there; Misuse with the reason if that fails."""
    with misuse(path, OUTPUT):
        write_bytes(destination(path), text.encode(), replace=True)


def _tell(new: Sequence[Entry], left: int, output: Path | None, paths: Sequence[Path], messages: Messages) -> None:
    """Say on stderr how much there is to decide, and what comes next."""
    chosen = sum(entry.chosen for entry in new)
    say = messages.text
    emit(say("plan_learn.found", count=len(new), chosen=chosen, left=left), sys.stderr, line=True)
    if output is not None:
        emit(say("plan_learn.written" if new else "plan_learn.not_written", file=str(output)), sys.stderr, line=True)
    if output is not None and output.exists():
        command = quoted(["khpcmd", "check", *map(str, paths), "--names", str(output)])
        emit(messages.text("plan_learn.next", command=command), sys.stderr, line=True)


def _settle(names: Path, into: Path, speech: Speech) -> int:
    """Move the names that hold everywhere into a plan, and show what changed in it."""
    with core_errors(speech.messages):
        loaded = load_plan(into)
        messages = speech.about(loaded.plan.language)
        taught = load_names(names, loaded.plan)
        text = read_text(into)
        file = NamesText(read_text(names), str(names))
        try:
            found = settled(text, str(into), taught.names)
        except NotMovedError as error:
            place = str(error.args[-1])
            emit(messages.text("plan_learn.not_moved", file=str(into), place=place), sys.stderr, line=True)
            return NOT_MOVED
        parse_plan(found.text, str(into), Rosters(into.parent))  # what the names make wrong is told, nothing written
    if found.moved:
        lines = (text.splitlines(keepends=True), found.text.splitlines(keepends=True))
        emit("".join(unified_diff(*lines, str(into), str(into), n=1)), sys.stdout)
        places = {name.at.line for name in found.moved}
        gone = [one.index for one in file.entries if one.line + 1 in places]
        write(into, found.text)
        write(names, file.without(gone))
    counts = {"moved": len(found.moved), "left": len(found.left) + len(taught.undecided)}
    emit(messages.text("plan_learn.moved", file=str(into), source=str(names), **counts), sys.stderr, line=True)
    return Exit.SOUND


YES, NO, OTHER, SKIP, QUIT = "y", "n", "o", "s", "q"
FOUND = 8
"""How many meanings are listed for words that somebody typed."""


def _prompt(question: str) -> str:
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False).input(f"{question} ").strip()


class _Asking:
    """Goes through the entries that are not decided; Ctrl-C ends it, and what was answered stays."""

    def __init__(
        self, path: Path, loaded: LoadedPlan, messages: Messages, prompt: Callable[[str], str] = _prompt
    ) -> None:
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
        emit(f"  {page.quoted(entry.entry.text)}", sys.stdout, line=True)
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
        at = Location(str(self._path), line=entry.line + 1, column=entry.indent + 1)
        name = TaughtName(entry.entry.text, Teaches(offer.key), value, at)
        lines = [page.meaning_line(offer.key, value)]
        for fault in self._contradictions.of(name):
            report_fault(fault, self._messages, self._plan)
            against = str(fault.params.get("against", "")) or self._contradictions.speaks_against(name)
            reason = "" if against == OF_PLAN else self._prompt(self._messages.text("plan_learn.reason"))
            if not reason:
                return False
            lines += [f"against: {against}", f"reason: {page.quoted(reason)}"]
        write_bytes(destination(self._path), file.decided(entry, lines).text.encode(), replace=True)
        return True


def _chosen(answer: str, offers: Sequence[Offer], first: int) -> Offer | None:
    """The offer that an answer takes: the one that is pointed at, or one by its number."""
    number = first + 1 if answer == YES else int(answer) if answer.isdecimal() else 0
    return offers[number - 1] if 1 <= number <= len(offers) else None
