"""A form does not say that it is ready where a check would ask about its evidence or its remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.check_data import DataRequest, check_data
from khpcmd.diagnostics import Severity
from khpcmd.plan.load import load_plan
from khpcmd.report import Standing
from khpcmd.returns import Key
from khpcmd.template.cells import ESTIMATES, KNOWN_SIGNS, LISTS, Given
from khpcmd.template.contents import annex, checklist
from khpcmd.template.duty_sheet import ROWS as DUTY_ROWS
from khpcmd.template.duty_sheet import asked_evidence
from khpcmd.template.form_layout import form_layout
from khpcmd.template.make import make_template
from khpcmd.template.words import Wanted
from office import soffice
from template.filling import fill, put
from template.making import PLANS, Filled, wanted
from template.test_ready import FAULTY, OPEN, READY, nothing_happened, says

DISTRICT = "292"
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
        (found,) = check_data(DataRequest((out / files[name].name,), PLAN)).files
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
        (found,) = check_data(DataRequest((file,), PLAN)).files
        assert [fault.at for fault in found.diagnostics if fault.code.code in ("C532", "S317")] == [], signs


def test_the_words_of_an_estimate_are_the_shortest() -> None:
    words = LISTS[ESTIMATES]
    assert "ước" in words
    assert not any(f" {one} " in f" {other} " for one, other in permutations(words, 2))
