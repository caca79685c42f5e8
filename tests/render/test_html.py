"""The report as one page: complete, well-formed, self-contained, and only text where text was put in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import scenes
from khpcmd.check import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.targets import SIGNS
from khpcmd.render.view import tabulate
from khpcmd.render.wording import Wording
from khpcmd.report import Report, Verdict
from pages import Element, page

REPOSITORY = Path(__file__).parents[2]
HOSTILE = "=1+1 <script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %} &lt; \x1b[31m\u202e ]]>"
SHOWN = HOSTILE.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
languages = pytest.mark.parametrize("language", LANGUAGES)


def text_of(report: Report, language: str = "vi") -> str:
    return render(report, Messages(language), Look(Format.HTML))


def shown(report: Report, language: str = "vi") -> Element:
    return page(text_of(report, language))


def of(path: str, plan: str = "plan_2023.yaml", day: date = date(2023, 12, 15), period: str = "") -> Report:
    paths = (REPOSITORY / "examples" / path,)
    return check(Request(paths=paths, plan=REPOSITORY / "targets" / plan, as_of=day, period=period))


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    nothing = scenes.report({})
    return {
        "nobody has reported": nothing,
        "nothing was read": replace(nothing, period="", roll_call=(), results=(), inputs=()),
        "one unit by itself": scenes.report({"291": scenes.DISTRICT}, only_reported=True),
        "some have faults": scenes.report(scenes.faulty(), *scenes.FAULTS),
        "twelve districts": of("returns_2023.xlsx"),
        "half a year": of("half_year_2023.xlsx", day=date(2023, 6, 14)),
        "a folder of files": of("faulty", period="year"),
        "126 communes": of("ha_noi_2026/returns.xlsx", "ha_noi_2026.yaml", date(2026, 12, 15)),
    }


SCENES = (
    "nobody has reported", "nothing was read", "one unit by itself", "some have faults", "twelve districts",
    "half a year", "a folder of files", "126 communes",
)  # fmt: skip
scenarios = pytest.mark.parametrize("scene", SCENES)


@languages
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_told_by_a_sign_and_a_word(verdict: Verdict, language: str) -> None:
    drawn = shown(scenes.with_verdict(verdict), language)
    badge = next(drawn.one("tbody", id="t-B3c").all("td"))
    assert badge.text == f"{SIGNS[verdict]} {Messages(language).template(f'verdicts.{verdict.value}')}"


@languages
@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.code)
def test_every_code_is_shown_with_its_place_its_message_and_its_cure(code: AnyCode, language: str) -> None:
    fault = Diagnostic(code, Location("f.xlsx", "s", "B2"), scenes.params_of(code, "4 người"), unit="291")
    report, wording = (
        scenes.report(scenes.sound(), fault, only=("B1",)),
        Wording(Messages(language), scenes.small_plan()),
    )
    told = next(shown(report, language).one("section", id=code.severity.value).all("li")).text
    assert told.startswith(f"{code.code} f.xlsx › s!B2 ")
    assert " ".join(wording.message(fault).split()) in told
    assert " ".join(wording.cure(fault).split()) in told


@scenarios
@languages
def test_the_page_is_well_formed_and_complete(scene: str, language: str, reports: dict[str, Report]) -> None:
    report, messages = reports[scene], Messages(language)
    drawn, view = shown(report, language), tabulate(report, messages, by_unit=True)
    body = drawn.one("body").text
    assert drawn.attributes["lang"] == language
    assert body.startswith(view.verdict_line)
    lines = [view.about, *view.roll_call, *view.deadlines, view.faults_line, *view.provenance]
    for row in view.targets:
        lines += [row.id, row.title, row.threshold, row.result, row.word, *row.remarks]
    for result in report.results:
        lines += [result.target.clause, " ".join(result.target.quote.split())]
    for section in view.sections:
        lines += [section.heading, *(text for one in section.faults for text in (one.place, one.unit, one.message))]
    lines += [file.text for file in view.files if len(view.files) > 1]
    for duty in view.duties.rows if view.duties else ():
        lines += [duty.id, duty.title, duty.word, duty.done, *duty.remarks]
    assert [line for line in lines if " ".join(line.split()) not in body] == []


@scenarios
def test_tables_have_captions_scopes_and_straight_rows(scene: str, reports: dict[str, Report]) -> None:
    for table in shown(reports[scene]).all("table"):
        caption, *parts = table.elements
        assert caption.name == "caption"
        assert caption.text
        rows = [row for part in parts for row in part.elements]
        cells = [cell for row in rows for cell in row.elements]
        assert {part.name for part in parts} == {"thead", "tbody"}
        assert all(cell.attributes.get("scope") in ("col", "row") for cell in cells if cell.name == "th")
        assert len({sum(int(cell.attributes.get("colspan", "1")) for cell in row.elements) for row in rows}) == 1


@scenarios
def test_links_lead_to_a_place_on_the_page(scene: str, reports: dict[str, Report]) -> None:
    elements = list(shown(reports[scene]).all())
    names = [element.attributes["id"] for element in elements if "id" in element.attributes]
    assert len(names) == len(set(names))
    links = [element.attributes["href"] for element in elements if "href" in element.attributes]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(names)
    described = {
        element.attributes["aria-labelledby"] for element in elements if "aria-labelledby" in element.attributes
    }
    assert described <= set(names)


@scenarios
def test_nothing_is_loaded_and_nothing_runs(scene: str, reports: dict[str, Report]) -> None:
    drawn = shown(reports[scene])
    assert not list(drawn.all("script", "img", "link", "iframe", "object", "form", "base", "image", "use"))
    for element in drawn.all():
        outside = {"src", "srcset", "style", "action", "data", "poster", "xlink:href", "ping", "background"}
        assert not outside & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]
        if "http-equiv" not in element.attributes:
            assert not re.search(r"\w+://|url\(", " ".join(element.attributes.values()))
    style = "".join(text for text in drawn.one("style").children if isinstance(text, str))
    assert not re.search(r"url\(|@import|@font-face|expression|image-set", style)


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    drawn = shown(scenes.report(scenes.sound()))
    policy = next(element for element in drawn.all("meta") if "http-equiv" in element.attributes)
    style = "".join(text for text in drawn.one("style").children if isinstance(text, str))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    head = drawn.one("head").elements
    assert head.index(policy) < head.index(drawn.one("style"))
    assert drawn.one("meta", name="referrer").attributes["content"] == "no-referrer"


@languages
def test_text_of_a_workbook_is_only_text(language: str) -> None:
    at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
    fault = Diagnostic(Code.UNKNOWN_ROW, at, {"text": HOSTILE, "suggestion": HOSTILE})
    report = scenes.report(scenes.sound(), fault)
    report = replace(report, inputs=(replace(report.inputs[0], name=HOSTILE),))
    text = text_of(report, language)
    assert "\x1b" not in text
    assert "\u202e" not in text
    drawn = page(text)
    assert {element.name for element in drawn.all()} == {element.name for element in shown(report, language).all()}
    assert not list(drawn.all("script", "img"))
    assert drawn.one("section", id="warning").text.count(SHOWN) >= 3
    assert SHOWN in drawn.one("footer").text


def test_names_of_a_plan_are_only_text_in_attributes_too() -> None:
    report = scenes.report(scenes.sound())
    plan = report.plan.model_copy(deep=True)
    target = plan.target["B3c"]
    evil = target.model_copy(update={"title": target.title.model_copy(update={"vi": HOSTILE}), "quote": HOSTILE})
    results = tuple(replace(one, target=evil) if one.target.id == "B3c" else one for one in report.results)
    drawn = shown(replace(report, results=results))
    row = drawn.one("tbody", id="t-B3c")
    assert f"“{SHOWN}”" in row.text
    assert any(head.attributes.get("title") == SHOWN for head in drawn.one("section", id="units").all("th"))


def test_two_runs_give_the_same_bytes() -> None:
    first, second = (text_of(scenes.report(scenes.faulty(), *scenes.FAULTS)) for _ in range(2))
    assert first == second


def heat(drawn: Element) -> Iterator[tuple[str, str, Element]]:
    """Unit, target and cell of the table of units."""
    for table in drawn.one("section", id="units").all("table"):
        targets = [head.text for head in table.one("thead").all("th")][1:]
        for row in table.one("tbody").elements:
            unit, *cells = row.elements
            yield from ((unit.text, target, cell) for target, cell in zip(targets, cells, strict=True))


@scenarios
def test_each_unit_stands_against_each_target(scene: str, reports: dict[str, Report]) -> None:
    matrix = tabulate(reports[scene], Messages("vi"), by_unit=True).matrix
    assert matrix is not None
    if not matrix.rows:
        return
    cells = list(heat(shown(reports[scene])))
    expected = [(row.unit, name) for row in matrix.rows for name in matrix.targets]
    assert [(unit, target) for unit, target, _ in cells] == expected
    for mark, (_, _, cell) in zip([mark for row in matrix.rows for mark in row.marks], cells, strict=True):
        if mark is None:
            assert not cell.text
            continue
        assert cell.text == f"{mark.sign}{mark.word}"
        assert cell.attributes["class"] == (mark.verdict.value if mark.verdict else "information")
        assert cell.attributes["title"] == "; ".join(text for text in (mark.word, mark.figure, mark.gap) if text)


def test_many_units_stand_in_tables_of_a_hundred(reports: dict[str, Report]) -> None:
    tables = list(shown(reports["126 communes"]).one("section", id="units").all("table"))
    captions = [table.elements[0].text for table in tables]
    assert captions == [
        "Đơn vị báo cáo từ 1 đến 100, trong số 126",
        "Đơn vị báo cáo từ 101 đến 126, trong số 126",
    ]
    assert [len(table.one("tbody").elements) for table in tables] == [100, 26]


def test_a_target_that_is_met_says_what_it_rests_on_too(reports: dict[str, Report]) -> None:
    row = shown(reports["twelve districts"]).one("tbody", id="t-B5a")
    told = next(row.all("details"))
    words = {label.text: fact.text for label, fact in zip(told.all("dt"), told.all("dd"), strict=True)}
    assert words["Căn cứ"].startswith("Mục II.2, gạch đầu dòng thứ năm: “Ít nhất 30%")
    assert words["So sánh chính xác"] == "72 × 10 = 720 ≥ 720 = 240 × 3: thỏa mãn mức ≥ 30%"
    assert words["Ô của tử số"] == f"{REPOSITORY}/examples/returns_2023.xlsx › Cơ quan cấp tỉnh!E12"


def test_a_page_on_one_target_shows_its_grounds_at_once(reports: dict[str, Report]) -> None:
    report = reports["twelve districts"]
    alone = replace(report, results=report.results[:1])
    assert ["open" in next(shown(one).all("details")).attributes for one in (alone, report)] == [True, False]


def test_each_unit_has_its_part_and_its_whole_under_the_target(reports: dict[str, Report]) -> None:
    table = shown(reports["twelve districts"]).one("tbody", id="t-B3c").one("table")
    found = {row.elements[0].text: [cell.text for cell in row.elements[1:]] for row in table.one("tbody").elements}
    assert len(found) == 12
    verdict, result, part, whole = found["Thị xã Kinh Môn"]
    assert (verdict, result) == ("◊ Tham khảo", "16/84 = 19,04%")
    assert part.startswith("tử số 16 ")
    assert whole.startswith("mẫu số 84 ")
    assert "Tổng hợp huyện!" in part


def test_many_units_are_one_click_away_and_too_many_elsewhere(
    reports: dict[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for report in (reports["twelve districts"], reports["126 communes"]):
        for details in (one for one in shown(report).all("details") if one.attributes.get("class") == "by-unit"):
            seen.add("open" in details.attributes)
            assert ("open" in details.attributes) == (len(details.one("tbody").elements) <= 30)
    assert seen == {True, False}
    monkeypatch.setattr("khpcmd.render.html.MOST", 100)
    text = shown(reports["126 communes"]).text
    assert "126 đơn vị báo cáo: xem từng đơn vị bằng lệnh khpcmd explain" in text


def test_bars_are_drawn_by_attributes_alone(reports: dict[str, Report]) -> None:
    bar = shown(reports["twelve districts"]).one("tbody", id="t-B3c").one("svg")
    assert bar.attributes["aria-hidden"] == "true"
    reached = bar.one("rect", **{"class": "reached"})
    assert (reached.attributes["x"], reached.attributes["width"]) == ("0.00%", "19.97%")
    assert bar.one("line", **{"class": "limit"}).attributes["x1"] == "20.00%"


def test_duties_are_shown_with_who_has_not_done_them(reports: dict[str, Report]) -> None:
    duties = shown(reports["twelve districts"]).one("section", id="duties")
    assert "D5 Lồng ghép" in duties.text
    assert "chưa thực hiện: Huyện Ninh Giang" in duties.text
    assert "Chưa có thông tin về các nhiệm vụ: D2" in duties.text


def test_a_page_is_written_by_its_ending_and_to_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.html"
    example = str(REPOSITORY / "examples" / "returns_2023.xlsx")
    assert main(["check", example, "--as-of", "2023-12-15", "-o", str(file), "--format", "html"]) == 1
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")


def luminance(color: str) -> float:
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """By WCAG 2, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def palettes() -> list[dict[str, str]]:
    """The colours by day, then by night."""
    drawn = shown(scenes.report(scenes.sound()))
    style = "".join(text for text in drawn.one("style").children if isinstance(text, str))
    blocks = re.findall(r":root \{([^}]*)\}", style)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_their_ground(mode: int) -> None:
    colors = palettes()[mode]
    pairs = [(text, ground) for text in ("text", "quiet", "link") for ground in ("page", "soft")]
    pairs += [(verdict.value, f"{verdict.value}-ground") for verdict in Verdict]
    too_weak = [(text, ground) for text, ground in pairs if contrast(colors[text], colors[ground]) < 4.5]
    bars = [f"{verdict.value}-bar" for verdict in Verdict]
    too_weak += [(bar, "soft") for bar in bars if contrast(colors[bar], colors["soft"]) < 3]
    too_weak += [(bar, f"{bar[:-4]}-ground") for bar in bars if contrast(colors[bar], colors[f"{bar[:-4]}-ground"]) < 3]
    assert too_weak == []
    assert len(palettes()) == 2
    assert palettes()[0].keys() == palettes()[1].keys()
