"""The formats of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look

if TYPE_CHECKING:  # the command line asks for the names of formats before it needs anything of the core
    from khpcmd.changes import Changes


def render_changes(changes: Changes, messages: Messages, look: Look) -> str:
    """The changes as text in the wanted format; each format is imported only when asked for."""
    if look.format is Format.JSON:
        from khpcmd.render.changes_json import changes_json

        return changes_json(changes, messages)

    from khpcmd.render.changes_view import tabulate_changes

    view = tabulate_changes(changes, messages)
    if look.format is Format.MARKDOWN:
        from khpcmd.render.changes_markdown import changes_markdown

        return changes_markdown(view)
    if look.format is Format.PLAIN:
        from khpcmd.render.changes_plain import changes_plain

        return changes_plain(view)

    from khpcmd.render.changes_table import changes_table
    from khpcmd.render.table import Screen

    return changes_table(view, Screen(look.width, look.color))
