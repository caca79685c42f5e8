"""``khpcmd plan learn``: asks about all texts of returns that were not understood, or moves the answers into a plan."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.options import expanded, nothing_listed
from khpcmd.cli.output import Misuse, emit, progress, quoted
from khpcmd.cli.output_files import misuse, refuse_inputs
from khpcmd.cli.usage import Speech, core_errors, report_fault
from khpcmd.files import destination, write_bytes

if TYPE_CHECKING:
    from khpcmd.diagnostics import Diagnostic
    from khpcmd.i18n import Messages
    from khpcmd.names.file import NamesText
    from khpcmd.names.learn import Entry
    from khpcmd.plan.load import LoadedPlan
    from khpcmd.plan.taught import Taught

OUTPUT, INTO = "--output", "--into"
NOT_MOVED = 3


def command(  # noqa: PLR0913  # to typer every option is a parameter
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
        if output is None and names is None:
            raise Misuse("names_missing", option=INTO)
        return _settle(output or names, into, speech)
    if ask and (output is None or not (sys.stdin and sys.stdin.isatty())):
        raise Misuse("ask_needs_terminal" if output is not None else "names_missing", option="--ask")
    if files_from and not paths:
        return nothing_listed(files_from, speech.messages)
    if not paths:
        raise Misuse("no_paths")
    if output is not None:
        refuse_inputs([output], [*expanded(paths), *filter(None, (plan,))])
    return _learn(expanded(paths), output, plan, names, ask=ask, limit=limit, speech=speech)


def _learn(  # noqa: PLR0913  # what was asked for
    paths: Sequence[Path],
    output: Path | None,
    plan: Path | None,
    names: Path | None,
    *,
    ask: bool,
    limit: list[str] | None,
    speech: Speech,
) -> int:
    from khpcmd.exits import Exit
    from khpcmd.inputs.find import find_files
    from khpcmd.names.learn import learned
    from khpcmd.plan.load import load_plan

    with core_errors(speech.messages):
        loaded = load_plan(plan)
        messages = speech.about(loaded.plan.language)
        there = _there(output, messages, loaded)
        taught = _taught([one for one in (names, output if there else None) if one], loaded)
    files, faults = find_files(paths)
    for fault in faults:
        report_fault(fault, messages, loaded.plan)
    if not files:
        return Exit.NOTHING_CHECKED
    with progress(messages) as advance:
        pairs = [(file, file) for file in files]
        limits = options.limits_of(limit)
        unread: list[Diagnostic] = []
        entries = learned(pairs, loaded.plan, taught, limits=limits, progress=advance, unread=unread.append)
    for fault in unread:
        report_fault(fault, messages, loaded.plan)
    known = there.known() if there else frozenset()
    new = [one for one in entries if _key(one) not in known]
    text = _page(there, new, loaded, messages)
    if output is None:
        emit(text, sys.stdout)
    elif new or not there:
        write(output, text)
    left = sum(not one.chosen for one in new) + (sum(not one.decided for one in there.entries) if there else 0)
    _tell(new, left, output, paths, messages)
    if ask and output is not None:
        from khpcmd.cli.asking import ask_each

        ask_each(output, loaded, messages)
    return Exit.SOUND


def _there(output: Path | None, messages: Messages, loaded: LoadedPlan) -> NamesText | None:
    """The file of names that is there already, which is only added to."""
    from khpcmd.names.file import NamesText
    from khpcmd.plan.load import read_text

    if output is None or not output.exists():
        return None
    return NamesText(read_text(output), str(output))


def _taught(files: Sequence[Path], loaded: LoadedPlan) -> Taught | None:
    """The names of some files together."""
    from khpcmd.names.file import load_names

    found: Taught | None = None
    for file in files:
        more = load_names(file, loaded.plan)
        found = replace(found, names=(*found.names, *more.names)) if found else more
    return found


def _key(entry: Entry) -> str:
    from khpcmd.text import canonical, loose

    return loose(entry.text) or canonical(entry.text)


def _page(there: NamesText | None, new: Sequence[Entry], loaded: LoadedPlan, messages: Messages) -> str:
    from khpcmd.render.plan.draft import names_entries, names_head

    entries = names_entries(new, loaded.plan, messages)
    if there is not None:
        return there.extended(entries)
    head = names_head(loaded.plan, messages)
    return head + entries if new else head.rstrip("\n") + " []\n"


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
        emit(messages.text("plan_learn.written", file=str(output)), sys.stderr, line=True)
        command = quoted(["khpcmd", "check", *map(str, paths), "--names", str(output)])
        emit(messages.text("plan_learn.next", command=command), sys.stderr, line=True)


def _settle(names: Path | None, into: Path, speech: Speech) -> int:
    """Move the names that hold everywhere into a plan, and show what changed in it."""
    from difflib import unified_diff

    from khpcmd.exits import Exit
    from khpcmd.names.file import NamesText, load_names
    from khpcmd.names.settle import NotMovedError, settled
    from khpcmd.plan.load import Rosters, load_plan, parse_plan, read_text

    if names is None:
        raise Misuse("names_missing", option=INTO)
    with core_errors(speech.messages):
        loaded = load_plan(into)
        messages = speech.about(loaded.plan.language)
        taught = load_names(names, loaded.plan)
        text = read_text(into)
        file = NamesText(read_text(names), str(names))
        try:
            found = settled(text, str(into), taught.names)
        except NotMovedError as error:
            emit(
                messages.text("plan_learn.not_moved", file=str(into), place=str(error.args[-1])), sys.stderr, line=True
            )
            return NOT_MOVED
        parse_plan(
            found.text, str(into), Rosters(into.parent)
        )  # whatever the names make wrong is told, nothing written
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
