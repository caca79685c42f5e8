"""Which runs are done: every command over all inputs, in every format and language.

Formats that come to the same output whether printed or written with ``-o`` are written, many in one run. A run is named
``command.input.language.kind``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import yaml

DAY = ("--as-of", "2023-12-20")
LANGUAGES = ("vi", "en")
SUFFIXES = ("json", "csv", "md", "xml", "html", "txt", "xlsx", "docx")
EXAMPLES, MADE, TARGETS = "examples", "made", "targets"
YEAR = f"{EXAMPLES}/returns_2023.xlsx"
HALF = f"{EXAMPLES}/half_year_2023.xlsx"
FORMS = f"{EXAMPLES}/year_2023"
PLAN = f"{TARGETS}/plan_2023.yaml"
COLOURS = {"COLUMNS": "80", "FORCE_COLOR": "1"}
PLAIN_120 = {"COLUMNS": "120", "NO_COLOR": "1"}
COMMANDS = (
    *(
        "check",
        "validate",
        "annotate",
        "letters",
        "fill",
        "template",
        "page",
        "inspect",
        "diff",
        "explain",
        "schema",
        "plan",
        "config",
    ),
    *("completion", "plan lint", "plan show", "plan new", "plan diff", "plan manual", "plan schema"),
)
ALONE = ("--period", "year", "--only-reported", *DAY)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of khpcmd."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Something to check: the files, the options of ``check`` besides, and which of them other commands take."""

    name: str
    files: tuple[str, ...]
    options: tuple[str, ...] = DAY
    plan: str = ""
    whole: bool = True
    """Whether everything is done with it, or only what tells most."""

    @property
    def with_plan(self) -> tuple[str, ...]:
        return ("--plan", self.plan) if self.plan else ()


def runs_that_make_inputs() -> list[Run]:
    """Runs whose files become inputs: ``made/NAME``."""
    return [
        Run("blank_forms", ("template", "--all", "-d", "out")),
        Run("blank_half_year", ("template", "--unit", "291", "--period", "half_year", "-o", "out/nam_sach.xlsx")),
        Run("blank_rows", ("template", "--consolidated", "district", "-o", "out/huyen.xlsx")),
        Run("marked", ("annotate", f"{EXAMPLES}/faulty/cells.xlsx", "-d", "out", *DAY)),
        Run("results", ("check", YEAR, *DAY, "-q", "-o", "out/results.xlsx")),
    ]


def all_runs(inputs: Path, manual: str) -> list[Run]:
    """All runs over a folder of inputs; ``manual`` is the page that names every code."""
    found = [
        *_checks(inputs),
        *_stories(inputs),
        *_other_checks(),
        *_templates(),
        *_fillings(),
        *_differences(),
        *_explanations(inputs, re.findall(r"^### ([A-Z]\d{3}) ", manual, re.MULTILINE)),
        *_plans(inputs),
        *_waivers(inputs),
        *_names(),
        *_letters(),
        *_words(),
    ]
    names = [run.name for run in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two runs are called {', '.join(sorted(twice))}")
    return found


def given(inputs: Path) -> Iterator[Given]:
    """Everything that is checked."""
    yield Given("year", (YEAR,))
    yield Given("forms", (FORMS,))
    yield Given("both", (YEAR, FORMS), whole=False)
    yield Given("baseline", (YEAR,), (*DAY, "--baseline", f"{EXAMPLES}/baseline_2022.xlsx"))
    yield Given("half", (HALF,), ("--as-of", "2023-06-14"))
    yield Given("half_late", (HALF,), ("--as-of", "2023-06-20"), whole=False)
    yield Given("checklist", (YEAR, f"{EXAMPLES}/checklist_2023.xlsx"))
    yield Given("previous", (YEAR,), (*DAY, "--previous", HALF))
    yield Given("waivers", (YEAR,), ("--as-of", "2023-12-14", "--waivers", f"{EXAMPLES}/waivers_2023.yaml"))
    answers = ("--as-of", "2023-12-31", "--answers", f"{EXAMPLES}/phu_tho_2023/answers.yaml")
    yield Given("answers", (f"{EXAMPLES}/phu_tho_2023/returns.xlsx",), answers, f"{TARGETS}/phu_tho_2023.yaml")
    yield Given("previous_other", (YEAR,), (*DAY, "--previous", f"{MADE}/earlier/half_year.xlsx"))
    yield Given("baseline_other", (YEAR,), (*DAY, "--baseline", f"{MADE}/earlier/baseline.xlsx"), whole=False)
    yield Given("baseline_half", (YEAR,), (*DAY, "--baseline", HALF), whole=False)
    for folder in sorted(path.parent for path in (inputs / EXAMPLES).glob("*/expected.yaml")):
        day = ("--as-of", f"{folder.name[-4:]}-12-20")
        own = [path.name for path in sorted(folder.glob("*.xlsx"))]
        returns = f"{EXAMPLES}/{folder.name}" if own != ["returns.xlsx"] else f"{EXAMPLES}/{folder.name}/returns.xlsx"
        period = () if own else ("--period", "year")  # a portal exports several
        yield Given(folder.name, (returns,), (*day, *period), f"{TARGETS}/{folder.name}.yaml")
    for path in sorted((inputs / EXAMPLES / "faulty").glob("*.xlsx")):
        yield Given(f"faulty_{path.stem}", (f"{EXAMPLES}/faulty/{path.name}",), ALONE)
    yield Given("faulty", (f"{EXAMPLES}/faulty",))
    yield Given("faulty_listed", (YEAR, f"{EXAMPLES}/faulty"), (*DAY, "--prefer", "listed"), whole=False)
    yield Given("everything", (EXAMPLES, "nowhere.xlsx"), whole=False)
    for number, path in enumerate(sorted((inputs / FORMS).glob("*.xlsx"))):
        yield Given(f"form_{number}", (f"{FORMS}/{path.name}",), ALONE, whole=False)
    for path in sorted((inputs / MADE / "books").glob("*.xlsx")):
        yield Given(f"book_{path.stem}", (f"{MADE}/books/{path.name}",), ALONE)
    for path in sorted((inputs / MADE / "others").iterdir()):
        yield Given(f"other_{path.name}", (f"{MADE}/others/{path.name}",), ALONE, whole=False)
    yield Given("more_kinds", (YEAR,), plan=f"{MADE}/plans/more_kinds.yaml")
    yield Given("more_kinds_half", (HALF,), ("--as-of", "2023-06-14"), f"{MADE}/plans/more_kinds.yaml")
    yield Given("html_in_plan", (YEAR,), plan=f"{MADE}/plans/html.yaml", whole=False)
    yield Given("resent", (f"{MADE}/resent",), ALONE)
    yield Given("resent_newest", (f"{MADE}/resent",), (*ALONE, "--prefer", "newest"), whole=False)
    yield Given("resent_listed", (f"{MADE}/resent",), (*ALONE, "--prefer", "listed"), whole=False)
    blank = sorted((inputs / MADE / "blank_forms").iterdir())[:3]
    yield Given("blank_forms", tuple(path.relative_to(inputs).as_posix() for path in blank), whole=False)
    yield Given("blank_half_year", (f"{MADE}/blank_half_year/nam_sach.xlsx",), ALONE, whole=False)
    for path in sorted((inputs / MADE / "filled").iterdir()):
        alone = ("--only-reported", "--as-of", "2023-06-14")
        yield Given(f"filled_{path.stem}", (f"{MADE}/filled/{path.name}",), alone, whole=path.stem == "filled")
    yield Given("filled_year", (f"{MADE}/filled/filled.xlsx",), ALONE, whole=False)
    hue = f"{TARGETS}/thua_thien_hue_2022.yaml"
    yield Given("filled_other_plan", (f"{MADE}/filled/filled.xlsx",), DAY, hue, whole=False)
    yield Given("filled_more", (f"{MADE}/filled/filled.xlsx",), DAY, f"{MADE}/plans/more_kinds.yaml", whole=False)
    yield Given("blank_rows", (f"{MADE}/blank_rows",), whole=False)
    yield Given("marked", (f"{MADE}/marked",), whole=False)
    yield Given("own_results", (f"{MADE}/results", YEAR), whole=False)
    for name in ("forms", "rows"):
        many = f"{MADE}/many/{name}"
        files = f"{many}/forms" if name == "forms" else f"{many}/returns.xlsx"
        yield Given(f"many_{name}", (files,), ("--as-of", "2027-12-20"), f"{many}/plan.yaml")
    for path in sorted((inputs / MADE / "stories").iterdir()):
        yield Given(f"stories_{path.name}", (f"{MADE}/stories/{path.name}",), whole=False)
    yield Given("empty", (f"{MADE}/empty",), whole=False)


def _checks(inputs: Path) -> Iterator[Run]:
    for one, language in product(given(inputs), LANGUAGES):
        yield from _check(one, language)
        yield from _validate(one, language)
        yield from _inspect_and_annotate(one, language)


def _check(one: Given, language: str) -> Iterator[Run]:
    name, lang = f"check.{one.name}.{language}", ("--lang", language)
    base = ("check", *one.files, *one.with_plan, *one.options, *lang)
    files = tuple(word for suffix in SUFFIXES for word in ("-o", f"out/report.{suffix}"))
    if one.whole or language == "vi":
        yield Run(f"{name}.files", (*base, *files, "--format", "table"), COLOURS)
    if one.whole or language == "en":
        arguments = (*base, "--by-unit", "--format", "github")
        yield Run(f"{name}.github", arguments, {"GITHUB_STEP_SUMMARY": "out/summary.md"})
    if one.whole:
        more = ("-o", "out/by_unit.md", "-o", "out/by_unit.html")
        yield Run(f"{name}.by_unit", (*base, "--by-unit", "--format", "table", *more), PLAIN_120)
        yield Run(f"{name}.quiet", (*base, "-q", "--strict", "-o", "out/strict.json"))


def _validate(one: Given, language: str) -> Iterator[Run]:
    period = ("--period", "year") if "--period" in one.options else ()
    earlier = ("--previous", HALF) if "--previous" in one.options else ()
    base = ("validate", *one.files, *one.with_plan, *period, *earlier, "--lang", language)
    formats = {"vi": ("table", "json", "github"), "en": ("plain", "markdown", "junit")}[language]
    for form in formats if one.whole else formats[1:2]:
        yield Run(f"validate.{one.name}.{language}.{form}", (*base, "--format", form), COLOURS)
    if one.whole:
        yield Run(f"validate.{one.name}.{language}.quiet", (*base, "-q", "--strict"))


def _inspect_and_annotate(one: Given, language: str) -> Iterator[Run]:
    period = ("--period", "year") if "--period" in one.options else ()
    end = (*one.with_plan, "--lang", language)
    form = "plain" if language == "vi" else "json"
    yield Run(f"inspect.{one.name}.{language}.{form}", ("inspect", *one.files, *end, "--format", form))
    if one.whole and language == "en":
        yield Run(f"inspect.{one.name}.{language}.plain", ("inspect", *one.files, *end, "-v"))
    if one.whole:
        yield Run(f"inspect.{one.name}.{language}.short", ("inspect", *one.files, *end))
    if one.whole or (language == "vi" and len(one.files) == 1 and "." in one.files[0]):
        arguments = ("annotate", *one.files, *end, *period, *DAY, "-d", "out/marked")
        yield Run(f"annotate.{one.name}.{language}", (*arguments, "--all"))
        if one.whole:
            options = tuple(word for word in one.options if word not in DAY)
            wrong = ("annotate", *one.files, *end, *options, *DAY, "-d", "out/wrong")
            yield Run(f"annotate.{one.name}.{language}.wrong", wrong)
            yield Run(f"annotate.{one.name}.{language}.quiet", (*wrong, "-q"))


def _stories(inputs: Path) -> Iterator[Run]:
    for path in sorted((inputs / MADE / "stories").glob("*/*/*")):
        name, file = f"story_{path.parent.parent.name}_{path.parent.name}", path.relative_to(inputs).as_posix()
        yield Run(f"validate.{name}.vi.json", ("validate", file, "--format", "json"))


def _other_checks() -> Iterator[Run]:
    """Options of ``check`` and ``validate`` by themselves, and each format as printed."""
    formats = ("table", "plain", "json", "csv", "markdown", "junit", "github", "gitlab", "html")
    options: dict[str, tuple[str, ...]] = {
        "no_format": (),
        "target": ("--target", "B3c", "--target", "B8"),
        "target_unknown": ("--target", "B3x"),
        "period_wrong": ("--period", "half_year"),
        "period_unknown": ("--period", "quarter"),
        "only_reported": ("--only-reported",),
        "only_reported_by_unit": ("--only-reported", "--by-unit"),
        "colour": ("--color", "always", "--format", "table"),
        "no_colour": ("--color", "never", "--format", "table"),
        "limit": ("--limit", "cells=100"),
        "limit_unknown": ("--limit", "rows=100"),
        "limit_wrong": ("--limit", "cells=many"),
        "baseline_missing": ("--baseline", "nowhere.xlsx"),
        "baseline_of_year": ("--baseline", YEAR),
        "previous_same": ("--previous", YEAR),
        "previous_later": ("--previous", f"{EXAMPLES}/faulty/wrong_period.xlsx"),
        "plan_missing": ("--plan", "targets/plan_2032.yaml"),
        "plan_folder": ("--plan", "targets"),
        "day_vietnamese": ("--as-of", "20/12/2023"),
        "day_wrong": ("--as-of", "12/20/2023"),
        "hide_values": ("--hide-values", "-v"),
        "hide_values_files": (
            "--hide-values",
            "-o",
            "out/report.xlsx",
            "-o",
            "out/report.docx",
            "-o",
            "out/report.json",
        ),
        "output_unknown": ("-o", "out/report.pdf"),
        "output_new_folder": ("-o", "out/new/report.json"),
        "output_through_file": ("-o", f"{YEAR}/report.json"),
        "output_is_input": ("-o", YEAR),
        "format_unknown": ("--format", "yaml"),
        "strict": ("--strict",),
        "calls": ("--calls",),
        "what_if": ("--set", "291.venues_inspected=14"),
        "config": ("--config", f"{MADE}/config/khpcmd.toml"),
        "config_wrong": ("--config", f"{MADE}/wrong_config/khpcmd.toml"),
        "config_missing": ("--config", "nowhere.toml"),
    }
    fails = ("missed", "inconclusive", "faults", "warnings", "aspirational", "duties", "never", "never,missed", "x", "")
    for option in fails:
        options[f"fail_on_{option or 'nothing'}"] = ("--fail-on", option)
    for language in LANGUAGES:
        for form in formats:
            yield Run(f"check.option.{language}.{form}", ("check", YEAR, *DAY, "--lang", language, "--format", form))
        for name, words in options.items():
            yield Run(f"check.option.{language}.{name}", ("check", YEAR, *DAY, "--lang", language, *words))
            if language == "vi":
                yield Run(f"check.option_half.{name}", ("check", HALF, *DAY, *words, "-q"))
        yield Run(f"check.list.{language}", ("check", "--files-from", f"{MADE}/list.txt", *DAY, "--lang", language))
        yield Run(
            f"check.stdin.{language}", ("check", "--files-from", "-", *DAY, "--lang", language), stdin=f"{YEAR}\n"
        )
        yield Run(f"check.stdin_empty.{language}", ("check", "--files-from", "-", "--lang", language))
        for form in ("gitlab", "github"):
            validate = ("validate", f"{EXAMPLES}/faulty", "--lang", language, "--format", form)
            yield Run(f"validate.folder.{language}.{form}", validate)
        long = ("-o", "out/figures.long.csv", "-o", "out/figures.long.xlsx")
        yield Run(f"check.long.{language}", ("check", YEAR, *DAY, "--lang", language, "-q", *long))
        files = tuple(word for kind in ("gitlab.json", "xml", "md", "docx") for word in ("-o", f"out/report.{kind}"))
        yield Run(f"validate.files.{language}", ("validate", f"{EXAMPLES}/faulty", "--lang", language, "-q", *files))
        yield Run(
            f"validate.hidden.{language}", ("validate", f"{EXAMPLES}/faulty", "--lang", language, "--hide-values")
        )
        yield Run(f"diff.hidden.{language}", ("diff", HALF, YEAR, *DAY, "--lang", language, "--hide-values", "-v"))
        yield Run(f"alone.{language}", ("--lang", language))
        yield Run(f"file_for_command.{language}", (YEAR, "--lang", language))
        yield Run(f"validate.list.{language}", ("validate", "--files-from", f"{MADE}/list.txt", "--lang", language))
        yield Run(f"check.nothing.{language}", ("check", "--lang", language))
        yield Run(f"check.twice.{language}", ("check", YEAR, f"./{YEAR}", *DAY, "--lang", language))
        yield Run(f"check.wildcard.{language}", ("check", f"{FORMS}/*nam*.xlsx", *DAY, "--lang", language))
        yield Run(f"check.beside.{language}", ("check", f"{MADE}/config", "--lang", language))
        yield Run(f"annotate.nowhere.{language}", ("annotate", YEAR, "--lang", language))
        yield Run(f"annotate.same_folder.{language}", ("annotate", YEAR, "-d", EXAMPLES, "--lang", language))
    for name, value in (("LANG", "en"), ("LANG", "fr"), ("PLAN", PLAN), ("FAIL_ON", "never"), ("PERIOD", "half_year")):
        yield Run(f"check.variable.{name}_{Path(value).stem}", ("check", YEAR, *DAY), {f"KHPCMD_{name}": value})


def _fillings() -> Iterator[Run]:
    form = f"{EXAMPLES}/forms/ministry_2023.xlsx"
    wishes: dict[str, tuple[str, ...]] = {
        "province": (form, "--from", YEAR),
        "details": (form, "--from", YEAR, "-v"),
        "json": (form, "--from", YEAR, "--format", "json"),
        "quiet": (form, "--from", YEAR, "-q"),
        "as_of": (form, "--from", YEAR, "--format", "json", *DAY),
        "unit": (form, "--from", YEAR, "--unit", "Huyện Nam Sách"),
        "half_year": (form, "--from", HALF, "--period", "half_year"),
        "missing": (form, "--from", f"{FORMS}/chi_linh_2023.xlsx"),
        "only_reported": (form, "--from", f"{FORMS}/chi_linh_2023.xlsx", "--only-reported"),
        "rows_of_units": (f"{MADE}/blank_rows/huyen.xlsx", "--from", YEAR),
        "no_returns": (form,),
        "no_form": ("nowhere.xlsx", "--from", YEAR),
        "not_a_workbook": (f"{EXAMPLES}/faulty/not_a_workbook.xlsx", "--from", YEAR),
    }
    for language in LANGUAGES:
        for name, words in wishes.items():
            yield Run(f"fill.{name}.{language}", ("fill", *words, "--lang", language, "-o", "out/filled.xlsx"))
        yield Run(f"fill.nowhere.{language}", ("fill", form, "--from", YEAR, "--lang", language))


def _templates() -> Iterator[Run]:
    wishes: dict[str, tuple[str, ...]] = {
        "unit": ("--unit", "292"),
        "unit_by_name": ("--unit", "Huyện Nam Sách", "--period", "half_year"),
        "agency": ("--unit", "cong-an-tinh"),
        "press": ("--unit", "bao-hai-duong", "--period", "half_year"),
        "baseline": ("--unit", "291", "--baseline", f"{EXAMPLES}/baseline_2022.xlsx"),
        "consolidated": ("--consolidated", "district"),
        "consolidated_half": ("--consolidated", "district", "--period", "half_year"),
        "agencies": ("--consolidated", "agency"),
        "ha_noi": ("--consolidated", "commune", "--plan", f"{TARGETS}/ha_noi_2026.yaml"),
        "hai_phong": ("--consolidated", "commune", "--plan", f"{TARGETS}/hai_phong_2026.yaml"),
        "hue": ("--consolidated", "district", "--plan", f"{TARGETS}/thua_thien_hue_2022.yaml"),
        "provinces": ("--consolidated", "province", "--plan", f"{TARGETS}/quyet_dinh_808_2023.yaml"),
        "more_kinds": ("--unit", "288", "--plan", f"{MADE}/plans/more_kinds.yaml"),
        "more_kinds_rows": ("--consolidated", "district", "--plan", f"{MADE}/plans/more_kinds.yaml"),
        "unit_unknown": ("--unit", "Huyện Nam Sach x"),
        "level_unknown": ("--consolidated", "huyen"),
        "period_unknown": ("--unit", "292", "--period", "x"),
        "nothing": (),
        "two_wishes": ("--unit", "292", "--consolidated", "district"),
    }
    for language in LANGUAGES:
        for name, words in wishes.items():
            yield Run(f"template.{name}.{language}", ("template", *words, "--lang", language, "-o", "out/blank.xlsx"))
        yield Run(f"template.unnamed.{language}", ("template", "--unit", "294", "--lang", language))
        yield Run(f"template.no_folder.{language}", ("template", "--all", "--lang", language))
        yield Run(f"template.taken.{language}", ("template", "--unit", "294", "-o", YEAR, "--lang", language))
    yield Run("template.all.vi", ("template", "--all", "-d", "out", "--period", "half_year"))


def _differences() -> Iterator[Run]:
    faulty = f"{EXAMPLES}/faulty"
    pairs: dict[str, tuple[str, ...]] = {
        "half_year": (HALF, YEAR),
        "year_half": (YEAR, HALF),
        "same": (YEAR, FORMS),
        "itself": (YEAR, YEAR),
        "cells": (YEAR, f"{faulty}/cells.xlsx"),
        "mended": (f"{faulty}/cells.xlsx", YEAR),
        "units": (YEAR, f"{faulty}/units.xlsx"),
        "agreement": (f"{faulty}/agreement.xlsx", YEAR),
        "not_a_workbook": (YEAR, f"{faulty}/not_a_workbook.xlsx"),
        "missing": ("nowhere.xlsx", YEAR),
        "resent": tuple(f"{MADE}/resent/chi linh lan {number}.xlsx" for number in (1, 2)),
        "more_kinds": (HALF, YEAR, "--plan", f"{MADE}/plans/more_kinds.yaml"),
        "torn": (YEAR, f"{MADE}/books/torn.xlsx", "--period", "year"),
        "baseline": (YEAR, f"{MADE}/books/values_1.xlsx", "--baseline", f"{EXAMPLES}/baseline_2022.xlsx"),
        "ha_noi": (f"{EXAMPLES}/ha_noi_2026/returns.xlsx",) * 2 + ("--plan", f"{TARGETS}/ha_noi_2026.yaml"),
    }
    for (name, words), language in product(pairs.items(), LANGUAGES):
        base = ("diff", *words, *DAY, "--lang", language)
        files = ("-o", "out/diff.json", "-o", "out/diff.md", "-o", "out/diff.txt", "-o", "out/diff.docx")
        yield Run(f"diff.{name}.{language}.table", (*base, *files, "--format", "table"), COLOURS)
        yield Run(f"diff.{name}.{language}.quiet", (*base, "--only-reported", "-q", "-o", "out/diff.md"))
    for form in ("table", "plain", "json", "markdown", "csv"):
        yield Run(f"diff.half_year.{form}", ("diff", HALF, YEAR, *DAY, "--format", form), PLAIN_120)
    yield Run("diff.two_periods", ("diff", HALF, YEAR, "--period", "half_year", "--period", "year", *DAY))
    yield Run("diff.one_side", ("diff", HALF))


def _explanations(inputs: Path, codes: Iterable[str]) -> Iterator[Run]:
    for code in (*codes, "NOT_A_NUMBER", "c502", "C999", "B99"):
        for language in LANGUAGES:
            yield Run(f"explain.{code}.{language}.text", ("explain", code, "--lang", language))
    for form, language in product(("text", "markdown", "json", "html"), LANGUAGES):
        yield Run(f"explain.all.{language}.{form}", ("explain", "--format", form, "--lang", language))
        yield Run(f"explain.one.{language}.{form}", ("explain", "C502", "--format", form, "--lang", language))
    returns: dict[str, tuple[str, ...]] = {
        PLAN: (YEAR, *DAY),
        f"{MADE}/plans/more_kinds.yaml": (YEAR, *DAY),
        **{
            f"{TARGETS}/{path.parent.name}.yaml": (path.relative_to(inputs).as_posix(), "--as-of", "2026-12-20")
            for path in sorted((inputs / EXAMPLES).glob("*/returns.xlsx"))
        },
    }
    for plan, words in returns.items():
        for target, language in product(targets_of(inputs / plan), LANGUAGES):
            name = f"explain.{Path(plan).stem}_{target}.{language}"
            yield Run(f"{name}.target", ("explain", target, "--plan", plan, "--lang", language))
            forms = ("text", "html") if language == "vi" else ("json", "text")
            for shown in forms if plan == PLAN else forms[:1]:
                arguments = ("explain", target, *words, "--plan", plan, "--lang", language, "--format", shown)
                yield Run(f"{name}.{shown}", arguments)
    for target in targets_of(inputs / PLAN):
        half = ("explain", target, HALF, "--as-of", "2023-06-14")
        yield Run(f"explain.half_{target}", half)
        yield Run(f"explain.faulty_{target}", ("explain", target, f"{EXAMPLES}/faulty/cells.xlsx", *ALONE))
        yield Run(f"explain.waived_{target}", ("explain", target, YEAR, *DAY, *_waived(), "--format", "json"))
    yield Run("explain.markdown_target", ("explain", "B3c", YEAR, *DAY, "--format", "markdown"))


def _waived() -> tuple[str, str]:
    return "--waivers", f"{EXAMPLES}/waivers_2023.yaml"


def targets_of(plan: Path) -> list[str]:
    return [str(target["id"]) for target in yaml.safe_load(plan.read_text(encoding="utf-8"))["targets"]]


def _plan_tests(plans: list[str]) -> Iterator[Run]:
    for language, form in product(LANGUAGES, ("plain", "junit")):
        yield Run(f"plan.test.{language}.{form}", ("plan", "test", *plans, "--lang", language, "--format", form))
    for language in LANGUAGES:
        yield Run(f"plan.text.{language}", ("plan", "show", PLAN, "--text", plans[0], "--lang", language))
    yield Run("plan.propose", ("plan", "test", PLAN, "--propose"))


def _plans(inputs: Path) -> Iterator[Run]:
    sound = [f"{TARGETS}/{path.name}" for path in sorted((inputs / TARGETS).glob("*.yaml"))]
    made = [f"{MADE}/plans/{path.name}" for path in sorted((inputs / MADE / "plans").glob("*.yaml"))]
    for plan, language in product((*sound, *made, "nowhere.yaml"), LANGUAGES):
        name, lang = f"{Path(plan).stem}.{language}", ("--lang", language)
        for form in ("plain", "json" if language == "vi" else "github"):
            yield Run(f"plan.lint.{name}.{form}", ("plan", "lint", plan, *lang, "--format", form))
        if plan in sound or plan.endswith(("more_kinds.yaml", "html.yaml")):
            yield Run(f"plan.show.{name}.coloured", ("plan", "show", plan, *lang, "--format", "table"), COLOURS)
            for form in ("table", "plain", "markdown", "json"):
                yield Run(f"plan.show.{name}.{form}", ("plan", "show", plan, *lang, "--format", form), PLAIN_120)
        else:
            command = ("plan", "show", plan) if language == "vi" else ("check", YEAR, "--plan", plan, *DAY, "-q")
            yield Run(f"plan.used.{name}", (*command, *lang))
    for plan, (language, form) in product((*sound, *made), (("vi", "plain"), ("en", "plain"), ("vi", "json"))):
        if plan in made and language == "en":
            continue
        name = f"plan.diff.{Path(plan).stem}.{language}.{form}"
        yield Run(name, ("plan", "diff", PLAN, plan, "--lang", language, "--format", form))
    yield from _plan_tests(sound)
    yield Run("plan.lint.all", ("plan", "lint", "--strict", *sound, *made))
    books = (YEAR, HALF, f"{FORMS}/chi_linh_2023.xlsx", f"{EXAMPLES}/checklist_2023.xlsx")
    more = [f"{MADE}/others/{name}" for name in ("form.csv", "rows.ods", "cut.xlsx")]
    others = [path.relative_to(inputs).as_posix() for path in sorted((inputs / EXAMPLES).glob("*/returns.xlsx"))]
    stories = [path.relative_to(inputs).as_posix() for path in sorted((inputs / MADE / "stories").glob("*/*5/*"))]
    for language in LANGUAGES:
        lang = ("--lang", language)
        yield Run(f"plan.new.{language}", ("plan", "new", *lang))
        yield Run(f"plan.new_file.{language}", ("plan", "new", "-o", "out/plan.yaml", *lang))
        copied = ("plan", "new", "--from-plan", PLAN, *lang)
        yield Run(f"plan.new_copy.{language}", (*copied, "--year", "2025", "-o", "out/copy.yaml"))
        yield Run(f"plan.new_copy_shown.{language}", copied)
        yield Run(f"plan.new_copy_same.{language}", (*copied, "--year", "2023"))
        for number, book in enumerate((*books, *more, *others, *stories, f"{MADE}/books/torn.xlsx", "nowhere.xlsx")):
            name = f"plan.new_{number}_{Path(book).stem.replace(' ', '_')}.{language}"
            yield Run(name, ("plan", "new", "--from-workbook", book, *lang))
        yield Run(f"plan.schema.{language}", ("plan", "schema", *lang))
        for what in ("results", "plan", "x"):
            yield Run(f"schema.{what}.{language}", ("schema", what, *lang))
        yield Run(f"plan.manual.{language}", ("plan", "manual", *lang))
    yield Run("plan.manual", ("plan", "manual"))


def _waivers(inputs: Path) -> Iterator[Run]:
    for path, language in product(sorted((inputs / MADE / "waivers").glob("*.yaml")), LANGUAGES):
        words = ("--waivers", f"{MADE}/waivers/{path.name}", "--as-of", "2023-12-14", "--lang", language)
        yield Run(f"check.waivers_{path.stem}.{language}", ("check", YEAR, *words, "-o", "out/report.json"))


def _names() -> Iterator[Run]:
    odd, names = f"{MADE}/names/odd.xlsx", ("--names", f"{MADE}/names/names.yaml")
    for language in LANGUAGES:
        lang = ("--lang", language)
        yield Run(f"plan.learn.odd.{language}", ("plan", "learn", odd, *lang))
        yield Run(f"plan.learn.file.{language}", ("plan", "learn", odd, *names, "-o", "out/names.yaml", *lang))
        yield Run(f"plan.learn.faulty.{language}", ("plan", "learn", f"{EXAMPLES}/faulty", *lang))
        for form in ("plain", "json", "markdown", "junit", "github", "html"):
            words = ("check", odd, *names, *ALONE, "--format", form, *lang)
            yield Run(f"check.names_{form}.{language}", words)
        yield Run(
            f"check.names_files.{language}",
            ("check", odd, *names, *ALONE, "-o", "out/r.xlsx", "-o", "out/r.docx", *lang),
        )
        yield Run(f"check.names_wrong.{language}", ("check", odd, "--names", f"{MADE}/names/wrong.yaml", *lang))
        yield Run(f"validate.names.{language}", ("validate", odd, *names, "-v", *lang))
        yield Run(f"inspect.names.{language}", ("inspect", odd, *names, "-v", *lang))


def _letters() -> Iterator[Run]:
    day = ("--period", "year", "--as-of", "2023-12-15")
    files = ("--contacts", f"{EXAMPLES}/contacts.csv", "--agency", f"{EXAMPLES}/agency.yaml")
    for language in LANGUAGES:
        lang = ("--lang", language)
        for name in ("faulty/unit_of_measure", "faulty/cells"):
            one = ("letters", f"{EXAMPLES}/{name}.xlsx", *day, "-d", "out/letters", *lang)
            short = name.rpartition("/")[2]
            yield Run(f"letters.{short}.{language}", (*one, "--only-reported", "--thanks"))
            yield Run(f"letters.{short}.{language}.official", (*one, *files, "--official", "--only-reported"))
        missing = ("letters", f"{FORMS}/ThanhMien_2023.xlsx", *lang, "-d", "out/letters", "--period", "year")
        yield Run(f"letters.reminders.{language}", (*missing, "--as-of", "2023-12-10", *files))
        yield Run(f"letters.late.{language}", (*missing, *day, "-q", "--reply-by", "22/12/2023"))
        yield Run(f"letters.wrong.{language}", (*missing, "--contacts", f"{EXAMPLES}/agency.yaml"))
        yield Run(f"letters.nowhere.{language}", ("letters", f"{EXAMPLES}/faulty", *lang))


def _words() -> Iterator[Run]:
    """Help, completion, configuration and wrong usage."""
    for language in LANGUAGES:
        variable = {"KHPCMD_LANG": language}
        for command in ("", *COMMANDS):
            name = command.replace(" ", "_") or "khpcmd"
            yield Run(f"help.{name}.{language}", (*command.split(), "--help"), variable)
            yield Run(f"help.{name}.{language}.wide", (*command.split(), "-h"), variable | {"COLUMNS": "120"})
            yield Run(f"usage.{name}.{language}.option", (*command.split(), "--colr"), variable)
            yield Run(f"usage.{name}.{language}.nothing", command.split(), variable)
        for number, line in enumerate(("chek", "check --format", "plan lnit", "--lang fr check x", "check -o", "-x")):
            yield Run(f"usage.wrong_{number}.{language}", line.split(), variable)
        yield Run(f"usage.version.{language}", ("--version",), variable)
        yield Run(f"usage.version_lang.{language}", ("--lang", language, "--version"))
        for name, words in _configurations().items():
            yield Run(f"config.{name}.{language}", ("config", *words, "--lang", language))
        yield Run(f"config.variables.{language}", ("config",), variable | {"KHPCMD_PREFER": "newest"})
    lines = (
        *("", "c", "check ", "check --", "check --format ", "check --format j"),
        *("check --prefer ", "check --lang ", "check x.xlsx "),
        *("plan ", "plan l", "plan show ", "config --", "schema ", "completion "),
        *("diff a b --format ", "check -o ", "check --format=j"),
    )
    for shell in ("bash", "zsh", "fish", "powershell", "x"):
        yield Run(f"completion.{shell}", ("completion", shell))
    for number, line in enumerate(lines):
        asked = {"_KHPCMD_COMPLETE": "complete_bash", "COMP_WORDS": f"khpcmd {line}"}
        asked |= {"COMP_CWORD": str(1 + line.count(" ")), "KHPCMD_LANG": "en"}
        yield Run(f"completion.bash.{number}", (), asked)


def _configurations() -> dict[str, tuple[str, ...]]:
    return {
        "nothing": (),
        "file": ("--config", f"{MADE}/config/khpcmd.toml"),
        "wrong": ("--config", f"{MADE}/wrong_config/khpcmd.toml"),
        "none": ("--config", "none"),
    }
