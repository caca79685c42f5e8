"""Stage 4: three meanings become a fact for each figure (``read_sheet``).

A fact is its own trace: what it is, where it stands, and everything that keeps it from being believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby, repeat

from khpcmd.returns import Basis
from khpcmd.workbook.facts.blocks import WHOLE_SHEET, Block, Path, Row, Sheet
from khpcmd.workbook.facts.codes import KIND, UNITS, Codes, Kind, coded
from khpcmd.workbook.facts.fact import UNCLEAR, Fact, FactTable, settle
from khpcmd.workbook.facts.frames import Around, Frame, FrameReader
from khpcmd.workbook.facts.geometry import find_blocks
from khpcmd.workbook.facts.meaning import NOTHING, Doubt, Meaning, Names, counts_other, is_compared_with
from khpcmd.workbook.facts.paths import Meanings
from khpcmd.workbook.facts.scopes import Governs, Part, Said
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_HEADERS, MEASURE_HEADERS, is_total, key

TALL = 400
"""The most rows of a sheet whose geometry is remembered: a form of a batch has fewer, and is met again."""
KEPT = 512
LABELS = frozenset({*UNITS, Kind.FIELD, Kind.TOTAL})
OF_UNIT = (Part.OVER, Part.TOLD, Part.BY_GROUP)
"""What may name the unit of the frame once more."""
HEADINGS = frozenset({Part.GROUP, Part.BY_GROUP, Part.ABOVE, Part.PARENT, Part.PASSED})
"""What heads rows below it, or stands beside such a text."""
OF_LABELS = MEASURE_HEADERS | LABEL_HEADERS
NAMED = frozenset({Kind.FIELD, Kind.LEAF})
"""What a sheet has of the plan, if anything."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a sheet, with its geometry."""

    sheet: Sheet
    facts: FactTable
    frames: tuple[Frame, ...]
    readers: tuple[BlockReader, ...] = field(compare=False)
    """What reads its blocks, and those in which no figure stands."""
    meanings: Meanings = field(compare=False)

    def headed(self, column: int) -> Mapping[int, tuple[Governs, ...]]:
        """By row with a figure in a column, the headings and parents over it, if any, and the texts beside these."""
        found = dict[int, tuple[Governs, ...]]()
        for reader in reversed(self.readers):
            found |= reader.headed(column)
        return found

    def is_heading(self, row: int) -> bool:
        """Whether a row within a block has no figure there."""
        return any(row in reader.headings for reader in self._of(row))

    def label(self, text: str, above: Iterable[str] = ()) -> Meaning:
        """What a text says as the only label of a row below some headings."""
        return self.meanings.of_path((*(Said(Part.GROUP, one) for one in above), Said(Part.LABEL, text)))

    def down(self, column: int) -> Mapping[int, Meaning]:
        """By row of a block, what it says of a figure in a column, whether one stands there or not."""
        found = dict[int, Meaning]()
        for reader in reversed(self.readers):
            found |= reader.down(column)
        return found

    def _of(self, row: int) -> list[BlockReader]:
        """What reads the blocks with a row."""
        return [reader for reader in self.readers if reader.first <= row <= reader.last]


class FactReader:
    """Reads sheets by the names of a plan; everything is remembered for the next sheet."""

    def __init__(self, fields: FieldNames, units: UnitNames, *, stamped: bool = False) -> None:
        """``stamped`` for files that khpcmd made: what it wrote itself says nothing of figures."""
        self._codes = Codes(fields, units)
        names = Names(fields, units, stamped=stamped)
        self._meanings = Meanings(names)
        self._of_frame = lru_cache(KEPT)(FrameReader(names).of_frame)
        self._blocks = lru_cache(KEPT)(_geometry)

    def read(  # noqa: PLR0913  # what decides what figures are
        self,
        grid: Grid,
        file: str = "",
        cover: tuple[str, ...] = (),
        *,
        whose: str = "",
        sheet: Sheet | None = None,
        readers: dict[tuple[int, str], BlockReader] | None = None,
        blank: Sequence[Block] = (),
    ) -> Facts:
        """The facts of a sheet. ``cover`` are the lines of the cover sheet of its file; what names no unit is the
        unit's ``whose``; ``sheet`` is its geometry, where that is known, and ``readers`` those of sheets like it (see
        ``Program``). ``blank`` are blocks without any figure."""
        sheet = sheet or self.geometry(grid)[0]
        texts = _Texts(grid)
        first = texts.lines(sheet.blocks[0].frame) if sheet.blocks else ()
        facts, frames, readers = FactTable(), list[Frame](), {} if readers is None else readers
        used = list[BlockReader]()
        for number, block in enumerate((*sheet.blocks, *blank)):
            frame = self._of_frame(
                Around(
                    texts.lines(block.frame),
                    texts.of(block.frame, Part.AFTER),
                    first,
                    grid.title,
                    file,
                    cover,
                )
            )
            frame = frame._replace(unit=whose) if whose and not frame.unit else frame
            frames.append(frame)
            unit = frame.unit if self._meanings.units.has_below(frame.unit) else ""
            reader = readers.get((number, unit)) or BlockReader(self._meanings, block, unit, texts, self._codes.plain)
            readers[number, unit] = reader
            used.append(reader)
            reader.put_into(facts if number < len(sheet.blocks) else FactTable(), frame, texts)
        settle(facts, grid.cells.value)
        self._meanings.forget()
        return Facts(sheet, facts, tuple(frames), tuple(used), self._meanings)

    @property
    def senses(self) -> Senses:
        """What the words around figures are asked for."""
        return self._meanings.fields.senses

    def is_label(self, text: str) -> bool:
        """Whether a text names a field, a unit, a month or a total, and so a row."""
        kind = self._codes.of_text(text) & KIND
        return kind in LABELS or (kind == Kind.TIME and bool(month(text, self._meanings.fields.month_years)))

    def geometry(self, grid: Grid, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, Rows]:
        """The blocks of a sheet, and the codes that they were found by; raises Refused where it names something of the
        plan and has too many of them."""
        rows = coded(grid, self._codes)
        try:
            if len(rows) > TALL:
                return find_blocks(rows, grid.merges, limits), rows
            return self._blocks(tuple([(row, *line) for row, line in rows.items()]), grid.merges, limits), rows
        except Refused:
            if any(code & KIND in NAMED for _, codes in rows.values() for code in codes):
                raise
            return Sheet(()), rows


def _geometry(
    rows: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...],
    merges: tuple[tuple[int, int, int, int], ...],
    limits: Limits,
) -> Sheet:
    return find_blocks({row: (columns, codes) for row, columns, codes in rows}, merges, limits)


def _twins(block: Block, texts: _Texts) -> Iterator[tuple[int, Doubt]]:
    """The columns of figures below one and the same merged header: nobody knows which of them it is of."""
    heads = [tuple(one for one in column.path if one.part is Part.HEADER) for column in block.columns]
    shared = {own for own, count in Counter(heads).items() if count > 1}
    shared |= {own[:level] for own in heads for level in range(1, len(own))}  # a head of which one half is not divided
    for column, own in zip(block.columns, heads, strict=True):
        if own and own in shared:
            yield column.at, Doubt(texts.head(own), "")


def _is_grouped(path: Path) -> bool:
    """Whether a row is below the heading of a group."""
    return any(one.part is Part.GROUP for one in path)


class _Texts:
    """The texts of a sheet by place."""

    __slots__ = ("_down", "_value", "comments")

    def __init__(self, grid: Grid) -> None:
        self._value, self._down = grid.cells.value, grid.cells.down
        self.comments = grid.comments
        """What was noted on cells."""

    def said(self, path: Path) -> tuple[Said, ...]:
        """A path with its words, and what was noted on them."""
        value = self._value
        found = [Said(part, text_of(value(at))) for part, at in path]
        if self.comments:
            found += [Said(Part.COMMENT, self.comments[at]) for _, at in path if at in self.comments]
        return tuple(found)

    def of(self, path: Path, part: Part) -> tuple[str, ...]:
        """The texts of one part."""
        return tuple([text_of(self._value(at)) for own, at in path if own is part])

    def head(self, path: Path) -> str:
        """The last text of a header."""
        return text_of(self._value(path[-1].at)) if path else ""

    def is_number(self, at: Place) -> bool:
        """Whether a cell holds a number."""
        return isinstance(self._value(at), int | float)

    def lines(self, path: Path) -> tuple[tuple[str, ...], ...]:
        """The titles, line by line."""
        titles = sorted(at for part, at in path if part is Part.TITLE)
        return tuple(
            tuple(text_of(self._value(at)) for at in line) for _, line in groupby(titles, key=lambda at: at[0])
        )

    def down(self, row: Row, path: Path, around: tuple[Said, ...]) -> list[tuple[Said, ...]]:
        """A path of a row, and of each one that is like it, with its words, behind those ``around`` it."""
        rows = range(row.at, max(row.at, row.last) + 1)
        if self.comments:
            index = row.paths.index(path)
            return [around + self.said(one.paths[index]) for one in row.each()]
        columns, make = list[Iterable[Said]](repeat(one, len(rows)) for one in around), tuple.__new__
        for part, (at, column) in path:
            texts = self._down(rows, column) if at == row.at else repeat(text_of(self._value((at, column))), len(rows))
            columns.append([make(Said, (part, text)) for text in texts])
        return list(zip(*columns, strict=True)) or [()] * len(rows)


class BlockReader:
    """Applies what a block means to its figures. ``unit`` is that of its frame, for the names of those within it."""

    def __init__(self, meanings: Meanings, block: Block, unit: str, texts: _Texts, plain: Mapping[str, str]) -> None:
        self._meanings, self._block, self._around = meanings, block, (Said(Part.TITLE, unit),) if unit else ()
        self._across = [(column, meanings.of_path(texts.said(column.path))) for column in block.columns]
        self._heads = {
            column.at: tuple(one for one in column.path if one.part is Part.HEADER) for column in block.columns
        }
        """By column, the texts of its header."""
        self._measured = frozenset(
            at for at, path in self._heads.items() if path and key(texts.head(path)) in OF_LABELS
        )
        """The columns of labels or units of measure, in which figures stand all the same."""
        self._down = [
            [meanings.of_labels(texts.down(row, path, self._around), plain) for path in row.paths] for row in block.rows
        ]
        """By row with those that are like it: by group of labels what each of them means."""
        every = {id(meaning): meaning for _, meaning in self._across}
        every |= {id(one): one for row in self._down for group in row for one in group}
        self._bare = frozenset(
            column.at for column in block.columns if not any(one.part is Part.HEADER for one in column.path)
        )
        """The columns with nothing over them."""
        self._rivals = dict((*_twins(block, texts), *self._alike(texts), *self._sums(texts)))
        """The columns that share their header with another one, or may be of the same figure, or add up others than
        results: each with what that quotes."""
        self._named = any(across.unit for _, across in self._across) or any(
            one.unit
            for row, groups in zip(block.rows, self._down, strict=True)
            for path, meanings in zip(row.paths, groups, strict=True)
            for one in meanings
            if not _is_grouped(path)
        )
        """Whether a row or a column names a unit: then the frame names none."""
        self._grouped = any(one.unit for one in every.values())
        """Whether some do, or headings of groups: then it names none of their rows."""
        self._years = any(one.bare_year and one.basis is Basis.CURRENT for one in every.values())
        below = meanings.units.is_below
        times = [texts.head(column.path) for column in block.columns] if self._years else []
        self._whole_year = meanings.fields.periods.year_beside(times)
        """The period that a year alone is, where it stands beside a part of it."""
        self._short = any(one.unit and one.bare and below(one.unit) for one in every.values())
        """Whether units within others are named, so that a bare name may be one of theirs."""
        heads = [one for _, one in self._across if one.unit]
        alike = len(heads) > 1 and all(one.bare for one in heads)
        self._short_heads = frozenset(one.bare for one in heads if one.bare and not alike)
        """The names of units over columns without their class words, where others have theirs."""
        rows = [*(row.at for row in (*block.rows, *block.blank)), *(row.last for row in block.rows)]
        self.first, self.last = min(filter(None, rows), default=0), max(rows, default=0)
        """Its first and its last row, those without figures included."""
        self._group = dict[int, int | None]()
        """By column, its group of labels."""

    @cached_property
    def headings(self) -> Mapping[int, Row]:
        """The rows without figures."""
        return {row.at: row for row in self._block.blank}

    def headed(self, column: int) -> Mapping[int, tuple[Governs, ...]]:
        """By row of figures below headings, these."""
        group, found = self._group_at(column), dict[int, tuple[Governs, ...]]()
        if group is None:
            return found
        for row in self._block.rows:
            if over := tuple([one for one in row.paths[group] if one.part in HEADINGS]):
                found |= dict.fromkeys(range(row.at, max(row.at, row.last) + 1), over)
        return found

    def _group_at(self, column: int) -> int | None:
        """The group of labels of the figures in a column; None for one of another block."""
        if column not in self._group:
            first, last = self._block.span
            own = (one.group for one in self._block.columns if one.at <= column)
            self._group[column] = max(own, default=0) if first <= column <= last else None
        return self._group[column]

    def down(self, column: int) -> Mapping[int, Meaning]:
        """By row, what it says of a figure in a column; nothing for one of another block."""
        group = self._group_at(column)
        if group is None:
            return {}
        of_path, said = self._meanings.of_path, self._texts.said
        found = {row: of_path(self._around + said(blank.paths[group])) for row, blank in self.headings.items()}
        for line, groups in zip(self._block.rows, self._down, strict=True):
            found |= zip(range(line.at, max(line.at, line.last) + 1), groups[group], strict=True)
        return found

    def put_into(self, found: FactTable, frame: Frame, texts: _Texts) -> None:
        """Add the facts of the block in a frame; ``texts`` are those of its sheet."""
        self._frame, self._texts = frame, texts
        self._columns = dict[int, Fact]()
        self._known = dict[tuple[int, bool], dict[int, Fact]]()
        """By what a row means, and whether the frame may name the unit, by column what the figure there is."""
        apart = {row for row, _ in (*self._block.merged, *texts.comments)}
        """The rows with a figure of which something else is asked than of those above and below it."""
        for row, groups in zip(self._block.rows, self._down, strict=True):
            shown = frozenset(row.figures)
            columns = [
                (column.at, across, groups[column.group]) for column, across in self._across if column.at in shown
            ]
            beside = self._beside_bare(row)
            unclear = {at for at in row.figures if row.shared or at in self._bare or at in beside}
            framed = not self._grouped or not (self._named or any(map(_is_grouped, row.paths)))
            units, alike = _units_alone(columns), dict[Collection[str], Mapping[int, Fact]]()
            for index, number in enumerate(range(row.at, max(row.at, row.last) + 1)):
                unit = units[index] if units and number not in apart else ""
                own = self._meanings.fields.plan.reported_by.get(unit, ())
                facts = alike.get(own) if unit else None
                if facts is None:
                    facts = self._row_of(columns, index, framed=framed)
                    if unclear or self._rivals or number in apart:
                        self._doubt(number, facts, unclear)
                    if not unit or any(fact.field and fact.field not in own for fact in facts.values()):
                        found.put(number, facts)
                        continue
                    facts = alike[own] = {at: fact.of("") for at, fact in facts.items()}
                found.put(number, facts, unit)
        for number, at in self._block.strays:
            found.put(number, {at: Fact(open=(UNCLEAR,))})
        self._known.clear()

    def _doubt(self, row: int, facts: dict[int, Fact], unclear: Collection[int]) -> None:
        """Add what is asked of single figures of a row: those ``unclear``, merged ones, columns of which another may be
        meant, comments."""
        comments, merged = self._texts.comments, self._block.merged
        for at, said in facts.items():
            doubts = list[Doubt]()
            if (row, at) in comments:
                doubts += self._meanings.of_path((Said(Part.COMMENT, comments[row, at]),)).open
            if at in unclear or (row, at) in merged:
                doubts.append(UNCLEAR)
            if at in self._rivals:
                doubts.append(self._rivals[at])
            facts[at] = said._replace(open=(*said.open, *doubts)) if doubts else said

    def _of_column(self, across: Meaning) -> Fact:
        """What a column says of a row that names a unit and nothing else, without the unit."""
        said = self._columns[id(across)] = self._fact(self._meanings.join(across, NOTHING), framed=False)
        return said

    def _beside_bare(self, row: Row) -> Collection[int]:
        """The columns of a row whose figures may be those of others: left of a figure without a head, and all of them
        where that is the first one."""
        texts = self._texts
        bare = [
            at for at in row.figures if at in self._bare or (at in self._measured and texts.is_number((row.at, at)))
        ]
        if not bare:
            return ()
        headed = [at for at in row.figures if at not in bare]
        if bare[0] < min(headed, default=0):
            return headed
        return {max(one for one in headed if one < at) for at in bare if at > headed[0]} if headed else ()

    def _alike(self, texts: _Texts) -> Iterator[tuple[int, Doubt]]:
        """The columns that mean the same, each with figures in other rows: nobody knows which of them holds those of
        the block."""
        same = dict[tuple[object, ...], list[int]]()
        for column, said in self._across:
            if not (said.aside or said.open or said.total or said.evidence):
                key = column.group, said.unit, said.field, said.basis, said.period, said.month, said.answer, said.sums
                same.setdefault(key, []).append(column.at)
        for columns in same.values():
            if len(columns) == 1:
                continue
            filled = {at: {row.at for row in self._block.rows if at in row.figures} for at in columns}
            held = [at for at in columns if filled[at]]
            if any(filled[at] != filled[held[0]] for at in held):
                yield from ((at, Doubt(texts.head(self._heads[at]), "")) for at in held)

    def _sums(self, texts: _Texts) -> Iterator[tuple[int, Doubt]]:
        """The columns of totals right of others below the same head that are no results of the period."""
        other = set[Path]()
        for column, said in self._across:
            path = self._heads[column.at]
            if path and path[:-1] in other and not said.month and is_total(texts.head(path)):
                yield column.at, Doubt(texts.head(path), "")
            part = bool(said.aside) and self._is_part(said.aside)
            if not part and (said.aside or said.month or said.basis is Basis.BASELINE):
                other.add(path[:-1])

    def _is_part(self, text: str) -> bool:
        """Whether what heads a column says that it is a part of the total beside it: "Nữ"."""
        account = self._meanings.fields.senses.account(text.rpartition(" / ")[2], Role.HEADER)
        return account.has(Sense.SUBSET)

    def _row_of(
        self, columns: Sequence[tuple[int, Meaning, Sequence[Meaning]]], index: int, *, framed: bool
    ) -> dict[int, Fact]:
        """The figures of one row, by column. What a column says of a row that names a unit and nothing else is worked
        out once, and not for each of ten thousand units."""
        found, plan, last, known, unit = dict[int, Fact](), self._meanings.fields.plan, NOTHING, dict[int, Fact](), ""
        for at, across, down in columns:
            meaning = down[index]
            if meaning is not last or not known:
                last, known = meaning, self._known.setdefault((id(meaning), framed), {})
                unit = _unit_alone(meaning) if meaning.unit else ""
            said = known.get(at)
            if said is None:
                if unit and not across.unit:
                    said = (self._columns.get(id(across)) or self._of_column(across)).of(unit)
                    if said.field and said.field not in plan.reported_by.get(unit, ()):
                        said = said._replace(open=(*said.open, Doubt(said.field, unit)))
                else:
                    said = self._fact(self._meanings.join(across, meaning), framed=framed)
                    if said.field and not said.unit and (self._frame.of_all or not framed):
                        said = said._replace(open=(*said.open, UNCLEAR))
                known[at] = said
            found[at] = said
        return found

    def _of_more(self, said: Meaning, unit: str) -> Iterator[Doubt]:
        """What may be of more than the unit: a name without its class word over a column that the unit above has as
        well ("Hải Dương"), and words of more than a district in a row that names none."""
        units = self._meanings.units
        if said.bare in self._short_heads and units.named_above(said.unit, said.bare):
            yield Doubt(said.bare, "")
        if said.wide and (not unit or units.is_place(unit)):
            yield Doubt(said.wide, "")
        if said.beside and self._is_of_other(said, unit):
            yield Doubt(said.beside, "")

    def _is_of_other(self, said: Meaning, unit: str) -> bool:
        """Whether the name in a remark is that of another place than the unit and the one it lies in, or of another
        field."""
        units, fields = self._meanings.units, self._meanings.fields
        named = units.match(said.beside).id
        if not named:
            other = fields.name([said.beside])
            return other is not None and not said.field.startswith(other.field)
        return named != unit and (units.above_others(named) or not units.is_inside(unit, named))

    def _is_longer(self) -> bool:
        """Whether a bare year is longer than the period of the frame: that of the baseline, where no other column or
        row has the year of the file."""
        period = self._meanings.fields.plan.periods.get(self._frame.period)
        return period is not None and period.years == 0 and not self._years

    def _in_time(self, said: Meaning) -> Meaning:
        """A year alone, beside a part of it, as its period; what that of the frame is compared with as the baseline."""
        if said.bare_year and not said.period and said.basis is Basis.CURRENT:
            said = said._replace(period=self._whole_year)
        plan = self._meanings.fields.plan
        of_plan = said.period and said.basis is not Basis.BASELINE and self._meanings.fields.year == plan.year
        if of_plan and is_compared_with(plan, said.period, self._frame.period):
            return said._replace(basis=Basis.BASELINE, period="", bare_year=True)
        return said

    def _fact(self, said: Meaning, *, framed: bool) -> Fact:
        """What a figure is by its column, its row and the frame; where ``framed`` this names its unit, if anything."""
        frame, plan = self._frame, self._meanings.fields.plan
        named = framed and not said.unit and frame.unit
        over = [one for one in said.open if not (one.part in OF_UNIT and named and one.words == named)]
        doubts, aside, unit = over, said.aside, said.unit
        said = self._in_time(said)
        if not unit and framed and frame.unit:
            unit = frame.unit if said.field in plan.reported_by.get(frame.unit, ()) else ""
            doubts += [Doubt(other, frame.unit, Part.TITLE) for other in frame.others]
        doubts += self._of_more(said, said.unit or frame.unit)
        if self._short and said.short:
            doubts.append(Doubt(unit, unit, Part.LABEL))
        if unit and said.field and said.field not in plan.reported_by.get(unit, ()):
            doubts.append(Doubt(said.field, unit, Part.LABEL))
        if said.period and frame.period and said.period != frame.period:
            aside = aside or said.said
        if said.basis is Basis.BASELINE and said.bare_year and self._is_longer():
            doubts.append(Doubt(said.said, frame.period, Part.HEADER))
        if frame.year not in (0, self._meanings.fields.year) and self._block.span != WHOLE_SHEET:
            doubts.append(Doubt(str(frame.year), str(frame.year), Part.OVER))
        if frame.stated:
            doubts.append(Doubt(frame.stated, frame.stated, Part.TITLE))
        spec = plan.fields.get(said.field)
        if spec and frame.measure and spec.counts and counts_other(spec, frame.measure):
            doubts.append(Doubt(frame.measure, frame.measure, Part.TITLE))
        basis, period = said.basis or Basis.CURRENT, said.period or frame.period
        measure = next(iter(said.measures), frame.measure)
        key = unit, said.field, basis, period, said.month, said.answer
        return Fact(*key, aside, tuple(doubts), said.sums, measure)


def _unit_alone(down: Meaning) -> str:
    """The unit that a row names where it names nothing else."""
    named = Meaning(down.unit, labelled=down.labelled, bare=down.bare, closeness=down.closeness)
    return down.unit if down == named else ""


def _units_alone(columns: Sequence[tuple[int, Meaning, Sequence[Meaning]]]) -> Sequence[str]:
    """Of a row and each that is like it the unit that it names, where it names nothing else; nothing where a column
    names one too, or not all figures are beside the same labels."""
    downs = {id(down): down for _, _, down in columns}
    if len(downs) != 1 or any(across.unit for _, across, _ in columns):
        return ()
    return [_unit_alone(meaning) if meaning.unit else "" for down in downs.values() for meaning in down]
