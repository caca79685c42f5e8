"""The names of files as lists show them (``short_names``): without folders, unless two files would look alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping


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
