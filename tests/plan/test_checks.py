"""What only a second look sees: whether the parts of a plan agree with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Phrase, Ref, Stored
from khpcmd.i18n import Messages
from khpcmd.plan.load import examine_file, parse_plan
from khpcmd.render.wording import Wording
from small_plan import MARK, PLAN, changed, mistakes, told, word

GROWTH = "measure: {kind: growth, of: inspected}"
SHARE = "measure: {kind: share, of: district, where: {all: [{field: plan_issued}, {field: venues, at_least: 1}]}}"
RATIO = "measure: {kind: ratio, part: inspected, whole: [venues]}"
BASELINE = "    reported_by: [district, radio]\n    unit_of_measure: {vi: cơ sở, en: venues}\n    baseline"
FREQUENCY = "measure: {kind: frequency, of: news}"


@pytest.mark.parametrize(
    ("old", "new", "what", "found", "suggestion"),
    [
        ("kind: ratio, part: inspected", "kind: ratio, part: ◆inspectd", "field", "inspectd", "inspected"),
        ("kind: ratio, part: inspected", "kind: ratio, part: [inspected, ◆x]", "field", "x", ""),
        ("whole: [venues]}\n    t", "whole: [◆venue]}\n    t", "field", "venue", "venues"),
        ("whole: [venues]}\n    t", "whole: {register: ◆comunes}}\n    t", "register", "comunes", "communes"),
        ("{field: plan_issued}", "{field: ◆plan_isued}", "field", "plan_isued", "plan_issued"),
        ("kind: share, of: district", "kind: share, of: ◆districts", "level", "districts", "district"),
        ("of: news}", "of: ◆new}", "field", "new", "news"),
        ("kind: growth, of: inspected", "kind: growth, of: [◆inspectedd]", "field", "inspectedd", "inspected"),
        (GROWTH, GROWTH[:-1] + ", baseline: {◆yaer: 5}}", "period", "yaer", "year"),
        ("level: agency", "level: ◆agenc", "level", "agenc", "agency"),
        ('parent: "0291"', 'parent: ◆"0292"', "unit", "0292", "0298"),
        ("reported_by: [radio]", "reported_by: [radio, ◆radioo]", "level_or_unit", "radioo", "radio"),
        ("register_limit: communes", "register_limit: ◆comunes", "register", "comunes", "communes"),
        ("part: [inspected], whole: [venues]}\n\n", "part: [◆inspct], whole: [venues]}\n\n", "field", "inspct", None),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_closest(
    old: str, new: str, what: str, found: str, suggestion: str | None
) -> None:
    (mistake,) = told((old, new))
    assert mistake.code is Code.UNKNOWN_REFERENCE
    assert mistake.params["what"] == word(what)
    assert mistake.params["found"] == found
    if suggestion is not None:
        assert mistake.params["suggestion"] in {suggestion, "0291"}


@pytest.mark.parametrize(
    ("old", "new", "what", "first_line"),
    [("id: radio", '"0291"', "unit", 24), ("id: radio", "agency", "unit", 21), ("id: A4", "A2", "target", 74)],
)
def test_an_id_given_twice_or_to_a_level_as_well_is_told(old: str, new: str, what: str, first_line: int) -> None:
    (mistake,) = told((old, f"id: {MARK}{new}"), ("[radio]", "[agency]"))
    assert mistake.code is Code.DUPLICATE_ID
    assert mistake.params == {"what": word(what), "id": new.strip('"'), "first_line": first_line}


PERIODS = (
    "periods:\n",
    """periods:
  half_year:
    title: {vi: 6 tháng, en: six months}
    window: {from: 2022-12-15, to: 2023-06-14}
    due: {date: 2023-06-15}
    months: [1]
""",
)


def test_a_baseline_in_the_plan_will_do_if_it_is_there_for_every_period() -> None:
    measure = "measure: {kind: growth, of: venues, baseline: {year: 120}}"
    assert told((GROWTH, measure)) == []
    (mistake,) = told((GROWTH, measure.replace("{year: 120}", f"{MARK}{{half_year: 60}}")), PERIODS)
    assert (mistake.code, mistake.params["key"]) == (Code.MISSING_KEY, "year")
    assert mistake.params["of"] == " (targets: A3)"


def test_a_baseline_needs_its_year() -> None:
    (mistake,) = told(("id: nam-sach-2023", f"{MARK}id: nam-sach-2023"), ("baseline_year: 2022\n", ""))
    assert (mistake.code, mistake.params["key"]) == (Code.MISSING_KEY, "baseline_year")
    assert mistake.params["of"] == " (targets: A3)"
    assert "“baseline_year” is missing (targets: A3)" in Wording(Messages("en")).message(mistake)


@pytest.mark.parametrize(
    ("old", "new", "kind", "takes", "found"),
    [
        ("{at_least: 20%}", "◆{at_least: 20}", "ratio", "percent", "at_least: 20"),
        ("{at_least: +3%}", "◆{at_least: 3}", "growth", "percent", "at_least: 3"),
        (FREQUENCY, f"{FREQUENCY}\n    threshold: ◆{{at_least: 100%}}", "frequency", "no_threshold", "at_least: 100%"),
        (GROWTH, "measure: {kind: maintain, of: inspected}", "maintain", "no_threshold", "at_least: 3%"),
        (RATIO, "measure: {kind: count, of: inspected}", "count", "a_number", "at_least: 20%"),
    ],
)
def test_a_threshold_of_the_wrong_kind_is_told(old: str, new: str, kind: str, takes: str, found: str) -> None:
    changes = [(old, new)]
    if kind == "maintain":
        changes.append(("threshold: {at_least: +3%}", f"threshold: {MARK}{{at_least: +3%}}"))
    if kind == "count":
        changes.append(("threshold: {at_least: 20%}", f"threshold: {MARK}{{at_least: 20%}}"))
    (mistake,) = told(*changes)
    assert mistake.code is Code.THRESHOLD_MISMATCH
    assert mistake.params == {"kind": kind, "takes": word(takes), "found": found}


def test_a_period_without_a_threshold_is_told_by_its_name() -> None:
    second = """\
  next:
    title: {vi: năm 2024, en: year 2024}
    window: {from: 2023-12-15, to: 2024-12-14}
    due: {date: 2024-12-15, inclusive: false}
    months: [1, 2, 3]

levels:"""
    own = f"    by_period: {MARK}{{year: {{threshold: {{at_least: 20%}}}}}}\n"
    (mistake,) = told(("    threshold: {at_least: 20%}\n", own), ("\nlevels:", second))
    assert (mistake.code, mistake.params["key"]) == (Code.MISSING_KEY, "next")
    alone = PLAN.replace("    threshold: {at_least: 20%}\n", own.replace(MARK, ""))
    assert parse_plan(alone, "plan.yaml").targets


def test_fields_of_a_ratio_that_no_unit_reports_together_are_told() -> None:
    change = ("    reported_by: [district]\n    unit_of_measure: {vi: cơ sở, en: venues}\n    baseline: true\n", "")
    instead = "    reported_by: [radio]\n    unit_of_measure: {vi: cơ sở, en: venues}\n    baseline: true\n"
    found = told(
        (change[0], instead),
        ("- {kind: at_most", f"- {MARK}{{kind: at_most"),
        ("measure: {kind: ratio", f"measure: {MARK}{{kind: ratio"),
    )
    assert [mistake.code for mistake in found] == [Code.NO_REPORTER] * 2
    assert found[1].params == {"fields": (Ref("field", "inspected"), Ref("field", "venues"))}


@pytest.mark.parametrize(
    ("only", "lacking"), [("", "radio"), ("\n    only: [district]", ""), ("\n    only: [agency]", "radio")]
)
@pytest.mark.parametrize("kind", ["ratio", "rate"])
def test_only_the_units_that_a_target_is_about_need_the_number_of_the_register(
    only: str, lacking: str, kind: str
) -> None:
    more = ", per: 10" if kind == "rate" else ""
    threshold = "2" if kind == "rate" else "20%"
    found = mistakes(
        changed(
            ("    reported_by: [district]\n    unit_of_measure: {vi: cơ sở, en: venues}\n    baseline", BASELINE),
            ("\n    threshold: {at_least: 20%}", f"{only}\n    threshold: {{at_least: {threshold}}}"),
            (RATIO, f"measure: {{kind: {kind}, part: inspected, whole: {{register: communes}}{more}}}"),
        )
    )
    assert [(one.code, one.params["of"]) for one in found] == (
        [(Code.MISSING_KEY, f" (units: {lacking})")] if lacking else []
    )


INSPECTED, NEWS = ((Ref("field", "venues"), Ref("field", name)) for name in ("inspected", "news"))


@pytest.mark.parametrize(
    ("old", "new", "name", "first", "second"),
    [
        ("aliases: [Đài PT]", "aliases: [◆HUYỆN  TỨ KỲ]", "HUYỆN  TỨ KỲ", Ref("unit", "0298"), Ref("unit", "radio")),
        ("en: Tu Ky", "en: ◆nam sach", "nam sach", Ref("unit", "0291"), Ref("unit", "0298")),
        ("aliases: [Cơ sở / Được kiểm tra]", "aliases: [◆'Tổng số cơ sở:']", "Tổng số cơ sở:", *INSPECTED),
        # of different reporters: neither form could be read
        ("{vi: Số tin bài", "{vi: ◆Tổng số cơ sở", "Tổng số cơ sở", *NEWS),
        ("en: News items}\n", "en: News items}\n    aliases: [◆tổng số cơ sở]\n", "tổng số cơ sở", *NEWS),
    ],
)
def test_a_name_that_means_two_things_is_told(old: str, new: str, name: str, first: Ref, second: Ref) -> None:
    (mistake,) = told((old, new))
    assert mistake.code is Code.AMBIGUOUS_NAME
    assert mistake.params == {"name": name, "first": first, "second": second}


VENUES, OF_INSPECTED = "en: Venues}\n    reported_by", "label: {vi: Số cơ sở được kiểm tra, en: Venues inspected}"


@pytest.mark.parametrize("code", ["cs02", "inspected", "'003'"])
def test_a_code_is_of_one_field_whoever_reports_it(code: str) -> None:
    venues = (VENUES, f"en: Venues}}\n    codes: [CS01, {code}]\n    reported_by")
    inspected = (OF_INSPECTED, f"{OF_INSPECTED}\n    codes: [CS02, '3']")
    (mistake,) = mistakes(changed(venues, inspected))
    assert mistake.code is Code.AMBIGUOUS_NAME
    assert {mistake.params["first"], mistake.params["second"]} == set(INSPECTED)


@pytest.mark.parametrize("code", ["'CS 01'", "''", "Chỉ-tiêu", '"C\\u0007S"'])
def test_a_code_can_be_printed_and_typed(code: str) -> None:
    assert mistakes(changed((VENUES, f"en: Venues}}\n    codes: [{code}]\n    reported_by")))


def test_what_the_file_says_wrongly_is_told_at_once_and_then_what_does_not_fit_together() -> None:
    text = (
        PLAN.replace("language: vi", "language: fr")  # a value that the model refuses
        .replace("kind: months\n", "kind: month\n")
        .replace("at_least: +3%", "at_least: 60.000")  # a number that YAML would misread
        .replace("register: {communes: 23}", "register: {communes: many}")
    )
    of_file = ["UNKNOWN_KIND", "WRONG_VALUE", "WRONG_VALUE", "YAML_NUMBER_LOOKS_VIETNAMESE"]
    assert sorted(one.code.name for one in mistakes(text)) == of_file
    apart = ("part: inspected, whole", "part: inspcted, whole"), ("whole: [venues]}\n\nt", "whole: [venus]}\n\nt")
    for old, new in apart:
        assert old in text
        text, alone = text.replace(old, new), PLAN.replace(old, new)
        assert [one.code.name for one in mistakes(alone)] == ["UNKNOWN_REFERENCE"]
    assert sorted(one.code.name for one in mistakes(text)) == of_file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nyear: 2023", "\nyear: hai nghìn"),
        ("\nyear: 2023", ""),
        ("id: nam-sach-2023", "id: Nam Sách"),
        ("number: 416/KH-UBND", "number: [416]"),
        ("baseline_year: 2022", "baseline_year: năm ngoái"),
        ("window: {from: 2022-12-15", "window: {from: 15/12/2022"),
        ("agency: {title:", "agency: {titel:"),
        ("kind: yes_no", "kind: yesno"),
    ],
)
def test_one_mistake_that_is_refused_makes_no_other(old: str, new: str) -> None:
    assert PLAN.count(old) == 1
    assert len(mistakes(PLAN.replace(old, new))) == 1


def test_a_roster_that_cannot_be_read_is_told_alone(tmp_path: Path) -> None:
    text = PLAN.replace("fields:\n", "rosters: [{file: none.csv, level: district}]\nfields:\n", 1)
    text = text.replace("reported_by: [radio]", "reported_by: [tv]")  # "tv" may be in the roster
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        examine_file(path, "plan.yaml")
    assert [(one.code.name, one.params["found"]) for one in caught.value.diagnostics] == [("WRONG_VALUE", "none.csv")]


def test_visits_are_no_part_of_things_that_count_once() -> None:
    visits = PLAN.replace("    baseline: true\n", "    counting: visits\n    baseline: true\n", 1)
    assert visits != PLAN
    mixed = visits.replace("part: inspected, whole: [venues]", "part: inspected, whole: [venues, communes_reached]")
    mixed = mixed.replace("    register_limit: communes\n", "    counting: visits\n", 1)
    for written in (visits, mixed):
        with pytest.raises(PlanError) as caught:
            parse_plan(written, "plan.yaml")
        assert Ref("word", "distinct_field") in [fault.params.get("expected") for fault in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('flow: false, tolerance: "7,5%"', None),
        (f"tolerance: {MARK}30%", "stock_field"),
        (f"flow: false, tolerance: {MARK}30", "percent"),
        (f"flow: false, tolerance: {MARK}-5%", "percent"),
        (f"flow: false, tolerance: {MARK}[20%]", "percent"),
        ("flow: false, nature: backlog", None),
        (f"nature: {MARK}backlog", "stock_field"),
    ],
)
def test_a_tolerance_is_a_percentage_of_a_stock_and_so_is_a_nature_of_one(more: str, expected: str | None) -> None:
    spec = "{kind: count, label: {vi: Xe, en: Cars}, reported_by: [district], unit_of_measure: {vi: xe, en: cars}, "
    found = told(("  news:\n", f"  cars: {spec}{more}}}\n  news:\n"))
    wanted = [(Code.WRONG_VALUE, word(expected))] if expected else []
    assert [(mistake.code, mistake.params["expected"]) for mistake in found] == wanted


ANY_SHARE = Phrase("between", (Stored(0, "%"), Stored(100, "%")))
ALL = "    threshold: {at_least: 100%}"
WRONG: tuple[tuple[tuple[tuple[str, str], ...], object, object], ...] = (
    ((("en: Nam Sach}", 'en: Nam Sach}, parent: ◆"0298"'),), "0298", word("parent_above")),  # a circle, once
    # a measure takes only fields of its kind
    ((("kind: ratio, part: inspected", "kind: ratio, part: ◆plan_issued"),), "plan_issued", word("number_field")),
    ((("kind: ratio, part: inspected", "kind: ratio, part: ◆venues"),), "venues", word("field_not_in_whole")),
    ((("kind: growth, of: inspected", "kind: growth, of: ◆plan_issued"),), "plan_issued", word("number_field")),
    (((FREQUENCY, "measure: {kind: frequency, of: ◆venues}"),), "venues", word("months_field")),
    (((FREQUENCY, "measure: {kind: done, field: ◆news}"),), "news", word("yes_no_field")),
    ((("{field: plan_issued}", "{field: ◆plan_issued, at_least: 1}"),), "plan_issued", word("number_field")),
    (((", whole: [venues]}\n\n", ", whole: [◆plan_issued]}\n\n"),), "plan_issued", word("number_field")),
    (
        (("reported_by: [radio]", "reported_by: [radio, district]"), ("{field: plan_issued}", "{field: ◆news}")),
        "news", word("yes_no_or_number_field"),
    ),
    # a threshold that nothing can reach or miss
    ((("at_least: 20%", "at_least: ◆120%"),), "120%", ANY_SHARE),
    ((("at_least: 20%", "at_most: ◆-1%"),), "-1%", ANY_SHARE),
    ((("at_least: 100%", "at_least: ◆3"),), "3", Phrase("between", ("0", "2"))),
    ((("at_least: 100%", "more_than: ◆101%"),), "101%", ANY_SHARE),
    ((("at_least: 20%", "more_than: ◆100%"),), "100%", ANY_SHARE),
    ((("at_least: 20%", "less_than: ◆0%"),), "0%", ANY_SHARE),
    ((("at_least: +3%", "at_least: ◆-103%"),), "-103%", Phrase("at_least", (Stored(-100, "%"),))),
    ((("baseline_year: 2022", "baseline_year: ◆2023"),), "2023", Phrase("year_before", ("2023",))),
    # what all units owe together is not judged at each: a share of units, k of n, a baseline of all
    (((ALL, f"{ALL}\n    judged: ◆each_unit"),), "each_unit", word("judged_pooled")),
    (((ALL, "    threshold: {at_least: 2}\n    judged: ◆each_unit"),), "each_unit", word("judged_pooled")),
    (((GROWTH, GROWTH[:-1] + ", baseline: {year: 5}}\n    judged: ◆each_unit"),), "each_unit", word("judged_pooled")),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "found", "expected"), WRONG)
def test_a_value_that_does_not_fit_is_told_with_what_would(
    changes: tuple[tuple[str, str], ...], found: object, expected: object
) -> None:
    (mistake,) = told(*changes)
    assert (mistake.code, mistake.params) == (Code.WRONG_VALUE, {"found": found, "expected": expected})


LACKING: tuple[tuple[tuple[tuple[str, str], ...], str], ...] = (
    ((("{field: venues, at_least: 1}", "◆{field: venues}"),), "at_least"),
    (((GROWTH, "measure: {kind: growth, of: venues}"), ("  venues:\n    kind", "  venues:\n    ◆kind")), "baseline"),
    ((("    threshold: {at_least: 20%}\n", ""), ("- id: A2", "- ◆id: A2")), "threshold"),
    (
        (
            ("register: {communes: 23}", "register: ◆{hamlets: 7}"),
            (RATIO, "measure: {kind: ratio, part: inspected, whole: {register: communes}}"),
        ),
        "communes",
    ),
)


@pytest.mark.parametrize(("changes", "key"), LACKING, ids=[key for _, key in LACKING])
def test_what_is_lacking_is_told_once_where_it_is_needed(changes: tuple[tuple[str, str], ...], key: str) -> None:
    (mistake,) = told(*changes)
    assert (mistake.code, mistake.params["key"]) == (Code.MISSING_KEY, key)
    assert key != "baseline" or mistake.params["of"] == " (fields: venues; targets: A3)"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ([(SHARE, "measure: ◆{kind: share, of: agency, where: {field: plan_issued}}")], "plan_issued"),
        (
            [
                ("  agency: {title", "  commune: {title: {vi: xã, en: communes}}\n  agency: {title"),
                ("reported_by: [radio]", "reported_by: ◆[commune]"),
            ],
            "news",
        ),
    ],
    ids=["a share of a level that does not report it", "a level without units"],
)
def test_a_field_that_no_unit_reports_is_told_once(changes: list[tuple[str, str]], field: str) -> None:
    (mistake,) = told(*changes)
    assert (mistake.code, mistake.params) == (Code.NO_REPORTER, {"fields": (Ref("field", field),)})


def test_names_of_periods_are_told_apart_and_units_may_repeat_their_own() -> None:
    (mistake,) = told(PERIODS, ("aliases: [cả năm]", f"aliases: [{MARK}6 tháng]"))
    assert mistake.params["first"] == Ref("period", "half_year")
    assert told(("aliases: [Đài PT]", "aliases: [đài phát thanh]")) == []
    assert told(("at_least: 100%", "at_least: 2")) == []  # and k of n units is a threshold of a share
