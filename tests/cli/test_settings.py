"""Settings: which source wins, which file counts, and what a file that came with the returns may not decide."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from configured import NAME, Stand, standing
from khpcmd.cli import main
from khpcmd.cli.options import KEYS
from khpcmd.i18n import LANGUAGES
from places import Captured


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return standing(tmp_path, monkeypatch)


EVERY_KEY = """
plan = "plans/p.yaml"
lang = "en"
period = "half_year"
baseline = ["2022/a.xlsx", "2022/b.xlsx"]
previous = "ky_truoc"
fail-on = "missed"
prefer = "newest"
outputs = ["status.json"]
"""


def test_a_file_fills_in_what_the_command_line_leaves_open(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", EVERY_KEY)
    assert main(["check", "inbox"]) == 1
    asked = stand.asked
    assert (asked.plan, asked.period) == (Path("plans/p.yaml"), "half_year")
    assert asked.baselines == (Path("2022/a.xlsx"), Path("2022/b.xlsx"))
    assert asked.previous == (Path("ky_truoc"),)
    assert asked.prefer == "newest"
    assert capsys.readouterr().out.startswith("Reporting period")
    assert json.loads((stand.here / "status.json").read_text(encoding="utf-8"))["period"] == "year"


def test_paths_of_a_file_are_relative_to_it(stand: Stand) -> None:
    stand.put("", EVERY_KEY)
    main(["check", "inbox", "--config", "../../khpcmd.toml"])
    assert stand.asked.plan == Path("../../plans/p.yaml")
    assert (stand.root / "status.json").exists()


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('fail-on = ["missed", "faults"]\nlang = "vi"\n', "Dùng cấu hình khpcmd.toml: fail-on = missed, faults.\n"),
        ('lang = "en"\n', ""),
        ("# nothing\n", ""),
    ],
)
def test_a_file_that_decides_something_of_the_checking_is_named_on_stderr(
    text: str, told: str, stand: Stand, capsys: Captured
) -> None:
    stand.put("work/2023", text)
    main(["check", "inbox"])
    assert capsys.readouterr().err == told


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("arguments", "variable", "file", "expected"),
    [
        (["--plan", "flag.yaml"], "variable.yaml", 'plan = "file.yaml"', "flag.yaml"),
        ([], "variable.yaml", 'plan = "file.yaml"', "variable.yaml"),
        ([], "", 'plan = "file.yaml"', "file.yaml"),
        ([], "", "", None),
        (["--plan", "flag.yaml"], "", "", "flag.yaml"),
    ],
)
def test_the_flag_wins_over_the_variable_over_the_file(
    arguments: list[str],
    variable: str,
    file: str,
    expected: str | None,
    stand: Stand,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KHPCMD_PLAN", variable)
    stand.put("work/2023", file)
    main(["check", "inbox", *arguments])
    assert stand.asked.plan == (Path(expected) if expected else None)


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("given", "variable", "file", "start"),
    [
        ("--lang vi", "en", 'lang = "en"', "Kỳ báo cáo"),
        ("--lang=vi", "en", "", "Kỳ báo cáo"),
        ("--lang en", "vi", "", "Reporting period"),
        ("", "vi_VN.UTF-8", 'lang = "en"', "Kỳ báo cáo"),
        ("", "", 'lang = "en"', "Reporting period"),
        ("", "en", "", "Reporting period"),
        ("", "", "", "Kỳ báo cáo"),
    ],
)
def test_the_language_is_the_option_the_variable_the_file_or_the_plan(
    given: str, variable: str, file: str, start: str, stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHPCMD_LANG", variable)
    stand.put("work/2023", file)
    main(["check", "inbox", *given.split()])
    assert capsys.readouterr().out.startswith(start)


def test_wrong_usage_is_told_in_the_language_of_the_file(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", 'lang = "en"')
    assert main(["check", "inbox", "--as-of", "today"]) == 2
    assert "Usage error: --as-of takes a day of the calendar" in capsys.readouterr().err


def test_variables_take_lists(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHPCMD_BASELINE", os.pathsep.join(["a.xlsx", "b.xlsx"]))
    monkeypatch.setenv("KHPCMD_FAIL_ON", "missed, faults")
    assert main(["check", "inbox"]) == 3
    assert stand.asked.baselines == (Path("a.xlsx"), Path("b.xlsx"))
    monkeypatch.setenv("KHPCMD_FAIL_ON", "never")
    assert main(["check", "inbox"]) == 0


def test_a_variable_with_a_wrong_value_is_told_by_its_name(
    stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHPCMD_FAIL_ON", "mised")
    assert main(["check", "inbox"]) == 2
    err = capsys.readouterr().err
    assert "KHPCMD_FAIL_ON nhận một trong các giá trị missed" in err
    assert "Có phải là “missed”?" in err
    assert stand.requests == []


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("validate", "P101"),
        ("inspect", "P101"),
        ("annotate -d marked", "P101"),
        ("template --all -d forms", "P101"),
    ],
)
def test_every_command_that_takes_a_plan_takes_it_from_the_file(
    command: str, told: str, stand: Stand, capsys: Captured
) -> None:
    stand.put("work/2023", 'plan = "none.yaml"\noutputs = ["status.json"]\nfail-on = "missed"\n')
    name, *options = command.split()
    assert main([name, *([] if name == "template" else ["inbox"]), *options]) == 2
    out, err = capsys.readouterr()
    assert f"none.yaml: {told}" in out + err
    assert "plan = none.yaml" in err
    assert "fail-on" not in err


@pytest.mark.parametrize("folder", ["work/2023/inbox", "work/2023/inbox/nam_sach", "work", "", "elsewhere"])
@pytest.mark.parametrize("given", ["inbox", "inbox/nam_sach", "inbox/a.xlsx", "../../elsewhere"])
def test_only_the_file_where_one_stands_is_looked_at(folder: str, given: str, stand: Stand, capsys: Captured) -> None:
    stand.put(folder, 'fail-on = "never"')
    assert main(["check", given]) == 3
    assert capsys.readouterr().err == ""


LOOSER = [
    'period = "half_year"',
    'prefer = "newest"',
    'plan = "p.yaml"',
    'baseline = "b.xlsx"',
    'fail-on = "never"',
    'fail-on = "missed"',
    'outputs = "o.json"',
    'waivers = "w.yaml"',
    'answers = "a.yaml"',
    'previous = "before"',
    'fail-on = "missed,inconclusive,faults,warnings"',
    'lang = "en"',
]


@pytest.mark.crossing(5)
@pytest.mark.parametrize("text", LOOSER)
@pytest.mark.parametrize(
    ("here", "given"),
    [
        ("", "."),
        ("", "../inbox"),
        ("", "a.xlsx"),
        ("", "*.xlsx"),
        ("", "nam_sach b.xlsx"),
        ("", "../other.xlsx ./a.xlsx"),
        ("nam_sach", ".."),
        ("nam_sach", "../a.xlsx ../../inbox"),
        ("", "../other.xlsx --baseline ."),
        ("nam_sach", "../../other.xlsx --previous .."),
        ("", "../other.xlsx --files-from list.txt"),
        ("nam_sach", "../../other.xlsx --files-from ../list.txt"),
        ("", "--files-from -"),
        ("", "../link"),
    ],
)
def test_whoever_stands_among_the_returns_obeys_no_file_there(
    text: str, here: str, given: str, stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the folder of the returns, or below it, the file is still their sender's, however they are named."""
    inbox = stand.here / "inbox"
    (stand.here / "other.xlsx").touch()
    (stand.here / "link").symlink_to("inbox")
    for name in ("a.xlsx", "b.xlsx"):
        (inbox / name).touch()
    (inbox / "list.txt").write_text("a.xlsx\n../a.xlsx\n../nam_sach/c.xlsx\n", encoding="utf-8")
    stand.put(f"work/2023/inbox/{here}", text)
    monkeypatch.chdir(inbox / here)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"b.xlsx\n")))
    assert main(["check", *given.split()]) == 2
    assert "khpcmd.toml nằm cùng báo cáo số liệu" in capsys.readouterr().err
    assert stand.requests == []


def test_saved_results_where_one_works_are_no_return(
    stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.put("work/2023", 'prefer = "newest"')
    (stand.here / "results.json").write_text("{}", encoding="utf-8")
    (stand.here / "inbox" / "results.json").write_text("{}", encoding="utf-8")
    for given, refused in (
        ("results.json inbox", False),
        ("inbox/results.json inbox", False),
        ("results.json .", True),
    ):
        monkeypatch.chdir(stand.here)
        assert main(["verify", *given.split()]) == 2
        assert ("khpcmd.toml nằm cùng" in capsys.readouterr().err) is refused


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    "given", ["inbox", "inbox/a.xlsx", "inbox/*.xlsx", "../../elsewhere", "inbox --baseline b.xlsx"]
)
def test_a_file_where_one_works_is_ones_own(given: str, stand: Stand) -> None:
    stand.put("work/2023", 'fail-on = "never"')
    for name in ("inbox/a.xlsx", "b.xlsx"):
        (stand.here / name).touch()
    assert main(["check", *given.split()]) == 0


def test_a_list_on_the_standard_input_is_read_once(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"b.xlsx\nc.xlsx\n")))
    main(["check", "a.xlsx", "--files-from", "-"])
    assert stand.asked.paths == (Path("a.xlsx"), Path("b.xlsx"), Path("c.xlsx"))


def test_a_configured_plan_does_not_turn_a_code_into_a_target(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", 'plan = "gone.yaml"')
    assert main(["explain", "C502"]) == 0
    assert capsys.readouterr().out.startswith("C502 NOT_A_NUMBER")
    main(["explain", "B3c", "inbox"])
    assert stand.asked.plan == Path("gone.yaml")


def test_outputs_are_those_of_a_check(stand: Stand) -> None:
    """A comparison has outputs too, and would write over the report of the check."""
    stand.put("work/2023", "outputs = 'status.json'")
    (stand.here / "status.json").write_text("kept", encoding="utf-8")
    main(["diff", "inbox", "inbox"])
    assert len(stand.requests) == 2
    assert (stand.here / "status.json").read_text(encoding="utf-8") == "kept"
    main(["check", "inbox"])
    assert (stand.here / "status.json").read_text(encoding="utf-8").startswith("{")


def test_an_empty_list_in_the_environment_is_refused_and_an_empty_variable_says_nothing(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("KHPCMD_FAIL_ON", " ")
    assert main(["check", "inbox"]) == 3
    monkeypatch.setenv("KHPCMD_FAIL_ON", " , ")
    assert main(["check", "inbox"]) == 2
    assert "KHPCMD_FAIL_ON nhận một trong các giá trị missed" in capsys.readouterr().err
    assert len(stand.requests) == 1


def test_whoever_names_the_file_answers_for_it(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023/inbox", 'fail-on = "never"')
    assert main(["check", "inbox", "--config", "inbox/khpcmd.toml"]) == 0
    assert "fail-on = never" in capsys.readouterr().err
    assert main(["check", "inbox", "--config", "none"]) == 3
    assert main(["check", "inbox", "--fail-on", "missed"]) == 1


@pytest.mark.parametrize(
    ("option", "variable", "period"),
    [("other.toml", "none", "year"), ("", "../../elsewhere/other.toml", "year"), ("", "none", "")],
)
def test_a_file_can_be_named_or_every_file_left_aside(
    option: str, variable: str, period: str, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.put("work/2023", "broken")
    stand.put("elsewhere", 'period = "year"', "other.toml")
    monkeypatch.setenv("KHPCMD_CONFIG", variable)
    main(["check", "inbox", *(["--config", f"../../elsewhere/{option}"] if option else [])])
    assert stand.asked.period == period


@pytest.mark.crossing(5)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('lang = "en"\npaln = "p.yaml"', "khpcmd.toml:2: tệp cấu hình không có khóa “paln”"),
        ("fail_on = 'missed'", "Có phải là “fail-on”?"),
        ("\n[check]\nplan = 'p'", "khpcmd.toml:2: tệp cấu hình không có khóa “check”"),
        ('period = """\nplan = 1"""\nplan = 1', "khpcmd.toml:3: khóa “plan” cần một đường dẫn tệp trong dấu nháy"),
        ("\n\nperiod = 2023", "khpcmd.toml:3: khóa “period” cần một chuỗi trong dấu nháy"),
        ("period = ''", "khpcmd.toml:1: khóa “period” cần một chuỗi trong dấu nháy"),
        ("plan = ['p.yaml']", "khpcmd.toml:1: khóa “plan” cần một đường dẫn tệp"),
        ("baseline = [\n1]", "khpcmd.toml:1: khóa “baseline” cần một đường dẫn trong dấu nháy, hoặc danh sách"),
        ("fail-on = true", "khpcmd.toml:1: khóa “fail-on” cần một chuỗi trong dấu nháy, hoặc danh sách"),
        ("fail-on = 'mised'", "khpcmd.toml:1: fail-on nhận một trong các giá trị missed"),
        ("fail-on = []", "khpcmd.toml:1: fail-on nhận một trong các giá trị missed, inconclusive"),
        ("fail-on = ','", "khpcmd.toml:1: fail-on nhận một trong các giá trị missed, inconclusive"),
        *((f"\nas-of = {day}", "khpcmd.toml:2") for day in ("'31/2/2023'", "20231215", "true", "['15/12/2023']")),
        ("lang = 'xx'", f"khpcmd.toml:1: lang nhận một trong các giá trị {', '.join(LANGUAGES)}, không nhận “xx”"),
        ("lang = 'vi'\nplan = ", "khpcmd.toml:2: tệp cấu hình không đúng cú pháp TOML"),
        (b"lang = 'vi'\nplan = '\xff'", "khpcmd.toml:2: tệp cấu hình không đúng cú pháp TOML"),
        ("plan = " + "[" * 9000, "tệp cấu hình không đúng cú pháp TOML"),
        ("plan = " + "9" * 9000, "tệp cấu hình không đúng cú pháp TOML"),
        ("#" * 20_000, "lớn hơn 16 KiB"),
        ("outputs = '../o.json'", "khpcmd.toml:1: khóa “outputs” chỉ nhận tệp nằm trong thư mục của tệp cấu hình"),
        ("outputs = ['o.json', '/tmp/o.json']", "không nhận “/tmp/o.json”"),
        ('outputs = "o\\u0000.json"', "khóa “outputs” chỉ nhận tệp nằm trong"),
        ("outputs = 'o.pdf'", "-o nhận một trong các giá trị"),
        ("fail-on = 'never,missed'", "--fail-on never không đi cùng giá trị khác"),
    ],
)
def test_a_mistake_is_told_at_its_line(text: str | bytes, told: str, stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", text)
    assert main(["check", "inbox"]) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert out == ""
    assert stand.requests == []


def test_a_file_from_a_windows_editor_is_read(stand: Stand) -> None:
    stand.put("work/2023", 'period = "year"\r\n'.encode("utf-8-sig"))
    main(["check", "inbox"])
    assert stand.asked.period == "year"


def test_what_is_no_file_is_told_and_never_waited_for(stand: Stand, capsys: Captured) -> None:
    (stand.here / NAME).mkdir()
    assert main(["check", "inbox"]) == 2
    assert "không đọc được tệp cấu hình “khpcmd.toml”: không phải tệp thông thường" in capsys.readouterr().err
    (stand.here / NAME).rmdir()
    os.mkfifo(stand.here / NAME)
    assert main(["check", "inbox"]) == 2
    assert main(["check", "inbox", "--config", "none"]) == 3


def test_a_link_to_nothing_and_a_name_of_nothing_are_told(stand: Stand, capsys: Captured) -> None:
    (stand.here / NAME).symlink_to("gone.toml")
    assert main(["check", "inbox"]) == 2
    assert "không đọc được tệp cấu hình" in capsys.readouterr().err
    assert main(["check", "inbox", "--config", "gone.toml"]) == 2
    assert "không có tệp cấu hình “gone.toml”" in capsys.readouterr().err


def test_outputs_do_not_leave_the_folder_through_a_link(stand: Stand) -> None:
    (stand.here / "out").symlink_to(stand.root / "elsewhere")
    stand.put("work/2023", "outputs = 'out/o.json'")
    assert main(["check", "inbox"]) == 2
    assert list((stand.root / "elsewhere").iterdir()) == []


def test_hostile_text_comes_out_as_text(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", 'plan = "a\\u001b[31m\\u202e{0}.yaml"')
    main(["check", "inbox"])
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert "{0}" in err


def test_every_key_stands_in_for_an_option_of_check(capsys: Captured) -> None:
    assert main(["check", "--help"]) == 0
    text = capsys.readouterr().out
    named = {"output" if key.name == "outputs" else key.name for key in KEYS if key.only in ("", "check")}
    assert [name for name in named if f"--{name} " not in text] == []


def test_no_file_costs_next_to_nothing(stand: Stand) -> None:
    """No parser is imported for it beyond what the messages need, and the folders above are all that is looked at."""
    code = "import sys; from khpcmd.cli.config import configuration; configuration('', ()); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=stand.here, text=True)
    assert {"pydantic", "khpcmd.exits"}.isdisjoint(done.stdout.split())


# what ``khpcmd config`` shows of them


def lines(capsys: Captured) -> dict[str, str]:
    """By key the rest of its line, blanks folded."""
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    return {name: " ".join(rest.split()) for name, rest in rows}


def test_each_value_is_shown_with_its_source(stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.put("work/2023", '\nfail-on = "missed"\nlang = "vi"\nperiod = "year"\n')
    monkeypatch.setenv("KHPCMD_PERIOD", "half_year")
    assert main(["config", "--lang", "en"]) == 0
    told = lines(capsys)
    assert told["Configuration"] == "file: khpcmd.toml"
    assert told["fail-on"] == "missed (khpcmd.toml:2)"
    assert told["lang"] == "vi (khpcmd.toml:3)"
    assert told["period"] == "half_year (KHPCMD_PERIOD)"
    assert told["outputs"] == "none (default)"
    assert len(told) == 1 + len(KEYS)
    assert main(["config", "--config", "none"]) == 0
    assert capsys.readouterr().out.startswith("Tệp cấu hình: không có khpcmd.toml\n")
    monkeypatch.delenv("KHPCMD_PERIOD")
    main(["config", "--config", "none", "--lang", "en"])
    told = lines(capsys)
    assert told["fail-on"] == "missed, inconclusive, faults (default)"
    assert told["lang"] == "the one of the plan (default)"


def test_a_mistake_in_the_file_is_told(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", "palm = 1")
    assert main(["config"]) == 2
    out, err = capsys.readouterr()
    assert (out, "khpcmd.toml:1" in err) == ("", True)
