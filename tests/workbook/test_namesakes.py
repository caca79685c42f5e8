"""Two communes of one name that file returns themselves are told apart by their district, or asked about."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from khpcmd.diagnostics import Code, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.inputs.unread import with_stamps
from khpcmd.plan.load import LoadedPlan, load_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.render.document import Table
from khpcmd.render.plan.page import plan_document
from khpcmd.render.wording import named
from khpcmd.returns import Key
from khpcmd.template.make import make_consolidated, make_template, names_of, units_of
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.stamp import SHEET, VERSION, Stamp
from khpcmd.workbook.words.units import UnitNames
from plan_texts import a_count, a_target, head, written
from small_plan import mistakes
from template.making import wanted
from workbook.builder import saved, write
from workbook.views import codes, told

UNITS = """\
units:
  - {id: "297", level: district, name: {vi: Huyện Gia Lộc, en: Gia Loc District}}
  - {id: "292", level: district, name: {vi: Thị xã Kinh Môn, en: Kinh Mon Town}}
  - {id: "11", level: commune, name: {vi: Xã Tân Tiến, en: Tan Tien Commune}, parent: "297"}
  - {id: "12", level: commune, name: {vi: Xã Gia Khánh, en: Gia Khanh Commune}, parent: "297"}
  - {id: "21", level: commune, name: {vi: Xã Tân Tiến, en: Tan Tien Commune}, parent: "292"}
"""
PLAN = written(
    head(2026, "district", "commune") + UNITS,
    [a_count("cases", "Số vụ, Cases", "commune", "vụ, cases")],
    [a_target("T1", "Số vụ, Cases", "kind: count, of: cases", "at_least: 10")],
)
OWN = parse_plan(PLAN, "plan.yaml")


def figures(file: Path, of: Plan = OWN) -> tuple[dict[str, object], list[str]]:
    """The cases by unit, and the codes that were told."""
    reading = read_workbook(file, of, name=file.name)
    codes = [one.code.code for one in reading.diagnostics if one.severity is not Severity.NOTE]
    return {one.unit: one.value(Key("cases")) for one in reading.returns}, codes


def form(folder: Path, *lines: str, name: str = "bc.xlsx") -> Path:
    """A commune's own form."""
    table = (["TT", "Nội dung", "Đơn vị tính", "Kết quả"], [1, "Số vụ", "vụ", 5])
    return saved(folder / name, (*([line] for line in lines), [], ["BÁO CÁO SỐ LIỆU NĂM 2026"], [], *table))


def table(folder: Path, *rows: tuple[object, ...]) -> Path:
    """One table of all communes."""
    return with_header(folder, ("TT", "Đơn vị", "Số vụ"), *rows)


def with_header(folder: Path, *rows: tuple[object, ...]) -> Path:
    """One table of all communes with a header of its own."""
    return saved(folder / "all.xlsx", (["BIỂU TỔNG HỢP SỐ LIỆU NĂM 2026"], [], *rows))


HEADERS = [
    ("Xã, phường", "Huyện"),
    ("Xã", "Huyện"),
    ("Tên xã", "Thuộc huyện"),
    ("Xã, phường", "Huyện, thị xã, thành phố"),
    ("Xã, phường", "Đơn vị cấp huyện"),
    ("Xã, phường", "Huyện/TX/TP"),
]
GIA_LOC, KINH_MON = "Huyện Gia Lộc", "Thị xã Kinh Môn"


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("first", ["commune", "district"])
def test_a_column_of_districts_tells_communes_that_file_themselves_apart(
    header: tuple[str, str], first: str, tmp_path: Path
) -> None:
    rows = [header, ("Xã Tân Tiến", KINH_MON), ("Xã Gia Khánh", GIA_LOC), ("Xã Tân Tiến", "Gia Lộc")]
    sides = rows if first == "commune" else [(district, commune) for commune, district in rows]
    numbered = [(("TT", 1, 2, 3)[index], *names, ("Số vụ", 5, 6, 7)[index]) for index, names in enumerate(sides)]
    found, told = figures(with_header(tmp_path, *numbered))
    assert (found, told) == ({"21": 5, "12": 6, "11": 7}, [])


@pytest.mark.parametrize(
    ("district", "found", "told"),
    [
        (GIA_LOC, 6, []),
        ("", 6, []),
        (KINH_MON, None, ["U409"]),
        ("Huyện Gia Lâm", None, ["U401"]),
    ],
)
def test_a_commune_beside_a_district_that_is_not_its_own_leaves_its_figures_open(
    district: str, found: int | None, told: list[str], tmp_path: Path
) -> None:
    rows = [("TT", "Xã, phường", "Huyện", "Số vụ"), (1, "Xã Tân Tiến", KINH_MON, 5), (2, "Xã Gia Khánh", district, 6)]
    rows.append((3, "Xã Tân Tiến", GIA_LOC, 7))
    assert figures(with_header(tmp_path, *rows)) == ({"21": 5, "12": found, "11": 7}, told)


def test_a_column_of_districts_that_is_blank_does_not_tell_namesakes_apart(tmp_path: Path) -> None:
    rows = [("TT", "Xã, phường", "Huyện", "Số vụ"), (1, "Xã Tân Tiến", KINH_MON, 5), (2, "Xã Tân Tiến", "", 6)]
    rows += [(3, "Xã Gia Khánh", GIA_LOC, 7)]
    assert figures(with_header(tmp_path, *rows)) == ({"21": 5, "12": 7}, ["U420"])


def test_a_column_of_communes_beside_districts_that_report_themselves_is_not_that_of_the_names(tmp_path: Path) -> None:
    own = parse_plan(
        PLAN.replace("  district: {title", "  province: {title: {vi: tỉnh, en: province}}\n  district: {title")
        .replace("units:\n", "units:\n  - {id: p, level: province, name: {vi: Tỉnh A, en: A}}\n")
        .replace("Gia Loc District}", "Gia Loc District}, parent: p")
        .replace("Kinh Mon Town}", "Kinh Mon Town}, parent: p")
        .replace("reported_by: [commune]", "reported_by: [district]"),
        "plan.yaml",
    )
    rows = [("TT", "Huyện", "Xã", "Số vụ"), (1, GIA_LOC, "Xã Gia Khánh", 5), (2, KINH_MON, "Xã Tân Tiến", 6)]
    found, _ = figures(with_header(tmp_path, *rows), own)
    assert found.keys() == {"297", "292"}


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        (("UBND HUYỆN GIA LỘC", "UBND XÃ TÂN TIẾN"), "11"),
        (("THỊ XÃ KINH MÔN", "XÃ TÂN TIẾN"), "21"),
        (("UBND XÃ TÂN TIẾN", "HUYỆN GIA LỘC"), "11"),
        (("XÃ TÂN TIẾN, THỊ XÃ KINH MÔN",), "21"),
        (("Đơn vị báo cáo: Xã Tân Tiến, huyện Gia Lộc",), "11"),
        (("Đơn vị báo cáo: Xã Tân Tiến (TX Kinh Môn)",), "21"),
        (("UBND HUYỆN GIA LỘC", "UBND XÃ GIA KHÁNH"), "12"),
    ],
)
def test_a_letterhead_with_the_district_tells_which_it_is(tmp_path: Path, lines: tuple[str, ...], unit: str) -> None:
    found, codes = figures(form(tmp_path, *lines))
    assert (found, codes) == ({unit: 5}, [])


@pytest.mark.parametrize(
    "lines",
    [
        ("UBND XÃ TÂN TIẾN",),
        ("Đơn vị báo cáo: Xã Tân Tiến",),
        ("XÃ TÂN TIẾN, HUYỆN TỨ KỲ",),
        ("HUYỆN GIA LỘC, THỊ XÃ KINH MÔN", "XÃ TÂN TIẾN"),
    ],
)
def test_a_letterhead_without_it_is_asked_about(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found, codes = figures(form(tmp_path, *lines))
    assert not any(value is not None for value in found.values())
    assert codes


def test_rows_are_told_apart_by_their_district(tmp_path: Path) -> None:
    rows = ((1, "Xã Tân Tiến, huyện Gia Lộc", 3), (2, "Xã Tân Tiến (TX. Kinh Môn)", 4), (3, "Xã Gia Khánh", 5))
    assert figures(table(tmp_path, *rows)) == ({"11": 3, "21": 4, "12": 5}, [])


UNDER_DISTRICTS = (
    ("I", "Huyện Gia Lộc", None), (1, "Xã Tân Tiến", 3), (2, "Xã Gia Khánh", 5),
    ("II", "Thị xã Kinh Môn", None), (1, "Xã Tân Tiến", 4),
)  # fmt: skip


def test_rows_under_their_district_are_its_own(tmp_path: Path) -> None:
    found, codes = figures(table(tmp_path, *UNDER_DISTRICTS))
    assert found == {"11": 3, "12": 5, "21": 4}
    assert not [code for code in codes if code.startswith("U")]


REPORTS = parse_plan(
    PLAN.replace("title: {vi: xã, en: communes}", "title: {vi: xã, en: communes}, files: true").replace(
        "targets:\n", a_count("meetings", "Số cuộc họp, Meetings", "district", "cuộc, meetings") + "targets:\n"
    ),
    "plan.yaml",
)
"""Districts report something, too, and communes file by themselves."""


def test_a_district_with_figures_of_its_own_heads_a_table_that_asks_none_of_them(tmp_path: Path) -> None:
    found, codes = figures(table(tmp_path, *UNDER_DISTRICTS), REPORTS)
    assert {unit: value for unit, value in found.items() if value is not None} == {"11": 3, "12": 5, "21": 4}
    assert not [code for code in codes if code.startswith("U")]


def test_a_district_that_was_left_blank_heads_no_communes(tmp_path: Path) -> None:
    """Kinh Môn has not reported its meetings; whose commune stands below it is not said."""
    rows = (
        ("TT", "Đơn vị", "Số cuộc họp", "Số vụ"), (1, "Huyện Gia Lộc", 7, None), (2, "Thị xã Kinh Môn", None, None),
        (3, "Xã Tân Tiến", None, 3), (4, "Xã Gia Khánh", None, 5),
    )  # fmt: skip
    found, codes = figures(with_header(tmp_path, *rows), REPORTS)
    assert {unit: value for unit, value in found.items() if value is not None} == {"12": 5}
    assert codes.count("U420") == 1


def test_rows_above_or_beside_a_sum_of_their_district_are_asked_about(tmp_path: Path) -> None:
    rows = ((1, "Xã Tân Tiến", 3), (2, "Xã Gia Khánh", 5), ("", "Huyện Gia Lộc", 8), (3, "Xã Tân Tiến", 4))
    found, codes = figures(table(tmp_path, *rows))
    assert found == {"12": 5}
    assert codes.count("U420") == 2


def test_forms_say_the_district_and_are_read_back(tmp_path: Path) -> None:
    loaded = LoadedPlan(OWN, "0" * 64, "plan.yaml")
    names = names_of(OWN, "year", "bc")
    assert len(set(names.values())) == 3
    for unit in OWN.filers:
        for name in (names[unit.id], "form.xlsx"):
            make_template(tmp_path / name, wanted(loaded, unit))
            reading = read_workbook(tmp_path / name, OWN, name=name)
            assert [one for one in reading.diagnostics if one.severity is not Severity.NOTE] == []
            assert [one.unit for one in reading.returns] == [unit.id]
    make_consolidated(tmp_path / "all.xlsx", units_of(wanted(loaded, OWN.filers[0]), "commune"))
    reading = read_workbook(tmp_path / "all.xlsx", OWN, name="all.xlsx")
    assert {one.unit for one in reading.returns} == {"11", "12", "21"}
    assert [one for one in reading.diagnostics if one.severity is not Severity.NOTE] == []


def test_a_name_of_a_file_that_several_share_tells_nothing(tmp_path: Path) -> None:
    lines = ("UBND HUYỆN GIA LỘC", "UBND XÃ TÂN TIẾN")
    assert figures(form(tmp_path, *lines, name="BC xa Tan Tien.xlsx")) == ({"11": 5}, [])
    found, codes = figures(form(tmp_path, "UBND XÃ TÂN TIẾN", name="BC xa Tan Tien.xlsx"))
    assert not any(value is not None for value in found.values())
    assert codes


def test_namesakes_need_a_district_each() -> None:
    assert mistakes(PLAN) == []
    for parent in ("", ', parent: "297"'):
        assert [one.code for one in mistakes(PLAN.replace(', parent: "292"}', parent + "}"))] == [
            Code.AMBIGUOUS_NAME
        ] * 2


def test_names_with_their_districts_stand_apart_in_lists() -> None:
    """ "Xã Tân Tiến, Huyện Gia Lộc, Xã Gia Khánh" would name a district between two communes."""
    messages = Messages("vi")
    names = ["Xã Tân Tiến, Huyện Gia Lộc", "Xã Gia Khánh"]
    assert named(names, str, messages) == "Xã Tân Tiến, Huyện Gia Lộc; Xã Gia Khánh"
    assert named(names[1:] * 2, str, messages) == "Xã Gia Khánh, Xã Gia Khánh"
    page = plan_document(OWN, messages)
    tables = [block for part in page.sections for block in part.blocks if isinstance(block, Table)]
    last = messages.template("plan_page.columns.register")
    shown = next(table.rows for table in tables if table.columns[-1] == last)
    communes = next(row for row in shown if row.cells[0][0].text == "commune")
    assert "Xã Tân Tiến, Huyện Gia Lộc; " in " ".join(line.text for cell in communes.cells for line in cell)


# returns headed by a unit that is there no more: one cause is told, and it names the units of today


PLAN_FORMER = (
    head(2025, "district", only_vi=True)
    + """\
units:
  - {id: "704", level: district, name: Huyện Đông Lâm, valid_to: 2025-06-30}
  - {id: "705", level: district, name: Huyện Hòa Thuận, valid_to: 2025-06-30}
  - {id: "709", level: district, name: Huyện Hòa Lâm, valid_from: 2025-07-01, formed_from: ["704", "705"]}
fields: {cases: {kind: count, label: Số vụ, reported_by: [district], unit_of_measure: vụ}}
targets:
  - {id: T1, clause: I, quote: không quá 10 vụ, title: Số vụ, measure: {kind: count, of: cases},
     threshold: {at_most: 10}, cumulative: false}
"""
)
TABLE = "BÁO CÁO NĂM 2025\n| TT | Chỉ tiêu | Đơn vị tính | Số liệu |\n| 1 | Số vụ | vụ | 4 |\n"


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedPlan:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN_FORMER, "utf-8")
    return load_plan(path)


@pytest.mark.parametrize(
    "head", ["HUYỆN ĐÔNG LÂM", "UBND HUYỆN ĐÔNG LÂM", "Đơn vị báo cáo: Huyện Đông Lâm", "UBND TỈNH⏎UBND HUYỆN ĐÔNG LÂM"]
)
def test_the_letterhead_of_a_former_unit_is_told_as_such(loaded: LoadedPlan, tmp_path: Path, head: str) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"{head}\n{TABLE}", B=f"{head}\n{TABLE}")
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    assert told(reading) == [("FORMER_UNIT", "A1")]
    assert not reading.returns
    (fault,) = reading.diagnostics
    assert fault.params["units"] == (Ref("unit", "709"),)


def test_a_return_without_any_unit_is_still_one_of_nobody(loaded: LoadedPlan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"Huyện Hòa Đông\n{TABLE}")
    assert codes(read_workbook(path, loaded.plan, name="returns.xlsx")) == ["NO_UNIT"]


def test_the_unit_of_today_is_read_beside_one_of_before(loaded: LoadedPlan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", A=f"Huyện Hòa Lâm\n{TABLE}", B=f"Huyện Đông Lâm\n{TABLE}")
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    assert [filed.unit for filed in reading.returns] == ["709"]
    assert told(reading) == [("FORMER_UNIT", "A1")]


def test_a_template_of_a_former_unit_is_told_once(loaded: LoadedPlan, tmp_path: Path) -> None:
    assert stamped(loaded, tmp_path, "704", "Huyện Đông Lâm\n") == [("FORMER_UNIT", "Huyện Đông Lâm")]
    assert stamped(loaded, tmp_path, "704", "") == [("FORMER_UNIT", "Huyện Đông Lâm")]


def test_a_template_of_a_former_unit_that_names_another_is_one_of_another_unit(
    loaded: LoadedPlan, tmp_path: Path
) -> None:
    assert stamped(loaded, tmp_path, "704", "Huyện Hòa Lâm\n") == [("TEMPLATE_OF_OTHER_UNIT", "Huyện Đông Lâm")]


def test_a_template_of_a_code_that_the_plan_does_not_have_says_that_it_has_no_such_unit(
    loaded: LoadedPlan, tmp_path: Path
) -> None:
    assert stamped(loaded, tmp_path, "999", "") == [("NO_UNIT", ""), ("TEMPLATE_OF_OTHER_UNIT", "999")]


def stamped(loaded: LoadedPlan, folder: Path, unit: str, head: str) -> list[tuple[str, str]]:
    """What is told of a template with the stamp of a unit below a head: each with the unit that it names."""
    path = write(folder / "returns.xlsx", A=f"{head}{TABLE}")
    book = openpyxl.load_workbook(path)
    hidden = book.create_sheet(SHEET)
    hidden.sheet_state = "hidden"
    for row in Stamp(loaded.plan.id, loaded.sha256, unit, "year", VERSION).rows():
        hidden.append(row)
    book.save(path)
    reading = read_workbook(path, loaded.plan, name="returns.xlsx")
    (settled,), faults = with_stamps(loaded, [reading])
    assert not any(cell.value is not None for filed in settled.returns for cell in filed.cells.values())
    found = [one for one in (*settled.diagnostics, *faults) if one.code.code.startswith("U")]
    return [(one.code.name, str(one.params.get("expected") or one.params.get("found", ""))) for one in found]


@pytest.mark.parametrize(
    ("name", "sheet", "title", "open_"),
    [
        ("huyen cu.xlsx", "Huyện cũ", "SỐ LIỆU NĂM 2024", False),
        ("don_vi_cu_2024.xlsx", "Số liệu", "BÁO CÁO CỦA CÁC HUYỆN CŨ NĂM 2024", False),
        ("2024.xlsx", "Đơn vị hành chính cũ", "SỐ LIỆU NĂM 2024", False),
        ("ban cu.xlsx", "Số liệu", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Số liệu cũ", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Huyện cũ, số cũ", "SỐ LIỆU NĂM 2024", True),
        ("2024.xlsx", "Nháp huyện cũ", "SỐ LIỆU NĂM 2024", True),
    ],
)
@pytest.mark.parametrize("reform", [True, False])
@pytest.mark.parametrize("baseline", [True, False])
def test_in_a_file_of_the_baseline_year_the_units_may_be_those_of_before(
    tmp_path: Path, name: str, sheet: str, title: str, open_: bool, reform: bool, baseline: bool
) -> None:
    text = PLAN_FORMER.replace("year: 2025\n", "year: 2025\nbaseline_year: 2024\n")
    text = text.replace("unit_of_measure: vụ}}", "unit_of_measure: vụ, baseline: true}}")
    if not reform:
        text = text.replace(", valid_to: 2025-06-30", "")
        text = "".join(line for line in text.splitlines(keepends=True) if "709" not in line)
    if not baseline:
        title = title.replace("2024", "2025")
    plan = tmp_path / "plan.yaml"
    plan.write_text(text, "utf-8")
    table = f"{title}\n| TT | Huyện | Số vụ |\n| 1 | Huyện Đông Lâm | 4 |\n| 2 | Huyện Hòa Thuận | 5 |\n"
    path = write(tmp_path / name, **{sheet: table})
    found = codes(read_workbook(path, load_plan(plan).plan, name=name, baseline=baseline))
    assert ("OTHER_MEANING" in found) is (open_ or not (reform and baseline))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("bieu-mau_phuong-ba-dinh_year", "1"),
        ("bieu-mau_xa-ba-dinh_year", "2"),
        ("bieu-mau_xa-kim-thanh_year", "4"),
        ("bieu-mau_phuong-van-mieu-quoc-tu-giam_year", "5"),
        ("bc ba dinh 2026", ""),
    ],
)
def test_a_name_typed_without_accents_is_not_only_that_of_the_unit_that_has_none(name: str, unit: str) -> None:
    names = ("Phường Ba Đình", "Xã Ba Dinh", "Phường Kim Thanh", "Xã Kim Thành", "Phường Văn Miếu - Quốc Tử Giám")
    units = "".join(
        f'  - {{id: "{at}", level: commune, name: {{vi: {one}, en: {one}}}}}\n' for at, one in enumerate(names, 1)
    )
    plan = parse_plan(PLAN.replace(UNITS, "units:\n" + units), "plan.yaml")
    known = UnitNames(plan)
    assert [one.match.id for one in known.in_file_name(f"{name}.xlsx")] == ([unit] if unit else [])
    assert [known.match(text).id for text in ("Ba Dinh", "Kim Thanh", "Xã Ba Dinh", "X. Ba Dinh")] == ["", "", "2", ""]
