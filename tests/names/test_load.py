"""Files of names: read as strictly as a plan, and refused where they contradict it or their own words."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Location, Severity
from khpcmd.diagnostics.errors import NamesError
from khpcmd.i18n import Messages
from khpcmd.names.contradictions import Contradictions
from khpcmd.names.file import NamesText, load_names
from khpcmd.names.learn import learned
from khpcmd.plan.load import default_plan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught, TaughtName, Teaches
from khpcmd.render.plan.draft import names_entries, names_head
from khpcmd.report import ABSENT, Report
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import Role
from names import parse_names
from names.offices import WORDINGS, WORDS, Batch, Maker, Office
from names.oracle import Score, answered


def read(plan: Plan, *entries: str) -> Taught:
    lines = "".join(f"  - {{{entry}}}\n" for entry in entries)
    return parse_names(f"plan: {plan.id}\nnames:\n{lines}", "names.yaml", plan)


def refusals(plan: Plan, *entries: str) -> list[tuple[str, int]]:
    """The codes of what is wrong, each with its line."""
    with pytest.raises(NamesError) as caught:
        read(plan, *entries)
    return [(one.code.code, one.at.line if one.at else 0) for one in caught.value.diagnostics]


@pytest.mark.crossing(8)
@pytest.mark.parametrize(
    "entry",
    [
        "text: TS CSKDDV, field: venues_total",
        "text: CS đã KTra, field: venues_inspected",
        'text: NS, unit: "291"',
        "text: Số gửi Sở, figures: results",
        "text: CSKD, measure: cơ sở",
        "text: Đợt 1, period: half_year",
        'text: ok rồi, answer: "yes"',
        'text: chưa đâu, answer: "no"',
        "text: chờ số, missing: true",
        "text: vòng xanh, programme: true",
        "text: sổ trực ban, harmless: true",
        "text: Số băng rôn, ignore: row",
        "text: NLĐ trong KCN, field: zone_workers_total",
        "text: Có KH PCMD, field: plan_issued",
        "text: LG CT PC ma túy, field: integrated_drugs",
        "text: CS được KTra ít nhất 1 lần, field: venues_inspected",
        "text: Kỳ I, period: half_year",
        "text: Số chưa duyệt, ignore: column",
        "text: Cả năm, ignore: column, against: result, reason: Huyện xác nhận",
    ],
)
def test_an_honest_name_is_taken(plan: Plan, entry: str) -> None:
    assert len(read(plan, entry).names) == 1


@pytest.mark.crossing(6)
@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("text: Kế hoạch giao, figures: results", "T004"),
        ("text: Ước cả năm, figures: results", "T004"),
        ("text: Chưa thực hiện, figures: results", "T004"),
        ("text: Tỷ lệ (%), figures: results", "T004"),
        ("text: Dự kiến kiểm tra, field: venues_inspected", "T004"),
        ("text: CS đã KT năm 2022, field: venues_inspected", "T004"),
        ("text: CS đã được kiểm tra, field: venues_total", "T005"),
        ("text: CBCC cấp xã được bồi dưỡng, field: staff_district_trained", "T004"),
        ("text: Số lượt kiểm tra cơ sở, field: venues_inspected", "T003"),
        ("text: Xã Nam Sách mới, unit: '291'", "T006"),
        ("text: Thị trấn Nam Sách, unit: '291'", "T003"),
        ("text: dự thảo rồi, answer: 'yes'", "T004"),
        ("text: không, answer: 'yes'", "T003"),
        ("text: '0', missing: true", "T003"),
        ("text: không phát sinh, missing: true", "T003"),
        ("text: lượt, measure: cơ sở", "T004"),
        ("text: nghìn người, measure: người", "T004"),
        ("text: 9 tháng, period: year", "T004"),
        ("text: đăng ký, harmless: true", "T004"),
        ("text: Huyện Tứ Kỳ, ignore: row", "T003"),
        ("text: Tổng số, field: venues_total", "T003"),
        ("text: Toàn tỉnh, unit: '291'", "T003"),
        ("text: Số cơ sở được kiểm tra, ignore: row", "T003"),
        ("text: Số sau rà soát, ignore: column", "T004"),
        ("text: Lũy kế từ đầu năm, ignore: column", "T004"),
        ("text: Cơ sở được giao, field: venues_inspected", "T004"),
        ("text: Chỉ tiêu số cơ sở được kiểm tra, field: venues_inspected", "T004"),
        ("text: Cơ sở (ĐK), field: venues_inspected", "T004"),
        ("text: Cơ sở DK, field: venues_inspected", "T004"),
        ("text: Số xã theo đăng ký, field: communes_reached", "T004"),
        ("text: Cơ sở KT trong quý IV, field: venues_inspected", "T004"),
        ("text: Sẽ xây dựng KH, field: plan_issued", "T004"),
        ("text: Phải xây dựng KH, field: plan_issued", "T004"),
        ("text: Số lượt cơ sở được kiểm tra ít nhất một lần, field: venues_inspected", "T004"),
        ("text: Số lượt học sinh được TT, field: students_informed", "T004"),
        ("text: Số cuộc kiểm tra cơ sở, field: venues_inspected", "T004"),
        ("text: So lan kiem tra co so, field: venues_inspected", "T004"),
        ("text: lần, measure: cơ sở", "T004"),
        ("text: Kỳ trước, period: year", "T004"),
        ("text: Ước, period: year", "T004"),
        ("text: Giao, period: year", "T004"),
        ("text: Nháp, period: year", "T004"),
        ("text: Kỳ KH, period: year", "T004"),
        ("text: Kết quả, ignore: column", "T004"),
        ("text: Cả năm, ignore: column", "T004"),
        ("text: Số chính thức, ignore: column", "T004"),
        ("text: Sở duyệt, ignore: column", "T004"),
        ("text: Sở duyệt, ignore: row", "T004"),
    ],
)
def test_what_the_account_of_a_figure_contradicts_is_refused(plan: Plan, entry: str, code: str) -> None:
    assert refusals(plan, entry) == [(code, 3)]


def test_a_contradiction_is_taken_only_by_its_own_name_and_with_a_reason(plan: Plan) -> None:
    said = "text: Kế hoạch giao, figures: results"
    assert read(plan, f"{said}, against: plan, reason: Huyện xác nhận").names[0].against == "plan"
    assert refusals(plan, f"{said}, against: estimate, reason: Huyện xác nhận") == [("T004", 3)]
    assert refusals(plan, f"{said}, against: plan") == [("T009", 3)]
    assert refusals(plan, f"{said}, against: nothing, reason: Huyện xác nhận") == [("P111", 3)]
    assert refusals(plan, "text: Số gửi Sở, figures: results, against: plan, reason: Vì thế") == [("T008", 3)]


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(default_plan().parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_field_takes_planned_figures_that_its_own_name_does_not_speak_of(path: Path) -> None:
    plan = load_plan(path).plan
    contradictions = Contradictions(plan)
    for said in ("được giao", "đăng ký", "phấn đấu", "mục tiêu", "ít nhất", "phải có", "kế hoạch", "chỉ tiêu"):
        for ident, spec in plan.fields.items():
            own = any(said in text.casefold() for text in (spec.label.vi, *spec.aliases))
            name = TaughtName(f"Qqq {said}", Teaches.FIELD, ident, Location("n"))
            assert own or contradictions.speaks_against(name), (ident, said)


TURNED = tomllib.loads((Path(__file__).parent / "turned.toml").read_text("utf-8"))["words"]
"""What a name may say beside what a field counts, and the field's own names do not say."""


@pytest.mark.parametrize("frame", ["{0} {1}", "{1} {0}", "{0} ({1})"])
def test_a_name_with_words_that_turn_figures_is_not_taken(plan: Plan, frame: str) -> None:
    contradictions = Contradictions(plan)
    named = {"venues_inspected": ("CSKT", "Số CS được KT", "Quán đã kiểm tra"), "venues_total": ("CSKD", "Số quán")}
    taken = [
        text
        for field, names in named.items()
        for text in (frame.format(name, words) for name in names for words in TURNED)
        if not contradictions.speaks_against(TaughtName(text, Teaches.FIELD, field, Location("n")))
    ]
    assert taken == []


def test_only_a_star_stands_for_other_letters() -> None:
    name = TaughtName("A", Teaches.FIELD, "b", Location("n"), file="a?[x]*.xlsx")
    assert name.holds("in/a?[x]1.xlsx", "", frozenset())
    assert not name.holds("in/abx1.xlsx", "", frozenset())


def test_what_the_plan_says_otherwise_is_never_taken(plan: Plan) -> None:
    said = "text: Số lượt kiểm tra cơ sở, field: venues_inspected, against: other_field, reason: Vì thế"
    assert refusals(plan, said) == [("T003", 3)]


def test_a_text_has_one_meaning_in_one_scope(plan: Plan) -> None:
    one, other = "text: Số CS, field: venues_total", "text: SỐ CS, field: venues_total"
    assert refusals(plan, one, other) == [("T002", 4)]
    assert refusals(plan, one, f"{other}, only: {{file: a.xlsx}}") == [("T002", 4)]
    apart = [f"{one}, only: {{file: a.xlsx}}", f"{other}, only: {{file: b.xlsx}}"]
    assert len(read(plan, *apart).names) == 2
    assert refusals(plan, "text: Số CS, field: venues_total, ignore: row") == [("T001", 3)]


def test_an_entry_without_a_meaning_waits(plan: Plan) -> None:
    taught = read(plan, "text: Số CS", "text: Số KT")
    assert taught.names == ()
    assert [at.line for at in taught.undecided] == [3, 4]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("text: Số CS, field: venues_totl", "P112"),
        ("text: Số CS, unit: Nam Sách", "P112"),
        ("text: Số CS, period: quarter", "P112"),
        ("text: Số CS, measure: con", "P112"),
        ("text: Số CS, feild: venues_total", "P108"),
        ("field: venues_total", "P109"),
        ("text: Số CS, unit: 291", "P110"),
        ("text: Số CS, answer: maybe", "P111"),
        ("text: Số CS, field: venues_total, only: {unit: Nam Sách}", "P112"),
    ],
)
def test_a_mistake_is_told_at_its_place(plan: Plan, entry: str, code: str) -> None:
    assert refusals(plan, entry) == [(code, 3)]


def test_names_of_another_plan_and_files_that_are_none_are_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(NamesError) as caught:
        parse_names("plan: ha-noi-2026\nnames: []\n", "names.yaml", plan)
    assert [one.code for one in caught.value.diagnostics] == [Code.NAMES_OF_OTHER_PLAN]
    with pytest.raises(NamesError):
        load_names(tmp_path / "nowhere.yaml", plan)
    with pytest.raises(NamesError):
        parse_names("plan: [\n", "names.yaml", plan)


# thirty offices in their own words: the first offers are right, no choice is wrong, all is read_office right


SEEDS = (1, 2, 3)
"""Three batches of ten offices each."""
RIGHT_FIRST = 0.85
DAY = date(2023, 12, 14)


def learnt(plan: Plan, seed: int, folder: Path) -> tuple[Batch, Score, Path]:
    """A batch, the score of what was offered, and the file of names after everything was answered."""
    batch = Maker(plan, seed).batch()
    (folder / "odd").mkdir()
    (folder / "clean").mkdir()
    files = [office.save(folder / "odd") for office in batch.odd]
    _ = [office.save(folder / "clean") for office in batch.clean]
    messages, names = Messages("vi"), folder / "names.yaml"
    entries = learned([(str(path), path.name) for path in files], plan)
    page = names_head(plan, messages) + names_entries(entries, plan, messages)
    text, score = answered(page, batch.odd)
    names.write_text(text, encoding="utf-8")
    _with_reasons(names, plan)
    return batch, score, names


def _with_reasons(names: Path, plan: Plan) -> None:
    """Whoever knows better than the words says so, with a reason."""
    try:
        load_names(names, plan)
    except NamesError as error:
        lines = names.read_text("utf-8").split("\n")
        for fault in reversed(error.diagnostics):
            assert fault.code.code in ("T004", "T005"), fault
            start = fault.at.line if fault.at else 0
            at = next(row for row in range(start, len(lines)) if not lines[row].lstrip().startswith("#"))
            against = fault.params.get("against", "other_field")
            lines.insert(at + 1, f"    against: {against}\n    reason: đã hỏi lại huyện")
        names.write_text("\n".join(lines), encoding="utf-8")


def test_no_wording_is_known_to_the_reader(plan: Plan) -> None:
    fields = FieldNames(plan, plan.year)
    texts = [text for wordings in WORDINGS.values() for text in wordings]
    assert [text for text in texts if fields.name([text])] == []
    assert len(texts) == len(set(texts)) == 6 * len(WORDINGS)
    headers = WORDS["words"]["figures"]
    assert all(fields.senses.account(text, Role.HEADER).doubts for text in headers)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_an_inbox_of_odd_words_is_learned(plan: Plan, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(f"batch{seed}")
    batch, score, names = learnt(plan, seed, folder)
    assert len(batch.odd) == 10
    assert score.wrongly == []
    assert score.first >= RIGHT_FIRST * score.entries, score.missed
    odd = check(Request((folder / "odd",), names=names, as_of=DAY))
    clean = check(Request((folder / "clean",), as_of=DAY))
    assert faults(odd) == faults(clean) == []
    assert read_office(odd) == read_office(clean)
    assert verdicts(odd) == verdicts(clean)
    assert meant(batch) == {key: value for key, value in read_office(odd).items() if key[1] in WORDINGS and not key[2]}


def meant(batch: Batch) -> dict[tuple[str, str, bool], object]:
    """The figures of the batch as they were made."""
    every = ((unit, name, value) for unit, figures in batch.figures.items() for name, value in figures.items())
    return {(unit, name, False): value for unit, name, value in every if value is not None}


def read_office(report: Report) -> dict[tuple[str, str, bool], object]:
    """The figures of a report by unit and field; the last part is whether they are of the baseline year."""
    return {
        (filed.unit, key.field, key.basis.value == "baseline"): cell.value
        for filed in report.returns
        for key, cell in filed.cells.items()
        if cell.value is not None
    }


def faults(report: Report) -> list[str]:
    """The errors that are not of missing returns."""
    return [str(one) for one in report.of(Severity.ERROR) if one.code not in ABSENT]


def verdicts(report: Report) -> dict[str, object]:
    return {
        one.target.id: (one.verdict, one.measurement and (one.measurement.part, one.measurement.whole))
        for one in report.results
    }


def test_the_offices_are_worded_in_different_ways(plan: Plan) -> None:
    offices: list[Office] = [office for seed in SEEDS for office in Maker(plan, seed).batch().odd]
    assert len(offices) == 30
    assert len({text for office in offices for text in office.truth}) > 200


def test_nothing_is_believed_before_it_is_taught(plan: Plan, tmp_path: Path) -> None:
    office = Maker(plan, 1).batch().odd[0]
    report = check(Request((office.save(tmp_path),), as_of=DAY, only_reported=True))
    assert NamesText(f"plan: {plan.id}\n", "n").entries == []
    assert read_office(report) == {}
