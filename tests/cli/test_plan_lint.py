"""``khpcmd plan lint`` and ``khpcmd plan diff`` through the front door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khpcmd.cli import main
from places import Captured
from small_plan import PLAN

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
    code, out = lint(capsys, "--strict", path)
    notes = [line for line in out.splitlines() if " Note P157 " in line]  # what no rule guards is no fault
    assert code == 0
    assert out.endswith("1 plan: no errors\n")
    assert len(out.splitlines()) == 1 + 3 * len(notes)


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
    assert [[told["code"] for told in file["diagnostics"]] for file in files] == [["P104"], ["P119"], ["P101"]]


def test_annotations_stay_within_their_number_and_end_with_a_summary(tmp_path: Path, capsys: Captured) -> None:
    path = put(
        tmp_path, PLAN.replace("cumulative:", "cumulativ:").replace("clause:", "claus:").replace("quote:", "quot:")
    )
    code, out = lint(capsys, "--format", "github", path)
    lines = out.splitlines()
    assert code == 2
    assert len(lines) == 10
    assert all(line.startswith(f"::error file={str(path).replace(',', '%2C')},line=") for line in lines[:-1])
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
