"""The section on duties: what was done by how many, and by whom it was not."""

from __future__ import annotations

from khpcmd.i18n import Messages
from khpcmd.render.duty_rows import DutyRow, DutyTable
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import say


def duties(table: DutyTable, messages: Messages) -> Section:
    """The duties that somebody has answered for, and the ids of the others."""
    items = [Item(_duty(row, messages)) for row in table.rows]
    if table.silent:
        items.append(Item(f"{table.silent}."))
    return Section(say(messages, "duties"), (Part("", tuple(items)),))


def _duty(row: DutyRow, messages: Messages) -> str:
    head = say(messages, "target", title=row.title, id=row.id)
    return f"{head} {'; '.join((say(messages, 'done', done=row.done), *row.remarks))}."
