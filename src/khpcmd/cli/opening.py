"""What somebody sees who types no command (``opening_page``), or a file in the place of one (``command_for_file``)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from khpcmd.i18n import Messages
from khpcmd.inputs.find import WORKBOOKS

BEGIN = ("check", "annotate", "template", "explain")
"""The commands that the page gives a line to paste for; the catalogue has the lines."""
GROUPS = {
    "checking": ("check", "validate", "inspect", "diff", "explain", "verify", "trend"),
    "sending": ("template", "annotate", "letters", "fill", "page"),
    "plan": ("plan",),
    "setup": ("config", "completion", "schema"),
}
"""All commands, by what one wants to do."""
PLANS = (".yaml", ".yml")


def opening_page(messages: Messages, of_plans: Sequence[str]) -> str:
    """A few lines to begin with, and the names of all commands; ``of_plans`` are those of ``khpcmd plan``."""
    return "".join(f"{line}\n" for line in _lines(messages, f"plan {' | '.join(of_plans)}"))


def _lines(messages: Messages, plan: str) -> Iterator[str]:
    say = messages.template
    yield say("opening.text")
    yield ""
    lines = [(say(f"opening.line.{name}"), say(f"opening.gives.{name}")) for name in BEGIN]
    width = max(len(line) for line, _ in lines)
    yield from (f"  {line.ljust(width)}  {gives}" for line, gives in lines)
    yield ""
    headings = {group: say(f"opening.groups.{group}") for group in GROUPS}
    width = max(map(len, headings.values()))
    for group, names in GROUPS.items():
        yield f"{headings[group].ljust(width)}  {'  '.join(plan if name == 'plan' else name for name in names)}"
    yield ""
    yield say("opening.more")
    yield messages.text("closing.line", line=say("opening.closing"), code="2")


def looks_like_file(word: str) -> bool:
    """Whether a word is the name of something that is there, or of a workbook or plan that is not."""
    return os.path.lexists(word) or word.lower().endswith((*WORKBOOKS, *PLANS))


def command_for_file(name: str) -> str:
    """The command line that was probably meant."""
    from khpcmd.cli.retyped import quoted

    return quoted(["khpcmd", *(("plan", "lint") if name.lower().endswith(PLANS) else ("check",)), name])
