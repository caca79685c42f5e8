"""A form is read back before it is handed out: with any title of a period its figures are its own, or it is refused."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.i18n import Messages
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key
from khpcmd.template import read_back
from khpcmd.template.contents import Filer, Wanted
from khpcmd.template.make import make_consolidated, make_template, names_of, units_of
from khpcmd.template.read_back import ReadBack, advice_on_forms
from khpcmd.workbook.read import Reading, read_workbook
from places import Captured, languages
from template.making import loaded_from, wanted

Window = tuple[str, str]
FISCAL, BRITISH, FEDERAL = ("2024-07-01", "2025-06-30"), ("2024-04-01", "2025-03-31"), ("2024-10-01", "2025-09-30")
SCHOOL, SEASON, CALENDAR = ("2024-09-01", "2025-08-31"), ("2024-11-01", "2025-04-30"), ("2025-01-01", "2025-12-31")
TEN, LATER = ("2025-01-01", "2025-10-31"), ("2024-07-01", "2024-12-31")
HALF, QUARTER, FIVE = ("2025-01-01", "2025-06-30"), ("2025-04-01", "2025-06-30"), ("2021-01-01", "2025-12-31")
OF: dict[tuple[Window, int], str] = {
    (FISCAL, 2025): "FY2024/25|FY2024-25|FY 2024/25|FY25|FY2025|Fiscal Year 2025|Financial year 2024-25|PY2024|PY 2024"
    "|Niên độ ngân sách 2024-2025|Năm tài chính 2024-2025|2024-2025|Năm ngân sách 2024/2025",
    (FISCAL, 2024): "FY2024/25|FY2025|Program year 2024|PY2024|Năm tài chính 2024-2025|Niên độ 2024/2025",
    (BRITISH, 2025): "2024/25|Report year 2024-25|PR19 final determinations|PR19 2024/25",
    (FEDERAL, 2025): "FFY 2025|Federal fiscal year 2025",
    (SCHOOL, 2024): "Năm học 2024-2025|Năm học 2024 - 2025|NH 2024-2025|Năm học 24-25|School year 2024-25|SY2024-25",
    (SCHOOL, 2025): "Năm học 2024-2025|SY 2024-2025|Academic year 2024/25",
    (SEASON, 2025): "Vụ Đông Xuân 2024-2025|Niên vụ 2024/2025|Vụ đông xuân|Mùa khô 2024-2025",
    (CALENDAR, 2025): "Năm 2025|2025|Cả năm|Year 2025|CY2025|KH/UBND 2021-2025|Kỳ tổng kết",
    (HALF, 2025): "6 tháng đầu năm 2025|6 tháng đầu năm|First half of 2025|H1 2025|Học kỳ I|Kỳ 1",
    (QUARTER, 2025): "Quý II/2025|Quý 2|Q2 2025|Đợt 1|Quarter 2",
    (TEN, 2025): "10 tháng năm 2025|Mười tháng đầu năm 2025|10 tháng|First ten months of 2025|10M2025",
    (LATER, 2024): "6 tháng cuối năm 2024|Second half of 2024|H2 2024|Học kỳ II|Nửa cuối năm",
    (FIVE, 2025): "Giai đoạn 2021-2025|2021-2025|Chương trình 2021 – 2025|Programme 2021-2025|5 năm",
}  # fmt: skip
TITLES = [(title, window, year) for (window, year), titles in OF.items() for title in titles.split("|")]
SHAPES = ("unit", "annex", "consolidated")


def plan_text(title: str, window: Window, year: int, shape: str) -> str:
    """A plan of one period with that title; of an annex the communes report a figure in the form of their district."""
    first, last = map(date.fromisoformat, window)
    months = sorted({(first.month - 1 + at) % 12 + 1 for at in range(min(12, (last - first).days // 28))})
    talks = "commune" if shape == "annex" else "district"
    baseline = first.year - 1 if window == FIVE else year - 1
    return f"""\
id: plan
document: {{number: 12/KH-UBND, date: {first}, issuer: {{vi: UBND tỉnh, en: Committee}}}}
title: {{vi: Kế hoạch công tác, en: Work plan}}
year: {year}
baseline_year: {baseline}
levels: {{district: {{title: {{vi: huyện, en: districts}}}}, commune: {{title: {{vi: xã, en: communes}}}}}}
periods:
  p:
    title: {{vi: "{title}", en: "{title}"}}
    window: {{from: {first}, to: {last}}}
    due: {{date: {last}, inclusive: true}}
    months: {months}
units:
  - {{id: a, level: district, name: {{vi: Huyện Nam Sách, en: Nam Sach district}}}}
  - {{id: b, level: district, name: {{vi: Huyện Tứ Kỳ, en: Tu Ky district}}}}
  - {{id: c, level: commune, parent: a, name: {{vi: Xã An Bình, en: An Binh commune}}}}
  - {{id: d, level: commune, parent: a, name: {{vi: Xã An Sơn, en: An Son commune}}}}
fields:
{count_of("seen", "Số cơ sở được kiểm tra", "Venues inspected", "district", ", baseline: true")}
{count_of("all", "Số cơ sở hiện có", "Venues there are", "district")}
{count_of("talks", "Số buổi tuyên truyền", "Talks held", talks, ", baseline: true")}
targets:
{target("T1", "{kind: growth, of: seen}", "Kiểm tra cơ sở")}
{target("T2", "{kind: ratio, part: seen, whole: all}", "Tỷ lệ kiểm tra")}
{target("T3", "{kind: growth, of: talks}", "Tuyên truyền")}
"""


def test_a_heading_that_speaks_of_percentages_is_the_clause_instead(tmp_path: Path) -> None:
    """Titles of targets that stand in clauses of their own are the headings of a form; under "Tỷ lệ …" no count is
    read."""
    text = plan_text("Năm 2025", CALENDAR, 2025, "unit").partition("fields:")[0] + "fields:\n"
    names = [("seen", "kiểm tra"), ("told", "tuyên truyền"), ("signed", "ký cam kết")]
    for name, what in names:
        text += f"{count_of(name, f'Số cơ sở được {what}', name, 'district')}\n"
        text += f"{count_of(f'{name}_of', f'Số cơ sở phải {what}', f'{name} of', 'district')}\n"
    text += "targets:\n"
    for place, (name, what) in enumerate(names, 1):
        one = target(f"T{place}", f"{{kind: ratio, part: {name}, whole: {name}_of}}", f"Tỷ lệ cơ sở {what}")
        text += one.replace("Mục I", f"Tiêu chí {place}") + "\n"
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    assert [one.code.code for one in lint_file(path, advice_on_forms).diagnostics if one.code.code == "P160"] == []
    plan = loaded_from(text)
    made = wanted(plan, plan.plan.unit["a"], "p")
    make_template(tmp_path / "a.xlsx", made)
    column = [row[2].value for row in load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(min_row=9)]
    assert [one for one in column if str(one).startswith("Tiêu chí")] == ["Tiêu chí 1", "Tiêu chí 2", "Tiêu chí 3"]


def test_figures_of_no_target_stand_under_a_heading_that_is_read(tmp_path: Path) -> None:
    """khpcmd's own heading said "Số liệu khác", of which its reader asks which others they are."""
    text = plan_text("Năm 2025", CALENDAR, 2025, "unit").partition("fields:")[0] + "fields:\n"
    names = ("buoi", "luot", "xe", "xe_of", "may", "may_of")
    text += "\n".join(count_of(name, f"Số {name}", f"Number of {name}", "district") for name in names)
    text += "\ntargets:\n"
    for name, what in (("xe", "Kiểm tra"), ("may", "Tuyên truyền")):
        text += target(f"T{name}", f"{{kind: ratio, part: {name}, whole: {name}_of}}", what) + "\n"
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    assert [one.code.code for one in lint_file(path, advice_on_forms).diagnostics if one.code.code == "P160"] == []
    plan = loaded_from(text)
    make_template(tmp_path / "a.xlsx", wanted(plan, plan.plan.unit["a"], "p"))
    column = [row[2].value for row in load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows(min_row=9)]
    assert "Số liệu chung" in column


def test_a_field_that_is_named_by_its_unit_of_measure_leaves_a_form_that_is_read(tmp_path: Path) -> None:
    """ "Households" counted in households: beside other rows that word named the field of a second row."""
    text = plan_text("Năm 2025", CALENDAR, 2025, "unit").partition("fields:")[0] + "fields:\n"
    labels = {
        "Households on the register": "households",
        "Households": "households",
        "Households visited": "households",
    }
    labels |= {f"{what} items": "items" for what in ("Written", "Answered", "Improved", "Taken", "Failed", "Replaced")}
    for place, (label, unit) in enumerate(labels.items()):
        one = count_of(f"f{place}", f"{label} vi", label, "district").replace("en: items", f"en: {unit}")
        text += one + "\n"
    text += (
        "  day: {kind: date, label: {vi: Ngày công bố, en: Day of issue}, reported_by: [district], required: false}\n"
    )
    text += f"targets:\n{target('T1', '{kind: ratio, part: f7, whole: f8}', 'Việc')}\n"
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    assert [one.code.code for one in lint_file(path, advice_on_forms).diagnostics if one.code.code == "P160"] == []


def loaded(title: str, window: Window, year: int, shape: str) -> LoadedPlan:
    return loaded_from(plan_text(title, window, year, shape))


LABELS = {
    label: name
    for name, labels in {
        "seen": ("Số cơ sở được kiểm tra", "Venues inspected"),
        "all": ("Số cơ sở hiện có", "Venues there are"),
        "talks": ("Số buổi tuyên truyền", "Talks held"),
    }.items()
    for label in labels
}
UNITS = {"huyện nam sách": "a", "nam sach district": "a", "huyện tứ kỳ": "b", "tu ky district": "b"}
UNITS |= {"xã an bình": "c", "an binh commune": "c", "xã an sơn": "d", "an son commune": "d"}


def count_of(name: str, vi: str, en: str, by: str, more: str = "") -> str:
    texts = f"label: {{vi: {vi}, en: {en}}}, unit_of_measure: {{vi: việc, en: items}}"
    return f"  {name}: {{kind: count, {texts}, reported_by: [{by}]{more}}}"


def target(ident: str, measure: str, title: str) -> str:
    return f"""\
  - id: {ident}
    clause: Mục I
    quote: ít nhất 20%
    title: {{vi: {title}, en: {title}}}
    measure: {measure}
    threshold: {{at_least: 20%}}
    cumulative: false"""


def asked(sheet: Worksheet) -> Iterator[tuple[str, Key, tuple[int, int]]]:
    """What a person sees that a form asks: of whom by the name in the row, of what by the label beside or above, of
    two cells of a field that of the baseline first; with the place of the cell."""
    above, cells = dict[int, str](), dict[tuple[str, str], list[tuple[int, int]]]()
    for row in sheet.iter_rows(min_row=9):
        texts = [cell.value for cell in row if isinstance(cell.value, str)]
        own = next((LABELS[text] for text in texts if text in LABELS), "")
        unit = next((UNITS[text.lower()] for text in texts if text.lower() in UNITS), "")
        across = not unit and sum(text in LABELS for text in texts) > 0 and row[2].value != texts[0]
        for cell in row:
            if isinstance(cell.value, str) and cell.value in LABELS and across:
                above[cell.column] = LABELS[cell.value]
            asks = cell.number_format == "#,##0" and not cell.protection.locked
            if asks and (own or unit) and cell.row and cell.column:
                name = own or next(above[at] for at in range(cell.column, 0, -1) if at in above)
                cells.setdefault((unit or "a", name), []).append((cell.row, cell.column))
    for (unit, name), places in cells.items():
        bases = (Basis.BASELINE, Basis.CURRENT) if len(places) == 2 else (Basis.CURRENT,)
        for basis, place in zip(bases, places, strict=True):
            yield unit, Key(name, basis), place


def lands_elsewhere(file: Path, one: LoadedPlan, dice: random.Random, blanks: float) -> list[object]:
    """The figures of a form, filled in, that are read as others; and the form has cells."""
    book, numbers = load_workbook(file), count(4001)
    put = dict[tuple[str, Key], int]()
    for sheet in book.worksheets[: 2 if len(book.worksheets) > 3 else 1]:
        for unit, key, (row, column) in [*asked(sheet)]:
            if dice.random() >= blanks:
                put[unit, key] = next(numbers)
                sheet.cell(row, column).value = put[unit, key]
    assert put or blanks
    book.save(file)
    reading = read_workbook(file, one.plan, name=file.name)
    read = {(filed.unit, key): cell.value for filed in reading.returns for key, cell in filed.cells.items()}
    return [(figure, value) for figure, value in read.items() if value is not None and put.get(figure) != value]


def form(one: LoadedPlan, shape: str, language: str) -> tuple[Callable[[Path], object], Diagnostic | None]:
    """How a form is made, and why it is refused."""
    like = wanted(one, one.plan.unit["a"], "p", language)
    if shape == "consolidated":
        rows = units_of(like, "district")
        return lambda file: make_consolidated(file, rows), ReadBack().consolidated(rows, "form.xlsx")
    return lambda file: make_template(file, like), ReadBack().form(like, "form.xlsx")


@pytest.mark.crossing(8)
@languages
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("title", TITLES, ids=lambda title: f"{title[0]} {title[2]}")
def test_whatever_a_period_is_called_no_figure_of_its_form_is_read_as_another(
    title: tuple[str, Window, int], shape: str, language: str, tmp_path: Path
) -> None:
    one = loaded(*title, shape)
    make, refused = form(one, shape, language)
    if refused is None:
        for blanks in (0, 0.5):
            make(tmp_path / "form.xlsx")
            assert lands_elsewhere(tmp_path / "form.xlsx", one, random.Random(title[0]), blanks) == []  # noqa: S311
    else:
        assert refused.code is Code.FORM_MISREAD
        assert refused.at is not None
        assert refused.at.cell


@pytest.mark.parametrize(
    ("title", "window", "year", "before", "now"),
    [
        ("FY2024/25", FISCAL, 2025, "FY2023/24", "FY2024/25"),
        ("6 tháng đầu năm 2025", HALF, 2025, "6 tháng đầu năm 2024", "6 tháng đầu năm 2025"),
        ("FY25", FISCAL, 2025, "Từ 01/07/2023 đến 30/06/2024", "Từ 01/07/2024 đến 30/06/2025"),
        ("Cả năm", CALENDAR, 2025, "Năm 2024", "Năm 2025"),
    ],
)
def test_the_column_of_the_baseline_is_headed_by_the_period_of_its_own_year(
    title: str, window: Window, year: int, before: str, now: str
) -> None:
    one = loaded(title, window, year, "unit")
    like = wanted(one, one.plan.unit["a"], "p")
    assert (like.span(Basis.BASELINE), like.span(Basis.CURRENT)) == (before, now)
    assert ReadBack().form(like, "form.xlsx") is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_form_of_the_plan_that_comes_with_khpcmd_is_read_as_its_figures(language: str) -> None:
    """What ``khpcmd template`` does not look at again: each unit, each level, each period, as the files are called."""
    one, messages = load_plan(None), Messages(language)
    name = messages.template("template.file_name")
    for period in one.plan.periods:
        like, memory = Wanted(Filer(one.plan, one.plan.filers[0], period), one.sha256, messages), ReadBack()
        names = names_of(one.plan, period, name)
        for unit in one.plan.filers:
            assert memory.form(like.for_unit(unit), names[unit.id]) is None
        for level, rows in {level: units_of(like, level) for level in one.plan.levels}.items():
            assert not rows or memory.consolidated(rows, f"{name}_{level}_{period}.xlsx") is None


UNREAD = ("Niên vụ 2024/2025", SEASON, 2025)
"""A title whose word is taken for a unit of measure."""


def test_a_form_whose_own_name_says_another_thing_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", "--unit", "Nam Sách", "-o", "nam 2022.xlsx"]) == 2
    assert "P160" in capsys.readouterr().err
    assert main(["template", "--unit", "Nam Sách"]) == 0
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["bieu-mau_huyen-nam-sach_year.xlsx"]


def test_a_form_that_is_not_read_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(plan_text(*UNREAD, "unit"), encoding="utf-8")
    for arguments in (("--unit", "a"), ("--all", "-d", "forms")):
        assert main(["template", "--plan", "plan.yaml", *arguments]) == 2
        told = capsys.readouterr().err
        assert "P160" in told
        assert "Biểu số liệu!" in told
    assert not list(tmp_path.rglob("*.xlsx"))


def test_lint_tells_it_once_at_the_period(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text(*UNREAD, "annex"), encoding="utf-8")
    told = [one for one in lint_file(path, advice_on_forms).diagnostics if one.code is Code.FORM_MISREAD]
    assert [one.at and one.at.line for one in told] == [9]
    assert "S307" in str(told[0].params["reason"])


def test_units_whose_forms_are_alike_are_read_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = loaded("Năm 2025", CALENDAR, 2025, "unit")
    district = one.plan.unit["b"]
    units = [district.model_copy(update={"id": f"d{at}"}) for at in range(300)]
    many = one._replace(plan=one.plan.changed(units=(*one.plan.units, *units)))
    read, memory = list[str](), ReadBack()

    def noted(_: Path, __: Plan, *, name: str) -> Reading:
        read.append(name)
        return Reading(name, "", (), "", ())

    monkeypatch.setattr(read_back, "read_workbook", noted)
    for unit in many.plan.filers:
        memory.form(wanted(many, unit, "p"), "form.xlsx")
    assert len(read) == 1
