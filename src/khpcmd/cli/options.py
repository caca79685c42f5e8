"""What may stand on the command line. The words of the help page are in the catalogues."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

Paths = Annotated[list[Path] | None, Argument(metavar="paths")]
PlanFile = Annotated[Path | None, Option("--plan", metavar="file")]
PeriodId = Annotated[str, Option("--period", metavar="id")]
Baselines = Annotated[list[Path] | None, Option("--baseline", metavar="file")]
AsOf = Annotated[str, Option("--as-of", metavar="day")]
Language = Annotated[str, Option("--lang", metavar="vi|en")]
FormatName = Annotated[str, Option("--format", metavar="table|plain|json")]
ByUnit = Annotated[bool, Option("--by-unit")]
OnlyReported = Annotated[bool, Option("--only-reported")]
Targets = Annotated[list[str] | None, Option("--target", metavar="id")]
Strict = Annotated[bool, Option("--strict")]
FailOnList = Annotated[str, Option("--fail-on", metavar="list")]
Color = Annotated[str, Option("--color", metavar="auto|always|never")]
Quiet = Annotated[bool, Option("-q", "--quiet")]
Codes = Annotated[list[str] | None, Argument(metavar="codes")]
ManualFormat = Annotated[str, Option("--format", metavar="text|markdown")]
