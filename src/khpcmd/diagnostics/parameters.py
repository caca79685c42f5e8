"""What a diagnostic says beside its code: texts, numbers, days and names, and which of them each code carries.

``Param`` is what a parameter may be; each TypedDict is a set of parameters, named after its keys where several codes
share it (``diagnostics.Code`` says which code has which).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypedDict


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

    id: Literal["one_of", "at_least", "at_most", "between", "year_before", "year_at_most", "equal"]
    values: tuple[str | Stored, ...]


Param = str | int | Decimal | date | Ref | Refs | Added | Stored | Phrase


# The parameters of the codes. A set that several codes share is named after its keys.
Nothing = TypedDict("Nothing", {})
WhatFoundUse = TypedDict("WhatFoundUse", {"what": Ref, "found": str, "use": str})
WhatFoundLimit = TypedDict("WhatFoundLimit", {"what": Ref, "found": int, "limit": int})
FoundProblem = TypedDict("FoundProblem", {"found": str, "problem": Ref})
KeyFirstLine = TypedDict("KeyFirstLine", {"key": str, "first_line": int})
FoundMeaning = TypedDict("FoundMeaning", {"found": str, "meaning": str})
What = TypedDict("What", {"what": Ref})
KeyAllowedSuggestion = TypedDict("KeyAllowedSuggestion", {"key": str, "allowed": str, "suggestion": str})
KeyOf = TypedDict("KeyOf", {"key": str, "of": str})
KeyAllowed = TypedDict("KeyAllowed", {"key": str, "allowed": str})
UnitFirstLine = TypedDict("UnitFirstLine", {"unit": Ref, "first_line": int})
InsteadOf = TypedDict("InsteadOf", {"found": Ref | str, "expected": Ref | Phrase})
WhatFoundSuggestion = TypedDict("WhatFoundSuggestion", {"what": Ref, "found": str, "suggestion": str})
WhatIdFirstLine = TypedDict("WhatIdFirstLine", {"what": Ref, "id": str, "first_line": int})
KindTakes = TypedDict("KindTakes", {"kind": str, "takes": Ref, "found": str})
NameFirstSecond = TypedDict("NameFirstSecond", {"name": str, "first": Ref, "second": Ref})
NameOfTwo = TypedDict("NameOfTwo", {"name": str, "first": str, "second": str})
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
FieldBaseline = TypedDict("FieldBaseline", {"field": Ref, "baseline": int})
FieldOther = TypedDict("FieldOther", {"field": Ref, "other": str})
HeaderField = TypedDict("HeaderField", {"header": str, "field": Ref})
FieldFoundExpected = TypedDict("FieldFoundExpected", {"field": Ref, "found": InCell, "expected": Ref})
TextSuggestion = TypedDict("TextSuggestion", {"text": str, "suggestion": str | Refs})
FieldUnit = TypedDict("FieldUnit", {"field": Ref, "unit": Ref})
FoundCount = TypedDict("FoundCount", {"found": str, "count": int})
FoundCountLimit = TypedDict("FoundCountLimit", {"found": str, "count": int, "limit": int})
WhatCount = TypedDict("WhatCount", {"what": Ref, "count": int})
TextWhat = TypedDict("TextWhat", {"text": str, "what": Ref})
FoundWordsDeclared = TypedDict("FoundWordsDeclared", {"found": str, "words": str, "declared": str})
FoundWordsOther = TypedDict("FoundWordsOther", {"found": str, "words": str, "other": str})
FoundWordsWhat = TypedDict("FoundWordsWhat", {"found": str, "words": str, "what": Ref})
FoundWordsWhatCure = TypedDict("FoundWordsWhatCure", {"found": str, "words": str, "what": Ref, "cure": Ref})
HeaderOther = TypedDict("HeaderOther", {"header": str, "other": str})
TextCount = TypedDict("TextCount", {"text": str, "count": int})
OneText = TypedDict("OneText", {"text": Ref | str})
Found = TypedDict("Found", {"found": str})
FoundSuggestion = TypedDict("FoundSuggestion", {"found": str, "suggestion": str})
UnitOtherDifferNewest = TypedDict(
    "UnitOtherDifferNewest", {"unit": Ref, "other": str, "differ": Named, "newest": Ref | str}
)
FoundUnits = TypedDict("FoundUnits", {"found": str, "units": Refs})
FoundDay = TypedDict("FoundDay", {"found": str, "day": date})
FoundDayCount = TypedDict("FoundDayCount", {"found": str, "day": date, "count": int})
FoundDayUnit = TypedDict("FoundDayUnit", {"found": str, "day": date, "unit": Ref})
FoundUnit = TypedDict("FoundUnit", {"found": str, "unit": Ref})
OtherPeriod = TypedDict("OtherPeriod", {"found": Ref | str | date, "expected": Named})
FoundExpected = TypedDict("FoundExpected", {"found": str, "expected": str})
OneUnit = TypedDict("OneUnit", {"unit": Ref})
SomeUnits = TypedDict("SomeUnits", {"units": Refs})
OnePeriod = TypedDict("OnePeriod", {"period": Named})
OtherTemplate = TypedDict("OtherTemplate", {"found": Named, "expected": Ref | str})
UnitOther = TypedDict("UnitOther", {"unit": Ref, "other": str})
FieldFound = TypedDict("FieldFound", {"field": Ref, "found": InCell})
TwoNumbers = TypedDict("TwoNumbers", {"field": Ref, "found": str, "first": int, "second": Decimal})
FieldFoundWhat = TypedDict("FieldFoundWhat", {"field": Ref, "found": InCell, "what": Ref})
FieldFoundLimit = TypedDict("FieldFoundLimit", {"field": Ref, "found": InCell, "limit": int})
FieldFoundEnds = TypedDict(
    "FieldFoundEnds", {"field": Ref, "found": InCell, "value": Decimal, "low": Decimal, "high": Decimal, "unit": Ref}
)
FieldFoundDecimals = TypedDict(
    "FieldFoundDecimals",
    {"field": Ref, "found": InCell, "value": Decimal, "decimals": int, "unit": Ref, "step": Decimal},
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
FieldValueLimit = TypedDict("FieldValueLimit", {"field": Added, "value": Figure, "limit": Figure})
FieldValueExpected = TypedDict(
    "FieldValueExpected", {"field": Ref, "value": Figure, "expected": Figure, "others": Refs}
)
FieldValueEnds = TypedDict(
    "FieldValueEnds", {"field": Ref, "value": Figure, "low": Figure, "high": Figure, "others": Refs}
)
FieldValueLeast = TypedDict("FieldValueLeast", {"field": Ref, "value": Figure, "least": Figure, "others": Refs})
FieldFoundSum = TypedDict("FieldFoundSum", {"field": Ref, "found": InCell, "sum": Figure})
FieldUnits = TypedDict("FieldUnits", {"field": Ref, "units": Refs})
FoundPartWholeValue = TypedDict("FoundPartWholeValue", {"found": InCell, "part": int, "whole": int, "value": Decimal})
FoundRows = TypedDict("FoundRows", {"found": str, "rows": str})
Moved = TypedDict("Moved", {"field": Ref, "value": Figure, "previous": Figure, "other": str})
MonthMoved = TypedDict("MonthMoved", {"field": Ref, "month": int, "value": Figure, "previous": Figure, "other": str})
FlowUnusual = TypedDict(
    "FlowUnusual",
    {
        "field": Ref,
        "value": Figure,
        "previous": Figure,
        "other": str,
        "own": Decimal | Ref,
        "usual": Decimal,
        "expected": Figure,
        "count": int,
        "of": Ref,
    },
)
SameAsOther = TypedDict("SameAsOther", {"unit": Ref, "other": Ref, "same": int, "count": int})
UnitCount = TypedDict("UnitCount", {"unit": Ref, "count": int})
UnitSameCount = TypedDict("UnitSameCount", {"unit": Ref, "same": int, "count": int})
PartWholeCount = TypedDict("PartWholeCount", {"part": Ref, "whole": Ref, "count": int})
SameAsPrevious = TypedDict("SameAsPrevious", {"unit": Ref, "other": str, "same": int, "count": int})
RepeatedValue = TypedDict("RepeatedValue", {"field": Ref, "value": Figure, "count": int, "units": Refs})
RatioMoved = TypedDict(
    "RatioMoved",
    {"part": Added, "whole": Added, "value": Decimal, "previous": Decimal, "usual": Decimal, "count": int},
)
RatioUnlike = TypedDict(
    "RatioUnlike",
    {
        "part": Added,
        "whole": Added,
        "value": Decimal,
        "usual": Decimal,
        "low": Decimal,
        "high": Decimal,
        "count": int,
    },
)
DigitsExplain = TypedDict("DigitsExplain", {"field": Ref, "found": InCell, "meant": int})
FieldFirstSecondOtherBaseline = TypedDict(
    "FieldFirstSecondOtherBaseline", {"field": Ref, "first": InCell, "second": InCell, "other": str, "baseline": int}
)
UnitDue = TypedDict("UnitDue", {"unit": Ref, "due": date})
TargetUnit = TypedDict("TargetUnit", {"target": Ref, "unit": Ref})
TargetFirstLine = TypedDict("TargetFirstLine", {"target": str, "first_line": int})
TargetUntil = TypedDict("TargetUntil", {"target": Ref, "until": date})
CodeUnit = TypedDict("CodeUnit", {"found": str, "unit": Ref})
CodeUnitDay = TypedDict("CodeUnitDay", {"found": str, "unit": Ref, "day": date})
CodeUnitFigures = TypedDict("CodeUnitFigures", {"found": str, "unit": Ref, "figure": Decimal, "now": Decimal})
FoundFirstLine = TypedDict("FoundFirstLine", {"found": str, "first_line": int})
FoundWhat = TypedDict("FoundWhat", {"found": str, "what": Ref})
QuestionAnswered = TypedDict("QuestionAnswered", {"found": str, "unit": Ref, "reply": str, "by": str, "day": date})
TargetDay = TypedDict("TargetDay", {"target": Ref, "day": date})
TargetDayLast = TypedDict("TargetDayLast", {"target": Ref, "day": date, "last": date})
PeriodLastDay = TypedDict("PeriodLastDay", {"period": Ref, "last": date, "day": date})
OneDay = TypedDict("OneDay", {"day": date})
DayFirst = TypedDict("DayFirst", {"day": date, "first": date})
FoundFirstDay = TypedDict("FoundFirstDay", {"found": date, "first": date})
Targets = TypedDict("Targets", {"target": Refs})
TargetsReasonCure = TypedDict("TargetsReasonCure", {"target": Refs, "reason": Ref, "cure": Ref})
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
TargetWordsMeaningFound = TypedDict(
    "TargetWordsMeaningFound", {"target": Ref, "words": str, "meaning": Phrase | str, "found": str}
)
TargetWordsFound = TypedDict("TargetWordsFound", {"target": Ref, "words": str, "found": str})
TargetWordsFoundExpected = TypedDict(
    "TargetWordsFoundExpected", {"target": Ref, "words": str, "found": str, "expected": str}
)
DutyWordsFound = TypedDict("DutyWordsFound", {"duty": Ref, "words": str, "found": str})
WordsFound = TypedDict("WordsFound", {"words": str, "found": str})
WordsExpected = TypedDict("WordsExpected", {"words": str, "expected": str})
WhatDayExpected = TypedDict("WhatDayExpected", {"what": Ref, "found": date, "expected": str})
TwoTargets = TypedDict("TwoTargets", {"target": Refs, "other": Ref})
FieldsFirstLine = TypedDict("FieldsFirstLine", {"fields": Refs, "first_line": int})
FormMisread = TypedDict(
    "FormMisread", {"unit": Ref, "period": Ref, "field": Ref, "found": str, "what": Ref, "reason": str}
)
TargetPeriod = TypedDict("TargetPeriod", {"target": Ref, "period": Ref})
