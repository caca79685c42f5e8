"""Keys, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

NOBODY: frozenset[str] = frozenset()


class Owners:
    """Who has a key. Nearly every key is that of one; only those of several have a set."""

    def __init__(self, keys: Sequence[str], owners: Sequence[str]) -> None:
        """``keys`` and ``owners`` in pairs."""
        self._last = dict(zip(keys, owners, strict=True))
        self._several: dict[str, set[str]] = {}
        if len(self._last) < len(keys):
            for key, owner in zip(keys, owners, strict=True):
                last = self._last[key]
                if owner != last:
                    self._several.setdefault(key, {last}).add(owner)

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def of(self, key: str) -> Set[str]:
        """Everybody who has a key."""
        owner = self._last.get(key)
        return NOBODY if owner is None else self._several.get(key) or {owner}

    def sole(self, key: str) -> str | None:
        """The one who has a key; None where nobody has it, or several."""
        return None if key in self._several else self._last.get(key)

    def together(self) -> set[str]:
        """Everybody who shares a key with somebody else."""
        return {owner for owners in self._several.values() for owner in owners}
