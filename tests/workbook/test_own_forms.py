"""A sheet of a form that khpcmd made is read once, and each workbook is read as if it were the only one."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from khpcmd.plan.load import load_plan
from khpcmd.template.make import make_template
from khpcmd.workbook.file import own_forms
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.file.sheet_xml import SheetWalker
from template.making import wanted

UNITS = ("Huyện Gia Lộc", "Sở Y tế", "Sở Tư pháp")
CHANGES = (
    ("xl/sharedStrings.xml", "Sở Y tế", "Sở Y tá"),
    ("xl/sharedStrings.xml", "<si><t>", "<si><r><rPr><color rgb='FFFFFFFF'/></rPr><t>x</t></r></si><si><t>"),
    ("xl/styles.xml", 'numFmtId="0"', 'numFmtId="9"'),
    ("xl/styles.xml", '<cellXfs count="', '<cellXfs alike="'),
    ("xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" '),
    ("xl/workbook.xml", 'fullCalcOnLoad="1"', ""),
    ("xl/worksheets/sheet4.xml", "<v>0</v>", "<v>7</v>"),
    ("xl/worksheets/sheet1.xml", "<sheetProtection", "<x:sheetProtection xmlns:x='urn:x'"),
)
"""A part of a form, and how it is changed."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    loaded, path = load_plan(None), tmp_path_factory.mktemp("forms") / "form.xlsx"
    found = list[bytes]()
    for unit in loaded.plan.units:
        if unit.name.vi in UNITS:
            make_template(path, wanted(loaded, unit))
            found.append(path.read_bytes())
    assert len(found) == len(UNITS)
    return found


def changed(form: bytes, part: str, old: str, new: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(form)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old.encode(), new.encode(), 1) if name == part else data)
    return out.getvalue()


def variants(form: bytes) -> list[bytes]:
    return [form, *(changed(form, *change) for change in CHANGES)]


def read(form: bytes, limits: Limits | None = None) -> object:
    """All that the sheets say, the doubts about each cell included."""
    try:
        grids = open_grids(form, limits or Limits())
    except Refused as refused:
        return refused.code, dict(refused.params)
    return [
        (
            *(grid.title, grid.state, grid.protected, grid.merges, grid.hidden_rows, grid.hidden_columns),
            *(dict(grid.comments), grid.stamps, dict(grid.rules), dict(grid.cells)),
        )
        for grid in grids
    ]


def forget() -> None:
    own_forms._kept.clear()
    own_forms._met.clear()


def read_anew(form: bytes, limits: Limits | None = None) -> object:
    forget()
    return read(form, limits)


def test_what_was_read_before_makes_no_difference(forms: list[bytes]) -> None:
    files = [file for form in forms for file in variants(form)]
    alone = [read_anew(file) for file in files]
    forget()
    for order in (1, -1, 1):
        assert [read(file) for file in files[::order]] == alone[::order]


def test_a_limit_is_exceeded_as_if_the_file_were_the_only_one(forms: list[bytes]) -> None:
    for limits in (Limits(cells=500), Limits(text=9000), Limits(elements=1000), Limits(styled_cells=900)):
        alone = read_anew(forms[0], limits)
        forget()
        assert read(forms[0]) != alone
        assert [read(forms[0], limits) for _ in range(3)] == [alone] * 3


def test_a_sheet_is_read_once_for_all_units_with_the_same_texts(
    forms: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = list[bytes]()
    walk = SheetWalker.walk

    def counted(walker: SheetWalker, data: bytes) -> Grid:
        walked.append(data)
        return walk(walker, data)

    monkeypatch.setattr(SheetWalker, "walk", counted)
    forget()
    counts = list[int]()
    for _ in range(3):
        walked.clear()
        read(forms[1])
        counts.append(len(walked))
    assert counts == [5, 5, 0]  # what is met again is kept


def test_sheets_that_were_filled_in_are_not_kept(forms: list[bytes]) -> None:
    forget()
    for file in variants(forms[1]):
        read(file)
    assert all(len(data) <= own_forms.LARGEST for data, _ in own_forms._kept)
    assert len(own_forms._kept) <= 5  # those that all of them share


def test_memory_is_bounded(forms: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_forms, "KEPT", 3)
    forget()
    for file in variants(forms[1]):
        read(file)
        assert len(own_forms._kept) <= 3


def test_no_sheet_of_another_workbook_is_kept(forms: list[bytes]) -> None:
    other = changed(forms[1], "xl/workbook.xml", 'name="khpcmd"', 'name="khpcmd2"')
    forget()
    read(other)
    assert len(own_forms._kept) == 0
