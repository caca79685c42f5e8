"""A plan to start from: ``skeleton.yaml`` with its explanations in one language.

The file is a valid plan. A line ``#@ key`` is replaced by an explanation of the catalogue; a line ``#key: …``, without
a space after the sign, is a line of the plan that is commented out.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from khpcmd.i18n import Messages

WIDTH = 110
PERIOD = re.compile(r"^  (\w+):\n", re.MULTILINE)
"""The line that begins a period."""
EXPLANATION = re.compile(r"^( *)#@ (\w+)$", re.MULTILINE)


def skeleton(messages: Messages) -> str:
    """The plan with its explanations, as the text of a file."""
    text = (Path(__file__).parent / "skeleton.yaml").read_text(encoding="utf-8")
    return EXPLANATION.sub(lambda match: comment(messages.template(f"plan_new.skeleton.{match[2]}"), match[1]), text)


def comment(text: str, indent: str) -> str:
    """A text as a comment of a plan file."""
    lead = f"{indent}# "
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)


def period_block(name: str) -> str:
    """The lines of a usual period in a plan, with places for the years; ``periods.yaml`` has all of them."""
    text = (Path(__file__).parent / "periods.yaml").read_text(encoding="utf-8")
    blocks = dict(zip(*[iter(PERIOD.split(text)[1:])] * 2, strict=True))
    return f"  {name.removeprefix('calendar_')}:\n{blocks[name]}"
