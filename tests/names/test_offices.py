"""Thirty offices in their own words: the first offers are right, no choice is wrong, all is read right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Severity
from khpcmd.errors import NamesError
from khpcmd.i18n import Messages
from khpcmd.names.file import NamesText
from khpcmd.names.learn import learned
from khpcmd.names.load import load_names
from khpcmd.plan.model import Plan
from khpcmd.render.plan.names import names_entries, names_head
from khpcmd.report import ABSENT, Report
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.meaning import Role
from names.offices import WORDINGS, WORDS, Batch, Maker, Office
from names.oracle import Score, answered

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
    assert read(odd) == read(clean)
    assert verdicts(odd) == verdicts(clean)
    assert meant(batch) == {key: value for key, value in read(odd).items() if key[1] in WORDINGS and not key[2]}


def meant(batch: Batch) -> dict[tuple[str, str, bool], object]:
    """The figures of the batch as they were made."""
    every = ((unit, name, value) for unit, figures in batch.figures.items() for name, value in figures.items())
    return {(unit, name, False): value for unit, name, value in every if value is not None}


def read(report: Report) -> dict[tuple[str, str, bool], object]:
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
    assert read(report) == {}
