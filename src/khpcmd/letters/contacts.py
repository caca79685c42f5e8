"""The list of addresses: a CSV file with a line for each unit, described in ``docs/en/how-to/letters.md``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import ContactsError, PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.load import read_text
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.render.wording import visible
from khpcmd.text import Names, loose

COLUMNS = {
    "unit": ("unit", "đơn vị"),
    "name": ("name", "tên", "người nhận"),
    "email": ("email", "e-mail", "thư điện tử"),
    "cc": ("cc", "đồng gửi"),
    "salutation": ("salutation", "kính gửi"),
}
"""The columns by their keys, and how their headers may be written."""
NEEDED = ("unit", "email")
DELIMITERS = (";", "\t", ",")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LONGEST = 254


class Contact(NamedTuple):
    """Whom a unit's letter goes to; "" and () for what is not known."""

    name: str = ""
    email: str = ""
    cc: tuple[str, ...] = ()
    salutation: str = ""


def load_contacts(path: Path, plan: Plan) -> Mapping[str, Contact]:
    """The contacts of a file by unit; ``ContactsError`` with every mistake by its line."""
    file = str(path)
    try:
        text = read_text(path)
    except PlanError as error:
        raise ContactsError(error.diagnostics) from None
    reading = _Reading(file, plan)
    found = reading.contacts(text)
    if reading.mistakes:
        raise ContactsError(reading.mistakes)
    return found


class _Reading:
    def __init__(self, file: str, plan: Plan) -> None:
        self.file, self.plan = file, plan
        self.mistakes = list[Diagnostic]()
        spellings = {
            unit.id: (unit.name.vi, unit.name.en, *((unit.short,) if unit.short else ()), *unit.aliases)
            for unit in plan.units
        }
        self._names = Names(spellings, units=True)

    def contacts(self, text: str) -> dict[str, Contact]:
        rows = self._rows(text)
        number, head = next(rows, (1, []))
        columns = self._columns(number, head)
        found, lines = dict[str, Contact](), dict[str, int]()
        for number, row in rows if columns else ():
            values = {key: row[index].strip() if index < len(row) else "" for key, index in columns.items()}
            unit = self._unit(number, values["unit"])
            if not unit:
                continue
            if unit in lines:
                twice = Code.ADDRESS_TWICE(self._at(number), {"unit": Ref("unit", unit), "first_line": lines[unit]})
                self.mistakes.append(twice)
            lines.setdefault(unit, number)
            found[unit] = self._contact(number, values)
        return found

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that are not empty, each with the line that it ends on."""
        head = text.lstrip("\r\n").partition("\n")[0]
        delimiter = next((one for one in DELIMITERS if one in head), ";")
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num, row
        except csv.Error:
            self._wrong(reader.line_num, "…")

    def _columns(self, line: int, head: list[str]) -> dict[str, int]:
        """Where each column stands; {} where one that is needed is not there."""
        known = {loose(name): key for key, names in COLUMNS.items() for name in names}
        found = {known[loose(text)]: index for index, text in enumerate(head) if loose(text) in known}
        lacking = [key for key in NEEDED if key not in found]
        for key in lacking:
            at, allowed = self._at(line), ", ".join(COLUMNS)
            self.mistakes.append(Code.ADDRESS_COLUMNS(at, {"key": key, "allowed": allowed}))
        return {} if lacking else found

    def _unit(self, line: int, text: str) -> str:
        """The unit that an id or a name means; "" with a mistake where it means none."""
        if text in self.plan.unit:
            return text
        match = self._names.find(text)
        if not match.id:
            at, found = self._at(line), shortened(text)
            self.mistakes.append(Code.ADDRESS_OF_UNKNOWN(at, {"found": found, "suggestion": match.suggestion}))
        return match.id

    def _contact(self, line: int, values: Mapping[str, str]) -> Contact:
        for key in ("name", "salutation"):
            if visible(values.get(key, "")) != values.get(key, ""):
                found = shortened(visible(values[key]))
                self.mistakes.append(Code.ADDRESS_NOT_ONE_LINE(self._at(line), {"found": found}))
        email = values["email"]
        cc = tuple(filter(None, re.split(r"[,;\s]+", values.get("cc", ""))))
        for address in filter(None, (email, *cc)):
            if not ADDRESS.fullmatch(address) or len(address) > LONGEST:
                self._wrong(line, address)
        return Contact(values.get("name", ""), email, cc, values.get("salutation", ""))

    def _wrong(self, line: int, address: str) -> None:
        self.mistakes.append(Code.ADDRESS_NOT_VALID(self._at(line), {"found": shortened(visible(address))}))

    def _at(self, line: int) -> Location:
        return Location(self.file, line=line, column=1)
