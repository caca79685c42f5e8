"""Questions as a kind of diagnostic: they change no verdict and no figure, and count only where a run asks for it."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import khpcmd.plausible
from khpcmd.checking import Request, check
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Severity
from khpcmd.exits import Exit, exit_code, policy
from khpcmd.fail_on import FailOn
from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan, parse_plan
from khpcmd.plan.plausibility import USUAL
from khpcmd.render.plan.page import plan_document
from khpcmd.report import Report, Standing
from plan_texts import a_count, a_target, head, written
from small_plan import PLAN, mistakes
from workbook.builder import write

UNITS = (
    "Huyện Nam Sách",
    "Huyện Kim Thành",
    "Huyện Tứ Kỳ",
    "Huyện Thanh Miện",
    "Huyện Ninh Giang",
    "Huyện Gia Lộc",
    "Huyện Bình Giang",
)
ONE_FIELD = written(
    head(2023, "district")
    + "units:\n"
    + "".join(
        f"  - {{id: u{at}, level: district, name: {{vi: {unit}, en: {unit}}}}}\n" for at, unit in enumerate(UNITS)
    ),
    [a_count("held", "Số hoạt động đã tổ chức, Activities", "district", "hoạt động, activities")],
    [a_target("T", "Hoạt động, Activities", "kind: count, of: held", "at_least: 1")],
)
HEADER = "| Đơn vị | Số hoạt động đã tổ chức |\n"


def table(title: str, **figures: int) -> str:
    rows = "".join(f"| {unit} | {figures.get(unit.split()[-1], 100 + at)} |\n" for at, unit in enumerate(UNITS))
    return f"{title}\n{HEADER}{rows}"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(Path("now.xlsx"), S=table("BÁO CÁO NĂM 2023", Kỳ=1020))
    write(Path("then.xlsx"), S=table("BÁO CÁO NĂM 2022", Sách=101))
    return tmp_path


def report(*, previous: bool) -> Report:
    before = (Path("then.xlsx"),) if previous else ()
    return check(Request((Path("now.xlsx"),), previous=before, only_reported=True, targets=("B1b",)))


@pytest.mark.usefixtures("files")
def test_a_question_changes_no_verdict_and_no_figure() -> None:
    alone, beside = report(previous=False), report(previous=True)
    assert [one.code.code for one in beside.of(Severity.QUESTION)] == ["Q101"]
    assert [one.code.code for one in alone.of(Severity.QUESTION)] == []
    assert [(one.verdict, one.measurement) for one in alone.results] == [
        (one.verdict, one.measurement) for one in beside.results
    ]
    assert [one.cells for one in alone.returns] == [one.cells for one in beside.returns]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("chosen", "strict", "expected"),
    [
        ((), False, Exit.SOUND),
        ((FailOn.WARNINGS,), False, Exit.SOUND),
        ((FailOn.QUESTIONS,), False, Exit.NOT_JUDGED),
        ((), True, Exit.NOT_JUDGED),
        ((FailOn.NEVER,), False, Exit.SOUND),
    ],
)
def test_only_a_run_that_asks_for_it_fails_on_questions(
    chosen: tuple[FailOn, ...], strict: bool, expected: Exit
) -> None:
    found = report(previous=True)
    alone = replace(
        found, results=tuple(replace(one) for one in found.results), diagnostics=tuple(found.of(Severity.QUESTION))
    )
    assert exit_code(alone, policy(chosen, strict=strict)) is expected


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("strict", "standing"), [(False, Standing.SOUND), (True, Standing.FAULTY)])
def test_a_file_with_a_question_is_sound_unless_strict(strict: bool, standing: Standing) -> None:
    loaded = LoadedPlan(parse_plan(ONE_FIELD, "plan.yaml"), "0" * 64, "plan.yaml")
    request = Request((Path("now.xlsx"),), previous=(Path("then.xlsx"),), loaded=loaded)
    (file,) = check_data(request, strict=strict).files
    assert [(one.code.code, one.at and one.at.cell) for one in file.diagnostics] == [("Q101", "B5")]
    assert file.standing is standing


def test_the_rules_have_no_floating_point_numbers() -> None:
    """Neither written as such, nor made by a division or by a function of them."""
    for module in Path(khpcmd.plausible.__file__ or "").parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module
            assert not (isinstance(node, ast.Name) and node.id == "float"), module
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                assert "Decimal" in ast.unparse(node.left) or "Fraction" in ast.unparse(node.left), (
                    module,
                    ast.unparse(node),
                )
            if isinstance(node, ast.ImportFrom) and node.module in ("math", "statistics"):
                assert {name.name for name in node.names} <= {"isqrt", "ceil", "floor"}, module  # whole numbers


# the key ``plausibility`` of a plan: what it may say, and how a plan shows it


KEY = PLAN[PLAN.index("plausibility:") : PLAN.index("\nconstraints:")]


@pytest.mark.parametrize(
    ("instead", "code", "place"),
    [
        ("plausibility: {without: [flowz]}", "P111", "flowz"),
        ("plausibility: {not_asked: [venuez]}", "P112", "venuez"),
        ("plausibility: {flows: {times: 1}}", "P111", "1}"),
        ("plausibility: {flows: {time: 4}}", "P108", "time:"),
        ("plausibility: {ratios: {points: 30}}", "P111", "30}"),
        ("plausibility: {copies: {share: 80%, figures: many}}", "P110", "many"),
        ("plausibility: [flows]", "P110", "[flows]"),
    ],
)
def test_what_it_may_not_say_is_a_mistake_at_its_place(instead: str, code: str, place: str) -> None:
    text = PLAN.replace(KEY, instead + "\n")
    (fault,) = mistakes(text)
    lines = text.splitlines()
    assert fault.at is not None
    assert fault.code.code == code
    assert lines[fault.at.line - 1][fault.at.column - 1 :].startswith(place)


def test_without_it_all_rules_apply() -> None:
    assert parse_plan(PLAN.replace(KEY, ""), "plan.yaml").plausibility == USUAL


def test_a_plan_shows_what_it_tunes() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    about = "\n".join(plan_document(plan, Messages("en")).about)
    assert "switched off: repeated" in about
    assert "never asked about: Communes reached" in about
    assert "flows.times 4, flows.units 8, flows.size 20, ratios.points 40%, ratios.units 30, ratios.size 50" in about
