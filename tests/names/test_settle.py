"""``plan learn --into``: names become aliases and words of the plan; everything else in the file stays as it was."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from shutil import copytree

import pytest

from khpcmd.cli import main
from khpcmd.names.load import parse_names
from khpcmd.names.settle import settled
from khpcmd.plan.load import default_plan, parse_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.rosters import Rosters
from khpcmd.plan.taught import with_names
from names.test_taught import ENTRIES, FORM, names, saved
from places import Captured
from small_plan import PLAN

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
