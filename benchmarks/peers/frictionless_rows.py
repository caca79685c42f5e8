"""frictionless over the same: every figure a whole number, and the part of each pair at most its whole."""

import sys
from pathlib import Path

from frictionless import Dialect, Resource, Schema, fields, formats, system, validate

where = Path(sys.argv[1])
files = sorted(where.iterdir()) if where.is_dir() else [where]
problems = 0
with system.use_context(trusted=True):
    for path in files:
        form = where.is_dir()
        dialect = Dialect(header_rows=[4 if form else 3], controls=[formats.ExcelControl()])
        resource = Resource(path=str(path), dialect=dialect)
        if form:
            schema = Schema(
                fields=[
                    fields.IntegerField(name="TT"),
                    fields.StringField(name="Chỉ tiêu"),
                    fields.StringField(name="Đơn vị tính"),
                    fields.IntegerField(name="Số liệu", constraints={"minimum": 0}),
                ]
            )
            resource.schema = schema
        report = validate(resource)
        problems += report.stats["errors"]
print(problems)
