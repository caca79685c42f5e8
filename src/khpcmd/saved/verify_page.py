"""Whether a result belongs to its files, in words: a line for each thing that was held against it, the answer last."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from khpcmd.i18n import Messages
from khpcmd.render.closing import with_code
from khpcmd.render.wording import visible
from khpcmd.results import Verdict

if TYPE_CHECKING:
    from khpcmd.saved.verify import FileNames, Stated, TargetDifference, Verification

NAMED = 5
"""How many files of a kind are named before the rest is counted."""
HASH_SHOWN = 12
"""How many digits of a hash are shown, as git does: enough to see that two differ."""


def verification_lines(found: Verification, messages: Messages, exit_code: int) -> Iterator[str]:
    """Everything that was compared, and the answer with the exit code."""
    yield messages.text("verify.headline", result=visible(found.result))
    yield messages.text("verify.options", options=visible(shlex.join(found.options)))
    yield _line("version", found.version, messages)
    yield _line("plan", found.plan, messages, HASH_SHOWN)
    yield from _files(found.files, messages)
    yield messages.text("verify.targets", same=found.same_targets, differ=len(found.targets))
    yield from (_target(one, messages) for one in found.targets)
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


def _files(files: FileNames, messages: Messages) -> Iterator[str]:
    yield messages.text("verify.files", count=len(files.same))
    for kind in ("changed", "missing", "added"):
        names: tuple[str, ...] = getattr(files, kind)
        if names:
            text, rest = ", ".join(visible(name) for name in names[:NAMED]), len(names) - NAMED
            if rest > 0:
                text = f"{text} {messages.text('verify.more_files', count=rest)}"
            yield messages.text(f"verify.file.{kind}", count=len(names), names=text)


def _target(one: TargetDifference, messages: Messages) -> str:
    if one.verdict.same:
        return messages.text("verify.figures", target=visible(one.target))
    words = {verdict.value for verdict in Verdict}
    sides = (one.verdict.stated, one.verdict.now)
    stated, now = (messages.template(f"verdicts.{side}") if side in words else "–" for side in sides)
    return messages.text("verify.turned", target=visible(one.target), stated=stated, now=now)
