"""A form that says that it is ready is sound for ``khpcmd validate``, and the other way round."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import cycle, islice, product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.check_data import DataRequest, check_data
from khpcmd.plan.load import load_plan
from khpcmd.report import Standing
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Filer, annex, checklist
from khpcmd.template.duty_sheet import ROWS as DUTY_ROWS
from khpcmd.template.duty_sheet import asked_evidence
from khpcmd.template.make import make_template
from khpcmd.template.paper import BANNER
from khpcmd.template.words import Wanted
from office import soffice
from template.filling import fill, put
from template.making import PLANS, Filled, some_filers, wanted

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
    (found,) = check_data(DataRequest((file,), plan)).files
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
    for field, (number, unit) in product(annexed.asked.values(), enumerate(annexed.units)):
        cells[unit.id, Key(field)] = below if isinstance(below, str) else below.get(number)
    file = tmp_path / "form.xlsx"
    make_template(file, Wanted(asked.filer, asked.sha256, asked.messages, asked.figures, given=figures, below=cells))
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


def fill_in(file: Path, blank: Path, asked: Wanted, dice: random.Random) -> None:
    """Fill in a form as somebody would who forgets things."""
    figures, annexed = nothing_happened(asked.filer), annex(asked.filer)
    if figures and dice.random() < 0.3:
        figures[dice.choice([*figures])] = dice.choice((None, "abc", -1, "rồi", "không phát sinh"))
    if dice.random() < 0.1:
        figures = dict.fromkeys(figures)
    share, below = dice.choice((0.0, 0.1, 0.9, 1.0)), dict[tuple[str, Key], Given]()
    for unit, field in product(annexed.units, annexed.asked.values()) if annexed else ():
        below[unit.id, Key(field)] = "Không" if dice.random() < share else None
    fill(file, blank, asked, Filled(figures, below)) if asked.filer.fields else file.write_bytes(blank.read_bytes())
    duties = checklist(asked.filer)
    if duties:
        _answer(file, asked, dice)


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
    made = dict[Path, tuple[Path, Wanted]]()
    for number, (plan, asked) in enumerate(cases()):
        file, blank = tmp_path / f"bc-{number:02}.xlsx", tmp_path / "blank.xlsx"
        make_template(blank, asked)
        fill_in(file, blank, asked, random.Random(number))  # noqa: S311
        made[file] = plan, asked
    out = soffice(tmp_path, "xlsx", *made)
    said = {
        file.name: (may_be_sent(out / file.name, asked), is_sound(out / file.name, plan))
        for file, (plan, asked) in made.items()
    }
    assert {name: both for name, both in said.items() if both[0] != both[1]} == {}
    assert {ready for ready, _ in said.values()} == {True, False}
