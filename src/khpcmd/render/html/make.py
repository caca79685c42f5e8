"""The report as one HTML page: nothing loaded from elsewhere, for a screen of any width and for paper."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.html.page import page_of
from khpcmd.render.html.parts import asset, policy_hash, template
from khpcmd.render.html.trend import multiples
from khpcmd.report import Report

FEW = 30
"""Up to how many units are shown under a target at once; more are one click away on the screen."""


def html_report(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The whole report, units and all, as an HTML document, piece by piece."""
    style, script = asset("base.css") + asset("page.css"), asset("page.js")
    page, trend = page_of(report, messages), None
    if look.trend is not None:
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
