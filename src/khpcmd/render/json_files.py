"""The data of files for machines; keys and codes are the same in every language."""

from __future__ import annotations

from khpcmd.diagnostics import Severity
from khpcmd.file_results import DataReport, FileResult, Standing
from khpcmd.i18n import Messages
from khpcmd.render.json_parts import Json, diagnostics_json, heading, written
from khpcmd.render.wording import Wording


def json_files(report: DataReport, messages: Messages) -> str:
    """The report on data as a JSON document, with every single diagnostic as far as they are listed."""
    wording = Wording(messages, report.plan)
    document: Json = {
        **heading(report.plan, report.plan_hash, messages),
        "strict": report.strict,
        "summary": {
            "files": {standing.value: report.count(standing) for standing in Standing},
            "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
        },
        "files": [_file(file, wording) for file in report.files],
    }
    return written(document)


def _file(file: FileResult, wording: Wording) -> Json:
    return {
        "file": file.name,
        "sha256": file.sha256 or None,
        "standing": file.standing.value,
        "periods": [period for period in file.periods if period],
        "units": [{"unit": unit, "name": wording.unit(unit)} for unit in file.units],
        **diagnostics_json(file.diagnostics, wording),
    }
