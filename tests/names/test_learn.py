"""``khpcmd plan learn``: what is asked about, how often, what is offered, and that nothing dangerous is chosen."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.names.file import NamesText
from khpcmd.names.learn import Entry, learned
from khpcmd.names.suggest import Asked, Candidate, Suggestions, paired
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from names.test_taught import FORM, HEAD, saved
from places import EXAMPLES, Captured


def entries(plan: Plan, *paths: Path) -> dict[str, Entry]:
    return {one.text: one for one in learned([(str(path), path.name) for path in paths], plan)}


@pytest.mark.slow
def test_each_text_is_one_entry_with_where_it_stands_and_what_beside_it(plan: Plan, tmp_path: Path) -> None:
    found = entries(plan, saved(tmp_path, FORM, "a.xlsx"), saved(tmp_path, FORM, "b.xlsx"))
    venues = found["TS CSKDDV"]
    assert (venues.count, venues.files) == (2, 2)
    assert [str(at) for at in venues.places] == ["a.xlsx › Biểu!B5", "b.xlsx › Biểu!B5"]
    assert list(venues.samples) == ["86"]


@pytest.mark.slow
def test_what_only_shows_when_the_labels_are_known_is_asked_as_well(plan: Plan, tmp_path: Path) -> None:
    found = entries(plan, saved(tmp_path, FORM))
    offered = {text: (one.candidates[0].key, one.candidates[0].value) for text, one in found.items()}
    assert offered == {
        "Số gửi Sở": ("figures", "results"), "Mã phiếu": ("ignore", "column"), "TS CSKDDV": ("field", "venues_total"),
        "CS đã KTra": ("field", "venues_inspected"), "Có ra KH PCMD": ("field", "plan_issued"),
        "Lượt đi KT": ("field", "inspection_visits"), "Số băng rôn": ("ignore", "row"), "CSKD": ("measure", "cơ sở"),
        "ok rồi": ("answer", "yes"), "chờ số": ("missing", ""),
    } | {"Số băng rôn": offered["Số băng rôn"]}  # fmt: skip


def test_a_sheet_without_words_that_can_be_taught_asks_nothing(plan: Plan) -> None:
    examples = Path(__file__).parents[2] / "examples"
    assert learned([(str(examples / "returns_2023.xlsx"), "returns_2023.xlsx")], plan) == []
    assert learned([(str(examples / "faulty" / "unit_of_measure.xlsx"), "a.xlsx")], plan) == []  # "lượt" of sites


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Tổng CSKDDV", "venues_total"),
        ("CBCCVC cấp huyện", "staff_district_total"),
        ("CBCCVC cấp xã", "staff_commune_total"),
        ("NLĐ trong KCN", "zone_workers_total"),
    ],
)
def test_a_whole_is_offered_first_and_never_chosen_beside_its_part(plan: Plan, text: str, field: str) -> None:
    (ranked,) = Suggestions(plan).fields([Asked(text)], (), "district")
    assert (ranked.candidates[0].value, ranked.chosen) == (field, False)


def test_the_texts_of_one_table_do_not_mean_the_same(plan: Plan) -> None:
    texts = ["NLĐ các CSKDDV", "NLĐ các CSKDDV được TT"]
    first = [one.candidates[0].value for one in Suggestions(plan).fields([Asked(text) for text in texts], (), "")]
    assert first == ["venue_workers_total", "venue_workers_informed"]


@pytest.mark.parametrize(
    ("text", "unit"), [("NS", "291"), ("H. N.Sách", "291"), ("UBND TPHD", "288"), ("298", "298"), ("Chí Lih", "290")]
)
def test_units_are_offered_for_codes_short_forms_and_slips(plan: Plan, text: str, unit: str) -> None:
    assert Suggestions(plan).units([text], ())[0].candidates[0].value == unit


@pytest.mark.parametrize(
    ("scores", "own"),
    [
        ([], []),
        ([{}], [""]),
        ([{"a": 0.8, "b": 0.7}, {"a": 0.9, "b": 0.1}], ["b", "a"]),
        ([{"a": 0.2, "b": 0.9, "c": 0.1}, {"a": 0.1, "b": 0.8, "c": 0.7}], ["b", "c"]),
        ([{"a": 1.0}, {"a": 2.0}], ["", "a"]),
    ],
)
def test_what_is_likest_is_paired_first_and_nothing_twice(scores: list[dict[str, float]], own: list[str]) -> None:
    found = [{name: Candidate("unit", name, score) for name, score in one.items()} for one in scores]
    assert paired(found) == own


# the command


def learn(folder: Path, *more: str) -> tuple[int, str]:
    file = folder / "names.yaml"
    code = main(["plan", "learn", str(folder), "-o", str(file), *more])
    return code, file.read_text("utf-8")


@pytest.mark.slow
def test_the_file_is_one_that_can_be_used_at_once(plan: Plan, tmp_path: Path, capsys: Captured) -> None:
    saved(tmp_path, FORM)
    code, text = learn(tmp_path, "--lang", "en")
    assert code == 0
    assert "--names" in capsys.readouterr().err
    names = NamesText(text, "names.yaml")
    assert f"\nplan: {plan.id}\n" in text
    assert {one.entry.text for one in names.entries} == set(entries(plan, tmp_path / "ns.xlsx"))
    assert main(["check", str(tmp_path / "ns.xlsx"), "--names", str(tmp_path / "names.yaml"), "--only-reported"]) == 3


@pytest.mark.slow
def test_a_second_run_only_adds_what_is_new(tmp_path: Path) -> None:
    saved(tmp_path, FORM)
    _, first = learn(tmp_path)
    assert learn(tmp_path)[1] == first
    saved(tmp_path, [*FORM[:4], [4, "Số hđ PCMD", "hoạt động", 4, 1]], "b.xlsx")
    _, more = learn(tmp_path)
    assert more.startswith(first)
    assert '"Số hđ PCMD"' in more.removeprefix(first)


@pytest.mark.slow
def test_hostile_texts_stay_in_their_comments_and_quotes(tmp_path: Path) -> None:
    odd = 'TS CSKDDV "x"\n- text: hack\n  field: venues_total # \u202e\x07'
    saved(
        tmp_path, [FORM[0], [1, odd.replace("\x07", ""), "cơ sở", 4, 1], [2, "CS đã KTra", "cơ sở\n# field: x", 3, 2]]
    )
    _, text = learn(tmp_path)
    names = NamesText(text, "names.yaml")
    assert all(not one.decided or one.entry.text != "hack" for one in names.entries)
    assert "\u202e" not in text


def test_nothing_is_written_where_there_is_nothing_to_ask(tmp_path: Path, capsys: Captured) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    file = tmp_path / "names.yaml"
    assert main(["plan", "learn", str(tmp_path), "-o", str(file), "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert not file.exists()
    assert not said.out
    assert said.err.splitlines()[1:] == [f"Nothing was written to {file}."]
    assert main(["plan", "learn", str(tmp_path), "--lang", "en"]) == 0
    assert not capsys.readouterr().out


def test_without_files_nothing_was_asked(tmp_path: Path) -> None:
    assert main(["plan", "learn", str(tmp_path), "-o", str(tmp_path / "n.yaml")]) == 5
    assert not (tmp_path / "n.yaml").exists()


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_learned(tmp_path: Path, capsys: Captured) -> None:
    saved(tmp_path, FORM)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    code, text = learn(tmp_path)
    assert code == 0
    assert "broken.xlsx" in capsys.readouterr().err
    assert "TS CSKDDV" in text


def test_wrong_usage(tmp_path: Path, capsys: Captured) -> None:
    path = saved(tmp_path, FORM)
    assert main(["plan", "learn", str(path), "--ask", "-o", str(tmp_path / "n.yaml")]) == 2  # no terminal
    assert main(["plan", "learn", "--into", "plan.yaml"]) == 2
    assert main(["plan", "learn", str(path), "--into", "plan.yaml", "-o", "n.yaml"]) == 2
    assert main(["plan", "learn", str(path), "-o", str(path)]) == 2
    capsys.readouterr()


def test_check_says_how_many_texts_can_be_taught_and_with_which_command(tmp_path: Path, capsys: Captured) -> None:
    path = saved(tmp_path, FORM)
    main(["check", str(path), "--only-reported", "--as-of", "2023-12-14", "--lang", "en"])
    line = next(line for line in capsys.readouterr().out.splitlines() if "plan learn" in line)
    assert line.strip().startswith(f"khpcmd plan learn {path} --lang en -o names.yaml")
    assert "texts" in line
    main(["check", str(Path(__file__).parents[2] / "examples" / "returns_2023.xlsx"), "--as-of", "2023-12-14"])
    assert "plan learn" not in capsys.readouterr().out


# one by one


def answer(path: Path, said: Sequence[str]) -> NamesText:
    """The file after somebody typed some answers; the last one ends the questions."""
    from khpcmd.cli.commands.learn import _Asking
    from khpcmd.i18n import Messages

    answers = iter([*said, "q", "q"])
    _Asking(path, load_plan(None), Messages("vi"), lambda _: next(answers)).run()
    return NamesText(path.read_text("utf-8"), str(path))


def asked(folder: Path) -> Path:
    saved(folder, FORM)
    learn(folder)
    return folder / "names.yaml"


@pytest.mark.slow
def test_answers_are_written_at_once(tmp_path: Path, capsys: Captured) -> None:
    file = asked(tmp_path)
    before = NamesText(file.read_text("utf-8"), "n")
    first, second = [one.index for one in before.entries if not one.decided][:2]
    after = answer(file, ["y", "s"])
    offers = list(before.offers(before.entries[first]))
    assert after.entries[first].entry.meanings == {offers[0].key: offers[0].value}
    assert not after.entries[second].decided
    assert "#" in file.read_text("utf-8")
    capsys.readouterr()


@pytest.mark.slow
def test_other_meanings_are_found_by_words_or_ids(tmp_path: Path, capsys: Captured) -> None:
    file = asked(tmp_path)
    before = NamesText(file.read_text("utf-8"), "n")
    first = next(one.index for one in before.entries if not one.decided)
    assert before.entries[first].entry.text == "Số gửi Sở"
    after = answer(file, ["o", "lượt kiểm tra", "1"])
    assert after.entries[first].entry.meanings == {"field": "inspection_visits"}
    capsys.readouterr()


def test_a_contradiction_is_taken_with_a_reason_only(plan: Plan, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "names.yaml"
    text = f"plan: {plan.id}\nnames:\n  # 1\n  - text: Kế hoạch giao\n    # figures: results # x\n"
    file.write_text(text, encoding="utf-8")
    assert answer(file, ["y", ""]).text == text
    decided = answer(file, ["y", "Huyện xác nhận"]).entries[0].entry
    assert (decided.figures, decided.against, decided.reason) == ("results", "plan", "Huyện xác nhận")
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a terminal of its own needs a pty")
def test_ctrl_c_keeps_what_was_answered(tmp_path: Path) -> None:
    file = asked(tmp_path)
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "khpcmd", "plan", "learn", str(tmp_path / "ns.xlsx"), "-o", str(file), "--ask"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # ignored by what runs in the background
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, preexec_fn=heard)  # noqa: PLW1509
    os.close(child)
    seen = _until(parent, b"", 1)
    os.write(parent, b"y\n")
    _until(parent, seen, 2)
    for _ in range(60):  # one that comes right before the wait for a line begins is only noticed with the next
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
            break
        while select.select([parent], [], [], 0)[0]:  # what nobody reads would hold up what is written
            os.read(parent, 1024)
    assert process.returncode == 130
    os.close(parent)
    names = NamesText(file.read_text("utf-8"), "n")
    assert sum(one.decided for one in names.entries) >= 1


def _until(terminal: int, seen: bytes, prompts: int) -> bytes:
    """What a terminal has shown after so many prompts."""
    while seen.count("dừng ›".encode()) < prompts:
        seen += os.read(terminal, 1024)
    return seen


@pytest.mark.slow
def test_the_head_of_a_form_is_not_asked_about(plan: Plan, tmp_path: Path) -> None:
    found = entries(plan, saved(tmp_path, FORM))
    assert not {str(line[0]) for line in HEAD if line} & found.keys()
