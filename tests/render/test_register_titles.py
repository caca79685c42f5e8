"""Numbers of the register are called by the titles that the plan gives them, wherever a text names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.plan.lint import lint_file
from places import Captured, languages
from plan_texts import a_count, a_target, head, written
from render.examples import text_of
from workbook.builder import saved

TITLES = """\
registers:
  popn: {title: {vi: dân số, en: population}, unit_of_measure: {vi: người dân, en: inhabitants}}
  quota: {title: {vi: số bác sĩ được giao, en: assigned doctors}}
"""
UNITS = """\
units:
  - {id: d1, level: district, name: {vi: Huyện Nam Sách, en: A}, register: {popn: 110000, quota: 120, k: 9}}
  - {id: d2, level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky}, register: {popn: 160000, quota: 130, k: 8}}
"""
FIELDS = (
    a_count("doctors", "Số bác sĩ, Doctors", "district", "bác sĩ, doctors"),
    a_count("communes", "Số xã có bác sĩ, Communes with a doctor", "district", "xã, communes", ", register_limit: k"),
)
PER_HEAD = "kind: rate, part: doctors, whole: {register: popn}, per: 10000"
EACH, SHARE = ", judged: each_unit", "kind: ratio, part: communes, whole: {register: k}"
TARGETS = (
    a_target("T1", "Bác sĩ trên 10.000 dân, Doctors per head", PER_HEAD, "at_least: 10"),
    a_target("T2", "Số bác sĩ, Doctors", "kind: count, of: doctors", "at_least: {register: quota}", EACH),
    a_target("T3", "Xã có bác sĩ, Communes with a doctor", SHARE, 'at_least: "50%"'),
)
PLAN = written(head(2023, "district") + TITLES + UNITS, FIELDS, TARGETS)
IDS = ("popn", "quota")
FORMATS = ("plain", "table", "markdown", "html", "csv", "junit", "github")
FILES = ("md", "html", "csv", "xml", "xlsx", "docx")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")
    rows = [1, "Huyện Nam Sách", 121, 9], [2, "Huyện Tứ Kỳ", 129, 8]
    saved(Path("bc.xlsx"), (["KẾT QUẢ NĂM 2023"], [], ["TT", "Đơn vị", "Số bác sĩ", "Số xã có bác sĩ"], *rows))
    return tmp_path


@pytest.mark.slow
@languages
def test_no_output_shows_an_id(language: str, capsys: Captured) -> None:
    per_head = {"vi": "bác sĩ/10.000 người dân", "en": "doctors per 10,000 inhabitants"}[language]
    common = ("--plan", "plan.yaml", "--lang", language, "--as-of", "2024-01-20")
    files = [word for suffix in FILES for word in ("-o", f"a.{suffix}")]
    assert main(["check", "bc.xlsx", *common, *files]) == 1
    capsys.readouterr()
    said = {suffix: text_of(Path(f"a.{suffix}").read_bytes()) for suffix in FILES}
    for form in FORMATS:
        main(["check", "bc.xlsx", *common, "--format", form, "--by-unit"])
        said[f"--format {form}"] = capsys.readouterr().out
    for target in ("T1", "T2", "T3"):
        for returns in ([], ["bc.xlsx"]):
            main(["explain", target, *returns, "--plan", "plan.yaml", "--lang", language])
            said[f"explain {target} {returns}"] = capsys.readouterr().out
    for subject in ("T1", "T2"):
        assert {
            "vi": "dân số" if subject == "T1" else "số bác sĩ được giao",
            "en": "population" if subject == "T1" else "assigned doctors",
        }[language] in said[f"explain {subject} []"]
    main(["plan", "show", "plan.yaml", "--lang", language])
    said["plan show"] = capsys.readouterr().out
    assert {"vi": "dân số: 270.000 người dân", "en": "population: 270,000 inhabitants"}[language] in said["plan show"]
    assert {"vi": "số bác sĩ được giao: 250", "en": "assigned doctors: 250"}[language] in said["plan show"]
    main(["template", "--plan", "plan.yaml", "--unit", "d1", "-o", "form.xlsx", "--lang", language])
    said["template"] = text_of(Path("form.xlsx").read_bytes())
    assert {name for name, text in said.items() if any(one in text for one in IDS)} == set()
    assert per_head in said["--format plain"]
    assert per_head in said["docx"]
    assert per_head in said["xlsx"]


def advice() -> list[tuple[str, object]]:
    told = lint_file(Path("plan.yaml")).diagnostics
    return [
        (one.code.code, one.params.get("found"))
        for one in told
        if one.code in (Code.UNTITLED_REGISTER, Code.UNUSED_NAME)
    ]


def test_lint_asks_for_the_titles_that_are_shown_and_no_others() -> None:
    unused = [code for code, _ in advice()]
    assert unused == []
    Path("plan.yaml").write_text(PLAN.replace(TITLES, ""), encoding="utf-8")
    assert advice() == [("P182", "popn"), ("P182", "quota")]  # and none for k: "xã" is what its field counts


def test_lint_says_where_a_title_is_of_no_number() -> None:
    other = PLAN.replace("registers:\n", "registers:\n  other: {title: {vi: khác, en: other}}\n")
    Path("plan.yaml").write_text(other, encoding="utf-8")
    told = lint_file(Path("plan.yaml")).diagnostics
    assert [(one.params["found"], one.params["use"]) for one in told if one.code is Code.UNUSED_NAME] == [
        ("other", "at_least: {register: other}")
    ]


@pytest.mark.crossing(1)
@languages
def test_a_number_of_the_register_that_nothing_uses_is_never_a_reporter(language: str, capsys: Captured) -> None:
    text = PLAN.replace("register: {", "register: {spare: 5, ", 1)
    Path("plan.yaml").write_text(text, encoding="utf-8")
    main(["plan", "lint", "plan.yaml", "--lang", language])
    said = " ".join(capsys.readouterr().out.split())
    assert "at_least: {register: spare}" in said
    assert "reported_by: [spare]" not in said
    levels = PLAN.replace("levels:\n", "levels:\n  spare: {title: {vi: khác, en: other}}\n")
    Path("plan.yaml").write_text(levels, encoding="utf-8")
    main(["plan", "lint", "plan.yaml", "--lang", language])
    assert "reported_by: [spare]" in " ".join(capsys.readouterr().out.split())


def test_a_title_lacks_no_language(capsys: Captured) -> None:
    Path("plan.yaml").write_text(PLAN.replace("{vi: dân số, en: population}", "{vi: dân số}"), encoding="utf-8")
    assert main(["plan", "lint", "plan.yaml", "--lang", "en"]) == 2
    assert "P109" in capsys.readouterr().out


def test_a_renamed_number_is_told_by_plan_diff(capsys: Captured) -> None:
    Path("next.yaml").write_text(PLAN.replace("vi: dân số,", "vi: dân số trung bình,"), encoding="utf-8")
    main(["plan", "diff", "plan.yaml", "next.yaml", "--lang", "en"])
    told = capsys.readouterr().out
    assert "popn" in told
    assert "dân số trung bình" in told
