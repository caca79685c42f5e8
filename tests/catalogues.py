"""All sentences of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.i18n import Catalogue


def texts(catalogue: Catalogue, path: str = "") -> Iterator[tuple[str, str]]:
    """Each with its key."""
    for key, value in catalogue.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, str):
            yield where, value
        else:
            yield from texts(value, where)
