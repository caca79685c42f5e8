"""Makes inputs that are no examples: `python made.py FOLDER`, the folder with the examples and the plans.

Called again when khpcmd has made ``made/blank_half_year``, it fills in that form.
Faulty workbooks, other formats than .xlsx, the stories of ``tests/cases``, many units, broken plans and lists of
waivers: all go to ``FOLDER/made``. They are made once for both sides, so they need not come out the same twice.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cases.stories import stories
from hostile.files import zipped
from hostile.ole import xls

MANY = Path(__file__).parents[2] / "benchmarks" / "inputs.py"
VALUES: tuple[object, ...] = (
    *("1.240", "1,5", "12%", "khoảng 5", "5 người", "102 lượt/86 cơ sở", "-", "Không", " ", "1 250", "12/13", "~5"),
    *("1.250.000", "12,5%", "x", "5 (năm)", "<b>5</b>", "a|b\n*c* `d`", "١٢", "5..", "+5", "005", "n/a", "…", "V"),
    *(True, datetime(2023, 5, 4), -3, 12.5, 1e12, 99999999999999999, "=1/0", "=K13+L13", "#N/A", "dài " * 3000),  # noqa: DTZ001  # a cell has no zone
)
"""What may stand in a cell that should hold a count."""
PLAN_CHANGES: Mapping[str, tuple[str, str]] = {
    "syntax": ("baseline_year: 2022", "baseline_year: [2022"),
    "tab": ("year: 2023\nbaseline", "\tyear: 2023\nbaseline"),
    "duplicate_key": ("language: vi", "language: vi\nlanguage: en"),
    "vietnamese_number": ("threshold: {at_least: +3%}", "threshold: {at_least: 60.000}"),
    "alias": ("baseline_year: 2022", "baseline_year: &b 2022\ncopy: *b"),
    "unknown_key": ("baseline_year: 2022", "baseline_yaer: 2022"),
    "unknown_key_deep": ("    interim: true", "    interm: true"),
    "missing_key": ("    cumulative: false\n", ""),
    "missing_id": ("id: hai-duong-2023\n", ""),
    "wrong_type": ("year: 2023\nbaseline", 'year: "hai nghìn"\nbaseline'),
    "wrong_list": ("    months: [1, 2, 3, 4, 5]", "    months: 5"),
    "wrong_month": ("    months: [1, 2, 3, 4, 5]", "    months: [1, 2, 13]"),
    "wrong_value": ("language: vi", "language: fr"),
    "wrong_date": ("date: 2023-02-17", "date: 2023-02-31"),
    "unknown_field": ("where: {field: plan_issued}", "where: {field: plan_isued}"),
    "unknown_level": ("of: district, where: {field: plan_issued}", "of: districts, where: {field: plan_issued}"),
    "unknown_reporter": ("reported_by: [district]", "reported_by: [huyen]"),
    "unknown_parent": ('parent: "30"', 'parent: "31"'),
    "duplicate_unit": ('- id: "290"', '- id: "288"'),
    "duplicate_target": ("- id: B1b", "- id: B1a"),
    "threshold_kind": ("threshold: {at_least: 100%}", "threshold: {at_least: +3%}"),
    "threshold_twice": ("threshold: {at_least: 100%}", "threshold: {at_least: 100%, at_most: 5%}"),
    "threshold_over": ("threshold: {at_least: 100%}", "threshold: {at_least: 120%}"),
    "threshold_zero": ("threshold: {at_least: 100%}", "threshold: {at_least: 0%}"),
    "threshold_text": ("threshold: {at_least: 100%}", "threshold: {at_least: cao}"),
    "threshold_missing": ("    threshold: {at_least: 100%}\n", ""),
    "ambiguous_name": ("aliases: [Thị xã Chí Linh]", "aliases: [Huyện Nam Sách]"),
    "unknown_kind": ("measure: {kind: share,", "measure: {kind: shares,"),
    "unknown_field_kind": ("    kind: yes_no", "    kind: boolean"),
    "overlapping": ("window: {from: 2022-12-15, to: 2023-06-14}", "window: {from: 2022-11-15, to: 2023-06-14}"),
    "due_before_end": ("due: {date: 2023-06-15, inclusive: false}", "due: {date: 2023-05-15}"),
    "unused_name": ("  province:\n    title:", "  ward:\n    title: {vi: phường, en: wards}\n  province:\n    title:"),
    "unused_field": (
        "fields:\n",
        (
            "fields:\n  spare:\n    kind: count\n    label: {vi: Số dự phòng, en: Spare}\n    reported_by: [district]\n"
            "    unit_of_measure: {vi: cái, en: pieces}\n"
        ),
    ),
    "no_roster": ("rosters/hai_duong_2023_communes.csv", "rosters/hai_duong_2024_communes.csv"),
    "roster_column": ("id: code, name: name, parent", "id: codes, name: name, parent"),
    "year": ("baseline_year: 2022", "baseline_year: 2023"),
    "no_baseline_year": ("baseline_year: 2022\n", ""),
    "steps": ("[reports_received, reports_carried_in]", "[reports_received, plan_issued]"),
    "duty_field": ("    of: [district]\n    where: {field: plan_issued}", "    of: [district]\n    where: {field: x}"),
    "evidence": ("evidence: [amount]", "evidence: [amounts]"),
    "html": ('vi: "Huyện, thị xã, thành phố có kế hoạch"', 'vi: "<b>Huyện</b> | [red]có[/red] *kế hoạch*"'),
}
"""What is replaced in the plan of 2023, each in a plan of its own. Some are no mistakes, but give advice."""
MORE_TARGETS = """\
targets:
  - {id: X1, clause: "1", quote: q, title: {vi: Duy trì, en: Maintain}, cumulative: true,
     measure: {kind: maintain, of: crimes_handled}}
  - {id: X2, clause: "2", quote: q, title: {vi: Đã làm, en: Done}, cumulative: false,
     measure: {kind: done, field: integrated_welfare}}
  - {id: X3, clause: "3", quote: q, title: {vi: Tự đánh giá, en: Manual}, cumulative: false,
     measure: {kind: manual}}
  - {id: X4, clause: "4", quote: q, title: {vi: Nhiều nhất, en: At most}, cumulative: true,
     measure: {kind: count, of: reports_resolved_late}, threshold: {at_most: 0}}
  - {id: X5, clause: "5", quote: q, title: {vi: Số huyện, en: Districts}, cumulative: false,
     measure: {kind: share, of: district, where: {all: [{field: plan_issued}, {field: activities_held, at_least: 20}]}},
     threshold: {at_least: 7}}
  - {id: X6, clause: "6", quote: q, title: {vi: Từng quý, en: Quarters}, cumulative: false,
     measure: {kind: frequency, of: news_items, every: quarter, at_least: 4, by: each}}
  - {id: X7, clause: "7", quote: q, title: {vi: Số vụ, en: More than}, cumulative: true, judged: each_unit,
     measure: {kind: count, of: reports_received}, threshold: {more_than: 3}}
  - {id: X8, clause: "8", quote: q, title: {vi: Dưới, en: Below}, cumulative: true, binding: false,
     measure: {kind: ratio, part: reports_resolved_late, whole: reports_received}, threshold: {less_than: 1%}}
  - {id: X9, clause: "9", quote: q, title: {vi: Từng huyện, en: Each district}, cumulative: true, judged: each_unit,
     measure: {kind: growth, of: crimes_handled}, threshold: {at_least: +3%}}
"""
"""Kinds of measure and of threshold that no plan in ``targets/`` has."""
WAIVER_CHANGES: Mapping[str, tuple[str, str]] = {
    "of_what": ('unit: "292" # Thị xã Kinh Môn', "note: x"),
    "pooled_unit": ("whole_target: true", 'unit: "291"'),
    "not_concerned": ('unit: "292"', "unit: so-y-te"),
    "unknown_target": ("target: B3a", "target: b3a"),
    "unknown_unit": ('unit: "292"', 'unit: "999"'),
    "other_plan": ("plan: hai-duong-2023", "plan: ha-noi-2026"),
    "unused": ("target: B3c", "target: B1a"),
    "of_fault": ('target: B3a\n    unit: "292"', 'target: B3a\n    code: C501\n    unit: "292"'),
    "twice": ("target: B3c\n    whole_target: true", 'target: B3a\n    unit: "292"'),
    "expired": ("until: 2023-12-31", "until: 2023-01-31"),
    "long": ("until: 2023-12-31", "until: 2029-12-31"),
    "no_reason": ("    approver: Phó Chủ tịch UBND tỉnh\n", ""),
    "syntax": ("waivers:", "waivers: ["),
}
CONFIGURATION = """\
plan = "../../targets/plan_2023.yaml"
lang = "en"
period = "year"
fail-on = ["missed", "faults", "duties"]
prefer = "newest"
baseline = ["../../examples/baseline_2022.xlsx"]
outputs = ["configured.json", "configured.md"]
"""


def main() -> None:
    inputs = Path(sys.argv[1])
    made = inputs / "made"
    if (made / "blank_half_year").is_dir():
        write_filled(made)
        return
    for name in (
        "books",
        "others",
        "plans",
        "waivers",
        "names",
        "stories",
        "config",
        "wrong_config",
        "empty",
        "resent",
        "earlier",
    ):
        (made / name).mkdir(parents=True)
    write_books(inputs / "examples", made)
    write_earlier(inputs / "examples", made / "earlier")
    write_others(inputs / "examples", made / "others")
    write_plans(inputs / "targets", made / "plans")
    write_waivers((inputs / "examples" / "waivers_2023.yaml").read_text(encoding="utf-8"), made / "waivers")
    write_names(made / "names")
    write_stories(made / "stories")
    for name, units, fields, layout in (("forms", 40, 12, "forms"), ("rows", 100, 8, "consolidated")):
        subprocess.run([sys.executable, MANY, made / "many" / name, str(units), str(fields), layout], check=True)
    (made / "config" / "khpcmd.toml").write_text(CONFIGURATION, encoding="utf-8")
    (made / "wrong_config" / "khpcmd.toml").write_text('plna = "x"\nlang = 3\n', encoding="utf-8")
    (made / "empty" / "README.txt").write_text("no workbook\n", encoding="utf-8")
    (made / "list.txt").write_text("examples/year_2023\n\nexamples/checklist_2023.xlsx\n", encoding="utf-8")


def write_books(examples: Path, made: Path) -> None:
    """Faulty variants of the consolidated return and of a form."""
    books = made / "books"
    for number, start in enumerate(range(0, len(VALUES), 12), start=1):
        book = load_workbook(examples / "returns_2023.xlsx")
        sheet = book.worksheets[0]
        for row, value in enumerate(VALUES[start : start + 12]):
            sheet.cell(13 + row, 6 + (row + number) % 28).value = value  # type: ignore[assignment]  # any value
        book.save(books / f"values_{number}.xlsx")
    book = load_workbook(examples / "returns_2023.xlsx")
    disguise(book.worksheets[0], book)
    book.save(books / "disguised.xlsx")
    book = load_workbook(examples / "returns_2023.xlsx")
    sheet, body = book.worksheets
    for row in range(26, 10, -1):
        if row % 3 == 0:
            sheet.delete_rows(row)
    body.delete_rows(20, 8)
    sheet["U10"], sheet["V11"], sheet["H10"] = "Tổng số (ước)", "Cơ sở vi phạm", "Chương trình khác"
    book.save(books / "torn.xlsx")
    book = load_workbook(examples / "year_2023" / "chi_linh_2023.xlsx")
    form = book.worksheets[0]
    for row in range(10, 50):
        if row % 5 == 0:
            form.cell(row, 5).value = VALUES[row % len(VALUES)]  # type: ignore[assignment]  # any value
        if row % 7 == 0:
            form.cell(row, 3).value = "nghìn lượt"
        if row % 11 == 0:
            form.cell(row, 2).value = f"Chỉ tiêu khác {row}"
    form["A7"] = "Đơn vị báo cáo: Thành phố Chí Lin"
    book.save(books / "form.xlsx")
    for name, figure in (("lan 1", 27), ("lan 2", 30)):
        book = load_workbook(examples / "year_2023" / "chi_linh_2023.xlsx")
        book.worksheets[0]["E14"] = figure
        book.properties.modified = datetime(2023, 12, figure % 28 + 1)  # noqa: DTZ001  # a file says no zone
        book.save(made / "resent" / f"chi linh {name}.xlsx")


def write_earlier(examples: Path, folder: Path) -> None:
    """Returns of an earlier period, and figures of the baseline year, that do not go with the later ones."""
    book = load_workbook(examples / "half_year_2023.xlsx")
    rows, bodies = book.worksheets
    rows["F13"], rows["K14"], rows["U15"], rows["V16"] = 99, 60, 184, 30
    for cell in bodies["E"]:
        if isinstance(cell.value, int):
            cell.value += 1
    book.save(folder / "half_year.xlsx")
    book = load_workbook(examples / "baseline_2022.xlsx")
    book.worksheets[0]["C11"], book.worksheets[0]["C13"] = 15, None
    book.save(folder / "baseline.xlsx")
    book = load_workbook(examples / "returns_2023.xlsx")
    rows, bodies = book.worksheets
    rows["E13"], rows["E14"], rows["D15"] = datetime(2024, 3, 14), datetime(2021, 3, 14), "dài " * 400  # noqa: DTZ001  # a cell has no zone
    rows["E16"], rows["E17"], rows["B18"] = "12/3/2023", "2023-03-12", "Sở Tài chính"
    bodies["E29"] = "T1: 2; T2: 1"
    book.save(folder.parent / "books" / "days.xlsx")


def write_filled(made: Path) -> None:
    """The blank form of a district filled in, and what people do to such a form."""
    folder = made / "filled"
    folder.mkdir()
    for name in ("filled", "unprotected", "label", "moved", "other_unit", "without_stamp"):
        book = load_workbook(made / "blank_half_year" / "nam_sach.xlsx")
        form = next(sheet for sheet in book if header_of(sheet))
        label, _, figure = columns_of(form)
        row = next(cell.row for cell in label if str(cell.value).startswith("Số hoạt động"))
        fill_in(form)
        match name:
            case "unprotected":
                form.protection.sheet = False
                figure[row - 1].value = "khoảng 5"
            case "label":
                label[row - 1].value = "Số hội nghị đã tổ chức"
            case "moved":
                form.insert_rows(row)
            case "other_unit":
                form["A3"] = "HUYỆN TỨ KỲ"
            case "without_stamp":
                book.remove(book.worksheets[-1])
        book.save(folder / f"{name}.xlsx")


def header_of(sheet: Worksheet) -> tuple[Cell | MergedCell, ...]:
    """The row of headers of a form; empty where a sheet is none."""
    return next((row for row in sheet.iter_rows(max_row=20) if row[0].value == "TT"), ())


def columns_of(form: Worksheet) -> tuple[tuple[Cell, ...], ...]:
    """The columns of a form with its labels, units of measure and figures."""
    places = {str(cell.value): get_column_letter(at) for at, cell in enumerate(header_of(form), 1)}
    last = [place for name, place in places.items() if "năm 2023" in name][-1]
    label, unit, figure = (form[place] for place in (places["Nội dung"], places["Đơn vị tính"], last))
    return label, unit, figure


def fill_in(form: Worksheet) -> None:
    _, units, figures = columns_of(form)
    for unit, cell in zip(units, figures, strict=True):
        if isinstance(cell, Cell) and not cell.protection.locked:
            cell.value = "Có" if unit.value == "Có/Không" else 3


def disguise(sheet: Worksheet, book: Workbook) -> None:
    """Figures that are there but do not look so, or look otherwise than they are."""
    sheet.row_dimensions[14].hidden = True
    sheet.column_dimensions["V"].hidden = True
    sheet["K15"].font = Font(strike=True)
    sheet["L16"].number_format = "0,"
    sheet["U17"].number_format = "0%"
    sheet["AB18"].number_format = '0" nghìn"'
    sheet["Y19"] = "='[1]Biểu'!A1"
    sheet["Z20"] = "=Z21"
    sheet["K24"] = "=SUM(L13:M13)"
    sheet["AC25"] = 3
    sheet.merge_cells("X21:X22")
    sheet["C23"], sheet["E23"], sheet["E22"], sheet["E21"] = "có lẽ", "31/02/2023", "04/13/2023", "2/2024"
    hidden = book.copy_worksheet(sheet)
    hidden.title, hidden.sheet_state = "Bản cũ", "hidden"
    notes = book.create_sheet("Ghi chú")
    notes["A1"] = "Không có bảng nào ở đây"
    book.create_sheet("Trống")


def write_others(examples: Path, folder: Path) -> None:
    """The returns in other formats, and what is no workbook at all."""
    for name, source in (("rows", "returns_2023.xlsx"), ("form", "year_2023/chi_linh_2023.xlsx")):
        sheet = load_workbook(examples / source, data_only=True).worksheets[0]
        rows: list[list[object]] = [list(row) for row in sheet.iter_rows(values_only=True)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";" if name == "form" else ",").writerows(rows)
        cells = {
            (row, column): value if isinstance(value, int | float) else str(value)
            for row, line in enumerate(rows, start=1)
            for column, value in enumerate(line, start=1)
            if value is not None
        }
        (folder / f"{name}.xls").write_bytes(xls(cells))
        (folder / f"{name}.ods").write_bytes(ods(rows))
    whole = (examples / "returns_2023.xlsx").read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "nothing.xlsx").write_bytes(b"")
    (folder / "zip.xlsx").write_bytes(zipped({"a.txt": b"a"}))
    (folder / "text.csv").write_bytes("Ghi chú;không có bảng\n".encode("utf-16"))
    (folder / "named_otherwise.xls").write_bytes(whole)


def ods(rows: Sequence[Sequence[object]]) -> bytes:
    """An OpenDocument workbook with one sheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Biểu">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def write_plans(targets: Path, folder: Path) -> None:
    shutil.copytree(targets / "rosters", folder / "rosters")
    text = (targets / "plan_2023.yaml").read_text(encoding="utf-8")
    (folder / "more_kinds.yaml").write_text(replaced(text, "targets:\n", MORE_TARGETS), encoding="utf-8")
    for name, (old, new) in PLAN_CHANGES.items():
        (folder / f"{name}.yaml").write_text(replaced(text, old, new), encoding="utf-8")
    several = text
    for name in ("unknown_key_deep", "unknown_field", "duplicate_unit", "threshold_kind", "evidence"):
        several = replaced(several, *PLAN_CHANGES[name])
    (folder / "several.yaml").write_text(several, encoding="utf-8")
    (folder / "empty.yaml").write_bytes(b"")
    (folder / "list.yaml").write_bytes(b"- a\n- b\n")
    (folder / "latin.yaml").write_bytes("id: é\n".encode("latin-1"))
    (folder / "large.yaml").write_text("# x\n" * 300_000, encoding="utf-8")


def write_waivers(text: str, folder: Path) -> None:
    for name, (old, new) in WAIVER_CHANGES.items():
        (folder / f"{name}.yaml").write_text(replaced(text, old, new), encoding="utf-8")


NAMES = """\
plan: hai-duong-2023
names:
  - {text: Số gửi Sở, figures: results}
  - {text: TS CSKDDV, field: venues_total}
  - {text: CS đã KTra, field: venues_inspected}
  - {text: ok rồi, answer: "yes"}
  - {text: Kế hoạch (đã làm), figures: results, against: plan, reason: Huyện xác nhận}
  - text: Số băng rôn
    # ignore: row
"""
"""Names for the form beside them: used, not used, against their words, and one that is not decided."""


def write_names(folder: Path) -> None:
    """A form in odd words, with names for it, and a file of names that says what no name may."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["UBND HUYỆN NAM SÁCH"], ["KẾT QUẢ PHÒNG, CHỐNG MẠI DÂM NĂM 2023"], [], ["TT", "Nội dung", "Số gửi Sở"],
        [1, "TS CSKDDV", 86], [2, "CS đã KTra", 30], [3, "Đã ban hành kế hoạch", "ok rồi"], [4, "Số băng rôn", 9],
    ):  # fmt: skip
        sheet.append(row)
    book.save(folder / "odd.xlsx")
    (folder / "names.yaml").write_text(NAMES, encoding="utf-8")
    (folder / "wrong.yaml").write_text(replaced(NAMES, "Số gửi Sở", "Kế hoạch giao"), encoding="utf-8")


def replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        raise ValueError(f"{old!r} does not stand in the text")
    return text.replace(old, new, 1)


def write_stories(folder: Path) -> None:
    for number, story in enumerate(stories(), start=1):
        place = folder / story.source / f"{number:03}"
        place.mkdir(parents=True)
        story.write(place)


if __name__ == "__main__":
    main()
