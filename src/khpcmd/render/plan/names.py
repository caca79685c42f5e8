"""Entries of a file of names as text: where each stands and what stands beside it as comments, and what it may mean.

What nobody has to choose is written as it is; other meanings are commented lines, to be kept or struck.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.names.learn import Entry
from khpcmd.names.suggest import Candidate
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import TaughtName, Teaches
from khpcmd.render.told.file import short_names
from khpcmd.render.wording import Wording, visible
from khpcmd.workbook.taught_uses import meaning_of

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
