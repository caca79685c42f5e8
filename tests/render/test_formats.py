"""Every format shows everything, and nothing of a workbook can act up in it."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from inspect import signature

import pytest

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.plan.rosters import UNSEEN as IN_NO_NAME
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.wording import UNSEEN, visible
from khpcmd.report import Report
from places import languages

VI = Messages("vi")
EVIL = "Xã [mới][/đóng] :100: \x1b[31m\x07\u202eđỏ\u200b\r\n\x9b\ud800"
HOSTILE = Diagnostic(Code.UNKNOWN_COLUMN, Location("a\x1b]0;b.xlsx", EVIL, "A1"), {"header": EVIL, "suggestion": ""})


ANSWERS = {"check": "Report", "validate": "DataReport", "diff": "Changes"}
"""What each command that has its results written by the table hands to a writer."""


@pytest.mark.parametrize("form", Format)
def test_every_writer_of_the_table_takes_the_results_of_its_command(form: Format) -> None:
    for command, name in form.writers.items():
        module, _, function = name.partition(":")
        taken = signature(getattr(import_module(f"khpcmd.render.{module}"), function))
        results, *others = (one.annotation for one in taken.parameters.values())
        assert (results, others) == (ANSWERS[command], ["Messages", "Look"])
        assert (taken.return_annotation == "bytes") == (form.content == "binary")


def shown(report: Report, name: str, width: int = 80, language: str = "vi", *, color: bool = False) -> str:
    return render(report, Messages(language), Look(Format(name), by_unit=True, width=width, color=color))


def faulty(*more: Diagnostic) -> Report:
    return scenes.report(scenes.faulty(), *scenes.FAULTS, *more)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_table_fits_its_width_and_cuts_nothing(width: int, language: str) -> None:
    text = shown(faulty(), "table", width, language)
    assert max(len(line) for line in text.splitlines()) <= width
    assert squeezed(text).count("…") == squeezed(text).count("…Đangthựchiện") + squeezed(text).count("…Inprogress")
    fault = "C502" + squeezed("returns.xlsx › Tổng hợp!E9")
    assert fault in squeezed(text)


def test_colour_adds_nothing_but_colour() -> None:
    plain, colored = (shown(faulty(), "table", color=color) for color in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[" in colored
    assert squeezed(re.sub(r"\x1b\[[0-9;]*m", "", colored)) == squeezed(plain)


def test_plain_lines_are_whole_and_have_no_trailing_blanks() -> None:
    lines = shown(faulty(), "plain").splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert not any(character in "".join(lines) for character in "─│┃━")
    assert sum("C502" in line and "4 người" in line and "Chỉ ghi chữ số" in line for line in lines) == 1


@pytest.mark.parametrize("name", ["plain", "table"])
def test_what_cannot_be_seen_is_shown_as_an_escape(name: str) -> None:
    text = shown(faulty(HOSTILE), name, 200)
    assert r"Xã [mới][/đóng] :100: \x1b[31m\x07\u202eđỏ\u200b\x0d\x0a\x9b\ud800" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b\ud800]", text)
    text.encode()


def test_json_keeps_the_value_of_what_cannot_be_seen() -> None:
    text = shown(faulty(HOSTILE), "json")
    text.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)
    assert json.loads(text)["diagnostics"][-1]["params"]["header"] == EVIL


def test_json_is_complete_and_written_in_the_readers_letters() -> None:
    text = shown(faulty(), "json")
    assert "Huyện có kế hoạch" in text
    found = json.loads(text)
    assert found["format_version"] == "1"
    assert found["plan"]["sha256"] == "0" * 64
    assert found["inputs"] == [
        {"file": "returns.xlsx", "sha256": "1" * 64, "role": "return", "standing": "faulty", "units": []}
    ]
    assert found["summary"]["targets"]["missed"] == 2
    assert found["summary"]["diagnostics"] == {"error": 1, "warning": 1, "question": 0, "note": 1}
    assert found["summary"]["not_reported"] == 1
    assert found["roll_call"][0]["missing"] == ["298"]
    one = next(result for result in found["results"] if result["target"] == "B1")
    assert (one["part"], one["whole"], one["value"]) == (2, 3, "2/3")
    assert one["bounds"] == {"low": "1/2", "high": "3/4"}
    assert (one["verdict"], one["gap"], one["threshold"]) == ("missed", 1, {"at_least": "100%"})
    assert one["lacking"] == [{"unit": "298", "reported": False, "under_way": False}]
    assert one["units"][0]["part_cells"] == [
        {"file": "f.xlsx", "sheet": "s", "cell": "A1", "state": "value", "raw": "True", "value": True}
    ]
    fault = found["diagnostics"][0]
    assert (fault["code"], fault["name"], fault["severity"]) == ("C502", "not_a_number", "error")
    assert (fault["file"], fault["sheet"], fault["cell"], fault["unit"]) == ("returns.xlsx", "Tổng hợp", "E9", "296")
    assert fault["params"] == {"field": {"kind": "field", "id": "inspected"}, "found": "4 người"}


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys(item)}
    return {key for item in value for key in keys(item)} if isinstance(value, list) else set()


def test_json_keys_are_the_same_in_every_language() -> None:
    vi, en = (json.loads(shown(faulty(), "json", language=language)) for language in LANGUAGES)
    assert keys(vi) == keys(en)
    assert all(re.fullmatch("[a-z0-9_]+", key) for key in keys(vi))
    assert [d["code"] for d in vi["diagnostics"]] == [d["code"] for d in en["diagnostics"]]


def test_an_escape_is_one_line() -> None:
    assert visible("a\nb\tc\u2028d") == r"a\x0ab\x09c\u2028d"


@pytest.mark.slow
def test_every_character_that_cannot_be_seen_is_escaped_and_no_other() -> None:
    everything = [chr(code) for code in range(sys.maxunicode + 1)]
    changed = {character for character in everything if visible(character) != character}
    assert changed == {character for character in everything if UNSEEN.search(character)}
    assert "\x1b" in changed
    in_no_name = [character for character in everything if IN_NO_NAME.search(character)]
    assert "\u202e" in in_no_name
    assert not any(character.isprintable() for character in in_no_name)
