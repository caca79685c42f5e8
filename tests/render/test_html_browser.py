"""The page in a real browser: shown, printed, as narrow as a phone, with no complaint and no request."""

from __future__ import annotations

import html
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import scenes
from khpcmd.check import Request, check
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.view import tabulate
from khpcmd.report import Report
from office import program

pytestmark = pytest.mark.e2e
EXAMPLES = Path(__file__).parents[2] / "examples"
EVIL = "<script src=http://a.invalid/x.js></script><img src=http://b.invalid/x onerror=alert(1)> \"' onload=alert(1) x="
"""What a cell may say to make a page load or run something."""


@contextmanager
def recorder() -> Iterator[tuple[int, list[str]]]:
    """A proxy that answers nothing and writes down the first line of whatever is asked of it."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    asked.append(connection.recv(2048).decode("latin-1").partition("\r\n")[0])

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


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
    return check(Request(paths=(EXAMPLES / "returns_2023.xlsx",), as_of=date(2023, 12, 15)))


def half_year() -> Report:
    return check(Request(paths=(EXAMPLES / "half_year_2023.xlsx",), as_of=date(2023, 6, 14)))


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
    assert tabulate(found, Messages("vi")).verdict_line in html.unescape(dom)
    assert complaints == []
    assert [line for line in asked if "google" not in line] == []  # the browser's own
    assert not re.search(r"<(script|img)\b", dom)


def test_text_of_a_workbook_is_shown_as_it_stands(tmp_path: Path) -> None:
    page = written(hostile(), tmp_path)
    browse(page, f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    assert squeezed(EVIL) in squeezed(text_of(tmp_path / "page.pdf"))


def text_of(pdf: Path) -> str:
    done = subprocess.run([program("pdftotext"), str(pdf), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    """Without blanks, and without hyphens, of which pdftotext drops those at the end of a line."""
    return re.sub(r"[\s-]+", "", text)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_paper_has_everything_that_a_click_would_show(language: str, tmp_path: Path) -> None:
    report, messages = half_year(), Messages(language)
    page = written(report, tmp_path, language)
    browse(page, f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    paper, view = squeezed(text_of(tmp_path / "page.pdf")), tabulate(report, messages)
    assert squeezed(view.verdict_line) in paper
    for row, result in zip(view.targets, report.results, strict=True):
        assert squeezed(" ".join([row.id, *row.title.split()[:2]])) in paper
        assert squeezed(row.result) in paper
        assert squeezed(result.target.clause) in paper
    assert paper.count(squeezed(messages.template("headings.threshold"))) >= 2  # the heads of tables are repeated


MEASURE = """<!DOCTYPE html><body><script>
const told = document.createElement("p");
function look(frame) {
  const root = frame.contentDocument.documentElement;
  told.textContent = `width ${root.scrollWidth} of ${frame.clientWidth}`;
  document.body.append(told);
}
</script><iframe width=390 height=800 style="border:0" onload="look(this)" srcdoc="%s"></iframe>"""


@pytest.mark.parametrize("report", [year, half_year, hostile])
def test_a_phone_needs_no_scrolling_to_the_side(report: Callable[[], Report], tmp_path: Path) -> None:
    page = tmp_path / "frame.html"
    page.write_text(MEASURE % html.escape(render(report(), Messages("vi"), Look(Format.HTML))), encoding="utf-8")
    dom, _, _ = browse(page, "--dump-dom")
    assert "<p>width 390 of 390</p>" in dom
