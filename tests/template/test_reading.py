"""What is written is read back: a blank template gives nothing but blanks, a filled one the same figures."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.diagnostics import Code, Severity
from khpcmd.judge.sound import validate
from khpcmd.plan.base import Text
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.units import Unit
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.template.cells import NO_WORDS, YES_WORDS, ZERO_WORDS
from khpcmd.template.contents import Wanted, checklist
from khpcmd.template.duty_sheet import ROWS as DUTY_ROWS
from khpcmd.template.make import FIRST, first_row, make_consolidated, make_template, units_of
from khpcmd.text import canonical
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.typed_numbers import DASHES
from khpcmd.workbook.words.cell_words import NO, YES, is_zero
from places import languages
from template.filling import fill, put, words_of
from template.making import Filled, filled, loaded_plans, some_filers, wanted
from worlds import count_field, plan

LOADED = loaded_plans()
plans = pytest.mark.parametrize("loaded", LOADED, ids=lambda loaded: loaded.plan.id)


def cells_of(reading: Reading) -> dict[str, dict[Key, Cell]]:
    """By unit, the cells of all sheets."""
    found = dict[str, dict[Key, Cell]]()
    for filed in reading.returns:
        found.setdefault(filed.unit, {}).update(filed.cells)
    return found


BLANKS = {Code.CELL_BLANK, Code.NO_DATA, Code.ROLL_UP_INCOMPLETE, Code.MISSING_FIELD, Code.BASELINE_MISSING}


def read(file: Path, loaded: LoadedPlan) -> Reading:
    reading = read_workbook(file, loaded.plan, name=file.name)
    assert not [told for told in reading.diagnostics if told.severity is not Severity.NOTE]
    return reading


@pytest.mark.slow
@languages
@pytest.mark.parametrize("inclusive", [True, False])
def test_the_day_that_a_form_is_due_leaves_its_figures_as_they_are(
    language: str, tmp_path: Path, *, inclusive: bool
) -> None:
    """ "Gửi chậm nhất ngày 15/12" stands in the title of the form: it is no word for what is late."""
    loaded = next(one for one in LOADED if one.plan.id == "hai-duong-2023")
    periods = {
        ident: period.model_copy(update={"due": period.due.model_copy(update={"inclusive": inclusive})})
        for ident, period in loaded.plan.periods.items()
    }
    loaded = loaded._replace(plan=loaded.plan.model_copy(update={"periods": periods}))
    unit, dice = loaded.plan.filers[0], random.Random(4)  # noqa: S311
    for period in periods:
        asked = wanted(loaded, unit, period, language)
        blank, file = tmp_path / f"{period}.blank.xlsx", tmp_path / f"{period}.xlsx"
        make_template(blank, asked)
        fill(file, blank, asked, filled(asked.filer, dice))
        reading = read_workbook(file, loaded.plan, name=file.name)
        assert not [told for told in reading.diagnostics if told.code in (Code.OTHER_MEANING, Code.NOT_UNDERSTOOD)]
        assert any(cell.state is CellState.VALUE for cells in cells_of(reading).values() for cell in cells.values())


@pytest.mark.slow
@plans
@languages
def test_a_blank_template_gives_nothing_but_blanks(loaded: LoadedPlan, language: str, tmp_path: Path) -> None:
    of_own_kind = set[object]()
    for unit in some_filers(loaded.plan):
        for period in loaded.plan.periods:
            file = tmp_path / f"{unit.id}.xlsx"
            asked = wanted(loaded, unit, period, language)
            kind = (unit.level, period, asked.filer.fields)
            if language == "en" and kind in of_own_kind:
                continue  # it differs in its unit alone; in Vietnamese each unit is tried
            of_own_kind.add(kind)
            make_template(file, asked)
            reading = read(file, loaded)
            assert reading.stamp is not None
            assert (reading.stamp.unit, reading.stamp.period) == (unit.id, period)
            assert (reading.stamp.plan, reading.stamp.plan_sha256) == (loaded.plan.id, loaded.sha256)
            cells = [cell for filed in reading.returns for cell in filed.cells.values()]
            assert all(cell.state is CellState.BLANK for cell in cells)
            if asked.filer.fields:
                own = cells_of(reading)[unit.id]
                keys = {key for name in asked.filer.fields for key in asked.filer.keys(name)}
                assert {key for key in own if not key.field.startswith("duty:")} == keys
                assert reading.period == period


def without_sections(loaded: LoadedPlan) -> LoadedPlan:
    """Its forms are headed by the titles of the targets."""
    return loaded._replace(plan=loaded.plan.changed(sections=()))


@pytest.mark.slow
@plans
@languages
def test_a_filled_template_gives_the_same_figures(loaded: LoadedPlan, language: str, tmp_path: Path) -> None:
    _filled_and_read(loaded, some_filers(loaded.plan)[:: 1 if language == "vi" else 4], language, tmp_path)
    if loaded.plan.sections:
        _filled_and_read(without_sections(loaded), some_filers(loaded.plan)[::8], language, tmp_path)


def _filled_and_read(loaded: LoadedPlan, units: tuple[Unit, ...], language: str, tmp_path: Path) -> None:
    for unit in units:
        asked, dice = wanted(loaded, unit, language=language), random.Random(unit.id)  # noqa: S311
        if asked.filer.fields:
            figures = _sound(filled(asked.filer, dice))
            make_template(tmp_path / "blank.xlsx", asked)
            fill(tmp_path / "bc.xlsx", tmp_path / "blank.xlsx", asked, figures)
            filed = cells_of(read(tmp_path / "bc.xlsx", loaded))
            found = {key: filed[unit.id][key].value for key in figures.own}
            assert found == {key: _read(given) for key, given in figures.own.items()}
            for (below, key), given in figures.below.items():
                assert filed[below][key].value == _read(given)
            returns = [Return(ident, asked.filer.period, cells) for ident, cells in filed.items()]
            _, faults = validate(loaded.plan, asked.filer.period, returns, frozenset(loaded.plan.fields))
            assert {fault.code for fault in faults} <= BLANKS | set(_CLASHES)


_CLASHES = (
    *(Code.PART_EXCEEDS_WHOLE, Code.PART_OVER_ZERO, Code.STEPS_INCREASE, Code.PARTS_NOT_WHOLE),
    *(Code.EXCEEDS_REGISTER, Code.ROLL_UP_MISMATCH, Code.ONE_WRONG, Code.ONE_OF_WRONG, Code.NOT_TOGETHER),
    *(Code.ONE_TOO_SMALL, Code.ONE_OUTSIDE),
)


def _sound(figures: Filled) -> Filled:
    """Without what is no figure."""
    own = {key: 3 if isinstance(given, float) or given == -1 else given for key, given in figures.own.items()}
    words = ("Có", "Không", "-")
    own = {key: None if isinstance(given, str) and given not in words else given for key, given in own.items()}
    return Filled({key: None if given == 7 else given for key, given in own.items()}, figures.below)


def _read(given: object) -> object:
    words: dict[object, object] = {"Có": True, "Không": 0, "-": 0}
    return words.get(given, given)


@pytest.mark.slow
@plans
def test_the_checklist_is_read_back(loaded: LoadedPlan, tmp_path: Path) -> None:
    for unit in some_filers(loaded.plan):
        asked = wanted(loaded, unit)
        duties = checklist(asked.filer)
        if not duties:
            continue
        make_template(tmp_path / "blank.xlsx", asked)
        book = load_workbook(tmp_path / "blank.xlsx")
        sheet = book[asked.say("sheet_duties")]
        for row, _ in enumerate(duties, start=DUTY_ROWS):
            sheet.cell(row + 1, 3 + row % 2).value = "x"
        book.save(tmp_path / "bc.xlsx")
        cells = cells_of(read(tmp_path / "bc.xlsx", loaded))[unit.id]
        for row, duty in enumerate(duties, start=DUTY_ROWS):
            assert cells[Key(answer_field(duty))].value is (row % 2 == 0)
            for kind in duty.evidence:
                assert cells[Key(evidence_field(duty, kind))].state is CellState.BLANK


@pytest.mark.crossing(1)
@plans
@languages
def test_the_consolidated_form_is_read_back(loaded: LoadedPlan, language: str, tmp_path: Path) -> None:
    """In either language, whatever that of the plan: in English a heading that goes on was unread, "(continued)"."""
    for level in {unit.level: None for unit in loaded.plan.filers}:
        made = units_of(wanted(loaded, loaded.plan.filers[0], language=language), level)
        make_consolidated(tmp_path / "blank.xlsx", made)
        read(tmp_path / "blank.xlsx", loaded)
        book = load_workbook(tmp_path / "blank.xlsx")
        sheet, figures = book[made[0].say("sheet_form")], dict[tuple[str, int], int]()
        for row, one in enumerate(made[:5], start=first_row(made)):
            for column in range(FIRST, sheet.max_column - 1):
                if sheet.cell(row + 1, column + 1).protection.locked is False:
                    figures[one.filer.unit.id, column] = row + column
                    shown = str(sheet.cell(row + 1, column + 1).number_format).lower()
                    word = "12/3/2023" if "yy" in shown else words_of(sheet, column) if shown == "@" else None
                    put(sheet, row, column, word or row + column)
        book.save(tmp_path / "bc.xlsx")
        filed = {one.unit: one for one in read(tmp_path / "bc.xlsx", loaded).returns}
        for one in made[:5]:
            columns = [column for unit, column in figures if unit == one.filer.unit.id]
            values = [cell.value for cell in filed[one.filer.unit.id].cells.values() if cell.value is not None]
            numbers = [value for value in values if type(value) is int]
            assert len(values) == len(columns)
            assert set(numbers) <= {figures[one.filer.unit.id, column] for column in columns}


def test_texts_of_a_plan_never_become_formulas(tmp_path: Path) -> None:
    signs = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}")
    fields = {f"f{number}": count_field(unit_of_measure={"vi": sign, "en": sign}) for number, sign in enumerate(signs)}
    target = {"measure": {"kind": "count", "of": "f0"}, "threshold": {"at_least": 1}}
    small = plan(fields, target)
    specs = {
        name: spec.model_copy(update={"label": _text(s)})
        for (name, spec), s in zip(small.fields.items(), signs, strict=True)
    }
    targets = tuple(one.model_copy(update={"title": _text("=2"), "quote": "=3"}) for one in small.targets)
    unit = small.units[0].model_copy(update={"name": _text("=cmd|' /C calc'!A0")})
    made = small.changed(fields=specs, targets=targets, units=(unit, *small.units[1:]))
    asked = wanted(LoadedPlan(made, "0" * 64, "plan.yaml"), unit)
    make_template(tmp_path / "bc.xlsx", asked)
    book = load_workbook(tmp_path / "bc.xlsx")
    texts = {cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "s"}
    formulas = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.data_type == "f"}
    assert set(signs) <= texts
    assert not {sign for sign in (*signs, "=2", "=3") if sign in formulas}
    assert not any("calc" in formula or "HYPERLINK" in formula for formula in formulas)


def _text(words: str) -> Text:
    return Text(vi=words, en=words)


def test_the_words_that_count_as_answers_are_those_of_the_reader() -> None:
    assert {canonical(word) for word in YES_WORDS} <= YES
    assert {canonical(word) for word in NO_WORDS} <= NO
    assert all(is_zero(word) or word in DASHES for word in ZERO_WORDS)


@pytest.mark.slow
def test_rules_protection_and_colours_survive_a_save(tmp_path: Path) -> None:
    loaded = next(one for one in LOADED if one.plan.id == "hai-duong-2023")
    asked: Wanted = wanted(loaded, loaded.plan.unit["292"])
    make_template(tmp_path / "blank.xlsx", asked)
    before = load_workbook(tmp_path / "blank.xlsx")
    load_workbook(tmp_path / "blank.xlsx").save(tmp_path / "bc.xlsx")
    after = load_workbook(tmp_path / "bc.xlsx")
    assert {"khpcmd_co_khong", "khpcmd_dau_x", "khpcmd_yes"} <= set(after.defined_names)
    for name in (asked.say("sheet_form"), asked.say("sheet_duties"), asked.say("sheet_annex")):
        rules = [rule.formula1 for rule in after[name].data_validations.dataValidation]
        assert rules == [rule.formula1 for rule in before[name].data_validations.dataValidation]
        assert rules
        assert after[name].protection.sheet
        assert after[name].conditional_formatting
    assert after[asked.say("sheet_verdicts")].conditional_formatting
    assert [sheet.sheet_state for sheet in after].count("hidden") == 3
