"""The stored value of a formula counts where computing it anew changes nothing; else the figure stays open."""

from __future__ import annotations

import html

import pytest

from hostile.files import SHEET, data, parts, zipped
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.cells import Outcome, read_cell
from khpcmd.workbook.file.formula_terms import parsed
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.file.open import open_grids

BASE = parts(sheets=2)
BOOK = "xl/workbook.xml"
CELLS = '<c r="B1"><v>16</v></c><c r="C1"><v>1</v></c><c r="D1" t="str"><v>abc</v></c><c r="E1"/>'
"""Beside the formula in A1: 16, 1, a text and an empty cell; and 5 in the first cell of the second sheet."""


def outcome(cell: str, plan: Plan, book: str = "", field: str = "venues_total") -> Outcome:
    """The outcome of the cell A1 in a workbook with more in its description."""
    content = {
        **BASE,
        SHEET: data(f'<row r="1">{cell}{CELLS}</row>'),
        SHEET.replace("1.xml", "2.xml"): data('<row r="1"><c r="A1"><v>5</v></c></row>'),
        BOOK: BASE[BOOK].replace(b"</sheets>", f"</sheets>{book}".encode()),
    }
    grid = open_grids(zipped(content), Limits())[0]
    return read_cell(grid.cells[1, 1], plan.fields[field])


def formula(text: str, value: object, more: str = "") -> str:
    kind = ' t="str"' if isinstance(value, str) else ""
    return f'<c r="A1"{kind}><f{more}>{html.escape(text)}</f><v>{value}</v></c>'


@pytest.mark.parametrize(
    "text",
    [
        "17",
        "B1+C1",
        "$B$1+C1",
        "SUM(B1:E1)",
        "SUM(B1,C1)",
        "+B1+1",
        "(B1*2+2)/2",
        "B1+100%",
        "MAX(B1:C1)+1",
        "-(-17)",
        'IF(C1>0,17,"")',
        'IF(C1="x",0,17)',
        "IFERROR(B1+C1,0)",
        "IFERROR(1/0,17)",
        "ROUND(16.5,0)",
        "ABS(-17)",
        "S2!A1+12",
        "'S2'!A1*3+2",
        "B1+C1+E1",
        "SUM(B:B)",
        "COUNTIF(B1:C1,1)",
        "VLOOKUP(B1,B1:C1,2,0)",
        "SUMPRODUCT(B1:C1*1)",
        "_xlfn.XLOOKUP(1,B1:C1,B1:C1)",
        "LET(_xlpm.x,17,_xlpm.x)",
        "SUM(S1:S2!A1)",
        "SUBTOTAL(9,B1:C1)",
        "1.7E1",
    ],
)
def test_a_value_that_its_formula_gives_or_may_give_is_read(plan: Plan, text: str) -> None:
    assert outcome(formula(text, 17), plan).value == 17


@pytest.mark.parametrize(
    "text",
    [
        "16",
        "8+8",
        "B1",
        "B1+C1-1",
        "SUM(B1:B1)",
        "C1*0+16",
        "S2!A1",
        "IF(C1>0,16,17)",
        'HYPERLINK("http://x",16)',
        "B1*1",
    ],
)
def test_a_value_that_its_formula_does_not_give_is_open(plan: Plan, text: str) -> None:
    found = outcome(formula(text, 17), plan)
    assert found.code is not None
    assert (found.state, found.code.code) == (CellState.PROBLEM, "C535")
    assert str(found.params["other"]) == ("5" if "S2" in text else "16")


@pytest.mark.parametrize(
    "text",
    [
        "NOW()",
        "TODAY()*0+17",
        "OFFSET(B1,0,0)",
        'INDIRECT("B1")',
        'CELL("contents",B1)',
        'INFO("numfile")',
        "RAND()",
        "17+0*RANDBETWEEN(1,2)",
        'RTD("a",,"b")',
        'WEBSERVICE("http://x")',
        "USERFUNC()",
        "_xludf.MINE()",
        "Sheet9!A1",
        "'Sheet 9'!A1",
        "#REF!",
        "1&7",
        "B1+#REF!",
        "SUM(#REF!)",
        "Tbl[x]",
        "nobody",
        "cmd|'/c calc'!A1",
        "'file:///x.xlsx'#$S.A1",
        'DDE("a";"b";"c")',
        "B1+D1",
        "1/0",
        '-"17"',
        'IFERROR(-"16",17)',
        "1<C1<2",
        'GETPIVOTDATA("a",B1)',
        "",
    ],
)
def test_a_formula_that_may_give_something_else_is_open(plan: Plan, text: str) -> None:
    found = outcome(formula(text, 17), plan)
    assert found.code is not None
    assert (found.state, found.code.code) == (CellState.PROBLEM, "C531")


@pytest.mark.parametrize("text", ["[1]S!A1", "'[1]S'!A1", "'C:\\[a.xlsx]S'!A1", "B1+[1]S!A1"])
def test_the_last_value_of_another_workbook_is_what_is_shown(plan: Plan, text: str) -> None:
    assert outcome(formula(text, 17), plan).value == 17
    assert outcome(formula(text, 17), plan, '<calcPr fullCalcOnLoad="1"/>').value is None


@pytest.mark.parametrize(
    ("cell", "book", "value"),
    [
        (formula("8+8", 17, ' ca="1"'), "", None),
        (formula("8+9", 17, ' ca="1"'), "", 17),
        (formula("COUNTIF(B1,1)", 17, ' ca="1"'), "", None),
        (formula("8+8", 17, ' t="array" ref="A1" aca="1"'), "", None),
        (formula("B1:B1*1+1", 17, ' t="array" ref="A1"'), "", 17),
        ('<c r="A1"><f t="dataTable" ref="A1" r1="B1"/><v>17</v></c>', "", None),
        ('<c r="A1"><f t="shared" si="3"/><v>17</v></c>', "", None),
        ('<c r="A1"><f/><v>17</v></c>', "", None),
        (formula("COUNTIF(B1,1)", 17), '<calcPr fullCalcOnLoad="1"/>', None),
        (formula("COUNTIF(B1,1)", 17), '<calcPr forceFullCalc="1"/>', None),
        (formula("COUNTIF(B1,1)", 17), '<calcPr calcCompleted="0"/>', None),
        (formula("B1+C1", 17), '<calcPr fullCalcOnLoad="1"/>', 17),
        (formula("mine", 17), '<definedNames><definedName name="Mine">S1!$B$1+1</definedName></definedNames>', 17),
        (formula("mine", 17), '<definedNames><definedName name="mine">16</definedName></definedNames>', None),
        (formula("mine", 17), '<definedNames><definedName name="mine">NOW()</definedName></definedNames>', None),
        (formula("mine", 17), '<definedNames><definedName name="mine">S1!#REF!</definedName></definedNames>', None),
        (formula("mine", 17), '<definedNames><definedName name="mine">mine</definedName></definedNames>', 17),
        (formula("mine", 17), '<definedNames><definedName name="mine">S9!$B$1</definedName></definedNames>', None),
    ],
)
def test_how_a_formula_is_kept_counts(plan: Plan, cell: str, book: str, value: int | None) -> None:
    assert outcome(cell, plan, book).value == value


def test_answers_are_held_against_their_formulas(plan: Plan) -> None:
    assert outcome(formula('IF(C1>0,"Có","Không")', "Có"), plan, field="plan_issued").value is True
    assert outcome(formula('"Không"', "Có"), plan, field="plan_issued").value is None
    assert outcome(formula('IF(C1>0,"Không","Có")', "Có"), plan, field="plan_issued").value is None


def test_doubt_goes_over_to_all_that_rests_on_it(plan: Plan) -> None:
    chain = "".join(f'<c r="{at}1"><f>{to}1</f><v>17</v></c>' for at, to in zip("GHIJK", "HIJKL", strict=True))
    late = f'{chain}<c r="L1"><f>16</f><v>17</v></c>'
    content = {**BASE, SHEET: data(f'<row r="1"><c r="A1"><f>SUM(G1:G9)</f><v>17</v></c>{late}</row>')}
    grid = open_grids(zipped(content), Limits())[0]
    assert [read_cell(grid.cells[1, column], plan.fields["venues_total"]).value for column in (1, 7, 11, 12)] == [
        None
    ] * 4


def test_a_shared_formula_is_moved_with_its_cell(plan: Plan) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}">{text}<v>{value}</v></c></row>'
        for row, text, value in (
            (1, '<f t="shared" ref="B1:B3" si="0">A1+$A$1</f>', 2),
            (2, '<f t="shared" si="0"/>', 3),
            (3, '<f t="shared" si="0"/>', 17),
        )
    )
    grid = open_grids(zipped({**BASE, SHEET: data(rows)}), Limits())[0]
    assert [read_cell(grid.cells[row, 2], plan.fields["venues_total"]).value for row in (1, 2, 3)] == [2, 3, None]


def test_formulas_of_many_rows_are_each_taken_by_themselves(plan: Plan) -> None:
    texts = ("A1+B9", "A2+B9", "A3+$B$9", "A4+4", "SUM(A5:A5)+5", "A6+B9", "SUM(A1:A7)-11", "A8*2")
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="C{row}"><f>{text}</f><v>{value}</v></c></row>'
        for row, (text, value) in enumerate(zip(texts, (11, 12, 13, 8, 10, 16, 17, 17), strict=True), 1)
    )
    rows += '<row r="9"><c r="B9"><v>10</v></c></row>'
    grid = open_grids(zipped({**BASE, SHEET: data(rows)}), Limits())[0]
    found = [read_cell(grid.cells[row, 3], plan.fields["venues_total"]).value for row in range(1, 9)]
    assert found == [11, 12, 13, 8, 10, 16, 17, None]


def test_long_formulas_are_read_to_their_end_or_not_at_all() -> None:
    assert parsed("+".join(["1"] * 900)).term is not None
    long = parsed("+".join(["1"] * 4000))
    assert long.unsteady or long.term is not None  # how deep Python's parser goes depends on its version
    assert parsed("(" * 4000 + "1").term is None
    assert parsed("1+" * 8000 + "1").unsteady
