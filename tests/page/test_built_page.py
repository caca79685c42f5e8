"""The check page in real browsers, opened from the disk: it saves what the command line does, and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from browsing import PROGRAMS, driven, fetched, recorder
from hostile.ole import xls
from khpcmd.checking.run import today
from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.page.desk import PROGRAM, built_page, sources_hash
from office import demanded, program, soffice
from places import ROOT, Captured

pytestmark = pytest.mark.e2e
EXAMPLES, TARGETS = ROOT / "examples", ROOT / "targets"
FORMS = sorted((EXAMPLES / "year_2023").glob("*.xlsx"))
FORM = EXAMPLES / "year_2023" / "BC nam Thanh Ha.xlsx"
FAULTY = sorted((EXAMPLES / "faulty").iterdir())
PLANS = ("ha_noi_2026", "hai_phong_2026", "quyet_dinh_808_2023", "thua_thien_hue_2022")
LOOKS = [[width, scheme] for width in (1280, 390) for scheme in ("light", "dark")]
EVIL = "<img src=x onerror=alert(1)>"
SECONDS_TO_BUILD = 420
LARGEST = 17_000_000
"""How many bytes the page may have before a plan is put into it."""


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """While one process builds, the others wait."""
    until = time.monotonic() + SECONDS_TO_BUILD
    while True:
        try:
            lock.mkdir(parents=True)
            break
        except FileExistsError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
    try:
        yield
    finally:
        lock.rmdir()


def up_to_date(page: Path) -> bool:
    found = PROGRAM.search(page.read_bytes()) if page.is_file() else None
    inside = json.loads(found[2]) if found else {}
    return (inside.get("sources"), inside.get("recipe")) == (sources_hash(), recipe())


def recipe() -> str:
    """What the page is built by and of, besides khpcmd (``recipe`` of page/build.py)."""
    found = hashlib.sha256()
    suffixes = {".py", ".mjs", ".js", ".css", ".html", ".toml", ".txt"}
    for path in sorted(path for path in (ROOT / "page").rglob("*.*") if path.suffix in suffixes):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the khpcmd that is tested; it is built where it is not there."""
    for name in ("npm", "node", "chromium", "firefox-esr"):
        program(name)
    page, shared = built_page(), tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all workers of this run
    with alone(shared / "building"):
        if not up_to_date(page):
            command = [sys.executable, str(ROOT / "page" / "build.py")]
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_TO_BUILD, check=False)
            if done.returncode:
                demanded(f"what page/build.py needs ({done.stderr.strip()[-300:]})")
    assert up_to_date(page)
    return page


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fetched(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def other_kinds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A form as .xls and as .ods."""
    folder = tmp_path_factory.mktemp("kinds")
    return [next(soffice(folder / kind, kind, FORMS[0]).glob(f"*.{kind}")) for kind in ("xls", "ods")]


def made(plan: str, folder: Path, *options: str) -> Path:
    page = folder / f"{plan or 'shipped'}.html"
    named = ("--plan", str(folder / "plan" / f"{plan}.yaml")) if plan else ()
    if plan and not (folder / "plan").exists():
        shutil.copytree(TARGETS, folder / "plan")
    assert main(["page", "-o", str(page), *named, *options, "--config", "none"]) == 0
    return page


def saved(case: dict[str, Any], language: str, kind: str) -> bytes:
    return base64.b64decode(case["saved"][f"{language}.{kind}"]["data"])


class CommandLine:
    """khpcmd itself, in the folder of the files, with a plan beside that folder as the page has it."""

    def __init__(self, folder: Path, names: list[str], plan: str, out: Path) -> None:
        self.folder, self.names, self.out = folder, names, out
        self.plan = ("--plan", f"../plan/{plan}.yaml") if plan else ()
        self.run("vi", "--only-reported")
        units = {unit for one in json.loads((out / "vi.json").read_bytes())["inputs"] for unit in one["units"] or ()}
        self.scope = ("--only-reported",) if len(units) < 2 else ()

    def run(self, language: str, *options: str) -> None:
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            files = [part for kind in ("json", "html") for part in ("-o", str(self.out / f"{language}.{kind}"))]
            day = ("--as-of", today().isoformat())
            told = main(
                ["check", *self.names, *self.plan, *options, *day, "--lang", language, "-q", "--config", "none", *files]
            )
            assert told in (0, 1, 3, 5)
        finally:
            os.chdir(here)

    def results(self, language: str) -> dict[str, bytes]:
        self.run(language, *self.scope)
        return {kind: (self.out / f"{language}.{kind}").read_bytes() for kind in ("json", "html")}

    def copies(self, language: str) -> dict[str, bytes]:
        """The marked copies; openpyxl without lxml, which is not in the page, and which writes the same otherwise."""
        folder = self.out / f"copies-{language}"
        options = ("-d", str(folder), *self.plan, *self.scope, "--lang", language, "-q", "--config", "none")
        environment = os.environ | {"OPENPYXL_LXML": "False"}
        command = [sys.executable, "-m", "khpcmd", "annotate", *self.names, *options, "--as-of", today().isoformat()]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, timeout=60, check=False)
        assert done.returncode in (0, 3), done.stderr
        return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def beside(files: list[Path], folder: Path) -> Path:
    """The folder in which the command line finds the files, beside that of the plan."""
    drop = folder / f"drop-{len(list(folder.iterdir()))}"
    drop.mkdir()
    for file in files:
        (shutil.copytree if file.is_dir() else shutil.copy)(file, drop / file.name)
    return drop


def compare(tools: Path, browser: str, plan: str, drops: list[list[Path]], folder: Path) -> None:
    """The page and the command line with the same files: all that is saved is equal, in every language."""
    page = made(plan, folder)
    cases: list[dict[str, Any]] = []
    for number, files in enumerate(drops):
        kinds = ["json", "html", *(["mark"] if any("faulty" in str(file) for file in files) else [])]
        one = {"name": str(number), "files": files, "languages": list(LANGUAGES), "kinds": kinds}
        cases.append(one | {"folder": files[0].is_dir()})
    found = driven(tools, browser, page, cases)
    quiet(found)
    for case, files, asked in zip(found["cases"], drops, cases, strict=True):
        out = folder / f"out-{case['name']}"
        out.mkdir()
        names = ["."] if len(files) > 1 else [files[0].name]  # several files are checked as a folder of them is
        line = CommandLine(beside(files, folder), names, plan, out)
        for language in LANGUAGES:
            for kind, content in line.results(language).items():
                assert saved(case, language, kind) == content, (files, language, kind)
            if "mark" in asked["kinds"]:
                assert marked(case, language) == line.copies(language), (files, language)


def marked(case: dict[str, Any], language: str) -> dict[str, bytes]:
    """The marked copies that were saved, by the names of their returns; none where the page had none to offer."""
    one = case["saved"][f"{language}.mark"]
    if one is None:
        return {}
    content = base64.b64decode(one["data"])
    if one["name"].endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    stem, _, suffix = one["name"].rpartition(".")
    return {f"{stem.rpartition(' (')[0]}.{suffix}": content}


def quiet(found: dict[str, Any]) -> None:
    assert found["complaints"] == []
    assert found["refused"] == []
    assert [one for one in found["requests"] if not one.startswith("file://")] == []


DROPS: dict[str, list[list[Path]]] = {
    "consolidated": [[EXAMPLES / "returns_2023.xlsx"], [EXAMPLES / "half_year_2023.xlsx"]],
    "with_checklist": [[EXAMPLES / "returns_2023.xlsx", EXAMPLES / "checklist_2023.xlsx"]],
    "forms": [[EXAMPLES / "year_2023"], *([form] for form in FORMS[::6])],
    "faulty": [[EXAMPLES / "faulty"], *([file] for file in FAULTY)],
}


@pytest.mark.crossing(2)
@pytest.mark.parametrize("drops", DROPS)
@pytest.mark.usefixtures("built")
def test_the_page_says_what_the_command_line_says(tools: Path, tmp_path: Path, drops: str) -> None:
    compare(tools, "chrome", "", DROPS[drops], tmp_path)


@pytest.mark.crossing(1)
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.usefixtures("built")
def test_with_another_plan_too(tools: Path, tmp_path: Path, plan: str) -> None:
    compare(tools, "chrome", plan, [[EXAMPLES / plan / "returns.xlsx"]], tmp_path)


@pytest.mark.usefixtures("built")
def test_other_kinds_of_files_too(tools: Path, tmp_path: Path, other_kinds: list[Path]) -> None:
    compare(tools, "chrome", "plan_2023", [[file] for file in other_kinds], tmp_path)


@pytest.mark.usefixtures("built")
def test_another_browser_too(tools: Path, tmp_path: Path) -> None:
    drops = [[EXAMPLES / "returns_2023.xlsx"], [FORMS[0]], [EXAMPLES / "faulty" / "cells.xlsx"]]
    compare(tools, "firefox", "", drops, tmp_path)


def given(name: str, data: bytes) -> dict[str, str]:
    return {"name": name, "data": base64.b64encode(data).decode()}


def test_nothing_is_asked_of_any_network(built: Path, tools: Path) -> None:
    with recorder() as (port, asked):
        proxy = [f"--proxy-server=http://127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>", "--disable-sync"]
        case = {"name": "form", "files": [FORMS[0]], "languages": ["vi"], "kinds": ["json"]}
        found = driven(tools, "chrome", built, [case], arguments=[*proxy, "--disable-background-networking"])
    quiet(found)
    assert found["cases"][0]["saved"]["vi.json"]
    assert [line for line in asked if "google" not in line] == []  # the browser's own


def test_a_file_that_stops_the_checker_is_told_and_the_page_lives_on(built: Path, tools: Path) -> None:
    endless = xls({(1, 1): 1.0, (65536, 256): 2.0}, sheets=40)  # calamine makes each a dense range: several gigabytes
    cases: list[dict[str, Any]] = [
        {"name": "kills", "dropped": [given("huge.xls", endless)]},
        {"name": "sound", "files": [FORMS[0]], "languages": ["vi"], "kinds": ["json"]},
    ]
    found = driven(tools, "chrome", built, cases)
    killed, sound = found["cases"]
    assert Messages("vi").text("page.fixed.died", name="huge.xls") in killed["text"]
    assert json.loads(saved(sound, "vi", "json"))["results"]


def test_what_stands_in_a_file_stays_text(built: Path, tools: Path, tmp_path: Path) -> None:
    book = load_workbook(EXAMPLES / "faulty" / "cells.xlsx")
    book.worksheets[0]["F14"].value = EVIL
    book.save(tmp_path / "evil.xlsx")
    name = f"{EVIL}.xlsx"
    case = {
        "name": "evil",
        "dropped": [given(name, (tmp_path / "evil.xlsx").read_bytes()), given("http://a.invalid/<script>", b"x")],
    }
    found = driven(tools, "chrome", built, [case])
    quiet(found)
    shown = found["cases"][0]
    assert "<img" not in shown["html"]
    assert "<script" not in shown["html"]
    assert name in shown["text"]
    assert html.escape(EVIL, quote=False) in shown["html"]


def test_a_period_that_the_files_do_not_say_is_asked_for(built: Path, tools: Path, tmp_path: Path) -> None:
    book = load_workbook(FORMS[0])
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=9):
        for cell in row:
            if isinstance(cell.value, str) and "2023" in cell.value:
                cell.value = "Số liệu" if cell.coordinate == "E9" else None
    book.save(tmp_path / "plain.xlsx")
    case = {"name": "plain", "files": [tmp_path / "plain.xlsx"], "choose": "năm 2023"}
    found = driven(tools, "chrome", built, [case | {"languages": ["vi"], "kinds": ["json"]}])
    quiet(found)
    assert json.loads(saved(found["cases"][0], "vi", "json"))["period"] == "year"


def test_axe_finds_nothing_to_object_to_in_any_state(built: Path, tools: Path) -> None:
    faulty = EXAMPLES / "faulty"
    drops: dict[str, dict[str, object]] = {
        "empty": {"early": True},
        "work": {"early": True, "files": [FORMS[0]]},
        "sound": {"files": [FORMS[0]]},
        "faulty": {"files": [faulty / "cells.xlsx"]},
        "broken": {"files": [faulty / "not_a_workbook.xlsx"]},
        "several": {"files": [FORMS[0], faulty / "cells.xlsx"]},
    }
    cases = [{"name": name, "looks": LOOKS, **one} for name, one in drops.items()]
    found = driven(tools, "chrome", built, cases)
    quiet(found)
    for case in found["cases"]:
        assert len(case["looks"]) == 4
        for look in case["looks"]:
            assert look["violations"] == [], case["name"]
            assert look["passes"] > 20
            assert look["wide"] <= look["width"], case["name"]
    assert [case["focused"] for case in found["cases"][2:]] == ["heading"] * 4


def test_the_page_is_no_larger_than_was_promised(built: Path) -> None:
    assert built.stat().st_size <= LARGEST


def test_the_keyboard_alone_is_enough(built: Path, tools: Path) -> None:
    found = driven(tools, "chrome", built, [{"name": "keys", "keyboard": str(EXAMPLES / "faulty" / "cells.xlsx")}])
    quiet(found)
    assert found["cases"][0]["stops"][0] == "language"
    assert "heading" in found["cases"][0]["stops"]


FIVE: dict[str, str | int] = {"E13": "cuối tháng 3", "E14": "khoảng 20", "E16": "chưa rõ", "E21": -5, "E32": 900}
"""Five faults of five kinds in a form, and below what is typed over them."""
TYPED = {"E13": "28/3/2023", "E14": "20", "E16": "Có", "E21": "5", "E32": "12"}


@pytest.mark.parametrize("browser", PROGRAMS)
def test_faults_are_fixed_on_the_page_with_the_keyboard_alone(
    built: Path, tools: Path, tmp_path: Path, browser: str
) -> None:
    book = load_workbook(FORM)
    for cell, value in FIVE.items():
        book.worksheets[0][cell] = value
    faulty = tmp_path / "Thanh Ha.xlsx"
    book.save(faulty)
    looks = LOOKS if browser == "chrome" else []  # Debian's Firefox cannot be told which colours are wanted
    fixes = [{"cell": cell, "text": text} for cell, text in TYPED.items()]
    case = {"name": "fixes", "files": [faulty], "fixes": fixes, "looks": looks}
    breaks = {"name": "breaks", "files": [faulty], "fixes": [{"cell": "E21", "text": "9"}]}
    found = driven(tools, browser, built, [case, {"name": "faulty", "files": [faulty], "looks": looks}, breaks])
    quiet(found)
    seen = found["cases"][0]
    assert seen["fixed"]["seconds"] < 180
    assert seen["fixed"]["focused"] == Messages("vi").template("page.fixed.save_mended")
    seen_at = [look for one in found["cases"][:2] for look in one["looks"]]
    assert [look["violations"] for look in seen_at] == [[]] * 2 * len(looks)
    assert all(look["wide"] <= look["width"] for look in seen_at)
    mark = Messages("vi").template("page.fixed.since_fixed")
    assert [one["text"].count(mark) for one in found["cases"]] == [0, 0, 1]  # 9 received, 5 dealt with
    assert "khoảng 20 → 20" in seen["text"]
    file = seen["fixed"]["file"]
    assert file["name"] == "Thanh Ha (đã sửa).xlsx"
    fixed = tmp_path / file["name"]
    fixed.write_bytes(base64.b64decode(file["data"]))
    checked = ["check", str(fixed), "--only-reported", "-q", "--config", "none", "-o", str(tmp_path / "checked.json")]
    assert main(checked) in (0, 1)
    (told,) = json.loads((tmp_path / "checked.json").read_bytes())["inputs"]
    assert told["standing"] == "sound"
    before, after = (
        {one.coordinate: one.value for row in load_workbook(path).worksheets[0].rows for one in row}
        for path in (faulty, fixed)
    )
    assert {cell for cell, value in before.items() if after[cell] != value} == set(TYPED)
    with zipfile.ZipFile(faulty) as old, zipfile.ZipFile(fixed) as new:
        assert old.namelist() == new.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["xl/worksheets/sheet1.xml"]
    assert list(soffice(tmp_path / "opened", "pdf", fixed).glob("*.pdf"))


def test_a_check_can_be_cancelled_and_files_are_really_saved(built: Path, tools: Path, tmp_path: Path) -> None:
    cases: list[dict[str, Any]] = [
        {"name": "stopped", "files": [FORMS[0]], "cancel": True},
        {"name": "sound", "files": [FORMS[0]]},
    ]
    found = driven(tools, "chrome", built, cases, downloads=str(tmp_path))
    assert found["cases"][0]["after"] == ["start"]
    (report,) = tmp_path.glob("*.html")
    assert "<h1" in report.read_text(encoding="utf-8")


def test_a_second_check_takes_about_as_long_as_the_command_line(built: Path, tools: Path, capsys: Captured) -> None:
    """What the page on it states was measured here; the bound only notices that something went badly wrong."""
    began = time.monotonic()
    command = [sys.executable, "-m", "khpcmd", "check", str(FORMS[0]), "--only-reported", "-q", "--config", "none"]
    subprocess.run(command, capture_output=True, timeout=60, check=False)
    line = time.monotonic() - began
    for browser in PROGRAMS:
        case = {"name": "form", "files": [FORMS[0]], "pause": 8, "times": 3}
        found = driven(tools, browser, built, [case])
        first, again = found["cases"][0]["seconds"], found["cases"][0]["again"]
        with capsys.disabled():
            times = f"ready after {found['start']:.1f} s, first verdict {first:.2f} s, next {again:.2f} s"
            sys.stdout.write(f"\n{browser}: {times}, the command line {line:.2f} s\n")
        assert again < 5 * line
