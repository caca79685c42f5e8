"""What can be wrong: a closed list of codes, a place, and the parameters of a sentence.

The sentences themselves stand in the catalogues (``i18n/vi.toml``, ``i18n/en.toml``) under the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Literal, NamedTuple


class Severity(StrEnum):
    """How much a diagnostic weighs."""

    ERROR = "error"
    """The data (or the plan) cannot be relied on: exit code 3 (plan: 2)."""
    WARNING = "warning"
    """The data were read without doubt, but somebody should look."""
    NOTE = "note"
    """What was set aside or not checked, and why."""


class Code(Enum):
    """Every diagnostic khpcmd can give: a stable code and its severity.

    The letter says where to look: P the plan, F the file, S the sheet, U the reporting unit or the
    period, C the cell, K the agreement between cells, B the baseline, R the roll-call, W the waivers, N not checked.
    """

    def __init__(self, code: str, severity: Severity, params: str = "") -> None:
        self.code = code
        self.severity = severity
        self.params = frozenset(params.split())
        """The names of the parameters that a diagnostic of this code carries."""

    # P: the plan file
    PLAN_NOT_FOUND = ("P101", Severity.ERROR)
    PLAN_NOT_READABLE = ("P102", Severity.ERROR, "reason")
    PLAN_TOO_LARGE = ("P103", Severity.ERROR, "what found limit")
    YAML_SYNTAX = ("P104", Severity.ERROR, "found problem")
    YAML_DUPLICATE_KEY = ("P105", Severity.ERROR, "key first_line")
    YAML_NUMBER_LOOKS_VIETNAMESE = ("P106", Severity.ERROR, "found meaning")
    YAML_NOT_ALLOWED = ("P107", Severity.ERROR, "what")
    UNKNOWN_KEY = ("P108", Severity.ERROR, "key allowed suggestion")
    MISSING_KEY = ("P109", Severity.ERROR, "key")
    WRONG_TYPE = ("P110", Severity.ERROR, "found expected")
    WRONG_VALUE = ("P111", Severity.ERROR, "found expected")
    UNKNOWN_REFERENCE = ("P112", Severity.ERROR, "what found suggestion")
    DUPLICATE_ID = ("P113", Severity.ERROR, "what id first_line")
    THRESHOLD_MISMATCH = ("P114", Severity.ERROR, "kind takes")
    AMBIGUOUS_NAME = ("P115", Severity.ERROR, "name first second")
    NO_REPORTER = ("P116", Severity.ERROR, "fields")
    UNKNOWN_KIND = ("P117", Severity.ERROR, "found allowed suggestion")
    OVERLAPPING_PERIODS = ("P118", Severity.ERROR, "first second")
    UNUSED_FIELD = ("P119", Severity.WARNING, "field")
    UNUSED_NAME = ("P120", Severity.WARNING, "what found")
    NOBODY_CONCERNED = ("P121", Severity.ERROR, "found")
    DUE_BEFORE_END = ("P122", Severity.WARNING, "found last")
    TRIVIAL_THRESHOLD = ("P123", Severity.WARNING, "target")

    # F: the file
    FILE_NOT_FOUND = ("F201", Severity.ERROR)
    NOT_A_REGULAR_FILE = ("F202", Severity.ERROR, "what")
    FILE_NOT_READABLE = ("F203", Severity.ERROR, "reason")
    FILE_EMPTY = ("F204", Severity.ERROR)
    FILE_ENCRYPTED = ("F205", Severity.ERROR)
    OLD_XLS = ("F206", Severity.ERROR)
    NOT_A_WORKBOOK = ("F207", Severity.ERROR, "what")
    FILE_DAMAGED = ("F208", Severity.ERROR, "reason")
    LIMIT_EXCEEDED = ("F209", Severity.ERROR, "what found limit option")
    UNSAFE_WORKBOOK = ("F210", Severity.ERROR, "what")
    FOLDER_WITHOUT_WORKBOOK = ("F211", Severity.ERROR)
    SAME_FILE_TWICE = ("F212", Severity.WARNING, "other")
    LIMITED_FORMAT = ("F213", Severity.WARNING, "what")

    # S: the sheet
    SHEET_EMPTY = ("S301", Severity.ERROR)
    NO_TABLE = ("S302", Severity.ERROR)
    UNKNOWN_COLUMN = ("S303", Severity.WARNING, "header suggestion")
    MISSING_FIELD = ("S304", Severity.ERROR, "field")
    FIELD_TWICE = ("S305", Severity.ERROR, "field other")
    HEADER_FOLDED = ("S306", Severity.WARNING, "header field")
    UNIT_OF_MEASURE = ("S307", Severity.ERROR, "field found expected")
    UNKNOWN_ROW = ("S308", Severity.WARNING, "text suggestion")
    FIELD_NOT_EXPECTED = ("S309", Severity.WARNING, "field unit")
    HIDDEN_FIGURES = ("S310", Severity.WARNING, "what count")
    HIDDEN_SHEET = ("S311", Severity.WARNING)
    NO_FIGURE_COLUMN = ("S312", Severity.ERROR)

    GROUP_OF_OTHER_SPAN = ("S313", Severity.WARNING, "text")
    NOT_RESULTS = ("S314", Severity.ERROR, "found")
    ESTIMATES = ("S315", Severity.WARNING, "found")
    SCALED_SHEET = ("S316", Severity.ERROR, "found")

    # U: the reporting unit, the period
    UNKNOWN_UNIT = ("U401", Severity.ERROR, "found suggestion")
    UNIT_TWICE = ("U402", Severity.ERROR, "unit other differ")
    UNIT_FOLDED = ("U403", Severity.WARNING, "found unit")
    UNIT_CLASS_WORD = ("U404", Severity.WARNING, "found unit")
    NO_UNIT = ("U405", Severity.ERROR)
    WRONG_PERIOD = ("U406", Severity.ERROR, "found expected")
    WRONG_YEAR = ("U407", Severity.ERROR, "found expected")
    UNIT_NOT_A_REPORTER = ("U408", Severity.ERROR, "unit")
    UNIT_CONFLICT = ("U409", Severity.ERROR, "unit found")
    DISTRICT_UNKNOWN = ("U410", Severity.ERROR, "found")

    PERIOD_NOT_STATED = ("U411", Severity.WARNING, "period")
    TEMPLATE_OF_OTHER_PLAN = ("U412", Severity.ERROR, "found expected")
    TEMPLATE_OF_OTHER_PERIOD = ("U413", Severity.ERROR, "found expected")
    TEMPLATE_OF_OTHER_UNIT = ("U414", Severity.ERROR, "found expected")
    TEMPLATE_OUTDATED = ("U415", Severity.WARNING)
    TEMPLATE_CHANGED = ("U416", Severity.WARNING)
    TEMPLATE_UNPROTECTED = ("U417", Severity.WARNING)
    RETURN_REPLACED = ("U418", Severity.WARNING, "unit other")

    # C: the cell
    CELL_BLANK = ("C501", Severity.ERROR, "field")
    NOT_A_NUMBER = ("C502", Severity.ERROR, "field found")
    NOT_WHOLE = ("C503", Severity.ERROR, "field found")
    NEGATIVE = ("C504", Severity.ERROR, "field found")
    AMBIGUOUS_NUMBER = ("C505", Severity.ERROR, "field found first second")
    ERROR_CELL = ("C506", Severity.ERROR, "field found")
    FORMULA_NOT_CALCULATED = ("C507", Severity.ERROR, "field found")
    NOT_YES_NO = ("C508", Severity.ERROR, "field found")
    NOT_A_DATE = ("C509", Severity.ERROR, "field found")
    WRONG_CELL_TYPE = ("C510", Severity.ERROR, "field found what")
    TOO_LARGE = ("C511", Severity.ERROR, "field found limit")
    SEVERAL_NUMBERS = ("C512", Severity.ERROR, "field found")
    PERCENT_IN_COUNT = ("C513", Severity.ERROR, "field found")
    NUMBER_AS_TEXT = ("C514", Severity.WARNING, "field found value")
    DATE_OUTSIDE_PERIOD = ("C515", Severity.WARNING, "field found first last")
    TEXT_TOO_LONG = ("C516", Severity.ERROR, "field limit")
    MERGED_FIGURE = ("C517", Severity.ERROR, "field found")
    NO_DATA = ("C518", Severity.ERROR, "field found")
    OTHER_MEASURE = ("C519", Severity.ERROR, "field found expected")
    MONTHS_IN_ONE_CELL = ("C520", Severity.ERROR, "field found")
    MONTH_BEFORE_DAY = ("C521", Severity.WARNING, "field found value")
    DAY_MONTH_SWAPPED = ("C522", Severity.WARNING, "field found other")
    EXTERNAL_LINK = ("C523", Severity.WARNING, "found")
    FORMULA_OTHER_ROW = ("C524", Severity.WARNING, "found row other")
    BOTH_ANSWERS = ("C525", Severity.ERROR, "field")
    NO_ANSWER = ("C526", Severity.ERROR, "field")
    MONTHS_NOT_GIVEN = ("C527", Severity.ERROR, "field found")
    SHOWN_OTHERWISE = ("C528", Severity.ERROR, "field found")
    STRUCK_OUT = ("C529", Severity.ERROR, "field found")
    TWO_FIGURES = ("C530", Severity.ERROR, "field found second other")

    # K: the agreement between cells
    PART_EXCEEDS_WHOLE = ("K601", Severity.ERROR, "part_field part whole_field whole")
    PART_OVER_ZERO = ("K602", Severity.ERROR, "part_field part whole_field")
    STEPS_INCREASE = ("K603", Severity.ERROR, "field value before_field before")
    PARTS_NOT_WHOLE = ("K604", Severity.ERROR, "parts sum whole_field whole")
    EXCEEDS_REGISTER = ("K605", Severity.ERROR, "field value limit")
    TOTAL_MISMATCH = ("K606", Severity.ERROR, "field found sum")

    ROLL_UP_MISMATCH = ("K607", Severity.ERROR, "field found sum")
    ROLL_UP_INCOMPLETE = ("K608", Severity.ERROR, "field units")
    RATIO_MISMATCH = ("K609", Severity.WARNING, "found part whole value")
    SUBTOTAL_MISMATCH = ("K610", Severity.WARNING, "field found sum")
    SUM_RANGE = ("K611", Severity.WARNING, "found rows")
    IDENTICAL_TO_PREVIOUS = ("K612", Severity.WARNING, "unit other")
    FLOW_BELOW_PREVIOUS = ("K613", Severity.WARNING, "field value previous other")
    REGISTER_MOVED = ("K614", Severity.WARNING, "field value previous other")
    MONTHS_MISMATCH = ("K615", Severity.WARNING, "field found sum")
    MONTH_CHANGED = ("K616", Severity.WARNING, "field month value previous other")

    # B: the baseline
    BASELINE_CONFLICT = ("B701", Severity.ERROR, "field first second other")
    BASELINE_MISSING = ("B702", Severity.ERROR, "field")
    BASELINE_PERIOD = ("B703", Severity.ERROR, "found expected")

    # R: the roll-call
    NOT_REPORTED = ("R801", Severity.ERROR, "unit")
    OVERDUE = ("R802", Severity.ERROR, "unit due")
    SENT_NOT_USED = ("R803", Severity.ERROR, "unit")

    # W: the waivers (those that keep the file from being used first)
    WAIVER_OF_FAULT = ("W001", Severity.ERROR, "found")
    WAIVER_OF_WHAT = ("W002", Severity.ERROR)
    WAIVER_OF_POOLED_UNIT = ("W003", Severity.ERROR, "target unit")
    WAIVER_NOT_CONCERNED = ("W004", Severity.ERROR, "target unit")
    WAIVER_TWICE = ("W005", Severity.ERROR, "target first_line")
    WAIVERS_OF_OTHER_PLAN = ("W006", Severity.ERROR, "found expected")
    WAIVER_OF_UNKNOWN = ("W007", Severity.WARNING, "target")
    WAIVER_UNUSED = ("W008", Severity.WARNING, "target")
    WAIVER_EXPIRED = ("W009", Severity.WARNING, "target until")
    WAIVER_BROAD = ("W010", Severity.WARNING, "target")
    WAIVER_WHOLE_TARGET = ("W011", Severity.NOTE, "target")
    WAIVER_EARLY = ("W012", Severity.NOTE, "target")

    # N: what was not checked
    TOTAL_ROW_SET_ASIDE = ("N901", Severity.NOTE, "text")
    ROW_SET_ASIDE = ("N902", Severity.NOTE, "text")
    SHEET_SET_ASIDE = ("N903", Severity.NOTE)
    TARGET_NOT_CHECKED = ("N904", Severity.NOTE, "target")
    FILE_SET_ASIDE = ("N905", Severity.NOTE, "what")
    COLUMN_SET_ASIDE = ("N906", Severity.NOTE, "header")


BY_CODE: dict[str, Code] = {member.code: member for member in Code}


@dataclass(frozen=True, slots=True)
class Location:
    """A place in an input: a cell of a workbook (``sheet``, ``cell``) or a spot in a text file (``line``, ``column``).

    ``cell`` is an A1 address or range; ``line`` and ``column`` count from 1, 0 means "the whole file".
    """

    file: str
    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}:{self.column}"
        if self.sheet:
            return f"{self.file} › {self.sheet}" + (f"!{self.cell}" if self.cell else "")
        return self.file


class Ref(NamedTuple):
    """Something that has a name in each language: a word of the catalogue, or a part of the plan by its id."""

    kind: Literal["word", "field", "measure", "unit", "level", "period", "target", "duty"]
    id: str


Param = str | int | Decimal | Ref | tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, warning or note.

    ``params`` fill the placeholders of the catalogue's sentence for ``code``: texts as they were found, whole numbers
    and decimals (written the way the language writes them) and names. A ``suggestion`` that is not empty becomes a
    "did you mean".
    ``unit`` is the id of the unit concerned, "" where there is none.
    """

    code: Code
    at: Location | None = None
    params: dict[str, Param] = field(default_factory=dict)
    unit: str = ""

    def __post_init__(self) -> None:
        assert self.params.keys() == self.code.params, f"{self.code.name} takes {sorted(self.code.params)}"

    @property
    def severity(self) -> Severity:
        return self.code.severity


class PlanError(Exception):
    """There is no plan to work with; ``diagnostics`` say why, each at its line and column."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} mistakes in the plan")
        self.diagnostics = diagnostics


class WaiversError(PlanError):
    """The file of waivers cannot be used."""


class UsageError(Exception):
    """The question cannot be answered as it was put. ``kind`` names the sentence, ``params`` fill it."""

    def __init__(self, kind: str, params: dict[str, str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
