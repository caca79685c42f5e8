"""A plan as plain lines, Markdown and JSON; ``table`` draws it for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from pydantic import BaseModel

from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.render.json import heading
from khpcmd.render.json_text import Json, written
from khpcmd.render.measures import MeasureWords
from khpcmd.render.plan.page import Part, PlanPage, answered, own_fields
from khpcmd.render.wording import visible


def plan_plain(page: PlanPage) -> str:
    """The page as lines of text, each ended by a line break; each line about a row begins with the row's id."""
    return "".join(f"{visible(line)}\n" for line in _plain_lines(page))


def _plain_lines(page: PlanPage) -> Iterator[str]:
    yield page.title
    yield from page.about
    for part in page.parts:
        yield ""
        yield part.heading
        yield from _rows(part)


def _rows(part: Part) -> Iterator[str]:
    for row in part.rows:
        yield f"{row.id}  {row.title}"
        for column, cell in zip(part.columns[2:], row.cells, strict=True):
            yield from (f"    {row.id}: {column}: {line}" for line in cell)


SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
"""What Markdown, HTML or GitHub's formulas would take for a mark of their own."""


def plan_markdown(page: PlanPage) -> str:
    """The page as Markdown; lines of one cell are divided by ``<br>``."""
    return "\n".join(_markdown_lines(page)) + "\n"


def _markdown_lines(page: PlanPage) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    yield ""
    yield from (f"- {escaped(line)}" for line in page.about)
    for part in page.parts:
        yield ""
        yield f"## {escaped(part.heading)}"
        yield ""
        yield from _table(part)


def _table(part: Part) -> Iterator[str]:
    yield _row([column] for column in part.columns)
    yield "|" + " --- |" * len(part.columns)
    yield from (_row([[row.id], [row.title], *row.cells]) for row in part.rows)


def _row(cells: Iterable[Iterable[str]]) -> str:
    return "| " + " | ".join("<br>".join(escaped(line) for line in cell) for cell in cells) + " |"


def escaped(text: str) -> str:
    """A text as Markdown that shows it to the letter, on one line."""
    return SPECIAL.sub(r"\\\1", visible(text))


def plan_json(loaded: LoadedPlan, messages: Messages) -> str:
    """The plan as a JSON document. Keys are those of plan files; every key is there, null where it is not set.

    ``words`` has a target or duty in the language of the document; everything else is the same in every language.
    """
    plan, words = loaded.plan, MeasureWords(messages, loaded.plan)
    filers = {unit.id for unit in plan.filers}
    document: Json = {
        **heading(plan, loaded.sha256, messages),
        "title": _json(plan.title),
        "document": _json(plan.document),
        "year": plan.year,
        "baseline_year": plan.baseline_year,
        "units_on": plan.day_of_units.isoformat(),
        "periods": [{"id": name, **_json(period)} for name, period in plan.periods.items()],
        "levels": [{"id": name, **_json(level)} for name, level in plan.levels.items()],
        "groups": [{"id": name, **_json(group)} for name, group in plan.groups.items()],
        "registers": [{"id": name, **_json(known)} for name, known in plan.registers.items()],
        "units": [{**_json(unit), "files_return": unit.id in filers} for unit in plan.units],
        "fields": [{"id": name, **_json(spec)} for name, spec in own_fields(plan).items()],
        "constraints": [_json(rule) for rule in plan.constraints],
        "sections": [_json(section) for section in plan.sections],
        "targets": [{**_json(target), "words": asdict(words.target(target))} for target in plan.targets],
        "duties": [{**_json(duty), "words": {"answered": list(answered(duty, words))}} for duty in plan.duties],
    }
    return written(document)


def _json(part: BaseModel) -> dict[str, Json]:
    found: dict[str, Json] = part.model_dump(mode="json", by_alias=True)
    return found
