"""The report as one HTML page: nothing loaded from elsewhere, for a screen of any width and for paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.html.page import page_of
from khpcmd.render.wording import visible
from khpcmd.report import Report

HERE = Path(__file__).parent
FEW = 30
"""Up to how many units are shown under a target at once; more are one click away on the screen."""


def html_report(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    style, script = asset("base.css") + asset("page.css"), asset("page.js")
    page, trend = page_of(report, messages), None
    if look.trend is not None:
        from khpcmd.render.html.trend import multiples  # most pages have none

        trend, style = multiples(look.trend, messages), style + asset("trend.css")
    return template("page.html").generate(
        page=page,
        view=page.view,
        trend=trend,
        words=messages.template,
        say=messages.text,
        language=messages.language,
        few=FEW,
        style=style,
        script=script,
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
    )


@cache
def asset(name: str, folder: Path = HERE) -> Markup:
    """A style or script of this package, or of another one's folder."""
    return Markup((folder / name).read_text(encoding="utf-8"))  # noqa: S704  # nothing of a plan or a return is in it


def policy_hash(text: str) -> str:
    """What the policy knows a style or a script by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def template(name: str, folder: Path = HERE) -> Template:
    """A template of this package, or of another one's folder; every value is escaped, and everything unseen shown."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _visible_text(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
