"""What can be wrong: ``Code`` lists every code, with its severity and its parameters; ``Diagnostic`` is one case of it.

The sentences are in the catalogues (``i18n/vi.toml``, ``i18n/en.toml``) under the code, with places for the parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import UnionType
from typing import Generic, NamedTuple, TypeVar, cast, get_args, get_origin

from khpcmd.diagnostics import parameters as takes
from khpcmd.diagnostics.parameters import Figure, Param


class Severity(StrEnum):
    """How much a diagnostic weighs."""

    ERROR = "error"
    """The data (or the plan) cannot be relied on: exit code 3 (plan: 2)."""
    WARNING = "warning"
    """The data were read without doubt, but they should be looked at."""
    QUESTION = "question"
    """Unusual figures: a question to the unit. It changes no verdict and no figure, and an answer closes it."""
    NOTE = "note"
    """What was skipped or not checked, and why."""


class Location(NamedTuple):
    """A place in an input: a cell of a workbook (``sheet``, ``cell``) or a spot in a text file (``line``, ``column``).

    ``cell`` is an A1 address or range; ``line`` and ``column`` count from 1, 0 means "the whole file".
    """

    file: str
    """The file, as it was given."""
    sheet: str = ""
    """The sheet; "" outside workbooks."""
    cell: str = ""
    """The address of a cell or a range; "" for a whole sheet."""
    line: int = 0
    """The line of a text file."""
    column: int = 0
    """The column of that line."""

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}:{self.column}"
        if self.sheet:
            return f"{self.file} › {self.sheet}" + (f"!{self.cell}" if self.cell else "")
        return self.file


Ends = tuple[Figure, Figure | None]
"""The least and the greatest number; None where there is no greatest one."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error, warning, question or note; made by its code, ``Code.NOT_WHOLE(at, {"field": …, "found": …})``.

    ``params`` fill the placeholders of the catalogue's sentence for ``code``: texts as they were found, numbers and
    days (written the way the language writes them) and names. A ``suggestion`` that is not empty (one text, or
    several fields) becomes a "did you mean". Others than those of the code, or of other types, are a ParamsTypeError.
    ``unit`` is the id of the unit concerned, "" where there is none; ``remark`` what stands in the return beside a
    figure that is asked about.
    """

    code: AnyCode
    """What was found; its number is ``str(code)``."""
    at: Location | None = None
    """Where; None where it has no place."""
    params: dict[str, Param] = field(default_factory=dict)
    """What fills its sentence."""
    unit: str = ""
    """The id of the unit concerned, or ""."""
    remark: str = ""
    turns: tuple[str, ...] | None = None
    """The targets (ids) whose verdict the figure can turn; None where that was not looked at."""
    turns_usual: tuple[str, ...] | None = None
    """Those of them that it can turn if it is a ``usual`` one; None where it is not known what is usual."""
    usual: tuple[Ends, ...] = ()
    """What the figure is as a rule: between which numbers."""

    def __post_init__(self) -> None:
        self.code.require(self.params)

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.code.severity


class ParamsTypeError(TypeError):
    """A diagnostic has other parameters than its code: a mistake of khpcmd's own, never a fault of a file."""


class AnyCode:
    """A code: its number, its severity, and the types of the parameters that a diagnostic of this code carries."""

    name: str
    """The name of the member of ``Code``."""

    def __init__(self, code: str, severity: Severity, params: type[Mapping[str, object]]) -> None:
        self.code = code
        self.severity = severity
        self._takes = params

    @cached_property
    def types(self) -> Mapping[str, frozenset[object]]:
        """The classes that each parameter may have, by its name; of most codes no run needs them."""
        return {name: _classes(one) for name, one in self._takes.__annotations__.items()}

    def __set_name__(self, owner: type, name: str) -> None:
        """Its name in ``Code``, where it stands first; another class that names it as its own does not rename it."""
        self.__dict__.setdefault("name", name)

    def __repr__(self) -> str:
        return f"Code.{self.name}"

    def __str__(self) -> str:
        return self.code

    def require(self, params: Mapping[str, Param]) -> None:
        """Raise ParamsTypeError where these are not the parameters of the code."""
        if params.keys() != self.types.keys():
            raise ParamsTypeError(f"{self.name} takes {sorted(self.types)}, not {sorted(params)}")
        for name, value in params.items():
            if type(value) not in self.types[name]:
                raise ParamsTypeError(f"{name} of {self.name} is no {type(value).__name__}")


def _classes(annotation: object) -> frozenset[object]:
    """The classes that a value of this type may have."""
    members = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return frozenset(get_origin(one) or one for one in members)


Params = TypeVar("Params", bound=Mapping[str, object])


class CodeOf(AnyCode, Generic[Params]):
    """A code whose parameters are those of a TypedDict."""

    def __init__(self, code: str, severity: Severity, params: type[Params]) -> None:
        super().__init__(code, severity, params)

    def __call__(self, at: Location | None, params: Params, unit: str = "") -> Diagnostic:
        """The diagnostic of this code at a place."""
        return Diagnostic(self, at, cast("dict[str, Param]", params), unit)


class Codes(type):
    """The type of ``Code``: goes through its members in their order."""

    def __iter__(cls) -> Iterator[AnyCode]:
        return (one for one in vars(cls).values() if isinstance(one, AnyCode))

    def __len__(cls) -> int:
        return sum(1 for _ in cls)


class Code(metaclass=Codes):
    """Every diagnostic khpcmd can give: a stable code, its severity and its parameters.

    The letter says where to look: P the plan, F the file, S the sheet, U the reporting unit or the
    period, C the cell, K the agreement between cells, B the baseline, R the roll-call, W the waivers, A the answers
    to manual targets, T taught names, L the list of addresses, N not checked.
    """

    # P: the plan file
    PLAN_NOT_FOUND = CodeOf("P101", Severity.ERROR, takes.Nothing)
    PLAN_NOT_READABLE = CodeOf("P102", Severity.ERROR, takes.Reason)
    PLAN_TOO_LARGE = CodeOf("P103", Severity.ERROR, takes.WhatFoundLimit)
    YAML_SYNTAX = CodeOf("P104", Severity.ERROR, takes.FoundProblem)
    YAML_DUPLICATE_KEY = CodeOf("P105", Severity.ERROR, takes.KeyFirstLine)
    YAML_NUMBER_LOOKS_VIETNAMESE = CodeOf("P106", Severity.ERROR, takes.FoundMeaning)
    YAML_NOT_ALLOWED = CodeOf("P107", Severity.ERROR, takes.What)
    UNKNOWN_KEY = CodeOf("P108", Severity.ERROR, takes.KeyAllowedSuggestion)
    MISSING_KEY = CodeOf("P109", Severity.ERROR, takes.KeyOf)
    WRONG_TYPE = CodeOf("P110", Severity.ERROR, takes.InsteadOf)
    WRONG_VALUE = CodeOf("P111", Severity.ERROR, takes.InsteadOf)
    UNKNOWN_REFERENCE = CodeOf("P112", Severity.ERROR, takes.WhatFoundSuggestion)
    DUPLICATE_ID = CodeOf("P113", Severity.ERROR, takes.WhatIdFirstLine)
    THRESHOLD_MISMATCH = CodeOf("P114", Severity.ERROR, takes.KindTakes)
    AMBIGUOUS_NAME = CodeOf("P115", Severity.ERROR, takes.NameFirstSecond)
    NO_REPORTER = CodeOf("P116", Severity.ERROR, takes.Fields)
    UNKNOWN_KIND = CodeOf("P117", Severity.ERROR, takes.FoundAllowedSuggestion)
    OVERLAPPING_PERIODS = CodeOf("P118", Severity.ERROR, takes.FirstSecond)
    UNUSED_FIELD = CodeOf("P119", Severity.WARNING, takes.UnusedField)
    UNUSED_NAME = CodeOf("P120", Severity.WARNING, takes.WhatFoundUse)
    NOBODY_CONCERNED = CodeOf("P121", Severity.ERROR, takes.Written)
    DUE_BEFORE_END = CodeOf("P122", Severity.WARNING, takes.FoundLast)
    TRIVIAL_THRESHOLD = CodeOf("P123", Severity.WARNING, takes.OneTarget)
    TURNING_WORD = CodeOf("P124", Severity.WARNING, takes.FoundWordsWhat)
    OWN_PROGRAMME = CodeOf("P125", Severity.WARNING, takes.Found)
    SECTION_MISREAD = CodeOf("P126", Severity.WARNING, takes.WhatFound)
    LONG_SHORT_TITLE = CodeOf("P127", Severity.WARNING, takes.FoundLimit)

    # P140 and after: what the document says, against what is encoded
    QUOTE_NUMBER = CodeOf("P140", Severity.WARNING, takes.TargetWordsMeaningFound)
    QUOTE_COMPARISON = CodeOf("P141", Severity.WARNING, takes.TargetWordsFoundExpected)
    QUOTE_STRIVES = CodeOf("P142", Severity.WARNING, takes.TargetWords)
    STRIVING_UNSAID = CodeOf("P143", Severity.WARNING, takes.OneTarget)
    QUOTE_EACH = CodeOf("P144", Severity.WARNING, takes.TargetWords)
    QUOTE_CHANGE = CodeOf("P145", Severity.WARNING, takes.TargetWordsFound)
    RANGE_AS_LIMITS = CodeOf("P146", Severity.WARNING, takes.TargetWordsFound)
    TITLE_NUMBER = CodeOf("P147", Severity.WARNING, takes.TargetWordsFound)
    OTHER_YEAR = CodeOf("P148", Severity.WARNING, takes.WordsExpected)
    DATE_OF_OTHER_YEAR = CodeOf("P149", Severity.WARNING, takes.WhatDayExpected)
    QUOTE_DUE_YEAR = CodeOf("P150", Severity.WARNING, takes.TargetWords)
    QUOTE_DEADLINE = CodeOf("P151", Severity.WARNING, takes.DutyWordsFound)
    ROSTER_OF_OTHER_YEAR = CodeOf("P152", Severity.WARNING, takes.FoundExpected)
    CONTRADICTORY_TARGETS = CodeOf("P153", Severity.WARNING, takes.Targets)
    DOUBLED_TARGET = CodeOf("P154", Severity.WARNING, takes.TwoTargets)
    DOUBLED_CONSTRAINT = CodeOf("P155", Severity.WARNING, takes.FieldsFirstLine)
    CIRCULAR_CONSTRAINTS = CodeOf("P156", Severity.WARNING, takes.Fields)
    UNGUARDED_FIGURES = CodeOf("P157", Severity.NOTE, takes.Fields)
    CUT_QUARTER = CodeOf("P158", Severity.WARNING, takes.TargetPeriod)
    PLACEHOLDER = CodeOf("P159", Severity.WARNING, takes.Found)
    FORM_MISREAD = CodeOf("P160", Severity.ERROR, takes.FormMisread)
    NO_SUCCESSOR = CodeOf("P170", Severity.ERROR, takes.FoundDay)
    FORMER_UNDECLARED = CodeOf("P171", Severity.ERROR, takes.FoundDayUnit)
    ORIGIN_UNKNOWN = CodeOf("P172", Severity.WARNING, takes.FoundDayCount)
    SHARED_LABEL = CodeOf("P173", Severity.WARNING, takes.NameOfTwo)
    QUOTE_DAY = CodeOf("P180", Severity.WARNING, takes.WordsFound)
    ON_NO_FORM = CodeOf("P181", Severity.WARNING, takes.UnusedField)
    UNTITLED_REGISTER = CodeOf("P182", Severity.WARNING, takes.Found)
    RATES_ADDED_UP = CodeOf("P183", Severity.WARNING, takes.UnusedField)
    STOCK_ASKED_FOR = CodeOf("P184", Severity.WARNING, takes.UnusedField)
    SENTENCE_UNQUOTED = CodeOf("P185", Severity.WARNING, takes.Found)
    PASSED_OVER_UNFOUND = CodeOf("P186", Severity.WARNING, takes.Found)
    REGISTER_UNLISTED = CodeOf("P187", Severity.WARNING, takes.FoundExpected)
    MONTHS_LEFT_OUT = CodeOf("P188", Severity.NOTE, takes.FoundExpected)

    # F: the file
    FILE_NOT_FOUND = CodeOf("F201", Severity.ERROR, takes.Nothing)
    NOT_A_REGULAR_FILE = CodeOf("F202", Severity.ERROR, takes.What)
    FILE_NOT_READABLE = CodeOf("F203", Severity.ERROR, takes.Reason)
    FILE_EMPTY = CodeOf("F204", Severity.ERROR, takes.Nothing)
    FILE_ENCRYPTED = CodeOf("F205", Severity.ERROR, takes.Nothing)
    OLD_XLS = CodeOf("F206", Severity.ERROR, takes.Nothing)
    NOT_A_WORKBOOK = CodeOf("F207", Severity.ERROR, takes.What)
    FILE_DAMAGED = CodeOf("F208", Severity.ERROR, takes.Reason)
    LIMIT_EXCEEDED = CodeOf("F209", Severity.ERROR, takes.WhatFoundLimitOption)
    UNSAFE_WORKBOOK = CodeOf("F210", Severity.ERROR, takes.What)
    FOLDER_WITHOUT_WORKBOOK = CodeOf("F211", Severity.ERROR, takes.Nothing)
    SAME_FILE_TWICE = CodeOf("F212", Severity.WARNING, takes.Other)
    LIMITED_FORMAT = CodeOf("F213", Severity.WARNING, takes.What)
    MORE_FAULTS = CodeOf("F214", Severity.NOTE, takes.FoundCountLimit)
    ARCHIVE = CodeOf("F215", Severity.ERROR, takes.Found)
    TRACKED_CHANGES = CodeOf("F216", Severity.ERROR, takes.Nothing)

    # S: the sheet
    SHEET_EMPTY = CodeOf("S301", Severity.ERROR, takes.Nothing)
    NO_TABLE = CodeOf("S302", Severity.ERROR, takes.Nothing)
    UNKNOWN_COLUMN = CodeOf("S303", Severity.WARNING, takes.HeaderSuggestion)
    MISSING_FIELD = CodeOf("S304", Severity.ERROR, takes.OneField)
    FIELD_TWICE = CodeOf("S305", Severity.ERROR, takes.FieldOther)
    HEADER_FOLDED = CodeOf("S306", Severity.WARNING, takes.HeaderField)
    UNIT_OF_MEASURE = CodeOf("S307", Severity.ERROR, takes.FieldFoundExpected)
    UNKNOWN_ROW = CodeOf("S308", Severity.WARNING, takes.TextSuggestion)
    FIELD_NOT_EXPECTED = CodeOf("S309", Severity.WARNING, takes.FieldUnit)
    HIDDEN_FIGURES = CodeOf("S310", Severity.WARNING, takes.WhatCount)
    HIDDEN_SHEET = CodeOf("S311", Severity.WARNING, takes.Nothing)
    NO_FIGURE_COLUMN = CodeOf("S312", Severity.ERROR, takes.Found)

    GROUP_OF_OTHER_SPAN = CodeOf("S313", Severity.WARNING, takes.TextWhat)
    NOT_RESULTS = CodeOf("S314", Severity.ERROR, takes.Found)
    ESTIMATES = CodeOf("S315", Severity.ERROR, takes.Found)
    SCALED_SHEET = CodeOf("S316", Severity.ERROR, takes.Found)
    OTHER_MEANING = CodeOf("S317", Severity.ERROR, takes.FoundWordsWhatCure)
    NOT_UNDERSTOOD = CodeOf("S318", Severity.ERROR, takes.FoundWordsDeclared)
    SIBLING_COLUMN = CodeOf("S319", Severity.ERROR, takes.HeaderOther)
    SET_ASIDE = CodeOf("S320", Severity.WARNING, takes.FoundWordsWhat)
    HEADER_UNCLEAR = CodeOf("S321", Severity.ERROR, takes.Found)

    REMARK_UNCLEAR = CodeOf("S322", Severity.ERROR, takes.FoundWordsDeclared)
    SEVERAL_ROWS = CodeOf("S323", Severity.ERROR, takes.TextCount)
    REMARK_OTHER_NUMBER = CodeOf("S324", Severity.ERROR, takes.FoundWordsOther)
    TWO_UNITS = CodeOf("S325", Severity.ERROR, takes.FieldTwoUnits)
    PLACE_UNCLEAR = CodeOf("S326", Severity.ERROR, takes.FoundCount)
    FIGURE_UNCLEAR = CodeOf("S327", Severity.ERROR, takes.FoundCount)
    REMARK_WITHOUT_EFFECT = CodeOf("S328", Severity.NOTE, takes.FoundWordsDeclared)

    # U: the reporting unit, the period
    UNKNOWN_UNIT = CodeOf("U401", Severity.ERROR, takes.FoundSuggestion)
    UNIT_TWICE = CodeOf("U402", Severity.ERROR, takes.UnitOtherDifferNewest)
    UNIT_FOLDED = CodeOf("U403", Severity.WARNING, takes.FoundUnit)
    UNIT_CLASS_WORD = CodeOf("U404", Severity.WARNING, takes.FoundUnit)
    NO_UNIT = CodeOf("U405", Severity.ERROR, takes.Nothing)
    WRONG_PERIOD = CodeOf("U406", Severity.ERROR, takes.OtherPeriod)
    WRONG_YEAR = CodeOf("U407", Severity.ERROR, takes.FoundExpected)
    UNIT_NOT_A_REPORTER = CodeOf("U408", Severity.ERROR, takes.OneUnit)
    UNIT_CONFLICT = CodeOf("U409", Severity.ERROR, takes.FoundUnit)
    DISTRICT_UNKNOWN = CodeOf("U410", Severity.ERROR, takes.Found)

    PERIOD_NOT_STATED = CodeOf("U411", Severity.WARNING, takes.OnePeriod)
    TEMPLATE_OF_OTHER_PLAN = CodeOf("U412", Severity.ERROR, takes.FoundExpected)
    TEMPLATE_OF_OTHER_PERIOD = CodeOf("U413", Severity.ERROR, takes.OtherTemplate)
    TEMPLATE_OF_OTHER_UNIT = CodeOf("U414", Severity.ERROR, takes.OtherTemplate)
    TEMPLATE_OUTDATED = CodeOf("U415", Severity.WARNING, takes.Nothing)
    TEMPLATE_CHANGED = CodeOf("U416", Severity.WARNING, takes.Nothing)
    TEMPLATE_UNPROTECTED = CodeOf("U417", Severity.WARNING, takes.Nothing)
    RETURN_REPLACED = CodeOf("U418", Severity.NOTE, takes.UnitOther)
    COMMUNE_RETURN = CodeOf("U419", Severity.ERROR, takes.Found)
    PERIOD_NOT_OVER = CodeOf("U422", Severity.ERROR, takes.PeriodLastDay)
    FORMER_UNIT = CodeOf("U430", Severity.ERROR, takes.FoundUnits)
    NAMESAKES = CodeOf("U420", Severity.ERROR, takes.FoundUnits)
    NOT_IN_RETURN = CodeOf("U421", Severity.ERROR, takes.SomeUnits)

    # C: the cell
    CELL_BLANK = CodeOf("C501", Severity.ERROR, takes.OneField)
    NOT_A_NUMBER = CodeOf("C502", Severity.ERROR, takes.FieldFound)
    NOT_WHOLE = CodeOf("C503", Severity.ERROR, takes.FieldFound)
    NEGATIVE = CodeOf("C504", Severity.ERROR, takes.FieldFound)
    AMBIGUOUS_NUMBER = CodeOf("C505", Severity.ERROR, takes.TwoNumbers)
    ERROR_CELL = CodeOf("C506", Severity.ERROR, takes.FieldFound)
    FORMULA_NOT_CALCULATED = CodeOf("C507", Severity.ERROR, takes.FieldFound)
    NOT_YES_NO = CodeOf("C508", Severity.ERROR, takes.FieldFound)
    NOT_A_DATE = CodeOf("C509", Severity.ERROR, takes.FieldFound)
    WRONG_CELL_TYPE = CodeOf("C510", Severity.ERROR, takes.FieldFoundWhat)
    TOO_LARGE = CodeOf("C511", Severity.ERROR, takes.FieldFoundLimit)
    SEVERAL_NUMBERS = CodeOf("C512", Severity.ERROR, takes.FieldFound)
    PERCENT_IN_COUNT = CodeOf("C513", Severity.ERROR, takes.FieldFound)
    NUMBER_AS_TEXT = CodeOf("C514", Severity.WARNING, takes.FieldFoundValue)
    NUMBERS_AS_TEXT = CodeOf("C542", Severity.WARNING, takes.FoundCount)
    DATE_OUTSIDE_PERIOD = CodeOf("C515", Severity.WARNING, takes.FieldFoundFirstLast)
    TEXT_TOO_LONG = CodeOf("C516", Severity.ERROR, takes.FieldLimit)
    MERGED_FIGURE = CodeOf("C517", Severity.ERROR, takes.FieldFound)
    NO_DATA = CodeOf("C518", Severity.ERROR, takes.FieldFound)
    OTHER_MEASURE = CodeOf("C519", Severity.ERROR, takes.FieldFoundExpected)
    MONTHS_IN_ONE_CELL = CodeOf("C520", Severity.ERROR, takes.FieldFound)
    MONTH_BEFORE_DAY = CodeOf("C521", Severity.WARNING, takes.FieldFoundDay)
    DAY_MONTH_SWAPPED = CodeOf("C522", Severity.WARNING, takes.DaySwapped)
    EXTERNAL_LINK = CodeOf("C523", Severity.WARNING, takes.Found)
    FORMULA_OTHER_ROW = CodeOf("C524", Severity.WARNING, takes.FoundRowOther)
    BOTH_ANSWERS = CodeOf("C525", Severity.ERROR, takes.OneField)
    NO_ANSWER = CodeOf("C526", Severity.ERROR, takes.OneField)
    MONTHS_NOT_GIVEN = CodeOf("C527", Severity.ERROR, takes.FieldFound)
    SHOWN_OTHERWISE = CodeOf("C528", Severity.ERROR, takes.FieldFound)
    STRUCK_OUT = CodeOf("C529", Severity.ERROR, takes.FieldFound)
    TWO_FIGURES = CodeOf("C530", Severity.ERROR, takes.FieldFoundSecondOther)
    UNSTEADY_FORMULA = CodeOf("C531", Severity.ERROR, takes.FieldFound)
    EVIDENCE_NO_DOCUMENT = CodeOf("C532", Severity.ERROR, takes.FieldFound)
    EVIDENCE_OF_OTHER_TIME = CodeOf("C533", Severity.ERROR, takes.FieldFoundFirstLast)
    ZERO_NOT_SHOWN = CodeOf("C534", Severity.ERROR, takes.OneField)
    OUTDATED_FORMULA = CodeOf("C535", Severity.ERROR, takes.FieldFoundOther)
    OUT_OF_BOUNDS = CodeOf("C536", Severity.ERROR, takes.FieldFoundEnds)
    MORE_DECIMALS = CodeOf("C537", Severity.ERROR, takes.FieldFoundDecimals)
    UNIT_NOT_STATED = CodeOf("C538", Severity.ERROR, takes.FieldFoundUnit)
    PERCENT_OR_SHARE = CodeOf("C539", Severity.ERROR, takes.FieldFoundTwo)
    DOT_OR_COMMA = CodeOf("C540", Severity.ERROR, takes.FieldFoundTwo)
    PERCENT_IN_AMOUNT = CodeOf("C541", Severity.ERROR, takes.FieldFoundUnit)
    DAY_NOT_OF_PLAN = CodeOf("C550", Severity.ERROR, takes.FieldFoundFirstLast)
    DAY_OR_MONTH = CodeOf("C551", Severity.ERROR, takes.DaySwapped)

    # K: the agreement between cells
    PART_EXCEEDS_WHOLE = CodeOf("K601", Severity.ERROR, takes.PartAndWhole)
    PART_EXCEEDS_OTHERS = CodeOf("K620", Severity.ERROR, takes.PartAndWhole)
    PART_OVER_ZERO = CodeOf("K602", Severity.ERROR, takes.PartOfZero)
    STEPS_INCREASE = CodeOf("K603", Severity.ERROR, takes.StepBefore)
    PARTS_NOT_WHOLE = CodeOf("K604", Severity.ERROR, takes.PartsAndWhole)
    EXCEEDS_REGISTER = CodeOf("K605", Severity.ERROR, takes.FieldValueLimit)
    TOTAL_MISMATCH = CodeOf("K606", Severity.ERROR, takes.FieldFoundSum)

    ROLL_UP_MISMATCH = CodeOf("K607", Severity.ERROR, takes.FieldFoundSum)
    ROLL_UP_INCOMPLETE = CodeOf("K608", Severity.ERROR, takes.FieldUnits)
    RATIO_MISMATCH = CodeOf("K609", Severity.WARNING, takes.FoundPartWholeValue)
    SUBTOTAL_MISMATCH = CodeOf("K610", Severity.WARNING, takes.FieldFoundSum)
    SUM_RANGE = CodeOf("K611", Severity.WARNING, takes.FoundRows)
    IDENTICAL_TO_PREVIOUS = CodeOf("K612", Severity.QUESTION, takes.UnitOther)
    FLOW_BELOW_PREVIOUS = CodeOf("K613", Severity.QUESTION, takes.Moved)
    REGISTER_MOVED = CodeOf("K614", Severity.QUESTION, takes.Moved)
    MONTHS_MISMATCH = CodeOf("K615", Severity.WARNING, takes.FieldFoundSum)
    ONE_WRONG = CodeOf("K630", Severity.ERROR, takes.FieldValueExpected)
    ONE_OUTSIDE = CodeOf("K631", Severity.ERROR, takes.FieldValueEnds)
    ONE_TOO_SMALL = CodeOf("K632", Severity.ERROR, takes.FieldValueLeast)
    ONE_OF_WRONG = CodeOf("K633", Severity.ERROR, takes.Fields)
    NOT_TOGETHER = CodeOf("K634", Severity.ERROR, takes.Fields)
    COLUMNS_SWAPPED = CodeOf("K635", Severity.ERROR, takes.PartWholeCount)
    TOTAL_AS_UNIT = CodeOf("K636", Severity.ERROR, takes.UnitSameCount)
    ALL_ZERO = CodeOf("K637", Severity.ERROR, takes.UnitCount)
    MONTH_CHANGED = CodeOf("K616", Severity.QUESTION, takes.MonthMoved)

    # Q: figures that are unusual
    FLOW_UNUSUAL = CodeOf("Q101", Severity.QUESTION, takes.FlowUnusual)
    SAME_AS_OTHER = CodeOf("Q102", Severity.QUESTION, takes.SameAsOther)
    SAME_AS_PREVIOUS = CodeOf("Q103", Severity.QUESTION, takes.SameAsPrevious)
    REPEATED_VALUE = CodeOf("Q104", Severity.QUESTION, takes.RepeatedValue)
    RATIO_MOVED = CodeOf("Q105", Severity.QUESTION, takes.RatioMoved)
    RATIO_UNLIKE = CodeOf("Q106", Severity.QUESTION, takes.RatioUnlike)
    DIGITS_EXPLAIN = CodeOf("Q107", Severity.QUESTION, takes.DigitsExplain)

    # B: the baseline
    BASELINE_CONFLICT = CodeOf("B701", Severity.ERROR, takes.FieldFirstSecondOtherBaseline)
    BASELINE_MISSING = CodeOf("B702", Severity.ERROR, takes.FieldBaseline)
    BASELINE_PERIOD = CodeOf("B703", Severity.ERROR, takes.OtherPeriod)
    BASELINE_REFUSED = CodeOf("B704", Severity.ERROR, takes.FoundWhat)
    BASELINE_NOT_SOUND = CodeOf("B705", Severity.ERROR, takes.FieldFoundWhat)
    BASELINE_SPLIT = CodeOf("B710", Severity.WARNING, takes.FoundUnit)
    BASELINE_OF_FORMER = CodeOf("B711", Severity.WARNING, takes.FoundUnit)
    BASELINE_OF_UNKNOWN = CodeOf("B712", Severity.WARNING, takes.FoundDayUnit)
    BASELINE_NO_SUM = CodeOf("B713", Severity.WARNING, takes.FieldFoundUnit)

    # R: the roll-call
    NOT_REPORTED = CodeOf("R801", Severity.ERROR, takes.OneUnit)
    OVERDUE = CodeOf("R802", Severity.ERROR, takes.UnitDue)
    REPORT_NOT_RECEIVED = CodeOf("R840", Severity.NOTE, takes.UnitDue)
    SENT_NOT_USED = CodeOf("R803", Severity.ERROR, takes.OneUnit)
    DAY_TO_COME = CodeOf("R804", Severity.QUESTION, takes.OneDay)
    DAY_BEFORE_PLAN = CodeOf("R805", Severity.QUESTION, takes.DayFirst)

    # W: the waivers (those that keep the file from being used first)
    WAIVER_OF_FAULT = CodeOf("W001", Severity.ERROR, takes.Found)
    WAIVER_OF_WHAT = CodeOf("W002", Severity.ERROR, takes.What)
    WAIVER_OF_POOLED_UNIT = CodeOf("W003", Severity.ERROR, takes.TargetUnit)
    WAIVER_NOT_CONCERNED = CodeOf("W004", Severity.ERROR, takes.TargetUnit)
    WAIVER_TWICE = CodeOf("W005", Severity.ERROR, takes.TargetFirstLine)
    WAIVERS_OF_OTHER_PLAN = CodeOf("W006", Severity.ERROR, takes.FoundExpected)
    WAIVER_OF_UNKNOWN = CodeOf("W007", Severity.WARNING, takes.OneTarget)
    WAIVER_UNUSED = CodeOf("W008", Severity.WARNING, takes.OneTarget)
    WAIVER_EXPIRED = CodeOf("W009", Severity.WARNING, takes.TargetUntil)
    WAIVER_BROAD = CodeOf("W010", Severity.WARNING, takes.OneTarget)
    WAIVER_WHOLE_TARGET = CodeOf("W011", Severity.NOTE, takes.OneTarget)
    WAIVER_EARLY = CodeOf("W012", Severity.NOTE, takes.OneTarget)
    WAIVER_NOT_YET = CodeOf("W013", Severity.WARNING, takes.TargetDay)

    # A: the answers to manual targets (those that keep the file from being used first)
    ANSWER_TO_COMPUTED = CodeOf("A001", Severity.ERROR, takes.OneTarget)
    ANSWER_TWICE = CodeOf("A002", Severity.ERROR, takes.TargetFirstLine)
    ANSWERS_OF_OTHER_PLAN = CodeOf("A003", Severity.ERROR, takes.FoundExpected)
    ANSWER_BEFORE_PERIOD = CodeOf("A004", Severity.ERROR, takes.FoundFirstDay)
    ANSWER_LEFT_OPEN = CodeOf("A005", Severity.ERROR, takes.OneTarget)
    ANSWER_NOT_YET = CodeOf("A006", Severity.WARNING, takes.TargetDay)
    ANSWER_OF_OTHER_PERIOD = CodeOf("A007", Severity.NOTE, takes.TargetPeriod)
    ANSWER_EARLY = CodeOf("A008", Severity.WARNING, takes.TargetDayLast)

    # A010 and after: the replies of units to questions
    REPLY_TO_NO_QUESTION = CodeOf("A010", Severity.ERROR, takes.Found)
    REPLY_TO_WHAT = CodeOf("A011", Severity.ERROR, takes.FoundWhat)
    REPLY_TWICE = CodeOf("A012", Severity.ERROR, takes.FoundFirstLine)
    REPLY_OUTDATED = CodeOf("A013", Severity.WARNING, takes.CodeUnitFigures)
    REPLY_UNUSED = CodeOf("A014", Severity.WARNING, takes.CodeUnit)
    REPLY_NOT_YET = CodeOf("A015", Severity.WARNING, takes.CodeUnitDay)
    QUESTION_ANSWERED = CodeOf("A016", Severity.NOTE, takes.QuestionAnswered)

    # T: taught names (those that keep the file from being used first)
    NAME_OF_WHAT = CodeOf("T001", Severity.ERROR, takes.Keys)
    NAME_TWICE = CodeOf("T002", Severity.ERROR, takes.TextFirstLine)
    NAME_OF_PLAN = CodeOf("T003", Severity.ERROR, takes.TextMeaning)
    NAME_TURNS = CodeOf("T004", Severity.ERROR, takes.TextSaidWhatAgainst)
    NAME_OF_OTHER_FIELD = CodeOf("T005", Severity.ERROR, takes.TextSaidFieldOther)
    NAME_OF_OTHER_CLASS = CodeOf("T006", Severity.ERROR, takes.TextUnit)
    NAMES_OF_OTHER_PLAN = CodeOf("T007", Severity.ERROR, takes.FoundExpected)
    AGAINST_NOTHING = CodeOf("T008", Severity.ERROR, takes.OneAgainst)
    AGAINST_WITHOUT_REASON = CodeOf("T009", Severity.ERROR, takes.Nothing)
    NAME_AGAINST = CodeOf("T010", Severity.WARNING, takes.TextMeaningReasonBy)
    NAME_UNUSED = CodeOf("T011", Severity.NOTE, takes.TextMeaning)
    NAMES_UNDECIDED = CodeOf("T012", Severity.NOTE, takes.OneCount)
    NAME_USED = CodeOf("T013", Severity.NOTE, takes.TextMeaningBy)
    NAMES_FILE_USED = CodeOf("T014", Severity.NOTE, takes.NamesHash)

    # L: the list of addresses (what keeps it from being used)
    ADDRESS_COLUMNS = CodeOf("L101", Severity.ERROR, takes.KeyAllowed)
    ADDRESS_OF_UNKNOWN = CodeOf("L102", Severity.ERROR, takes.FoundSuggestion)
    ADDRESS_TWICE = CodeOf("L103", Severity.ERROR, takes.UnitFirstLine)
    ADDRESS_NOT_VALID = CodeOf("L104", Severity.ERROR, takes.Found)
    ADDRESS_NOT_ONE_LINE = CodeOf("L105", Severity.ERROR, takes.Found)

    # N: what was not checked
    TOTAL_ROW_SET_ASIDE = CodeOf("N901", Severity.NOTE, takes.OneText)
    ROW_SET_ASIDE = CodeOf("N902", Severity.NOTE, takes.OneText)
    SHEET_SET_ASIDE = CodeOf("N903", Severity.NOTE, takes.Nothing)
    TARGET_NOT_CHECKED = CodeOf("N904", Severity.NOTE, takes.TargetsReasonCure)
    FILE_SET_ASIDE = CodeOf("N905", Severity.NOTE, takes.What)
    COLUMN_SET_ASIDE = CodeOf("N906", Severity.NOTE, takes.OneHeader)
    SHEET_BESIDE = CodeOf("N907", Severity.NOTE, takes.Nothing)
    ROW_OF_OTHER_SPAN = CodeOf("N908", Severity.NOTE, takes.OneText)
    RESULT_FIELDS_OTHER = CodeOf("N909", Severity.NOTE, takes.Found)
    PLACES_IN_DOCUMENT = CodeOf("N910", Severity.NOTE, takes.OneCount)
    SENTENCES_NOT_READ = CodeOf("N911", Severity.NOTE, takes.FoundCount)
    OWED_BY_ALL = CodeOf("N940", Severity.NOTE, takes.Targets)


BY_CODE: dict[str, AnyCode] = {member.code: member for member in Code}
BY_NAME: dict[str, AnyCode] = {member.name: member for member in Code}
