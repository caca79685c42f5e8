"""``khpcmd trend``: results of five periods, of plans that changed, against the JSON that they were saved in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from khpcmd.changes import Turn
from khpcmd.cli import main
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.trend import TrendTold, trend_lines
from khpcmd.saved.trend import trend
from khpcmd.trend import Change
from places import EXAMPLES, Captured

Document = dict[str, Any]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The half-year and the year of the examples, as check saves them."""
    folder, found = tmp_path_factory.mktemp("judged"), {}
    for name, returns in (("half", "half_year_2023.xlsx"), ("year", "returns_2023.xlsx")):
        path = folder / f"{name}.json"
        main(["check", str(EXAMPLES / returns), "--as-of", "2023-12-20", "--lang", "en", "-q", "-o", str(path)])
        found[name] = json.loads(path.read_text(encoding="utf-8"))
    return found


pytestmark = pytest.mark.usefixtures("folder")


def save(name: str, document: Document, year: int, *changes: Callable[[Document], None]) -> None:
    """A result as that of another year's plan."""
    document = json.loads(
        json.dumps(document).replace("2023-12-15", f"{year}-12-15").replace("2023-06-15", f"{year}-06-15")
    )
    document["plan"] |= {"id": f"hai-duong-{year}", "document": f"{year}/KH-UBND"}
    document["period_title"] = document["period_title"].replace("2023", str(year))
    document["as_of"] = f"{year}-12-20"
    window = document["sound_figures"]["window"]
    window |= {end: f"{year + int(day[:4]) - 2023}{day[4:]}" for end, day in window.items()}
    for change in changes:
        change(document)
    Path(name).write_text(json.dumps(document), encoding="utf-8")


def target(document: Document, name: str) -> Document:
    return next(one for one in document["results"] if one["target"] == name)


def stricter(document: Document) -> None:
    target(document, "B3c").update(threshold={"at_least": "25%"}, threshold_text="≥ 25%")


def met(document: Document) -> None:
    target(document, "B3c").update(verdict="met", part=250, whole=1000, value="1/4")


def without_b7(document: Document) -> None:
    document["results"] = [one for one in document["results"] if one["target"] != "B7"]


@pytest.fixture
def five(judged: dict[str, Document]) -> list[Path]:
    save("a.json", judged["half"], 2022)
    save("b.json", judged["year"], 2022)
    save("c.json", judged["half"], 2023)
    save("d.json", judged["year"], 2023)
    save("e.json", judged["year"], 2024, stricter, met, without_b7)
    return [Path(name) for name in ("d.json", "e.json", "a.json", "c.json", "b.json")]


@pytest.mark.slow
def test_columns_are_in_the_order_in_which_returns_were_due(five: list[Path]) -> None:
    assert [column.file for column in trend(five).columns] == ["a.json", "b.json", "c.json", "d.json", "e.json"]


def test_figures_are_those_of_the_saved_results(five: list[Path]) -> None:
    found = trend(five)
    for index, column in enumerate(found.columns):
        stated = {one["target"]: one for one in json.loads(Path(column.file).read_text(encoding="utf-8"))["results"]}
        for row in found.rows:
            point, said = row.points[index], stated.get(row.target)
            assert (point is None) == (said is None)
            if point is None or said is None:
                continue
            assert point.verdict == said["verdict"]
            if said["judged"] == "each_unit":
                assert (point.part, point.whole) == (said["reaching"]["units"], said["reaching"]["of"])
                continue
            assert (point.part, point.whole) == (said["part"], said["whole"])
            value = None if said["value"] is None else Fraction(said["value"]) - (said["kind"] == "growth")
            assert point.value == value
            assert point.provisional == (said["counted"] < said["expected"])


def test_a_changed_threshold_and_a_dropped_target_are_told(five: list[Path]) -> None:
    told = [(one.column, one.what, one.target, one.before, one.after) for one in trend(five).changes]
    assert (4, Change.THRESHOLD, "B3c", "≥ 20%", "≥ 25%") in told
    assert [one[:3] for one in told if one[1] is Change.DROPPED] == [(4, Change.DROPPED, "B7")]
    assert {one[0] for one in told} == {4}


def test_a_year_is_held_against_the_year_before(five: list[Path]) -> None:
    turned = {row.target: row.turn for row in trend(five).rows if row.turn is not Turn.NONE}
    assert turned == {"B3c": Turn.BETTER}


SIGN = re.compile(r"[✓✗…?–○·▲▼◆]")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_signs_are_explained_and_no_others(five: list[Path], lang: str, capsys: Captured) -> None:
    """In the table of the terminal, on the page and in the sheet beside the results."""
    assert main(["trend", *map(str, five), "--lang", lang, "-o", "t.html"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = Messages(lang).template("view.legend").partition(":")[0]
    (legend,) = [line for line in lines if line.startswith(f"{start}:")]
    rows = [line.split("  ") for line in lines[2 : lines.index("", 2)]]
    used = {cell.strip()[0] for row in rows[1:] for cell in row[1:] if SIGN.match(cell.strip())}
    assert {"·", "▲", "✓", "✗", "–"} <= used
    assert set(SIGN.findall(legend)) == used
    page = unescape(Path("t.html").read_text(encoding="utf-8"))
    assert f"<li>{legend}</li>" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_says_that_it_compares_periods_of_one_kind(lang: str) -> None:
    """A half-year is never held against the year before it, in whichever language that is read."""
    messages, alike = Messages(lang), {"vi": "kỳ trước cùng loại", "en": "the last period of the same kind"}[lang]
    told = [messages.template(f"trend.goes.{turn.value}") for turn in Turn if turn is not Turn.NONE]
    told += [messages.text("trend.turns", turned="x"), messages.template("trend.no_turns")]
    assert all(alike in text for text in told), told


def test_a_trend_without_turns_or_gaps_explains_neither_and_names_the_row_of_reports_once(
    judged: dict[str, Document], capsys: Captured
) -> None:
    save("half.json", judged["half"], 2023)
    assert main(["trend", "half.json", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    (legend,) = [line for line in lines if line.startswith("Signs:")]
    assert legend == "Signs: ✓ Met, ✗ Missed, … In progress, ? Inconclusive"
    (row,) = [line for line in lines if "Units reported" in line]
    assert row.split() == ["Units", "reported", "15/17"]


def test_a_half_year_is_not_held_against_a_year(judged: dict[str, Document], capsys: Captured) -> None:
    save("half.json", judged["half"], 2023)
    save("year.json", judged["year"], 2023)
    assert all(row.turn is Turn.NONE for row in trend([Path("half.json"), Path("year.json")]).rows)
    assert main(["trend", "half.json", "year.json", "--lang", "en", "-q"]) == 0
    assert "no earlier period of the same kind" in capsys.readouterr().out


def test_the_later_of_two_results_of_one_period_counts(judged: dict[str, Document], capsys: Captured) -> None:
    save("early.json", judged["year"], 2023)
    save("late.json", judged["year"], 2023, met, lambda document: document.update(as_of="2024-01-05"))
    found = trend([Path("late.json"), Path("early.json")])
    assert [column.file for column in found.columns] == ["late.json"]
    assert found.replaced == ("early.json",)
    main(["trend", "late.json", "early.json", "--lang", "en"])
    assert "Not used: early.json" in capsys.readouterr().out


@pytest.mark.crossing(1)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_shows_every_target_in_every_period(five: list[Path], lang: str, capsys: Captured) -> None:
    assert main(["trend", *map(str, five), "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    b3c = next(line for line in lines if line.startswith("B3c"))
    figures = ["9.71%*", "19.97%", "9.71%*", "19.97%", "25.00%"]
    expected = [text.replace(".", ",") for text in figures] if lang == "vi" else figures
    assert re.findall(r"[0-9]+[.,][0-9]+%\*?", b3c) == expected
    assert "▲" in b3c
    assert lines[-1].endswith("(mã thoát 0)" if lang == "vi" else "(exit code 0)")


def test_the_page_has_the_same_figures_and_no_script(five: list[Path], capsys: Captured) -> None:
    assert main(["trend", *map(str, five), "--lang", "en", "-o", "out/trend.html", "-o", "trend.txt"]) == 0
    page, shown = Path("out/trend.html").read_text(encoding="utf-8"), capsys.readouterr().out
    assert Path("trend.txt").read_text(encoding="utf-8").splitlines()[0] == shown.splitlines()[0]
    assert "default-src 'none'" in page
    assert "<script" not in page
    for row in trend(five).rows:
        assert f'<span class="code">{row.target}</span>' in page
    for text in ("9.71%*", "19.97%", "25.00%", "≥ 25%", ("hai-duong" not in page and "2024/KH-UBND") or ""):
        assert text in page


def test_a_folder_stands_for_the_results_in_it(five: list[Path]) -> None:
    Path("notes.txt").write_text("none", encoding="utf-8")
    assert [one.file for one in trend([Path()]).columns] == [one.file for one in trend(five).columns]


def test_a_plan_that_keeps_its_id_has_a_result_of_each_year(judged: dict[str, Document]) -> None:
    def one_id(document: Document) -> None:
        document["plan"]["id"] = "hai-duong"
        document["sound_figures"]["year"] = int(document["as_of"][:4])

    for year in (2022, 2023):
        save(f"{year}.json", judged["year"], year, one_id)
    save("late.json", judged["year"], 2023, one_id, lambda document: document.update(as_of="2024-01-05"))
    found = trend([Path("2023.json"), Path("late.json"), Path("2022.json")])
    assert [column.file for column in found.columns] == ["2022.json", "late.json"]
    assert found.replaced == ("2023.json",)


def test_a_part_never_stands_for_the_whole_nor_beside_it(judged: dict[str, Document]) -> None:
    def partial(document: Document) -> None:
        document.update(only_reported=True, as_of="2024-02-01")
        met(document)

    save("whole.json", judged["year"], 2022)
    save("part.json", judged["year"], 2022, partial)
    save("later.json", judged["year"], 2023, partial)
    found = trend([Path("whole.json"), Path("part.json"), Path("later.json")])
    assert [(column.file, column.partial) for column in found.columns] == [
        ("whole.json", False),
        ("part.json", True),
        ("later.json", True),
    ]
    assert found.replaced == ()
    assert all(row.turn is Turn.NONE for row in found.rows)
    save("last.json", judged["year"], 2024)
    turned = trend([Path("whole.json"), Path("part.json"), Path("later.json"), Path("last.json")])
    assert all(row.turn is Turn.NONE for row in turned.rows)


def test_columns_of_one_title_name_their_plans(judged: dict[str, Document], capsys: Captured) -> None:
    save("a.json", judged["year"], 2023)
    save("b.json", judged["year"], 2023, lambda document: document["plan"].update(id="tinh-khac-2023"))
    main(["trend", "a.json", "b.json", "--lang", "en"])
    out = capsys.readouterr().out
    assert "(hai-duong-2023)" in out
    assert "(tinh-khac-2023)" in out


def test_amounts_and_reported_percentages_are_shown_as_they_are(capsys: Captured) -> None:
    plan = str(EXAMPLES.parent / "targets" / "phu_tho_2023.yaml")
    main(["check", str(EXAMPLES / "phu_tho_2023"), "--plan", plan, "--lang", "vi", "-q", "-o", "p.json"])
    capsys.readouterr()
    assert main(["trend", "p.json", "--lang", "vi"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.startswith("C")}
    assert "✗ 7,49%" in lines["C1"]
    assert "✓ 63,25" in lines["C2"]
    assert "✗ 6.108,999" in lines["C7"]
    (c1,) = (row.points[0] for row in trend([Path("p.json")]).rows if row.target == "C1")
    assert c1 is not None
    assert (c1.value, c1.level) == (Fraction(749, 10_000), Fraction(3, 40))


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e"


@pytest.mark.slow
def test_hostile_texts_stay_texts(judged: dict[str, Document], capsys: Captured) -> None:
    def hostile(document: Document) -> None:
        document["period_title"] = HOSTILE
        document["plan"]["document"] = HOSTILE
        target(document, "B1a").update(title=HOSTILE, threshold_text=HOSTILE)

    save("a.json", judged["year"], 2022)
    save("b.json", judged["year"], 2023, hostile)
    assert main(["trend", "a.json", "b.json", "-o", "t.html"]) == 0
    out, page = capsys.readouterr().out, Path("t.html").read_text(encoding="utf-8")
    for text in (out, page):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script" not in page


@pytest.mark.crossing(2)
@pytest.mark.parametrize("value", ["1/0", "x", "1", "1/2/3", "9" * 5000 + "/1"])
def test_a_value_that_is_no_fraction_is_refused(value: str, judged: dict[str, Document], capsys: Captured) -> None:
    save("a.json", judged["year"], 2023, lambda document: target(document, "B3c").update(value=value))
    assert main(["trend", "a.json", "--lang", "en"]) == 2
    assert "does not hold results" in capsys.readouterr().err


def test_without_results_the_command_says_so(capsys: Captured) -> None:
    Path("empty").mkdir()
    for arguments in ([], ["empty"]):
        assert main(["trend", *arguments, "--lang", "en"]) == 2
        assert "khpcmd trend saved/" in capsys.readouterr().err


def test_a_result_is_not_written_over(judged: dict[str, Document]) -> None:
    save("a.html", judged["year"], 2023)
    before = Path("a.html").read_bytes()
    assert main(["trend", "a.html", "-o", "a.html"]) == 2
    assert Path("a.html").read_bytes() == before


def check(*given: str) -> int:
    return main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--as-of", "2023-12-20", "--lang", "en", "-q", *given])


@pytest.mark.slow
def test_the_page_and_the_workbook_of_a_check_show_what_the_command_shows(
    judged: dict[str, Document], folder: Path, capsys: Captured
) -> None:
    """Earlier results beside this one: figures, verdicts and what plans changed are those of `khpcmd trend`."""
    kept = folder / "kept"
    kept.mkdir()
    save("kept/a.json", judged["year"], 2022, stricter)
    save("kept/b.json", judged["half"], 2023)
    assert check("--history", "kept", "-o", "page.html", "-o", "book.xlsx", "-o", "now.json") == 1
    capsys.readouterr()
    found = trend([kept, Path("now.json")])
    lines = list(trend_lines(found, Messages("en"), 0, None))
    page = unescape(Path("page.html").read_text(encoding="utf-8"))
    drawn = page[page.index('id="trend"') : page.index('class="second')]
    sheet = openpyxl.load_workbook("book.xlsx")["Trend"]
    rows = {str(row[0]): row for row in sheet.iter_rows(values_only=True)}
    for row in found.rows:
        figures = list(map(TrendTold(found, Messages("en")).marked, row.points))
        assert list(rows[row.target][2 : 2 + len(figures)]) == figures
        for figure in figures:
            assert figure.split(" ")[-1] in drawn
    changed = [line for line in lines if "B3c" in line and "25%" in line and "20%" in line]
    assert changed
    assert all(line in drawn for line in changed)
    texts = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    assert all(line in texts for line in changed)
    assert drawn.count("<svg") == len(
        [row for row in found.rows if sum(one is not None and one.value is not None for one in row.points) > 1]
    )


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--history", "now"), "-o FILE.html"),
        (("--history", "now", "-o", "r.json"), "-o FILE.html"),
        (("--history", "now", "-o", "r.html", "--hide-values"), "--hide-values"),
        (("--history", "now", "-o", "r.html", "--set", "291.venues_inspected=60"), "--set"),
        (("--history", "nowhere", "-o", "r.html"), "nowhere"),
        (("--history", "now", "-o", "r.html"), "no saved result"),
    ],
)
def test_history_that_is_not_shown_or_not_there_is_refused(
    given: tuple[str, ...], told: str, folder: Path, capsys: Captured
) -> None:
    (folder / "now").mkdir()
    assert check(*given) == 2
    assert told in capsys.readouterr().err
    assert not Path("r.html").exists()


def test_a_rate_is_shown_on_the_scale_of_its_threshold(capsys: Captured) -> None:
    plan, returns = EXAMPLES.parent / "targets" / "scsep_2020.yaml", EXAMPLES / "scsep_2020"
    main(["check", str(returns), "--plan", str(plan), "-q", "-o", "now.json"])
    assert main(["trend", "now.json"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("HI-need")]
    assert "✗ 2.64" in line  # 323/122, and 2.9 is asked
    assert "323/122" not in line
    (row,) = [row for row in trend([Path("now.json")]).rows if row.target == "HI-need"]
    assert row.points[0] is not None
    assert row.points[0].value == Fraction(323, 122)
    assert row.points[0].level == Fraction(29, 10)
