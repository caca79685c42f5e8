"""The summary: one screen that says what holds, what to do next, and the answer in its last line."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

import scenes
from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.cli import main
from khpcmd.exits import data_exit_code, exit_code, policy
from khpcmd.fail_on import FailOn
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.formats import Format, Look, render
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES, Captured, languages
from workbook.builder import saved

PLANS = Path(__file__).parents[2] / "targets"
LINES, WIDTH = 45, 100
TOTAL = "Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm trên địa bàn"
"""The label of a field of the plan."""
VI, EN = Messages("vi"), Messages("en")
YEAR, HALF = date(2023, 12, 15), date(2023, 6, 14)


def look(report: Report, *, width: int = WIDTH, terminal: bool = True) -> Look:
    return Look(Format.SUMMARY, width=width, terminal=terminal, exit_code=exit_code(report))


def screen(report: Report, messages: Messages = VI, *, width: int = WIDTH) -> list[str]:
    return render(report, messages, look(report, width=width)).splitlines()


def piped(report: Report, messages: Messages = VI) -> list[str]:
    return render(report, messages, look(report, terminal=False)).splitlines()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year's returns with two units missing, a unit sent twice, a wrong unit of measure, an old year and a text."""
    folder = tmp_path_factory.mktemp("inbox")
    for path in (EXAMPLES / "year_2023").iterdir():
        if not re.search("chi_linh|Thanh ?Mien|Nam Sách", unicodedata.normalize("NFC", path.name)):
            shutil.copy(path, folder)
    for name in ("not_a_workbook", "wrong_year", "unit_of_measure"):
        shutil.copy(EXAMPLES / "faulty" / f"{name}.xlsx", folder)
    twice = load_workbook(next(folder.glob("*Kinh Mon*")))
    cell = next(cell for sheet in twice.worksheets for row in sheet.iter_rows() for cell in row if cell.value == 16)
    cell.value = 12
    twice.save(folder / "kinh mon.xlsx")
    (folder / "readme.txt").write_text("x")
    return folder


@pytest.fixture(scope="module")
def communes(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A plan whose 126 communes report, 114 of them."""
    path = tmp_path_factory.mktemp("communes") / "returns.xlsx"
    book = load_workbook(EXAMPLES / "ha_noi_2026" / "returns.xlsx")
    units = {
        unit.name.in_("vi")
        for unit in check(Request((EXAMPLES / "ha_noi_2026" / "returns.xlsx",), PLANS / "ha_noi_2026.yaml")).plan.units
        if unit.level == "commune"
    }
    left = 12
    for sheet in book:
        for row in list(sheet.iter_rows()):
            names = {str(cell.value).strip() for cell in row if cell.value}
            if left and names & units:
                for cell in row:
                    cell.value = None
                left -= 1
    assert not left
    book.save(path)
    return check(Request((path,), PLANS / "ha_noi_2026.yaml", as_of=date(2026, 12, 14)))


@pytest.fixture(scope="module")
def reports(inbox: Path, communes: Report) -> dict[str, Report]:
    return {
        "year": check(Request((EXAMPLES / "year_2023",), as_of=YEAR)),
        "inbox": check(Request((inbox,), as_of=YEAR)),
        "half-year": check(Request((EXAMPLES / "half_year_2023.xlsx",), as_of=HALF)),
        "communes": communes,
    }


@pytest.mark.slow
@languages
@pytest.mark.parametrize("name", ["year", "inbox", "half-year", "communes"])
def test_a_check_is_one_screen_and_ends_with_the_answer(name: str, language: str, reports: dict[str, Report]) -> None:
    report, messages = reports[name], Messages(language)
    lines = screen(report, messages)
    assert len(lines) <= LINES
    code = exit_code(report)
    assert lines[-1].endswith(f"({'mã thoát' if language == 'vi' else 'exit code'} {code})")
    assert all(cell_len(line) <= WIDTH for line in lines if "khpcmd " not in line)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["year", "inbox", "half-year", "communes"])
def test_each_target_has_one_line_under_its_verdict_the_missed_first(name: str, reports: dict[str, Report]) -> None:
    report = reports[name]
    lines = piped(report)
    for result in report.results:
        word = VI.template(f"verdicts.{result.verdict.value}")
        found = [line for line in lines if re.match(rf"{re.escape(word)}  {re.escape(result.target.id)}[*°]*  ", line)]
        assert len(found) == 1, result.target.id
        assert result.target.title.in_("vi") in found[0]
    marks = [line[0] for line in screen(report) if re.match(r"[✗?…○✓–] [A-Z]+[0-9]", line)]
    assert len(marks) == len(report.results)
    order = "✗?…○✓–"
    assert all(order.index(one) <= order.index(next_) for one, next_ in pairwise(marks))


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("name", ["year", "inbox", "half-year", "communes"])
def test_the_figures_are_those_of_the_json(name: str, language: str, reports: dict[str, Report]) -> None:
    """Every number of the figure stands in the line, but for that of a target judged unit by unit: there units do."""
    report, messages = reports[name], Messages(language)
    told = json.loads(render(report, messages, Look(Format.JSON)))["results"]
    lines = {line.split("  ")[1].rstrip("*°"): line for line in piped(report, messages) if line.count("  ") > 3}
    seen = 0
    for one, result in zip(told, report.results, strict=True):
        line, figure = lines[one["target"]], str(one["figure_text"] or "")
        if result.reaching:
            figure = "{}/{}".format(*result.reaching)
        for number in re.findall(r"\d+(?:[.,]\d+)*%?", re.sub(r"(?:năm|in) \d{4}", "", figure)):
            assert number in line, (one["target"], figure, line)
            seen += 1
    assert seen >= len(told)


def test_what_is_counted_is_told_once_where_there_is_little_room(reports: dict[str, Report]) -> None:
    wide = screen(reports["year"], width=120)
    assert any("11/11 tháng" in line and line.rstrip().endswith("mỗi tháng ≥ 1") for line in wide)
    (told,) = (line for line in piped(reports["year"]) if "  B8  " in line)
    assert told.endswith("11/11 tháng  mỗi tháng ≥ 1 tin, bài")


def test_no_line_of_the_table_is_wider_than_the_terminal(reports: dict[str, Report]) -> None:
    for report in reports.values():
        for width in (40, 60, 72, 80, 90, 100, 110, 120, 200):
            for line in screen(report, width=width):
                if re.match(r"[✗?…○✓–] [A-Z]+[0-9]", line):
                    assert cell_len(line) <= max(width, 40), (width, line)


def test_figures_and_thresholds_are_never_cut(reports: dict[str, Report]) -> None:
    """Down to 60 columns the percentage and the threshold stand whole in each line."""
    report = reports["year"]
    whole = piped(report)
    for width in (60, 80, 100):
        lines = screen(report, width=width)
        for result in report.results:
            line = next(line for line in lines if re.match(rf"\S {result.target.id}[*°]* ", line))
            full = next(one for one in whole if f"  {result.target.id}" in one)
            for part in re.findall(r"\S*\d%|[≥≤] \S+", full):
                assert part in line, (width, part, line)


@languages
@pytest.mark.parametrize("width", [80, 100])
def test_titles_keep_their_room_beside_long_units_of_measure(width: int, language: str) -> None:
    example, messages = EXAMPLES / "phu_tho_2023", Messages(language)
    plan = PLANS / "phu_tho_2023.yaml"
    report = check(Request((example / "returns.xlsx",), plan=plan, as_of=date(2023, 12, 31)))
    lines = screen(report, messages, width=width)
    for result in report.results:
        title = (result.target.short or result.target.title).in_(language).split(" ")[0]
        assert any(re.match(rf". {re.escape(result.target.id)}\*? +{re.escape(title)} ", line) for line in lines), title
    beds = next(line for line in lines if " C14 " in line)
    assert beds.count("10.000") + beds.count("10,000") + beds.count("1 vạn") <= 2, (
        "once in the title, once in the figure"
    )


def test_decomposed_letters_take_the_same_columns() -> None:
    """A file name of macOS has its accents as letters of their own."""
    from khpcmd.render.summary.screen import Block, Row, Summary, drawn

    def with_title(title: str) -> str:
        row = Row("✗", "Không đạt", "", "B1", title, "1/2", "50,00%", "≥ 100%", "1 đơn vị", "Huyện Nam Sách")
        plain = Row("✗", "Không đạt", "", "B2", "Ngắn", "1/2", "50,00%", "≥ 100%", "1 đơn vị", "")
        block = Block("x", "", "y", (row, plain))
        summary = Summary("", (), None, "", "", "kết quả", "mức", (block,))
        return drawn(summary, Messages("vi"), Look(Format.SUMMARY, width=80, terminal=True))

    title = "Xã, phường, thị trấn duy trì tuyên truyền thường xuyên"
    assert with_title(unicodedata.normalize("NFD", title)) == with_title(title)


def test_everybody_who_is_missing_is_named_or_counted(reports: dict[str, Report]) -> None:
    text = "\n".join(piped(reports["inbox"]))
    assert "Chưa báo cáo (2): Thành phố Chí Linh, Huyện Thanh Miện." in text
    missing = next(line for line in piped(reports["communes"]) if line.startswith("Chưa báo cáo (12)"))
    assert missing.count(",") >= 9
    assert "2" in missing.rpartition(",")[2]


def test_files_to_fix_stand_with_their_worst_fault(reports: dict[str, Report]) -> None:
    lines = piped(reports["inbox"])
    start = next(index for index, line in enumerate(lines) if line.startswith("Tệp phải sửa: 4 "))
    listed = lines[start + 1 : start + 5]
    assert {code for line in listed for code in re.findall(r"[A-Z][0-9]{3}", line)} == {"U402", "S307", "U407", "F207"}
    assert "– Bỏ qua 1 tệp: readme.txt" in lines


@pytest.mark.slow
def test_one_cause_in_many_files_is_one_entry(tmp_path: Path) -> None:
    """Every district sent its own form, and somebody added the joint file: twelve files with the same fault."""
    for path in (EXAMPLES / "year_2023").iterdir():
        shutil.copy(path, tmp_path)
    book = load_workbook(EXAMPLES / "returns_2023.xlsx")
    for row in book["Tổng hợp huyện"].iter_rows(min_row=13):
        for cell in row[5:6]:
            cell.value = 99 if isinstance(cell.value, int) else cell.value
    book.save(tmp_path / "a.xlsx")
    report = check(Request((tmp_path,), as_of=YEAR))
    lines = piped(report)
    start = next(index for index, line in enumerate(lines) if line.startswith("Tệp phải sửa"))
    entries = [line for line in lines[start + 1 :] if line.startswith("✗")]
    assert len(entries) <= 3
    assert any(re.search(r"và \d+ tệp khác .*U402", line) for line in entries)


@pytest.mark.crossing(1)
@languages
def test_details_keep_everything_that_plain_lists(language: str, inbox: Path, capsys: Captured) -> None:
    given = ["check", str(inbox), "--as-of", "2023-12-15", "--lang", language]
    codes, texts = [], []
    for more in (["-v"], ["--format", "plain"]):
        codes.append(main([*given, *more]))
        texts.append(capsys.readouterr().out)
    assert codes[0] == codes[1]
    assert texts[0] == texts[1]
    assert main(given) == codes[0]
    short = capsys.readouterr().out
    assert len(short.splitlines()) < len(texts[0].splitlines()) / 2
    assert short.splitlines()[-1] == texts[0].splitlines()[-1]


def endings() -> Iterator[tuple[str, Report, frozenset[str], str]]:
    """A report, what the run fails on, and how its last line begins and ends."""
    yield "missed", scenes.with_verdict(Verdict.MISSED), frozenset(), "Không đạt: 1 chỉ tiêu bắt buộc (B3c)"
    yield "met", scenes.with_verdict(Verdict.MET), frozenset(), "Đạt: 1 chỉ tiêu bắt buộc"
    yield "under way", scenes.with_verdict(Verdict.IN_PROGRESS), frozenset(), "Không có chỉ tiêu bắt buộc nào không đạt"
    yield "ignored", scenes.with_verdict(Verdict.MISSED), frozenset({"never"}), "Không coi là lỗi theo --fail-on"
    yield (
        "aspirational",
        scenes.with_verdict(Verdict.MISSED, binding=False),
        frozenset({"aspirational"}),
        "Không đạt: 1 chỉ tiêu phấn đấu",
    )
    only_aspirational = scenes.with_verdict(Verdict.MISSED, binding=False)
    yield "not binding", only_aspirational, frozenset(), "Không có chỉ tiêu bắt buộc nào được xét; không đạt 1 chỉ tiêu"
    yield "open", scenes.with_verdict(Verdict.INCONCLUSIVE), frozenset(), "Chưa kết luận được: 1 chỉ tiêu"


@pytest.mark.parametrize(("report", "fails_on", "begins"), [pytest.param(*one, id=name) for name, *one in endings()])
def test_the_last_line_says_why(report: Report, fails_on: frozenset[str], begins: str) -> None:
    chosen = policy([FailOn(name) for name in fails_on], strict=False)
    code = exit_code(report, chosen)
    seen = look(report)._replace(exit_code=code, fails_on=chosen)
    last = render(report, VI, seen).splitlines()[-1]
    assert last.startswith(begins)
    assert last.endswith(f"(mã thoát {code})")


def test_commands_to_paste_have_the_options_that_were_typed(capsys: Captured) -> None:
    given = ["check", str(EXAMPLES / "returns_2023.xlsx"), "--as-of", "2023-12-15", "--period", "year", "--lang", "en"]
    main([*given, "-o", "/dev/null/x.html"])  # refused: nothing is printed but the reason
    capsys.readouterr()
    main([*given, "--color", "never"])
    text = capsys.readouterr().out
    path = EXAMPLES / "returns_2023.xlsx"
    assert f"khpcmd explain B2b {path} --period year --as-of 2023-12-15 --lang en" in text
    assert f"khpcmd check {path} --period year --as-of 2023-12-15 --lang en -v" in text
    assert "--color" not in text


def test_a_path_with_a_space_is_quoted(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bao cao.xlsx"
    shutil.copy(EXAMPLES / "returns_2023.xlsx", path)
    main(["check", str(path), "--as-of", "2023-12-15"])
    assert f"khpcmd check '{path}' --as-of 2023-12-15 -v" in capsys.readouterr().out


@pytest.mark.crossing(1)
@languages
def test_quiet_names_who_is_missing_and_what_to_fix(language: str, inbox: Path, capsys: Captured) -> None:
    code = main(["check", str(inbox), "--as-of", "2023-12-15", "-q", "--lang", language])
    verdict, missing, files = capsys.readouterr().out.splitlines()
    assert verdict.endswith(f"({'mã thoát' if language == 'vi' else 'exit code'} {code})")
    assert ("Thành phố Chí Linh" if language == "vi" else "Chi Linh City") in missing
    assert "kinh mon.xlsx (1)" in files


def test_quiet_is_one_line_where_all_is_sound(capsys: Captured) -> None:
    main(["check", str(EXAMPLES / "year_2023"), "--as-of", "2023-12-15", "-q"])
    (line,) = capsys.readouterr().out.splitlines()
    assert "(B2b, B3a, B3c, B4b, B5c) (mã thoát 1)" in line


@languages
def test_quiet_closes_behind_the_brackets_where_nothing_was_read(
    language: str, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "a.csv").write_text("a,b\nc,d\n", encoding="utf-8")
    code = main(["check", str(tmp_path / "a.csv"), "-q", "--lang", language])
    line, *_ = capsys.readouterr().out.splitlines()
    none = Messages(language).template("view.no_targets")
    assert f"({none}). " in line
    assert line.endswith(f" {code})")


@pytest.mark.crossing(1)
@languages
def test_validate_is_one_screen_with_each_file_to_fix(language: str, inbox: Path) -> None:
    report = check_data(Request((inbox,)))
    code = data_exit_code(report)
    lines = render(report, Messages(language), Look(Format.SUMMARY, width=WIDTH, terminal=True, exit_code=code))
    text = lines.splitlines()
    assert len(text) <= LINES
    assert str(code) in text[-1]
    for name in ("unit_of_measure.xlsx", "wrong_year.xlsx", "not_a_workbook.xlsx"):
        assert any(line.startswith(f"✗ {name}") for line in text)
    sound = sum(file.standing.value == "sound" for file in report.files)
    assert str(sound) in text[0]


@pytest.mark.slow
def test_a_unit_that_sent_something_unusable_is_not_reminded(tmp_path: Path) -> None:
    for path in (EXAMPLES / "year_2023").iterdir():
        shutil.copy(path, tmp_path)
    book = load_workbook(tmp_path / "kimthanh-bc-nam-2023.xlsx")
    title = book.worksheets[0]["A4"]
    title.value = str(title.value).replace("2023", "2022")
    book.save(tmp_path / "kimthanh-bc-nam-2023.xlsx")
    report = check(Request((tmp_path,), as_of=YEAR))
    assert report.unusable_units
    assert not report.missing_units
    lines = piped(report)
    assert "Đã gửi nhưng chưa dùng được (1): Huyện Kim Thành." in lines
    assert not any(line.strip().startswith(("Đôn đốc", "Chưa báo cáo (")) for line in lines)
    assert "1 đơn vị đã gửi nhưng chưa dùng được" in lines[-1]


def test_targets_that_are_left_out_and_waivers_that_changed_nothing_are_named() -> None:
    returns = EXAMPLES / "year_2023" / "chi_linh_2023.xlsx"
    lines = piped(check(Request((returns,), as_of=YEAR, only_reported=True)))
    assert any(re.match(r"Không xét \d+ chỉ tiêu: .*B8", line) for line in lines)
    waivers = EXAMPLES / "waivers_2023.yaml"
    late = check(Request((EXAMPLES / "year_2023",), waivers=waivers, as_of=date(2024, 1, 2)))
    lines = piped(late)
    assert any(line.startswith("Mục miễn không được áp dụng cho: B3a") for line in lines)
    assert "cảnh báo" not in next(line for line in lines if line.startswith("Đã báo cáo"))


def test_a_command_that_lacks_an_option_that_was_typed_is_not_offered(tmp_path: Path, capsys: Captured) -> None:
    """``explain`` takes no list of files: without it another set of returns would be explained."""
    listed = tmp_path / "list.txt"
    listed.write_text(f"{EXAMPLES / 'returns_2023.xlsx'}\n")
    main(["check", "--files-from", str(listed), "--as-of", "2023-12-15", "--strict"])
    text = capsys.readouterr().out
    assert "khpcmd explain" not in text
    assert f"khpcmd check --files-from {listed} --as-of 2023-12-15 --strict -v" in text


@pytest.mark.parametrize(
    ("messages", "heading"),
    [(VI, "Tệp khác, không phải báo cáo: 1 lỗi"), (EN, "Other files than returns: 1 error")],
)
def test_an_error_in_a_file_that_is_no_return_stands_under_its_name(messages: Messages, heading: str) -> None:
    returns = EXAMPLES / "returns_2023.xlsx"
    lines = screen(check(Request((returns,), baselines=(Path("of_2022.xlsx"),), as_of=YEAR)), messages)
    assert lines[lines.index(heading) + 1].startswith("✗ of_2022.xlsx")


@pytest.mark.crossing(1)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_many_fields_that_are_missing_the_first_are_named(tmp_path: Path, lang: str, capsys: Captured) -> None:
    saved(tmp_path / "bc.xlsx", (["Kết quả năm 2023"], ["Đơn vị", TOTAL], ["Huyện Nam Sách", 40]))
    main(["check", str(tmp_path / "bc.xlsx"), "--config", "none", "--lang", lang])
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "S304" in one]
    told = line[line.index("S304") :].split("  ")[0]
    assert told.endswith(" …")
    assert told.count(Messages(lang).template("style.open_quote")) == 3
