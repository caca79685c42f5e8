"""The options and arguments of the commands, what their values mean, and what of them can be configured (``KEYS``).

Their help texts are in the catalogues.

Paths are ``readable=False``: the parser would stop at the first one that cannot be read, in English. Whoever opens the
file reports it as a fault of that file.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast, get_args

from typer import Argument, Option

from khpcmd.cli.output import Misuse, choice, emit, system_reason
from khpcmd.fail_on import FailOn
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.inputs.find import Preference
from khpcmd.render.formats import shown_by

if TYPE_CHECKING:
    from typer._click import Parameter  # not public: should it be renamed, only the type checker notices

    from khpcmd.checking import Request
    from khpcmd.workbook.file.limits import Limits

LONGEST = 16 << 20
"""How many bytes a list may have."""
LINE_END = re.compile("\r\n|\r|\n")
"""What ends a line; the other separators of Unicode may stand in the name of a file."""


def expanded(paths: Iterable[Path] | None) -> tuple[Path, ...]:
    """The paths; ``*``, ``?``, ``[…]`` and ``**`` stand for what they match, in the order of the names.

    The shell of Windows leaves patterns to the program, and so does every shell if they are quoted. A path that exists
    stands for itself whatever is in its name, and so does one that matches nothing. The lock files of spreadsheet
    programs are left out.
    """
    return tuple(found for path in paths or () for found in _matches(path))


def _matches(path: Path) -> list[Path]:
    pattern = str(path)
    if not set("*?[") & set(pattern) or os.path.lexists(path):
        return [path]

    from glob import glob  # the shell has mostly done it

    found = [Path(name) for name in sorted(glob(pattern, recursive=True))]  # noqa: PTH207  # it may be absolute
    return [one for one in found if not one.name.startswith("~$")] or [path]


def given_paths(paths: Iterable[Path] | None, files_from: str) -> tuple[Path, ...]:
    """The paths of the arguments, then those of the list of ``--files-from``, if there is one."""
    return (*expanded(paths), *(_listed(files_from) if files_from else ()))


def nothing_listed(source: str, messages: Messages) -> int:
    """Report that the list is empty, and so nothing is checked: that is never a pass."""
    from khpcmd.exits import Exit

    emit(messages.sentence("usage.list_empty", found=source), sys.stderr, line=True)
    return Exit.NOTHING_CHECKED


def _listed(source: str) -> tuple[Path, ...]:
    """The paths of a list, one to a line or (as ``find -print0`` writes them) ended by zero bytes.

    ``-`` is the standard input. Blank lines are skipped. Misuse if the list cannot be read.
    """
    try:
        data = _read(source)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise Misuse("list_not_found", found=source) from None
    except PermissionError:
        raise Misuse("list_not_read", found=source, reason="no permission to read") from None
    except OSError as error:
        raise Misuse("list_not_read", found=source, reason=system_reason(error)) from None
    except UnicodeDecodeError:
        raise Misuse("list_not_text", found=source) from None
    if len(data) > LONGEST:
        raise Misuse("list_too_long", found=source, limit=str(LONGEST))
    names = [name for name in (text.split("\0") if "\0" in text else LINE_END.split(text)) if name.strip()]
    return tuple(Path(name) for name in names)


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(LONGEST + 1) if sys.stdin else b""
    with Path(source).open("rb") as file:
        return file.read(LONGEST + 1)


def document_text(path: Path) -> str:
    """The text of a plan's document; wrong usage where it is none that can be read, or has no words."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        raise Misuse("text_unreadable", found=str(path)) from None
    if not any(map(str.isalpha, text)):
        raise Misuse("text_empty", found=str(path))
    return text


PREFERENCES: tuple[Preference, ...] = get_args(Preference)
EXPLAINED = ("text", *shown_by("explain"))
"""The formats of an explanation; "text" is for a person at a terminal."""
COLORS = ("auto", "always", "never")
SHELLS = ("bash", "zsh", "fish", "powershell")
SCHEMAS = ("results", "validate", "plan")

FIRST_YEAR, LAST_YEAR = 1990, 2200
"""The years that a plan may be copied for."""


def one_of(words: Iterable[str], *names: str) -> object:
    """The option of these names, or the argument, whose value is one of the words."""
    words = tuple(words)
    made = Option if names else Argument
    return made(*names, metavar="|".join(words), autocompletion=lambda: [*words])


def _folder(text: str) -> Path:
    """The folder that is named; Misuse if the name is empty (it would be this folder), or that of an option."""
    if not text.strip() or text.startswith("-"):
        raise Misuse("empty_folder", option="-d")
    return Path(text)


Paths = Annotated[list[Path] | None, Argument(metavar="paths", readable=False)]
PlanFile = Annotated[Path | None, Option("--plan", metavar="file", readable=False)]
PeriodId = Annotated[str, Option("--period", metavar="id")]
Baselines = Annotated[list[Path] | None, Option("--baseline", metavar="file", readable=False)]
FilesFrom = Annotated[str, Option("--files-from", metavar="file")]
Prefer = Annotated[str, one_of(PREFERENCES, "--prefer")]
Previous = Annotated[list[Path] | None, Option("--previous", metavar="file", readable=False)]
Periods = Annotated[list[str] | None, Option("--period", metavar="id")]
OldSide = Annotated[Path, Argument(metavar="old", readable=False)]
ResultFiles = Annotated[list[Path] | None, Argument(metavar="results", readable=False)]
ResultFile = Annotated[Path, Argument(metavar="result", readable=False)]
NewSide = Annotated[Path, Argument(metavar="new", readable=False)]
AsOf = Annotated[str, Option("--as-of", metavar="day")]
ConfigName = Annotated[str, Option("--config", metavar="file")]
Language = Annotated[str, one_of(LANGUAGES, "--lang")]
FormatName = Annotated[str, one_of(shown_by("check"), "-f", "--format")]
DataFormat = Annotated[str, one_of(shown_by("validate"), "-f", "--format")]
Outputs = Annotated[list[Path] | None, Option("-o", "--output", metavar="file", readable=False)]
Calls = Annotated[bool, Option("--calls")]
ByUnit = Annotated[bool, Option("--by-unit")]
Waivers = Annotated[Path | None, Option("--waivers", metavar="file", readable=False)]
Answers = Annotated[Path | None, Option("--answers", metavar="file", readable=False)]
NamesFile = Annotated[Path | None, Option("--names", metavar="file", readable=False)]
ContactsFile = Annotated[Path | None, Option("--contacts", metavar="file", readable=False)]
AgencyFile = Annotated[Path | None, Option("--agency", metavar="file", readable=False)]
ReplyBy = Annotated[str, Option("--reply-by", metavar="day")]
Thanks = Annotated[bool, Option("--thanks")]
OfficialLetters = Annotated[bool, Option("--official")]
History = Annotated[list[Path] | None, Option("--history", metavar="results", readable=False)]
NoInternal = Annotated[bool, Option("--no-internal")]
AskEach = Annotated[bool, Option("--ask")]
IntoPlan = Annotated[Path | None, Option("--into", metavar="file", readable=False)]
Supposed = Annotated[list[str] | None, Option("--set", metavar="figure")]
OnlyReported = Annotated[bool, Option("--only-reported")]
Targets = Annotated[list[str] | None, Option("--target", metavar="id")]
LimitList = Annotated[list[str] | None, Option("--limit", metavar="limit")]
Strict = Annotated[bool, Option("--strict")]
FailOnList = Annotated[str, Option("--fail-on", metavar="list")]
Color = Annotated[str, one_of(COLORS, "--color")]
Quiet = Annotated[bool, Option("-q", "--quiet")]
Details = Annotated[bool, Option("-v", "--details")]
PlanFiles = Annotated[list[Path] | None, Argument(metavar="plans", readable=False)]
OnePlan = Annotated[Path | None, Argument(metavar="plan", readable=False)]
DocumentText = Annotated[Path | None, Option("--text", metavar="file", readable=False)]
OldText = Annotated[Path | None, Option("--old-text", metavar="file", readable=False)]
TestFormat = Annotated[str, one_of(shown_by("plan_test"), "-f", "--format")]
Propose = Annotated[bool, Option("--propose")]
LintFormat = Annotated[str, one_of(shown_by("plan_lint"), "-f", "--format")]
ShowFormat = Annotated[str, one_of(shown_by("plan_show"), "-f", "--format")]
DiffFormat = Annotated[str, one_of(shown_by("plan_diff"), "-f", "--format")]
Output = Annotated[Path | None, Option("-o", "--output", metavar="file", readable=False)]
UnitName = Annotated[str, Option("--unit", metavar="id")]
AllUnits = Annotated[bool, Option("--all")]
AllFiles = Annotated[bool, Option("--all")]
Consolidated = Annotated[str, Option("--consolidated", metavar="id")]
Folder = Annotated[Path | None, Option("-d", "--directory", metavar="folder", parser=_folder)]
Force = Annotated[bool, Option("--force")]
PageBase = Annotated[Path | None, Option("--base", metavar="file", readable=False)]
FromWorkbook = Annotated[Path | None, Option("--from-workbook", metavar="file", readable=False)]
FromPlan = Annotated[Path | None, Option("--from-plan", metavar="file", readable=False)]
Province = Annotated[str, Option("--province", metavar="name")]
RosterFile = Annotated[Path | None, Option("--roster", metavar="file", readable=False)]
PlanYear = Annotated[str, Option("--year", metavar="number")]
Subjects = Annotated[list[str] | None, Argument(metavar="subjects")]
ChangesFormat = Annotated[str, one_of(shown_by("diff"), "-f", "--format")]
Shell = Annotated[str, one_of(SHELLS)]
InspectFormat = Annotated[str, one_of(shown_by("inspect"), "-f", "--format")]
SchemaName = Annotated[str, one_of(SCHEMAS)]
ExplainFormat = Annotated[str, one_of(EXPLAINED, "-f", "--format")]
FormFile = Annotated[Path, Argument(metavar="form", readable=False)]
FromReturns = Annotated[list[Path] | None, Option("--from", metavar="file", readable=False)]
FillFormat = Annotated[str, one_of(shown_by("fill"), "-f", "--format")]
HideValues = Annotated[bool, Option("--hide-values")]


def limits_of(given: Iterable[str] | None) -> "Limits":
    """The limits of a file, with those of ``--limit NAME=NUMBER`` in place of the defaults."""
    from khpcmd.workbook.file.limits import Limits

    limits, names = Limits(), Limits._fields
    for text in given or ():
        name, _, number = text.partition("=")
        if not re.fullmatch("[1-9][0-9]{0,17}", number):
            raise Misuse("bad_limit", option="--limit", found=text)
        limits = limits._replace(**{choice("--limit", name, names): int(number)})
    return limits


def year_of(text: str) -> int | None:
    """The year of ``--year``, None if none was given; Misuse if it is none of 1990 to 2200."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Misuse("bad_year", option="--year", found=text)
    return int(text)


def day_of(text: str, place: str = "--as-of") -> date | None:
    """The day of ``--as-of``, 2023-12-15 or 15/12/2023; None if none was given.

    Misuse, which names the ``place``, if it is not a day of the calendar or may be read in two ways.
    """
    if not (written := text.strip()):
        return None
    from khpcmd.plan.periods import typed_day

    try:
        return typed_day(written)
    except ValueError:
        raise Misuse("bad_date", option=place, found=text) from None


def metavar_of(parameter: "Parameter") -> str:
    """What help pages call the value of a parameter; "" for a flag."""
    return getattr(parameter, "metavar", None) or ""


def words_of(parameter: "Parameter") -> tuple[str, ...]:
    """The words that the value of a parameter is one of; none if it may be anything."""
    metavar = metavar_of(parameter)
    return tuple(metavar.split("|")) if "|" in metavar else ()


def require_words(command: str, parameters: Iterable["Parameter"], values: Mapping[str, object]) -> None:
    """Raise Misuse if the value of a parameter is not one of its words; its default need not be one."""
    for one in parameters:
        words, found = words_of(one), values.get(one.name)
        if words and found != getattr(one, "default", None):
            choice(max(one.opts, key=len) if one.param_type_name == "option" else command, str(found), words)


class Judging(NamedTuple):
    """By which plan, for which period, beside which other files, and from which day the returns are judged."""

    prefer: Prefer = ""
    plan: PlanFile = None
    period: PeriodId = ""
    baseline: Baselines = None
    previous: Previous = None
    as_of: AsOf = ""
    waivers: Waivers = None
    answers: Answers = None
    names: NamesFile = None
    only_reported: OnlyReported = False
    limit: LimitList = None

    def request(
        self,
        paths: Iterable[Path],
        *,
        suppose: Iterable[str] | None = None,
        targets: Iterable[str] | None = None,
    ) -> "Request":
        """What is asked of the returns at ``paths``; Misuse if a value cannot be meant."""
        from khpcmd.checking import Request  # --help needs nothing of the core

        return Request(
            paths=tuple(paths),
            plan=self.plan,
            period=self.period,
            baselines=expanded(self.baseline),
            previous=expanded(self.previous),
            as_of=day_of(self.as_of),
            waivers=self.waivers,
            answers=self.answers,
            names=self.names,
            suppose=tuple(suppose or ()),
            only_reported=self.only_reported,
            targets=tuple(targets or ()),
            limits=limits_of(self.limit),
            prefer=next((one for one in PREFERENCES if one == self.prefer), None),
        )


def judges(*names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Gives a command an option for each of these fields of its parameter ``judging``, or for all: to typer an option
    is a parameter."""

    def with_options(function: Callable[..., int]) -> Callable[..., int]:
        @wraps(function)
        def command(**given: object) -> int:
            read = cast("dict[str, Any]", {one.name: given.pop(one.name) for one in spread})  # by typer, as they say
            return function(**given, judging=Judging(**read))

        fields = inspect.signature(Judging, eval_str=True).parameters.values()
        spread = [one.replace(kind=one.KEYWORD_ONLY) for one in fields if not names or one.name in names]
        own = inspect.signature(function, eval_str=True)
        parameters = [each for one in own.parameters.values() for each in (spread if one.name == "judging" else [one])]
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        vars(command)["__signature__"] = own.replace(parameters=parameters)  # what typer looks at
        return command

    return with_options


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


class Key(NamedTuple):
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
