"""A plan to start from: ``skeleton.yaml`` with its explanations in one language.

The file is a valid plan. A line ``#@ key`` is replaced by an explanation of the catalogue; a line ``#key: …``, without
a space after the sign, is a line of the plan that is commented out.
"""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

from khpcmd.draft.roster import Listed, Roster
from khpcmd.i18n import Messages

WIDTH = 110
PERIOD = re.compile(r"^  (\w+):\n", re.MULTILINE)
"""The line that begins a period."""
SAMPLES = ("  - id: tinh\n", '  - id: "10001"\n', "  - id: dai-ptth\n")
"""How the province begins, its communes, both of which a roster replaces, and what follows them."""
SAMPLE = "10002"
EXPLANATION = re.compile(r"^( *)#@ (\w+)$", re.MULTILINE)


def skeleton(messages: Messages, roster: Roster | None = None) -> str:
    """The plan with its explanations, as the text of a file; with the units of a roster in the place of samples."""
    text = (Path(__file__).parent / "skeleton.yaml").read_text(encoding="utf-8")
    if roster is not None:
        top = roster.province
        province, communes, behind = (text.index(begin) for begin in SAMPLES)
        rest = text[behind:].replace(SAMPLE, roster.units[0].id)
        text = text[:province] + _listed(roster, text[province:communes], messages) + rest
        text = text.replace("parent: tinh", f"parent: {_quoted(top.id)}") if top else text
    return EXPLANATION.sub(lambda match: comment(messages.template(f"plan_new.skeleton.{match[2]}"), match[1]), text)


def _listed(roster: Roster, sample: str, messages: Messages) -> str:
    """The province, as the skeleton has it where the roster has none, and the units, below where they are from."""
    told = {"source": roster.source, "day": roster.day, "units": str(len(roster.units))}
    top = _line(roster.province, "province") if roster.province else sample
    alike, lines = roster.alike(), list[str]()
    for unit in roster.units:
        same = messages.text("plan_new.alike", others=", ".join(alike[unit.id])) if unit.id in alike else ""
        lines.append(_line(unit, "commune", parent="tinh", remark=same))
    return f"{comment(messages.text('plan_new.roster', **told), '  ')}\n{top}{''.join(lines)}"


def _line(unit: Listed, level: str, parent: str = "", remark: str = "") -> str:
    """A unit on one line; a code that can be no id is another name of it."""
    name, other = _quoted(unit.name), f", aliases: [{_quoted(unit.code)}]" if unit.code != unit.id else ""
    names = f"name: {{vi: {name}, en: {name}}}{other}{', parent: ' if parent else ''}{parent}"
    return f"  - {{id: {_quoted(unit.id)}, level: {level}, {names}}}{' # ' if remark else ''}{remark}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def comment(text: str, indent: str) -> str:
    """A text as a comment of a plan file."""
    lead = f"{indent}# "
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)


def period_block(name: str) -> str:
    """The lines of a usual period in a plan, with places for the years; ``periods.yaml`` has all of them."""
    text = (Path(__file__).parent / "periods.yaml").read_text(encoding="utf-8")
    blocks = dict(zip(*[iter(PERIOD.split(text)[1:])] * 2, strict=True))
    return f"  {name.removeprefix('calendar_')}:\n{blocks[name]}"
