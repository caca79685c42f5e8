"""A letter as an e-mail that is not sent: an .eml file that opens as a draft, the same bytes in every run."""

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

from khpcmd.i18n import Messages
from khpcmd.letters.compose import Letter
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
    """The letter as the content of an .eml file."""
    whole = MIMEMultipart("mixed", boundary=f"khpcmd-{letter.kind.value}-0")
    whole["Subject"] = Header(letter.subject, "utf-8", header_name="Subject").encode()
    if letter.contact.email:
        name = visible(letter.contact.name or letter.name)
        whole["To"] = formataddr((name, letter.contact.email), charset="utf-8")
    if letter.contact.cc:
        whole["Cc"] = ", ".join(letter.contact.cc)
    whole["X-Unsent"] = "1"
    texts = MIMEMultipart("alternative", boundary=f"khpcmd-{letter.kind.value}-1")
    texts.attach(MIMEText("\r\n".join(plain_lines(letter)), "plain", "utf-8"))
    texts.attach(MIMEText(html(letter, messages), "html", "utf-8"))
    whole.attach(texts)
    for one in letter.attachments:
        part = MIMEApplication(one.data, TYPES.get(PurePosixPath(one.name).suffix.lower(), "octet-stream"))
        part.add_header("Content-Disposition", "attachment", filename=one.name)
        whole.attach(part)
    written = BytesIO()
    BytesGenerator(written, policy=policy.compat32.clone(linesep="\r\n")).flatten(whole)
    return written.getvalue()


def plain_lines(letter: Letter) -> Iterator[str]:
    """The letter as plain text, paragraph by paragraph with an empty line between them."""
    blocks = [[letter.greeting], *([text] for text in letter.opening)]
    for group in letter.groups:
        lines = [group.heading]
        for point in group.points:
            place = f"{point.place}: " if point.place else ""
            lines.append(f"{point.number}. {place}{point.found} {point.cure}".rstrip())
        blocks.append(lines)
    blocks += [[text] for text in (letter.rest, *letter.closing) if text]
    blocks.append(list(letter.signature))
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from map(visible, block)
    yield ""


def html(letter: Letter, messages: Messages) -> str:
    """The letter as HTML, its points as a table; styles are on the elements, as mail programs ignore sheets."""
    return template("letter.html", HERE).render(letter=letter, words=messages.template, language=messages.language)
