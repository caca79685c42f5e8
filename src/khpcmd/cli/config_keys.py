"""What can be configured: one line for each key, and nothing else has to be changed for another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from khpcmd.cli.options import PREFERENCES
from khpcmd.cli.usage import choice
from khpcmd.i18n import LANGUAGES

Values = tuple[str, ...]
"""The value of a key: one text for a key that has one value, any number for the others."""


class Kind(Enum):
    """What a key takes, and so how a file, a variable and a command say it."""

    TEXT = "text"
    FILE = "file"
    FILES = "files"
    WORDS = "words"
    """Words of a list, which the command line takes in one text with commas."""


def _languages() -> Sequence[str]:
    return LANGUAGES


def _fail_on() -> Sequence[str]:
    from khpcmd.cli.exits import FailOn

    return [value.value for value in FailOn]


def _preferences() -> Sequence[str]:
    return PREFERENCES


def _never(values: Values) -> bool:
    del values
    return False


def _always(values: Values) -> bool:
    del values
    return True


def _no_less(values: Values) -> bool:
    """Whether a run would still fail on all that it fails on by itself."""
    from khpcmd.cli.exits import DEFAULT, FailOn, policy

    return policy((FailOn(value) for value in values), strict=False).fails_on >= DEFAULT.fails_on


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as configuration files name it."""

    name: str
    kind: Kind
    parameter: str
    """The parameter of the commands that it stands in for. A command without it does not know the key."""
    harmless: Callable[[Values], bool] = _never
    """Whether a value cannot turn a failure into a pass, and so may come from whoever sent the returns."""
    allowed: Callable[[], Sequence[str]] | None = None
    only: str = ""
    """The command that alone takes it; "" for every command that has the parameter."""
    inside: bool = False
    """Whether the files have to be in the folder of the configuration, or below."""

    @property
    def variable(self) -> str:
        """Its variable of the environment."""
        return "KHPCMD_" + self.name.upper().replace("-", "_")

    def checked(self, values: Values, place: str) -> Values:
        """The values; Misuse, with the place, where one is not among those allowed, or where none of them is said."""
        if self.allowed is not None:
            for value in values or ("",):
                choice(place, value, self.allowed())
        return values


KEYS = (
    Key("plan", Kind.FILE, "plan"),
    Key("lang", Kind.TEXT, "lang", harmless=_always, allowed=_languages),
    Key("period", Kind.TEXT, "period", harmless=_always),
    Key("baseline", Kind.FILES, "baseline"),
    Key("previous", Kind.FILES, "previous", harmless=_always),
    Key("fail-on", Kind.WORDS, "fail_on", harmless=_no_less, allowed=_fail_on),
    Key("prefer", Kind.TEXT, "prefer", allowed=_preferences),
    Key("waivers", Kind.FILE, "waivers"),
    Key("outputs", Kind.FILES, "output", only="check", inside=True),
)
BY_NAME = {key.name: key for key in KEYS}
