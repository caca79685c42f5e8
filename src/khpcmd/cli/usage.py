"""Wrong usage as a sentence in the reader's language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import typer

from khpcmd.i18n import Messages

WRONG_USAGE = 2
COLORS = ("auto", "always", "never")


class Misuse(Exception):  # noqa: N818  # a wrong command line is no error of the program
    """The command line asks for something that does not exist; ``kind`` names the sentence, ``params`` fill it."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
        self.messages: Messages | None = None
        """What to tell it with, where a configuration chose the language."""


class Refused(Exception):  # noqa: N818  # all that is to be said was said
    """The command ends here with ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def choice(option: str, found: str, allowed: Iterable[str]) -> str:
    """The value, if it is one of those allowed."""
    values = list(allowed)
    if found in values:
        return found
    near = difflib.get_close_matches(found, values, 1)
    raise Misuse("bad_choice", option=option, found=found, allowed=", ".join(values), suggestion="".join(near))


def misuse_sentence(kind: str, params: Mapping[str, str], messages: Messages) -> str:
    """What is wrong, with a "did you mean" where there is something to offer."""
    told = {name: value for name, value in params.items() if name != "suggestion"}
    if "reason" in told:
        told["reason"] = system_word(told["reason"], messages)
    sentence = messages.text("usage.error", message=messages.sentence(f"usage.{kind}", **told))
    hint = messages.suggestion(params.get("suggestion", ""))
    return f"{sentence} {hint}" if hint else sentence


def system_word(reason: str, messages: Messages) -> str:
    """What the system says of a failure, in the reader's language where the catalogue has it."""
    key = "os_" + "_".join(reason.lower().replace("-", " ").split())
    word = messages.word(key)
    return reason if word == key else word


def parser_sentence(error: typer.TyperException, messages: Messages) -> str:
    """The same for what the parser refused. Its classes are told apart by name: they are not part of typer's API."""
    option = str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "NoSuchOption":
            near = getattr(error, "possibilities", None) or [""]
            return misuse_sentence("no_such_option", {"option": option, "suggestion": str(near[0])}, messages)
        case "BadOptionUsage":
            kind = "option_takes_no_value" if "not take" in error.message else "option_takes_value"
            return misuse_sentence(kind, {"option": option}, messages)
        case _ if error.message.startswith("Missing command"):
            group = str(getattr(getattr(getattr(error, "ctx", None), "command", None), "words", "khpcmd"))
            return misuse_sentence(f"missing_command_{group}", {}, messages)
        case "MissingParameter":
            return misuse_sentence("missing_argument", {}, messages)
        case _ if error.message.startswith("Got unexpected"):
            return misuse_sentence("unexpected_argument", {}, messages)
        case _:
            return misuse_sentence("other", {"message": error.format_message()}, messages)
