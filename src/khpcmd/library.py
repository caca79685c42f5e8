"""khpcmd as a library: the functions that ``import khpcmd`` offers.

The commands ask the core the same questions, so that a program can find out all that they print.

    import khpcmd

    report = khpcmd.check("inbox/", plan="targets/plan_2023.yaml")
    for result in report.results:
        print(result.target.id, result.verdict)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Literal

from khpcmd import checking
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.errors import NamesError, PlanError, UsageError
from khpcmd.exits import Exit, data_exit_code
from khpcmd.exits import exit_code as exit_code_of
from khpcmd.files import destination, write_pieces
from khpcmd.i18n import Messages
from khpcmd.i18n.refusals import misuse_sentence
from khpcmd.inputs.find import Preference
from khpcmd.inputs.gather import Progress
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.load import load_plan as load_plan_file
from khpcmd.plan.model import Plan
from khpcmd.render.formats import Format, Look, rendered_file, suffix_of, suffixes
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, Report
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits

AnyPath = str | PathLike[str]
Paths = AnyPath | Iterable[AnyPath]
"""One file or folder, or several."""
Language = Literal["vi", "en"]


def load_plan(path: AnyPath | None = None) -> LoadedPlan:
    """The plan in a YAML file, or without a path the one that ships with khpcmd.

    ``LoadedPlan.plan`` is the plan, ``sha256`` that of its bytes. Raises PlanError with every error of the file.
    """
    return load_plan_file(_path(path))


def check(  # noqa: PLR0913  # what the command has as options
    paths: Paths,
    *,
    plan: AnyPath | LoadedPlan | None = None,
    period: str = "",
    baselines: Paths = (),
    previous: Paths = (),
    as_of: date | None = None,
    waivers: AnyPath | None = None,
    answers: AnyPath | None = None,
    names: AnyPath | None = None,
    suppose: Iterable[str] = (),
    only_reported: bool = False,
    targets: Sequence[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    prefer: Preference | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judge every target of a plan by the returns in files and folders, as ``khpcmd check`` does.

    ``plan`` is a file, one that was loaded, or (None) the one that the returns name or that ships with khpcmd.
    ``period`` is its id, "" for the one that the returns state; ``as_of`` the day from which deadlines are seen (today
    in Vietnam). ``baselines`` and ``previous`` are returns, or saved results, of the baseline year and of the period
    before; ``waivers``, ``answers`` and ``names`` are files. ``suppose`` are figures ``UNIT.FIELD=VALUE`` to judge by
    in the place of those reported. ``only_reported`` judges the units that reported alone; ``targets`` are ids, all
    where there are none. ``prefer`` "newest" or "listed" decides between several returns of one unit. ``progress`` is
    called with the number of files that are read, and of all.

    Whatever is wrong with the returns is in the report. Raises PlanError where the plan, waivers, answers or names
    cannot be used, and UsageError where the question itself is wrong; ``message`` puts both into words.
    """
    return checking.check(
        checking.Request(
            paths=_paths(paths),
            plan=_file(plan),
            period=period,
            baselines=_paths(baselines),
            previous=_paths(previous),
            as_of=as_of,
            waivers=_path(waivers),
            answers=_path(answers),
            suppose=tuple(suppose),
            only_reported=only_reported,
            targets=tuple(targets),
            limits=limits,
            prefer=prefer,
            progress=progress,
            loaded=_read(plan),
            names=_path(names),
        )
    )


def validate(  # noqa: PLR0913  # what the command has as options
    paths: Paths,
    *,
    plan: AnyPath | LoadedPlan | None = None,
    period: str = "",
    previous: Paths = (),
    as_of: date | None = None,
    names: AnyPath | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> DataReport:
    """Check the figures of each file by itself, as ``khpcmd validate`` does; no target is judged.

    The arguments are those of ``check``; ``strict`` counts warnings as errors. Raises like ``check``.
    """
    return check_data(
        checking.Request(
            paths=_paths(paths),
            plan=_file(plan),
            period=period,
            previous=_paths(previous),
            as_of=as_of,
            limits=limits,
            progress=progress,
            loaded=_read(plan),
            names=_path(names),
        ),
        strict=strict,
    )


def exit_code(report: Report | DataReport) -> Exit:
    """What the command would end with: 0 sound and met, 1 missed, 3 not judged, 5 nothing checked."""
    return exit_code_of(report) if isinstance(report, Report) else data_exit_code(report)


def to_json(report: Report | DataReport, *, language: Language = "vi") -> str:
    """The report as ``--format json`` prints it, for texts in a language; ``khpcmd schema`` describes it."""
    return b"".join(_content(report, Format.JSON, language)).decode()


def write(report: Report | DataReport, path: AnyPath, *, language: Language = "vi") -> None:
    """Write the report to a file in the format of its suffix, as ``-o`` does: whole, or not at all.

    A file of that name is replaced. Raises ValueError for a suffix that no format has, OSError where the file cannot be
    written.
    """
    target, known = Path(path), suffixes("check" if isinstance(report, Report) else "validate")
    suffix = suffix_of(target, known)
    if not suffix:
        raise ValueError(f"{target.name}: none of {', '.join(known)}")
    content = _content(report, known[suffix], language, target.parent)
    write_pieces(destination(target), content, replace=True)


def message(of: Diagnostic | PlanError | UsageError, *, plan: Plan | None = None, language: Language = "vi") -> str:
    """What is wrong, as a sentence; of a PlanError each error on a line of its own, with its place.

    With ``plan`` (``report.plan``) units and figures have their names there, without it their ids.
    """
    messages = Messages(language)
    if isinstance(of, UsageError):
        return misuse_sentence(of.kind, of.params, messages)
    if isinstance(of, Diagnostic):
        return Wording(messages, plan).message(of)
    if isinstance(of, NamesError) and isinstance(of.plan, Plan):
        plan = of.plan
    wording = Wording(messages, plan)
    return "\n".join(_placed(one, wording) for one in of.diagnostics)


def cure(diagnostic: Diagnostic, *, plan: Plan | None = None, language: Language = "vi") -> str:
    """How to fix it, as a sentence; the arguments are those of ``message``."""
    return Wording(Messages(language), plan).cure(diagnostic)


def _placed(diagnostic: Diagnostic, wording: Wording) -> str:
    place = str(diagnostic.at) if diagnostic.at else ""
    return ": ".join(text for text in (place, wording.message(diagnostic)) if text)


def _content(
    report: Report | DataReport, format_: Format, language: Language, folder: Path | None = None
) -> Iterable[bytes]:
    look = Look(format_, folder=folder, exit_code=exit_code(report))
    return rendered_file(report, Messages(language), look)


def _file(plan: AnyPath | LoadedPlan | None) -> Path | None:
    """The plan's file; of one that was loaded too, so that no return names another plan in its place."""
    return Path(plan.file) if isinstance(plan, LoadedPlan) else _path(plan)


def _read(plan: AnyPath | LoadedPlan | None) -> LoadedPlan | None:
    return plan if isinstance(plan, LoadedPlan) else None


def _path(given: AnyPath | None) -> Path | None:
    return None if given is None else Path(fspath(given))


def _paths(given: Paths) -> tuple[Path, ...]:
    if isinstance(given, str | PathLike):
        return (Path(given),)
    return tuple(Path(one) for one in given)
