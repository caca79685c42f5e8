"""A file of waivers as its writer sees it: each mistake told once, at its line and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenes
from effort.calls import TWICE, grown
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.errors import AnswersError, WaiversError
from khpcmd.diagnostics.parameters import Added, InCell, Ref, Stored
from khpcmd.inputs.decisions import day_of, load_answers, load_waivers
from khpcmd.judge.answers import Answers, Run, closed
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.waivers import Waivers
from khpcmd.judge.world import World
from khpcmd.plan.decisions import Answer, Reply, Waiver
from khpcmd.plan.model import Plan
from khpcmd.plan.yaml_source import MAX_BYTES
from khpcmd.results import Reason, Result, Verdict
from layers import part_of
from worlds import count_field, filed, plan, text

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = "plan: small\nwaivers:\n"
PAPER = "12/UBND-VX ngày 05/12/2023"
GRANTED = f"    reason: Chờ giám định\n    document: {PAPER}\n    approver: Chủ tịch UBND tỉnh\n    until: 2023-12-31\n"
OF_UNIT = '  - target: B3a\n    unit: "291"\n' + GRANTED
OF_TARGET = "  - target: B3c\n    whole_target: true\n" + GRANTED


def loaded(folder: Path, text: str) -> Waivers:
    path = folder / "w.yaml"
    path.write_text(text, encoding="utf-8")
    return load_waivers(path, scenes.small_plan())


def refused(folder: Path, text: str) -> list[tuple[AnyCode, int, int]]:
    with pytest.raises(WaiversError) as caught:
        loaded(folder, text)
    return [(one.code, one.at.line, one.at.column) for one in caught.value.diagnostics if one.at]


def test_a_waiver_says_who_is_excused_why_by_what_and_until_when(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + OF_UNIT + OF_TARGET)
    first, second = found.entries
    assert (first.target, first.unit, first.document) == ("B3a", "291", "12/UBND-VX ngày 05/12/2023")
    assert (first.reason, first.approver, first.until.isoformat()) == (
        "Chờ giám định",
        "Chủ tịch UBND tỉnh",
        "2023-12-31",
    )
    assert (second.target, second.unit) == ("B3c", "")
    assert (first.at.line, first.at.column) == (3, 5)


def test_a_unit_is_excused_from_a_score_that_is_its_own(tmp_path: Path) -> None:
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    count = {"id": "A", "measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 4}}
    points = {"kind": "score", "criteria": [{"target": "A", "points": 50}]}
    score = {"id": "B3a", "measure": points, "threshold": {"at_least": 40}}
    small = plan({"a": count_field()}, {}, targets=[{**common, **one} for one in (count, score)])
    path = tmp_path / "w.yaml"
    path.write_text(HEAD + OF_UNIT.replace("291", "d1"), encoding="utf-8")
    found = load_waivers(path, small)
    world = World(small, "year", {one: filed(one, {"a": 3}) for one in ("d1", "d2", "d3")}, frozenset(small.unit))
    results = evaluate(world, small.targets, lambda seen, judged: found.applied(seen, judged, date(2023, 12, 12))[0])
    assert [one.verdict for one in results[1].units] == [Verdict.WAIVED, Verdict.MISSED, Verdict.MISSED]
    path.write_text(HEAD + OF_UNIT.replace("291", "d4"), encoding="utf-8")
    with pytest.raises(WaiversError):
        load_waivers(path, small)


def test_a_list_without_waivers_is_a_list(tmp_path: Path) -> None:
    assert loaded(tmp_path, "plan: small\nwaivers: []\n").entries == ()


def test_a_reason_over_several_lines_is_one_line(tmp_path: Path) -> None:
    folded = OF_UNIT.replace("reason: Chờ giám định", "reason: |\n      Chờ\n      giám định")
    assert loaded(tmp_path, HEAD + folded).entries[0].reason == "Chờ giám định"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (HEAD + OF_UNIT.replace("    reason: Chờ giám định\n", ""), Code.MISSING_KEY, 3, 5),
        (HEAD + OF_UNIT.replace(PAPER, '""'), Code.WRONG_VALUE, 6, 15),
        (HEAD + OF_UNIT.replace("approver", "aprover"), Code.UNKNOWN_KEY, 7, 5),
        (HEAD + OF_UNIT + "    code: C502\n", Code.UNKNOWN_KEY, 9, 5),
        (HEAD + OF_UNIT + "    until: 2024-12-31\n", Code.YAML_DUPLICATE_KEY, 9, 5),
        (HEAD + OF_UNIT.replace("2023-12-31", "31/12/2023"), Code.WRONG_TYPE, 8, 12),
        (HEAD + OF_UNIT.replace("2023-12-31", "2023-02-30"), Code.WRONG_VALUE, 8, 12),
        (HEAD + OF_UNIT.replace("2023-12-31", "2023-12-04"), Code.WRONG_VALUE, 8, 12),
        (
            HEAD + OF_UNIT.replace("05/12/2023", scenes.small_plan().document.date.strftime("%d/%m/%Y")),
            Code.WRONG_VALUE,
            6,
            15,
        ),
        (HEAD + OF_UNIT.replace('"291"', "291"), Code.WRONG_TYPE, 4, 11),
        (HEAD + OF_UNIT.replace("B3a", "B3d"), Code.UNKNOWN_REFERENCE, 3, 13),
        (HEAD + OF_UNIT.replace("291", "999"), Code.UNKNOWN_REFERENCE, 4, 11),
        (HEAD + OF_UNIT.replace('    unit: "291"\n', ""), Code.WAIVER_OF_WHAT, 3, 5),
        (HEAD + OF_UNIT + "    whole_target: true\n", Code.WAIVER_OF_WHAT, 3, 5),
        (HEAD + OF_UNIT.replace('unit: "291"', "whole_target: false"), Code.WAIVER_OF_WHAT, 3, 5),
        (HEAD + OF_UNIT.replace("B3a", "C502"), Code.WAIVER_OF_FAULT, 3, 13),
        (HEAD + OF_UNIT.replace("B3a", "c502"), Code.WAIVER_OF_FAULT, 3, 13),
        (HEAD + OF_UNIT.replace("B3a", "B3c"), Code.WAIVER_OF_POOLED_UNIT, 4, 11),
        (HEAD + OF_UNIT.replace("291", "bao"), Code.WAIVER_NOT_CONCERNED, 4, 11),
        (HEAD + OF_UNIT + OF_UNIT, Code.WAIVER_TWICE, 9, 5),
        (HEAD + OF_UNIT + OF_TARGET.replace("B3c", "B3a"), Code.WAIVER_TWICE, 9, 5),
        (HEAD + OF_TARGET.replace("B3c", "B3a") + OF_UNIT, Code.WAIVER_TWICE, 9, 5),
        (HEAD.replace("small", "other") + OF_UNIT, Code.WAIVERS_OF_OTHER_PLAN, 1, 7),
        ("waivers: []\n", Code.MISSING_KEY, 1, 1),
        ("", Code.WRONG_TYPE, 1, 1),
        (HEAD + OF_UNIT + "  - *all\n", Code.YAML_NOT_ALLOWED, 9, 5),
        ("plan: small\nwaivers: [\n", Code.YAML_SYNTAX, 3, 1),
    ],
)
def test_each_mistake_is_told_once_at_its_place(
    tmp_path: Path, text: str, code: AnyCode, line: int, column: int
) -> None:
    assert refused(tmp_path, text) == [(code, line, column)]


def test_a_waiver_may_hold_on_the_day_of_its_document_alone(tmp_path: Path) -> None:
    (found,) = loaded(tmp_path, HEAD + OF_UNIT.replace("2023-12-31", "2023-12-05")).entries
    assert day_of(found.document) == found.until


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (OF_UNIT + "    whole_target: true\n", "both_given"),
        (OF_UNIT.replace('    unit: "291"\n', ""), "neither_given"),
    ],
)
def test_a_waiver_is_of_a_unit_or_of_the_whole_target(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(WaiversError) as caught:
        loaded(tmp_path, HEAD + text)
    assert [one.params["what"] for one in caught.value.diagnostics] == [Ref("word", what)]


def test_two_units_of_one_target_may_each_have_a_waiver(tmp_path: Path) -> None:
    assert len(loaded(tmp_path, HEAD + OF_UNIT + OF_UNIT.replace("291", "296")).entries) == 2


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        (OF_UNIT.replace("B3a", "b3A"), "B3a"),
        (OF_UNIT.replace("291", "Nam Sách"), "291"),
        (OF_UNIT.replace("291", "Huyện Tứ Kỳ"), "298"),
        (OF_UNIT.replace("approver", "aprover"), "approver"),
    ],
)
def test_what_was_probably_meant_is_offered(tmp_path: Path, text: str, offer: str) -> None:
    with pytest.raises(WaiversError) as caught:
        loaded(tmp_path, HEAD + text)
    assert [one.params["suggestion"] for one in caught.value.diagnostics] == [offer]


def test_after_twenty_unknown_names_only_what_is_certain_is_offered(tmp_path: Path) -> None:
    """A unit that is called by its name is known without a search."""
    text = HEAD + 25 * OF_UNIT.replace("B3a", "b3A") + OF_UNIT.replace("291", "Nam Sách")
    with pytest.raises(WaiversError) as caught:
        loaded(tmp_path, text)
    unknown = [one for one in caught.value.diagnostics if one.code is Code.UNKNOWN_REFERENCE]
    assert [one.params["suggestion"] for one in unknown] == [*["B3a"] * 20, *[""] * 5, "291"]


def test_a_file_that_is_not_there_too_large_or_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "latin.yaml").write_bytes(b"plan: sm\xe1ll\n")
    told = {}
    for name in ("nowhere.yaml", "large.yaml", "latin.yaml", "."):
        with pytest.raises(WaiversError) as caught:
            load_waivers(tmp_path / name, scenes.small_plan())
        told[name] = [one.code for one in caught.value.diagnostics]
    assert told == {
        "nowhere.yaml": [Code.PLAN_NOT_FOUND],
        "large.yaml": [Code.PLAN_TOO_LARGE],
        "latin.yaml": [Code.YAML_SYNTAX],
        ".": [Code.PLAN_NOT_READABLE],
    }


def told_of(path: Path) -> list[Diagnostic] | None:
    """What a file is refused for; None where it is not."""
    try:
        load_waivers(path, scenes.small_plan())
    except WaiversError as error:
        return error.diagnostics
    return None


LINES = (HEAD + OF_UNIT + OF_TARGET).splitlines(keepends=True)
ODD = st.sampled_from(
    ["- ", "? x\n", "[", "{", "unit: &a 1\n", "\t", "  - {}\n", "until: 60.000\n", "<<: 1\n", "x: \x00\n"]
)


@settings(max_examples=part_of(300), deadline=None)
@given(st.lists(st.sampled_from(LINES) | ODD, max_size=16))
def test_whatever_stands_in_the_file_is_read_or_refused_with_places(lines: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "w.yaml"
        path.write_text("".join(lines), encoding="utf-8")
        told = told_of(path)
    assert told is None or (told and all(one.at is not None and one.at.line for one in told))


def test_to_refuse_twice_as_many_unknown_names_is_twice_the_work(tmp_path: Path) -> None:
    def read(count: int) -> Callable[[], object]:
        many = "".join(
            f"  - {{target: T{n}, unit: x{n}, reason: vì, document: 1/KH 5/12/2023, approver: Sở, until: 2023-12-31}}\n"
            for n in range(count)
        )
        assert len(refused(tmp_path, HEAD + many)) == 2 * count
        return lambda: refused(tmp_path, HEAD + many)

    assert grown(read, 60) <= TWICE


# what decisions rest on


NO_PAPER = (
    "-", "?", "…", "chưa có", "Không", "chưa cấp số", "n/a", "pending", "số", "12", "số 12", "/UBND-VX", "…/UBND-VX",
    "0/UBND-VX", "Công văn số    /UBND-VX", "05/12/2023", "2023-12-05", "ngày 5 tháng 12 năm 2023",
    "Dự thảo 12/UBND-VX", "12/UBND-VX (chưa ký)", "12/TTr-UBND", "draft of Public Law 116-136",
)  # fmt: skip
PAPERS = (
    "12/UBND-VX", "1234/UBND-VX (minh họa)", "Quyết định số 07/2023/QĐ-UBND", "số 45-TB/TU", "Nghị quyết 12-NQ/TU",
    "CV 15/UBND-VX v/v gia hạn", "12a/KH-UBND", "Public Law 116-136", "TEGL 17-22",
)  # fmt: skip
DATED = ("{} ngày 05/12/2023", "{}, 5.12.2023", "{} 2023-12-05", "{} ngày 5 tháng 12 năm 2023", "{} of 5 December 2023")
NO_DAY = (
    "{}", "{} ngày 31/02/2023", "{} tháng 12/2023", "{} năm 2023", "{} of 5 Foo 2023", "{} ngày 05/12/1023",
    "{} ngày 31/02/2023, 2023-12-05", "{} ngày 05/12/2023 và 06/12/2023",
)  # fmt: skip
ACTS = (
    "Quyết định số 12/QĐ-UBND ngày 05/12/2023 của UBND tỉnh Hải Dương", "Văn bản số 12/UBND-VX, 2023-12-05",
    "Quyết định của Chủ tịch UBND tỉnh số 12/QĐ-UBND ngày 5/12/2023", "Quyết định 12/QĐ-UBND (05/12/2023)",
    "Công văn số 12/UBND-VX của Uỷ ban nhân dân tỉnh ngày 05/12/2023 về việc cho phép gia hạn thời hạn giải quyết",
    "Thông báo kết luận số 45-TB/TU ngày 5.12.2023 của Ban Thường vụ Tỉnh ủy", "Kết luận số 12-KL/TU ngày 5/12/2023",
    "Chỉ thị 05/CT-TTg ngày 5.12.2023 của Thủ tướng Chính phủ", "Công điện 03/CĐ-UBND, 2023-12-05",
    "Nghị quyết số 12/2023/NQ-HĐND ngày 05/12/2023 của Hội đồng nhân dân tỉnh", "QĐ 12/QĐ-UBND ngày 05/12/2023",
    "Thông báo số 45/TB-VP ngày 5/12/2023 của Văn phòng UBND tỉnh", "quyết định số 12/qđ-ubnd ngày 05/12/2023",
    "Công văn số 2/BLĐTBXH-PCTNXH ngày 5/12/2023 của Bộ Lao động - Thương binh và Xã hội", "Số: 12/UBND, 5/12/2023",
    "Văn bản 12/UBND-VX ngày 05/12/2023 về việc tạm dừng kiểm tra", "Kế hoạch số 88/KH-UBND ngày 05/12/2023",
    "Decision No. 12/QD-UBND dated 5 December 2023 of the Provincial People's Committee",
)  # fmt: skip
NO_ACTS = (
    "đang trình {}", "Công văn xin ý kiến số 12/CV ngày 05/12/2023", "{} (không đồng ý)", "{} (đã bị thu hồi)", "{}?",
    "12/QĐ-UBND (không đồng ý) ngày 05/12/2023", "{} hết hiệu lực", "{} đã bị thay thế", "Quyết định thu hồi số {}",
    "Tờ trình số {}", "Báo cáo số {}", "12/BC-UBND ngày 05/12/2023", "Biên bản 12/BB-UBND ngày 05/12/2023",
    "12/PC-UBND ngày 05/12/2023", "12/GM-UBND ngày 05/12/2023", "Đề nghị tại {}", "Xin miễn theo {}", "Dự kiến {}",
    "{} - không đồng ý", "{}, từ chối", "{} v/v không đồng ý gia hạn", "{} v/v xin gia hạn", "{} về việc đề nghị miễn",
    "{} về việc trả lại hồ sơ", "{} về việc tạm dừng gia hạn", "{} về việc chưa gia hạn", "{} của Công ty ABC",
    "{} của UBND tỉnh đã hủy", "{} của UBND tỉnh Hải Dương Hủy", "{} và {}", "Trả lời {}", "12/xx ngày 05/12/2023",
    "Công văn số {} trả lời Tờ trình 4/TTr-UBND", "~{}", "12/UBND-VX trước ngày 05/12/2023", "{} đến 06/12/2023",
    "12/UBND-VX-hủy ngày 05/12/2023", "not {}", "{}, unsigned", "Public Law 116-136 (withdrawn) of 5 December 2023",
    "{} KHÔNG ĐỒNG Ý", "12/2023 ngày 05/12/2023", "Quyết định số 12 ngày 05/12/2023", "Quyết định Công văn {}",
)  # fmt: skip
UNSEEN = (
    "\u200b",
    "\u2060\u200d",
    "\u3164",
    "\u2800",
    "\u00ad",
    "\ufeff",
    "\u202e",
    "Sở\u200b Y tế",
    "12\u200b/UBND-VX",
)
NOBODY = ("-", "?", "...", "chưa có", "Chưa rõ", "không", "N/A", "TBD", "x", "(chưa có)")
ANSWERED = "5/BC-UBND"


def quoted(text: str) -> str:
    return '"' + text.encode("unicode_escape").decode("ascii").replace("\\x", "\\u00") + '"'


@pytest.mark.parametrize("said", [*NO_PAPER, *UNSEEN])
def test_what_is_no_document_is_refused_at_its_place(tmp_path: Path, said: str) -> None:
    of_waiver = HEAD + OF_UNIT.replace(PAPER, quoted(f"{said} 05/12/2023")) if said not in UNSEEN else ""
    of_waiver = of_waiver or HEAD + OF_UNIT.replace(PAPER, quoted(said))
    assert refused(tmp_path, of_waiver) == [(Code.WRONG_VALUE, 6, 15)]
    of_answer = HEAD_ANSWER + ONE.replace(ANSWERED, quoted(said))
    assert refused_answer(tmp_path, of_answer) == [(Code.WRONG_VALUE, 7, 15)]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_document_has_a_number_a_symbol_and_a_day(tmp_path: Path, paper: str) -> None:
    for dated in DATED:
        (found,) = loaded(tmp_path, HEAD + OF_UNIT.replace(PAPER, quoted(dated.format(paper)))).entries
        assert (found.document, day_of(found.document)) == (dated.format(paper), date(2023, 12, 5))
    for undated in NO_DAY:
        text = HEAD + OF_UNIT.replace(PAPER, quoted(undated.format(paper)))
        assert refused(tmp_path, text) == [(Code.WRONG_VALUE, 6, 15)]
    (answered,) = loaded_answer(tmp_path, HEAD_ANSWER + ONE.replace(ANSWERED, quoted(paper))).entries
    assert answered.document == paper


@pytest.mark.parametrize("act", ACTS)
def test_an_act_may_be_written_in_full(tmp_path: Path, act: str) -> None:
    (found,) = loaded(tmp_path, HEAD + OF_UNIT.replace(PAPER, quoted(act))).entries
    assert (found.document, found.granted) == (act, date(2023, 12, 5))


@pytest.mark.parametrize("said", NO_ACTS)
def test_what_is_not_understood_word_for_word_as_an_act_waives_nothing(tmp_path: Path, said: str) -> None:
    text = said.format(*2 * ["12/UBND-VX ngày 05/12/2023"])
    assert refused(tmp_path, HEAD + OF_UNIT.replace(PAPER, quoted(text))) == [(Code.WRONG_VALUE, 6, 15)]


def test_a_report_answers_and_waives_nothing(tmp_path: Path) -> None:
    assert loaded_answer(tmp_path, HEAD_ANSWER + ONE.replace(ANSWERED, "Báo cáo số 5/BC-UBND ngày 5/12/2023")).entries
    text = HEAD_ANSWER + ONE.replace(ANSWERED, "5/BC-UBND (không thống nhất)")
    assert refused_answer(tmp_path, text) == [(Code.WRONG_VALUE, 7, 15)]


@pytest.mark.parametrize("said", [*NOBODY, *UNSEEN])
def test_nobody_and_no_reason_are_refused_at_their_place(tmp_path: Path, said: str) -> None:
    for name, line, column in (("Chờ giám định", 5, 13), ("Chủ tịch UBND tỉnh", 7, 15)):
        text = HEAD + OF_UNIT.replace(name, quoted(said))
        assert refused(tmp_path, text) == [(Code.WRONG_VALUE, line, column)]
    for name, line, column in (("Đã ban hành", 6, 13), ("Chủ tịch UBND tỉnh", 8, 17)):
        text = HEAD_ANSWER + ONE.replace(name, quoted(said))
        assert refused_answer(tmp_path, text) == [(Code.WRONG_VALUE, line, column)]


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("vi", "số, ký hiệu và ngày của văn bản đã ban hành, không thêm lời nào khác, ví dụ 1234/UBND-VX ngày"),
        ("en", "the number, symbol and day of a document that was issued and nothing else, for example"),
    ],
)
def test_a_document_that_is_none_is_told_with_what_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, expected: str
) -> None:
    path = tmp_path / "w.yaml"
    text = (EXAMPLES / "waivers_2023.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("1234/UBND-VX ngày 15/05/2023 (minh họa)", "chưa có"), encoding="utf-8")
    code = main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--waivers", str(path), "--lang", lang])
    told = " ".join(capsys.readouterr().err.split())
    assert (code, "w.yaml:9:15" in told, expected in told) == (2, True, True), told


def test_a_waiver_counts_from_the_day_of_its_document(tmp_path: Path) -> None:
    request = Request((EXAMPLES / "returns_2023.xlsx",), waivers=EXAMPLES / "waivers_2023.yaml")
    path = tmp_path / "later.yaml"
    text = request.waivers.read_text(encoding="utf-8") if request.waivers else ""
    path.write_text(text.replace("ngày 15/05/2023", "ngày 14/12/2023"), encoding="utf-8")
    later = request._replace(waivers=path)
    for asked, day, codes in (
        (request, 12, [Code.WAIVER_WHOLE_TARGET]), (later, 13, [Code.WAIVER_NOT_YET, Code.WAIVER_WHOLE_TARGET]),
        (later, 14, [Code.WAIVER_WHOLE_TARGET]),
    ):  # fmt: skip
        report = check(asked._replace(as_of=date(2023, 12, day)))
        told = [one.code for one in report.diagnostics if one.code.code.startswith("W")]
        verdict = next(one.verdict for one in report.results if one.target.id == "B3a")
        assert (told, verdict is Verdict.WAIVED) == (codes, Code.WAIVER_NOT_YET not in codes)


# answers to targets that nobody can compute: each mistake of the file once at its place, and what an answer does


FIELDS = {"handled": count_field(), "received": count_field()}
MANUAL = plan(FIELDS, {"measure": {"kind": "manual"}})
COMPUTED = plan(
    FIELDS, {"measure": {"kind": "ratio", "part": "handled", "whole": "received"}, "threshold": {"at_least": "100%"}}
)
DAY = date(2023, 12, 12)

HEAD_ANSWER = f"plan: {MANUAL.id}\nanswers:\n"
ONE = (
    "  - target: T1\n    period: year\n    verdict: met\n    reason: Đã ban hành\n    document: 5/BC-UBND\n"
    "    decided_by: Chủ tịch UBND tỉnh\n    day: 2023-12-10\n"
)


def loaded_answer(folder: Path, text: str, of: Plan = MANUAL) -> Answers:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return load_answers(path, of)


def refused_answer(folder: Path, text: str, of: Plan = MANUAL) -> list[tuple[AnyCode, int, int]]:
    with pytest.raises(AnswersError) as caught:
        loaded_answer(folder, text, of)
    return [(one.code, one.at.line, one.at.column) for one in caught.value.diagnostics if one.at]


def test_an_answer_says_who_decided_what_when_by_which_document_and_why(tmp_path: Path) -> None:
    (found,) = loaded_answer(tmp_path, HEAD_ANSWER + ONE.replace("Đã ban hành", "|\n      Đã\n      ban hành")).entries
    assert (found.target, found.period, found.verdict, found.reason) == ("T1", "year", "met", "Đã ban hành")
    assert (found.document, found.decided_by, found.day) == ("5/BC-UBND", "Chủ tịch UBND tỉnh", date(2023, 12, 10))
    assert (found.at.line, found.at.column) == (3, 5)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (HEAD_ANSWER + ONE.replace("    reason: Đã ban hành\n", ""), Code.MISSING_KEY, 3, 5),
        (HEAD_ANSWER + ONE.replace("    document: 5/BC-UBND\n", ""), Code.MISSING_KEY, 3, 5),
        (HEAD_ANSWER + ONE.replace("Đã ban hành", '""'), Code.WRONG_VALUE, 6, 13),
        (HEAD_ANSWER + ONE + "    approver: x\n", Code.UNKNOWN_KEY, 10, 5),
        (HEAD_ANSWER + ONE.replace("verdict: met", "verdict: waived"), Code.WRONG_VALUE, 5, 14),
        (HEAD_ANSWER + ONE.replace("verdict: met", "verdict: inconclusive"), Code.WRONG_VALUE, 5, 14),
        (HEAD_ANSWER + ONE.replace("verdict: met", "verdict: true"), Code.WRONG_VALUE, 5, 14),
        (HEAD_ANSWER + ONE.replace("2023-12-10", "10/12/2023"), Code.WRONG_TYPE, 9, 10),
        (HEAD_ANSWER + ONE.replace("T1", "T9"), Code.UNKNOWN_REFERENCE, 3, 13),
        (HEAD_ANSWER + ONE.replace("period: year", "period: yaer"), Code.UNKNOWN_REFERENCE, 4, 13),
        (HEAD_ANSWER + ONE.replace("2023-12-10", "2022-06-10"), Code.ANSWER_BEFORE_PERIOD, 9, 10),
        (HEAD_ANSWER + ONE.replace("5/BC-UBND", "5/BC-UBND ngày 11/12/2023"), Code.WRONG_VALUE, 9, 10),
        (HEAD_ANSWER + ONE.replace("verdict: met", "verdict: in_progress"), Code.ANSWER_LEFT_OPEN, 5, 14),
        (HEAD_ANSWER + ONE + ONE, Code.ANSWER_TWICE, 10, 5),
        (HEAD_ANSWER.replace("plan: ", "plan: x") + ONE, Code.ANSWERS_OF_OTHER_PLAN, 1, 7),
        (HEAD_ANSWER + "    [", Code.YAML_SYNTAX, 4, 1),
        ("plan: small\n", Code.MISSING_KEY, 1, 1),
    ],
)
def test_each_mistake_of_an_answer_is_told_once_at_its_place(
    text: str, code: AnyCode, line: int, column: int, tmp_path: Path
) -> None:
    assert refused_answer(tmp_path, text) == [(code, line, column)]


def test_a_target_that_is_computed_takes_no_answer(tmp_path: Path) -> None:
    assert refused_answer(tmp_path, HEAD_ANSWER + ONE, COMPUTED) == [(Code.ANSWER_TO_COMPUTED, 3, 13)]


def test_the_half_year_and_the_year_may_have_an_answer_each(tmp_path: Path) -> None:
    half = ONE.replace("period: year", "period: half_year").replace("verdict: met", "verdict: in_progress")
    assert len(loaded_answer(tmp_path, HEAD_ANSWER + half + ONE).entries) == 2


def test_an_answer_for_a_period_in_which_the_target_is_not_judged_is_a_mistake(tmp_path: Path) -> None:
    of = plan(FIELDS, {"measure": {"kind": "manual"}, "periods": ["half_year"]})
    assert refused_answer(tmp_path, HEAD_ANSWER + ONE, of) == [(Code.WRONG_VALUE, 4, 13)]
    assert len(loaded_answer(tmp_path, HEAD_ANSWER + ONE.replace("period: year", "period: half_year"), of).entries) == 1


def given_answer(verdict: str = "met", period: str = "year", day: date = DAY) -> Answer:
    return Answer("T1", period, verdict, "vì", "5/BC", "Chủ tịch", day, Location("a.yaml", line=3, column=5))


def judged(*answers: Answer, of: Plan = MANUAL) -> tuple[Result, list[AnyCode]]:
    world = World(of, "year", {"d1": filed("d1", {"handled": 1, "received": 2})}, frozenset({"d1"}))
    (result,), told = Answers("a", "", tuple(answers)).applied(of, "year", evaluate(world, of.targets), DAY)
    return result, [one.code for one in told]


@pytest.mark.parametrize("verdict", ["met", "missed", "not_applicable"])
def test_an_answer_is_the_verdict(verdict: str) -> None:
    result, told = judged(given_answer(verdict))
    assert (result.verdict, result.reason, told) == (Verdict(verdict), Reason.NONE, [])
    assert result.answer == given_answer(verdict)


def test_without_an_answer_it_stays_open() -> None:
    result, told = judged()
    assert (result.verdict, result.reason, result.answer, told) == (Verdict.INCONCLUSIVE, Reason.MANUAL, None, [])


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (given_answer(day=date(2023, 12, 13)), Code.ANSWER_NOT_YET),
        (given_answer(day=date(2023, 10, 29)), Code.ANSWER_EARLY),
        (given_answer("not_applicable", day=date(2023, 3, 1)), Code.ANSWER_EARLY),
        (given_answer(period="half_year"), Code.ANSWER_OF_OTHER_PERIOD),
    ],
)
def test_an_answer_of_another_time_is_reported_and_changes_nothing(one: Answer, code: AnyCode) -> None:
    result, told = judged(one)
    assert (result.verdict, result.answer, told) == (Verdict.INCONCLUSIVE, None, [code])


def test_a_target_that_was_answered_missed_may_be_waived() -> None:
    result, _ = judged(given_answer("missed"))
    world = World(MANUAL, "year", {}, frozenset({"d1"}))
    granted = Waiver("T1", "", "vì", "6/QĐ", "Chủ tịch", DAY, Location("w.yaml", line=1, column=1))
    (waived,), _ = Waivers("w", "", (granted,)).applied(world, [result], DAY)
    assert (waived.verdict, waived.otherwise, waived.answer) == (Verdict.WAIVED, Verdict.MISSED, given_answer("missed"))


@pytest.mark.parametrize(("last", "told"), [(2023, [(Code.ANSWER_LEFT_OPEN, 5, 14)]), (2024, [])])
def test_an_answer_leaves_open_what_goes_on_after_its_year(tmp_path: Path, last: int, told: object) -> None:
    of = plan(FIELDS, {"measure": {"kind": "manual"}, "years": {"from": 2021, "to": last}})
    text = HEAD_ANSWER + ONE.replace("met", "in_progress")
    assert (refused_answer(tmp_path, text, of) if told else [*loaded_answer(tmp_path, text, of).replies]) == told


def test_an_answer_is_of_the_first_day_of_its_period_at_the_earliest(tmp_path: Path) -> None:
    for day, told in (("2022-12-15", []), ("2022-12-14", [(Code.ANSWER_BEFORE_PERIOD, 9, 10)])):
        text = HEAD_ANSWER + ONE.replace("2023-12-10", day)
        assert (refused_answer(tmp_path, text) if told else loaded_answer(tmp_path, text).replies) == (told or ())


@given(st.dates(date(2023, 9, 1), date(2024, 1, 31)), st.sampled_from(["year", "half_year"]))
def test_met_needs_an_answer_of_the_period_that_was_given_by_the_day(day: date, period: str) -> None:
    result, _ = judged(given_answer("met", period, day))
    assert (result.verdict is Verdict.MET) == (period == "year" and date(2023, 11, 14) <= day <= DAY)


def replied(code: AnyCode, field: str, figure: Decimal | None = None) -> Reply:
    return Reply(code.code, "d1", field, figure, "year", "Đúng", "Sở", DAY, Location("a.yaml", line=3, column=5))


@pytest.mark.parametrize(("field", "answered"), [("handled", True), ("received", False)])
def test_a_reply_about_a_share_names_the_first_field_of_its_part(*, field: str, answered: bool) -> None:
    part = Added((Ref("field", "handled"), Ref("field", "received")))
    question = Diagnostic(Code.RATIO_MOVED, None, scenes.params_of(Code.RATIO_MOVED, part), "d1")
    reply = replied(Code.RATIO_MOVED, field)
    found = [one.code for one in closed([question], [reply], Run("year", DAY, {"d1"}, {"d1"}))]
    assert found == ([Code.QUESTION_ANSWERED] if answered else [Code.RATIO_MOVED, Code.REPLY_UNUSED])


@pytest.mark.parametrize(
    ("found", "figure", "code"),
    [
        ("18", 18, Code.QUESTION_ANSWERED),  # a number that was typed as a text
        (Stored(18), 18, Code.QUESTION_ANSWERED),
        ("18", 19, Code.REPLY_OUTDATED),
        (Stored(18), 19, Code.REPLY_OUTDATED),
    ],
)
def test_a_reply_confirms_the_figure_that_stands_in_the_cell(found: InCell, figure: int, code: AnyCode) -> None:
    asked = Code.DIGITS_EXPLAIN(None, {"field": Ref("field", "handled"), "found": found, "meant": 81}, "d1")
    reply = replied(Code.DIGITS_EXPLAIN, "handled", Decimal(figure))
    assert list(closed([asked], [reply], Run("year", DAY, {"d1"}, {"d1"})))[-1].code is code
