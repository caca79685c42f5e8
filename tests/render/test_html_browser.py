"""The page in a real browser: shown, printed, sorted, as narrow as a phone, accessible, with no request."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import scenes
from browsing import fetched, recorder
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.view import View
from khpcmd.report import Report
from khpcmd.results import Verdict
from office import program
from render.examples import judged

pytestmark = pytest.mark.e2e
EVIL = "<script src=http://a.invalid/x.js></script><img src=http://b.invalid/x onerror=alert(1)> \"' onload=alert(1) x="
"""What a cell may say to make a page load or run something."""


def browse(page: Path, *options: str) -> tuple[str, list[str], list[str]]:
    """What the browser prints, what it complains of, and what it asked of the network."""
    with recorder() as (port, asked):
        found = subprocess.run(
            [
                program("chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={page.parent / 'profile'}",
                f"--proxy-server=http://127.0.0.1:{port}",
                "--proxy-bypass-list=<-loopback>",
                "--enable-logging=stderr",
                "--v=0",
                *options,
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=180,
            check=True,
        )
    return found.stdout, re.findall(r"CONSOLE.*", found.stderr), asked


def written(report: Report, folder: Path, language: str = "vi") -> Path:
    path = folder / "report.html"
    path.write_text(render(report, Messages(language), Look(Format.HTML)), encoding="utf-8")
    return path


def year() -> Report:
    return judged("returns_2023.xlsx")


def half_year() -> Report:
    return judged("half_year_2023.xlsx", day=date(2023, 6, 14))


def hostile() -> Report:
    fault = Diagnostic(Code.UNKNOWN_ROW, Location(EVIL, EVIL, "A1"), {"text": EVIL, "suggestion": EVIL})
    report = scenes.report(scenes.faulty(), fault)
    units = tuple(
        unit.model_copy(update={"name": unit.name.model_copy(update={"vi": EVIL})}) for unit in report.plan.units
    )
    return replace(report, plan=report.plan.changed(units=units))


def test_the_oracle_sees_complaints_and_requests(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<img src=http://c.invalid/x.png><script>console.error('no')</script>", encoding="utf-8")
    _, complaints, asked = browse(page, "--dump-dom")
    assert [line for line in complaints if '"no"' in line]
    assert [line for line in asked if "c.invalid" in line]


@pytest.mark.parametrize("report", [year, half_year, hostile])
def test_a_page_is_shown_without_a_complaint_or_a_request(report: Callable[[], Report], tmp_path: Path) -> None:
    found = report()
    dom, complaints, asked = browse(written(found, tmp_path), "--dump-dom")
    assert View(found, Messages("vi")).verdict_line in html.unescape(dom)
    assert complaints == []
    assert [line for line in asked if "google" not in line] == []  # the browser's own
    assert not re.search(r"<img\b|<script\b[^>]", dom)
    assert dom.count("<script>") == 1


def test_text_of_a_workbook_is_shown_as_it_stands(tmp_path: Path) -> None:
    page = written(hostile(), tmp_path)
    browse(page, f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    assert squeezed(EVIL) in squeezed(text_of(tmp_path / "page.pdf"))


def text_of(pdf: Path) -> str:
    done = subprocess.run([program("pdftotext"), "-raw", str(pdf), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    """Without blanks, and without hyphens, of which pdftotext drops those at the end of a line."""
    return re.sub(r"[\s-]+", "", text)


def paper(page: Path) -> tuple[int, str]:
    """How many sheets the page is printed on, and what stands on them."""
    pdf = page.parent / "page.pdf"
    browse(page, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    told = subprocess.run([program("pdfinfo"), str(pdf)], capture_output=True, check=True, timeout=60).stdout.decode()
    return int(re.findall(r"Pages: +(\d+)", told)[0]), squeezed(text_of(pdf))


def faulty() -> Report:
    return judged("faulty", period="year")


def communes() -> Report:
    return judged("ha_noi_2026/returns.xlsx", plan="ha_noi_2026", day=date(2026, 12, 15))


def provinces() -> Report:
    return judged("quyet_dinh_808_2023/returns.xlsx", plan="quyet_dinh_808_2023")


def nobody() -> Report:
    """All targets open: nobody has reported."""
    return scenes.report({})


def thirty() -> Report:
    """More targets than a sheet is wide, each with a name of its own, and none of them met."""
    base = scenes.report(scenes.faulty(), *scenes.FAULTS)
    models = [result for result in base.results if result.units]
    targets = [models[number % len(models)] for number in range(30)]
    return replace(
        base,
        results=tuple(
            replace(one, verdict=Verdict.MISSED, target=one.target.model_copy(update={"id": f"T{number}"}))
            for number, one in enumerate(targets, 1)
        ),
    )


REPORTS = (year, half_year, faulty, communes, provinces, nobody, thirty)
SHEETS = 3
"""On how many sheets a page is printed unless everything is."""


@pytest.mark.parametrize(("report", "language"), [*((one, "vi") for one in REPORTS), (half_year, "en"), (faulty, "en")])
def test_the_first_part_is_printed_on_three_sheets(report: Callable[[], Report], language: str, tmp_path: Path) -> None:
    found, messages = report(), Messages(language)
    sheets, text = paper(written(found, tmp_path, language))
    assert sheets <= SHEETS
    for row in View(found, messages).targets:
        assert squeezed(f"{row.id} {row.title}") in text
        assert squeezed(row.value) in text
    for line in View(found, messages).roll_call:
        assert squeezed(line) in text
    assert squeezed(found.results[0].target.quote) not in text


@pytest.mark.parametrize(("report", "language"), [(half_year, "en"), (faulty, "vi"), (communes, "vi")])
def test_everything_is_printed_where_that_is_chosen(
    report: Callable[[], Report], language: str, tmp_path: Path
) -> None:
    found, messages = report(), Messages(language)
    page = written(found, tmp_path, language)
    text = page.read_text(encoding="utf-8")
    assert text.count('class="full"') == 1
    page.write_text(text.replace('class="full"', 'class="full" checked'), encoding="utf-8")
    _, on_paper = paper(page)
    view = View(found, messages)
    for result in found.results:
        assert squeezed(result.target.clause) in on_paper
    for section in view.sections:
        assert squeezed(section.faults[-1].message)[:60] in on_paper
    concerned = {unit.unit for result in found.results for unit in result.units}
    for unit in found.plan.units:
        assert squeezed(unit.name.in_(language)) in on_paper or unit.id not in concerned
    assert squeezed(view.provenance[-1]) in on_paper


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the driver of the browser and the checker of accessibility, of the versions that are asked for."""
    return fetched(tmp_path_factory.mktemp("browser"))


def seen(tools: Path, page: Path, what: str) -> object:
    """What ``look.mjs`` saw of a page."""
    command = [program("node"), str(tools / "look.mjs"), program("chromium"), str(page), what]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True, encoding="utf-8")
    return json.loads(done.stdout)


@pytest.mark.parametrize("report", [year, half_year, faulty, provinces, nobody, thirty, hostile])
def test_axe_finds_nothing_to_object_to(report: Callable[[], Report], tmp_path: Path, tools: Path) -> None:
    found = seen(tools, written(report(), tmp_path), "axe")
    assert isinstance(found, list)
    assert len(found) == 4
    assert [one for one in found if one["violations"]] == []
    assert all(one["passes"] > 20 for one in found)


def test_the_oracle_sees_what_is_not_accessible(tmp_path: Path, tools: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><img src='x.png'><p style='color:#999'>pale</p></body></html>", encoding="utf-8")
    found = seen(tools, page, "axe")
    assert isinstance(found, list)
    assert {"color-contrast", "image-alt", "html-has-lang"} <= {name for name, _ in found[0]["violations"]}


@pytest.mark.parametrize(
    ("report", "language"),
    [
        (year, "vi"),
        (faulty, "vi"),
        (faulty, "en"),
        (provinces, "vi"),
        (communes, "en"),
        (thirty, "en"),
        (hostile, "vi"),
    ],
)
def test_no_width_needs_scrolling_to_the_side(
    report: Callable[[], Report], language: str, tmp_path: Path, tools: Path
) -> None:
    assert seen(tools, written(report(), tmp_path, language), "widths") == []


def test_the_oracle_sees_a_page_that_is_too_wide(tmp_path: Path, tools: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<body style='margin:0'><div style='width:700px'>wide</div></body>", encoding="utf-8")
    found = seen(tools, page, "widths")
    assert isinstance(found, list)
    assert [width for width, _ in found] == [320, 360, 390, 480, 640]


def test_the_table_of_units_is_sorted_and_filtered(tmp_path: Path, tools: Path) -> None:
    report = year()
    found = seen(tools, written(report, tmp_path), "table")
    assert isinstance(found, dict)
    names = {unit.id: unit.name.vi for unit in report.plan.units}
    inspected = next(result for result in report.results if result.target.id == "B3c")
    shares = {names[unit.unit]: unit.measurement.value for unit in inspected.units}
    districts = found["plan"][: len(shares)]
    assert sorted(districts) == sorted(shares)
    assert found["rising"][: len(shares)] == sorted(districts, key=lambda name: shares[name] or 0)
    assert found["falling"][: len(shares)] == sorted(districts, key=lambda name: -(shares[name] or 0))
    assert sorted(found["rising"]) == sorted(found["plan"])
    assert found["way"] == "ascending"
    assert found["found"] == ["Thị xã Kinh Môn"]
    assert sorted(found["asks"]) == ["Huyện Ninh Giang", "Thị xã Kinh Môn"]
    assert found["missed"] == ["B2b", "B3a", "B3c", "B4b", "B5c", "B6a"]
    assert found["cells"] == 6
    assert found["status"] == "Đơn vị: 17, chỉ tiêu: 6"
    assert found["targets"] == [result.target.id for result in report.results]
    assert found["opened"]


def test_without_scripts_everything_is_there_but_the_controls(tmp_path: Path, tools: Path) -> None:
    found = seen(tools, written(year(), tmp_path), "unscripted")
    assert found == {"controls": False, "rows": 17, "first": True, "segments": 19}
