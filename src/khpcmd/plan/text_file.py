"""Reads the text of a plan or of a list of waivers."""

from __future__ import annotations

import stat
from codecs import BOM_UTF8
from pathlib import Path
from typing import NoReturn

from khpcmd.diagnostics import AnyCode, Code, Location, Param, PlanError, Ref
from khpcmd.plan.places import mistake
from khpcmd.plan.source import LINE_END, MAX_BYTES


def read_content(path: Path, file: str) -> bytes:
    """The bytes of a regular file up to ``MAX_BYTES``; ``PlanError`` where there is none.

    A pipe or a device is not opened.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            _refuse(file, Code.PLAN_NOT_READABLE, reason=_kind(about.st_mode))
        if about.st_size > MAX_BYTES:
            size = Ref("word", "bytes")
            _refuse(file, Code.PLAN_TOO_LARGE, what=size, found=about.st_size, limit=MAX_BYTES)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        _refuse(file, Code.PLAN_NOT_FOUND)
    except PermissionError:
        _refuse(file, Code.PLAN_NOT_READABLE, reason=Ref("word", "no_permission"))
    except OSError as error:
        _refuse(file, Code.PLAN_NOT_READABLE, reason=error.strerror or type(error).__name__)
    except ValueError:  # a name with a NUL in it
        _refuse(file, Code.PLAN_NOT_READABLE, reason=Ref("word", "path"))


def _kind(mode: int) -> Ref:
    if stat.S_ISDIR(mode):
        return Ref("word", "folder")
    return Ref("word", "fifo" if stat.S_ISFIFO(mode) else "device")


def decoded(content: bytes, file: str) -> str:
    """The text of a file in UTF-8; ``PlanError`` with the place of the first byte that is not."""
    content = content.removeprefix(BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        lines = LINE_END.split(content[: error.start].decode())
        place = Location(file, line=len(lines), column=len(lines[-1]) + 1)
        found, problem = f"0x{content[error.start]:02X}", Ref("word", "yaml_byte")
        raise PlanError([mistake(Code.YAML_SYNTAX, place, found=found, problem=problem)]) from None


def _refuse(file: str, code: AnyCode, **params: Param) -> NoReturn:
    raise PlanError([mistake(code, Location(file), **params)])
