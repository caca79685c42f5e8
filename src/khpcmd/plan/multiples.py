"""Units of measure and their multiples: đồng and triệu đồng, m and km, m² and ha, as ``multiples.toml`` lists them.

``scale_of`` names the scale that a unit of measure belongs to, ``Scale.shift`` how far the decimal point moves from one
unit of a scale to another. Every multiple is a power of ten, so that a figure is converted exactly.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from khpcmd.text import bare, canonical

_SIGNS = str.maketrans({"²": "2", "³": "3", "(": " ", ")": " "})
_OTHERWISE = {canonical(other): canonical(usual) for other, usual in (("ngàn", "nghìn"), ("tỉ", "tỷ"))}
"""Words that are written in two ways."""
_AMBIGUOUS = frozenset({"ta"})
"""Without accents these are other words as well."""


class Scale(NamedTuple):
    """Units of one thing: ``exponents`` has, by the spelling of each, the power of ten that it is of the first."""

    name: str
    exponents: Mapping[str, int]

    @property
    def several(self) -> bool:
        """Whether a figure without its unit could be of more than one: of a percentage it is not asked."""
        return self.name != "share"

    def shift(self, found: str, wanted: str) -> int | None:
        """By how many places the decimal point moves from a figure in ``found`` to one in ``wanted``; None where one of
        them is no unit of this scale."""
        one, other = self.exponents.get(found), self.exponents.get(wanted)
        return None if one is None or other is None else one - other


def unit_key(text: str) -> str:
    """A key that is equal for spellings of one unit: "Tỉ đồng", "tỷ đồng."; "m²", "m2"."""
    words = canonical(text.translate(_SIGNS)).strip(" .,;:")
    return " ".join(_OTHERWISE.get(word, word) for word in words.split(" "))


@lru_cache(maxsize=1)
def scales() -> tuple[Scale, ...]:
    """All scales, read when a plan first asks for one."""
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(Scale(name, dict(_exponents(units))) for name, units in read.items())


def _exponents(units: Mapping[str, list[str]]) -> Iterator[tuple[str, int]]:
    """The power of ten of each spelling, also as it is typed without accents, where no other has that."""
    as_written = {unit_key(one): int(exponent) for exponent, spellings in units.items() for one in spellings}
    for exponent, spellings in units.items():
        for one in spellings:
            if one[0].isalpha() and bare(one) not in _AMBIGUOUS:
                yield unit_key(bare(one)), int(exponent)
    yield from as_written.items()


def scale_of(unit: str) -> Scale | None:
    """The scale of a unit of measure; None where it is a unit by itself."""
    found = unit_key(unit)
    return next((scale for scale in scales() if found in scale.exponents), None)
