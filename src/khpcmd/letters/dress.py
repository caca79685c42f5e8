"""A letter as an e-mail that is not sent (an .eml file that opens as a draft), and as an official letter in Word; the
page that lists all letters of a run, and what the command says of them."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.generator import BytesGenerator
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from khpcmd.files import last, made_at
from khpcmd.i18n import Messages
from khpcmd.letters.compose import Cases, Composer, FileFaults, Group, Kind, Letter
from khpcmd.render.closing import with_code
from khpcmd.render.document import Table, row_of
from khpcmd.render.formats import Look
from khpcmd.render.html.parts import asset, page, template
from khpcmd.render.summary.screen import Entries, Entry, Summary, drawn
from khpcmd.render.told.file import fault, grouped
from khpcmd.render.wording import Wording, first_of, visible

HERE = Path(__file__).parent
TYPES = {
    ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "vnd.ms-excel.sheet.macroEnabled.12",
    ".docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The types of what is attached, by suffix; every part is base64, so that no boundary can stand in it."""


def mail(letter: Letter, messages: Messages) -> bytes:
    """The letter as the content of an .eml file, the same bytes in every run."""
    whole = MIMEMultipart("mixed", boundary=f"khpcmd-{letter.kind.value}-0")
    whole["Subject"] = Header(letter.subject, "utf-8", header_name="Subject").encode()
    if letter.contact.email:
        name = visible(letter.contact.name or letter.name)
        whole["To"] = formataddr((name, letter.contact.email), charset="utf-8")
    if letter.contact.cc:
        whole["Cc"] = ", ".join(letter.contact.cc)
    whole["X-Unsent"] = "1"
    texts = MIMEMultipart("alternative", boundary=f"khpcmd-{letter.kind.value}-1")
    texts.attach(MIMEText("\r\n".join(map(visible, _plain(letter))), "plain", "utf-8"))
    page = template("letter.html", HERE)  # styles are on the elements, as mail programs ignore sheets
    html = page.render(letter=letter, words=messages.template, language=messages.language)
    texts.attach(MIMEText(html, "html", "utf-8"))
    whole.attach(texts)
    for one in letter.attachments:
        part = MIMEApplication(one.data, TYPES.get(PurePosixPath(one.name).suffix.lower(), "octet-stream"))
        part.add_header("Content-Disposition", "attachment", filename=one.name)
        whole.attach(part)
    written = BytesIO()
    BytesGenerator(written, policy=policy.compat32.clone(linesep="\r\n")).flatten(whole)
    return written.getvalue()


def _plain(letter: Letter) -> Iterator[str]:
    """The letter as plain text, paragraph by paragraph with an empty line behind each."""
    for text in (letter.greeting, *letter.opening):
        yield from (text, "")
    for group in letter.groups:
        yield group.heading
        for point in group.points:
            place = f"{point.place}: " if point.place else ""
            yield f"{point.number}. {place}{point.found} {point.cure}".rstrip()
        yield ""
    for text in filter(None, (letter.rest, *letter.closing)):
        yield from (text, "")
    yield from (*letter.signature, "")


def official_letter(letter: Letter, composer: Composer) -> bytes:
    """The letter as a .docx file (công văn), laid out as Nghị định 30/2020/NĐ-CP prescribes; to be signed.

    What only the agency knows and has not said is left open in brackets.
    """
    from khpcmd.render.docx import dress as word  # needs a library of its own

    agency, messages, report = composer.agency, composer.messages, composer.report
    sender = agency.name or composer.say("sender")
    head = word.Letterhead(
        state=word.state_of(report.plan, messages),
        author=((agency.superior or composer.say("superior")).upper(), sender.upper()),
        number=composer.say("number", symbol=agency.symbol or word.OPEN),
        place_and_day=word.place_and_day(agency, report.as_of.year, messages),
        addressee=letter.greeting,
        about=composer.say(f"subject_matter.{letter.kind.value}", period=composer.period()),
    )
    file = word.blank(messages.language)
    word.write_letterhead(file, head)
    for text in letter.opening:
        file.add_paragraph(word.printable(text))
    for group in letter.groups:
        word.draw_table(file, _table(group, messages))
    for text in filter(None, (letter.rest, *letter.closing)):
        file.add_paragraph(word.printable(text))
    word.write_ending(file, agency, composer.say("official_thanks", sender=sender), messages)
    return word.packed(file, letter.subject, made_at(report.as_of))


def _table(group: Group, messages: Messages) -> Table:
    heads = (messages.template(f"letters.columns.{key}") for key in ("number", "place", "found", "cure"))
    rows = (row_of(str(point.number), point.place, point.found, point.cure) for point in group.points)
    return Table(tuple(heads), tuple(rows), group.heading)


INDEX = "index.html"
FIRST = (Kind.OVERDUE, Kind.REMINDER, Kind.FAULTS, Kind.QUESTIONS, Kind.THANKS)
"""The kinds of letters in the order of the page."""
FAULTS_SHOWN = 3
NAMED = 3
"""How many files that nobody can be written about are named before the rest is counted."""
SIGNS = {
    Kind.OVERDUE: ("✗", "bold red"),
    Kind.REMINDER: ("?", "bold yellow"),
    Kind.FAULTS: ("✗", "bold red"),
    Kind.QUESTIONS: ("?", "bold yellow"),
    Kind.THANKS: ("✓", "green"),
}
"""The sign of a kind on a terminal, and its style."""


class Written(NamedTuple):
    """A letter, and the names of its files. ``no_copy``: of its own files, those that could not be marked."""

    letter: Letter
    file: str
    official: str = ""
    no_copy: tuple[str, ...] = ()


class Letters(NamedTuple):
    """What was written, and of whom nothing could be."""

    written: tuple[Written, ...]
    cases: Cases
    reader: Composer
    """What to tell of them, in the language of who wrote them."""

    def of(self, kind: Kind) -> list[Written]:
        """The letters of a kind."""
        return [one for one in self.written if one.letter.kind is kind]

    @property
    def headline(self) -> str:
        """How many letters there are, and of which kinds."""
        say, messages = self.reader.say, self.reader.messages
        if not self.written:
            return say("headline_none")
        found = ((kind, len(self.of(kind))) for kind in FIRST)
        kinds = [say(f"kinds.{kind.value}", number=messages.count("units", number)) for kind, number in found if number]
        letters = messages.count("letters", len(self.written))
        return say("headline_all", letters=letters, kinds=messages.joined(kinds))

    @property
    def no_address(self) -> Iterator[str]:
        """How many letters have nobody to go to, where there are any."""
        messages = self.reader.messages
        if nameless := sum(not one.letter.contact.email for one in self.written):
            yield messages.text("letters.index.no_address", letters=messages.count("letters", nameless))


def index(found: Letters, letters_in: str) -> Iterator[bytes]:
    """The page as HTML, in the language of who reads it; the letters on it are in theirs."""
    reader, told = found.reader, {one.letter.unit for one in found.written}
    pieces = page(
        "index.html",
        reader.messages,
        (asset("base.css"), asset("letters.css", HERE)),
        folder=HERE,
        headline=found.headline,
        about=reader.say("index.about", plan=reader.plan(), period=reader.period(), due=reader.due()),
        kinds=[(kind.value, letters) for kind in FIRST if (letters := found.of(kind))],
        unknown=[(last(one.file.name), list(_unknown(one, reader))) for one in found.cases.nobodys],
        silent=[reader.unit(unit) for unit in found.cases.silent if unit not in told],
        notes=list(_notes(found)),
        say=reader.say,
        name_of=reader.unit,
        about_letter=reader.about,
        letters_in=letters_in,
    )
    return (piece.encode() for piece in pieces)


def _unknown(file: FileFaults, reader: Composer) -> Iterator[str]:
    """What is wrong with a file that nobody can be written about."""
    wording, groups = Wording(reader.messages, reader.report.plan), grouped(file.faults)
    yield from (reader.local(fault(group, wording).message) for group in groups[:FAULTS_SHOWN])
    if len(groups) > FAULTS_SHOWN:
        yield reader.say("rest", points=reader.counted("points", len(groups) - FAULTS_SHOWN))


def _notes(found: Letters) -> Iterator[str]:
    """What has to be looked at before anything is sent."""
    reader = found.reader
    yield reader.say("index.how")
    yield from found.no_address
    if found.written and not (reader.agency.name and reader.agency.contact):
        yield reader.say("index.open")
    if found.written and reader.by_calendar:
        yield reader.say("index.holidays", day=reader.messages.day(reader.reply_by))


def letters_page(found: Letters, folder: Path, messages: Messages, look: Look) -> str:
    """A line for each letter, in the language of who wrote them, and the answer as the last line."""
    listed = tuple(_entry(one, found.reader, folder) for kind in FIRST for one in found.of(kind))
    after = tuple(_after(found, folder, messages))
    entries = Entries(messages.template("letters.page.heading"), listed, after, whole=True) if listed else None
    answer, style = closing(found, folder, messages, look.exit_code), "bold yellow" if listed else "bold green"
    return drawn(Summary(found.headline, () if listed else after, entries, answer, style), messages, look)


def closing(found: Letters, folder: Path, messages: Messages, exit_code: int) -> str:
    """The answer: where the letters are, and that none was sent."""
    key = "closing" if found.written else "closing_none"
    line = messages.text(f"letters.page.{key}", index=(folder / INDEX).as_posix())
    return with_code(line, messages, exit_code)


def _entry(one: Written, reader: Composer, folder: Path) -> Entry:
    letter, (sign, style) = one.letter, SIGNS[one.letter.kind]
    lines = [(folder / name).as_posix() for name in (one.file, one.official) if name]
    lines += [reader.say("index.no_copy", file=name) for name in one.no_copy]
    return Entry(sign, style, reader.unit(letter.unit), reader.about(letter), tuple(lines), 1)


def _after(found: Letters, folder: Path, messages: Messages) -> Iterator[str]:
    yield from found.no_address
    if found.cases.nobodys:
        names = list(dict.fromkeys(last(one.file.name) for one in found.cases.nobodys))
        told = {"files": messages.count("files", len(names)), "names": first_of(names, NAMED, messages, "more_files")}
        yield messages.text("letters.page.unknown", **told, index=(folder / INDEX).as_posix())
