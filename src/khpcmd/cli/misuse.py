"""What ends a command before it has an answer: wrong usage, or errors that were reported already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khpcmd.i18n import Messages

WRONG_USAGE = 2


class Misuse(Exception):  # noqa: N818  # a wrong command line is not an error of the program
    """The command line cannot be followed; ``kind`` names the sentence of the catalogue, ``params`` fill it."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
        self.messages: Messages | None = None
        """The messages to report it with, if a configuration chose the language."""


class Refused(Exception):  # noqa: N818  # everything was reported
    """The command ends here with ``code``; its errors are on stderr."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def choice(option: str, found: str, allowed: Iterable[str]) -> str:
    """The value, if it is one of those allowed; else Misuse with the nearest of them."""
    values = list(allowed)
    if found in values:
        return found
    from khpcmd.text import typo_of  # only when something is wrong

    near = typo_of(found, values)
    raise Misuse("bad_choice", option=option, found=found, allowed=", ".join(values), suggestion=near)


def system_reason(error: Exception) -> str:
    """What the system says of a failure, or the name of the error."""
    return getattr(error, "strerror", None) or type(error).__name__
