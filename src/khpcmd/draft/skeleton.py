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
EXPLANATION = re.compile(r"^( *)#@ (\w+)$", re.MULTILINE)


def skeleton(messages: Messages) -> str:
    """The plan with its explanations, as the text of a file."""
    text = (Path(__file__).parent / "skeleton.yaml").read_text(encoding="utf-8")
    return EXPLANATION.sub(lambda match: _comment(messages.template(f"plan_new.skeleton.{match[2]}"), match[1]), text)


def _comment(text: str, indent: str) -> str:
    lead = f"{indent}# "
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)
