"""Saved results as the baseline: they are judged by as the returns that they were made from, or not at all."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effort.calls import TWICE, calls
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import LANGUAGES
from khpcmd.inputs.baseline import read_baselines
from khpcmd.plan.load import load_plan
from reform_plan import HALF, MERGED, PLAN, sheet

EXAMPLES, TARGETS = (Path(__file__).parents[2] / name for name in ("examples", "targets"))
Document = dict[str, Any]
OLD_UNITS = ("Xã An", "Xã Bình", "Xã Cẩm", "Xã Giữ Nguyên")
OLD_TABLE = "code,name,from,to,made_of\n" + "".join(
    f"{code},{name},,,\n" for code, name in zip(("c1", "c2", "c3", "c9"), OLD_UNITS, strict=True)
)
YEARS = "periods:\n" + "".join(
    f"""\
  y{year}:
    title: {{vi: năm {year}, en: year {year}}}
    window: {{from: {year - 1}-12-15, to: {year}-12-14}}
    due: {{date: {year}-12-15}}
    months: [1, 2, 3]
"""
    for year in (2024, 2026)
)
"""The years of a plan of several years."""
PLACES = {"at", "file", "sheet", "cell", "inputs", "raw"}
"""What differs between two files that say the same."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put_plan(name: str, text: str, table: str) -> str:
    Path(name).mkdir(exist_ok=True)
    Path(name, "communes.csv").write_text(table, encoding="utf-8")
    Path(name, "plan.yaml").write_text(text.replace("id: reform", f"id: reform-{name}"), encoding="utf-8")
    return f"{name}/plan.yaml"


def moved(text: str, years: int) -> str:
    return re.sub(r"20\d\d", lambda found: str(int(found[0]) + years), text)


def judged(*arguments: str) -> Document:
    main(["check", *arguments, "--as-of", "2027-01-01", "-q", "-o", "now.json"])
    found: Document = json.loads(Path("now.json").read_text(encoding="utf-8"))
    Path("now.json").unlink()
    return found


def facts(document: Document) -> object:
    """A document without the places of its figures, and without the notes on files of the baseline."""
    baselines = {one["file"] for one in document["inputs"] if one["role"] == "baseline"}
    told = [one for one in document["diagnostics"] if one["file"] not in baselines or one["severity"] != "note"]
    counts = {severity: number for severity, number in document["summary"]["diagnostics"].items() if severity != "note"}
    return essence({**document, "diagnostics": told, "summary": {**document["summary"], "diagnostics": counts}})


def essence(value: object) -> object:
    """A part of a document without places."""
    if isinstance(value, dict):
        return {key: essence(part) for key, part in value.items() if key not in PLACES}
    return [essence(part) for part in value] if isinstance(value, list) else value


def save(file: str, *arguments: str) -> None:
    main(["check", *arguments, "--as-of", "2027-01-01", "-q", "-o", file])


@pytest.fixture
def next_year() -> tuple[str, ...]:
    """The plan of 2024 and its returns, without a column for 2023; and the results of 2023."""
    save("then.json", str(EXAMPLES / "returns_2023.xlsx"))
    Path("rosters").mkdir()
    for roster in (TARGETS / "rosters").iterdir():
        Path("rosters", roster.name).write_bytes(roster.read_bytes())
    main(["plan", "new", "--from-plan", str(TARGETS / "plan_2023.yaml"), "--year", "2024", "-o", "p.yaml"])
    book = openpyxl.load_workbook(EXAMPLES / "returns_2023.xlsx")
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    for below in range(cell.row + 2, page.max_row + 1) if cell.value.strip() == "Năm 2022" else ():
                        figure = page.cell(below, cell.column)
                        if figure.value == "-" or type(figure.value) is int:
                            figure.value = None
                    cell.value = moved(cell.value, 1)
                elif isinstance(cell.value, datetime):
                    cell.value = cell.value.replace(year=cell.value.year + 1)
    book.save("now.xlsx")
    return ("now.xlsx", "--plan", "p.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_year_before_from_its_results_is_the_year_before_from_its_returns(
    next_year: tuple[str, ...], lang: str
) -> None:
    by_returns = judged(*next_year, "--baseline", str(EXAMPLES / "returns_2023.xlsx"), "--lang", lang)
    by_results = judged(*next_year, "--baseline", "then.json", "--lang", lang)
    assert next(one["value"] for one in by_results["results"] if one["target"] == "B3b") is not None
    assert facts(by_results) == facts(by_returns)
    assert [one["role"] for one in by_results["inputs"]] == ["return", "baseline"]
    alone = judged(*next_year)["results"]
    assert next(one["verdict"] for one in alone if one["target"] == "B3b") == "inconclusive"


@pytest.mark.slow
def test_results_with_such_a_baseline_are_verified(next_year: tuple[str, ...]) -> None:
    save("results.json", *next_year, "--baseline", "then.json")
    given = ("verify", "results.json", "now.xlsx", "--plan", "p.yaml", "-q")
    assert main([*given, "--baseline", "then.json"]) == 0
    assert main([*given, "--baseline", str(EXAMPLES / "returns_2023.xlsx")]) == 1

    def one_more(document: Document) -> None:
        figures(document)["units"][0]["values"]["crimes_handled"] += 1

    rewrite(one_more)
    assert main([*given, "--baseline", "then.json"]) == 1


@pytest.mark.slow
def test_forms_are_filled_in_from_results_as_from_returns(next_year: tuple[str, ...]) -> None:
    found = []
    for name, baseline in (("a", "then.json"), ("b", str(EXAMPLES / "returns_2023.xlsx"))):
        form = ["template", "--unit", "Huyện Nam Sách", "--plan", next_year[-1], "-o", f"{name}.xlsx"]
        assert main([*form, "--baseline", baseline]) == 0
        book = openpyxl.load_workbook(f"{name}.xlsx")
        found.append([[cell.value for row in page.iter_rows() for cell in row] for page in book.worksheets])
    assert found[0] == found[1]
    assert main([*form, "--baseline", "p.yaml", "--force"]) == 3
    Path("none.json").write_text("{}", encoding="utf-8")
    assert main([*form, "--baseline", "none.json", "--force"]) == 2


@pytest.mark.crossing(1)
@pytest.mark.parametrize("seed", range(12))
def test_worlds_of_units_that_were_merged_and_renamed(seed: int) -> None:
    """The figures of former units, sound, missing or wrong: what is open by the returns is open by the results."""
    rng = random.Random(seed)  # noqa: S311  # no secret
    half = seed % 2 == 1
    now, span = (HALF, "6 tháng đầu năm ") if half else (PLAN, "NĂM ")
    years = 1 if half else 2
    plan = put_plan("2026", now, MERGED)
    then = put_plan(
        str(2026 - years), moved(now, -years).replace("baseline_year: 2025", "baseline_year: 2024"), OLD_TABLE
    )
    kinds = [lambda: rng.randint(0, 30)] * 6 + ([lambda: None, lambda: "khoảng 12"] if seed > 3 else [])
    before = {unit: rng.choice(kinds)() for unit in OLD_UNITS}
    sheet(Path("then.xlsx"), f"{span}{2026 - years}", before)
    figures = {unit: rng.randint(0, 60) for unit in ("Phường An Bình", "Xã Cẩm Mới", "Xã Giữ Nguyên")}
    sheet(Path("now.xlsx"), f"{span}2026", figures)
    save("then.json", "then.xlsx", "--plan", then)
    by_returns, by_results = (
        judged("now.xlsx", "--plan", plan, "--baseline", baseline) for baseline in ("then.xlsx", "then.json")
    )
    assert by_results["period"] == ("half_year" if half else "year")
    if "khoảng 12" not in before.values():
        known = ("target", "verdict", "part", "whole", "value", "counted", "expected")
        told, wanted = ([[one[fact] for fact in known] for one in it["results"]] for it in (by_results, by_returns))
        assert told == wanted
    else:
        assert {one["verdict"] for one in by_results["results"]} == {"inconclusive"}
    if all(type(figure) is int for figure in before.values()):
        assert facts(by_results) == facts(by_returns)
        assert {one["verdict"] for one in by_results["results"]} <= {"met", "missed", "in_progress", "not_applicable"}
    refused = [one["file"] for one in by_results["diagnostics"] if one["code"] == "B704"]
    assert refused == (["then.json"] if "khoảng 12" in before.values() else [])  # a blank row is no return


@pytest.fixture
def reform() -> tuple[str, ...]:
    """The results of 2024 by their own plan, and what is to be judged with them."""
    before_and_after()
    save("then.json", "then.xlsx", "--plan", put_plan("2024", moved(PLAN, -2), OLD_TABLE))
    return ("now.xlsx", "--plan", put_plan("2026", PLAN, MERGED))


def before_and_after() -> None:
    """Returns of the units of 2024, and of those of 2026 with a tenth more."""
    sheet(Path("then.xlsx"), "NĂM 2024", dict.fromkeys(OLD_UNITS, 10))
    sheet(Path("now.xlsx"), "NĂM 2026", {"Phường An Bình": 33, "Xã Cẩm Mới": 11, "Xã Giữ Nguyên": 22})


def rewrite(change: Callable[[Document], object]) -> None:
    """Change the saved results."""
    document = json.loads(Path("then.json").read_text(encoding="utf-8"))
    change(document)
    Path("then.json").write_text(json.dumps(document), encoding="utf-8")


def figures(document: Document) -> Document:
    found: Document = document["sound_figures"]
    return found


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        (lambda one: one.update(only_reported=True), "B704", "baseline_only_reported"),
        (lambda one: one.update(only_some_targets=True), "B704", "baseline_only_some"),
        (lambda one: one["plan"].update(id="other-2024"), "B704", "baseline_other_plan"),
        (lambda one: one["plan"].update(id="reform-2025"), "B704", "baseline_other_plan"),
        (lambda one: one["plan"].update(id="reform-2026"), "B704", "baseline_plan_changed"),
        (lambda one: figures(one).pop("window"), "B704", "baseline_old_version"),
        (lambda one: figures(one)["units"][0].pop("name"), "B704", "baseline_old_version"),
        (lambda one: figures(one)["window"].update({"to": "2024-06-14"}), "B704", "baseline_other_days"),
        (lambda one: figures(one)["window"].update({"from": "2022-12-15", "to": "2023-12-14"}), "B704",
         "baseline_other_days"),
        (lambda one: one.update(as_of="2024-06-20"), "B704", "baseline_too_early"),
        (lambda one: one.update(as_of="2024-10-29"), "B704", "baseline_too_early"),
        (lambda one: one["diagnostics"].append({"code": "R804", "severity": "question"}), "B704", "baseline_too_early"),
        (lambda one: one["diagnostics"].append({"code": "U401", "severity": "error"}), "B704", "baseline_with_errors"),
        (lambda one: one["diagnostics"].append({"code": "X999", "severity": "error"}), "B704", "baseline_with_errors"),
        (lambda one: figures(one)["units"][0].update(name="Xã Khác"), "B704", "baseline_other_units"),
        (lambda one: figures(one)["units"][0].update(unit="c7"), "B704", "baseline_other_units"),
        (lambda one: figures(one)["units"][0].update(unit="n1"), "B704", "baseline_other_units"),
        (lambda one: figures(one)["units"][0]["values"].clear(), "B705", "baseline_not_sound"),
        (lambda one: figures(one)["units"][0]["values"].update(cases="1.5"), "B705", "baseline_not_sound"),
        (lambda one: figures(one)["fields"][0].update(label="Số vụ án"), "B705", "baseline_other_field"),
        (lambda one: figures(one)["fields"][0].update(kind="amount"), "B705", "baseline_other_field"),
        (lambda one: figures(one)["fields"][0].update(unit_of_measure="nghìn vụ"), "B705", "baseline_other_field"),
        (lambda one: figures(one)["fields"].clear(), "B705", "baseline_no_field"),
    ],
)  # fmt: skip
def test_what_results_do_not_prove_is_not_believed(
    reform: tuple[str, ...], change: Callable[[Document], object], code: str, word: str
) -> None:
    assert judged(*reform, "--baseline", "then.json")["results"][0]["verdict"] == "met"
    rewrite(change)
    found = judged(*reform, "--baseline", "then.json")
    assert found["results"][0]["verdict"] == "inconclusive"
    (fault,) = [one for one in found["diagnostics"] if one["code"] in ("B704", "B705")]
    assert (fault["code"], fault["file"], fault["severity"]) == (code, "then.json", "error")
    report = check(Request((Path(reform[0]),), Path(reform[-1]), baselines=(Path("then.json"),)))
    (told,) = [one for one in report.diagnostics if one.code.code == code]
    assert str(getattr(told.params["what"], "id", "")) == word


@pytest.mark.parametrize(
    "harmless",
    [
        lambda one: one.update(as_of="2024-11-14"),
        lambda one: one["diagnostics"].append({"code": "R801", "severity": "error"}),
        lambda one: one["diagnostics"].append({"code": "B702", "severity": "error"}),
        lambda one: one["diagnostics"].append({"code": "U411", "severity": "warning"}),
    ],
)
def test_results_of_the_days_before_the_end_and_of_sound_data_are_a_baseline(
    reform: tuple[str, ...], harmless: Callable[[Document], object]
) -> None:
    """A report is made shortly before its period ends; units that were missing are told where they are needed."""
    rewrite(harmless)
    assert judged(*reform, "--baseline", "then.json")["results"][0]["verdict"] == "met"


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda one: one.clear(), "no_result"),
        (lambda one: one.update(format_version="99"), "no_result"),
        (lambda one: figures(one)["units"].append(figures(one)["units"][0]), "no_result"),
        (lambda one: figures(one)["fields"].append(figures(one)["fields"][0]), "no_result"),
        (lambda one: one.update(what_if={}), "result_supposed"),
        (lambda one: one.pop("sound_figures"), "result_without_figures"),
    ],
)
def test_a_file_without_results_is_no_baseline(
    reform: tuple[str, ...], change: Callable[[Document], object], kind: str
) -> None:
    rewrite(change)
    with pytest.raises(UsageError) as error:
        check(Request((Path(reform[0]),), Path(reform[-1]), baselines=(Path("then.json"),)))
    assert error.value.kind == kind


@pytest.fixture
def constant() -> tuple[str, ...]:
    """The same, by plans that keep one id from year to year."""
    for year, text, table in (("2024", moved(PLAN, -2), OLD_TABLE), ("2026", PLAN, MERGED)):
        path = put_plan(year, text, table)
        Path(path).write_text(text, encoding="utf-8")
    before_and_after()
    save("then.json", "then.xlsx", "--plan", "2024/plan.yaml")
    return ("now.xlsx", "--plan", "2026/plan.yaml")


def test_a_plan_that_keeps_its_id_takes_the_results_of_another_year(constant: tuple[str, ...]) -> None:
    by_results, by_returns = (judged(*constant, "--baseline", f"then.{kind}") for kind in ("json", "xlsx"))
    assert by_results["plan"]["id"] == json.loads(Path("then.json").read_text(encoding="utf-8"))["plan"]["id"]
    assert by_results["results"][0]["verdict"] == "met"
    assert facts(by_results) == facts(by_returns)


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda one: figures(one).update(year=2025), "baseline_plan_changed"),
        (lambda one: figures(one).update(year=2026), "baseline_plan_changed"),
        (lambda one: figures(one).update(year=None), "baseline_plan_changed"),
        (lambda one: figures(one)["window"].update({"from": "2024-12-15", "to": "2025-12-14"}), "baseline_other_days"),
        (lambda one: figures(one)["units"][0].update(name="Xã Khác"), "baseline_other_units"),
        (lambda one: figures(one)["units"][0].update(unit="n1"), "baseline_other_units"),
    ],
)
def test_under_one_id_results_have_to_prove_their_year_and_units(
    constant: tuple[str, ...], change: Callable[[Document], object], word: str
) -> None:
    rewrite(change)
    report = check(Request((Path(constant[0]),), Path(constant[-1]), baselines=(Path("then.json"),)))
    (told,) = [one for one in report.diagnostics if one.code.code == "B704"]
    assert str(getattr(told.params["what"], "id", "")) == word
    assert report.results[0].verdict.value == "inconclusive"


def test_a_plan_of_several_years_that_was_changed_takes_no_results_of_its_own_years(tmp_path: Path) -> None:
    """They may be of the same year by other rules: only a year that the plan judges nothing of proves another plan."""
    years = re.sub(r"(?s)periods:\n.*?\nlevels:", YEARS + "levels:", PLAN)
    assert years != PLAN
    path = put_plan("2026", years, OLD_TABLE)
    Path(path).write_text(years, encoding="utf-8")
    sheet(tmp_path / "then.xlsx", "NĂM 2024", dict.fromkeys(OLD_UNITS, 10))
    sheet(tmp_path / "now.xlsx", "NĂM 2026", dict.fromkeys(OLD_UNITS, 11))
    save("then.json", "then.xlsx", "--plan", path, "--period", "y2024")
    Path(path).write_text(years + "# changed\n", encoding="utf-8")
    report = check(Request((Path("now.xlsx"),), Path(path), baselines=(Path("then.json"),), period="y2026"))
    told = [one.params["what"] for one in report.diagnostics if one.code.code == "B704"]
    assert told == [Ref("word", "baseline_plan_changed")]


def test_a_key_that_stands_twice_is_no_figure(reform: tuple[str, ...]) -> None:
    text = Path("then.json").read_text(encoding="utf-8")
    twice = re.sub(r'"cases": 10\b', '"cases": 10, "cases": 1', text, count=1)
    assert twice != text
    Path("then.json").write_text(twice, encoding="utf-8")
    with pytest.raises(UsageError, match="no_result"):
        check(Request((Path(reform[0]),), Path(reform[-1]), baselines=(Path("then.json"),)))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("figure", [-5, 10**9, -1, 10**40])
@pytest.mark.parametrize("source", ["then.xlsx", "then.json"])
def test_a_figure_that_cannot_be_is_not_hidden_in_the_sum_of_former_units(
    reform: tuple[str, ...], source: str, figure: int
) -> None:
    """-5 and 10 are no baseline of 5: by that the plan would have been met."""
    if source.endswith(".json"):
        rewrite(lambda document: figures(document)["units"][0]["values"].update(cases=figure))
    else:
        sheet(Path(source), "NĂM 2024", dict.fromkeys(OLD_UNITS, 10) | {"Xã An": figure})
    found = judged(*reform, "--baseline", source)
    assert {one["verdict"] for one in found["results"]} == {"inconclusive"}
    told = {(one["code"], one["file"]) for one in found["diagnostics"]}
    assert told == {("C504" if figure < 0 else "C511", source), ("B711", source)}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("figure", ["-3.2", "1" + "0" * 39, "10.55", "0." + "0" * 30 + "1"])
def test_an_amount_that_cannot_be_is_told(figure: str) -> None:
    """Amounts are compared exactly, however many digits they have."""
    kind = PLAN.replace("kind: count", "kind: amount\n    decimals: 1")
    plan = put_plan("2026", kind, MERGED)
    before_and_after()
    save("then.json", "then.xlsx", "--plan", put_plan("2024", moved(kind, -2), OLD_TABLE))
    rewrite(lambda document: figures(document)["units"][0]["values"].update(cases=figure))
    found = judged("now.xlsx", "--plan", plan, "--baseline", "then.json")
    assert {one["verdict"] for one in found["results"]} == {"inconclusive"}
    told = {one["code"] for one in found["diagnostics"]}
    assert told == {"B711", "C536" if figure in ("-3.2", "1" + "0" * 39) else "C537"}


def test_two_figures_of_a_former_unit_are_told_by_its_name(reform: tuple[str, ...]) -> None:
    sheet(Path("other.xlsx"), "NĂM 2024", dict.fromkeys(OLD_UNITS, 10) | {"Xã An": 9})
    found = judged(*reform, "--baseline", "then.json", "--baseline", "other.xlsx")
    twice = [one["message"] for one in found["diagnostics"] if one["code"] == "U402"]
    assert twice[0].startswith("Số liệu của Xã An xuất hiện")
    assert not [text for text in twice if "@" in text]


@pytest.mark.slow
def test_a_figure_that_both_have_is_compared(reform: tuple[str, ...]) -> None:
    """A workbook beside the results: where they agree nothing is told, where not neither is used."""
    assert judged(*reform, "--baseline", "then.json", "--baseline", "then.xlsx")["results"][0]["verdict"] == "met"
    before: Mapping[str, int] = dict.fromkeys(OLD_UNITS, 10) | {"Xã An": 9}
    sheet(Path("other.xlsx"), "NĂM 2024", before)
    found = judged(*reform, "--baseline", "then.json", "--baseline", "other.xlsx")
    assert found["results"][0]["verdict"] == "inconclusive"


def test_the_configuration_may_name_results(reform: tuple[str, ...]) -> None:
    Path("khpcmd.toml").write_text('baseline = ["then.json"]\n', encoding="utf-8")
    assert judged(*reform, "--config", "khpcmd.toml")["results"][0]["verdict"] == "met"


def test_results_of_many_units_are_read_in_their_order() -> None:
    """Each unit is looked up by its code: twice the units are twice the work."""
    taken = list[int]()
    for count in (300, 600):
        names = [f"Xã Số {number}" for number in range(count)]
        table = "code,name,from,to,made_of\n" + "".join(f"u{n},{name},,,\n" for n, name in enumerate(names))
        plan = put_plan("2026", PLAN, table)
        units = [{"unit": f"u{n}", "name": name, "values": {"cases": 1}, "months": {}} for n, name in enumerate(names)]
        loaded = load_plan(Path(plan))
        document = {
            "format_version": "1",
            "language": "vi",
            "plan": {"id": "reform-2024"},
            "period": "year",
            "as_of": "2025-01-01",
            "sound_figures": {
                "year": 2024,
                "window": {"from": "2023-12-15", "to": "2024-12-14"},
                "fields": [{"field": "cases", "label": "Số vụ", "kind": "count", "unit_of_measure": "vụ"}],
                "units": units,
            },
        }
        Path("then.json").write_text(json.dumps(document), encoding="utf-8")
        (reading,), faults = read_baselines((Path("then.json"),), loaded.plan, loaded, "year")
        reading_again = partial(read_baselines, (Path("then.json"),), loaded.plan, loaded, "year")
        taken.append(calls(reading_again))
        assert not faults
        assert not reading.diagnostics
        assert [one.unit for one in reading.returns] == [f"u{n}" for n in range(count)]
    assert taken[1] < TWICE * taken[0]
