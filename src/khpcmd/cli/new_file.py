"""A file that is written whole or not at all, and never over another one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from khpcmd.cli.usage import Misuse


def write_new(path: Path, text: str, option: str) -> None:
    """Write a text to a file that does not exist yet; Misuse with the reason where that cannot be.

    The text goes to a file beside it first, which then gets the name: whoever looks sees all of it or nothing.
    """
    refuse_existing(path, option)
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        _name(beside, path)
    except FileExistsError:
        raise Misuse("file_exists", found=str(path), option=option) from None
    except (FileNotFoundError, NotADirectoryError):
        raise Misuse("no_such_folder", found=str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Misuse("not_written", found=str(path), reason=reason) from None
    finally:
        with suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)


def refuse_existing(path: Path, option: str) -> None:
    """Misuse where something of that name is there, even a link to nothing."""
    if os.path.lexists(path):
        raise Misuse("file_exists", found=str(path), option=option)


def _name(beside: Path, path: Path) -> None:
    """Give a finished file its name, but never that of another file."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        refuse_existing(path, "-o")
        beside.replace(path)
