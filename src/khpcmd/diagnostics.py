"""What can be wrong: ``Code`` lists every code, with its severity and its parameters; ``Diagnostic`` is one case of it.

The sentences are in the catalogues (``i18n/vi.toml``, ``i18n/en.toml``) under the code, with places for the parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Generic, Literal, NamedTuple, TypedDict, TypeVar, cast, get_args, get_origin


class Severity(StrEnum):
    """How much a diagnostic weighs."""

    ERROR = "error"
    """The data (or the plan) cannot be relied on: exit code 3 (plan: 2)."""
    WARNING = "warning"
    """The data were read without doubt, but they should be looked at."""
    NOTE = "note"
    """What was skipped or not checked, and why."""


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


Refs = tuple[Ref, ...]
Named = Ref | Refs
"""One thing or several."""


class Added(NamedTuple):
    """Fields that are added up; a message joins them by " + "."""

    fields: Refs


class Stored(NamedTuple):
    """A number or a day that a cell stores, which each language writes in its own way."""

    value: int | Decimal | date
    behind: str = ""
    """What a person sees behind it, such as "%" or " lượt"."""

    def __str__(self) -> str:
        return f"{self.value}{self.behind}"


InCell = str | Stored  # what stands in a cell: a text as it was typed, or what the cell stores
Figure = int | Decimal


class Phrase(NamedTuple):
    """A phrase of the catalogue about some values: "one of vi, en", "a number of at most 12"."""

    id: Literal["one_of", "at_least", "at_most", "between", "year_before", "year_at_most"]
    values: tuple[str | Stored, ...]


Param = str | int | Decimal | date | Ref | Refs | Added | Stored | Phrase


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, warning or note; made by its code, ``Code.NOT_WHOLE(at, {"field": …, "found": …})``.

    ``params`` fill the placeholders of the catalogue's sentence for ``code``: texts as they were found, numbers and
    days (written the way the language writes them) and names. A ``suggestion`` that is not empty (one text, or
    several fields) becomes a "did you mean". Others than those of the code, or of other types, are a ParamsTypeError.
    ``unit`` is the id of the unit concerned, "" where there is none.
    """

    code: AnyCode
    at: Location | None = None
    params: dict[str, Param] = field(default_factory=dict)
    unit: str = ""

    def __post_init__(self) -> None:
        self.code.require(self.params)

    @property
    def severity(self) -> Severity:
        return self.code.severity


class ParamsTypeError(TypeError):
    """A diagnostic has other parameters than its code: a mistake of khpcmd's own, never a fault of a file."""


class AnyCode:
    """A code: its number, its severity, and the types of the parameters that a diagnostic of this code carries."""

    name: str
    """The name of the member of ``Code``."""

    def __init__(self, code: str, severity: Severity, types: Mapping[str, object]) -> None:
        self.code = code
        self.severity = severity
        self.params = frozenset(types)
        """Their names."""
        self.types: Mapping[str, frozenset[object]] = {name: _classes(one) for name, one in types.items()}

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Code.{self.name}"

    def require(self, params: Mapping[str, Param]) -> None:
        """Raise ParamsTypeError where these are not the parameters of the code."""
        if params.keys() != self.params:
            raise ParamsTypeError(f"{self.name} takes {sorted(self.params)}, not {sorted(params)}")
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
        super().__init__(code, severity, params.__annotations__)

    def __call__(self, at: Location | None, params: Params, unit: str = "") -> Diagnostic:
        """The diagnostic of this code at a place."""
        return Diagnostic(self, at, cast("dict[str, Param]", params), unit)


# The parameters of the codes. A set that several codes share is named after its keys.
Nothing = TypedDict("Nothing", {})
WhatFoundLimit = TypedDict("WhatFoundLimit", {"what": Ref, "found": int, "limit": int})
FoundProblem = TypedDict("FoundProblem", {"found": str, "problem": Ref})
KeyFirstLine = TypedDict("KeyFirstLine", {"key": str, "first_line": int})
FoundMeaning = TypedDict("FoundMeaning", {"found": str, "meaning": str})
What = TypedDict("What", {"what": Ref})
KeyAllowedSuggestion = TypedDict("KeyAllowedSuggestion", {"key": str, "allowed": str, "suggestion": str})
OneKey = TypedDict("OneKey", {"key": str})
InsteadOf = TypedDict("InsteadOf", {"found": Ref | str, "expected": Ref | Phrase})
WhatFoundSuggestion = TypedDict("WhatFoundSuggestion", {"what": Ref, "found": str, "suggestion": str})
WhatIdFirstLine = TypedDict("WhatIdFirstLine", {"what": Ref, "id": str, "first_line": int})
KindTakes = TypedDict("KindTakes", {"kind": str, "takes": Ref})
NameFirstSecond = TypedDict("NameFirstSecond", {"name": str, "first": Ref, "second": Ref})
Fields = TypedDict("Fields", {"fields": Refs})
FoundAllowedSuggestion = TypedDict("FoundAllowedSuggestion", {"found": Ref | str, "allowed": str, "suggestion": str})
FirstSecond = TypedDict("FirstSecond", {"first": Ref, "second": Ref})
UnusedField = TypedDict("UnusedField", {"field": str})
WhatFound = TypedDict("WhatFound", {"what": Ref, "found": str})
FoundLimit = TypedDict("FoundLimit", {"found": str, "limit": int})
Written = TypedDict("Written", {"found": Ref | str})
FoundLast = TypedDict("FoundLast", {"found": date, "last": date})
OneTarget = TypedDict("OneTarget", {"target": Ref})
Reason = TypedDict("Reason", {"reason": Ref})
WhatFoundLimitOption = TypedDict("WhatFoundLimitOption", {"what": Ref, "found": int, "limit": int, "option": str})
Other = TypedDict("Other", {"other": str})
HeaderSuggestion = TypedDict("HeaderSuggestion", {"header": str, "suggestion": str | Refs})
OneField = TypedDict("OneField", {"field": Ref})
FieldOther = TypedDict("FieldOther", {"field": Ref, "other": str})
HeaderField = TypedDict("HeaderField", {"header": str, "field": Ref})
FieldFoundExpected = TypedDict("FieldFoundExpected", {"field": Ref, "found": InCell, "expected": Ref})
TextSuggestion = TypedDict("TextSuggestion", {"text": str, "suggestion": str | Refs})
FieldUnit = TypedDict("FieldUnit", {"field": Ref, "unit": Ref})
FoundCountLimit = TypedDict("FoundCountLimit", {"found": str, "count": int, "limit": int})
WhatCount = TypedDict("WhatCount", {"what": Ref, "count": int})
TextWhat = TypedDict("TextWhat", {"text": str, "what": Ref})
FoundWordsCount = TypedDict("FoundWordsCount", {"found": str, "words": str, "count": int})
FoundWords = TypedDict("FoundWords", {"found": str, "words": str})
FoundWordsDeclared = TypedDict("FoundWordsDeclared", {"found": str, "words": str, "declared": str})
FoundWordsOther = TypedDict("FoundWordsOther", {"found": str, "words": str, "other": str})
FoundWordsWhat = TypedDict("FoundWordsWhat", {"found": str, "words": str, "what": Ref})
FoundWordsWhatCure = TypedDict("FoundWordsWhatCure", {"found": str, "words": str, "what": Ref, "cure": Ref})
HeaderOther = TypedDict("HeaderOther", {"header": str, "other": str})
TextCount = TypedDict("TextCount", {"text": str, "count": int})
OneText = TypedDict("OneText", {"text": str})
Found = TypedDict("Found", {"found": str})
FoundSuggestion = TypedDict("FoundSuggestion", {"found": str, "suggestion": str})
UnitOtherDifferNewest = TypedDict(
    "UnitOtherDifferNewest", {"unit": Ref, "other": str, "differ": Named, "newest": Ref | str}
)
FoundUnit = TypedDict("FoundUnit", {"found": str, "unit": Ref})
OtherPeriod = TypedDict("OtherPeriod", {"found": Ref | str | date, "expected": Named})
FoundExpected = TypedDict("FoundExpected", {"found": str, "expected": str})
OneUnit = TypedDict("OneUnit", {"unit": Ref})
OnePeriod = TypedDict("OnePeriod", {"period": Named})
OtherTemplate = TypedDict("OtherTemplate", {"found": Named, "expected": Ref | str})
UnitOther = TypedDict("UnitOther", {"unit": Ref, "other": str})
FieldFound = TypedDict("FieldFound", {"field": Ref, "found": InCell})
TwoNumbers = TypedDict("TwoNumbers", {"field": Ref, "found": str, "first": int, "second": Decimal})
FieldFoundWhat = TypedDict("FieldFoundWhat", {"field": Ref, "found": InCell, "what": Ref})
FieldFoundLimit = TypedDict("FieldFoundLimit", {"field": Ref, "found": InCell, "limit": int})
FieldFoundEnds = TypedDict(
    "FieldFoundEnds", {"field": Ref, "found": InCell, "low": Decimal, "high": Decimal, "unit": Ref}
)
FieldFoundDecimals = TypedDict(
    "FieldFoundDecimals", {"field": Ref, "found": InCell, "value": Decimal, "decimals": int, "unit": Ref}
)
FieldFoundUnit = TypedDict("FieldFoundUnit", {"field": Ref, "found": InCell, "unit": Ref})
FieldTwoUnits = TypedDict("FieldTwoUnits", {"field": Ref, "first": str, "second": str})
FieldFoundTwo = TypedDict("FieldFoundTwo", {"field": Ref, "found": InCell, "first": Decimal, "second": Decimal})
FieldFoundValue = TypedDict("FieldFoundValue", {"field": Ref, "found": str, "value": Figure})
FieldFoundFirstLast = TypedDict(
    "FieldFoundFirstLast", {"field": Ref, "found": InCell | date, "first": date, "last": date}
)
FieldLimit = TypedDict("FieldLimit", {"field": Ref, "limit": int})
FieldFoundDay = TypedDict("FieldFoundDay", {"field": Ref, "found": str, "value": date})
FieldFoundOther = TypedDict("FieldFoundOther", {"field": Ref, "found": InCell, "other": InCell})
DaySwapped = TypedDict("DaySwapped", {"field": Ref, "found": date, "other": date})
FoundRowOther = TypedDict("FoundRowOther", {"found": str, "row": int, "other": int})
FieldFoundSecondOther = TypedDict(
    "FieldFoundSecondOther", {"field": Ref, "found": InCell, "second": InCell, "other": str}
)
PartAndWhole = TypedDict("PartAndWhole", {"part_field": Added, "part": Figure, "whole_field": Added, "whole": Figure})
PartOfZero = TypedDict("PartOfZero", {"part_field": Added, "part": Figure, "whole_field": Added})
StepBefore = TypedDict("StepBefore", {"field": Added, "value": Figure, "before_field": Added, "before": Figure})
PartsAndWhole = TypedDict("PartsAndWhole", {"parts": Added, "sum": Figure, "whole_field": Added, "whole": Figure})
FieldValueLimit = TypedDict("FieldValueLimit", {"field": Added, "value": int, "limit": int})
FieldFoundSum = TypedDict("FieldFoundSum", {"field": Ref, "found": InCell, "sum": Figure})
FieldUnits = TypedDict("FieldUnits", {"field": Ref, "units": Refs})
FoundPartWholeValue = TypedDict("FoundPartWholeValue", {"found": InCell, "part": int, "whole": int, "value": Decimal})
FoundRows = TypedDict("FoundRows", {"found": str, "rows": str})
Moved = TypedDict("Moved", {"field": Ref, "value": Figure, "previous": Figure, "other": str})
MonthMoved = TypedDict("MonthMoved", {"field": Ref, "month": int, "value": Figure, "previous": Figure, "other": str})
FieldFirstSecondOther = TypedDict(
    "FieldFirstSecondOther", {"field": Ref, "first": InCell, "second": InCell, "other": str}
)
UnitDue = TypedDict("UnitDue", {"unit": Ref, "due": date})
TargetUnit = TypedDict("TargetUnit", {"target": Ref, "unit": Ref})
TargetFirstLine = TypedDict("TargetFirstLine", {"target": str, "first_line": int})
TargetUntil = TypedDict("TargetUntil", {"target": Ref, "until": date})
Targets = TypedDict("Targets", {"target": Refs})
OneHeader = TypedDict("OneHeader", {"header": str})
Keys = TypedDict("Keys", {"keys": str, "allowed": str})
TextFirstLine = TypedDict("TextFirstLine", {"text": str, "first_line": int})
TextMeaning = TypedDict("TextMeaning", {"text": str, "meaning": Ref | str})
TextSaidWhatAgainst = TypedDict("TextSaidWhatAgainst", {"text": str, "said": str, "what": Ref, "against": str})
TextSaidFieldOther = TypedDict("TextSaidFieldOther", {"text": str, "said": str, "field": Ref, "other": Ref})
TextUnit = TypedDict("TextUnit", {"text": str, "unit": Ref})
TextMeaningBy = TypedDict("TextMeaningBy", {"text": str, "meaning": Ref | str, "by": str})
TextMeaningReasonBy = TypedDict(
    "TextMeaningReasonBy", {"text": str, "meaning": Ref | str, "what": Ref, "reason": str, "by": str}
)
NamesHash = TypedDict("NamesHash", {"taught": str, "sha256": str, "count": int})
OneCount = TypedDict("OneCount", {"count": int})
OneAgainst = TypedDict("OneAgainst", {"against": str})
TargetWords = TypedDict("TargetWords", {"target": Ref, "words": str})
TargetWordsFound = TypedDict("TargetWordsFound", {"target": Ref, "words": str, "found": str})
TargetWordsFoundExpected = TypedDict(
    "TargetWordsFoundExpected", {"target": Ref, "words": str, "found": str, "expected": str}
)
DutyWordsFound = TypedDict("DutyWordsFound", {"duty": Ref, "words": str, "found": str})
WordsExpected = TypedDict("WordsExpected", {"words": str, "expected": str})
WhatDayExpected = TypedDict("WhatDayExpected", {"what": Ref, "found": date, "expected": str})
TwoTargets = TypedDict("TwoTargets", {"target": Ref, "other": Ref})
FieldsFirstLine = TypedDict("FieldsFirstLine", {"fields": Refs, "first_line": int})
TargetPeriod = TypedDict("TargetPeriod", {"target": Ref, "period": Ref})


class Codes(type):
    """The type of ``Code``: goes through its members in their order."""

    def __iter__(cls) -> Iterator[AnyCode]:
        return (one for one in vars(cls).values() if isinstance(one, AnyCode))

    def __len__(cls) -> int:
        return sum(1 for _ in cls)


class Code(metaclass=Codes):
    """Every diagnostic khpcmd can give: a stable code, its severity and its parameters.

    The letter says where to look: P the plan, F the file, S the sheet, U the reporting unit or the
    period, C the cell, K the agreement between cells, B the baseline, R the roll-call, W the waivers, T taught names,
    N not checked.
    """

    # P: the plan file
    PLAN_NOT_FOUND = CodeOf("P101", Severity.ERROR, Nothing)
    PLAN_NOT_READABLE = CodeOf("P102", Severity.ERROR, Reason)
    PLAN_TOO_LARGE = CodeOf("P103", Severity.ERROR, WhatFoundLimit)
    YAML_SYNTAX = CodeOf("P104", Severity.ERROR, FoundProblem)
    YAML_DUPLICATE_KEY = CodeOf("P105", Severity.ERROR, KeyFirstLine)
    YAML_NUMBER_LOOKS_VIETNAMESE = CodeOf("P106", Severity.ERROR, FoundMeaning)
    YAML_NOT_ALLOWED = CodeOf("P107", Severity.ERROR, What)
    UNKNOWN_KEY = CodeOf("P108", Severity.ERROR, KeyAllowedSuggestion)
    MISSING_KEY = CodeOf("P109", Severity.ERROR, OneKey)
    WRONG_TYPE = CodeOf("P110", Severity.ERROR, InsteadOf)
    WRONG_VALUE = CodeOf("P111", Severity.ERROR, InsteadOf)
    UNKNOWN_REFERENCE = CodeOf("P112", Severity.ERROR, WhatFoundSuggestion)
    DUPLICATE_ID = CodeOf("P113", Severity.ERROR, WhatIdFirstLine)
    THRESHOLD_MISMATCH = CodeOf("P114", Severity.ERROR, KindTakes)
    AMBIGUOUS_NAME = CodeOf("P115", Severity.ERROR, NameFirstSecond)
    NO_REPORTER = CodeOf("P116", Severity.ERROR, Fields)
    UNKNOWN_KIND = CodeOf("P117", Severity.ERROR, FoundAllowedSuggestion)
    OVERLAPPING_PERIODS = CodeOf("P118", Severity.ERROR, FirstSecond)
    UNUSED_FIELD = CodeOf("P119", Severity.WARNING, UnusedField)
    UNUSED_NAME = CodeOf("P120", Severity.WARNING, WhatFound)
    NOBODY_CONCERNED = CodeOf("P121", Severity.ERROR, Written)
    DUE_BEFORE_END = CodeOf("P122", Severity.WARNING, FoundLast)
    TRIVIAL_THRESHOLD = CodeOf("P123", Severity.WARNING, OneTarget)
    TURNING_WORD = CodeOf("P124", Severity.WARNING, FoundWordsWhat)
    OWN_PROGRAMME = CodeOf("P125", Severity.WARNING, Found)
    SECTION_MISREAD = CodeOf("P126", Severity.WARNING, WhatFound)
    LONG_SHORT_TITLE = CodeOf("P127", Severity.WARNING, FoundLimit)

    # P140 and after: what the document says, against what is encoded
    QUOTE_NUMBER = CodeOf("P140", Severity.WARNING, TargetWordsFound)
    QUOTE_COMPARISON = CodeOf("P141", Severity.WARNING, TargetWordsFoundExpected)
    QUOTE_STRIVES = CodeOf("P142", Severity.WARNING, TargetWords)
    STRIVING_UNSAID = CodeOf("P143", Severity.WARNING, OneTarget)
    QUOTE_EACH = CodeOf("P144", Severity.WARNING, TargetWords)
    QUOTE_CHANGE = CodeOf("P145", Severity.WARNING, TargetWordsFound)
    RANGE_AS_LIMITS = CodeOf("P146", Severity.WARNING, TargetWordsFound)
    TITLE_NUMBER = CodeOf("P147", Severity.WARNING, TargetWordsFound)
    OTHER_YEAR = CodeOf("P148", Severity.WARNING, WordsExpected)
    DATE_OF_OTHER_YEAR = CodeOf("P149", Severity.WARNING, WhatDayExpected)
    QUOTE_DUE_YEAR = CodeOf("P150", Severity.WARNING, TargetWords)
    QUOTE_DEADLINE = CodeOf("P151", Severity.WARNING, DutyWordsFound)
    ROSTER_OF_OTHER_YEAR = CodeOf("P152", Severity.WARNING, FoundExpected)
    CONTRADICTORY_TARGETS = CodeOf("P153", Severity.WARNING, Targets)
    DOUBLED_TARGET = CodeOf("P154", Severity.WARNING, TwoTargets)
    DOUBLED_CONSTRAINT = CodeOf("P155", Severity.WARNING, FieldsFirstLine)
    CIRCULAR_CONSTRAINTS = CodeOf("P156", Severity.WARNING, Fields)
    UNGUARDED_FIGURES = CodeOf("P157", Severity.NOTE, Fields)
    CUT_QUARTER = CodeOf("P158", Severity.WARNING, TargetPeriod)

    # F: the file
    FILE_NOT_FOUND = CodeOf("F201", Severity.ERROR, Nothing)
    NOT_A_REGULAR_FILE = CodeOf("F202", Severity.ERROR, What)
    FILE_NOT_READABLE = CodeOf("F203", Severity.ERROR, Reason)
    FILE_EMPTY = CodeOf("F204", Severity.ERROR, Nothing)
    FILE_ENCRYPTED = CodeOf("F205", Severity.ERROR, Nothing)
    OLD_XLS = CodeOf("F206", Severity.ERROR, Nothing)
    NOT_A_WORKBOOK = CodeOf("F207", Severity.ERROR, What)
    FILE_DAMAGED = CodeOf("F208", Severity.ERROR, Reason)
    LIMIT_EXCEEDED = CodeOf("F209", Severity.ERROR, WhatFoundLimitOption)
    UNSAFE_WORKBOOK = CodeOf("F210", Severity.ERROR, What)
    FOLDER_WITHOUT_WORKBOOK = CodeOf("F211", Severity.ERROR, Nothing)
    SAME_FILE_TWICE = CodeOf("F212", Severity.WARNING, Other)
    LIMITED_FORMAT = CodeOf("F213", Severity.WARNING, What)
    MORE_FAULTS = CodeOf("F214", Severity.NOTE, FoundCountLimit)

    # S: the sheet
    SHEET_EMPTY = CodeOf("S301", Severity.ERROR, Nothing)
    NO_TABLE = CodeOf("S302", Severity.ERROR, Nothing)
    UNKNOWN_COLUMN = CodeOf("S303", Severity.WARNING, HeaderSuggestion)
    MISSING_FIELD = CodeOf("S304", Severity.ERROR, OneField)
    FIELD_TWICE = CodeOf("S305", Severity.ERROR, FieldOther)
    HEADER_FOLDED = CodeOf("S306", Severity.WARNING, HeaderField)
    UNIT_OF_MEASURE = CodeOf("S307", Severity.ERROR, FieldFoundExpected)
    UNKNOWN_ROW = CodeOf("S308", Severity.WARNING, TextSuggestion)
    FIELD_NOT_EXPECTED = CodeOf("S309", Severity.WARNING, FieldUnit)
    HIDDEN_FIGURES = CodeOf("S310", Severity.WARNING, WhatCount)
    HIDDEN_SHEET = CodeOf("S311", Severity.WARNING, Nothing)
    NO_FIGURE_COLUMN = CodeOf("S312", Severity.ERROR, Found)

    GROUP_OF_OTHER_SPAN = CodeOf("S313", Severity.WARNING, TextWhat)
    NOT_RESULTS = CodeOf("S314", Severity.ERROR, Found)
    ESTIMATES = CodeOf("S315", Severity.ERROR, Found)
    SCALED_SHEET = CodeOf("S316", Severity.ERROR, Found)
    OTHER_MEANING = CodeOf("S317", Severity.ERROR, FoundWordsWhatCure)
    NOT_UNDERSTOOD = CodeOf("S318", Severity.ERROR, FoundWordsDeclared)
    SIBLING_COLUMN = CodeOf("S319", Severity.ERROR, HeaderOther)
    SET_ASIDE = CodeOf("S320", Severity.WARNING, FoundWordsWhat)
    HEADER_UNCLEAR = CodeOf("S321", Severity.ERROR, Found)

    REMARK_UNCLEAR = CodeOf("S322", Severity.WARNING, FoundWordsCount)
    SEVERAL_ROWS = CodeOf("S323", Severity.ERROR, TextCount)
    REMARK_OTHER_NUMBER = CodeOf("S324", Severity.ERROR, FoundWordsOther)
    TWO_UNITS = CodeOf("S325", Severity.ERROR, FieldTwoUnits)

    # U: the reporting unit, the period
    UNKNOWN_UNIT = CodeOf("U401", Severity.ERROR, FoundSuggestion)
    UNIT_TWICE = CodeOf("U402", Severity.ERROR, UnitOtherDifferNewest)
    UNIT_FOLDED = CodeOf("U403", Severity.WARNING, FoundUnit)
    UNIT_CLASS_WORD = CodeOf("U404", Severity.WARNING, FoundUnit)
    NO_UNIT = CodeOf("U405", Severity.ERROR, Nothing)
    WRONG_PERIOD = CodeOf("U406", Severity.ERROR, OtherPeriod)
    WRONG_YEAR = CodeOf("U407", Severity.ERROR, FoundExpected)
    UNIT_NOT_A_REPORTER = CodeOf("U408", Severity.ERROR, OneUnit)
    UNIT_CONFLICT = CodeOf("U409", Severity.ERROR, FoundUnit)
    DISTRICT_UNKNOWN = CodeOf("U410", Severity.ERROR, Found)

    PERIOD_NOT_STATED = CodeOf("U411", Severity.WARNING, OnePeriod)
    TEMPLATE_OF_OTHER_PLAN = CodeOf("U412", Severity.ERROR, FoundExpected)
    TEMPLATE_OF_OTHER_PERIOD = CodeOf("U413", Severity.ERROR, OtherTemplate)
    TEMPLATE_OF_OTHER_UNIT = CodeOf("U414", Severity.ERROR, OtherTemplate)
    TEMPLATE_OUTDATED = CodeOf("U415", Severity.WARNING, Nothing)
    TEMPLATE_CHANGED = CodeOf("U416", Severity.WARNING, Nothing)
    TEMPLATE_UNPROTECTED = CodeOf("U417", Severity.WARNING, Nothing)
    RETURN_REPLACED = CodeOf("U418", Severity.WARNING, UnitOther)
    COMMUNE_RETURN = CodeOf("U419", Severity.ERROR, Found)

    # C: the cell
    CELL_BLANK = CodeOf("C501", Severity.ERROR, OneField)
    NOT_A_NUMBER = CodeOf("C502", Severity.ERROR, FieldFound)
    NOT_WHOLE = CodeOf("C503", Severity.ERROR, FieldFound)
    NEGATIVE = CodeOf("C504", Severity.ERROR, FieldFound)
    AMBIGUOUS_NUMBER = CodeOf("C505", Severity.ERROR, TwoNumbers)
    ERROR_CELL = CodeOf("C506", Severity.ERROR, FieldFound)
    FORMULA_NOT_CALCULATED = CodeOf("C507", Severity.ERROR, FieldFound)
    NOT_YES_NO = CodeOf("C508", Severity.ERROR, FieldFound)
    NOT_A_DATE = CodeOf("C509", Severity.ERROR, FieldFound)
    WRONG_CELL_TYPE = CodeOf("C510", Severity.ERROR, FieldFoundWhat)
    TOO_LARGE = CodeOf("C511", Severity.ERROR, FieldFoundLimit)
    SEVERAL_NUMBERS = CodeOf("C512", Severity.ERROR, FieldFound)
    PERCENT_IN_COUNT = CodeOf("C513", Severity.ERROR, FieldFound)
    NUMBER_AS_TEXT = CodeOf("C514", Severity.WARNING, FieldFoundValue)
    DATE_OUTSIDE_PERIOD = CodeOf("C515", Severity.WARNING, FieldFoundFirstLast)
    TEXT_TOO_LONG = CodeOf("C516", Severity.ERROR, FieldLimit)
    MERGED_FIGURE = CodeOf("C517", Severity.ERROR, FieldFound)
    NO_DATA = CodeOf("C518", Severity.ERROR, FieldFound)
    OTHER_MEASURE = CodeOf("C519", Severity.ERROR, FieldFoundExpected)
    MONTHS_IN_ONE_CELL = CodeOf("C520", Severity.ERROR, FieldFound)
    MONTH_BEFORE_DAY = CodeOf("C521", Severity.WARNING, FieldFoundDay)
    DAY_MONTH_SWAPPED = CodeOf("C522", Severity.WARNING, DaySwapped)
    EXTERNAL_LINK = CodeOf("C523", Severity.WARNING, Found)
    FORMULA_OTHER_ROW = CodeOf("C524", Severity.WARNING, FoundRowOther)
    BOTH_ANSWERS = CodeOf("C525", Severity.ERROR, OneField)
    NO_ANSWER = CodeOf("C526", Severity.ERROR, OneField)
    MONTHS_NOT_GIVEN = CodeOf("C527", Severity.ERROR, FieldFound)
    SHOWN_OTHERWISE = CodeOf("C528", Severity.ERROR, FieldFound)
    STRUCK_OUT = CodeOf("C529", Severity.ERROR, FieldFound)
    TWO_FIGURES = CodeOf("C530", Severity.ERROR, FieldFoundSecondOther)
    UNSTEADY_FORMULA = CodeOf("C531", Severity.ERROR, FieldFound)
    EVIDENCE_NO_DOCUMENT = CodeOf("C532", Severity.ERROR, FieldFound)
    EVIDENCE_OF_OTHER_TIME = CodeOf("C533", Severity.ERROR, FieldFoundFirstLast)
    ZERO_NOT_SHOWN = CodeOf("C534", Severity.ERROR, OneField)
    OUTDATED_FORMULA = CodeOf("C535", Severity.ERROR, FieldFoundOther)
    OUT_OF_BOUNDS = CodeOf("C536", Severity.ERROR, FieldFoundEnds)
    MORE_DECIMALS = CodeOf("C537", Severity.ERROR, FieldFoundDecimals)
    UNIT_NOT_STATED = CodeOf("C538", Severity.ERROR, FieldFoundUnit)
    PERCENT_OR_SHARE = CodeOf("C539", Severity.ERROR, FieldFoundTwo)
    DOT_OR_COMMA = CodeOf("C540", Severity.ERROR, FieldFoundTwo)
    PERCENT_IN_AMOUNT = CodeOf("C541", Severity.ERROR, FieldFoundUnit)

    # K: the agreement between cells
    PART_EXCEEDS_WHOLE = CodeOf("K601", Severity.ERROR, PartAndWhole)
    PART_OVER_ZERO = CodeOf("K602", Severity.ERROR, PartOfZero)
    STEPS_INCREASE = CodeOf("K603", Severity.ERROR, StepBefore)
    PARTS_NOT_WHOLE = CodeOf("K604", Severity.ERROR, PartsAndWhole)
    EXCEEDS_REGISTER = CodeOf("K605", Severity.ERROR, FieldValueLimit)
    TOTAL_MISMATCH = CodeOf("K606", Severity.ERROR, FieldFoundSum)

    ROLL_UP_MISMATCH = CodeOf("K607", Severity.ERROR, FieldFoundSum)
    ROLL_UP_INCOMPLETE = CodeOf("K608", Severity.ERROR, FieldUnits)
    RATIO_MISMATCH = CodeOf("K609", Severity.WARNING, FoundPartWholeValue)
    SUBTOTAL_MISMATCH = CodeOf("K610", Severity.WARNING, FieldFoundSum)
    SUM_RANGE = CodeOf("K611", Severity.WARNING, FoundRows)
    IDENTICAL_TO_PREVIOUS = CodeOf("K612", Severity.WARNING, UnitOther)
    FLOW_BELOW_PREVIOUS = CodeOf("K613", Severity.WARNING, Moved)
    REGISTER_MOVED = CodeOf("K614", Severity.WARNING, Moved)
    MONTHS_MISMATCH = CodeOf("K615", Severity.WARNING, FieldFoundSum)
    MONTH_CHANGED = CodeOf("K616", Severity.WARNING, MonthMoved)

    # B: the baseline
    BASELINE_CONFLICT = CodeOf("B701", Severity.ERROR, FieldFirstSecondOther)
    BASELINE_MISSING = CodeOf("B702", Severity.ERROR, OneField)
    BASELINE_PERIOD = CodeOf("B703", Severity.ERROR, OtherPeriod)

    # R: the roll-call
    NOT_REPORTED = CodeOf("R801", Severity.ERROR, OneUnit)
    OVERDUE = CodeOf("R802", Severity.ERROR, UnitDue)
    REPORT_NOT_RECEIVED = CodeOf("R840", Severity.WARNING, UnitDue)
    SENT_NOT_USED = CodeOf("R803", Severity.ERROR, OneUnit)

    # W: the waivers (those that keep the file from being used first)
    WAIVER_OF_FAULT = CodeOf("W001", Severity.ERROR, Found)
    WAIVER_OF_WHAT = CodeOf("W002", Severity.ERROR, What)
    WAIVER_OF_POOLED_UNIT = CodeOf("W003", Severity.ERROR, TargetUnit)
    WAIVER_NOT_CONCERNED = CodeOf("W004", Severity.ERROR, TargetUnit)
    WAIVER_TWICE = CodeOf("W005", Severity.ERROR, TargetFirstLine)
    WAIVERS_OF_OTHER_PLAN = CodeOf("W006", Severity.ERROR, FoundExpected)
    WAIVER_OF_UNKNOWN = CodeOf("W007", Severity.WARNING, OneTarget)
    WAIVER_UNUSED = CodeOf("W008", Severity.WARNING, OneTarget)
    WAIVER_EXPIRED = CodeOf("W009", Severity.WARNING, TargetUntil)
    WAIVER_BROAD = CodeOf("W010", Severity.WARNING, OneTarget)
    WAIVER_WHOLE_TARGET = CodeOf("W011", Severity.NOTE, OneTarget)
    WAIVER_EARLY = CodeOf("W012", Severity.NOTE, OneTarget)

    # T: taught names (those that keep the file from being used first)
    NAME_OF_WHAT = CodeOf("T001", Severity.ERROR, Keys)
    NAME_TWICE = CodeOf("T002", Severity.ERROR, TextFirstLine)
    NAME_OF_PLAN = CodeOf("T003", Severity.ERROR, TextMeaning)
    NAME_TURNS = CodeOf("T004", Severity.ERROR, TextSaidWhatAgainst)
    NAME_OF_OTHER_FIELD = CodeOf("T005", Severity.ERROR, TextSaidFieldOther)
    NAME_OF_OTHER_CLASS = CodeOf("T006", Severity.ERROR, TextUnit)
    NAMES_OF_OTHER_PLAN = CodeOf("T007", Severity.ERROR, FoundExpected)
    AGAINST_NOTHING = CodeOf("T008", Severity.ERROR, OneAgainst)
    AGAINST_WITHOUT_REASON = CodeOf("T009", Severity.ERROR, Nothing)
    NAME_AGAINST = CodeOf("T010", Severity.WARNING, TextMeaningReasonBy)
    NAME_UNUSED = CodeOf("T011", Severity.NOTE, TextMeaning)
    NAMES_UNDECIDED = CodeOf("T012", Severity.NOTE, OneCount)
    NAME_USED = CodeOf("T013", Severity.NOTE, TextMeaningBy)
    NAMES_FILE_USED = CodeOf("T014", Severity.NOTE, NamesHash)

    # N: what was not checked
    TOTAL_ROW_SET_ASIDE = CodeOf("N901", Severity.NOTE, OneText)
    ROW_SET_ASIDE = CodeOf("N902", Severity.NOTE, OneText)
    SHEET_SET_ASIDE = CodeOf("N903", Severity.NOTE, Nothing)
    TARGET_NOT_CHECKED = CodeOf("N904", Severity.NOTE, Targets)
    FILE_SET_ASIDE = CodeOf("N905", Severity.NOTE, What)
    COLUMN_SET_ASIDE = CodeOf("N906", Severity.NOTE, OneHeader)
    SHEET_BESIDE = CodeOf("N907", Severity.NOTE, Nothing)
    ROW_OF_OTHER_SPAN = CodeOf("N908", Severity.NOTE, OneText)
    OWED_BY_ALL = CodeOf("N940", Severity.NOTE, Targets)


BY_CODE: dict[str, AnyCode] = {member.code: member for member in Code}
BY_NAME: dict[str, AnyCode] = {member.name: member for member in Code}


class PlanError(Exception):
    """There is no plan to work with; ``diagnostics`` say why, each at its line and column."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} mistakes in the plan")
        self.diagnostics = diagnostics


class WaiversError(PlanError):
    """The file of waivers cannot be used."""


class NamesError(PlanError):
    """The file of names cannot be used; ``plan`` is the one that it is held against, for the names in the messages."""

    def __init__(self, diagnostics: list[Diagnostic], plan: object = None) -> None:
        super().__init__(diagnostics)
        self.plan = plan


class UsageError(Exception):
    """The question cannot be answered as it was put. ``kind`` names the sentence, ``params`` fill it."""

    def __init__(self, kind: str, params: dict[str, str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
