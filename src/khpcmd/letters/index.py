"""The page of all letters: who gets one, about what, with what attached; and what nobody could be written about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from khpcmd.files import last
from khpcmd.letters.cases import Cases, FileFaults, Kind
from khpcmd.letters.compose import Composer, Letter
from khpcmd.render.html.parts import asset, policy_hash, template
from khpcmd.render.told.file import fault, grouped
from khpcmd.render.wording import Wording

HERE = Path(__file__).parent
FIRST = (Kind.OVERDUE, Kind.REMINDER, Kind.FAULTS, Kind.QUESTIONS, Kind.THANKS)
"""The kinds of letters in the order of the page."""
FAULTS_SHOWN = 3


class Written(NamedTuple):
    """A letter, and the names of its files. ``no_copy``: of its own files, those that could not be marked."""

    letter: Letter
    file: str
    official: str = ""
    no_copy: tuple[str, ...] = ()


class Unknown(NamedTuple):
    """A file that nobody can be written about."""

    name: str
    lines: tuple[str, ...]


def headline(written: Sequence[Written], composer: Composer) -> str:
    """How many letters there are, and of which kinds."""
    if not written:
        return composer.say("headline_none")
    kinds = [
        composer.say(f"kinds.{kind.value}", number=composer.messages.count("units", found))
        for kind in FIRST
        if (found := sum(one.letter.kind is kind for one in written))
    ]
    return composer.say(
        "headline_all", letters=composer.messages.count("letters", len(written)), kinds=composer.messages.joined(kinds)
    )


def index(written: Sequence[Written], cases: Cases, composer: Composer, letters_in: str) -> Iterator[bytes]:
    """The page as HTML, in the language of who reads it; the letters on it are in theirs."""
    style = Markup("").join((asset("base.css"), asset("letters.css", HERE)))
    kinds = [(kind, [one for one in written if one.letter.kind is kind]) for kind in FIRST]
    page = template("index.html", HERE).generate(
        headline=headline(written, composer),
        about=composer.say("index.about", plan=composer.plan(), period=composer.period(), due=composer.due()),
        kinds=[(kind.value, found) for kind, found in kinds if found],
        unknown=list(_unknown(cases.nobodys, composer)),
        silent=[composer.unit(unit) for unit in cases.silent if unit not in {one.letter.unit for one in written}],
        notes=list(_notes(written, composer)),
        words=composer.messages.template,
        say=composer.say,
        name_of=composer.unit,
        about_letter=composer.about,
        letters_in=letters_in,
        language=composer.messages.language,
        style=style,
        style_hash=policy_hash(style),
    )
    return (piece.encode() for piece in page)


def _unknown(files: Sequence[FileFaults], composer: Composer) -> Iterator[Unknown]:
    wording = Wording(composer.messages, composer.report.plan)
    for file in files:
        groups = grouped(file.faults)
        lines = [composer.local(fault(group, wording).message) for group in groups[:FAULTS_SHOWN]]
        if len(groups) > FAULTS_SHOWN:
            more = composer.counted("points", len(groups) - FAULTS_SHOWN)
            lines.append(composer.say("rest", points=more))
        yield Unknown(last(file.file.name), tuple(lines))


def _notes(written: Sequence[Written], composer: Composer) -> Iterator[str]:
    """What has to be looked at before anything is sent."""
    yield composer.say("index.how")
    nameless = sum(not one.letter.contact.email for one in written)
    if nameless:
        yield composer.say("index.no_address", letters=composer.messages.count("letters", nameless))
    open_ = [key for key in ("name", "contact") if not getattr(composer.agency, key)]
    if written and open_:
        yield composer.say("index.open")
    if written and composer.by_calendar:
        yield composer.say("index.holidays", day=composer.messages.day(composer.reply_by))
