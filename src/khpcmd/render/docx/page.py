"""Writes Word files: paragraphs, letterhead and pages as Nghị định 30/2020/NĐ-CP, Phụ lục I, prescribes them, as XML.

The folder ``parts`` has what is the same in all of them: styles, the number of the page, the lists of the parts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template
from typing import NamedTuple

from khpcmd.i18n import Messages
from khpcmd.plan.beside import Agency
from khpcmd.plan.model import Plan
from khpcmd.render.wording import visible

PARTS = Path(__file__).parent / "parts"
SHORT, LONG = 11906, 16838
"""A4, in twips: twentieths of a point."""
MARGINS = {"top": 1134, "right": 1134, "bottom": 1134, "left": 1701, "header": 567, "footer": 567, "gutter": 0}
"""In twips. The decree: 20-25 millimetres above and below, 30-35 on the left, 15-20 on the right."""
TWIPS = 1440 / 25.4
"""To the millimetre."""
BODY, MIDDLE, SMALLER, SMALLEST = 28, 26, 24, 22
"""Sizes of letters, in half points: the text and the motto 13-14, the name of the state 12-13, recipients 11-12."""
HEADING, TABLE, PLAIN, SMALL = "Heading{}", "Tabletext", "Plain", "Smallprint"
"""The styles beside that of the text; tables, and what is not part of the report, may be smaller than it."""
CENTER, KEPT = '<w:jc w:val="center"/>', "<w:keepNext/>"
"""In the middle; on the page of what follows."""
FROM_ONE = '<w:pgNumType w:start="1"/>'
FRAME = '<w:bdr w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
ISSUER, NATION = 66, 94
"""The two columns of the letterhead, in millimetres."""
LETTER = 0.4527 * 25.4 / 72 / 2
"""The width of a letter of the motto, in millimetres for each half point of its size."""
SHORT_RULE, TITLE_RULE = 25, 50
SIGNING_LINES = 4
OPEN = "……"
"""What is filled in by hand."""
LONGEST = 255
"""How many characters a property may have."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
NO_BREAK, NO_BREAK_HYPHEN = "\u00a0", "\u2011"
DAY = re.compile(r"(?<![\w./-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w/-]|\.\w)")
PERCENT, UNBROKEN = " %", f"{NO_BREAK}%"
PLACE = re.compile(r"(?i)(.*)\b((?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)(?: [^ ]+){1,4})")
"""A line that ends in the name of a place: its kind, then at most four words."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The top of the first page. What only the author can know is a placeholder in brackets."""

    state: tuple[str, ...]
    """The name of the state and its motto, or what stands in their place."""
    author: tuple[str, ...]
    """Who writes: the body above, and the one that reports."""
    number: str
    place_and_day: str
    addressee: str
    mark: str = ""
    """That it is a draft; "" for nothing."""
    title: str = ""
    """What kind of document it is; "" for a letter, which has none."""
    subject: tuple[str, ...] = ()
    """What it is about, line by line."""
    limits: tuple[str, ...] = ()
    """What it does not speak for: units or targets that were left out. Empty where it speaks for the whole plan."""
    about: str = ""
    """What a letter is about, below its number."""


class Pages(NamedTuple):
    """Paragraphs and tables on paper of one kind, upright or ``across``, which begin on a page of their own."""

    content: Sequence[str]
    across: bool = False


def printable(text: str) -> str:
    """A text as it is written into the document."""
    return visible(text).replace(PERCENT, UNBROKEN)


def running(text: str) -> str:
    """A text of several lines, in which none ends amid a day such as "2023-12-14"; longer words with one are kept."""
    return DAY.sub(lambda day: day[0].replace("-", NO_BREAK_HYPHEN), printable(text))


def with_place_unbroken(line: str) -> str:
    """A line of the letterhead that, where it has no room, breaks before the name of a place and never inside it."""
    found = PLACE.fullmatch(line)
    return f"{found[1]}{found[2].replace(' ', NO_BREAK)}" if found else line


def room_on(*, across: bool) -> int:
    """The width between the margins, in twips."""
    return (LONG if across else SHORT) - MARGINS["left"] - MARGINS["right"]


def run(text: str, *, bold: bool = False, italic: bool = False, size: int = 0, more: str = "") -> str:
    """A text in letters of one kind; ``size`` is that of the style unless it is given, in half points."""
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    look += (f'<w:sz w:val="{size}"/>' if size else "") + more
    shown = escape(printable(text), quote=False)
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{shown}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", layout: str = "") -> str:
    """A paragraph of runs; ``layout`` is what it has besides its style, which is that of the text unless given."""
    own = (f'<w:pStyle w:val="{style}"/>' if style else "") + layout
    return f"<w:p>{f'<w:pPr>{own}</w:pPr>' if own else ''}{''.join(runs)}</w:p>"


def spaced(before: float = 0, after: float = 0) -> str:
    """The layout of a paragraph with room above it and below it, in millimetres."""
    room = (f'w:{name}="{round(wide * TWIPS)}"' for name, wide in (("before", before), ("after", after)) if wide)
    return f"<w:spacing {' '.join(room)}/>"


def centered(  # noqa: PLR0913  # the letters, and where the line stands
    text: str, size: int = BODY, *, bold: bool = False, italic: bool = False, layout: str = "", more: str = ""
) -> str:
    """A line of its own in the middle."""
    return paragraph(run(text, bold=bold, italic=italic, size=size, more=more), style=PLAIN, layout=layout + CENTER)


def rule(width: float, room: float) -> str:
    """A line ``width`` millimetres long in the middle of ``room``."""
    indent = round(max(0.0, room - width) / 2 * TWIPS)
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    height = '<w:spacing w:before="60" w:after="80" w:lineRule="exact" w:line="80"/>'
    return paragraph(style=PLAIN, layout=f'{border}{height}<w:ind w:left="{indent}" w:right="{indent}"/>')


def letterhead(head: Letterhead) -> Iterator[str]:
    """The first lines of the first page, down to what the report is about."""
    author = [centered(with_place_unbroken(one), SMALLER, bold=one == head.author[-1]) for one in head.author]
    sizes = zip(head.state, (SMALLER, MIDDLE), strict=False)
    state = [centered(line, size, bold=True) for line, size in sizes]
    state += [rule(len(line) * MIDDLE * LETTER, NATION) for line in head.state[-1:]]
    yield _beside([*author, rule(SHORT_RULE, ISSUER)], state, ISSUER, NATION)
    number = [centered(head.number, MIDDLE), *(centered(text, SMALLER) for text in (head.about,) if text)]
    number += [centered(f" {text} ", MIDDLE, bold=True, more=FRAME) for text in (head.mark,) if text]
    yield _beside(number, [centered(head.place_and_day, MIDDLE, italic=True)], ISSUER, NATION)
    if head.title:
        yield centered(head.title, bold=True, layout=spaced(before=6))
        yield from (centered(line, bold=True) for line in head.subject)
        yield from (centered(f"({line})", bold=True, italic=True) for line in head.limits)
        yield rule(TITLE_RULE, ISSUER + NATION)
    yield centered(head.addressee, layout='<w:spacing w:before="240" w:after="200"/>')


def ending(agency: Agency, closing: str, messages: Messages) -> Iterator[str]:
    """The last paragraph, whom it goes to and who signs; what the agency has not said is in brackets."""

    def say(key: str, **values: str) -> str:
        return messages.text(f"word_report.{key}", **values)

    yield paragraph(run(closing), layout=KEPT)
    others = (say("recipient", name=name) for name in agency.recipients or (say("left_open"),))
    archive = say("archive", archive=agency.archive or say("archive_open"))
    recipients = [run(line, size=SMALLEST) for line in (say("same_as_above"), *others, archive)]
    heading = run(say("recipients"), bold=True, italic=True, size=SMALLER)
    signer = [centered(line, bold=True) for line in agency.signer or (say("signer"),)]
    room, name = [paragraph(style=PLAIN)] * SIGNING_LINES, centered(agency.signer_name or say("name"), bold=True)
    half = (ISSUER + NATION) // 2
    yield _beside([paragraph(one, style=PLAIN) for one in (heading, *recipients)], [*signer, *room, name], half, half)


def state_of(plan: Plan, messages: Messages) -> tuple[str, ...]:
    """The name of the state and its motto, or what the plan has instead."""
    if plan.letterhead is not None:
        return tuple(line.in_(messages.language) for line in plan.letterhead.state)
    return (messages.template("template.nation"), messages.template("template.motto")) if plan.official else ()


def place_and_day(agency: Agency, year: int, messages: Messages) -> str:
    """Where and in which year it is signed; the day is written by hand."""
    return messages.text("word_report.place_and_day", place=agency.place or OPEN, year=str(year))


def _beside(left: Iterable[str], right: Iterable[str], *millimetres: float) -> str:
    """Paragraphs side by side, on one page, without lines around them."""
    widths = [round(wide * TWIPS) for wide in millimetres]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr>{"".join(lines) or paragraph()}</w:tc>'
        for width, lines in zip(widths, (left, right), strict=True)
    )
    return (
        '<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr></w:tbl>"
    )


def packed(pages: Sequence[Pages], title: str, made: datetime, language: str, foot: str = "") -> bytes:
    """The pages as a file; ``made`` is the only date in it, and ``foot`` stands at the foot of every page."""
    *before, last = [_section(one, first=not number) for number, one in enumerate(pages)]
    breaks = [paragraph(style=SMALL, layout=one) for one in before]  # a break is an empty line, not a page
    body = "".join("".join((*one.content, end)) for one, end in zip(pages, (*breaks, last), strict=True))
    values = {
        "title": escape(printable(title)[:LONGEST], quote=False),
        "made": f"{made:%Y-%m-%dT%H:%M:%SZ}",
        "language": {"vi": "vi-VN"}.get(language, "en-US"),
        "foot": escape(printable(foot), quote=False),
        "body": body,
    }
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts().items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), part.substitute(values), zipfile.ZIP_DEFLATED)
    return whole.getvalue()


@cache
def _parts() -> Mapping[str, Template]:
    """The parts of a file by their names; the types of the parts come first."""
    paths = sorted(path for path in PARTS.rglob("*") if path.is_file())
    return {path.relative_to(PARTS).as_posix(): Template(path.read_text(encoding="utf-8")) for path in paths}


def _section(pages: Pages, *, first: bool) -> str:
    """The paper of some pages: those after the first count from 1, and no first page has a number."""
    wide, high = (LONG, SHORT) if pages.across else (SHORT, LONG)
    lies = ' w:orient="landscape"' if pages.across else ""
    margins = " ".join(f'w:{side}="{twips}"' for side, twips in MARGINS.items())
    kinds = (("header", "default"), ("footer", "first"), ("footer", "default"))
    references = "".join(f'<w:{part}Reference w:type="{kind}" r:id="{part}"/>' for part, kind in kinds)
    return (
        f'<w:sectPr>{references if first else ""}<w:pgSz w:w="{wide}" w:h="{high}"{lies}/><w:pgMar {margins}/>'
        f"{'' if first else FROM_ONE}<w:titlePg/></w:sectPr>"
    )
