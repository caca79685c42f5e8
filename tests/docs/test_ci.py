"""The recipes for pipelines and schedules do what their page says: they are taken from where they stand and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
import yaml

from khpcmd.cli import main
from places import EXAMPLES, ROOT, languages

Mapping = dict[str, object]

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(shutil.which("bash") is None, reason="the recipes need bash and sh"),
]


def loaded(text: str) -> Mapping:
    return cast("Mapping", yaml.safe_load(text))


def recipe(heading: str, language: str) -> str:
    """The block of that language under a heading of the page."""
    page = (ROOT / "docs" / "en" / "how-to" / "ci.md").read_text(encoding="utf-8")
    part = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder whose ``kiem-tra/inbox`` has returns in it, and ``bin`` the program."""
    inbox = tmp_path / "kiem-tra" / "inbox"
    inbox.mkdir(parents=True)
    shutil.copy(EXAMPLES / "returns_2023.xlsx", inbox)
    program(tmp_path / "bin")
    return tmp_path


def program(folder: Path) -> None:
    folder.mkdir(parents=True)
    path = folder / "khpcmd"
    source = ROOT / "src"
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{source}" exec "{sys.executable}" -m khpcmd "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def bare(home: Path) -> dict[str, str]:
    """An environment with hardly more in it than cron gives."""
    return {"HOME": str(home), "PATH": f"{home / 'bin'}:/usr/bin:/bin", "SHELL": "/bin/sh"}


ACTION = loaded((ROOT / "action.yml").read_text(encoding="utf-8"))
INPUTS = cast("dict[str, dict[str, str]]", ACTION["inputs"])
STEPS = cast("dict[str, list[dict[str, object]]]", ACTION["runs"])["steps"]
WANTED, KEPT, INSTALL, RUN = STEPS


def script(step: Mapping) -> str:
    return str(step["run"])


def variables(step: Mapping) -> dict[str, str]:
    return cast("dict[str, str]", step["env"])


def expression(text: str, given: dict[str, str]) -> str:
    """What GitHub makes of ``${{ inputs.name }}``."""
    found = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text)
    assert found is not None
    return given.get(found[1], INPUTS[found[1]].get("default", ""))


class Step:
    """The last step of the action, run as a runner would run it."""

    def __init__(self, folder: Path, **given: str) -> None:
        self.folder, self.temporary = folder, folder / "runner temp"
        program(self.temporary / "khpcmd" / "bin")
        given = {name.replace("_", "-"): value for name, value in given.items()}
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            **{name: expression(text, given) for name, text in variables(RUN).items()},
        }
        file = self.temporary / "script.sh"
        file.write_text(script(RUN), encoding="utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)]
        self.done = subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def written(self, name: str) -> str:
        path = self.temporary / name
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.written("output").splitlines())


@pytest.mark.slow
def test_the_action_judges_and_passes_the_exit_code_on(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path / "báo cáo 2023.xlsx")
    step = Step(tmp_path, paths="báo cáo 2023.xlsx\n", arguments="--as-of\r\n2023-12-15\r\n", lang="en")
    assert step.done.returncode == 1, step.done.stderr
    assert step.outputs == {"exit-code": "1", "report": str(step.temporary / "khpcmd-report.html")}
    assert "<h1" in step.written("khpcmd-report.html")
    assert "::error title=B3c" in step.done.stdout
    assert "| B3c" in step.written("summary")
    assert "2023-12-15" in step.written("summary")


@pytest.mark.slow
def test_the_action_takes_its_settings_from_its_inputs(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    assert Step(tmp_path, paths="returns_2023.xlsx", fail_on="never").done.returncode == 0


@pytest.mark.slow
def test_the_action_leaves_a_configuration_aside_unless_it_is_named(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    (tmp_path / "khpcmd.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    assert Step(tmp_path, paths="returns_2023.xlsx").done.returncode == 1
    shutil.rmtree(tmp_path / "runner temp")
    assert Step(tmp_path, paths="returns_2023.xlsx", config="khpcmd.toml").done.returncode == 0


@pytest.mark.slow
def test_the_action_validates_several_paths(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "faulty", tmp_path / "faulty")
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    step = Step(tmp_path, command="validate", paths="faulty\n\nreturns_2023.xlsx\n")
    assert step.done.returncode == 3
    assert step.outputs == {"exit-code": "3", "report": str(step.temporary / "khpcmd-report.md")}
    assert "faulty/cells.xlsx" in step.written("khpcmd-report.md")
    assert "faulty/cells.xlsx" in step.written("summary")
    assert "::error file=faulty/" in step.done.stdout


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    "given",
    [
        {"paths": "$(touch pwned)\n`touch pwned`\n; touch pwned\n' \" ; touch pwned #"},
        {"paths": "--fail-on\nnever"},
        {"paths": "x.xlsx", "arguments": "$(touch pwned)"},
        {"paths": "x.xlsx", "command": "check; touch pwned"},
        {"paths": "x.xlsx", "plan": "$(touch pwned)"},
    ],
)
def test_nothing_that_is_given_is_run_as_code(given: dict[str, str], tmp_path: Path) -> None:
    assert Step(tmp_path, **given).done.returncode in (2, 3)
    assert not (tmp_path / "pwned").exists()


@pytest.mark.slow
def test_a_plan_that_cannot_be_used_is_an_annotation(tmp_path: Path) -> None:
    """GitHub shows annotations beside the step; what khpcmd itself says stands in the log alone."""
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    step = Step(tmp_path, paths="returns_2023.xlsx", plan="nowhere.yaml")
    assert step.done.returncode == 2
    assert step.done.stdout.startswith("::error title=khpcmd::Nothing was checked (exit code 2)")
    assert "nowhere.yaml" in step.done.stderr
    assert step.outputs == {"exit-code": "2"}


@pytest.mark.slow
def test_the_report_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    assert Step(tmp_path, paths="returns_2023.xlsx", report="kết quả.json").outputs["report"] == "kết quả.json"
    assert (tmp_path / "kết quả.json").stat().st_size > 1000


def wanted(folder: Path, **given: str) -> dict[str, str]:
    """What the first step of the action chooses."""
    folder.mkdir()
    output = folder / "output"
    environment = {
        "PATH": os.environ["PATH"],
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_OS": "Linux",
        "RUNNER_ARCH": "X64",
        **{name: expression(text, given) for name, text in variables(WANTED).items()},
    }
    subprocess.run(["bash", "-eo", "pipefail", "-c", script(WANTED)], env=environment, check=True)
    return dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())


def test_what_word_needs_is_installed_only_where_it_is_asked_for(tmp_path: Path) -> None:
    plain, again = wanted(tmp_path / "1"), wanted(tmp_path / "2", report="report.html")
    draft, other = wanted(tmp_path / "3", report="report.docx"), wanted(tmp_path / "4", arguments="-o\ndraft.docx")
    assert plain == again
    assert draft == other
    assert plain["package"] == str(ROOT)
    assert draft["package"] == f"{ROOT}[word]"
    assert re.fullmatch("khpcmd-Linux-X64-[0-9a-f]{64}", plain["key"])
    assert plain["key"] != draft["key"]


def test_the_steps_of_the_action_fit_together() -> None:
    known = {str(step["id"]): step for step in STEPS if "id" in step}
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, output in re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", text):
        assert output == "cache-hit" if "uses" in known[name] else f'echo "{output}=' in script(known[name])
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)
    assert KEPT["if"] == "inputs.cache == 'true'"
    assert cast("dict[str, str]", KEPT["with"])["path"] == "${{ runner.temp }}/khpcmd"
    assert set(cast("dict[str, object]", ACTION["outputs"])) == {"exit-code", "report"}


def test_scripts_of_the_action_have_no_expressions_and_every_input_is_used() -> None:
    assert "${{" not in "".join(script(step) for step in STEPS if "run" in step)
    used = re.findall(r"inputs\.([\w-]+)", " ".join([*variables(WANTED).values(), *variables(RUN).values()]))
    assert {*used, "cache"} == {*INPUTS}
    page = (ROOT / "docs" / "en" / "how-to" / "ci.md").read_text(encoding="utf-8")
    assert [name for name in (*INPUTS, *cast("Mapping", ACTION["outputs"])) if f"`{name}`" not in page] == []


def test_the_workflow_of_the_page_gives_inputs_that_the_action_has() -> None:
    workflow = loaded(recipe("GitHub Actions", "yaml"))
    steps = cast("dict[str, dict[str, list[dict[str, dict[str, str]]]]]", workflow["jobs"])["returns"]["steps"]
    given = steps[1]["with"]
    assert set(given) <= set(INPUTS)
    assert {name for name, one in INPUTS.items() if one.get("required")} <= set(given)


@pytest.mark.slow
def test_the_lines_of_gitlab_leave_a_report_and_fail(home: Path) -> None:
    job = cast("dict[str, dict[str, object]]", loaded(recipe("GitLab CI", "yaml")))["returns"]
    lines = "\n".join(cast("list[str]", job["script"]))
    environment = {**bare(home), **cast("dict[str, str]", job["variables"])}
    folder = home / "kiem-tra"
    done = subprocess.run(["sh", "-e", "-c", lines], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    artifacts = cast("dict[str, object]", job["artifacts"])
    kept = [*cast("list[str]", artifacts["paths"]), *cast("dict[str, str]", artifacts["reports"]).values()]
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == sorted(kept)


@pytest.mark.slow
@languages
def test_the_line_of_cron_prints_one_line(language: str, home: Path) -> None:
    blocks = {name or kind: text for kind, name, text in of_schedule(language)}
    (home / "kiem-tra" / "daily.sh").write_text(blocks["daily.sh"], encoding="utf-8")
    command = blocks["crontab"].splitlines()[-1].split(maxsplit=5)[5]
    assert "%" not in command
    done = subprocess.run(["sh", "-c", command], env=bare(home), cwd=home, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert len(done.stdout.splitlines()) == 1
    assert (home / "kiem-tra" / "status.json").stat().st_size > 1000
    assert (home / "kiem-tra" / "report.html").stat().st_size > 1000


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="the units are for systemd")
@languages
def test_systemd_takes_the_units(language: str, tmp_path: Path) -> None:
    names = [name for _, name, _ in of_schedule(language) if name.startswith("khpcmd.")]
    for _, name, text in of_schedule(language):
        (tmp_path / (name or "other")).write_text(text, encoding="utf-8")
    place = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(f"./{name}" for name in names)],
        cwd=tmp_path,
        env=place,
        capture_output=True,
        check=False,
    )
    assert names == ["khpcmd.service", "khpcmd.timer"]
    if b"Failed to initialize manager" in done.stderr:
        pytest.skip("systemd-analyze needs a manager here")
    assert b"khpcmd" not in done.stderr  # what it says of units that others installed is not ours


def of_schedule(language: str) -> list[tuple[str, str, str]]:
    """The blocks of the page on schedules: language, name, text."""
    page = (ROOT / "docs" / language / "how-to" / "schedule.md").read_text(encoding="utf-8")
    return re.findall(r"^```(\w+)(?: title=\"(\S+)\")?\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


HOOKS = {str(hook["id"]): hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.mark.parametrize(
    ("hook", "name", "taken"),
    [
        ("khpcmd-validate", "inbox/BC năm 2023.xlsx", True),
        ("khpcmd-validate", "bc.xlsm", True),
        ("khpcmd-validate", "inbox/~$bc.xlsx", False),
        ("khpcmd-validate", "bc.xlsx.txt", False),
        ("khpcmd-plan-lint", "targets/plan_2023.yaml", True),
        ("khpcmd-plan-lint", "ke_hoach_416.yml", True),
        ("khpcmd-plan-lint", ".github/workflows/ci.yml", False),
    ],
)
def test_a_hook_takes_the_files_it_is_for(hook: str, name: str, taken: bool) -> None:
    chosen, excluded = HOOKS[hook]["files"], HOOKS[hook].get("exclude", "$^")
    assert bool(re.search(chosen, name) and not re.search(excluded, name)) is taken


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hook", "file", "code"),
    [
        ("khpcmd-validate", "examples/returns_2023.xlsx", 0),
        ("khpcmd-validate", "examples/faulty/cells.xlsx", 3),
        ("khpcmd-plan-lint", "targets/plan_2023.yaml", 0),
        ("khpcmd-plan-lint", "targets/rosters", 2),
    ],
)
def test_a_hook_fails_where_the_file_does(hook: str, file: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    program, *words = str(HOOKS[hook]["entry"]).split()
    assert (program, main([*words, file])) == ("khpcmd", code)


def test_the_page_names_every_hook() -> None:
    config = loaded(recipe("pre-commit", "yaml"))
    hooks = cast("list[dict[str, list[dict[str, str]]]]", config["repos"])[0]["hooks"]
    assert {hook["id"] for hook in hooks} == set(HOOKS)


@pytest.mark.e2e
def test_the_action_installs_this_checkout(tmp_path: Path) -> None:
    if "KHPCMD_E2E" not in os.environ:
        pytest.skip("needs a package index; set KHPCMD_E2E=1 to run it")
    environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path), "PACKAGE": str(ROOT)}
    for name in ("PIP_INDEX_URL", "PIP_CONFIG_FILE", "HOME", "SSL_CERT_FILE"):
        if name in os.environ:
            environment[name] = os.environ[name]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script(INSTALL)], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    subprocess.run([tmp_path / "khpcmd" / "bin" / "khpcmd", "--version"], env=environment, check=True)
