"""A file in one line: whose figures it holds, of which period, and how sound they are."""

from __future__ import annotations

from khpcmd.diagnostics import Severity
from khpcmd.file_results import FileResult, Standing
from khpcmd.render.wording import Wording

SIGNS = {Standing.SOUND: "✓", Standing.FAULTY: "✗", Standing.EMPTY: "✗", Standing.SET_ASIDE: "–"}
NAMED = 3
"""How many units are named in a file's line before they are counted."""
COUNTED = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTE: "notes"}


def file_line(file: FileResult, wording: Wording, *, failed: bool = False) -> str:
    """``✗ bc-nam-sach.xlsx: Huyện Nam Sách, năm 2023; 2 lỗi, 1 cảnh báo``.

    ``failed``: what was to be done with the file was not, however sound it is.
    """
    messages = wording.messages
    found = [(what, file.count(severity)) for severity, what in COUNTED.items()]
    counts = messages.joined(messages.count(what, number) for what, number in found if number)
    if file.standing in (Standing.SOUND, Standing.EMPTY) and not file.count(Severity.ERROR):
        state = messages.template(f"standings.{file.standing.value}")
        counts = f"{state} ({counts})" if counts else state
    sign = "✗" if failed else SIGNS[file.standing]
    return messages.text("view.file", sign=sign, name=file.name, told=_told(file, counts, wording))


def _told(file: FileResult, counts: str, wording: Wording) -> str:
    messages, periods = wording.messages, wording.plan.periods if wording.plan else {}
    whose = wording.units(file.units) if len(file.units) <= NAMED else messages.count("units", len(file.units))
    titles = (periods[period].title.in_(messages.language) for period in file.periods if period in periods)
    about = messages.joined(text for text in (whose, *titles) if text) if file.units else ""
    return "; ".join(text for text in (about, counts) if text)
