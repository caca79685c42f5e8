"""Reports in files: each written whole or not at all, in place of the report of an earlier run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from khpcmd.cli.usage import Misuse, choice


def outputs(paths: Iterable[Path], suffixes: Iterable[str], inputs: Iterable[Path]) -> tuple[Path, ...]:
    """The files to write; Misuse where the ending says no format, or where an input would be lost."""
    found, endings = tuple(paths), list(suffixes)
    taken = {_resolved(path) for path in inputs}
    for path in found:
        if path.suffix.lower() not in endings:
            choice("-o", path.suffix.lower() or path.name, endings)
        if _resolved(path) in taken:
            raise Misuse("output_is_input", found=str(path))
    return found


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever looks sees all of it or the one before; Misuse with the reason where it cannot be.

    The content goes to a file beside it, is flushed to the disk, and then takes the name.
    """
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(path)
    except (OSError, ValueError) as error:
        raise Misuse("not_written", found=str(path), reason=getattr(error, "strerror", None) or str(error)) from None
    finally:
        with suppress(OSError, ValueError):
            if beside:
                Path(beside).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
