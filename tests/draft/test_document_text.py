"""The text of a document, sentence by sentence: what its plan quotes, and what changed since the old one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.draft.document_text import accounted, advice_on_text, changed
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from places import ROOT

PLAN = ROOT / "targets" / "plan_2023.yaml"
DATA = ROOT / "tests" / "data"
DOCUMENT = ROOT.parent / "shared" / "source" / "ke_hoach_416_KH-UBND_2023.txt"
LEVELS, TASKS = (DATA / f"ke_hoach_416_muc_{part}.txt" for part in ("II_2", "III_V"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PLAN).plan


@pytest.mark.parametrize("text", [LEVELS, TASKS, DOCUMENT], ids=["levels", "tasks", "document"])
def test_every_sentence_of_the_plan_s_document_is_accounted_for(plan: Plan, text: Path) -> None:
    if not text.exists():
        pytest.skip("the document is not beside this checkout")
    assert [one.text for one in accounted(text.read_text(encoding="utf-8"), plan) if one.is_open] == []


@pytest.mark.parametrize("text", [LEVELS, TASKS], ids=["levels", "tasks"])
def test_no_word_of_a_document_is_lost_between_its_sentences(plan: Plan, text: Path) -> None:
    written = text.read_text(encoding="utf-8")
    sentences = accounted(written, plan)
    assert "".join("".join(one.text for one in sentences).split()) == "".join(written.split())
    lines = written.splitlines()
    assert all(one.text.split()[0] in lines[one.line - 1] or " ".join(lines).count(one.text[:20]) for one in sentences)


def test_a_target_that_is_taken_out_leaves_its_sentence_open(plan: Plan) -> None:
    text = LEVELS.read_text(encoding="utf-8")
    for target in plan.targets:
        rest = plan.changed(targets=tuple(one for one in plan.targets if one is not target))
        found = [one for one in accounted(text, rest) if one.is_open]
        share = re.search(r"[0-9]+%", target.quote)
        others = [one for one in rest.targets if one.quote in target.quote or target.quote in one.quote]
        if share and not others:
            assert [one for one in found if share[0] in (*one.left, *one.text.split())], target.id


def test_a_percentage_that_no_quote_has_is_named(plan: Plan) -> None:
    text = LEVELS.read_text(encoding="utf-8").replace("90%", "90% (năm 2024: 95%)")
    (one,) = [one for one in accounted(text, plan) if one.is_open]
    assert (one.names, one.left) == (("B7",), ("95%",)) or one.by == "nothing"


def test_what_changed_names_the_targets_that_quoted_it(plan: Plan) -> None:
    old = LEVELS.read_text(encoding="utf-8")
    new = old.replace("90%", "95%") + "\n- Hỗ trợ 50 hộ gia đình vay vốn.\n"
    replaced, added = changed(old, new, plan)
    assert replaced.names == ("B7",)
    assert "90%" in replaced.old
    assert "95%" in replaced.sentence.text
    assert (added.old, added.names) == ("", ())
    assert changed(old, old, plan) == ()


def test_each_open_sentence_is_told_at_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "document.txt"
    text.write_text(LEVELS.read_text(encoding="utf-8") + "\n- Hỗ trợ 50 hộ gia đình vay vốn.\n", encoding="utf-8")
    line = len(text.read_text(encoding="utf-8").splitlines())
    small = ROOT / "targets" / "scsep_2020.yaml"
    assert main(["plan", "lint", str(small), "--text", str(text)]) == 0
    assert f"{text}:{line}:1: " in capsys.readouterr().out
    assert main(["plan", "lint", str(small), "--text", str(text), "--strict"]) == 2
    assert capsys.readouterr().out.count("P185") == len(
        [one for one in accounted(text.read_text(encoding="utf-8"), load_plan(small).plan) if one.is_open]
    )
    assert main(["plan", "show", str(PLAN), "--text", str(text), "--lang", "en"]) == 0
    assert "1 QUOTED BY NOTHING" in capsys.readouterr().out.splitlines()[-1]
    assert main(["plan", "show", str(PLAN), "--text", str(text), "--old-text", str(LEVELS), "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1 sentence new or changed")


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), ("văn bản".encode("utf-16"), "cannot be read"), (b"12.\n", "no words")],
)
def test_a_text_that_is_none_is_wrong_usage(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "document.txt"
    if content is not None:
        text.write_bytes(content)
    for command in ("show", "lint"):
        plan = str(ROOT / "targets" / "scsep_2020.yaml")
        assert main(["plan", command, plan, "--text", str(text), "--lang", "en"]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [("--old-text", str(LEVELS)), ("--text", str(LEVELS), "--format", "json")])
def test_options_that_do_nothing_are_wrong_usage(wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "show", str(PLAN), *wrong]) == 2
    assert "--text" in capsys.readouterr().err


def test_what_is_passed_over_and_is_not_there_is_told(plan: Plan) -> None:
    text = LEVELS.read_text(encoding="utf-8")
    told = [found for found in advice_on_text(text, plan, "document.txt") if found.code is Code.PASSED_OVER_UNFOUND]
    assert len(told) == len(plan.document.passed_over)
    if DOCUMENT.exists():
        assert list(advice_on_text(DOCUMENT.read_text(encoding="utf-8"), plan, "document.txt")) == []
