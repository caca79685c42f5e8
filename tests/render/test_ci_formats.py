"""The log of GitHub has every finding, and the report for GitLab has the fields that GitLab documents."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TypedDict

import openpyxl
import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Severity
from khpcmd.render.github import Finding, _log, annotation, plain_line
from places import EXAMPLES, Captured, languages

FAULTY = str(EXAMPLES / "faulty")
DAY = ("--as-of", "2023-12-15", "--lang", "en")


class Lines(TypedDict):
    begin: int


class Place(TypedDict):
    path: str
    lines: Lines


class Issue(TypedDict):
    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: Place


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def printed(capsys: Captured, *arguments: str) -> str:
    main(list(arguments))
    return capsys.readouterr().out


# GitHub


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate"])
def test_the_log_has_every_finding_and_ten_annotations_of_a_kind(command: str, capsys: Captured) -> None:
    document = json.loads(printed(capsys, command, FAULTY, *DAY, "-f", "json"))
    found = document["diagnostics"] if command == "check" else [d for f in document["files"] for d in f["diagnostics"]]
    log = printed(capsys, command, FAULTY, *DAY, "-f", "github").splitlines()
    kinds = Counter(match[1] for line in log if (match := re.match(r"::(error|warning|notice) ", line)))
    assert max(kinds.values()) == 10
    assert log[-1].startswith("::error title=khpcmd::")
    told = "\n".join(line.replace("%25", "%") for line in log)
    assert [one["code"] for one in found if f"{one['code']} " not in told and f"title={one['code']}" not in told] == []
    for one in found:
        if one["cell"] and ":" not in one["cell"]:
            lines = [line for line in log if one["code"] in line and (one["file"] or "") in line]
            assert lines, one
    if command == "check":
        open_ = [r["target"] for r in document["results"] if r["verdict"] in ("missed", "inconclusive")]
        assert all(re.search(rf"^(::error title=|::warning title=|){name} ", told, re.MULTILINE) for name in open_)


@pytest.mark.slow
def test_what_has_no_annotation_stands_in_the_group_of_its_file(capsys: Captured) -> None:
    log = printed(capsys, "validate", FAULTY, *DAY, "-f", "github").splitlines()
    inside = ""
    for line in log:
        if match := re.fullmatch(r"::group::(.*) \((\d+)\)", line):
            assert not inside
            inside, left = match[1], int(match[2])
        elif line == "::endgroup::":
            assert (bool(inside), left) == (True, 0)
            inside = ""
        elif inside:
            assert line.startswith(inside)
            left -= 1
    assert not inside
    assert sum(line.startswith("::group::") for line in log) > 1


def test_few_findings_need_no_group(capsys: Captured) -> None:
    assert "::group::" not in printed(capsys, "validate", f"{FAULTY}/unit_of_measure.xlsx", *DAY, "-f", "github")


@pytest.mark.parametrize(
    "text", ["::stop-commands::x", "  ::add-mask::y", "##[command]rm", "a ##[error]b", "::endgroup::"]
)
def test_no_plain_line_is_a_command(text: str) -> None:
    line = plain_line(text)
    assert not line.lstrip().startswith("::")
    assert "##[" not in line
    findings = [Finding(Severity.ERROR, annotation(Severity.ERROR, text, text), text, text)] * 12
    log = _log(findings, "last").splitlines()
    assert sum(line == "::endgroup::" for line in log) == 1
    assert len(log) == 9 + 2 + 3 + 1


# GitLab


def issues(text: str) -> list[Issue]:
    found: list[Issue] = json.loads(text)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate"])
def test_each_issue_has_the_fields_that_gitlab_reads(command: str, capsys: Captured) -> None:
    found = issues(printed(capsys, command, FAULTY, *DAY, "-f", "gitlab"))
    document = json.loads(printed(capsys, command, FAULTY, *DAY, "-f", "json"))
    files = [document] if command == "check" else document["files"]
    diagnostics = [one for file in files for one in file["diagnostics"]]
    targets = [r for r in document.get("results", ()) if r["verdict"] in ("missed", "inconclusive")]
    assert len(found) == len(diagnostics) + len(targets)
    assert Counter(one["check_name"] for one in found) == Counter(
        [*(one["code"] for one in diagnostics), *(one["target"] for one in targets)]
    )
    for one in found:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert set(one["location"]) == {"path", "lines"}
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch("[0-9a-f]{64}", one["fingerprint"])
        assert one["description"].strip()
        assert one["location"]["path"]
        assert one["location"]["lines"]["begin"] >= 1
    assert len({one["fingerprint"] for one in found}) == len(found)
    (blank,) = [one for one in found if one["check_name"] == "C512"]
    assert blank["location"]["lines"]["begin"] == 20
    assert blank["location"]["path"].endswith("faulty/cells.xlsx")
    assert (blank["severity"], blank["description"].startswith("Tổng hợp huyện!V20 ")) == ("major", True)


def test_a_fingerprint_is_of_the_place_and_not_of_the_value(capsys: Captured) -> None:
    shutil.copy(f"{FAULTY}/cells.xlsx", "bc.xlsx")

    def fingerprints() -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        place = re.compile(r"[^!]*![A-Z]+[0-9]+")
        for one in issues(printed(capsys, "validate", "./bc.xlsx", *DAY, "-f", "gitlab")):
            assert one["location"]["path"] == "bc.xlsx"
            at = place.match(one["description"])
            found.setdefault((at[0] if at else "", one["check_name"]), set()).add(one["fingerprint"])
        return found

    before = fingerprints()
    assert before == fingerprints()
    book = openpyxl.load_workbook("bc.xlsx")
    book["Tổng hợp huyện"]["F14"] = "khoảng 57"  # "khoảng 40" before
    book["Tổng hợp huyện"]["F16"] = "khoảng 12"
    book.save("bc.xlsx")
    after = fingerprints()
    assert {place: one for place, one in after.items() if place in before} == before
    assert len(after) == len(before) + 1


def test_nothing_found_is_an_empty_list(capsys: Captured) -> None:
    out = printed(capsys, "validate", str(EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"), *DAY, "-f", "gitlab")
    assert issues(out) == []


# files


SUFFIXES = {".txt": "plain", ".json": "json", ".md": "markdown", ".xml": "junit", ".gitlab.json": "gitlab"}
OF = {"validate": SUFFIXES, "check": SUFFIXES | {".csv": "csv", ".html": "html", ".GITLAB.JSON": "gitlab"}}


@pytest.mark.slow
@pytest.mark.parametrize("command", OF)
def test_what_is_written_by_its_suffix_is_what_is_printed(command: str, capsys: Captured) -> None:
    files = [part for suffix in OF[command] for part in ("-o", f"{suffix.isupper()}/report{suffix}")]
    assert main([command, FAULTY, *DAY, "-q", *files]) == 3
    capsys.readouterr()
    for suffix, name in OF[command].items():
        written = Path(f"{suffix.isupper()}/report{suffix}").read_bytes().decode()
        assert written == printed(capsys, command, FAULTY, *DAY, "-f", name), suffix


@languages
def test_validate_overwrites_no_input_and_knows_its_suffixes(language: str, capsys: Captured) -> None:
    shutil.copy(EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx", "bc.xlsx")
    Path("bc.json").write_bytes(Path("bc.xlsx").read_bytes())
    assert main(["validate", "bc.json", "-o", "bc.json", "--lang", language]) == 2
    assert main(["validate", "bc.xlsx", "-o", "report.docx", "--lang", language]) == 2
    err = capsys.readouterr().err
    assert all(suffix in err for suffix in SUFFIXES)
    assert main(["validate", "--help", "--lang", language]) == 0
    assert "--output" in capsys.readouterr().out
