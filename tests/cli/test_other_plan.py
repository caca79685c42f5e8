"""Templates of another plan: the next step is the same command with that plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import days_plan
from khpcmd.cli import main


@pytest.mark.parametrize("command", ["check", "validate"])
@pytest.mark.parametrize("named", [True, False])
def test_the_plan_of_the_templates_is_offered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, *, named: bool
) -> None:
    (tmp_path / "plan.yaml").write_text(days_plan.PLAN, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(days_plan.PLAN.replace("id: ban-hanh-2027", "id: other"), encoding="utf-8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    made = ["template", "--unit", "0291", "--plan", str(tmp_path / "plan.yaml"), "-o", str(inbox / "a.xlsx")]
    assert main(made) == 0
    options = ["--plan", str(tmp_path / "other.yaml")] if named else []
    capsys.readouterr()
    assert main([command, str(inbox), "--config", "none", "--lang", "en", *options]) == 3
    steps = [line.strip() for line in capsys.readouterr().out.splitlines() if "ban-hanh-2027.yaml" in line]
    (step,) = steps
    assert step.count("--plan") == 1
    assert step.startswith(f"khpcmd {command} {inbox} ")
    assert step.endswith("--plan ban-hanh-2027.yaml  if the templates are of the plan ban-hanh-2027: name its file")
