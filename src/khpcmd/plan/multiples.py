"""Units of measure and their multiples: đồng and triệu đồng, m and km, m² and ha.

``scale_of`` names the scale that a unit of measure belongs to, ``Scale.shift`` how far the decimal point moves from one
unit of a scale to another. Every multiple is a power of ten, so that a figure is converted exactly. Units that mean
different things in different places (sào, công, mẫu) are on no scale: figures in them are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from khpcmd.text import bare, canonical

_MONEY = {
    0: ("đồng", "vnđ", "vnd", "đồng việt nam", "dong"),
    3: ("nghìn đồng", "nghìn vnđ", "nghìn vnd", "1000 đồng", "1.000 đồng", "thousand dong", "thousand vnd"),
    6: (
        "triệu đồng", "triệu vnđ", "triệu vnd", "tr đồng", "tr.đồng", "trđ", "tr.đ", "million dong", "million vnd",
        "dong million", "vnd million",
    ),
    9: ("tỷ đồng", "tỷ vnđ", "tỷ vnd", "billion dong", "billion vnd", "dong billion", "vnd billion"),
    12: ("nghìn tỷ đồng", "nghìn tỷ vnđ", "nghìn tỷ vnd", "trillion dong", "trillion vnd", "thousand billion dong"),
}  # fmt: skip
_DOLLARS = {
    0: ("usd", "đô la mỹ", "đô-la mỹ", "us dollar", "us dollars"),
    3: ("nghìn usd", "nghìn đô la mỹ", "thousand usd", "thousand us dollars"),
    6: ("triệu usd", "tr.usd", "triệu đô la mỹ", "million usd", "million us dollars"),
    9: ("tỷ usd", "tỷ đô la mỹ", "billion usd", "billion us dollars"),
}
_LENGTH = {
    -3: ("mm", "mi-li-mét", "milimét", "millimetre", "millimetres"),
    -2: ("cm", "xăng-ti-mét", "centimét", "centimetre", "centimetres"),
    0: ("m", "mét", "metre", "metres", "meter", "meters"),
    3: ("km", "ki-lô-mét", "kilômét", "kilomet", "kilometre", "kilometres", "kilometer", "kilometers"),
}
_AREA = {
    0: ("m2", "mét vuông", "square metre", "square metres", "square meters", "sq m"),
    4: ("ha", "héc-ta", "héc ta", "hecta", "hectare", "hectares"),
    6: ("km2", "ki-lô-mét vuông", "kilômét vuông", "square kilometre", "square kilometres", "sq km"),
    7: ("nghìn ha", "1000 ha", "1.000 ha", "thousand ha", "thousand hectares"),
}
_WEIGHT = {
    0: ("kg", "ki-lô-gam", "kilôgam", "kilogram", "kilograms"),
    2: ("tạ", "quintal", "quintals"),
    3: ("tấn", "tonne", "tonnes", "metric tonnes"),
    6: ("nghìn tấn", "1000 tấn", "1.000 tấn", "thousand tonnes"),
    9: ("triệu tấn", "million tonnes"),
}
_VOLUME = {
    -3: ("lít", "litre", "litres", "liter", "liters"),
    0: ("m3", "mét khối", "cubic metre", "cubic metres", "cubic meters"),
    3: ("nghìn m3", "1000 m3", "1.000 m3", "thousand cubic metres"),
    6: ("triệu m3", "million cubic metres"),
}
_ENERGY = {
    0: ("kwh",),
    3: ("mwh", "nghìn kwh"),
    6: ("gwh", "triệu kwh", "million kwh"),
    9: ("twh", "tỷ kwh", "billion kwh"),
}
_SHARE = {0: ("%", "phần trăm", "percent", "per cent"), -1: ("‰", "phần nghìn", "per mille")}

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


def _scale(name: str, units: Mapping[int, tuple[str, ...]]) -> Scale:
    found = dict[str, int]()
    for exponent, spellings in units.items():
        for spelling in spellings:
            found[unit_key(spelling)] = exponent
            if spelling[0].isalpha() and bare(spelling) not in _AMBIGUOUS:
                found.setdefault(unit_key(bare(spelling)), exponent)  # as it is typed without accents
    return Scale(name, found)


@lru_cache(maxsize=1)
def scales() -> tuple[Scale, ...]:
    """All scales, made when a plan first asks for one."""
    units = {
        "money": _MONEY, "dollars": _DOLLARS, "length": _LENGTH, "area": _AREA, "weight": _WEIGHT, "volume": _VOLUME,
        "energy": _ENERGY, "share": _SHARE,
    }  # fmt: skip
    return tuple(_scale(name, spellings) for name, spellings in units.items())


def scale_of(unit: str) -> Scale | None:
    """The scale of a unit of measure; None where it is a unit by itself."""
    found = unit_key(unit)
    return next((scale for scale in scales() if found in scale.exponents), None)
