"""What can be configured: one line of ``KEYS`` for each key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from khpcmd.cli.misuse import choice
from khpcmd.cli.options import PREFERENCES, day_of
from khpcmd.fail_on import FailOn
from khpcmd.i18n import LANGUAGES

Values = tuple[str, ...]
"""The value of a key: one text for a key with one value, any number for the others."""


class Kind(Enum):
    """What a key takes, and so how a file, a variable and an option spell it."""

    TEXT = "text"
    DAY = "day"
    FILE = "file"
    FILES = "files"
    WORDS = "words"
    """A list of words; on the command line one text with commas."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as configuration files name it."""

    name: str
    kind: Kind
    parameter: str
    """The parameter of the commands that it fills in. A command without that parameter ignores the key."""
    allowed: Sequence[str] = ()
    """The words that a value is one of; none: any text."""
    only: str = ""
    """The only command that takes it; "" for every command with the parameter."""
    inside: bool = False
    """Whether the files have to be in the folder of the configuration, or below it."""

    @property
    def variable(self) -> str:
        """Its variable of the environment."""
        return "KHPCMD_" + self.name.upper().replace("-", "_")

    def checked(self, values: Values, place: str) -> Values:
        """The values; Misuse with the place if one is not allowed, or if there is none where one of them is needed."""
        for value in values if self.kind is Kind.DAY else ():
            day_of(value, place)
        for value in (values or ("",)) if self.allowed else ():
            choice(place, value, self.allowed)
        return values


KEYS = (
    Key("plan", Kind.FILE, "plan"),
    Key("lang", Kind.TEXT, "lang", allowed=LANGUAGES),
    Key("period", Kind.TEXT, "period"),
    Key("baseline", Kind.FILES, "baseline"),
    Key("previous", Kind.FILES, "previous"),
    Key("as-of", Kind.DAY, "as_of"),
    Key("fail-on", Kind.WORDS, "fail_on", allowed=tuple(FailOn)),
    Key("prefer", Kind.TEXT, "prefer", allowed=PREFERENCES),
    Key("waivers", Kind.FILE, "waivers"),
    Key("answers", Kind.FILE, "answers"),
    Key("names", Kind.FILE, "names"),
    Key("agency", Kind.FILE, "agency"),
    Key("contacts", Kind.FILE, "contacts", only="letters"),
    Key("outputs", Kind.FILES, "output", only="check", inside=True),
)
BY_NAME = {key.name: key for key in KEYS}
