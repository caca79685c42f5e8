"""The report as one page: complete, well-formed, self-contained, and only text where text was put in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import khpcmd
import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.styles import SIGNS
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict
from pages import Element, page
from places import ROOT, languages
from render.examples import judged

HOSTILE = "=1+1 <script>alert(1)</script> \"><img src=x onerror='alert(2)'> {{ 7*7 }} {% raw %} &lt; \x1b[31m\u202e ]]>"
SHOWN = HOSTILE.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")


def text_of(report: Report, language: str = "vi") -> str:
    return render(report, Messages(language), Look(Format.HTML))


def shown(report: Report, language: str = "vi") -> Element:
    return page(text_of(report, language))


SCENES: dict[str, Callable[[], Report]] = {
    "nobody has reported": lambda: scenes.report({}),
    "nothing was read": lambda: replace(scenes.report({}), period="", submissions=(), results=(), inputs=()),
    "one unit by itself": lambda: scenes.report({"291": scenes.DISTRICT}, only_reported=True),
    "some have faults": lambda: scenes.report(scenes.faulty(), *scenes.FAULTS),
    "twelve districts": lambda: judged("returns_2023.xlsx"),
    "half a year": lambda: judged("half_year_2023.xlsx", day=date(2023, 6, 14)),
    "a folder of files": lambda: judged("faulty", period="year"),
    "126 communes": lambda: judged("ha_noi_2026/returns.xlsx", plan="ha_noi_2026", day=date(2026, 12, 15)),
}


@cache
def report_of(scene: str) -> Report:
    return SCENES[scene]()


@cache
def seen(scene: str, language: str = "vi") -> Element:
    """The page of a scene, which no test changes."""
    return shown(report_of(scene), language)


scenarios = pytest.mark.parametrize("scene", SCENES)


@pytest.mark.crossing(5)
@languages
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_told_by_a_sign_and_a_word(verdict: Verdict, language: str) -> None:
    drawn = shown(scenes.with_verdict(verdict), language)
    word = Messages(language).template(f"verdicts.{verdict.value}")
    assert next(drawn.one("li", id="t-B3c").all("span")).text == f"{SIGNS[verdict]}{word}"
    tiles = {tile.attributes["class"]: tile.text for tile in drawn.one("ul", **{"class": "tiles"}).elements}
    assert tiles[f"tile {verdict.value}"].startswith(f"1 {SIGNS[verdict]} {word}")
    assert drawn.one("ol", **{"class": "segments"}).text == f"B3c, {word}"


@pytest.mark.crossing(1)
@languages
def test_every_code_is_shown_with_its_place_its_message_and_its_cure(language: str) -> None:
    faults = [
        Diagnostic(code, Location("f.xlsx", "s", f"B{row}"), scenes.params_of(code, "4 người"), unit="291")
        for row, code in enumerate(Code, 1)
    ]
    messages, wording = Messages(language), Wording(Messages(language), scenes.small_plan())
    drawn = shown(scenes.report(scenes.sound(), *faults, only=("B1",)), language)
    causes = {cause.text: cause for cause in drawn.all("li") if cause.attributes.get("class", "").startswith("cause ")}
    for row, fault in enumerate(faults, 1):
        code, said = fault.code, (wording.message(fault), wording.cure(fault))
        head = f"{code.code} {messages.template(f'codes.{code.code}.title')} f.xlsx › s!B{row} "
        (told,) = (text for text in causes if head in text)
        assert all(" ".join(text.split()) in told for text in said)
        looks = causes[told].attributes["class"].split()
        assert looks[:2] == ["cause", code.severity.value]
        assert code.severity is not Severity.NOTE or "unprinted" in looks
    assert "unprinted" not in next(iter(causes.values())).attributes["class"]


@pytest.mark.slow
@scenarios
@languages
def test_the_page_is_well_formed_and_complete(scene: str, language: str) -> None:
    report, messages = report_of(scene), Messages(language)
    drawn, view = shown(report, language), View(report, messages)
    body = drawn.one("body").text
    assert drawn.attributes["lang"] == language
    lines = [view.about, *view.roll_call, *view.deadlines, view.faults_line, *view.provenance]
    for row in view.targets:
        lines += [row.id, row.title, row.threshold, row.value, row.word, *row.remarks]
    for result in report.results:
        lines += [result.target.clause, " ".join(result.target.quote.split())]
    for section in view.sections:
        for one in section.faults:
            lines += [one.code, one.place, one.unit, one.message, one.cure]
    lines += [file.line for file in view.files if len(view.files) > 1]
    for duty in view.duties.rows if view.duties else ():
        lines += [duty.id, duty.title, duty.word, duty.done, *duty.remarks]
    assert [line for line in lines if " ".join(line.split()) not in body] == []


@pytest.mark.slow
@languages
def test_the_first_line_has_the_period_and_how_many_targets_stand_how(language: str) -> None:
    title = {
        "vi": "6 tháng đầu năm 2023, 19 chỉ tiêu: 1 đạt, 1 không đạt, 14 chưa kết luận, 3 đang thực hiện",
        "en": "First half of 2023, 19 targets: 1 met, 1 missed, 14 inconclusive, 3 in progress",
    }[language]
    assert seen("half a year", language).one("h1").text == title


@pytest.mark.crossing(2)
@languages
@pytest.mark.parametrize("scene", ["nothing was read", "one unit by itself"])
def test_what_restricts_the_judgement_stands_in_the_first_line(scene: str, language: str) -> None:
    line = View(report_of(scene), Messages(language)).verdict_line
    assert seen(scene, language).one("h1").text == " ".join(line.split())


@pytest.mark.slow
@scenarios
def test_tables_have_captions_scopes_and_straight_rows(scene: str) -> None:
    for table in seen(scene).all("table"):
        caption, *parts = table.elements
        assert caption.name == "caption"
        assert caption.text
        rows = [row for part in parts for row in part.elements]
        cells = [cell for row in rows for cell in row.elements]
        assert {part.name for part in parts} == {"thead", "tbody"}
        assert all(cell.attributes["scope"] in {"col", "row", "rowgroup"} for cell in cells if cell.name == "th")
        assert len({sum(int(cell.attributes.get("colspan", "1")) for cell in row.elements) for row in rows}) == 1


@pytest.mark.slow
@scenarios
def test_links_lead_to_a_place_on_the_page(scene: str) -> None:
    elements = list(seen(scene).all())
    names = [element.attributes["id"] for element in elements if "id" in element.attributes]
    assert len(names) == len(set(names))
    links = [element.attributes["href"] for element in elements if "href" in element.attributes]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(names)
    described = {
        element.attributes["aria-labelledby"] for element in elements if "aria-labelledby" in element.attributes
    }
    assert described <= set(names)


SCRIPT = (Path(khpcmd.__file__).parent / "render" / "html" / "page.js").read_text(encoding="utf-8")


@pytest.mark.crossing(1)
@scenarios
def test_nothing_is_loaded_and_only_the_one_script_runs(scene: str) -> None:
    drawn = seen(scene)
    assert [source(script) for script in drawn.all("script")] == [SCRIPT]
    assert not list(drawn.all("img", "link", "iframe", "object", "form", "base", "image", "use"))
    for element in drawn.all():
        outside = {"src", "srcset", "style", "action", "data", "poster", "xlink:href", "ping", "background"}
        assert not outside & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]
        if "http-equiv" not in element.attributes:
            assert not re.search(r"\w+://|url\(", " ".join(element.attributes.values()))
    assert not re.search(r"url\(|@import|@font-face|expression|image-set", source(drawn.one("style")))


def source(element: Element) -> str:
    """The text of a style or a script, as it stands."""
    return "".join(text for text in element.children if isinstance(text, str))


def test_the_script_stores_loads_and_writes_nothing_but_text() -> None:
    assert not re.search(
        r"fetch|XMLHttp|import\b|Storage|cookie|innerHTML|outerHTML|insertAdjacent|eval|Function", SCRIPT
    )
    assert "</" not in SCRIPT


def test_the_policy_allows_the_one_style_and_the_one_script_and_nothing_else() -> None:
    drawn = shown(scenes.report(scenes.sound()))
    policy = next(element for element in drawn.all("meta") if "http-equiv" in element.attributes)
    style, script = (known_by(source(drawn.one(name))) for name in ("style", "script"))
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
    )
    head = drawn.one("head").elements
    assert head.index(policy) < head.index(drawn.one("style"))
    assert drawn.one("meta", name="referrer").attributes["content"] == "no-referrer"


def known_by(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.crossing(1)
@languages
def test_text_of_a_workbook_is_only_text(language: str) -> None:
    at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
    fault = Diagnostic(Code.UNKNOWN_ROW, at, {"text": HOSTILE, "suggestion": HOSTILE})
    report = scenes.report(scenes.sound(), fault)
    report = replace(report, inputs=(report.inputs[0]._replace(name=HOSTILE),))
    text = text_of(report, language)
    assert "\x1b" not in text
    assert "\u202e" not in text
    drawn = page(text)
    assert {element.name for element in drawn.all()} == {element.name for element in shown(report, language).all()}
    assert [source(script) for script in drawn.all("script")] == [SCRIPT]
    assert not list(drawn.all("img"))
    assert drawn.one("section", id="faults").text.count(SHOWN) >= 3
    assert SHOWN in drawn.one("footer").text


def test_names_of_a_plan_are_only_text_in_attributes_too() -> None:
    report = scenes.report(scenes.sound())
    plan = report.plan.model_copy(deep=True)
    target = plan.target["B3c"]
    evil = target.model_copy(update={"title": target.title.model_copy(update={"vi": HOSTILE}), "quote": HOSTILE})
    results = tuple(replace(one, target=evil) if one.target.id == "B3c" else one for one in report.results)
    drawn = shown(replace(report, results=results))
    assert f"“{SHOWN}”" in drawn.one("details", id="g-B3c").text
    assert any(head.attributes.get("title") == SHOWN for head in drawn.one("section", id="units").all("th"))
    assert any(link.attributes.get("title") == SHOWN for link in drawn.one("ol", **{"class": "segments"}).all("a"))


def group_of(drawn: Element, verdict: Verdict) -> list[Element]:
    return drawn.one("section", id=verdict.value).one("ul", **{"class": "targets"}).elements


def test_what_was_not_met_comes_first_and_the_binding_targets_before_the_others() -> None:
    drawn = seen("twelve districts")
    order = [section.attributes["id"] for section in drawn.one("div", id="targets").elements]
    assert order == ["missed", "met", "not_applicable"]
    missed = [item.attributes["id"] for item in group_of(drawn, Verdict.MISSED)]
    assert missed == ["t-B2b", "t-B3a", "t-B3c", "t-B4b", "t-B5c", "t-B6a"]
    links = [link.attributes["href"].removeprefix("#") for link in drawn.one("ol", **{"class": "segments"}).all("a")]
    assert links[:6] == missed
    assert len(links) == 19


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("target", "gap", "takes"),
    [
        ("B3c", "cần thêm 1 cơ sở", "thêm 1 cơ sở thì 200/996 = 20,08%"),
        ("B5c", "cần thêm 48 người", "thêm 48 người thì 398/1.989 = 20,01%"),
        ("B3a", "cần thêm 1 vụ việc", "Thị xã Kinh Môn: thêm 1 vụ việc thì 12/12 = 100,00%"),
        ("B2b", "cần thêm 1 đơn vị", "đơn vị chưa thực hiện: Huyện Ninh Giang"),
    ],
)
def test_each_target_that_is_missed_has_its_gap_and_what_it_would_take(target: str, gap: str, takes: str) -> None:
    item = seen("twelve districts").one("li", id=f"t-{target}")
    assert item.one("strong", **{"class": "gap"}).text == gap
    assert item.text.count(gap) == 1
    assert takes in [line.text for line in item.one("ul", **{"class": "lines"}).elements]


def test_what_it_would_take_is_not_said_of_a_figure_that_may_still_change() -> None:
    drawn = seen("half a year")
    assert " thì " not in drawn.one("li", id="t-B3c").text
    assert " thì " in drawn.one("li", id="t-B5a").text  # all who report it have reported


def test_the_units_that_all_open_targets_wait_for_are_named_once() -> None:
    section = seen("half a year").one("section", id="inconclusive").text
    assert section.count("Huyện Nam Sách") == 1
    assert "Số liệu mà các chỉ tiêu này đều còn thiếu: Huyện Nam Sách, Huyện Tứ Kỳ." in section
    other = seen("a folder of files").one("section", id="inconclusive").text
    assert "các chỉ tiêu này đều" not in other
    assert "thiếu hoặc không dùng được số liệu: " in other.lower()


def test_many_units_that_have_not_reported_are_named_once() -> None:
    drawn = shown(judged("year_2023/BC 2023 huyen Tu Ky.xlsx"))
    item = drawn.one("li", id="t-B4b").text
    assert "chưa báo cáo: 11 đơn vị, nêu tên ở đầu trang" in item
    assert "Huyện Ninh Giang" not in item
    assert "Huyện Ninh Giang" in drawn.one("header").text
    assert "để tham khảo" not in item  # it would be the one unit that has reported


def test_no_unit_is_named_below_a_target_that_is_judged_over_all_units() -> None:
    item = seen("twelve districts").one("li", id="t-B3c").text
    assert "để tham khảo: số liệu riêng của 7/12 đơn vị chưa ở mức phải đạt chung" in item
    names = [unit.name.vi for unit in report_of("twelve districts").plan.units]
    assert [name for name in names if name in item] == []


PLANS = {
    "plan_2023": ("returns_2023.xlsx", date(2023, 12, 15)),
    "ha_noi_2026": ("ha_noi_2026/returns.xlsx", date(2026, 12, 15)),
    "hai_phong_2026": ("hai_phong_2026/returns.xlsx", date(2026, 12, 15)),
    "quyet_dinh_808_2023": ("quyet_dinh_808_2023/returns.xlsx", date(2023, 12, 15)),
    "thua_thien_hue_2022": ("thua_thien_hue_2022/returns.xlsx", date(2022, 12, 15)),
}


@pytest.mark.slow
@languages
@pytest.mark.parametrize("plan", PLANS)
def test_below_a_target_of_any_plan_a_unit_has_a_verdict_only_where_it_is_judged(plan: str, language: str) -> None:
    path, day = PLANS[plan]
    report, words = judged(path, plan=plan, day=day), Messages(language)
    drawn = shown(report, language)
    for result in report.results:
        for table in drawn.one("details", id=f"g-{result.target.id}").all("table"):
            standings = {row.elements[1].text for row in table.one("tbody").elements}
            if result.target.judged == "each_unit":
                assert standings <= {f"{SIGNS[one]} {words.template(f'verdicts.{one.value}')}" for one in Verdict}
            else:
                assert standings <= {
                    f"◊ {words.template('view.for_information')}",
                    f"? {words.template('view.no_figure')}",
                }


@pytest.mark.slow
def test_no_unit_is_named_where_not_all_of_them_have_to_do_it() -> None:
    drawn = shown(judged("quyet_dinh_808_2023/returns.xlsx", plan="quyet_dinh_808_2023"))
    item = drawn.one("li", id="t-M5").text
    assert "để tham khảo: 32/63 đơn vị chưa thực hiện" in item
    assert "Tỉnh" not in item.replace("Tỉnh, thành phố", "")
    assert "chưa ở mức" not in drawn.one("li", id="t-M1b").text  # due in 2025


@pytest.mark.slow
def test_who_has_not_reported_stands_on_the_first_screen() -> None:
    absent = [line.text for line in seen("half a year").one("header").all("p") if "class" in line.attributes]
    assert "Chưa báo cáo (huyện, thị xã, thành phố): Huyện Nam Sách, Huyện Tứ Kỳ." in absent
    everybody = seen("twelve districts").one("header").text  # the file of the provincial bodies is theirs
    assert "Chưa báo cáo (" not in everybody
    assert "Tất cả các đơn vị đã báo cáo." in everybody
    assert "Tất cả các đơn vị đã báo cáo." in seen("126 communes").one("header").text
    assert "Tất cả" not in seen("one unit by itself").one("header").text


def test_a_target_that_is_met_says_what_it_rests_on_too() -> None:
    told = seen("twelve districts").one("details", id="g-B5a")
    words = {label.text: fact.text for label, fact in zip(told.all("dt"), told.all("dd"), strict=True)}
    assert words["Căn cứ"].startswith("Mục II.2, gạch đầu dòng thứ năm: “Ít nhất 30%")
    assert words["So sánh chính xác"] == "72 × 10 = 720 ≥ 720 = 240 × 3: thỏa mãn mức ≥ 30%"
    assert words["Ô của tử số"] == f"{ROOT}/examples/returns_2023.xlsx › Cơ quan cấp tỉnh!E12"


def test_a_page_on_one_target_shows_its_grounds_at_once() -> None:
    report = report_of("twelve districts")
    alone = replace(report, results=report.results[:1])
    grounds = [shown(one).one("details", id="g-B1a") for one in (alone, report)]
    assert ["open" in one.attributes for one in grounds] == [True, False]


def test_each_unit_has_its_part_and_its_whole_under_the_target() -> None:
    drawn = seen("twelve districts")
    table = drawn.one("details", id="g-B3c").one("table")
    found = {row.elements[0].text: [cell.text for cell in row.elements[1:]] for row in table.one("tbody").elements}
    assert len(found) == 12
    standing, result, part, whole = found["Thị xã Kinh Môn"]
    assert (standing, result) == ("◊ Tham khảo", "16/84 = 19,04%")
    assert part.startswith("tử số 16 ")
    assert whole.startswith("mẫu số 84 ")
    assert "Tổng hợp huyện!" in part
    judged = drawn.one("details", id="g-B3a").one("table")
    rows = {row.elements[0].text: row.elements[1].text for row in judged.one("tbody").elements}
    assert rows["Thị xã Kinh Môn"] == "✗ Không đạt"


@pytest.mark.slow
def test_many_units_are_one_click_away_and_too_many_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = set()
    for scene in ("twelve districts", "126 communes"):
        for details in (one for one in seen(scene).all("details") if one.attributes.get("class") == "by-unit"):
            opened.add("open" in details.attributes)
            assert ("open" in details.attributes) == (len(details.one("tbody").elements) <= 30)
    assert opened == {True, False}
    monkeypatch.setattr("khpcmd.render.html.page.MOST", 100)
    text = shown(report_of("126 communes")).text
    assert "Số đơn vị báo cáo: 126. Xem từng đơn vị bằng lệnh khpcmd explain" in text


def test_bars_are_drawn_by_attributes_alone() -> None:
    bar = seen("twelve districts").one("li", id="t-B3c").one("svg")
    assert bar.attributes["aria-hidden"] == "true"
    reached = bar.one("rect", **{"class": "reached"})
    assert reached.attributes["width"] == "78.80%"
    assert bar.one("line", **{"class": "limit"}).attributes["x1"] == "80.00%"


@pytest.mark.slow
def test_one_cause_is_one_entry_with_its_places_below_it() -> None:
    report = report_of("a folder of files")
    causes = shown(report).one("ol", **{"class": "causes"}).elements
    codes = [next(cause.all("h4")).text.split()[0] for cause in causes]
    assert len(codes) == len(set(codes))
    number = sum(1 for fault in report.diagnostics if fault.code is Code.UNIT_TWICE)
    first = causes[0]
    assert number > 40
    assert first.text.startswith(f"{number} lỗi U402 ")
    view = View(report, Messages("vi"))
    expected = sum(one.code == "U402" for section in view.sections for one in section.faults)
    assert len(first.one("details").one("ul").elements) == expected


@pytest.mark.slow
def test_where_there_is_nothing_to_fix_nothing_is_said_to_be() -> None:
    assert seen("126 communes").one("h3", id="faults-title").text == "Phần chưa kiểm tra, không xét"
    assert seen("half a year").one("h3", id="faults-title").text == "Báo cáo còn thiếu"
    assert seen("a folder of files").one("h3", id="faults-title").text == "Số liệu cần sửa"


def test_duties_are_shown_with_who_has_not_done_them() -> None:
    duties = seen("twelve districts").one("section", id="duties")
    assert "D5 Lồng ghép" in duties.text
    assert "chưa thực hiện: Huyện Ninh Giang" in duties.text
    assert "Chưa có thông tin về các nhiệm vụ: D2" in duties.text


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


@pytest.mark.crossing(1)
@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_their_ground(mode: int) -> None:
    colors = palettes()[mode]
    verdicts = [verdict.value for verdict in Verdict]
    pairs = [(text, ground) for text in ("ink", "quiet", "link") for ground in ("page", "panel")]
    pairs += [(verdict, ground) for verdict in verdicts for ground in ("page", f"{verdict}-pale")]
    pairs += [("on", "missed"), *(("ink", f"info{step}") for step in (1, 2, 3))]
    too_weak = [(text, ground) for text, ground in pairs if contrast(colors[text], colors[ground]) < 4.5]
    marks = [*verdicts, "frame"]
    too_weak += [(mark, "panel") for mark in marks if contrast(colors[mark], colors["panel"]) < 3]
    assert too_weak == []
    assert len(palettes()) == 2
    assert palettes()[1].keys() == palettes()[0].keys()
