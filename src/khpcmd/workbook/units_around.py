"""The units that are named around a table, held against those that it is of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from khpcmd.text import tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.table import Form, Table, row_names
from khpcmd.workbook.words.communes import commune_in, heads_commune
from khpcmd.workbook.words.meaning import TIMES, Part, Role, Sense
from khpcmd.workbook.words.provinces import is_province
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.titles import is_signed, of_all_units
from khpcmd.workbook.words.unit_notes import Mention, Names, UnitRows, key_of, mentions, names_of
from khpcmd.workbook.words.vocabulary import LABEL_OF_UNIT, NOT_THE_UNIT, is_letterhead, is_person, key

NO_ROWS = UnitRows({}, Names(), {})
TOGETHER = when_asked(r"phối hợp|liên ngành|giáp ranh|chuyển|kính gửi|nơi nhận", re.IGNORECASE)
"""How a text speaks of other districts that have a part in the matter, or of whom it is sent to."""
SIGNING = when_asked(r"^\W*(?:(?:TM|KT|TL|TUQ|Q)\b[. ]*|(?:phó )?chủ tịch )+", re.IGNORECASE)
"""In whose place somebody signs."""
ALONE = re.compile(r"\W*(?:\w+ ){0,3}")
"""What may stand before the name of another unit in a line that says no more than whose figures they are."""
BEFORE_NAME = when_asked(r"^(?:[^:]*:)?\s*(?:của )?", re.IGNORECASE)
"""What may stand before the name of a place in a line that says whose figures they are."""
RECEIVED = when_asked(r"(?:kinh gui|noi nhan|noi gui)\b")
"""How a line begins that says who receives the return."""
BEHIND = re.compile(r"[():;,][\s():;,.]*|\s[-–]\s")
"""What stands before the words that a line of signatures has behind the name of an office, or of a person, each read by
itself."""
OWNED = when_asked(r"\bcủa (?:huyện|thị xã|thành phố|quận|tx|tp|h)\b", re.IGNORECASE)


def unit_rows(table: Table, grid: Grid, senses: Senses) -> UnitRows:
    """The rows of the units of a table; for a form of one unit none, and the names of the plan's districts."""
    if table.of_units:  # they stand over the columns, and a note on one of them may be on any row
        over = [tidy(heading.text) for heading in table.headings.values() if heading.unit.id]
        return UnitRows({key_of(name): [] for name in over}, names_of(over), {})
    if table.form is not Form.BY_UNIT:
        return UnitRows({}, senses.districts, {})
    named, rows = row_names(table, grid), dict[str, list[int]]()
    of_row = {row: key_of(name) for row, name in named.items()}
    for row, name in of_row.items():
        rows.setdefault(name, []).append(row)
    return UnitRows(rows, names_of(named.values()), of_row, named.values())


def of_one_district(
    lines: Iterable[str], rows: Callable[[], Mapping[str, Sequence[int]]], senses: Senses
) -> Iterator[tuple[str, Part]]:
    """The lines above a table of several districts that say that its figures are those of one of them."""
    districts = {" ".join(name) for group in senses.districts.values() for name in group}
    if len(districts) < 2 or len(districts & set(rows())) < 2:
        return
    for line in filter(None, map(tidy, "\n".join(lines).splitlines())):
        named = _districts(line, senses)
        if len({one.rest for one in named}) == 1 and not NOT_THE_UNIT.search(key(line)):
            yield line, Part(line[named[0].start : named[0].end], Sense.SUBSET)


class Districts(NamedTuple):
    """The districts that the lines above a table and its rows name, held against those that other texts name."""

    lines: Sequence[str]
    rows: Mapping[str, Sequence[int]]
    senses: Senses
    named: Collection[str] = ()
    """What the rows are called."""

    def elsewhere(self, line: str, *, of_one: bool = False) -> list[Part]:
        """The other districts for which a line below the table is signed, or whose figures it speaks of: neither in the
        rows nor in the lines above, which name some; "huyện Tứ Kỳ chưa báo cáo" speaks of none. Below a form ``of_one``
        district, all of them as well: "(số liệu toàn tỉnh)"."""
        if of_one and (wide := next(filter(None, map(of_all_units, (line, *BEHIND.split(line)[1:]))), None)):
            return [wide]
        if self._is_of_commune(line):
            return [Part(line, Sense.REFERENCE)]
        body = not self.rows and (is_letterhead(line) or LABEL_OF_UNIT.match(line) is not None)
        signed = body or is_signed(line) or is_person(BEHIND.split(line, 1)[0])
        others = [] if RECEIVED.match(key(line)) else self._unknown(line)
        said = self.senses.account(line, Role.NOTE) if others and not signed else None
        alone = len(others) == 1 and ALONE.fullmatch(line[: others[0].start]) and not line[others[0].end :].strip(" .)")
        alone = alone and not TOGETHER.search(line)
        if said and not alone and (said.has(Sense.NOT_DONE) or not (said.speaks_of_figures or OWNED.search(line))):
            return []
        return [Part(line[one.start : one.end], Sense.REFERENCE) for one in others]

    def _is_of_commune(self, line: str) -> bool:
        """Whether a commune signs below a table that names none, or a line there is its name: "Đơn vị: xã An Lâm"."""
        signer, rests = SIGNING.sub("", line), frozenset(self.senses.plan.spelt.bare_rests)
        signs = commune_in(signer, rests) if signer != line else None
        listed = not line[:1].isalpha() or RECEIVED.match(key(line))  # "- UBND xã An Lâm;" is a recipient
        alone = not listed and heads_commune(BEFORE_NAME.sub("", line), rests)
        return (alone or (signs is not None and signs.leads)) and not any(
            commune_in(one, rests) for one in (*self.lines, *self.named)
        )

    def tells_of_none(self, line: str, *, of_row: bool) -> bool:
        """Whether a line below the figures only says that there are none: those of its own blank row (``of_row``), or
        of districts that are not in the table."""
        account = self.senses.account(line, Role.NOTE)
        doubts = {part.sense for part in account.doubts}
        if Sense.NOT_DONE not in doubts or not doubts <= {Sense.NOT_DONE, *TIMES} or account.unknown_words:
            return False
        named = _districts(line, self.senses)
        return of_row or (bool(named) and len(self._unknown(line)) == len(named))

    def others(self, text: str, own: str = "") -> list[Part]:
        """The districts that a title or a remark names beside its ``own`` one, or the first one above; where there is
        none nothing is known, and those that only took part are none."""
        named = _districts(text, self.senses)
        if not named or TOGETHER.search(text):
            return []
        own = own or next((one.rest for line in self.lines for one in _districts(tidy(line), self.senses)), "")
        known = bool(own) and own.split(maxsplit=1)[0] in self.senses.districts
        return [Part(text[one.start : one.end], Sense.REFERENCE) for one in named if known and one.rest != own]

    def _unknown(self, line: str) -> list[Mention]:
        """The districts that a line names, and neither the rows nor the lines above, which name some."""
        named = _districts(line, self.senses)
        above = (one.rest for text in self.lines for one in mentions(tidy(text), self.senses.districts))
        known = {*self.rows, *above} if named else ()
        return [one for one in named if known and one.rest not in known]


def _districts(line: str, senses: Senses) -> list[Mention]:
    """The districts that a line names; the name of a province may be meant as such."""
    return [one for one in mentions(line, senses.districts) if not is_province(one.rest)]
