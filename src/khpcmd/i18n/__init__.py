"""Every sentence that a person reads, in one TOML file for each language; ``render.wording`` fills them in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

DEFAULT = "vi"
LANGUAGES = (DEFAULT, *sorted({file.stem for file in Path(__file__).parent.glob("*.toml")} - {DEFAULT}))
"""The languages: each has its catalogue beside this module."""
TABLE = re.compile(r"\n\[([\w.]+)\](?=\n)")
"""The line that begins a table of a catalogue."""
APART = "; "
"""Between items of which one has a comma itself."""
PLACEHOLDER = re.compile(r"\{(\w+)(?::(plain))?\}")

WITHHELD = {
    "view.no_figure": "words.withheld",
    "summary.no_figure": "words.withheld",
    "word_report.no_figure": "word_report.withheld",
    "word_report.no_result": "words.withheld",
}
"""What is said in the place of "no figure" where figures are withheld."""

Catalogue = Mapping[str, "str | Catalogue"]
Value = str | int | Decimal


class Messages:
    """The sentences of one language, read when the first of them is needed.

    ``language`` is one of ``LANGUAGES``. Keys are dotted paths into the catalogue; one that is missing raises
    ``KeyError``, which the tests of the catalogues rule out.
    """

    def __init__(self, language: str = DEFAULT, *, withheld: bool = False) -> None:
        """``withheld``: figures are not shown, and it is said so where one would stand."""
        self.language = language
        self.withheld = withheld
        self._tables: dict[str, Catalogue] = {}
        self._found: dict[str, str] = {}

    @cached_property
    def _file(self) -> str:
        return (Path(__file__).parent / f"{self.language}.toml").read_text(encoding="utf-8")

    @cached_property
    def catalogue(self) -> Catalogue:
        """All of the catalogue."""
        found: Catalogue = tomllib.loads(self._file)
        return found

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        """The tables of the file by name, as texts: a run needs few of them, and TOML takes its time."""
        parts = TABLE.split(f"\n{self._file}")
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    def _table(self, name: str) -> Catalogue:
        if name not in self._tables:
            self._tables[name] = tomllib.loads(self._sources[name])
        return self._tables[name]

    def sentences(self, table: str) -> list[str]:
        """The sentences of one table of the catalogue, with their placeholders."""
        return list(self.named_sentences(table).values())

    def named_sentences(self, table: str) -> dict[str, str]:
        """The same by their names in the table."""
        return {name: one for name, one in self._table(table).items() if isinstance(one, str)}

    def template(self, key: str) -> str:
        """The sentence as it stands in the catalogue, with its placeholders."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(key)
        return found

    def _find(self, key: str) -> str:
        if self.withheld:
            key = WITHHELD.get(key, key)
        table, steps = key, list[str]()
        while table not in self._sources:
            table, _, step = table.rpartition(".")
            if not step:
                raise KeyError(key)
            steps.insert(0, step)
        found: str | Catalogue = self._table(table)
        for step in steps:
            if isinstance(found, str):
                raise KeyError(key)
            found = found[step]
        if not isinstance(found, str):
            raise KeyError(key)
        return found

    def text(self, key: str, /, **values: Value) -> str:
        """A sentence filled in; texts stand as they are, whole numbers get their separators."""
        return self.fill(self.template(key), {name: self.shown(value) for name, value in values.items()})

    def sentence(self, key: str, /, **values: Value) -> str:
        """A sentence filled in with things that were found: texts come in quotation marks, unless marked ``:plain``."""
        quoted = {name: self.quoted(v) if isinstance(v, str) else self.number(v) for name, v in values.items()}
        return self.fill(self.template(key), quoted, {name: str(value) for name, value in values.items()})

    def fill(self, template: str, values: Mapping[str, str], plain: Mapping[str, str] | None = None) -> str:
        """Put ``values`` in the places of a template, ``plain`` in those marked ``:plain``.

        What is put in is never looked at again: a brace in a cell of a workbook stays a brace.
        """
        plain = values if plain is None else plain

        def one(match: re.Match[str]) -> str:
            name, form = match.groups()
            return plain[name] if form else values[name]

        return PLACEHOLDER.sub(one, template)

    def has(self, key: str) -> bool:
        """Whether the catalogue has such a sentence."""
        try:
            return bool(self.template(key))
        except KeyError:
            return False

    def word(self, key: str) -> str:
        """A word of the catalogue; one that is not there shows as its key."""
        try:
            return self.template(f"words.{key}")
        except KeyError:
            return key

    def count(self, what: str, number: int) -> str:
        """So many of something, in the right grammatical number."""
        if number == 1:
            try:
                return self.text(f"counts.{what}.one", count=number)
            except KeyError:
                pass
        return self.text(f"counts.{what}.other", count=number)

    def counts(self, found: Iterable[tuple[str, int]]) -> str:
        """How many there are of each of several things that there are any of; "" where there is nothing."""
        return self.joined(self.count(what, number) for what, number in found if number)

    def number(self, value: int | Decimal) -> str:
        """A number with the language's separators; one with decimals has all of them."""
        if isinstance(value, Decimal):
            return self.decimal(value)
        text = f"{value:,}"
        return text.replace(",", self.template("style.thousands")) if "," in text else text

    def decimal(self, value: Decimal) -> str:
        """A decimal number with all its decimals, in the language's separators."""
        whole, _, tail = f"{abs(value):f}".partition(".")
        sign = "-" if value < 0 else ""
        return sign + self.number(int(whole)) + (self.template("style.decimal") + tail if tail else "")

    def typed(self, value: Decimal) -> str:
        """A decimal number as it is typed into a cell, without separators of thousands."""
        return f"{value:f}".replace(".", self.template("style.decimal"))

    def shown(self, value: Value) -> str:
        return value if isinstance(value, str) else self.number(value)

    def quoted(self, text: str) -> str:
        return self.template("style.open_quote") + text + self.template("style.close_quote")

    def day(self, day: date) -> str:
        """A date as the language writes it."""
        return self.text("style.date", day=f"{day.day:02}", month=f"{day.month:02}", year=f"{day.year:04}")

    def joined(self, items: Iterable[str]) -> str:
        """Items one after the other, as behind a colon or in brackets: "A, B, C".

        Where one has a comma itself, as the name of a unit with its district, "A, B; C".
        """
        found = list(items)
        return self._between(found).join(found)

    def listed(self, items: Iterable[str], last: Literal["and", "or"] = "and") -> str:
        """Items as a part of a sentence: "A, B and C"; "" where there are none."""
        *most, end = found = list(items) or [""]
        between = self._between(found)
        word = self.template(f"style.{last}_apart" if between == APART else f"style.{last}")
        return f"{between.join(most)}{word}{end}" if most else end

    def _between(self, items: Sequence[str]) -> str:
        """What stands between items: the language's comma, or a semicolon where one has that itself, and no quotes."""
        comma, (opened, closed) = self.template("style.list"), self.quoted("|").split("|")
        whole = (item.startswith(opened) and item.endswith(closed) for item in items)
        return APART if any(comma in item and not quoted for item, quoted in zip(items, whole, strict=True)) else comma

    def suggestion(self, text: str, *, quote: bool = True) -> str:
        """ "Did you mean …?", or nothing where there is nothing to offer."""
        return self.text("style.suggestion", suggestion=self.quoted(text) if quote else text) if text else ""


def language_of(text: str) -> str:
    """The language that a setting such as ``vi``, ``EN`` or ``vi_VN.UTF-8`` means; "" where it means none."""
    short = re.split(r"[-_.]", text.strip().lower())[0]
    return short if short in LANGUAGES else ""
