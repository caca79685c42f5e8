"""The files of a small province of ``oracle_province``, and of other small worlds, written and checked."""

from __future__ import annotations

from pathlib import Path

import yaml

from khpcmd.checking import Request, check
from khpcmd.diagnostics import AnyCode
from khpcmd.diagnostics.parameters import Ref
from khpcmd.report import Report
from oracle_province import Province, Rows, answers, plan, sheets
from workbook.builder import saved


class _Plain(yaml.SafeDumper):
    """Every value is written where it stands."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def write_yaml(file: Path, content: object) -> None:
    file.write_text(yaml.dump(content, Dumper=_Plain, allow_unicode=True), encoding="utf-8")


def write_sheet(file: Path, rows: Rows) -> Path:
    return saved(file, rows)


def checked(of: Province, folder: Path) -> Report:
    write_yaml(folder / "plan.yaml", plan(of))
    write_yaml(folder / "answers.yaml", answers(of))
    files = tuple(write_sheet(folder / f"{name}.xlsx", rows) for name, rows in sheets(of).items())
    return check(
        Request(files, folder / "plan.yaml", as_of=of.as_of, answers=folder / "answers.yaml", targets=of.chosen)
    )


def named(report: Report, code: AnyCode) -> tuple[str, ...]:
    """The targets that a code names."""
    found = (fault.params["target"] for fault in report.diagnostics if fault.code is code)
    refs = [ref for one in found for ref in ((one,) if isinstance(one, Ref) else one)]  # type: ignore[union-attr]
    return tuple(ref.id for ref in refs if isinstance(ref, Ref))
