"""How a command is to show what it found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khpcmd.cli.output import colored, on_terminal, terminal_width
from khpcmd.render.formats import Format, Look


@dataclass(frozen=True, slots=True)
class Showing:
    """What is to be shown. ``format`` "" means: as fits where it goes."""

    format: str
    color: str
    files: tuple[Path, ...] = ()
    """What is to be written as well, each in the format of its ending."""
    by_unit: bool = False
    quiet: bool = False

    def look(self) -> Look:
        """The format, for the terminal that is there."""
        wanted = Format(self.format or ("table" if on_terminal() else "plain"))
        return Look(wanted, self.by_unit, terminal_width(), colored(self.color))
