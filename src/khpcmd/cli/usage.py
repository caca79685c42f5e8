"""Reports what keeps a command from running: the command line, the plan, the question; and in which language.

That is ``--lang``, else KHPCMD_LANG, else the plan's own, else Vietnamese.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import typer

from khpcmd.cli.output import WRONG_USAGE, Misuse, Refused, emit
from khpcmd.i18n import DEFAULT, Messages, language_of
from khpcmd.i18n.refusals import misuse_sentence

if TYPE_CHECKING:
    from khpcmd.diagnostics import Diagnostic
    from khpcmd.diagnostics.errors import PlanError
    from khpcmd.plan.model import Plan

VARIABLE = "KHPCMD_LANG"


class Speech(NamedTuple):
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


@contextmanager
def core_errors(messages: Messages, unreached: str = "") -> Iterator[None]:
    """Report the mistakes of a plan or another file and raise Refused; make Misuse of a question without an answer.

    ``unreached`` names the sentence of a command that does nothing where an input was not reached.
    """
    from khpcmd.diagnostics.errors import PlanError, UnreachedError, UsageError

    try:
        yield
    except PlanError as error:
        raise Refused(report_plan(error, messages)) from error
    except UsageError as error:
        raise Misuse(error.kind, **error.params) from error
    except UnreachedError as error:  # what check says of it, and the code that check has for it
        from khpcmd.exits import Exit

        for fault in error.faults:
            report_fault(fault, messages)
        emit(messages.template(f"unreached.{unreached}"), sys.stderr, line=True)
        raise Refused(Exit.NOT_JUDGED) from error


def report_plan(error: PlanError, messages: Messages) -> int:
    """Write each mistake of a plan (or of waivers) to stderr, on a line of its own; return the exit code."""
    from khpcmd.diagnostics.errors import NamesError, PlanError
    from khpcmd.plan.model import Plan

    plan = error.plan if isinstance(error, NamesError) and isinstance(error.plan, Plan) else None
    for diagnostic in error.diagnostics:
        report_fault(diagnostic, messages, plan)
    count = messages.count("errors", len(error.diagnostics))
    kind = "plan_invalid" if type(error) is PlanError else "file_invalid"
    emit(messages.text(f"usage.{kind}", count=count), sys.stderr, line=True)
    return WRONG_USAGE


def report_fault(diagnostic: Diagnostic, messages: Messages, plan: Plan | None = None) -> None:
    """Write one diagnostic to stderr as a line, with its place first."""
    from khpcmd.render.plain import fault_line
    from khpcmd.render.told.file import fault
    from khpcmd.render.wording import Wording

    emit(fault_line(fault((diagnostic,), Wording(messages, plan))), sys.stderr, line=True)


def parser_sentence(error: typer.TyperException, messages: Messages) -> str:
    """The same for an error of typer. Its classes are distinguished by name: they are not part of typer's API."""
    option = str(getattr(error, "option_name", ""))
    match type(error).__name__:
        case "NoSuchOption":
            from khpcmd.text import typo_of  # only when something is wrong

            known = [str(name).lstrip("-") for name in getattr(error, "possibilities", None) or ()]
            near = typo_of(option.lstrip("-"), known)
            suggestion = f"--{near}" if near else ""
            return misuse_sentence("no_such_option", {"option": option, "suggestion": suggestion}, messages)
        case "BadOptionUsage":
            kind = "option_takes_no_value" if "not take" in error.message else "option_takes_value"
            return misuse_sentence(kind, {"option": option}, messages)
        case _ if group := lacks_command(error):
            return misuse_sentence(f"missing_command_{group}", {}, messages)
        case "MissingParameter":
            metavar = str(getattr(getattr(error, "param", None), "metavar", ""))
            name = messages.template(f"help.names.{metavar}") if messages.has(f"help.names.{metavar}") else metavar
            return misuse_sentence("missing_argument", {"argument": name}, messages)
        case _ if error.message.startswith("Got unexpected"):
            found = error.message.rpartition("(")[2].removesuffix(")")
            return misuse_sentence("unexpected_argument", {"found": found}, messages)
        case _:
            return misuse_sentence("other", {"message": error.format_message()}, messages)


def lacks_command(error: typer.TyperException) -> str:
    """The group of commands of which none was named; "" if that is not what is wrong."""
    if not error.message.startswith("Missing command"):
        return ""
    return str(getattr(getattr(getattr(error, "ctx", None), "command", None), "words", "khpcmd"))
