"""Which language the messages are in: ``--lang``, else KHPCMD_LANG, else the plan's own, else Vietnamese."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from khpcmd.i18n import DEFAULT, Messages, language_of

VARIABLE = "KHPCMD_LANG"


@dataclass(frozen=True, slots=True)
class Speech:
    """The messages to use before a plan is known, and whether an option or a variable chose their language."""

    messages: Messages
    chosen: bool

    def about(self, language: str) -> Messages:
        """The messages to use once the plan's ``language`` is known."""
        return self.messages if self.chosen or language == self.messages.language else Messages(language)


def speech_for(arguments: Sequence[str]) -> Speech:
    """The messages in the language of the arguments, which are not parsed yet: help and errors need it before."""
    language = language_of(_option(arguments)) or language_of(os.environ.get(VARIABLE, ""))
    return Speech(Messages(language or DEFAULT), chosen=bool(language))


def _option(arguments: Sequence[str]) -> str:
    found = ""
    for argument, following in pairwise((*arguments, "")):
        if argument == "--":
            break
        if argument == "--lang":
            found = following
        elif argument.startswith("--lang="):
            found = argument.removeprefix("--lang=")
    return found
