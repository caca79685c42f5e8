"""``khpcmd verify``: saved results against the files, the plan and the version."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES
from places import EXAMPLES, ROOT, Captured
from workbook.builder import write

HEADER = (
    "| Đơn vị | Đã xây dựng kế hoạch | Số, ký hiệu văn bản kế hoạch | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |\n"
)
DAY = ("--as-of", "2023-12-20")


pytestmark = pytest.mark.usefixtures("folder")


def check(*arguments: str, result: str = "results.json") -> None:
    main(["check", *arguments, *DAY, "-o", result, "-q"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a return, and the results of its check."""
    made = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as there:
        there.chdir(made)
        put("inbox/a.xlsx", 13)
        check("inbox")
    return made


@pytest.fixture
def saved(folder: Path, made: Path) -> None:
    shutil.copytree(made, folder, dirs_exist_ok=True)


def put(path: str, inspected: int) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    rows = f"| Huyện Nam Sách | Có | 35/KH-UBND | 62 | {inspected} |\n| Huyện Thanh Hà | Có | 36/KH-UBND | 40 | 20 |\n"
    write(Path(path), S=f"UBND TỈNH\nBÁO CÁO NĂM 2023\n{HEADER}{rows}")


@pytest.mark.crossing(1)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "inputs", [("returns_2023.xlsx",), ("half_year_2023.xlsx",), ("year_2023",), ("faulty",)], ids=lambda one: one[0]
)
def test_results_belong_to_the_files_from_which_they_came(inputs: tuple[str, ...], lang: str, capsys: Captured) -> None:
    paths = [str(EXAMPLES / name) for name in inputs]
    check(*paths, "--lang", lang)
    capsys.readouterr()
    assert main(["verify", "results.json", *paths]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("(mã thoát 0)")


@pytest.mark.slow
def test_results_that_were_read_by_taught_names_need_these_again(capsys: Captured) -> None:
    put("inbox/a.xlsx", 13)
    Path("names.yaml").write_text('plan: hai-duong-2023\nnames:\n  - text: "CS KD"\n    field: venues_total\n')
    check("inbox", "--names", "names.yaml")
    assert main(["verify", "results.json", "inbox", "--names", "names.yaml", "-q"]) == 0
    capsys.readouterr()
    assert main(["verify", "results.json", "inbox", "--lang", "en"]) == 1
    assert "not at hand (1): names.yaml" in capsys.readouterr().out


@pytest.mark.usefixtures("saved")
def test_the_options_of_the_check_are_told(capsys: Captured) -> None:
    check("inbox", "--only-reported", "--target", "B3c", "--previous", "inbox/a.xlsx")
    capsys.readouterr()
    main(["verify", "results.json", "inbox", "--previous", "inbox/a.xlsx"])
    told = capsys.readouterr().out.splitlines()[1]
    options = "--lang vi --period year --only-reported --target B3c --previous inbox/a.xlsx"
    assert told.endswith(f"--as-of 2023-12-20 {options}")


@pytest.mark.usefixtures("saved")
def test_files_are_told_by_their_contents_wherever_they_lie(capsys: Captured) -> None:
    Path("archive").mkdir()
    shutil.copy("inbox/a.xlsx", "archive/nam-sach.xlsx")
    capsys.readouterr()
    assert main(["verify", "results.json", "archive", "--lang", "en"]) == 0
    assert "Files that are the same: 1" in capsys.readouterr().out


def test_a_figure_that_was_changed_later_is_told_with_the_verdict_it_turns(capsys: Captured) -> None:
    put("inbox/a.xlsx", 13)
    check("inbox", "--only-reported", "--target", "B3c")
    put("inbox/a.xlsx", 0)
    capsys.readouterr()
    assert main(["verify", "results.json", "inbox", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "Files with other contents (1): inbox/a.xlsx" in out
    assert "B3c: the results say Met, judged anew it is Missed" in out
    assert out.splitlines()[-1].startswith("They differ: files, targets")


def test_results_whose_verdict_was_changed_by_hand_are_found_out(capsys: Captured) -> None:
    put("inbox/a.xlsx", 0)
    check("inbox", "--only-reported", "--target", "B3c")
    document = json.loads(Path("results.json").read_text(encoding="utf-8"))
    assert document["results"][0]["verdict"] == "missed"
    document["results"][0]["verdict"] = "met"
    Path("results.json").write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", "results.json", "inbox", "--lang", "en", "-q"]) == 1
    assert capsys.readouterr().out == "They differ: targets (exit code 1)\n"


def edited(change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(Path("results.json").read_text(encoding="utf-8"))
    change(document)
    Path("results.json").write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.usefixtures("saved")
@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda document: document["tool"].update(version="0.0.9"), "version"),
        (lambda document: document["plan"].update(sha256="0" * 64), "plan"),
        (lambda document: document["roll_call"][0]["reported"].pop(), "other parts"),
        (lambda document: document["duties"].pop(), "other parts"),
        (lambda document: document["summary"]["targets"].update(met=9), "other parts"),
        (lambda document: document["summary"].update(not_reported=0), "other parts"),
        (lambda document: document["plan"].update(title="Kế hoạch khác"), "other parts"),
        (lambda document: document.update(period_title="năm 2030"), "other parts"),
        (lambda document: document.update(more="1"), "other parts"),
        (lambda document: document["inputs"][0].update(standing="set_aside"), "other parts"),
        (lambda document: document["inputs"][0].update(units=["300"]), "other parts"),
        (lambda document: document["diagnostics"][0].update(message="Không có lỗi"), "other parts"),
        (lambda document: document["diagnostics"][0].update(file="khác.xlsx"), "other parts"),
        (lambda document: document["results"][0].update(figure_text="999 tỷ đồng"), "targets"),
        (lambda document: document["results"][0].update(threshold_text="≥ 1%"), "targets"),
        (lambda document: document["results"][0]["units"][0].update(name="Huyện Khác"), "targets"),
    ],
)
def test_whatever_else_does_not_belong_is_told(
    change: Callable[[dict[str, Any]], None], told: str, capsys: Captured
) -> None:
    edited(change)
    capsys.readouterr()
    assert main(["verify", "results.json", "inbox", "--lang", "en"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"They differ: {told} (exit code 1)"


@pytest.mark.usefixtures("saved")
def test_files_that_are_missing_or_new_are_named_and_counted(capsys: Captured) -> None:
    for number in range(7):
        put(f"other/{number}.xlsx", number)
    capsys.readouterr()
    assert main(["verify", "results.json", "other", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "Files of the results that are not at hand (1): inbox/a.xlsx" in out
    assert "(7): other/0.xlsx, other/1.xlsx, other/2.xlsx, other/3.xlsx, other/4.xlsx and 2 more" in out


@pytest.mark.crossing(4)
@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", '{"results": []}', "[" * 100_000, '{"format_version": "1"}', "ÿþ", '"\\ud800"'],
)
def test_what_is_no_result_of_check_is_refused(content: str, capsys: Captured) -> None:
    Path("results.json").write_text(content, encoding="utf-8")
    put("inbox/a.xlsx", 13)
    assert main(["verify", "results.json", "inbox", "--lang", "en"]) == 2
    assert "does not hold results that khpcmd check wrote" in capsys.readouterr().err
    assert main(["verify", "none.json", "inbox", "--lang", "en"]) == 2
    assert "the results “none.json” cannot be read" in capsys.readouterr().err


def test_results_with_amounts_belong_to_their_files() -> None:
    paths = ["--plan", str(ROOT / "targets" / "phu_tho_2023.yaml"), str(EXAMPLES / "phu_tho_2023")]
    check(*paths)
    assert main(["verify", "results.json", *paths, "-q"]) == 0
    edited(lambda document: document["results"][1].update(part="63.26"))
    assert main(["verify", "results.json", *paths, "-q"]) == 1


@pytest.mark.usefixtures("saved")
@pytest.mark.crossing(1)
@pytest.mark.parametrize("key", ["format_version", "tool", "language", "plan", "period", "as_of", "inputs", "results"])
def test_a_result_with_a_wrong_heading_is_refused(key: str) -> None:
    twice = {"results": lambda found: [*found, found[0]]}  # a target that stands twice
    edited(lambda document: document.update({key: twice.get(key, lambda _: 7)(document[key])}))
    assert main(["verify", "results.json", "inbox"]) == 2


@pytest.mark.parametrize("prefer", ["newest", "listed"])
def test_results_say_which_of_several_returns_counts(prefer: str, capsys: Captured) -> None:
    put("inbox/a.xlsx", 13)
    put("inbox/b.xlsx", 14)
    check("inbox", "--prefer", prefer)
    assert json.loads(Path("results.json").read_text(encoding="utf-8"))["prefer"] == prefer
    capsys.readouterr()
    assert main(["verify", "results.json", "inbox", "--lang", "en"]) == 0
    assert f"--prefer {prefer}" in capsys.readouterr().out
