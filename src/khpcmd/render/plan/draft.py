"""Files to begin with: a plan that a workbook proposes, each part with the cell that it is from, tests of a plan, and
names with what they may mean.

``draft.yaml`` and ``tests.yaml`` are the files; an editor finds the schema beside a plan, where ``khpcmd plan schema
-o`` writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Template

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2 import Template as Page

from khpcmd.diagnostics import Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.draft.found import clean
from khpcmd.draft.from_workbook import LEVELS, Draft
from khpcmd.draft.plan_tests import Proposal, Value
from khpcmd.draft.skeleton import comment, period_block
from khpcmd.i18n import Messages
from khpcmd.names.learn import Entry
from khpcmd.names.suggest import Candidate
from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.plan.taught import TaughtName, Teaches
from khpcmd.render.told.file import short_names
from khpcmd.render.wording import Wording, visible
from khpcmd.workbook.taught_uses import meaning_of

LONGEST_COMMENT = 100
THOUSANDS = -3
"""Decimals that YAML takes for thousands: 43.499 is written 43.4990."""
MOST_LEFT_OUT = 100
"""How many cells that were left out are named."""
USUAL = 99_999_999
"""Amounts above this are near the bound that they have by themselves, and get one of their own."""


def draft_page(draft: Draft, messages: Messages) -> str:
    """The plan file; its comments are in the language of ``messages``, its names in both where that is possible."""

    def note(key: str, indent: str = "", **values: object) -> str:
        """A text of the catalogue as a comment."""
        told = {name: str(value) for name, value in values.items()}
        return comment(clean(messages.text(f"plan_new.{key}", **told)), indent)

    years = {"year": draft.year, "before": draft.year - 1, "after": draft.year + 1}
    return _template("draft.yaml").render(
        draft=draft,
        parts=draft.parts,
        note=note,
        in_both=_in_both,
        words=messages.template,
        count=messages.count,
        quote=messages.quoted,
        compared=any(field.baseline for field in draft.parts.fields),
        periods=Template("".join(map(period_block, draft.periods))).substitute(years),
        levels=[level for level in LEVELS if any(unit.level == level for unit in draft.parts.units)],
        usual=USUAL,
        most=MOST_LEFT_OUT,
    )


def proposed_page(plan: Plan, proposals: Mapping[str, Proposal | None], messages: Messages, *, file: str) -> str:
    """A file of tests: two for each target, or a line that says that none were found."""
    return _template("tests.yaml").render(
        heading=messages.text("plan_test.heading", file=file).splitlines(),
        targets=plan.targets,
        proposals=proposals,
        say=messages.text,
        language=messages.language,
    )


@cache
def _template(name: str) -> Page:
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(  # noqa: S701  # a text file: nothing of it is HTML
        loader=folder, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"value": value_of, "quoted": _quoted, "text": _text, "place": _place, "flow": _flow}
    return environment.get_template(name)


def no_basis(draft: Draft, file: str, messages: Messages) -> str:
    """Why a workbook makes no plan: it has no counts and no answers, and what it has instead."""
    found = [messages.template(f"plan_new.why.{why}") for why in dict.fromkeys(one.why for one in draft.parts.left_out)]
    found += [messages.template(f"plan_new.kinds.{kind}") for kind in dict.fromkeys(f.kind for f in draft.parts.fields)]
    if not found or {one.why for one in draft.parts.left_out} == {"no_table"}:
        return messages.text("plan_new.nothing", file=file)
    return messages.text("plan_new.no_basis", file=file, found="; ".join(found))


def _quoted(text: str) -> str:
    """A text in double quotes, as YAML reads it: JSON's escapes are among YAML's."""
    return json.dumps(clean(text), ensure_ascii=False)


def _text(text: str) -> str:
    """A text that is the same in both languages for now."""
    return f"{{vi: {_quoted(text)}, en: {_quoted(text)}}}"


def _in_both(key: str) -> str:
    """A text of the catalogue in the languages of a plan."""
    texts = {language: _quoted(messages.template(f"plan_new.{key}")) for language, messages in _catalogues().items()}
    return "{" + ", ".join(f"{language}: {text}" for language, text in texts.items()) + "}"


@cache
def _catalogues() -> dict[str, Messages]:
    return {language: Messages(language) for language in Text.model_fields}


def _place(found: object) -> str:
    """A text of the workbook, or a place in it, in a comment: on one line, and no longer than can be read."""
    return shortened(clean(str(found)), LONGEST_COMMENT)


def _flow(values: Mapping[str, Value]) -> str:
    """A mapping on one line."""
    return f"{{{', '.join(f'{value_of(key)}: {_scalar(value)}' for key, value in values.items())}}}"


def _scalar(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:f}0" if plain.as_tuple().exponent == THOUSANDS else f"{plain:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9_-]*")
"""A value that is a text in YAML also without quotes, in any of its versions."""
SHOWN = 3
"""How many places are shown."""
LONGEST = 110
"""The longest comment behind a meaning."""


def names_head(plan: Plan, messages: Messages) -> str:
    """The beginning of a file of names."""
    lines = messages.template("plan_learn.head").strip("\n").split("\n")
    return "".join(f"# {line}\n" for line in lines) + f"plan: {value_of(plan.id)}\nnames:\n"


def names_entries(entries: Iterable[Entry], plan: Plan, messages: Messages) -> str:
    """The entries of a file of names."""
    page = _Page(plan, messages)
    return "".join(f"{line}\n" for entry in entries for line in page.entry(entry))


def value_of(text: str) -> str:
    """A text as a value of YAML, quoted where it may be taken for something else."""
    return text if PLAIN.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """A text in quotes, as YAML takes it, with everything unseen written out."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def meaning_line(key: str, value: str) -> str:
    """The line of an entry that says what its text means."""
    return f"{key}: {value_of(value) if value else 'true'}"


class _Page:
    def __init__(self, plan: Plan, messages: Messages) -> None:
        self._messages = messages
        self._wording = Wording(messages, plan)

    def entry(self, entry: Entry) -> Iterator[str]:
        yield f"  # {self._about(entry)}"
        yield f"  - text: {quoted(entry.text)}"
        for number, one in enumerate(entry.candidates):
            mark = "" if entry.chosen and number == 0 else "# "
            yield f"    {mark}{meaning_line(one.key, one.value)} # {self._meaning(one)}"

    def _about(self, entry: Entry) -> str:
        say = self._messages.text
        names = short_names(at.file for at in entry.places)
        places = "; ".join(_clean(str(at._replace(file=names[at.file]))) for at in entry.places[:SHOWN])
        more = entry.count - min(entry.count, SHOWN)
        where = say("plan_learn.places_more", places=places, count=more) if more else places
        parts = [say("plan_learn.where", seen=self._messages.count("places", entry.count), places=where)]
        for key, found in (("samples", entry.samples), ("measures", entry.measures)):
            if found:
                parts.append(say(f"plan_learn.{key}", **{key: "; ".join(map(_clean, list(found)[:SHOWN]))}))
        if entry.differ:
            parts.append(say("plan_learn.differ"))
        return " | ".join(parts)

    def _meaning(self, one: Candidate) -> str:
        """What a candidate is called, and why it may be meant."""
        meant = meaning_of(TaughtName("", Teaches(one.key), one.value, Location("")))
        text = (self._wording.name(meant) if isinstance(meant, Ref) else meant)[:LONGEST]
        alike = self._messages.text("plan_learn.alike", percent=round(one.score * 100), words=" ".join(one.words))
        why = (self._messages.template(f"plan_learn.why_{why}") for why in one.why)
        reasons = "; ".join((*((alike,) if one.words else ()), *why))
        return _clean(f"{text} ({reasons})" if reasons else text)


def _clean(text: str) -> str:
    return " ".join(visible(text).split())
