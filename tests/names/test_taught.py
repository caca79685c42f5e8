"""What taught names do to a reading: the same tables as the plan's own names, with a scope, said in every output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from khpcmd.cli import main
from khpcmd.names.settle import settled
from khpcmd.plan.load import Rosters, default_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import with_names
from khpcmd.workbook.read import Reading, read_workbook
from names import parse_names
from places import Captured
from small_plan import PLAN
from workbook import builder

Cells = list[object]
HEAD: list[Cells] = [["UBND HUYỆN NAM SÁCH"], ["KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023"], []]


def saved(folder: Path, rows: Sequence[Cells], name: str = "ns.xlsx", head: Sequence[Cells] = HEAD) -> Path:
    return builder.saved(folder / name, (*head, *rows), "Biểu")


FORM: list[Cells] = [
    ["TT", "Nội dung", "ĐVT", "Số gửi Sở", "Mã phiếu"],
    [1, "TS CSKDDV", "CSKD", 86, 7],
    [2, "CS đã KTra", "CSKD", 30, 8],
    [3, "Có ra KH PCMD", None, "ok rồi", 9],
    [4, "Lượt đi KT", "lượt", "chờ số", 1],
    [5, "Số băng rôn", "cái", 4, 2],
]
ENTRIES = (
    "text: Số gửi Sở, figures: results", "text: Mã phiếu, ignore: column", "text: TS CSKDDV, field: venues_total",
    "text: CS đã KTra, field: venues_inspected", "text: Có ra KH PCMD, field: plan_issued",
    "text: Lượt đi KT, field: inspection_visits", "text: Số băng rôn, ignore: row", "text: CSKD, measure: cơ sở",
    'text: ok rồi, answer: "yes"', "text: chờ số, missing: true",
)  # fmt: skip


def names(plan: Plan, *entries: str) -> str:
    return f"plan: {plan.id}\nnames:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def reading(path: Path, plan: Plan, *entries: str) -> Reading:
    return read_workbook(path, plan, name=path.name, taught=parse_names(names(plan, *entries), "names.yaml", plan))


def values(found: Reading) -> dict[str, object]:
    return {key.field: cell.value for filed in found.returns for key, cell in filed.cells.items() if cell.raw}


def test_a_form_of_odd_words_is_read_as_it_is_meant(plan: Plan, tmp_path: Path) -> None:
    found = reading(saved(tmp_path, FORM), plan, *ENTRIES)
    assert values(found) == {
        "venues_total": 86, "venues_inspected": 30, "plan_issued": True, "inspection_visits": None,
    }  # fmt: skip
    assert [one.code.code for one in found.diagnostics if one.severity == "error"] == []


def test_every_name_that_was_used_is_said_with_its_line(plan: Plan, tmp_path: Path) -> None:
    found = reading(saved(tmp_path, FORM), plan, *ENTRIES, "text: Một tên ở đâu, field: venues_total")
    said = {str(one.params["text"]): one.params["by"] for one in found.diagnostics if one.code.code == "T013"}
    assert said == {name.text: f"names.yaml:{name.at.line}" for name in found.taught}
    assert len(said) == len(ENTRIES)


@pytest.mark.slow
def test_a_name_holds_where_its_scope_says(plan: Plan, tmp_path: Path) -> None:
    one, other = saved(tmp_path, FORM, "mot.xlsx"), saved(tmp_path, FORM, "hai.xlsx")
    rest = [entry for entry in ENTRIES if "CS đã KTra" not in entry]
    for scope, there, elsewhere in (
        ("file: mot*", 30, None), ("file: MOT.XLSX", 30, None), ('unit: "291"', 30, 30), ('unit: "298"', None, None),
        ("sheet: biểu", 30, 30), ("sheet: khác", None, None),
    ):  # fmt: skip
        scoped = f"text: CS đã KTra, field: venues_inspected, only: {{{scope}}}"
        assert values(reading(one, plan, *rest, scoped)).get("venues_inspected") == there, scope
        assert values(reading(other, plan, *rest, scoped)).get("venues_inspected") == elsewhere, scope


@pytest.mark.slow
def test_a_name_of_one_unit_reads_no_figures_of_another(plan: Plan, tmp_path: Path) -> None:
    rows: list[Cells] = [
        ["TT", "Đơn vị", "Số hoạt động đã tổ chức", "Cột X"],
        [1, "Nam Sách", 4, 30],
        [2, "Tứ Kỳ", 6, 9],
    ]
    path = saved(tmp_path, rows, "nam_sach.xlsx", [["SỞ LĐTBXH"], HEAD[1], []])
    entry = 'text: Cột X, field: venues_inspected, only: {unit: "291"}'
    found = reading(path, plan, entry)
    assert {filed.unit for filed in found.returns} == {"291", "298"}
    assert "venues_inspected" not in values(found)
    alone = saved(tmp_path, rows[:2], "nam_sach.xlsx", [["SỞ LĐTBXH"], HEAD[1], []])
    assert values(reading(alone, plan, entry))["venues_inspected"] == 30


def test_one_text_means_different_things_in_two_files(plan: Plan, tmp_path: Path) -> None:
    rows: list[Cells] = [
        ["TT", "Nội dung", "Kết quả"],
        [1, "Số A", 5],
        [2, "Số vụ phạm tội liên quan đến mại dâm được xử lý", 3],
    ]
    both = [
        "text: Số A, field: venues_total, only: {file: a.xlsx}",
        "text: Số A, field: activities_held, only: {file: b.xlsx}",
    ]
    assert values(reading(saved(tmp_path, rows, "a.xlsx"), plan, *both))["venues_total"] == 5
    assert values(reading(saved(tmp_path, rows, "b.xlsx"), plan, *both))["activities_held"] == 5


def test_units_are_known_by_codes_and_short_forms(plan: Plan, tmp_path: Path) -> None:
    rows: list[Cells] = [["TT", "Đơn vị", "Số hoạt động đã tổ chức"], [1, "NS", 4], [2, "Kỳ T.", 6]]
    head: list[Cells] = [["SỞ LĐTBXH"], HEAD[1], []]
    found = reading(saved(tmp_path, rows, "all.xlsx", head), plan, 'text: NS, unit: "291"', 'text: Kỳ T., unit: "298"')
    figures = {filed.unit: [cell.value for cell in filed.cells.values()] for filed in found.returns}
    assert figures == {"291": [4], "298": [6]}


@pytest.mark.slow
def test_a_period_goes_by_its_own_name(plan: Plan, tmp_path: Path) -> None:
    head: list[Cells] = [HEAD[0], ["KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM ĐỢT 1 NĂM 2023"], []]
    path = saved(tmp_path, [["TT", "Nội dung", "Kết quả"], [1, "Số hoạt động đã tổ chức", 5]], head=head)
    assert reading(path, plan, "text: ĐỢT 1, period: half_year").period == "half_year"
    assert read_workbook(path, plan, name=path.name).period == ""


def test_what_is_ignored_governs_what_stands_below_it_all_the_same(plan: Plan, tmp_path: Path) -> None:
    rows: list[Cells] = [
        ["TT", "Nội dung", "Kết quả"], ["A", "PHÒNG, CHỐNG MA TÚY", None], [1, "Số hoạt động đã tổ chức", 5],
    ]  # fmt: skip
    found = reading(saved(tmp_path, rows), plan, "text: Một dòng lạ, ignore: row")
    assert "activities_held" not in values(found)


@pytest.mark.crossing(1)
@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown", "html", "junit", "github"])
def test_every_output_says_which_names_were_used_and_the_hash_of_their_file(
    plan: Plan, tmp_path: Path, capsys: Captured, form: str
) -> None:
    path, file = saved(tmp_path, FORM), tmp_path / "names.yaml"
    against = "text: Kế hoạch giao, figures: results, against: plan, reason: Huyện xác nhận"
    rows: list[Cells] = [["TT", "Nội dung", "ĐVT", "Kế hoạch giao"], *(row[:4] for row in FORM[1:5])]
    path = saved(tmp_path, rows)
    file.write_text(names(plan, against, *ENTRIES[2:6], *ENTRIES[7:]), encoding="utf-8")
    main(["check", str(path), "--only-reported", "--as-of", "2023-12-14", "--names", str(file), "--format", form])
    out = capsys.readouterr().out
    assert sha256(file.read_bytes()).hexdigest() in out
    if form != "csv":  # a table of verdicts
        assert "names.yaml:5" in out
        assert "Huyện xác nhận" in out


def test_the_summary_of_details_the_workbook_and_the_draft_list_the_file(
    plan: Plan, tmp_path: Path, capsys: Captured
) -> None:
    path, file = saved(tmp_path, FORM), tmp_path / "names.yaml"
    file.write_text(names(plan, *ENTRIES), encoding="utf-8")
    arguments = ["check", str(path), "--only-reported", "--as-of", "2023-12-14", "--names", str(file)]
    main([*arguments, "-v", "-o", str(tmp_path / "r.xlsx"), "-o", str(tmp_path / "r.docx")])
    digest = sha256(file.read_bytes()).hexdigest()
    assert digest in capsys.readouterr().out
    from zipfile import ZipFile

    for report in ("r.xlsx", "r.docx"):
        with ZipFile(tmp_path / report) as package:
            texts = "".join(
                package.read(name).decode("utf-8", "replace") for name in package.namelist() if name.endswith(".xml")
            )
        assert digest in texts, report
        assert "names.yaml" in texts, report


def test_inspect_says_which_line_taught_a_text(plan: Plan, tmp_path: Path, capsys: Captured) -> None:
    path, file = saved(tmp_path, FORM), tmp_path / "names.yaml"
    file.write_text(names(plan, *ENTRIES), encoding="utf-8")
    main(["inspect", str(path), "--names", str(file), "-v", "--lang", "en"])
    out = capsys.readouterr().out
    assert "by names.yaml:5" in next(line for line in out.splitlines() if "TS CSKDDV" in line)
    main(["inspect", str(path), "--names", str(file), "--format", "json"])
    sheet = json.loads(capsys.readouterr().out)["files"][0]["sheets"][0]
    by = {one["text"]: one.get("by") for table in sheet["tables"] for one in (*table["columns"], *table["rows"])}
    assert by["TS CSKDDV"] == "names.yaml:5"
    assert by["Số gửi Sở"] == "names.yaml:3"


def test_names_that_were_not_used_and_entries_that_wait_are_told(plan: Plan, tmp_path: Path, capsys: Captured) -> None:
    path, file = saved(tmp_path, FORM), tmp_path / "names.yaml"
    file.write_text(
        names(plan, *ENTRIES, "text: Một tên ở đâu, field: venues_total", "text: Một tên khác"), encoding="utf-8"
    )
    main(["check", str(path), "--only-reported", "--as-of", "2023-12-14", "--names", str(file), "-v"])
    out = capsys.readouterr().out
    assert f"names.yaml:{len(ENTRIES) + 3}:5: T011" in out
    assert f"names.yaml:{len(ENTRIES) + 4}:5: T012" in out


def test_a_mistake_in_the_file_ends_with_two_and_nothing_is_judged(
    plan: Plan, tmp_path: Path, capsys: Captured
) -> None:
    path, file = saved(tmp_path, FORM), tmp_path / "names.yaml"
    file.write_text(names(plan, "text: Kế hoạch giao, figures: results"), encoding="utf-8")
    for command in (["check"], ["validate"], ["inspect"], ["annotate", "-d", str(tmp_path / "m")], ["explain", "B3c"]):
        assert main([*command, str(path), "--names", str(file)]) == 2, command
        out, err = capsys.readouterr()
        assert out == ""
        assert "names.yaml:3:5: T004" in err
    assert main(["diff", str(path), str(path), "--names", str(file)]) == 2


def test_a_configuration_with_the_returns_may_not_name_a_file(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    saved(inbox, FORM)
    (tmp_path / "names.yaml").write_text(names(plan, *ENTRIES), encoding="utf-8")
    (inbox / "khpcmd.toml").write_text('names = "../names.yaml"\n', encoding="utf-8")
    assert main(["check", str(inbox), "--only-reported"]) == 3
    monkeypatch.chdir(inbox)
    assert main(["check", ".", "--only-reported"]) == 2


# ``plan learn --into``: names become aliases and words of the plan; everything else in the file stays as it was


PLANS = sorted(default_plan().parent.glob("*.yaml"))


@pytest.mark.slow
def test_only_lines_are_added_and_the_plan_has_the_names(plan: Plan) -> None:
    before = default_plan().read_text("utf-8")
    more = ('text: NS, unit: "291"', "text: Đợt 1, period: half_year", "text: sổ trực ban, harmless: true")
    taught = parse_names(names(plan, *ENTRIES, *more), "names.yaml", plan)
    found = settled(before, "plan.yaml", taught.names)
    assert len(found.moved) == len(taught.names)
    after = parse_plan(found.text, "plan.yaml", Rosters(default_plan().parent))
    assert after.changed(fields={}) == with_names(plan, taught.names).changed(fields={})
    assert {one: spec.aliases for one, spec in after.fields.items()} == {
        one: spec.aliases for one, spec in with_names(plan, taught.names).fields.items()
    }
    gone = [line for line in unified_diff(before.splitlines(), found.text.splitlines(), n=0) if line[:1] == "-"]
    assert all(line.startswith("---") or "aliases: [" in line for line in gone), gone


@pytest.mark.crossing(2)
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_every_plan_that_ships_takes_names(path: Path) -> None:
    text, plan = path.read_text("utf-8"), parse_plan(path.read_text("utf-8"), path.name, Rosters(path.parent))
    field = next(iter(plan.fields))
    taught = parse_names(
        names(plan, f"text: Một tên ở đâu, field: {field}", "text: vòng lạ, harmless: true"), "n", plan
    )
    found = settled(text, path.name, taught.names)
    after = parse_plan(found.text, path.name, Rosters(path.parent))
    assert "Một tên ở đâu" in after.fields[field].aliases
    assert "vòng lạ" in after.harmless_words


@pytest.mark.crossing(5)
@pytest.mark.parametrize("text", ["có [ngoặc], #thăng", 'có "nháy"', "a: b", "- x", "{y}", "'z'", "có \\ chéo"])
def test_texts_of_any_kind_are_quoted(text: str) -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    field = next(iter(plan.fields))
    from khpcmd.diagnostics import Location
    from khpcmd.plan.taught import TaughtName, Teaches

    name = TaughtName(text, Teaches.FIELD, field, Location("n"))
    found = settled(PLAN, "plan.yaml", [name, TaughtName(f"{text} 2", Teaches.FIELD, field, Location("n"))])
    assert parse_plan(found.text, "plan.yaml").fields[field].aliases[-2:] == (text, f"{text} 2")


def test_names_with_a_scope_or_against_their_words_stay(plan: Plan) -> None:
    scoped = "text: Số A, field: venues_total, only: {file: a.xlsx}"
    against = "text: Kế hoạch giao, figures: results, against: plan, reason: Vì thế"
    taught = parse_names(names(plan, scoped, against, ENTRIES[0]), "names.yaml", plan)
    found = settled(default_plan().read_text("utf-8"), "plan.yaml", taught.names)
    assert [name.text for name in found.left] == ["Số A", "Kế hoạch giao"]
    assert [name.text for name in found.moved] == ["Số gửi Sở"]


def _copied(folder: Path) -> Path:
    """A copy of the plan with its rosters."""
    copytree(default_plan().parent, folder / "targets")
    return folder / "targets" / default_plan().name


@pytest.mark.slow
def test_the_command_shows_the_difference_and_a_check_needs_no_names_any_more(
    plan: Plan, tmp_path: Path, capsys: Captured
) -> None:
    own, file, path = _copied(tmp_path), tmp_path / "names.yaml", saved(tmp_path, FORM)
    file.write_text(names(plan, *ENTRIES, "text: Một tên khác"), encoding="utf-8")
    check = ["check", str(path), "--only-reported", "--as-of", "2023-12-14", "-q", "--plan", str(own)]
    main([*check, "--names", str(file)])
    before = capsys.readouterr().out
    assert main(["plan", "learn", "--names", str(file), "--into", str(own)]) == 0
    out, err = capsys.readouterr()
    assert '+      - "TS CSKDDV"' in out
    assert "10" in err
    assert "Một tên khác" in file.read_text("utf-8")
    assert "TS CSKDDV" not in file.read_text("utf-8")
    main(check)
    assert capsys.readouterr().out == before


def test_a_plan_that_the_names_would_break_is_not_written(plan: Plan, tmp_path: Path, capsys: Captured) -> None:
    own, file = _copied(tmp_path), tmp_path / "names.yaml"
    file.write_text(names(plan, "text: Số CS, field: nothing"), encoding="utf-8")
    assert main(["plan", "learn", "--names", str(file), "--into", str(own)]) == 2
    assert own.read_bytes() == default_plan().read_bytes()
    capsys.readouterr()
