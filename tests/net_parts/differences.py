"""What differs between two folders of outputs, byte by byte, and where."""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

LONG, WIDEST = 300, 160
"""From where on a line is broken up for the diff, and how much of a line of the diff is shown."""
WINDOW = 400
"""How many lines are looked at from the first that differs on: the diff of two long texts would take long."""
MISSING = b"(not written)\n"


@dataclass(frozen=True, slots=True)
class Difference:
    """One output of one run, with the first lines of its diff."""

    run: str
    output: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many runs and outputs were compared, and which of them differ."""

    runs: int
    outputs: int
    differences: tuple[Difference, ...]


def compared(old: Path, new: Path, runs: Iterable[str], lines: int) -> Comparison:
    """Compare the outputs of the runs in two folders."""
    names = list(runs)
    found = list[Difference]()
    outputs = 0
    for run in names:
        files = sorted({*files_of(old / run), *files_of(new / run)})
        outputs += len(files)
        for file in files:
            one, two = content(old / run / file), content(new / run / file)
            if one != two:
                found.append(Difference(run, file, tuple(first_lines(diff(one, two), lines))))
    return Comparison(len(names), outputs, tuple(found))


def files_of(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()]


def content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else MISSING


def diff(old: bytes, new: bytes) -> Iterator[str]:
    """The lines of a diff; of zip files that of each part which differs."""
    if zipfile.is_zipfile(io.BytesIO(old)) and zipfile.is_zipfile(io.BytesIO(new)):
        yield from _diff_of_parts(old, new)
    else:
        yield from _diff_of_texts(old, new)


def _diff_of_parts(old: bytes, new: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(old)) as one, zipfile.ZipFile(io.BytesIO(new)) as two:
        names, others = one.namelist(), two.namelist()
        if names != others:
            yield "parts:"
            yield from _diff_of_texts("\n".join(names).encode(), "\n".join(others).encode())
        same = names == others
        for name in dict.fromkeys([*names, *others]):
            before = one.read(name) if name in names else MISSING
            after = two.read(name) if name in others else MISSING
            if before != after:
                same = False
                yield f"{name}:"
                yield from diff(before, after)
        if same:
            yield "only the zip directory differs:"
            listed = ["\n".join(map(repr, file.infolist())).encode() for file in (one, two)]
            yield from _diff_of_texts(*listed)


def _diff_of_texts(old: bytes, new: bytes) -> Iterator[str]:
    try:
        one, two = (_broken_up(text.decode()) for text in (old, new))
    except UnicodeDecodeError:
        yield f"{len(old)} and {len(new)} bytes, which are no text"
        return
    if one == two:
        yield "only the ends of lines differ"
    start = _in_common(one, two)
    one, two = one[start : start + WINDOW], two[start : start + WINDOW]
    for kind, first, end, other, other_end in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind != "equal":
            yield f"@@ line {start + first + 1}"
            for before, after in zip_longest(one[first:end], two[other:other_end]):
                yield from _pair(before, after)


def _pair(before: str | None, after: str | None) -> Iterator[str]:
    """Two lines, one below the other; of long ones what is around the first letter that differs."""
    at = _in_common(before or "", after or "")
    start = max(0, at - WIDEST // 3) if max(len(before or ""), len(after or "")) > WIDEST else 0
    for sign, line in (("-", before), ("+", after)):
        if line is not None:
            yield sign + ("…" if start else "") + line[start : start + WIDEST]


def _in_common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many items the beginnings have in common."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _broken_up(text: str) -> list[str]:
    """The lines; a long one is broken at its tags, or else at its commas, for a diff to say where it differs."""
    found = list[str]()
    for line in text.splitlines():
        found.extend([line] if len(line) <= LONG else filter(None, re.split(r"(?=<)|(?<=[,}])", line)))
    return found


def first_lines(lines: Iterator[str], count: int) -> Iterator[str]:
    """So many of the lines, and a last one where there are more."""
    for number, line in enumerate(lines):
        if number == count:
            yield "…"
            return
        yield line
