"""How and where results are shown: on the screen, and in files; those that would destroy something are refused.

Files are reports (``-o``), and drafts that somebody may have edited.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.cli.output import Misuse, choice, colored, emit, emit_pieces, on_terminal, system_reason, terminal_width
from khpcmd.files import FolderError, destination, require_folder, write_bytes, write_pieces
from khpcmd.i18n import Messages
from khpcmd.render.formats import (
    COMMANDS,
    FAILS_ON,
    Format,
    Look,
    pieces,
    rendered_file,
    suffix_of,
    suffixes,
)

if TYPE_CHECKING:
    from typing import TypeVar

    from khpcmd.changes import Changes
    from khpcmd.plan.beside import Agency
    from khpcmd.render.formats import Results
    from khpcmd.report import DataReport, Report
    from khpcmd.trend import Trend

    Shown = TypeVar("Shown", Report, DataReport, Changes)

DRAFTS = frozenset({".docx"})
SAVED_BY = re.compile(rb"<cp:lastModifiedBy>khpcmd</cp:lastModifiedBy>")
DATES = re.compile(rb"<dcterms:(?:created|modified)[^<>]*>([^<]*)<")


class Showing(NamedTuple):
    """How and where results are shown; ``format`` "" means a summary, with ``details`` everything."""

    format: str
    color: str
    files: tuple[Path, ...] = ()
    """The files to write as well, each in the format of its suffix."""
    by_unit: bool = False
    quiet: bool = False
    details: bool = False
    again: Callable[..., str] | None = None
    """The command line of another command with the same input."""
    plan: Path | None = None
    """The plan that was named."""
    hide: bool = False
    """Whether what stands in the returns is withheld."""
    calls: bool = False
    """Whether the telephone calls worth making take the place of the summary."""
    agency: Agency | None = None
    """Who reports, for the report in Word."""
    trend: Trend | None = None
    """The results of earlier periods, for the page and the workbook."""
    internal: bool = True
    """Whether the report in Word has the part that is for the office alone."""

    def shown(self, found: Shown, messages: Messages) -> tuple[Shown, Messages]:
        """The results as they are shown, and the messages that word them."""
        if not self.hide:
            return found, messages
        from khpcmd.render.withheld import withheld

        messages = Messages(messages.language, withheld=True)
        return withheld(found, messages), messages

    def tell(self, found: Results, messages: Messages, look: Look, brief: Callable[[], Iterable[str]]) -> None:
        """Write the files that were asked for, and print the results.

        Where it is to be quiet their ``brief`` lines take their place; a format for programs is shown whole.
        """
        self.write(found, messages, look)
        if self.quiet and self.format in ("", Format.SUMMARY, Format.TABLE, Format.PLAIN):
            for line in brief():
                emit(line, sys.stdout, line=True)
        else:
            self.show(found, messages, look)

    def write(self, found: Results, messages: Messages, look: Look) -> None:
        """Write the files that were asked for."""
        by_suffix = suffixes(COMMANDS[type(found).__name__])
        for path in self.files:
            to_file = Look(
                by_suffix[suffix_of(path, by_suffix)],
                self.by_unit,
                folder=path.parent,
                exit_code=look.exit_code,
                fails_on=look.fails_on,
                agency=self.agency,
                trend=self.trend,
                internal=self.internal,
            )
            write_report(path, rendered_file(found, messages, to_file))

    def show(self, found: Results, messages: Messages, look: Look) -> None:
        """Print the results."""
        emit_pieces(pieces(found, messages, look), sys.stdout)

    def look(self, exit_code: int = 0, fails_on: Iterable[str] = FAILS_ON) -> Look:
        """The format, for the terminal that is there, and what the run ends with."""
        terminal = on_terminal()
        everything = Format.TABLE if terminal else Format.PLAIN
        wanted = Format(self.format) if self.format else everything if self.details else Format.SUMMARY
        look = Look(
            wanted, self.by_unit, terminal_width(), colored(self.color), None, terminal, exit_code, frozenset(fails_on)
        )
        return look._replace(again=self.again, plan_file=self._plan_file) if self.again else look

    def _plan_file(self, ident: str) -> str:
        """The file of another plan, as it can be typed here; "" where none is known."""
        from khpcmd.plan.load import plan_of_id

        found = plan_of_id(ident, self.plan)
        if found is None:
            return ""
        here = Path.cwd()
        return str(found.relative_to(here) if found.is_relative_to(here) else found)


def outputs(paths: Iterable[Path], formats: Mapping[str, Format], inputs: Iterable[Path]) -> tuple[Path, ...]:
    """The files to write (``formats`` are by suffix).

    Raises Misuse if a suffix is none of them, if an input or a device would be lost, if a library is not installed, or
    if a draft was edited.
    """
    found = tuple(paths)
    for path in found:
        if not suffix_of(path, formats):
            named = path.suffix.lower() or path.name
            choice("-o", "" if named in formats else named, formats)  # ".html" is a name without a suffix
        with misuse(path, "-o"):
            require_folder(destination(path).parent)
        if through := next((other for other in found if other in path.parents), None):
            raise Misuse("folder_not_made", found=str(through), reason=os.strerror(errno.ENOTDIR))
    refuse_inputs(found, inputs)
    for path in found:
        needs = formats[suffix_of(path, formats)].needs
        if needs is not None and find_spec(needs[0]) is None:
            raise library_missing(str(path), needs[1])
    for path in found:
        if path.suffix.lower() in DRAFTS and os.path.lexists(path) and not _as_made(path):
            raise Misuse("draft_edited", found=str(path))
    return found


def library_missing(found: str, package: str) -> Misuse:
    """That a library is not installed, with the command that installs it where this khpcmd is."""
    return Misuse("library_missing", found=found, command=installing(package, Path(sys.prefix), sys.executable))


def installing(package: str, prefix: Path, python: str) -> str:
    """The command that puts a package beside this khpcmd: pipx and uv keep it in an environment of its own.

    ``prefix`` is the folder of the environment, ``python`` its interpreter.
    """
    if (prefix / "pipx_metadata.json").is_file():
        return f'pipx inject {prefix.name} "{package}"'
    if (prefix / "uv-receipt.toml").is_file():
        return f'uv pip install --python "{python}" "{package}"'
    return f'"{python}" -m pip install "{package}"' if prefix != Path(sys.base_prefix) else f'pip install "{package}"'


def refuse_inputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise Misuse if a file to write is an input, which would be lost."""
    found = tuple(paths)
    taken = {_resolved(path) for path in inputs} if found else set()
    for path in found:
        if _resolved(path) in taken:
            raise Misuse("output_is_input", found=str(path))


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def _as_made(path: Path) -> bool:
    """Whether khpcmd saved the document last: any other program changes the name or the time."""
    from khpcmd.workbook.file.limits import Limits
    from khpcmd.workbook.file.open import properties

    text = properties(path, Limits())
    return bool(SAVED_BY.search(text)) and len(set(DATES.findall(text))) == 1


def write_report(path: Path, content: Iterable[bytes]) -> None:
    """Write a report in place of an earlier one, links followed; Misuse with the reason if that fails."""
    with misuse(path, "-o"):
        write_pieces(destination(path), content, replace=True)


def write_new(path: Path, text: str, option: str) -> None:
    """Write a text to a file that does not exist yet; Misuse with the reason if that fails."""
    with misuse(path, option):
        write_bytes(path, text.encode(), replace=False)


def refuse_existing(path: Path, option: str) -> None:
    """Raise Misuse if something of that name is there, even a link to nothing."""
    if os.path.lexists(path):
        raise Misuse("file_exists", found=str(path), option=option)


@contextmanager
def misuse(path: Path, option: str) -> Iterator[None]:
    """Turn what goes wrong with a file that is written here into the Misuse of the option that named it."""
    try:
        yield
    except FileExistsError:
        raise Misuse("file_exists", found=str(path), option=option) from None
    except FolderError as error:
        raise Misuse("folder_not_made", found=str(error.filename), reason=system_reason(error)) from None
    except NotADirectoryError as error:
        raise Misuse("folder_not_made", found=str(path.parent), reason=system_reason(error)) from None
    except OSError as error:
        raise Misuse("not_written", found=str(path), reason=system_reason(error)) from None
