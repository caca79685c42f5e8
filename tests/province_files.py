"""The files of a small province of ``oracle_province``, written and checked."""

from __future__ import annotations

from pathlib import Path

import yaml
from openpyxl import Workbook

from khpcmd.checking import Request, check
from khpcmd.diagnostics import AnyCode
from khpcmd.parameters import Ref
from khpcmd.report import Report
from oracle_province import Province, answers, plan, sheets


class _Plain(yaml.SafeDumper):
    """Every value is written where it stands."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def checked(of: Province, folder: Path) -> Report:
    for name, content in (("plan", plan(of)), ("answers", answers(of))):
        (folder / f"{name}.yaml").write_text(yaml.dump(content, Dumper=_Plain, allow_unicode=True), encoding="utf-8")
    files = list[Path]()
    for name, rows in sheets(of).items():
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        files.append(folder / f"{name}.xlsx")
        book.save(files[-1])
    return check(
        Request(
            tuple(files),
            folder / "plan.yaml",
            as_of=of.as_of,
            answers=folder / "answers.yaml",
            targets=of.chosen,
        )
    )


def named(report: Report, code: AnyCode) -> tuple[str, ...]:
    """The targets that a code names."""
    found = (fault.params["target"] for fault in report.diagnostics if fault.code is code)
    refs = [ref for one in found for ref in ((one,) if isinstance(one, Ref) else one)]  # type: ignore[union-attr]
    return tuple(ref.id for ref in refs if isinstance(ref, Ref))
