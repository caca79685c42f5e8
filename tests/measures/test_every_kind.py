"""Every kind of measure goes through every command and every format: the shipped ones, and one made up here.

The made-up kind is added to a copy of khpcmd as CONTRIBUTING says: its module, one line in the list of kinds, and one
entry in each catalogue. Nothing else is touched, and all commands know it.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

import khpcmd
import small_plan
from khpcmd.measures import KINDS
from khpcmd.plan.json_schema import kind_of
from places import languages
from warm import Warm

pytestmark = pytest.mark.slow

MADE_UP = Path(__file__).with_name("spread.py")
ENTRIES = {
    "vi": """
[measures.spread]
measured = "chênh lệch {of} giữa đơn vị nhiều nhất và ít nhất"
key.kind = "Đơn vị nhiều nhất hơn đơn vị ít nhất bao nhiêu."
key.of = "Số đếm được so sánh giữa các đơn vị."
""",
    "en": """
[measures.spread]
measured = "{of} of the unit with the most, above the unit with the fewest"
""",
}
PLAN_DAY = """\
  plan_day:
    kind: date
    label: {vi: Ngày ra kế hoạch, en: Day of the plan}
    reported_by: [district]
    required: false
"""
VENUES = "    label: {vi: Tổng số cơ sở, en: Venues}\n"
MORE_TARGETS = {
    "B1": "{kind: share, of: district, where: {any: [{field: plan_issued}, {field: venues, at_least: 5}]}}, "
    "threshold: {at_least: 1}",
    "B2": "{kind: ratio, part: communes_reached, whole: {register: communes}}, threshold: {at_least: 50%}, "
    "judged: each_unit",
    "B3": "{kind: maintain, of: inspected}",
    "B4": "{kind: frequency, of: news, every: quarter, at_least: 2, by: each}",
    "B5": "{kind: count, of: [venues, inspected]}, threshold: {at_least: 200}",
    "B6": "{kind: done, field: plan_issued}",
    "B7": "{kind: manual}",
    "B10": "{kind: ratio, part: communes_reached, whole: venues, reporters_differ: true}, threshold: {at_least: 10%}",
    "B11": "{kind: score, criteria: [{target: A2, points: 60, give: in_proportion}, {target: B6, points: 40}]}, "
    "threshold: {at_least: 80}",
    "D1": "{kind: on_time, field: plan_day, before: 2023-03-15}",
    "D2": "{kind: share, of: district, where: {field: plan_day, from: 2023-01-01, by: 2023-03-15}}, "
    "threshold: {at_least: 50%}",
    "B8": "{kind: spread, of: venues}, threshold: {at_most: 20}",
    "C1": "{kind: share, of: district, where: {of: [{part: inspected, whole: venues, at_least: 80%}, {field: venues, "
    "equal_to: 0}, {field: plan_issued}], at_least: 2}}, threshold: {at_least: 50%}",
    "C3": "{kind: rate, part: inspected, whole: {register: communes}, per: 1}, threshold: {at_least: 2.5}",
    "C4": "{kind: ratio_change, part: inspected, whole: venues}, threshold: {at_least: +1.5 points}",
    "C2": "{kind: change, of: inspected}, threshold: {at_least: +5}",
    "E1": "{kind: ratio, part: inspected, whole: venues}, threshold: {at_least: {of_units: mean}}, judged: each_unit",
    "E2": "{kind: count, of: venues}, threshold: {at_most: {rank: 1}}, judged: each_unit",
    "E3": "{kind: growth, of: inspected}, threshold: {more_than: {quantile: 50%}}, judged: each_unit",
    "B9": "{kind: spread, of: inspected}, threshold: {at_most: 20}",
}
TARGETS = ("A1", "A2", "A3", "A4", *MORE_TARGETS)
NAMED = {"A4": ("A4", "Tin bài", "News")}
"""A word report speaks of a target that is met by its title alone."""
FIGURES = {
    "Đã có kế hoạch": "Có",
    "Ngày ra kế hoạch": date(2023, 3, 14),
    "Tổng số cơ sở": 100,
    "Số cơ sở được kiểm tra": 30,
    "Số xã tuyên truyền": 15,
    **{f"Tháng {month}": month for month in (1, 2, 3)},
}
OTHERS = FIGURES | {"Tổng số cơ sở": 110, "Số cơ sở được kiểm tra": 80}
DAY = ("--plan", "plan.yaml", "--as-of", "2023-12-20")
SUFFIXES = ("json", "csv", "md", "xml", "html", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Extended:
    """A copy of khpcmd with the made-up kind, and a folder with a plan of every kind and filled-in forms."""

    khpcmd: Warm
    folder: Path

    def run(self, *arguments: str, language: str = "vi") -> Ran:
        """A run that neither fails by a fault of khpcmd nor shows something that is missing."""
        done = self.khpcmd.run(*arguments, folder=self.folder, KHPCMD_LANG=language, KHPCMD_DEBUG="1")
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert 0 <= ran.code < 4, ran
        assert not _says_none(ran.out + ran.err), ran
        return ran


def _says_none(text: str) -> bool:
    return re.search(r"\bNone\b", text) is not None


def _names(target: str) -> Callable[[str], bool]:
    return lambda text: any(name in text for name in NAMED.get(target, (target,)))


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    """The copy, touched where CONTRIBUTING says and nowhere else."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("work")
    copy = source / "khpcmd"
    shutil.copytree(Path(khpcmd.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(MADE_UP, copy / "measures")
    kinds = copy / "measures" / "__init__.py"
    _change(kinds, "import Score\n", "import Score\nfrom khpcmd.measures.spread import Spread\n")
    _change(kinds, "    Manual,\n", "    Manual,\n    Spread,\n")
    for language, entry in ENTRIES.items():
        with (copy / "i18n" / f"{language}.toml").open("a", encoding="utf-8") as catalogue:
            catalogue.write(entry)
    targets = (
        f"  - {{id: {name}, clause: III, quote: q, title: {{vi: Chỉ tiêu {name}, en: Target {name}}}, "
        f"cumulative: false, measure: {more}}}\n"
        for name, more in MORE_TARGETS.items()
    )
    with_day = ("  venues:\n", PLAN_DAY + "  venues:\n")
    plan = small_plan.changed(with_day, (VENUES, f"{VENUES}    baseline: true\n")) + "".join(targets)
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    with Warm(source, tmp_path_factory.mktemp("outputs")) as warm:
        made = Extended(warm, folder)
        made.run("template", "--all", "-d", "forms", "--plan", "plan.yaml")
        for form in (folder / "forms").iterdir():
            _fill(form, OTHERS if "tu-ky" in form.name else FIGURES)
        yield made


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def _fill(form: Path, figures: dict[str, str | int | date]) -> None:
    """Fill in the open cells of a form but the last of a row, which is for remarks."""
    book = load_workbook(form)
    for row in (row for sheet in book.worksheets if sheet.sheet_state == "visible" for row in sheet.iter_rows()):
        named = [str(cell.value) for cell in row[1:3] if str(cell.value) in figures]
        for cell in [cell for cell in row if named and not cell.protection.locked][:-1]:
            cell.value = figures[named[0]]
    book.save(form)


def texts(file: Path) -> Iterator[str]:
    """What a written file says: of a workbook or a document all of its parts."""
    if file.suffix in (".xlsx", ".docx"):
        with ZipFile(file) as parts:
            yield from (parts.read(name).decode() for name in parts.namelist())
    else:
        yield file.read_text(encoding="utf-8")


@languages
def test_every_target_has_a_threshold_and_a_result_in_every_format(
    extended: Extended, language: str, tmp_path: Path
) -> None:
    files = {suffix: tmp_path / f"report.{suffix}" for suffix in SUFFIXES}
    written = (word for file in files.values() for word in ("-o", str(file)))
    extended.run("check", "forms", *DAY, "--by-unit", "--format", "github", language=language)
    table = extended.run("check", "forms", *DAY, "--by-unit", "--format", "table", *written, language=language).out
    for said in ([table], *map(list, map(texts, files.values()))):
        assert not any(map(_says_none, said))
        assert [target for target in TARGETS if not any(map(_names(target), said))] == []
    results = json.loads(files["json"].read_text(encoding="utf-8"))["results"]
    assert [result["target"] for result in results] == list(TARGETS)
    assert {result["kind"] for result in results} == {*_shipped(), "spread"}
    for result in results:
        assert result["threshold_text"], result
        assert result["formula_text"], result
        assert result["figure_text"] or result["kind"] == "manual", result
    rows = csv.DictReader(StringIO(files["csv"].read_text(encoding="utf-8-sig")))
    targets = [row for row in rows if row["record"] == "target"]
    assert [row["target"] for row in targets] == list(TARGETS)
    assert all(row["threshold"] for row in targets)
    assert all(row["figure"] for row in targets if row["target"] != "B7")


def _shipped() -> set[str]:
    return {kind_of(kind) for kind in KINDS}


def test_a_made_up_kind_is_judged(extended: Extended) -> None:
    results = json.loads(extended.run("check", "forms", *DAY, "--format", "json").out)["results"]
    found = {one["target"]: (one["verdict"], one["figure_text"], one["gap"]) for one in results}
    assert found["B8"] == ("met", "10 cơ sở", None)
    assert found["B9"] == ("missed", "50 cơ sở", -30)
    beside = {one["target"]: (one["margin"], one["fair_shares"]) for one in results}
    assert beside["B8"] == beside["B9"] == (None, None), "it is no sum: nobody has a part of it"
    assert beside["A2"] != (None, None)


def test_a_missing_return_leaves_a_made_up_kind_open(extended: Extended) -> None:
    forms = [str(form) for form in (extended.folder / "forms").iterdir() if "tu-ky" not in form.name]
    ran = extended.run("check", *forms, *DAY, "--format", "json")
    found = next(one for one in json.loads(ran.out)["results"] if one["target"] == "B8")
    assert (ran.code, found["verdict"]) == (3, "inconclusive")
    assert [lacking["unit"] for lacking in found["lacking"]] == ["0298"]
    extended.run("check", *forms, *DAY, "--format", "table")


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_every_target_is_explained(extended: Extended, form: str) -> None:
    assert "B8" in extended.run("explain", *TARGETS, "forms", *DAY, "--format", form).out


def test_a_target_is_explained_without_returns(extended: Extended) -> None:
    said = extended.run("explain", "B8", "--plan", "plan.yaml", language="en").out
    assert "“Venues” of the unit with the most, above the unit with the fewest" in said
    assert "≤ 20" in said


def test_the_plan_is_read_and_shown(extended: Extended) -> None:
    assert extended.run("plan", "lint", "plan.yaml").code == 0
    for form in ("table", "plain", "markdown", "json"):
        shown = extended.run("plan", "show", "plan.yaml", "--format", form).out
        assert [target for target in TARGETS if target not in shown] == []
    assert extended.run("plan", "diff", "plan.yaml", "plan.yaml").code == 0


def test_the_language_is_described(extended: Extended) -> None:
    assert "### Measure `spread`" in extended.run("plan", "manual", "--lang", "en").out
    assert "### Phép đo `spread`" in extended.run("plan", "manual", "--lang", "vi").out
    schema = json.loads(extended.run("plan", "schema").out)
    assert schema["$defs"]["Spread"]["properties"]["kind"]["const"] == "spread"


def test_what_a_kind_asks_for_is_checked(extended: Extended, tmp_path: Path) -> None:
    plan = (extended.folder / "plan.yaml").read_text(encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(
        plan.replace("{kind: spread, of: venues}", "{kind: spread, of: plan_issued}").replace("{at_most: 20}", "{}"),
        encoding="utf-8",
    )
    ran = extended.run("plan", "lint", str(tmp_path / "wrong.yaml"))
    assert ran.code == 2
    assert "plan_issued" in ran.out


def test_forms_are_read_back(extended: Extended, tmp_path: Path) -> None:
    for form in ("table", "plain", "json", "markdown", "junit", "github", "gitlab"):
        assert extended.run("validate", "forms", "--plan", "plan.yaml", "--format", form).code == 0
    for form in ("summary", "plain", "json"):
        assert extended.run("inspect", "forms", "--plan", "plan.yaml", "--format", form).code == 0
    extended.run("template", "--consolidated", "district", "--plan", "plan.yaml", "-o", str(tmp_path / "all.xlsx"))
    forms = (extended.folder / "forms").iterdir()
    assert not any(_says_none(text) for form in forms for text in texts(form))


def test_copies_are_marked(extended: Extended, tmp_path: Path) -> None:
    extended.run("annotate", "forms", "--plan", "plan.yaml", "-d", str(tmp_path), "--all")
    copies = list(tmp_path.iterdir())
    assert copies
    assert not any(_says_none(text) for copy in copies for text in texts(copy))


def test_submissions_are_compared(extended: Extended, tmp_path: Path) -> None:
    shutil.copytree(extended.folder / "forms", tmp_path / "later")
    for changed in (tmp_path / "later").glob("*nam-sach*"):
        _fill(changed, FIGURES | {"Tổng số cơ sở": 150})
    for form in ("table", "plain", "json", "markdown"):
        ran = extended.run("diff", "forms", str(tmp_path / "later"), *DAY, "--format", form)
        assert "B8" in ran.out
