"""A group of commands, each imported only when it is asked for, and named in the help page without that."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from typer.core import TyperCommand, TyperGroup, TyperOption

from khpcmd.cli.help_page import messages_of, page, showing_page
from khpcmd.cli.usage import Misuse

if TYPE_CHECKING:
    from khpcmd.cli.context import Context


class LazyGroup(TyperGroup):
    """Made a group of its own by a subclass that has ``commands_of`` and ``words``."""

    commands_of: ClassVar[Mapping[str, str]] = {}
    """The commands and the modules that have them, each with a ``command()``."""
    words: ClassVar[str] = ""
    """The name under which the catalogue has the words of the group."""

    def list_commands(self, ctx: Context) -> list[str]:
        del ctx
        return list(self.commands_of)

    def get_command(self, ctx: Context, cmd_name: str) -> TyperCommand | TyperGroup:
        del ctx
        return self.loaded(cmd_name)

    def loaded(self, name: str) -> TyperCommand | TyperGroup:
        """The command of that name, imported; Misuse where there is none."""
        if name not in self.commands_of:
            near = difflib.get_close_matches(name, self.commands_of, 1)
            raise Misuse("unknown_command", found=name, suggestion="".join(near))
        found = import_module(self.commands_of[name]).command()
        if not isinstance(found, TyperCommand | TyperGroup):
            raise TypeError(f"{self.commands_of[name]} has no command")
        return found

    def words_of(self, name: str) -> str:
        """The name under which the catalogue has the words of a command."""
        return name if self.words == "khpcmd" else f"{self.words}_{name}"

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return showing_page(super().get_help_option(ctx))

    def get_help(self, ctx: Context) -> str:
        listed = {name: self.words_of(name) for name in self.commands_of}
        return page(self.words, ctx.command_path, self.get_params(ctx), messages_of(ctx), listed)
