"""``khpcmd plan show``: the plan as a table, on every width, in every format and in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len

from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan, parse_plan
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.render.document import Document, Table
from khpcmd.render.formats import Format, Look, dressed
from khpcmd.render.plan.page import plan_document
from places import PLANS, Captured, languages
from small_plan import PLAN, changed

plans = pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)


def shown(capsys: Captured, *arguments: str | Path) -> str:
    assert main(["plan", "show", *map(str, arguments)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def small(*changes: tuple[str, str]) -> Plan:
    return parse_plan(changed(*changes), "plan.yaml")


def page(plan: Plan, language: str = "vi") -> Document:
    return plan_document(plan, Messages(language))


def drawn_as(form: Format, found: Document, width: int = 80) -> str:
    return dressed(found, Look(form, width=width))


def tables(found: Document) -> list[Table]:
    return [block for part in found.sections for block in part.blocks if isinstance(block, Table)]


def letters(text: str) -> str:
    """The text without what wrapping adds."""
    return re.sub(r"\s", "", text)


@pytest.mark.crossing(4)
@plans
@languages
def test_every_plan_is_shown_with_its_targets_clauses_and_quotes(file: Path, language: str, capsys: Captured) -> None:
    out, plan = shown(capsys, file, "--format", "plain", "--lang", language), load_plan(file).plan
    for target in plan.targets:
        assert f"\n{target.id}  {target.title.in_(language)}" in out
        assert f": {target.clause}\n" in out
        assert f"{target.quote}" in out
    for duty in plan.duties:
        assert f"\n{duty.id}  {duty.title.in_(language)}\n" in out
        assert duty.quote in out


@pytest.mark.crossing(2)
@plans
@languages
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_table_cuts_nothing_and_is_never_wider_than_the_terminal(file: Path, language: str, width: int) -> None:
    found = page(load_plan(file).plan, language)
    drawn = drawn_as(Format.TABLE, found, width)
    assert max(map(cell_len, drawn.splitlines())) <= width
    words = {word for text in texts(found) for word in text.split() if len(word) <= 12}
    assert words - set(drawn.split()) == set()


@pytest.mark.crossing(2)
@plans
def test_a_narrow_table_has_each_text_in_one_piece(file: Path) -> None:
    found = page(load_plan(file).plan)
    drawn = letters(drawn_as(Format.TABLE, found))
    assert [text for text in texts(found) if letters(text) not in drawn] == []


def texts(found: Document, *, columns: bool = False) -> list[str]:
    """Every text of a page in its order, the lines of a cell together; cards do not name all of the columns."""
    said = [found.headline, *found.about]
    for part in found.sections:
        (table,) = part.blocks
        assert isinstance(table, Table)
        said += [part.heading, *(table.columns if columns else ())]
        said += ["\n".join(line.text for line in cell) for row in table.rows for cell in row.cells]
    return said


def test_the_heading_has_the_document_the_years_and_the_day_of_the_units(capsys: Captured) -> None:
    assert shown(capsys).splitlines()[:5] == [
        "Kế hoạch phòng, chống mại dâm năm 2023 tỉnh Hải Dương",
        "Số 416/KH-UBND ngày 17/02/2023, cơ quan ban hành: Ủy ban nhân dân tỉnh Hải Dương",
        "Năm kế hoạch: 2023, năm gốc: 2022",
        "Danh sách đơn vị tính đến ngày 14/12/2023",
        "Mã kế hoạch: hai-duong-2023",
    ]


def test_the_parts_come_in_the_order_of_a_reader_with_their_numbers(capsys: Captured) -> None:
    headings = [line for line in shown(capsys).splitlines() if re.fullmatch(r"\S.* \(\d+\)", line)]
    assert headings == [
        "Kỳ báo cáo (2)",
        "Đơn vị (4)",
        "Chỉ tiêu (19)",
        "Nhiệm vụ (43)",
        "Trường số liệu (39)",
        "Số liệu phải khớp nhau (4)",
        "Các phần của biểu mẫu (8)",
    ]


@pytest.mark.crossing(3)
def test_what_a_reader_looks_for_is_there_on_a_line_of_its_own(capsys: Captured) -> None:
    wanted = {
        "half_year: Hạn gửi: trước ngày 15/06/2023",
        "half_year: Số liệu: từ 15/12/2022 đến 14/06/2023",
        "district: Số đơn vị: 12",
        "commune: Số đơn vị: 235",
        "commune: Gửi báo cáo: 0",
        "district: Danh mục: 235 xã",
        "B3c: Mức phải đạt: ≥ 20%",
        "B3a: Đơn vị báo cáo: huyện, thị xã, thành phố; Công an tỉnh",
        "B1b: Căn cứ: câu đã trích ở B1a",
        "D11: Cách xác định: có báo cáo số liệu 6 tháng đầu năm 2023, gửi đúng hạn",
        "D3: Cách xác định: trả lời có hoặc không trong bảng theo dõi nhiệm vụ",
        "D3: Cách xác định: minh chứng kèm theo: số, ký hiệu văn bản; ngày ban hành",
        "D8: Cách xác định: theo báo cáo số liệu: “Số cơ sở được kiểm tra ít nhất một lần” ≥ 1",
        "D12: Cách xác định: xét ở kỳ: năm 2023",
        "venues_inspected: Loại: số đếm (cơ sở)",
        "crimes_handled: Ghi chú: ghi thêm số năm 2022",
        "inspection_visits: Ghi chú: tính theo lượt",
        "communes_reached: Ghi chú: không quá số xã trong danh mục",
    }
    out = shown(capsys)
    assert wanted - {line.removeprefix("    ") for line in out.splitlines()} == set()
    assert "\nB6a  Người lao động tại cơ sở kinh doanh dịch vụ được tuyên truyền (phấn đấu)\n" in out
    assert "duty:" not in out  # the fields of a checklist are those of its duties


def test_groups_are_shown_with_their_units() -> None:
    groups = 'groups:\n  zone: {title: {vi: có khu công nghiệp, en: with a zone}, units: ["0298"]}\n\nfields:\n'
    out = drawn_as(Format.PLAIN, page(small(("fields:\n", groups)), "en"))
    assert "\nGroups of units (1)\nzone  with a zone\n    zone: Units: 1\n    zone: Names: Tu Ky\n" in out


def test_a_quote_over_several_lines_becomes_one() -> None:
    lines = ("quote: kiểm tra ít nhất 20% số cơ sở", "quote: |\n      kiểm tra\n      ít nhất 20%")
    assert "“kiểm tra ít nhất 20%”" in drawn_as(Format.PLAIN, page(small(lines)))


@pytest.mark.slow
def test_a_pipe_gets_plain_lines_and_a_terminal_a_table(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(capsys) == shown(capsys, "--format", "plain")
    monkeypatch.setattr("khpcmd.cli.commands.plan.on_terminal", lambda: True)
    assert shown(capsys) == shown(capsys, "--format", "table")


@pytest.mark.slow
def test_the_width_is_that_of_the_terminal(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    wide = shown(capsys, "--format", "table")
    assert any(line.startswith("Mã   Chỉ tiêu ") for line in wide.splitlines())
    monkeypatch.setenv("COLUMNS", "80")
    assert "    Mức phải đạt: ≥ 100%" in shown(capsys, "--format", "table").splitlines()


def test_the_language_is_the_plans_own_unless_another_is_chosen(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("language: vi", "language: en"), encoding="utf-8")
    assert "Threshold: ≥ 20%" in shown(capsys, file)
    assert "Mức phải đạt: ≥ 20%" in shown(capsys, file, "--lang", "vi")


HOSTILE = "a|b <b>x</b> *y* _z_ `c` [d](javascript:e) &lt; $f$ # ~g~ \\h \u202e \x1b[31m i"


def hostile() -> Plan:
    plan = small()
    return plan.changed(targets=(plan.targets[0].model_copy(update={"quote": HOSTILE}), *plan.targets[1:]))


def cells(document: str) -> list[str]:
    """What a reader of the Markdown sees in its tables; ``<br>`` is the only tag."""
    tokens = MarkdownIt("commonmark").enable("table").parse(document)
    return [_text(token) for token in tokens if token.type == "inline"]


def _text(token: Token) -> str:
    told = []
    for part in token.children or ():
        assert part.type in ("text", "text_special", "html_inline"), part
        assert part.type != "html_inline" or part.content == "<br>"
        told.append("\n" if part.type == "html_inline" else part.content)
    return "".join(told)


def test_hostile_text_is_shown_to_the_letter_in_markdown() -> None:
    seen = "a|b <b>x</b> *y* _z_ `c` [d](javascript:e) &lt; $f$ # ~g~ \\h \\u202e \\x1b[31m i"
    assert any(f"\n“{seen}”" in cell for cell in cells(drawn_as(Format.MARKDOWN, page(hostile()))))


@pytest.mark.crossing(1)
@plans
@languages
def test_markdown_shows_every_text_of_the_page(file: Path, language: str) -> None:
    found = page(load_plan(file).plan, language)
    assert cells(drawn_as(Format.MARKDOWN, found)) == texts(found, columns=True)


@pytest.mark.parametrize("form", [Format.PLAIN, Format.TABLE])
def test_what_cannot_be_seen_is_escaped_for_people(form: Format) -> None:
    out = drawn_as(form, page(hostile()), 120)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b" in out


@pytest.mark.parametrize(
    ("first", "second", "shown_as"),
    [
        ("19", "23", ["42 “assigned”"]),
        ("19.5", "23", ["42,5 “assigned”"]),
        ("91.5%", "90%", ["“assigned”: từ 90% đến 91,5%"]),
        (
            "{2027: 19.25, 2028: 20}",
            "{2027: 23, 2028: 24}",
            ["42,25 “assigned” (năm 2027)", "44 “assigned” (năm 2028)"],
        ),
        ("{2027: 90%}", "{2027: 92%}", ["“assigned”: từ 90% đến 92% (năm 2027)"]),
    ],
)
def test_all_numbers_of_the_register_are_shown(first: str, second: str, shown_as: list[str]) -> None:
    numbers = (("19", first), ("23", second))
    plan = small(*((f"communes: {own}}}", f"communes: {own}, assigned: {other}}}") for own, other in numbers))
    rows = next(table.rows for table in tables(page(plan)) if table.columns[-1] == "Danh mục")
    assert [line.text for row in rows for line in row.cells[-1]] == ["42 xã", *shown_as]


def test_json_has_every_key_of_every_target_and_duty_and_the_words_for_them(capsys: Captured) -> None:
    found = json.loads(shown(capsys, "--format", "json"))
    assert found["plan"]["id"] == "hai-duong-2023"
    assert re.fullmatch("[0-9a-f]{64}", found["plan"]["sha256"])
    assert [list(target) for target in found["targets"]] == [[*Target.model_fields, "words"]] * 19
    assert [list(duty) for duty in found["duties"]] == [[*Duty.model_fields, "words"]] * 43
    assert len(found["units"]) == 1 + 12 + 235 + 15
    assert len(found["fields"]) == 39
    ratio = next(target for target in found["targets"] if target["id"] == "B4a")
    of_all: dict[str, object] = {"kind": "ratio", "part": ["communes_reached"], "whole": {"register": "communes"}}
    of_all |= {"may_exceed": False, "reporters_differ": False}
    assert ratio["measure"] == of_all
    assert ratio["threshold"]["at_least"] == "100%"
    assert found["periods"][0]["window"] == {"from": "2022-12-15", "to": "2023-06-14"}


@pytest.mark.crossing(1)
@plans
def test_only_the_words_of_the_json_depend_on_the_language(file: Path, capsys: Captured) -> None:
    vi, en = (json.loads(shown(capsys, file, "--format", "json", "--lang", language)) for language in ("vi", "en"))
    assert vi != en
    for document in (vi, en):
        del document["language"], document["plan"]["title"]
        for promise in (*document["targets"], *document["duties"]):
            del promise["words"]
    assert vi == en


def test_a_plan_with_mistakes_is_refused_with_their_places(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("part: inspected", "part: inspectd"), encoding="utf-8")
    assert main(["plan", "show", str(file), "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"plan\.yaml:\d+:\d+: P112 .*“inspectd”.*Did you mean “inspected”\?", err)


@pytest.mark.parametrize("arguments", [["--format", "html"], ["--lang", "xx"], ["a.yaml", "b.yaml"]])
def test_wrong_usage_is_told(arguments: list[str], capsys: Captured) -> None:
    assert main(["plan", "show", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    assert err


# ``khpcmd plan lint`` and ``khpcmd plan diff`` through the front door


TARGETS = sorted((Path(__file__).parents[2] / "targets").glob("*.yaml"))


def put(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def lint(capsys: Captured, *arguments: str | Path) -> tuple[int, str]:
    code = main(["plan", "lint", "--lang", "en", *map(str, arguments)])
    return code, capsys.readouterr().out


@pytest.mark.crossing(1)
@pytest.mark.parametrize("path", TARGETS, ids=lambda path: path.stem)
def test_every_plan_that_ships_is_clean(path: Path, capsys: Captured) -> None:
    assert lint(capsys, "--strict", path) == (0, "1 plan: no errors\n")
    code, out = lint(capsys, path)
    notes = [line for line in out.splitlines() if " Note P157 " in line]  # what no rule guards is no fault
    assert (code, len(out.splitlines())) == (0, 1 + 3 * len(notes))


def test_a_mistake_is_told_with_its_line_and_a_caret(tmp_path: Path, capsys: Captured) -> None:
    text = PLAN.replace("part: inspected, whole", "part: inspcted, whole")
    (at,) = [number for number, written in enumerate(text.splitlines(), start=1) if "inspcted" in written]
    path = put(tmp_path, text)
    code, out = lint(capsys, path)
    head, line, caret, summary = out.splitlines()
    assert (code, summary) == (2, "1 plan: 1 error")
    assert head.startswith(f"{path}:{at}:34: Error P112 ")
    assert "Did you mean “inspected”?" in head
    assert line.endswith("measure: {kind: ratio, part: inspcted, whole: [venues]}")
    assert line[caret.index("^") :].startswith("inspcted")


def test_what_nothing_uses_is_advice_and_fails_only_if_asked(tmp_path: Path, capsys: Captured) -> None:
    path = put(tmp_path, PLAN)
    code, out = lint(capsys, path)
    assert code == 0
    assert [line.split()[2] for line in out.splitlines() if "Warning" in line] == ["P119"]
    assert lint(capsys, "--strict", path)[0] == 2


def test_every_file_is_looked_at_and_json_has_all_of_it(tmp_path: Path, capsys: Captured) -> None:
    good, bad = put(tmp_path, PLAN), put(tmp_path, "id: [", "bad.yaml")
    code, out = lint(capsys, "--format", "json", bad, good, tmp_path / "none.yaml")
    files = json.loads(out)["files"]
    assert code == 2
    assert [(Path(file["file"]).name, file["valid"]) for file in files] == [
        ("bad.yaml", False), ("plan.yaml", True), ("none.yaml", False),
    ]  # fmt: skip
    assert [[told["code"] for told in file["diagnostics"]] for file in files] == [["P104"], ["P188", "P119"], ["P101"]]


def test_annotations_stay_within_their_number_the_others_follow_and_the_last_counts_them(
    tmp_path: Path, capsys: Captured
) -> None:
    path = put(
        tmp_path, PLAN.replace("cumulative:", "cumulativ:").replace("clause:", "claus:").replace("quote:", "quot:")
    )
    code, out = lint(capsys, "--format", "github", path)
    lines = out.splitlines()
    assert code == 2
    assert all(line.startswith(f"::error file={str(path).replace(',', '%2C')},line=") for line in lines[:9])
    assert (lines[9], lines[-2]) == (f"::group::{path} (3)", "::endgroup::")
    assert [line.startswith(f"{path}:") for line in lines[10:-2]] == [True] * 3
    assert lines[-1] == "::error title=khpcmd::1 plan: 12 errors"


def test_the_name_of_a_file_is_no_command(tmp_path: Path, capsys: Captured) -> None:
    path = put(tmp_path, "id: [", "a,b%0A::error::x.yaml")
    out = lint(capsys, "--format", "github", path)[1]
    assert out.count("\n::") == 1
    assert "a%2Cb%250A%3A%3Aerror" in out


def test_two_plans_are_compared_part_by_part(tmp_path: Path, capsys: Captured) -> None:
    old = put(tmp_path, PLAN)
    text = (
        PLAN.replace("at_least: 20%", "at_least: 25%")
        .replace("id: A4", "id: A5")
        .replace("year: 2023\n", "year: 2024\n")
    )
    new = put(tmp_path, text, "new.yaml")
    assert main(["plan", "diff", "--lang", "en", str(old), str(new)]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "~ plan: year: 2023 → 2024",
        "- target A4 “News”: removed",
        "~ target A2 “Inspections”: threshold.at_least: 20% → 25%",
        "+ target A5 “News”: added",
    ]
    assert main(["plan", "diff", "--format", "json", str(old), str(old)]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def heading(title: str) -> str:
    """Other words of a heading are the plan's own, and so say nothing against the figures."""
    return f'sections: [{{title: {{vi: "{title}", en: Inspections}}, fields: [inspected]}}]'


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("harmless_words: [kế hoạch]", "P124"),
        ("harmless_words: [theo dự kiến]", "P124"),
        ("harmless_words: [nữ]", "P124"),
        ("harmless_words: [nghìn]", "P124"),
        ("harmless_words: [năm 2022]", "P124"),
        ("harmless_words: [hoạch]", "P124"),
        ("harmless_words: [lưu động, kiểm tra]", ""),
        ("topic: [chỉ tiêu giao]", "P124"),
        ("topic: [ma túy, trẻ em]", ""),
        ("topic: [phòng chống mại dâm]\nother_programmes: [mại dâm]", "P125"),
        ("other_programmes: [NTM, làng xanh]", ""),
        (heading("Năm 2021"), "P126"),
        (heading("Kế hoạch năm 2023"), "P126"),
        (heading("Đài PT"), "P126"),
        (heading("Huyện Tứ Kỳ"), "P126"),
        (heading("Kiểm tra cơ sở"), ""),
        (heading("Tuyên truyền"), ""),
    ],
)
def test_a_declared_word_or_heading_that_turns_a_meaning_is_told(
    line: str, code: str, tmp_path: Path, capsys: Captured
) -> None:
    found = lint(capsys, put(tmp_path, f"{PLAN.rstrip()}\n{line}\n"))[1]
    assert [one for one in ("P124", "P125", "P126") if one in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{at_least: 20%}", "{at_least: 0%}", "P123"),
        ("{at_least: 20%}", "{at_least: 1%}", ""),
        ("en: With a plan}", f"en: With a plan}}\n    short: {{vi: {'ậ' * 34}, en: Short}}", ""),
        ("en: With a plan}", f"en: With a plan}}\n    short: {{vi: {'ậ' * 35}, en: Short}}", "P127"),
    ],
    ids=["reached by everything", "not by everything", "a short title", "a long one"],
)
def test_advice_is_given_from_its_limit_on(old: str, new: str, code: str, tmp_path: Path, capsys: Captured) -> None:
    assert PLAN.count(old) == 1
    found = lint(capsys, put(tmp_path, PLAN.replace(old, new)))[1]
    assert [one for one in ("P123", "P127") if one in found] == ([code] if code else [])


def test_a_word_that_hides_another_meaning_is_told_with_every_check_as_well(tmp_path: Path, capsys: Captured) -> None:
    plan = put(tmp_path, PLAN.replace("fields:", "harmless_words: [chưa kiểm tra]\nfields:", 1))
    (tmp_path / "returns.csv").write_text("Đơn vị;Số\n", encoding="utf-8-sig")
    main(["check", str(tmp_path / "returns.csv"), "--plan", str(plan), "--lang", "en", "--format", "json"])
    told = json.loads(capsys.readouterr().out)["diagnostics"]
    assert [one["message"] for one in told if one["code"] == "P124" and one["file"] == str(plan)]
