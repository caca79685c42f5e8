"""What a report says that judges by figures which are only supposed: first of all that it does, then which, and what
turns by them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from khpcmd.i18n import Messages
from khpcmd.render.figures import Figures
from khpcmd.render.wording import Wording
from khpcmd.report import Report, Supposed


def supposed_lines(report: Report, messages: Messages) -> Iterator[str]:
    """What is supposed beside what was reported, and the targets that turn by it."""
    if report.what_if is None:
        return
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    supposed = "; ".join(_figure(one, figures, wording) for one in report.what_if.supposed)
    yield messages.text("what_if.figures", figures=supposed)
    turned = [
        messages.text("what_if.turn", target=target, before=_word(before, messages), after=_word(after, messages))
        for target, before, after in report.what_if.turned
    ]
    yield (
        messages.text("what_if.turned", targets=messages.joined(turned))
        if turned
        else messages.template("what_if.none_turned")
    )


def _figure(one: Supposed, figures: Figures, wording: Wording) -> str:
    """ "Huyện Nam Sách, Số cơ sở được kiểm tra: 13 (báo cáo: 12)"."""
    return wording.messages.text(
        "what_if.figure",
        unit=wording.unit(one.unit),
        field=figures.label(one.key),
        value=figures.found(one.cell),
        before=figures.found(one.reported),
    )


def _word(verdict: StrEnum | None, messages: Messages) -> str:
    return messages.template(f"verdicts.{verdict.value}" if verdict else "compare.not_judged")
