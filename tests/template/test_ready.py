"""A form that says that it is ready is sound for ``khpcmd validate``, and the other way round."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice, permutations, product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Severity
from khpcmd.plan.load import load_plan
from khpcmd.report import Standing
from khpcmd.returns import Key
from khpcmd.template.cells import ESTIMATES, KNOWN_SIGNS, LISTS, Given
from khpcmd.template.contents import Filer, Wanted, annex, checklist
from khpcmd.template.duty_sheet import ROWS as DUTY_ROWS
from khpcmd.template.duty_sheet import asked_evidence
from khpcmd.template.form_sheet import form_layout
from khpcmd.template.make import make_template
from khpcmd.template.paper import BANNER
from office import soffice
from template.filling import fill, put
from template.making import PLANS, Filled, of_unit, some_filers, wanted

FILES = 90
DISTRICT = "292"
ANSWERS = ("nothing", "some", "all", "both", "junk", "words", "dashes", "proofs", "wrong proofs")


READY, OPEN, FAULTY = "SẴN SÀNG GỬI", "GỬI ĐƯỢC", "CHƯA SẴN SÀNG GỬI"


def says(file: Path, asked: Wanted) -> str:
    """What the banner says as it was calculated last, without its numbers."""
    book = load_workbook(file, data_only=True)
    sheet = book[asked.say("sheet_form" if asked.filer.fields else "sheet_duties")]
    return str(sheet.cell(BANNER + 1, 1).value).partition(":")[0]


def may_be_sent(file: Path, asked: Wanted) -> bool:
    said = says(file, asked)
    assert said in (READY, OPEN, FAULTY)
    return said != FAULTY


def is_sound(file: Path, plan: Path) -> bool:
    (found,) = check_data(Request((file,), plan)).files
    return found.standing is Standing.SOUND


def nothing_happened(filer: Filer) -> dict[Key, Given]:
    """A form that is filled in whole, with zeros."""
    day = filer.plan.periods[filer.period].window.first
    answers: Mapping[str, Given] = {"yes_no": "Không", "text": "12/KH-UBND", "date": day}
    keys = [key for name in filer.fields for key in filer.keys(name)]
    return {key: answers.get(filer.plan.fields[key.field].kind, 0) for key in keys}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("own", "below", "ready"),
    [
        (0, {}, True),  # an annex need not be sent
        (1, {}, True),
        (None, {}, False),
        (1, {0: "Có"}, False),
        (0, "Không", True),
        (None, "Không", True),
        (1, "Không", False),
        (None, {0: "Có"}, False),
        (0, {0: "abc"}, False),
    ],
)
def test_an_annex_is_sent_whole_or_not_at_all(
    own: int | None, below: str | dict[int, str], ready: bool, tmp_path: Path
) -> None:
    plan = next(path for path in PLANS if path.stem == "plan_2023")
    loaded = load_plan(plan)
    asked = wanted(loaded, loaded.plan.unit[DISTRICT])
    annexed = annex(asked.filer)
    assert annexed is not None
    figures = nothing_happened(asked.filer) | {Key(name): own for name in annexed.asked}
    cells = dict[tuple[str, Key], Given]()
    for name, (number, unit) in product(annexed.asked.values(), enumerate(annexed.units)):
        cells[unit.id, Key(name)] = below if isinstance(below, str) else below.get(number)
    file = tmp_path / "form.xlsx"
    make_template(file, Wanted(asked.filer, asked.sha256, asked.messages, given=of_unit(asked, figures) | cells))
    assert (may_be_sent(file, asked), is_sound(file, plan)) == (ready, ready)


def cases() -> Iterator[tuple[Path, Wanted]]:
    """Units of every plan for every period, plan by plan; of plan 416 as many as of all others."""
    by_plan = []
    for path in (*PLANS, *(path for path in PLANS if path.stem == "plan_2023")):
        loaded = load_plan(path)
        pairs = [*product(some_filers(loaded.plan), loaded.plan.periods)]
        random.Random(path.stem).shuffle(pairs)  # noqa: S311
        by_plan.append(cycle([(path, wanted(loaded, unit, period)) for unit, period in pairs]))
    for of_plan in islice(cycle(by_plan), FILES):
        yield next(of_plan)


def fill_in(file: Path, blank: Path, asked: Wanted, dice: random.Random) -> bool:
    """Fill in a form as somebody would who forgets things; whether it has any figure."""
    figures, annexed = nothing_happened(asked.filer), annex(asked.filer)
    if figures and dice.random() < 0.3:
        figures[dice.choice([*figures])] = dice.choice((None, "abc", -1, "rồi", "không phát sinh"))
    if dice.random() < 0.1:
        figures = dict.fromkeys(figures)
    share, below = dice.choice((0.0, 0.1, 0.9, 1.0)), dict[tuple[str, Key], Given]()
    for unit, name in product(annexed.units, annexed.asked.values()) if annexed else ():
        below[unit.id, Key(name)] = "Không" if dice.random() < share else None
    fill(file, blank, asked, Filled(figures, below)) if asked.filer.fields else file.write_bytes(blank.read_bytes())
    duties = checklist(asked.filer)
    if duties:
        _answer(file, asked, dice)
    return any(value is not None for value in figures.values())


def _answer(file: Path, asked: Wanted, dice: random.Random) -> None:
    book, duties, how = load_workbook(file), checklist(asked.filer), dice.choice(ANSWERS)
    sheet, kinds = book[asked.say("sheet_duties")], asked_evidence(duties)
    for row, duty in enumerate(duties, start=DUTY_ROWS):
        if how in ("all", "proofs", "wrong proofs") or (how != "nothing" and dice.random() < 0.5):
            put(sheet, row, 2, "x")
        for column, kind in enumerate(kinds, start=4):
            if kind in duty.evidence and "proofs" in how:
                dated = kind in ("date", "received")
                wrong = dice.choice(("tháng 3", 0, 12345678)) if dated else "x" * 3000
                right: Given = date(2023, 3, 3) if dated else "12/KH-UBND"
                put(sheet, row, column, wrong if how == "wrong proofs" and dice.random() < 0.3 else right)
    row = DUTY_ROWS + dice.randrange(len(duties))
    for column in (2, 3) if how in ("both", "dashes") else (dice.choice((2, 3)),):
        given = {"both": "x", "dashes": "-", "junk": "abc", "words": ("Đã thực hiện", "Chưa thực hiện")[column - 2]}
        if how in given:
            put(sheet, row, column, given[how])
            put(sheet, row, 5 - column, given[how] if how in ("both", "dashes") else None)
    book.save(file)


@pytest.mark.e2e
@pytest.mark.filterwarnings("ignore:Cell .* is marked as a date:UserWarning")  # a number that no day has
def test_ready_is_sound_and_sound_is_ready(tmp_path: Path) -> None:
    """Where a form has answers to duties and no figure at all, it is not ready, and a check finds nothing wrong with
    the answers: who sends the checklist alone owes the figures still."""
    made, without_figures = dict[Path, tuple[Path, Wanted]](), set[str]()
    for number, (plan, asked) in enumerate(cases()):
        file, blank = tmp_path / f"bc-{number:02}.xlsx", tmp_path / "blank.xlsx"
        make_template(blank, asked)
        if not fill_in(file, blank, asked, random.Random(number)):  # noqa: S311
            without_figures.add(file.name)
        made[file] = plan, asked
    out = soffice(tmp_path, "xlsx", *made)
    said = {
        file.name: (may_be_sent(out / file.name, asked), is_sound(out / file.name, plan))
        for file, (plan, asked) in made.items()
    }
    differ = {name: both for name, both in said.items() if both[0] != both[1]}
    assert {name: both for name, both in differ.items() if name not in without_figures or both[0]} == {}
    assert {ready for ready, _ in said.values()} == {True, False}


# a form does not say that it is ready where a check would ask about its evidence or its remarks


PLAN = next(path for path in PLANS if path.stem == "plan_2023")
DUTY = "D3"
ISSUED, DAY, DOCUMENT, COUNTED = "plan_issued", "plan_date", "plan_document", "activities_held"
PLAIN = "12/KH-UBND"
NO = {ISSUED: "Không"}


@dataclass(frozen=True)
class Case:
    """What is put into an otherwise complete form, what its banner then says, and what a check finds."""

    said: str
    codes: frozenset[str] = frozenset()
    form: Mapping[str, Given] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    duty: Mapping[str, Given] = field(default_factory=dict)
    duty_remark: str = ""
    month: str = "year"


C532, C533, S315 = (frozenset({code}) for code in ("C532", "C533", "S315"))
CASES = {
    "complete": Case(READY),
    "zero before": Case(READY, form={DOCUMENT: "007/KH-UBND"}),
    "day before the period": Case(READY, form={DAY: date(2022, 11, 1)}),
    "day of another year": Case(FAULTY, C533, {DAY: date(2021, 3, 3)}),
    "day to come": Case(FAULTY, C533, {DAY: date(2023, 12, 20)}),
    "day of a plan that was not issued": Case(READY, form=NO | {DAY: date(2021, 3, 3)}),
    "number 0": Case(FAULTY, C532, {DOCUMENT: "0"}),
    "number 0 of a sign": Case(FAULTY, form={DOCUMENT: "0/KH-UBND"}),
    "no number": Case(FAULTY, C532, {DOCUMENT: "có"}),
    "a draft": Case(OPEN, C532, {DOCUMENT: "12/DT-UBND"}),
    "another year in the text": Case(OPEN, C533, {DOCUMENT: "12/KH-UBND ngày 03/3/2019"}),
    "its day in the text": Case(OPEN, form={DOCUMENT: "12/KH-UBND ngày 03/3/2023"}),
    "estimate": Case(FAULTY, S315, remarks={COUNTED: "Số ước"}),
    "estimate in small words": Case(FAULTY, S315, remarks={COUNTED: "(tạm tính)."}),
    "near a river": Case(OPEN, remarks={COUNTED: "tổ chức ở bến nước"}),
    "another meaning": Case(OPEN, remarks={COUNTED: "kết quả của cả năm 2022"}),
    "duty long before": Case(FAULTY, C533, duty={"date": date(2003, 3, 3)}),
    "duty to come": Case(FAULTY, C533, duty={"date": date(2024, 3, 3)}),
    "duty some years before": Case(READY, duty={"date": date(2015, 3, 3)}),
    "duty without a number": Case(FAULTY, C532, duty={"document": "đã có"}),
    "duty with number 0": Case(FAULTY, C532, duty={"document": "0"}),
    "duty with words": Case(OPEN, duty={"document": "Kế hoạch số 12/KH-UBND"}),
    "duty with an estimate": Case(FAULTY, duty_remark="khoảng 12 buổi"),
}


def filled_in(file: Path, blank: Path, asked: Wanted, case: Case, documents: Mapping[str, str] | None = None) -> None:
    filer, layout = asked.filer, form_layout(asked)
    figures = nothing_happened(filer) | {Key(ISSUED): "Có", Key(DAY): date(2023, 3, 3), Key(DOCUMENT): PLAIN}
    figures |= {Key(name): given for name, given in case.form.items()}
    assert annex(filer) is not None
    fill(file, blank, asked, Filled(figures, {}))
    book, duties = load_workbook(file), checklist(filer)
    form, sheet = book[asked.say("sheet_form")], book[asked.say("sheet_duties")]
    for name, text in case.remarks.items():
        put(form, layout.places[Key(name)][0], layout.columns.notes, text)
    proofs: dict[str, Given] = {
        "document": PLAIN,
        "date": date(2023, 3, 3),
        "amount": "5",
        "received": date(2023, 3, 3),
    }
    kinds = asked_evidence(duties)
    for row, duty in enumerate(duties, start=DUTY_ROWS):
        put(sheet, row, 2, "x")
        given = dict(proofs)
        given |= case.duty if duty.id == DUTY else {}
        given |= {"document": documents.get(duty.id, PLAIN)} if documents else {}
        for column, kind in enumerate(kinds, start=4):
            if kind in duty.evidence:
                put(sheet, row, column, given[kind])
        if duty.id == DUTY and case.duty_remark:
            put(sheet, row, 4 + len(kinds), case.duty_remark)
    book.save(file)


@pytest.mark.e2e
def test_ready_is_said_only_where_a_check_asks_nothing(tmp_path: Path) -> None:
    loaded = load_plan(PLAN)
    asked, blank = wanted(loaded, loaded.plan.unit[DISTRICT]), tmp_path / "blank.xlsx"
    make_template(blank, asked)
    files = {name: tmp_path / f"bc-{number:02}.xlsx" for number, name in enumerate(CASES)}
    for name, file in files.items():
        filled_in(file, blank, asked, CASES[name])
    out = soffice(tmp_path, "xlsx", *files.values())
    wrong = dict[str, object]()
    for name, case in CASES.items():
        (found,) = check_data(Request((out / files[name].name,), PLAN)).files
        codes = {fault.code.code for fault in found.diagnostics if fault.severity is Severity.ERROR}
        said = says(out / files[name].name, asked)
        if said != case.said or case.codes - codes or (said == READY and found.standing is not Standing.SOUND):
            wrong[name] = said, codes
    assert wrong == {}


@pytest.mark.slow
def test_every_sign_that_a_form_knows_is_one_of_a_document(tmp_path: Path) -> None:
    loaded = load_plan(PLAN)
    asked, blank, file = wanted(loaded, loaded.plan.unit[DISTRICT]), tmp_path / "blank.xlsx", tmp_path / "bc.xlsx"
    make_template(blank, asked)
    duties = [duty.id for duty in checklist(asked.filer) if "document" in duty.evidence]
    every = [*(sign for sign in KNOWN_SIGNS if sign.startswith("KH-") or sign.endswith("-UBND"))]
    for first in range(0, len(every), len(duties)):
        signs = every[first : first + len(duties)]
        given = {duty: f"7/{sign}" for duty, sign in zip(duties, signs, strict=False)}
        filled_in(file, blank, asked, CASES["complete"], given)
        (found,) = check_data(Request((file,), PLAN)).files
        assert [fault.at for fault in found.diagnostics if fault.code.code in ("C532", "S317")] == [], signs


def test_the_words_of_an_estimate_are_the_shortest() -> None:
    words = LISTS[ESTIMATES]
    assert "ước" in words
    assert not any(f" {one} " in f" {other} " for one, other in permutations(words, 2))
