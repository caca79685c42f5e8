"""The names of files as lists show them (``short_names``): without folders, unless two files would look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from khpcmd.report import Report


def short_names(names: Iterable[str]) -> Mapping[str, str]:
    """By name as it was read, its end: as many of the last parts of the path as tell it from all others."""
    parts = {name: tuple(filter(None, name.replace("\\", "/").split("/"))) for name in names}
    found, left, depth = dict[str, str](), list(parts), 0
    while left:
        depth += 1
        ends = Counter(path[-depth:] for path in parts.values())
        done = [name for name in left if ends[parts[name][-depth:]] == 1 or depth >= len(parts[name])]
        found |= {name: "/".join(parts[name][-depth:]) or name for name in done}
        left = [name for name in left if name not in found]
    return found


def without_paths(report: Report) -> Callable[[str], str]:
    """What makes a text of the report name its files without the folders that they lie in."""
    found = {one.name for one in report.inputs} | {one.at.file for one in report.diagnostics if one.at}
    names = sorted(found, key=len, reverse=True)
    short = short_names(names)

    def local(text: str) -> str:
        for name in names:
            text = text.replace(name, short[name])
        return text

    return local
