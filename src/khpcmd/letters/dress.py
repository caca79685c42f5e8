"""A letter as an e-mail that is not sent (an .eml file that opens as a draft), and as an official letter in Word."""

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

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.letters.compose import Composer, Group, Letter
from khpcmd.render.document import Table, row_of
from khpcmd.render.html.parts import template
from khpcmd.render.wording import visible

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
    from khpcmd.render.docx import dress, page  # needs a library of its own

    agency, messages, report = composer.agency, composer.messages, composer.report
    sender = agency.name or composer.say("sender")
    head = page.Letterhead(
        state=page.state_of(report.plan, messages),
        author=((agency.superior or composer.say("superior")).upper(), sender.upper()),
        number=composer.say("number", symbol=agency.symbol or page.OPEN),
        place_and_day=page.place_and_day(agency, report.as_of.year, messages),
        addressee=letter.greeting,
        about=composer.say(f"subject_matter.{letter.kind.value}", period=composer.period()),
    )
    file = page.blank(messages.language)
    page.write_letterhead(file, head)
    for text in letter.opening:
        file.add_paragraph(page.printable(text))
    for group in letter.groups:
        dress.draw_table(file, _table(group, messages))
    for text in filter(None, (letter.rest, *letter.closing)):
        file.add_paragraph(page.printable(text))
    page.write_ending(file, agency, composer.say("official_thanks", sender=sender), messages)
    return page.packed(file, letter.subject, made_at(report.as_of))


def _table(group: Group, messages: Messages) -> Table:
    heads = (messages.template(f"letters.columns.{key}") for key in ("number", "place", "found", "cure"))
    rows = (row_of(str(point.number), point.place, point.found, point.cure) for point in group.points)
    return Table(tuple(heads), tuple(rows), group.heading)
