"""The command line as a whole: what goes where, in which language, and with which exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

import scenes
from configured import answering
from khpcmd.checking import Request
from khpcmd.cli import main
from khpcmd.cli.app import COMMANDS, PLAN_COMMANDS, LazyGroup, group
from khpcmd.cli.options import expanded
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError, UsageError
from khpcmd.exits import DEFAULT, IMPLIED, Exit
from khpcmd.fail_on import FailOn
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.codes import markdown
from khpcmd.report import Report
from places import RETURNS, Captured, languages


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests that the command made; each is answered with a faulty report."""
    requests: list[Request] = []

    def answer(request: Request) -> Report:
        requests.append(request)
        return scenes.report(scenes.faulty(), *scenes.FAULTS)

    answering(monkeypatch, answer)
    return requests


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def answer(_: Request) -> Report:
        raise error

    answering(monkeypatch, answer)


def test_options_become_a_request(asked: list[Request]) -> None:
    given = "a.xlsx b --plan p.yaml --period year --baseline 2022.xlsx --as-of 2023-12-12 --only-reported"
    code = main(["check", *given.split(), "--target", "B1", "--target", "B2"])
    assert code == 3
    (request,) = asked
    assert request.paths == (Path("a.xlsx"), Path("b"))
    assert (request.plan, request.period, request.baselines) == (Path("p.yaml"), "year", (Path("2022.xlsx"),))
    assert (str(request.as_of), request.only_reported, request.targets) == ("2023-12-12", True, ("B1", "B2"))


@pytest.mark.usefixtures("asked")
def test_results_go_to_stdout_plain_when_piped(capsys: Captured) -> None:
    main(["check", "a.xlsx"])
    out, err = capsys.readouterr()
    assert out.startswith("Kỳ báo cáo năm 2023")
    assert "─" not in out
    assert err == ""


@pytest.mark.crossing(1)
@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("format", ["json", "csv", "markdown", "junit", "github", "html"])
def test_however_quiet_a_format_for_programs_is_printed(format: str, capsys: Captured) -> None:  # noqa: A002
    main(["check", "a.xlsx", "--format", format])
    whole = capsys.readouterr().out
    assert main(["check", "a.xlsx", "-q", "--format", format]) == 3
    assert capsys.readouterr().out == whole
    main(["check", "a.xlsx", "-q", "--format", "table"])
    assert len(capsys.readouterr().out.splitlines()) == 3


@languages
def test_help_says_what_each_reason_includes(language: str, capsys: Captured) -> None:
    assert main(["check", "--help", "--lang", language]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for name, lesser in IMPLIED.items():
        assert re.search(rf"\b{name}( (and|và) \w+)? (includes?|gồm cả) {lesser}\b", text)
    assert f"({','.join(one for one in FailOn if one in DEFAULT)})" in text


@pytest.mark.usefixtures("asked")
def test_formats_and_colour_can_be_asked_for(capsys: Captured) -> None:
    main(["check", "a.xlsx", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["period"] == "year"
    main(["check", "a.xlsx", "--format", "table", "--by-unit"])
    assert "\x1b" not in capsys.readouterr().out
    main(["check", "a.xlsx", "--format", "table", "--color", "always"])
    assert "\x1b[" in capsys.readouterr().out


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("command", ["check a.xlsx", "plan lint", "schema", "explain C502", "config"])
def test_an_unknown_language_in_the_environment_is_refused_as_an_unknown_option(
    command: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHPCMD_LANG", "de")
    assert main(command.split()) == 2
    out, err = capsys.readouterr()
    assert (out, f"KHPCMD_LANG nhận một trong các giá trị {', '.join(LANGUAGES)}, không nhận “de”" in err) == ("", True)


@pytest.mark.crossing(5)
@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("variable", "arguments"),
    [
        ("de", "--version"),
        ("de", "--help"),
        ("de", "completion bash"),
        ("de", "check a.xlsx --lang en"),
        ("de", "--lang en check a.xlsx"),
        ("en_GB.UTF-8", "check a.xlsx"),
        (" ", "check a.xlsx"),
    ],
)
def test_a_language_that_is_known_or_not_needed_is_not_refused(
    variable: str, arguments: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHPCMD_LANG", variable)
    assert main(arguments.split()) != 2
    assert capsys.readouterr().err == ""


@pytest.mark.crossing(6)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("check --pln p a.xlsx", "không có tùy chọn “--pln”. Có phải là “--plan”?"),
        ("chekc a.xlsx", "không có lệnh “chekc”. Có phải là “check”?"),
        ("plan", "chưa nêu lệnh, ví dụ khpcmd plan lint targets/plan_2023.yaml."),
        ("--lang en plan", "no command was given, for example khpcmd plan lint targets/plan_2023.yaml."),
        ("check --lang en --pln", "unknown option “--pln”. Did you mean “--plan”?"),
        ("plan lint", "chưa nêu tệp kế hoạch nào"),
        ("check", "chưa nêu tệp hay thư mục nào"),
        ("diff a.xlsx", "thiếu tham số MỚI.\n"),
        ("diff a.xlsx b.xlsx c.xlsx d.xlsx", "thừa tham số “c.xlsx d.xlsx”.\n"),
        ("completion", "chưa nêu trình lệnh; chọn một trong bash, zsh, fish, powershell.\n"),
        ("plan --lang xx manual", f"--lang nhận một trong các giá trị {', '.join(LANGUAGES)}, không nhận “xx”"),
        ("template", "Lỗi sử dụng: cần chọn đúng một trong các tùy chọn --unit, --all và --consolidated.\n"),
        ("template --all", "Lỗi sử dụng: --all cần thư mục sau -d, ví dụ -d bieu-mau/.\n"),
        ("template --unit x -o x.xlsx --lang en", "a unit that files a return, not “x”. Units: Hai Duong City (288); "),
        ("explain D3", "“D3” là nhiệm vụ, không phải chỉ tiêu."),
        ("check a.xlsx --plan", "tùy chọn “--plan” cần một giá trị"),
        ("template --consolidated -o c.xlsx", "tùy chọn “--consolidated” cần một giá trị"),
        (
            "template --consolidated -o c.xlsx --lang en",
            "the option “--consolidated” needs a value",
        ),
        ("check a.xlsx --format tabel", "Có phải là “table”?"),
        ("check a.xlsx --color blue", "--color nhận một trong các giá trị auto, always, never"),
        ("check a.xlsx --fail-on mised", "Có phải là “missed”?"),
        ("check a.xlsx --fail-on=", "--fail-on nhận một trong các giá trị missed, inconclusive, faults"),
        ("check a.xlsx --fail-on never,missed", "--fail-on never không đi cùng giá trị khác"),
        ("check --foo", "không có tùy chọn “--foo”.\n"),
        ("report a.xlsx", "không có lệnh “report”.\n"),
    ],
)
def test_wrong_usage_is_told_on_stderr(arguments: str, told: str, capsys: Captured) -> None:
    assert main(arguments.split()) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    "arguments",
    ["--as-of=2023-12-12 -- --plan", "--target -1 a.xlsx", "--target=-q a.xlsx", "--target --xyz a.xlsx", "-q a.xlsx"],
)
def test_a_value_may_begin_with_a_hyphen(arguments: str, asked: list[Request]) -> None:
    assert main(["check", *arguments.split()]) == 3
    assert len(asked) == 1


@pytest.mark.crossing(4)
@pytest.mark.parametrize(
    "kind", ["unknown_target", "unknown_period", "period_not_stated", "period_differs", "no_paths"]
)
def test_every_kind_of_usage_error_has_a_sentence(kind: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    failing(monkeypatch, UsageError(kind, {"found": "f", "suggestion": "s", "allowed": "a"}))
    assert main(["check", "a.xlsx"]) == 2
    assert "Lỗi sử dụng" in capsys.readouterr().err


def test_mistakes_of_the_plan_are_told_line_by_line(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    mistake = Diagnostic(
        Code.MISSING_KEY, Location("p.yaml", line=12, column=3), {"key": "title", "of": " (targets: B3c)"}
    )
    failing(monkeypatch, PlanError([mistake, mistake]))
    assert main(["check", "a.xlsx"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("p.yaml:12:3: P109 Thiếu khóa “title” (targets: B3c).")
    assert len(lines) == 3


def test_a_fault_of_khpcmd_is_one_short_line(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    failing(monkeypatch, RuntimeError("broken\nbadly"))
    assert main(["check", "a.xlsx"]) == 4
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("KHPCMD_DEBUG", "1")
    assert main(["check", "a.xlsx"]) == 4
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["check", "--help"], ["check", "-h"]])
@pytest.mark.parametrize(("language", "word"), [("vi", "Cách dùng: khpcmd"), ("en", "Usage: khpcmd")])
def test_help_is_in_the_readers_language(arguments: list[str], language: str, word: str, capsys: Captured) -> None:
    assert main(["--lang", language, *arguments]) == 0
    assert capsys.readouterr().out.startswith(word)


def test_help_breaks_no_name_of_a_file_in_two(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["--lang", "vi", "diff", "--help"]) == 0
    assert "so-sanh.md" in capsys.readouterr().out


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "khpcmd", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={"PYTHONPATH": "src", **environment})


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        ("['--version']", {"pydantic", "openpyxl", "rich", "yaml", "typer", "tomllib"}),
        ("['--help']", {"pydantic", "openpyxl", "rich", "yaml"}),
        ("['check', '--help']", {"openpyxl", "rich", "yaml"}),
        ("['explain', 'C502']", {"openpyxl", "rich", "yaml"}),
    ],
)
def test_version_help_and_explanations_import_nothing_heavy(arguments: str, heavy: set[str]) -> None:
    code = f"import sys; from khpcmd.cli import main; main({arguments}); sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert heavy.isdisjoint(done.stderr.decode().split())


@pytest.mark.slow
def test_the_process_ends_with_the_exit_code_and_with_all_that_was_said() -> None:
    done = run("explain", "--format", "markdown")
    assert (done.returncode, done.stdout.decode()) == (0, markdown((), Messages("vi")))
    assert run("explain", "nothing").returncode == 2


def test_output_is_utf8_whatever_the_pipe_was_set_to() -> None:
    done = run("--help", PYTHONIOENCODING="cp1258")
    assert done.returncode == 0
    assert done.stdout.decode("utf-8").startswith("Cách dùng")


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    code = "import sys; from khpcmd.cli.output import emit; emit('x' * 10_000_000, sys.stdout); sys.exit(3)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 3


def test_wildcards_are_expanded_where_the_shell_leaves_them(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "c.txt"):
        (tmp_path / name).touch()
    pattern = tmp_path / "*.xlsx"
    assert expanded([pattern]) == (tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert expanded([tmp_path / "?.doc"]) == (tmp_path / "?.doc",)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["diff", "a"], "khpcmd diff"),
        (["--lang", "vi", "plan", "lint", "--nothing"], "khpcmd plan lint"),
        (["plan", "nothing"], "khpcmd plan"),
        (["nothing"], "khpcmd"),
        (["check", "plan", "--nothing"], "khpcmd check"),
    ],
)
def test_wrong_usage_names_the_help_of_its_command(arguments: list[str], command: str, capsys: Captured) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"Xem hướng dẫn: {command} --help"


# what a check imports: a short run is mostly its imports


CHECK = f"check {RETURNS.as_posix()} --as-of 2023-12-15"
IMPORTED = """
import os, sys
from khpcmd import cli
os._exit = lambda code: None
sys.argv = ["khpcmd", *sys.argv[1:]]
cli.program()
print(*sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.slow
def test_a_check_imports_only_what_it_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *CHECK.split(" ")], capture_output=True, check=True, text=True
    )
    imported = set(done.stderr.split())
    assert "khpcmd.plan.load" in imported
    metadata = {"json"} if sys.version_info >= (3, 13) else set()  # there importlib.metadata, of Pydantic, imports it
    assert not imported & ({"openpyxl", "rich", "jinja2", "xlsxwriter", "json"} - metadata)


# the help pages: every command, every argument and option, in every language, as they are printed


PAGES = ("", *COMMANDS, *(f"plan {name}" for name in PLAN_COMMANDS))
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "khpcmd")


def shown(page: str, language: str, capsys: Captured) -> str:
    assert main([*page.split(), "--help", "--lang", language]) == 0
    return capsys.readouterr().out


def command(page: str) -> TyperCommand | TyperGroup:
    found: TyperCommand | TyperGroup = group()
    for name in page.split():
        assert isinstance(found, LazyGroup)
        found = found.get_command(typer.Context(found), name)
    return found


@pytest.mark.crossing(8)
@languages
@pages
@pytest.mark.parametrize("width", [80, 100])
def test_a_page_fits_the_terminal_and_no_line_ends_with_a_space(
    page: str, language: str, width: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = shown(page, language, capsys).splitlines()
    assert max(len(line) for line in lines) <= width
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.crossing(6)
@languages
@pages
def test_a_page_lists_every_argument_and_every_option(page: str, language: str, capsys: Captured) -> None:
    say = Messages(language).template
    blocks = dict(re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", shown(page, language, capsys), re.MULTILINE))
    wanted = [one for one in command(page).params if not getattr(one, "hidden", False)]
    arguments = re.findall(r"^  \S", blocks.get(say("help.arguments"), ""), re.MULTILINE)
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", blocks[say("help.options")], re.MULTILINE)
    assert len(arguments) == len([one for one in wanted if one.param_type_name == "argument"])
    assert set(options) == {max(one.opts, key=len) for one in wanted if one.param_type_name == "option"} | {"--help"}


@pytest.mark.crossing(19)
@pages
def test_every_command_takes_the_language(page: str) -> None:
    assert "--lang" in {name for one in command(page).params for name in one.opts}


@languages
@pytest.mark.parametrize(("page", "members"), [("", COMMANDS), ("plan", PLAN_COMMANDS)])
def test_a_list_of_commands_has_one_line_for_each(
    page: str, members: tuple[str, ...], language: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    heading = Messages(language).template("help.commands")
    listed = shown(page, language, capsys).partition(f"{heading}:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(members)
    assert all(line.endswith(".") for line in listed)


@languages
def test_the_exit_codes_of_a_check_are_all_there_and_the_same_everywhere(language: str, capsys: Captured) -> None:
    codes = re.compile(r"^  (\d+) +(\S.*(?:\n {3,}\S.*)*)", re.MULTILINE)
    whole, check = (
        {code: " ".join(text.split()) for code, text in codes.findall(shown(page, language, capsys))}
        for page in ("", "check")
    )
    assert {int(code) for code in whole} == {one.value for one in Exit} | {4, 130}
    assert check == {code: text for code, text in whole.items() if code not in ("4", "130")}


@languages
def test_options_mean_the_old_and_the_new_plan_to_plan_diff(language: str, capsys: Captured) -> None:
    say = Messages(language).template
    page = shown("plan diff", language, capsys)
    assert all(say(f"help.plan_diff.parameters.{name}") in page for name in ("old", "new"))


@languages
def test_a_template_is_not_said_to_take_its_plan_from_a_template(language: str, capsys: Captured) -> None:
    said = " ".join(shown("template", language, capsys).split())
    assert Messages(language).template("help.template.parameters.plan") in said
    assert Messages(language).template("help.parameters.plan") not in said
