"""A plan proposed from a workbook, as the text of a plan file: each part with the cell that it comes from."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from string import Template

from khpcmd.draft.compose import LEVELS, DraftField, DraftUnit
from khpcmd.draft.found import LeftOut, clean
from khpcmd.draft.from_workbook import Draft
from khpcmd.draft.skeleton import period_block
from khpcmd.i18n import Messages
from khpcmd.plan.base import Text
from khpcmd.plan.places import shortened
from khpcmd.render.plan.names import value_of

WIDTH = 110
LONGEST_COMMENT = 100
MOST_LEFT_OUT = 100
"""How many cells that were left out are named."""
HEAD = Template("""\
id: ke-hoach-$year
title: {vi: Kế hoạch năm $year, en: Plan of $year}
document:
  number: …/KH-UBND
  date: $year-01-01
  issuer: {vi: Cơ quan ban hành, en: Issuer}
language: vi
$year_note
year: $year
$baseline

$periods_note
periods:
$periods\
""")
MODELINE = "# yaml-language-server: $schema=plan.schema.json"
"""Where an editor finds the schema: beside the plan, where ``khpcmd plan schema -o`` writes it."""
TARGET = Template("""\
targets:
$note
  - id: T1
    clause: …
    quote: …
    title: $title
    measure: {kind: manual}
    cumulative: false
""")
USUAL = 99_999_999
"""Amounts above this are near the bound that they have by themselves, and get one of their own."""


def draft_page(draft: Draft, messages: Messages) -> str:
    """The plan file; its comments are in the language of ``messages``, its names in both where that is possible."""
    return "\n".join([
        MODELINE,
        *(_note(messages, key, file=draft.file) for key in ("drafted", "cells", "next")),
        _note(messages, "skeleton.schema"),
        "",
        _head(draft, messages),
        _note(messages, "levels"),
        *_levels(draft.parts.units),
        "",
        _note(messages, "units" if draft.parts.named else "no_unit"),
        *_units(draft.parts.units),
        "",
        _note(messages, "fields"),
        *_fields(draft.parts.fields, messages),
        *_left_out(draft.parts.left_out, messages),
        "",
        _targets(messages),
    ])  # fmt: skip


def no_basis(draft: Draft, file: str, messages: Messages) -> str:
    """Why a workbook makes no plan: it has no counts and no answers, and what it has instead."""
    found = [messages.template(f"plan_new.why.{why}") for why in dict.fromkeys(one.why for one in draft.parts.left_out)]
    found += [messages.template(f"plan_new.kinds.{kind}") for kind in dict.fromkeys(f.kind for f in draft.parts.fields)]
    if not found or {one.why for one in draft.parts.left_out} == {"no_table"}:
        return messages.text("plan_new.nothing", file=file)
    return messages.text("plan_new.no_basis", file=file, found="; ".join(found))


def _note(messages: Messages, key: str, indent: str = "", **values: str) -> str:
    """A text of the catalogue as a comment."""
    lead = f"{indent}# "
    text = clean(messages.text(f"plan_new.{key}", **values))
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)


def quoted(text: str) -> str:
    """A text in double quotes, as YAML reads it: JSON's escapes are among YAML's."""
    return json.dumps(clean(text), ensure_ascii=False)


def _text(text: str) -> str:
    """A text that is the same in both languages for now."""
    return f"{{vi: {quoted(text)}, en: {quoted(text)}}}"


def _in_both(key: str) -> str:
    """A text of the catalogue in the languages of a plan."""
    texts = {language: quoted(messages.template(f"plan_new.{key}")) for language, messages in _catalogues().items()}
    return "{" + ", ".join(f"{language}: {text}" for language, text in texts.items()) + "}"


@cache
def _catalogues() -> dict[str, Messages]:
    return {language: Messages(language) for language in Text.model_fields}


def _head(draft: Draft, messages: Messages) -> str:
    compared = any(field.baseline for field in draft.parts.fields)
    baseline = f"baseline_year: {draft.baseline_year}"
    return HEAD.substitute(
        year=draft.year,
        before=draft.year - 1,
        year_note=_note(messages, "year_found" if draft.year_found else "year_not_found"),
        periods_note=_note(
            messages, "periods_named" if draft.period_at else "periods", cell=str(draft.period_at or "")
        ),
        periods=Template("".join(period_block(name) for name in draft.periods)).substitute(
            year=draft.year, before=draft.year - 1, after=draft.year + 1
        ),
        baseline=baseline if compared else f"{_note(messages, 'baseline')}\n#{baseline}",
    )


def _levels(units: Sequence[DraftUnit]) -> Iterator[str]:
    yield "levels:"
    for level in LEVELS:
        if any(unit.level == level for unit in units):
            yield f"  {level}:\n    title: {_in_both(f'level_names.{level}')}"


def _units(units: Sequence[DraftUnit]) -> Iterator[str]:
    yield "units:"
    for unit in units:
        yield f"  - id: {value_of(unit.id)} # {_place(str(unit.at))}"
        yield f"    level: {unit.level}"
        yield f"    name: {_text(unit.name)}"
        if unit.parent:
            yield f"    parent: {value_of(unit.parent)}"


def _fields(fields: Sequence[DraftField], messages: Messages) -> Iterator[str]:
    yield "fields:"
    for field in fields:
        yield f"  {value_of(field.id)}: # {_place(str(field.at))}"
        yield f"    kind: {field.kind}"
        yield f"    label:\n      vi: {quoted(field.label)}\n      en: {quoted(field.label)}"
        if field.aliases:
            yield f"    aliases: [{', '.join(map(quoted, field.aliases))}]"
        yield f"    reported_by: [{', '.join(map(value_of, field.reported_by))}]"
        if field.kind in ("count", "amount", "months"):
            yield f"    unit_of_measure: {_measure(field.measure, messages)}"
        if field.kind == "amount":
            yield f"    decimals: {field.decimals}"
            if field.largest > USUAL:
                yield f"    at_most: {10 ** (len(str(field.largest)) + 1)}"
        if field.visits:
            yield "    counting: visits"
        if field.baseline:
            yield "    baseline: true"


def _measure(measure: str, messages: Messages) -> str:
    if measure:
        return _text(measure)
    return f"{_in_both('no_measure')} # {messages.template('plan_new.not_known')}"


def _left_out(cells: Sequence[LeftOut], messages: Messages) -> Iterator[str]:
    if cells:
        yield _note(messages, "left_out", "  ")
    for cell in cells[:MOST_LEFT_OUT]:
        text = f" {messages.quoted(_place(cell.text))}" if cell.text else ""
        yield f"  # - {_place(str(cell.at))}{text}: {messages.template(f'plan_new.why.{cell.why}')}"
    if len(cells) > MOST_LEFT_OUT:
        yield f"  # - … {messages.count('more_cells', len(cells) - MOST_LEFT_OUT)}"


def _targets(messages: Messages) -> str:
    return TARGET.substitute(note=_note(messages, "targets", "  "), title=_in_both("first_target"))


def _place(text: str) -> str:
    """A text of the workbook in a comment: on one line, and no longer than can be read."""
    return shortened(clean(text), LONGEST_COMMENT)
