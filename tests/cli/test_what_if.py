"""``khpcmd check --set``: figures that are only supposed, in every format said so, and what turns by them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics.errors import UsageError
from khpcmd.i18n import Messages
from khpcmd.render.formats import suffixes
from khpcmd.results import Verdict
from places import EXAMPLES, RETURNS, Captured, languages
from word_files import opened

DAY = ("--as-of", "2023-12-14")
MORE = "291.venues_inspected=14"
"""One venue more than Nam Sách has reported, which B3c lacks."""


def run(*arguments: str | Path) -> int:
    return main(["check", str(RETURNS), *DAY, *map(str, arguments)])


def test_the_first_line_says_so_and_the_verdicts_that_turn_are_named(capsys: Captured) -> None:
    run("--set", MORE)
    first, figures, turned, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith("GIẢ ĐỊNH, không phải kết quả theo báo cáo. Kỳ báo cáo năm 2023")
    assert figures == "Giả định: Huyện Nam Sách, Số cơ sở được kiểm tra ít nhất một lần: 14 (theo báo cáo: 13)."
    assert turned == "Đổi đánh giá so với báo cáo: B3c Không đạt → Đạt."
    assert last.startswith("Theo giả định. ")


def test_several_figures_turn_several_targets(capsys: Captured) -> None:
    run("--set", MORE, "--set", "292.communes_reached=1", "-f", "json", "--lang", "en")
    found = json.loads(capsys.readouterr().out)["what_if"]
    assert [(one["unit"], one["field"], one["supposed"]["value"]) for one in found["figures"]] == [
        ("291", "venues_inspected", 14),
        ("292", "communes_reached", 1),
    ]
    assert {"target": "B3c", "before": "missed", "after": "met"} in found["turned"]
    assert found["figures"][0]["reported"]["value"] == 13


@pytest.mark.parametrize(
    ("target", "verdict", "figures"),
    [
        ("B3c", Verdict.INCONCLUSIVE, "291.venues_inspected=99"),  # more than there are, as of any figure
        ("B5b", Verdict.INCONCLUSIVE, "291.staff_district_trained="),
        ("B8", Verdict.MISSED, "bao-hai-duong.news_items.3=0 dai-ptth.news_items.3=0"),
        ("B3b", Verdict.MISSED, "nam-sach.crimes_handled@2022=500"),
    ],
)
def test_what_is_supposed_is_judged_like_any_figure(target: str, verdict: Verdict, figures: str) -> None:
    report = check(Request((RETURNS,), suppose=tuple(figures.split())))
    assert [one.verdict for one in report.results if one.target.id == target] == [verdict]


def test_who_has_not_reported_stays_missing_though_a_figure_is_supposed() -> None:
    report = check(Request((EXAMPLES / "half_year_2023.xlsx",), suppose=("291.venues_inspected=14",)))
    assert "291" in report.missing_units
    assert not [one for one in report.diagnostics if one.unit == "291" and one.code.code.startswith("C")]
    with pytest.raises(UsageError) as refused:
        check(Request((EXAMPLES / "half_year_2023.xlsx",), suppose=(MORE,), only_reported=True))
    assert refused.value.kind == "set_not_judged"


def test_a_cell_in_whose_place_another_figure_is_supposed_is_no_error() -> None:
    faulty = EXAMPLES / "faulty" / "cells.xlsx"
    before = check(Request((faulty,)))
    fault = next(one for one in before.diagnostics if one.code.code == "C502")
    field = next(key.field for filed in before.filed for key, cell in filed.cells.items() if cell.at == fault.at)
    after = check(Request((faulty,), suppose=(f"{fault.unit}.{field}=3",)))
    assert fault not in after.diagnostics
    assert {one.at for one in after.diagnostics} < {one.at for one in before.diagnostics} | {None}


@pytest.mark.slow
@languages
def test_every_output_says_that_it_is_supposed(tmp_path: Path, language: str, capsys: Captured) -> None:
    words = Messages(language).template("what_if.first_line").partition(".")[0]
    out = {suffix: tmp_path / f"r{suffix}" for suffix in suffixes("check")}
    written = [part for path in out.values() for part in ("-o", path)]
    run("--set", MORE, "--lang", language, *written)
    assert words in capsys.readouterr().out.splitlines()[0]
    for suffix, path in out.items():
        match suffix:
            case ".long.csv" | ".long.xlsx":  # what is supposed is no figure: it is left out
                continue
            case ".json":
                assert json.loads(path.read_text("utf-8"))["what_if"]["turned"]
            case ".xlsx":
                cells = openpyxl.load_workbook(path).worksheets[0].iter_rows(max_row=6, values_only=True)
                assert any(words in str(value) for row in cells for value in row)
            case ".docx":
                assert any(words in line for line in opened(path.read_bytes()).lines)
            case _:
                assert words in path.read_text("utf-8"), suffix
    for form in ("table", "github"):  # of the others there are files
        run("--set", MORE, "--lang", language, "-f", form)
        assert words in capsys.readouterr().out, form
    run("--set", MORE, "--lang", language, "-q")
    assert words in capsys.readouterr().out


def test_explain_takes_it_too(capsys: Captured) -> None:
    assert main(["explain", "B3c", str(RETURNS), *DAY, "--set", MORE]) == 0
    assert capsys.readouterr().out.startswith("GIẢ ĐỊNH")


def test_hidden_values_hide_what_is_supposed_and_where_nothing_is_nothing_is_said(capsys: Captured) -> None:
    run("--set", "291.venues_inspected=9876", "--hide-values", "-f", "json")
    assert "9876" not in capsys.readouterr().out
    run("-f", "json")
    assert "what_if" not in json.loads(capsys.readouterr().out)


def test_a_saved_what_if_is_no_result(tmp_path: Path, capsys: Captured) -> None:
    saved = tmp_path / "r.json"
    run("--set", MORE, "-q", "-o", saved)
    assert main(["verify", str(saved), str(RETURNS)]) == 2
    assert main(["trend", str(saved)]) == 2
    assert "giả định" in capsys.readouterr().err


# ``khpcmd check_waived --waivers``: what the exit code says, and what is refused


RETURNS_WAIVED, WAIVERS = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "waivers_2023.yaml"
ONE = ("--target", "B3a", *DAY)


def check_waived(*arguments: str | Path) -> int:
    return main(["check", str(RETURNS_WAIVED), *map(str, arguments)])


def test_the_example_waives_what_is_missed_and_ends_with_zero(capsys: Captured) -> None:
    assert check_waived(*ONE) == 1
    assert check_waived(*ONE, "--waivers", WAIVERS) == 0
    assert "1 được miễn" in capsys.readouterr().out


def test_targets_that_nobody_waived_are_missed_as_before_and_the_file_is_an_input(capsys: Captured) -> None:
    assert check_waived(*DAY, "--waivers", WAIVERS, "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert [one["target"] for one in report["results"] if one["verdict"] == "waived"] == ["B3a", "B3c"]
    assert report["summary"]["targets"]["waived"] == 2
    last, digest = report["inputs"][-1], sha256(WAIVERS.read_bytes()).hexdigest()
    assert (last["file"], last["sha256"], last["role"]) == (str(WAIVERS), digest, "waivers")


def test_an_expired_waiver_excuses_nobody(capsys: Captured) -> None:
    assert check_waived("--target", "B3a", "--as-of", "2024-01-01", "--waivers", WAIVERS, "-v") == 1
    assert "W009" in capsys.readouterr().out


def test_explain_shows_the_target_with_its_waiver(capsys: Captured) -> None:
    assert main(["explain", "B3a", str(RETURNS_WAIVED), *DAY, "--waivers", str(WAIVERS)]) == 0
    assert "1234/UBND-VX" in capsys.readouterr().out


def test_mistakes_of_the_file_end_with_two_and_nothing_is_judged(tmp_path: Path, capsys: Captured) -> None:
    wrong = tmp_path / "w.yaml"
    wrong.write_text(WAIVERS.read_text(encoding="utf-8").replace("B3a", "b3a"), encoding="utf-8")
    assert check_waived(*ONE, "--waivers", wrong, "--lang", "en") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{wrong}:6:13: P112" in err
    assert "Did you mean “B3a”?" in err
    assert err.rstrip().endswith("The file has 1 error; nothing was judged or written.")


def test_a_file_that_is_not_there_ends_with_two(capsys: Captured) -> None:
    assert check_waived(*ONE, "--waivers", "nowhere.yaml") == 2
    assert "nowhere.yaml: P101" in capsys.readouterr().err
