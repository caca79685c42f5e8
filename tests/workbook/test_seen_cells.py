"""A count that is read from a cell is the one that LibreOffice shows there; all else is asked about or refused."""

from __future__ import annotations

import csv
import html
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from hostile.files import HEADER, MAIN, OFFICE, SHEET, TYPE, data, parts, relation, relationships, sheet, zipped
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.file.formula_terms import parsed
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.number_formats import BUILTIN, LONGEST, dressing, hides, may_be_date, shown_text
from khpcmd.workbook.file.open import open_grids
from office import soffice

Content = Mapping[str, bytes]
BASE = parts(sheets=2)
BOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
"""Cells are written as they are shown, in UTF-8."""
ASKED, REFUSED = "asked", "refused"
XF = '<xf numFmtId="{}" fontId="0" applyNumberFormat="1">{}</xf>'


def cell(attributes: str, inner: str) -> Content:
    return BASE | {SHEET: data(f'<row r="1"><c {attributes}>{inner}</c></row>')}


def shared(inner: str) -> Content:
    strings = f'<sst xmlns="{MAIN}"><si>{inner}</si></sst>'.encode()
    return {**cell('r="A1" t="s"', "<v>0</v>"), STRINGS: strings}


def inline(inner: str) -> Content:
    return cell('r="A1" t="inlineStr"', f"<is>{inner}</is>")


def styled(*xfs: str, formats: str = "", font: str = "Arial") -> bytes:
    """The part of styles with these styles of cells."""
    fonts = f'<fonts><font><sz val="11"/><name val="{font}"/></font></fonts><fills><fill/></fills>'
    inner = f"<numFmts>{formats}</numFmts>{fonts}<borders><border/></borders><cellXfs>{''.join(xfs)}</cellXfs>"
    return f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'.encode()


def code(*codes: str) -> str:
    return "".join(f'<numFmt numFmtId="200" formatCode="{html.escape(one)}"/>' for one in codes)


def formatted(*codes: str, value: int = 12) -> Content:
    """A cell with a number format; one of several of the same number."""
    return {**cell('r="A1"', f"<v>{value}</v>"), STYLES: styled(XF.format(200, ""), formats=code(*codes))}


def numbered(number: int) -> Content:
    """A cell with a number format that has no text in the file."""
    return {**cell('r="A1"', "<v>12</v>"), STYLES: styled(XF.format(number, ""))}


def unstyled(before: str, row: str = "") -> Content:
    """A cell that names no style, in a column or a row that may; the second style shows another figure."""
    inner = f'{before}<sheetData><row r="1" {row}><c r="A1"><v>12</v></c></row></sheetData>'
    styles = styled(XF.format(0, ""), XF.format(200, ""), formats=code('"9"0'))
    return {**BASE, SHEET: sheet(inner), STYLES: styles}


def changed(old: str, new: str) -> Content:
    """The list of the sheets in another form."""
    assert old.encode() in BASE[BOOK]
    return {
        **BASE,
        SHEET: data('<row r="1"><c r="A1"><v>12</v></c></row>'),
        BOOK: BASE[BOOK].replace(old.encode(), new.encode()),
    }


COLUMN = '<cols><col min="1" max="1" width="9" style="1"/></cols>'
CASES: dict[str, tuple[Content, str]] = {
    # texts
    "an escape that is none": (shared("<t>9x005F_6</t>"), ASKED),
    "an escaped digit": (shared("<t>_x0039_6</t>"), "96"),
    "an escape that is escaped": (shared("<t>_x005F_x0039_6</t>"), ASKED),
    "half a character": (shared("<t>9_xD83D_6</t>"), ASKED),
    "an escaped digit in the cell": (inline("<t>_x0039_6</t>"), "96"),
    "an escape that is none in the cell": (inline("<t>9x005F_6</t>"), ASKED),
    "an escape in the result of a formula": (cell('r="A1" t="str"', '<f>"96"</f><v>_x0039_6</v>'), ASKED),
    "a text and a run": (shared("<t>9</t><r><t>6</t></r>"), "96"),
    "two texts": (shared("<t>9</t><t>6</t>"), REFUSED),
    "how it is spoken": (shared('<t>9</t><rPh sb="0" eb="1"><t>6</t></rPh>'), "9"),
    "runs in the cell": (inline('<r><rPr><rFont val="Sans"/><b val="false"/></rPr><t>9</t></r><r><t>6</t></r>'), "96"),
    "a text in the cell where none belongs": (cell('r="A1"', "<is><t>5</t></is>"), REFUSED),
    "a value where a text belongs": (cell('r="A1" t="inlineStr"', "<v>5</v>"), REFUSED),
    # addresses
    "a column in small letters": (cell('r="a1"', "<v>12</v>"), "12"),
    "no address": (cell("", "<v>12</v>"), "12"),
    # numbers
    "an exponent": (cell('r="A1"', "<v>1.2E1</v>"), "12"),
    "pieces": (cell('r="A1"', "<v>1<![CDATA[2]]><!--3-->4</v>"), "124"),
    "a number with a plus": (cell('r="A1"', "<v>+5</v>"), ASKED),
    "an exponent of another language": (cell('r="A1"', "<v>1d2</v>"), ASKED),
    "another kind of cell": (cell('r="A1" t="N"', "<v>12</v>"), REFUSED),
    "an error that is a number": (cell('r="A1" t="e"', "<v>96</v>"), ASKED),
    "a number by chance": (cell('r="A1"', "<f>RANDBETWEEN(80,100)</f><v>12</v>"), ASKED),
    "a number by chance that cells share": (
        BASE
        | {
            SHEET: data(
                '<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">RAND()</f><v>1</v></c>'
                '<c r="B1"><f t="shared" si="0"/><v>12</v></c></row>'
            )
        },
        ASKED,
    ),
    # number formats
    "a condition with an exponent": (formatted('[<1E2]0;"9"0', value=500), ASKED),
    "a condition with a blank": (formatted('[< 100]0;"9"0', value=500), ASKED),
    "a condition with a comma": (formatted('[<100,0]0;"9"0', value=500), ASKED),
    "two conditions": (formatted('[>0][>100]"9"0;0', value=500), ASKED),
    "another format of the same number": (formatted("0", '"9"0'), REFUSED),
    "the same format twice": (formatted("0", "0"), "12"),
    **{f"the format {number}": (numbered(number), ASKED) for number in (27, 31, 36, 50, 58, 67, 68, 69, 71, 78, 80)},
    "the format 59": (numbered(59), "12"),
    # styles
    "the style of a column": (unstyled(COLUMN), ASKED),
    "the style of another column": (unstyled(COLUMN.replace('"1"', '"2"', 2)), "12"),
    "the style of a row": (unstyled("", 's="1" customFormat="1"'), ASKED),
    "a style that a row does not wear": (unstyled("", 's="1"'), "12"),
    # sheets
    "a state that does not exist": (changed('name="S1"', 'name="S1" state="Hidden"'), REFUSED),
    "two lists of sheets": (changed('<sheet name="S2"', '</sheets><sheets><sheet name="S2"'), REFUSED),
}  # fmt: skip


def read(content: Content, plan: Plan) -> str:
    """The number that is read in the first row, or why there is none."""
    try:
        grid = open_grids(zipped(content), Limits())[0]
    except Refused:
        return REFUSED
    outcome = read_cell(grid.cells[1, max(grid.rows[1])], plan.fields["venues_total"])
    return str(outcome.value) if outcome.state is CellState.VALUE else ASKED


@pytest.mark.parametrize("name", CASES)
def test_each_is_read_or_asked_about_or_refused(name: str, plan: Plan) -> None:
    content, expected = CASES[name]
    assert read(content, plan) == expected


@pytest.mark.parametrize("formula", ["RAND()", "1+randbetween (1,9)", "_xlfn.RANDARRAY(1)", "RANDBETWEEN.NV(1,2)"])
def test_functions_of_chance_are_known(formula: str) -> None:
    assert parsed(formula).unsteady


@pytest.mark.parametrize("formula", ['"RAND()"', "RANDOM", "SUM(A1)"])
def test_other_functions_are_none_of_chance(formula: str) -> None:
    assert not parsed(formula).unsteady


@pytest.mark.parametrize(
    ("font", "stored", "shown"), [("Wingdings", "ü", "✓"), ("Wingdings 2", "P", "✓"), ("Webdings", "r", "✗")]
)
def test_ticks_are_read_as_they_are_drawn(font: str, stored: str, shown: str) -> None:
    content = {**inline(f"<t>{stored}</t>"), STYLES: styled(XF.format(0, ""), font=font)}
    assert open_grids(zipped(content), Limits())[0].text(1, 1) == shown


@pytest.mark.parametrize("inner", ["<v>12</v>", "<f>6+6</f><v>12</v>"])
def test_digits_that_a_font_draws_as_signs_are_no_figure(inner: str, plan: Plan) -> None:
    assert read({**cell('r="A1"', inner), STYLES: styled(XF.format(0, ""), font="Wingdings")}, plan) == ASKED
    assert read({**inline("<t>12</t>"), STYLES: styled(XF.format(0, ""), font="Wingdings")}, plan) == ASKED
    assert read({**cell('r="A1"', inner), STYLES: styled(XF.format(0, ""), font="Arial")}, plan) == "12"


def test_a_figure_that_is_repeated_over_its_cell_is_no_figure(plan: Plan) -> None:
    xf = XF.format(0, '<alignment horizontal="{}"/>')
    assert read({**cell('r="A1"', "<v>1</v>"), STYLES: styled(xf.format("fill"))}, plan) == ASKED
    assert read({**cell('r="A1"', "<v>1</v>"), STYLES: styled(xf.format("center"))}, plan) == "1"


# which part is the workbook, and which elements are cells: what LibreOffice shows, or a refusal


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WHOLE = parts() | {SHEET: data(ONE)}
ROOT, TYPES = "_rels/.rels", "[Content_Types].xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
FOREIGN = 'xmlns:zz="http://zz"'
BESIDE = f"<sheetData>{ONE}</sheetData>"
SECOND = {
    "xl/other.xml": WHOLE[BOOK],
    "xl/_rels/other.xml.rels": WHOLE[BOOK_RELATIONS].replace(b"sheet1", b"sheet9"),
    "xl/worksheets/sheet9.xml": data(ONE.replace("<v>1", "<v>2")),
    TYPES: WHOLE[TYPES].replace(
        b"<Override", f'<Override PartName="/xl/other.xml" ContentType="{TYPE}.sheet.main+xml"/><Override'.encode(), 1
    ),
}
UNTYPED = {**SECOND, TYPES: WHOLE[TYPES]}


def root(*targets: str) -> bytes:
    relations = "".join(relation(f"r{number}", "officeDocument", name) for number, name in enumerate(targets))
    return (HEADER + relationships(relations)).encode()


def with_part(part: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in WHOLE[part]
    return WHOLE | {part: WHOLE[part].replace(old.encode(), new.encode())}


def with_rows(inner: str) -> dict[str, bytes]:
    return WHOLE | {SHEET: data(inner)}


PARTS: dict[str, dict[str, bytes]] = {
    "a sound workbook": WHOLE,
    "no relations of the package": {name: part for name, part in WHOLE.items() if name != ROOT},
    "two parts that are workbooks": WHOLE | SECOND,
    "two parts, the other one named": WHOLE | SECOND | {ROOT: root("xl/other.xml")},
    "two parts, both named": WHOLE | SECOND | {ROOT: root("xl/workbook.xml", "xl/other.xml")},
    "a second part that is no workbook": WHOLE | UNTYPED,
    "a relation of another vocabulary": with_part(ROOT, OFFICE, "http://zz"),
    "a sheet by a relation of another vocabulary": with_part(BOOK_RELATIONS, f"{OFFICE}/worksheet", "http://zz/worksheet"),
    "a workbook of another type": with_part(TYPES, "sheet.main+xml", "zz+xml"),
    "a workbook of another vocabulary": with_part(BOOK, f'xmlns="{MAIN}"', 'xmlns="http://zz"'),
    "an id of another vocabulary": with_part(BOOK, 'r:id="rId1"', f'{FOREIGN} zz:id="rIdA" r:id="rId1"'),
    "a state of another vocabulary": with_part(BOOK, 'r:id="rId1"', f'r:id="rId1" {FOREIGN} zz:state="hidden"'),
    "an address of another vocabulary": with_rows(f'<row r="1" {FOREIGN}><c zz:r="B1" r="A1"><v>1</v></c></row>'),
    "a row of another vocabulary": with_rows(f'{ONE}<row xmlns="http://zz" r="2"><c r="A2"><v>2</v></c></row>'),
    "a value of another vocabulary": with_rows('<row r="1"><c r="A1"><v xmlns="http://zz">5</v></c></row>'),
    "a cell under another prefix": with_rows(f'<row r="1"><q:c xmlns:q="{MAIN}" r="A1"><q:v>1</q:v></q:c></row>'),
    "rows to choose from": with_rows(
        f'<mc:AlternateContent xmlns:mc="{COMPATIBLE}"><mc:Choice Requires="zz" {FOREIGN}>{ONE}</mc:Choice>'
        f"<mc:Fallback>{ONE}</mc:Fallback></mc:AlternateContent>"
    ),
    "data twice": WHOLE | {SHEET: sheet(f'<sheetData>{ONE}</sheetData><sheetData><row r="2"/></sheetData>')},
    "rows in a list of extensions": WHOLE | {SHEET: sheet(f"<sheetData/><extLst><ext>{ONE}</ext></extLst>")},
    "an extension of a sheet": WHOLE | {SHEET: sheet(f"{BESIDE}<extLst><ext {FOREIGN}><zz:row/></ext></extLst>")},
    "a merge that is none": WHOLE | {SHEET: sheet(f'{BESIDE}<zz:x {FOREIGN}><mergeCell ref="A1:A9"/></zz:x>')},
}  # fmt: skip
READ = frozenset(
    {"a sound workbook", "a second part that is no workbook", "an id of another vocabulary", "an extension of a sheet"}
    | {"a state of another vocabulary", "an address of another vocabulary", "a cell under another prefix"}
    | {"a merge that is none"}
)  # fmt: skip
"""The cases that are read; all others are refused."""


def parted(content: Content) -> str:
    """What the only cell of the first sheet says, or that the file is refused."""
    try:
        grid = open_grids(zipped(content), Limits())[0]
    except Refused:
        return REFUSED
    assert grid.merges == ()
    ((found,),) = [[str(value) for value in grid.cells.row_values(row)] for row in grid.rows]
    return found


@pytest.mark.parametrize("name", PARTS)
def test_each_part_is_read_or_refused(name: str) -> None:
    assert parted(PARTS[name]) == ("1" if name in READ else REFUSED)


def test_what_is_read_is_what_is_shown(plan: Plan, tmp_path: Path) -> None:
    cases = {name: (content, parted(content)) for name, content in PARTS.items()}
    cases |= {name: (dict(content), read(content, plan)) for name, (content, _) in CASES.items()}
    seen = [name for name, (_, found) in cases.items() if found not in (ASKED, REFUSED)]  # it loads not all others
    paths = {name: tmp_path / f"{number}.xlsx" for number, name in enumerate(seen)}
    for name, path in paths.items():
        path.write_bytes(zipped(cases[name][0]))
    out = soffice(tmp_path, FILTER, *paths.values())
    for name, path in paths.items():
        with (out / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
            assert [row[-1] for row in csv.reader(file)] == [cases[name][1]], name


# what number formats show is what LibreOffice shows: a figure that is read is the one that is seen


FORMATS = [
    *(code for code in BUILTIN.values() if not may_be_date(code) and "%" not in code),
    '0","0', '0"."0', "(0)", "-0", "+0", '"-"0', '0"%"', "0²", "0 0", "# ##0", r"#\ ##0", "0,", "0,,", ";;;", "0;;",
    "0;-0;;@", "#", "#,###", '0" lượt"', '0" (lượt)"', '"SL: "0', "0.0", "?/?", '[>5]"6";0', "[Red]0", '0"."',
    'General" lượt"', "0;0;0;0", '0;0;"x"', '"Có";"Không";"Không"', "0_-", "0*-", '"≥"0', "0#", "00", "$0", "0-0",
    "0/0", "0;@", "0;0;@", 'General;General;General;"Không"', '@" (dự kiến)"', '#"."##0', '0"."000', "[$-42A]0",
    "[$₫-42A]0", '0"+"', "0!", "0~", "0'0", '0"×10"', '0;[Red]-0;;"x"@', "[>=1000]#,##0;0", '0.0,"k"', "[White]0",
    '[=1]"Có";"Không"', '[=0]"";General', '[=0]"-";#,##0', "[<1000]0;0.0,", "[>100]0;0;0", "0;General",
    '[>0]0;[<0]-0;"x"', r'_-* #,##0\ _₫_-;\-* #,##0\ _₫_-;_-* "-"\ _₫_-;_-@_-', r"0_);[Red]\(0\)",
    r"#,##0_ ;-#,##0\ ", "General_)", '[<1E2]0;"9"0', '[< 100]0;"9"0', '[<100,0]0;"9"0', '[>0][>100]"9"0;0',
]  # fmt: skip
NUMBERS = [0, 1, 5, 12, 1250, 1234567]
TEXT = "Có"
"""Cells are written as they are shown, in UTF-8."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """What LibreOffice shows, a row for each format."""
    folder = tmp_path_factory.mktemp("formats")
    book = Workbook()
    for row, code in enumerate(FORMATS, 1):
        values: list[int | str] = [*NUMBERS, TEXT]
        for column, value in enumerate(values, 1):
            book.worksheets[0].cell(row, column, value).number_format = code
    book.save(folder / "formats.xlsx")
    out = soffice(folder, FILTER, folder / "formats.xlsx")
    with (out / "formats.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def figure(shown: str, code: str, words: str) -> str:
    """The digits of what is shown, without words, separators of thousands and blanks; those of a zero may be unseen."""
    text = "".join(letter for letter in shown if not letter.isspace() and letter not in "$₫():")
    for word in words.split():
        text = text.replace(word, "")
    text = text.replace(",", "") if "," in code else text
    whole, _, decimals = text.rstrip(".").partition(".")
    return (whole.lstrip("0") if not decimals.strip("0") else text) or "0"


@pytest.mark.parametrize("row", range(len(FORMATS)), ids=FORMATS)
def test_a_number_that_is_read_is_seen_as_it_is_stored(seen: Sequence[Sequence[str]], row: int) -> None:
    code = FORMATS[row]
    for number, shown in zip(NUMBERS, seen[row], strict=False):
        worn = dressing(code, int(number > 0))
        if worn.plain:
            digits = figure(shown, code, worn.words)
            assert digits == str(number) or (number == 0 and digits.strip("-") == ""), (number, shown)


@pytest.mark.parametrize("row", range(len(FORMATS)), ids=FORMATS)
def test_a_text_is_read_as_it_is_seen(seen: Sequence[Sequence[str]], row: int) -> None:
    assert shown_text(FORMATS[row], TEXT).strip() == seen[row][-1].strip()


def test_formats_that_only_set_numbers_out_are_read() -> None:
    for code in ("General", "0", "#,##0", "0.00", "# ##0", "[Red]0", "0_-", "00", "[$-42A]0", "@", "", '0" lượt"'):
        assert dressing(code, 1).plain, code
    for code in ("[>=1000]#,##0;0", '[=0]"";General', '[=0]"-";#,##0', '[>0]0;[<0]-0;"-"'):
        assert dressing(code, 1).plain, code
        assert dressing(code, 0).plain is not (code == '[=0]"";General'), code


@pytest.mark.parametrize("code", ["0*5", "*50", "0;0;*5", "0;0;*50"])
def test_a_digit_that_fills_the_cell_is_seen(code: str) -> None:
    assert not dressing(code, 1 if code.startswith(("0*", "*")) else 0).plain
    assert not hides(";;;*5")
    assert shown_text("*5@", "12") == "5…12"


@pytest.mark.parametrize("code", ["0* ", "* 0", "0*-", '_(* #,##0_);_(* (#,##0);_(* "-"_)'])
def test_blanks_and_lines_that_fill_the_cell_change_nothing(code: str) -> None:
    assert dressing(code, 1).plain


def test_a_format_without_any_content_hides_everything() -> None:
    assert all(hides(code) for code in (";;;", ";;", '""'))
    assert not any(hides(code) for code in ("0;;", ";;;@", "General"))


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [("Có", 'General;General;General;"Không"', "Không"), ("Số", '@" (dự kiến)"', "Số (dự kiến)"), ("x", ";;;", "")],
)
def test_a_cell_has_the_text_that_its_format_shows(tmp_path: Path, text: str, code: str, shown: str) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = text
    book.worksheets[0]["A1"].number_format = code
    book.save(tmp_path / "a.xlsx")
    (grid,) = open_grids((tmp_path / "a.xlsx").read_bytes(), Limits())
    assert grid.text(1, 1) == shown


def test_a_format_that_no_program_keeps_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = 5
    book.worksheets[0]["A1"].number_format = '"' + "x" * LONGEST + '"0'
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(Refused):
        open_grids((tmp_path / "a.xlsx").read_bytes(), Limits())
