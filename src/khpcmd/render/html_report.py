"""The report as one page: no script, nothing loaded from elsewhere, on a screen of any width and on paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.render.bars import Bar, bar
from khpcmd.render.escapes import visible
from khpcmd.render.explained import Explainer, Explanation
from khpcmd.render.matrix import Matrix, UnitRow
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.rows import TargetRow
from khpcmd.render.view import View, tabulate
from khpcmd.render.wording import Wording
from khpcmd.results import Report

HERE = Path(__file__).parent
BLOCK = 100
"""How many units stand in one table of all targets."""
FEW = 30
"""Up to how many units are shown under a target without being asked for; more are, on the screen, one click away."""
MOST = 500
"""Up to how many units have their cells under each target; for more the page says how to see them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A target on the page: its row, its drawing, and all that it rests on.

    ``elsewhere`` says where the units' own figures are to be seen, where they are too many for the page; else "".
    """

    row: TargetRow
    bar: Bar | None
    explanation: Explanation
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some units against all targets, under a caption that says which."""

    caption: str
    rows: tuple[UnitRow, ...]


def html_report(report: Report, messages: Messages) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    view = tabulate(report, messages, by_unit=True)
    style = (HERE / "html_report.css").read_text(encoding="utf-8")
    return _template().generate(
        view=view,
        words=messages.template,
        say=messages.text,
        language=messages.language,
        items=tuple(_items(report, view, messages)),
        few=FEW,
        blocks=tuple(_blocks(view.matrix, messages)) if view.matrix else (),
        style=Markup(style),  # noqa: S704  # the package's own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


@cache
def _template() -> Template:
    """The template, in which every value is escaped, and shown with everything unseen in it."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("html_report.html")


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _items(report: Report, view: View, messages: Messages) -> Iterator[Item]:
    explainer = Explainer(MeasureWords(messages, report.plan), Wording(messages, report.plan))
    for result, row in zip(report.results, view.targets, strict=True):
        many = len(result.units) > MOST
        yield Item(
            row=row,
            bar=bar(result),
            explanation=explainer.result(result, row, with_units=not many),
            elsewhere=messages.text("html.too_many", count=len(result.units), target=row.id) if many else "",
        )


def _blocks(matrix: Matrix, messages: Messages) -> Iterator[Block]:
    rows, title = matrix.rows, messages.template("headings.matrix")
    if len(rows) <= BLOCK:
        yield Block(title, rows)
        return
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        caption = messages.text("html.block", first=start + 1, last=start + len(some), total=len(rows))
        yield Block(caption, some)
