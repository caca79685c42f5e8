"""A diagnostic as a sentence of the catalogue (``Wording.message``), and words for places and the parts of a plan.

Everything unseen in a text is made visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import ClassVar, TypeVar, assert_never

from khpcmd.diagnostics import Diagnostic, Ends, Location, Severity
from khpcmd.diagnostics.faults import Cut
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.i18n import Messages
from khpcmd.measures.base import BaselineYear, Counts, Level, MeasureModel, Part, Total, Words
from khpcmd.measures.conditions import (
    AllHold,
    AnyHolds,
    ConditionModel,
    DayHolds,
    FieldHolds,
    RatioHolds,
    Several,
    SomeHold,
)
from khpcmd.measures.parts import Days, Register
from khpcmd.measures.threshold import Ends as Limits
from khpcmd.measures.threshold import Level as Limit
from khpcmd.measures.threshold import Number, decimal_of
from khpcmd.plan.base import Text
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.plan.periods import Period
from khpcmd.plan.units import MARK, LevelOfUnits, mark
from khpcmd.render.cell_ranges import ranges
from khpcmd.returns import Cell, Place
from khpcmd.text.patterns import when_asked

EXAMPLES = (
    *("a_unit", "a_unit_above", "a_field", "a_field_id", "a_level", "a_target", "plan_id"),
    *("year", "year_before", "baseline_year", "period_ids"),
)
"""The places of a cure that are filled with examples of the plan."""
OF_FILE = "of_file"
"""The sentences of what a file as a whole says, which is in its name."""
OF_UNIT = "of_unit"
"""The sentences of what only some units of a sheet lack."""
VALUES = 3
"""How many things that were found in equal faults are quoted before the rest is counted; names are all given."""


class Wording:
    """Sentences of one language about one plan; without a plan, names of its parts show as their ids."""

    def __init__(self, messages: Messages, plan: Plan | None = None) -> None:
        self.messages = messages
        self.plan = plan

    def message(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """What was found, and the targets that it can turn; ``equal`` faults come with it."""
        return " ".join(filter(None, (self.found(diagnostic, *equal), can_turn((diagnostic, *equal), self.messages))))

    def found(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """What was found, with a "did you mean" or the unit's own remark."""
        sentence = self._fill((diagnostic, *equal), next(self._own(diagnostic, "messages"), "message"))
        offer = diagnostic.params.get("suggestion", "")
        if isinstance(offer, tuple):
            names = (self._named(ref, quote=True) for ref in offer if isinstance(ref, Ref))
            hint = self.messages.suggestion(self.messages.listed(names, "or"), quote=False)
        else:
            hint = self.messages.suggestion(str(offer))
        remark = self.messages.text("view.remark", remark=diagnostic.remark) if diagnostic.remark else ""
        return " ".join(filter(None, (sentence, hint, remark)))

    def cure(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """How to fix it, and what else the analyst or the plan's author can do."""
        return " ".join(filter(None, (self.unit_cure(diagnostic, *equal), self.analyst_cure(diagnostic, *equal))))

    def unit_cure(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """What the unit can do in its own return: all that is shown to a unit.

        The sentence for what was found (``codes.F207.cures.pdf``) comes before that of the code.
        """
        return self._fill((diagnostic, *equal), next(self._own(diagnostic, "cures"), "cure"))

    def _own(self, diagnostic: Diagnostic, table: str) -> Iterator[str]:
        """The keys of the sentences that a code has for what was found alone, for the name of a file, or for a unit."""
        found = [value.id for value in diagnostic.params.values() if isinstance(value, Ref) and value.kind == "word"]
        if diagnostic.at is not None and not diagnostic.at.sheet:
            found.insert(0, OF_FILE)
        if diagnostic.unit:
            found.append(OF_UNIT)
        keys = (f"{table}.{word}" for word in found)
        return (key for key in keys if self.messages.has(f"codes.{diagnostic.code.code}.{key}"))

    def analyst_cure(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """What the analyst or the plan's author can do besides; "" where that is nothing."""
        has_one = self.messages.has(f"codes.{diagnostic.code.code}.cure_analyst")
        return self._fill((diagnostic, *equal), "cure_analyst") if has_one else ""

    def cut(self, cut: Cut) -> str:
        """How many faults of a code are not listed."""
        return self.messages.text("view.cut", rest=cut.rest, count=cut.count, listed=cut.listed)

    def unit(self, unit: str) -> str:
        return self.name(Ref("unit", unit))

    def units(self, units: tuple[str, ...]) -> str:
        return self.messages.joined(self.unit(unit) for unit in units)

    def name(self, ref: Ref) -> str:
        """What a reader calls it: the plan's text, or the catalogue's word."""
        if ref.kind == "word":
            return self.messages.word(ref.id)
        return self._of_plan(ref) or ref.id

    def _of_plan(self, ref: Ref) -> str:
        text = _text(self.plan, ref) if self.plan else None
        name = text.in_(self.messages.language) if text else ""
        return f"{ref.id} {self.messages.quoted(name)}" if text and ref.kind in ("target", "duty") else name

    def _fill(self, equal: tuple[Diagnostic, ...], part: str) -> str:
        first = equal[0]
        template = self.messages.template(f"codes.{first.code.code}.{part}")
        values = {name: [one.params[name] for one in equal] for name in first.params}
        quoted = {name: self._params(found, quote=True) for name, found in values.items()}
        plain = {name: self._params(found, quote=False) for name, found in values.items()}
        for name in EXAMPLES:
            if f"{{{name}" in template:
                quoted[name], plain[name] = self._example(name, first.code.code)
        return self.messages.fill(template, quoted, plain)

    def _example(self, name: str, code: str) -> tuple[str, str]:
        """A unit, a field or the year of the plan as an example, quoted and plain; without a plan the catalogue's."""
        found = _example_of(self.plan, name, self.messages.language) if self.plan else ""
        if not found:
            found = self.messages.template(f"codes.{code}.sample.{name}")
            return found, found
        return self.messages.quoted(found), found

    def _params(self, values: Iterable[Param], *, quote: bool) -> str:
        """What a parameter is in equal faults: each value once, and names all of them."""
        values = list(dict.fromkeys(values))
        most = len(values) if isinstance(values[0], Ref) else VALUES
        return named(
            values,
            lambda one: self._param(one, quote=quote),
            self.messages,
            most=most,
            more="more_values",
            in_sentence=True,
        )

    def _param(self, value: Param, *, quote: bool) -> str:
        """One parameter as text. Texts that were found and labels of fields come in quotation marks, names do not."""
        match value:
            case str():
                text = self.messages.quoted(value) if quote else value
            case int():
                text = self.messages.number(value) if quote else str(value)
            case Decimal():
                text = self.messages.decimal(value) if quote else self.messages.typed(value)
            case date():
                text = self.messages.day(value)
            case Stored():
                text = self._param(value.value, quote=True) + value.behind
            case Ref():
                text = self._named(value, quote=quote)
            case Added():
                text = " + ".join(self._named(field, quote=quote) for field in value.fields)
            case Phrase():
                text = self._phrase(value)
            case _:
                text = self.messages.listed(self._named(ref, quote=quote) for ref in value)
        return text

    def _named(self, ref: Ref, *, quote: bool) -> str:
        if not quote and ref.kind in ("target", "duty"):
            return ref.id
        name = self.name(ref)
        return self.messages.quoted(name) if quote and ref.kind == "field" else name

    def _phrase(self, phrase: Phrase) -> str:
        values = [self._param(value, quote=False) for value in phrase.values]
        whole, last = self.messages.joined(values), values[-1]
        return self.messages.text(f"phrases.{phrase.id}", values=whole, first=values[0], last=last)


def _example_of(plan: Plan, name: str, language: str) -> str:
    known = {
        "year": str(plan.year),
        "year_before": str(plan.year - 1),
        "baseline_year": str(plan.baseline_year or ""),
        "plan_id": plan.id,
        "a_field": next((field.label.in_(language) for field in plan.fields.values()), ""),
        "a_field_id": next(iter(plan.fields), ""),
        "a_level": next(iter(plan.levels), ""),
        "a_target": next(iter((*plan.target, *plan.duty)), ""),
        "period_ids": ", ".join(plan.periods),
        "a_unit_above": next((plan.unit[one].name.in_(language) for one in plan.below if one in plan.unit), ""),
    }
    if name in known:
        return known[name]
    levels = {level for field in plan.fields.values() for level in field.reported_by}
    return next((unit.name.in_(language) for unit in plan.units if not levels.isdisjoint((unit.level, unit.id))), "")


def can_turn(equal: Iterable[Diagnostic], messages: Messages) -> str:
    """The targets that one of the figures of ``equal`` faults can turn; "" where there is none."""
    equal = tuple(equal)
    found = dict.fromkeys(target for one in equal for target in one.turns or ())
    if not found:
        return ""
    likely = dict.fromkeys(target for one in equal for target in one.turns_usual or ())
    if any(one.turns_usual is None for one in equal):
        key = "turns"
    elif not likely:
        key = "turns_none_usual" if all(one.severity is Severity.QUESTION for one in equal) else "turns_unusual"
    else:
        key = "turns_usual_too" if len(likely) == len(found) else "turns_usual"
    usual, texts = _usual({one.usual for one in equal}, messages), map(messages.joined, (found, likely))
    return messages.text(f"view.{key}", usual=usual, **dict(zip(("targets", "likely"), texts, strict=True)))


def _usual(spans: set[tuple[Ends, ...]], messages: Messages) -> str:
    """What is usual, with its ends where these are the same for all figures."""
    ends = spans.pop() if len(spans) == 1 else ()
    if len(ends) != 1:
        return messages.template("view.usual")
    low, high = ends[0]
    return messages.text("view.usual_from" if high is None else "view.usual_range", low=low, high=high or 0)


NAMED = 12
"""How many units are named in a row before the rest is counted; the roll-call names them all."""
Thing = TypeVar("Thing")


def named(  # noqa: PLR0913  # how long the list is, and how it stands
    things: Sequence[Thing],
    word: Callable[[Thing], str],
    messages: Messages,
    *,
    most: int = NAMED,
    more: str = "more_units",
    in_sentence: bool = False,
) -> str:
    """All things by their names, or the first ones and how many more; only those that are shown are worded.

    ``in_sentence`` says that they stand in the midst of one: "A, B và C".
    """
    rest, shown = len(things) - most, [word(thing) for thing in things[:most]]
    if rest > 0:
        return f"{messages.joined(shown)} {messages.count(more, rest)}"
    return messages.listed(shown) if in_sentence and shown else messages.joined(shown)


def first_of(texts: Sequence[str], most: int, messages: Messages, more: str = "more_units") -> str:
    """Texts one after the other; of more than ``most`` the rest is counted."""
    return named(texts, str, messages, most=most, more=more)


SHOWN = 12
"""How many places are listed before the rest is counted."""


def places(cells: Iterable[Cell], messages: Messages) -> str:
    """``returns.xlsx › Tổng hợp!D7:D18, F7``; "" where no cell has a place."""
    return listed_places((cell.place for cell in cells if cell.place), messages)


def listed_places(places: Iterable[Place], messages: Messages, most: int = SHOWN) -> str:
    """The same for places; after ``most`` sheets a number."""
    found: dict[str, list[str]] = {}
    for file, sheet, address in places:
        found.setdefault(f"{file} › {sheet}" if sheet else file, []).append(address)
    told = ((where, messages.joined(ranges(addresses))) for where, addresses in found.items())
    texts = [f"{where}!{cells}" if cells else where for where, cells in islice(told, most)]
    rest = [messages.count("more_cells", len(found) - most)] if len(found) > most else []
    return "; ".join([*texts, *rest])


def place(places: Iterable[Location], messages: Messages) -> str:
    """Cells of one sheet as one place, ``returns.xlsx › Tổng hợp!C12:C15, C18``; any other place as it stands."""
    places = list(places)
    first, found = places[0], ranges(at.cell for at in places)
    shown = first_of(found, SHOWN, messages, "more_cells")
    return f"{first.file} › {first.sheet}!{shown}" if first.sheet and found else str(first)


UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, marks that reorder or hide text, line separators, stray halves of surrogate pairs, and what is no
character at all."""
UNSEEN_IN_JSON = when_asked(UNSEEN.pattern.replace("\x00-\x1f", ""))
"""The same in JSON, which itself escapes the characters below 0x20."""


def visible(text: str) -> str:
    """The text on one line, with everything unseen as ``\\x1b`` or ``\\u202e``."""
    if text.isprintable():  # nothing unseen is; most texts are, and this is quicker
        return text
    return UNSEEN.sub(lambda match: _escape(match[0], "\\x{:02x}", "\\u{:04x}"), text)


def json_safe(document: str) -> str:
    """A JSON document with everything unseen, except its own line breaks, as JSON escapes of the same value."""
    form = "\\u{:04x}"
    return UNSEEN_IN_JSON.sub(lambda match: _escape(match[0], form, form), document)


def _escape(character: str, short: str, long: str) -> str:
    return (short if ord(character) < 0x100 else long).format(ord(character))


def level(one: Limit, messages: Messages, *, signed: bool = False) -> str:
    """A threshold to the letter: as many decimals as it has, and no more. ``signed`` shows the plus of a change."""
    value = one.value * (100 if one.percent else 1)
    sign = "-" if value < 0 else "+" if signed and (value or one.percent) else ""
    text = messages.number(decimal_of(abs(value)))
    return sign + text + (unit_of(one.points, messages) if one.percent else "")


def unit_of(points: bool, messages: Messages) -> str:  # one of two signs
    """The sign of percent, or of percentage points."""
    return messages.template("style.points" if points else "style.percent")


def decimal(units: int, decimals: int, messages: Messages) -> str:
    """A whole number of units of the last decimal as a decimal number."""
    whole, rest = divmod(units, 10**decimals)
    tail = f"{rest:0{decimals}}" if decimals else ""
    return messages.number(whole) + (messages.template("style.decimal") + tail if tail else "")


class PlanWords:
    """The names of one plan in one language; what the plan does not have shows as its id."""

    days_in: ClassVar[str] = "measure_words"
    """The part of the catalogue that says which days are in time."""

    def __init__(self, messages: Messages, plan: Plan) -> None:
        self.messages = messages
        self.plan = plan
        self.who = cache(self._who)

    def of(self, text: Text) -> str:
        """A text of the plan in the language."""
        return text.in_(self.messages.language)

    def period(self, name: str) -> str:
        """The title of a period."""
        return self.of(self.plan.periods[name].title) if name in self.plan.periods else name

    def field(self, name: str) -> str:
        """The label of a field, in quotation marks."""
        spec = self.plan.fields.get(name)
        return self.messages.quoted(self.of(spec.label) if spec else name)

    def total(self, names: Iterable[str]) -> str:
        """Fields that are added up: "«A» + «B»"."""
        return " + ".join(self.field(name) for name in names)

    def _who(self, name: str) -> str:
        """What the plan calls a level, a group or a unit."""
        plan, crowd = self.plan, self.plan.levels.get(name) or self.plan.groups.get(name)
        if crowd is not None:
            return self.of(crowd.title)
        return self.of(plan.name_of(plan.unit[name])) if name in plan.unit else name

    def register(self, name: str) -> str:
        """What a number of the register counts, by itself or by the figures held against it: "xã"; else its name."""
        own = self.plan.registers.get(name)
        if own and own.unit_of_measure:
            return self.of(own.unit_of_measure)
        held = [field for field, spec in self.plan.fields.items() if spec.register == name]
        for sums in self.plan.sums:
            if isinstance(sums.whole, Register) and sums.whole.name == name and not sums.apart:
                held += sums.part
        specs = (self.plan.fields.get(field) for field in held)
        nouns = (self.of(spec.unit_of_measure) for spec in specs if isinstance(spec, CountField))
        return next(nouns, self.of(own.title) if own else self.messages.quoted(name))

    def register_title(self, name: str) -> str:
        """What a number of the register is called: "dân số", "số xã"."""
        own = self.plan.registers.get(name)
        return self.of(own.title) if own else self._say("register_number", noun=self.register(name))

    def counts(self, name: str) -> str:
        """What a field counts: "xã"; of one that is no figure, units."""
        spec = self.plan.fields.get(name)
        return self.of(spec.measure) if spec and spec.measure else self.messages.template("view.units_noun")

    def crowd(self, names: Iterable[str]) -> str:
        """Levels, groups and units, one after the other."""
        return "; ".join(self.who(name) for name in names)

    def phrase(self, measure: MeasureModel, what: str, words: Words, **values: str | Number) -> str:
        """Words of a measure, out of the table of its kind: "measured", "asked", "spoken", "figure" or "noun"."""
        key = ".".join(filter(None, ("measures", measure.kind, what, words.variant)))
        parts = {name: self._part(part) for name, part in words.parts.items()}
        return self.messages.text(key, **parts, **values)

    def _part(self, part: Part) -> str | int:  # noqa: PLR0911
        match part:
            case int() | str():
                return part
            case Total(names, apart):
                total = self.total(names)
                return f"({total})" if apart and len(names) > 1 else total
            case Level(name):
                return self.who(name)
            case Register(name=name):
                return self._say("register", name=self.register_title(name))
            case Counts(name):
                return self.counts(name)
            case BaselineYear():
                year = self.plan.baseline_year
                return self._say("before_unknown") if year is None else self._say("before", year=str(year))
            case Days():
                return self.days(part)
            case ConditionModel():
                return self.condition(part)
            case _:
                assert_never(part)

    def days(self, days: Days) -> str:
        """Which days are in time: "trước ngày 15/03/2027"."""
        ends = {"first": days.first, "last": days.named}
        named = {name: self.day(day) for name, day in ends.items() if day is not None}
        return self.messages.text(f"{self.days_in}.days.{days.form}", **named)

    def day(self, day: date) -> str:
        """A day as these words write it."""
        return self.messages.day(day)

    def condition(self, condition: ConditionModel) -> str:
        """What a unit has to meet: "«Đã ban hành kế hoạch»: có", "«Số vụ» = 0", "«A» / «B» ≥ 80%"."""
        match condition:
            case FieldHolds():
                return self._figure_kept(condition)
            case RatioHolds(part=part, whole=whole):
                of = whole if isinstance(whole, Register) else Total(whole, apart=True)
                ratio = self._say("ratio", part=self._part(Total(part, apart=True)), whole=self._part(of))
                return self._say("kept", figure=ratio, limits=self._ends(condition))
            case DayHolds():
                return self._say("day_holds", field=self.field(condition.field), days=self.days(condition.in_time))
            case AllHold() | AnyHolds():
                return self._joined("all" if isinstance(condition, AllHold) else "any", condition.conditions)
            case SomeHold():
                return self._joined("some", condition.conditions, count=condition.needed)
        return ""

    def _figure_kept(self, condition: FieldHolds) -> str:
        named = self.field(condition.field)
        if not condition.levels:
            return self._say("yes", field=named)
        return self._say("kept", figure=named, limits=self._ends(condition, self._unit_of(condition.field)))

    def _unit_of(self, name: str) -> str:
        """The unit of measure of an amount, which belongs to its limits; "" for counts and percentages."""
        spec = self.plan.amounts.get(name)
        return f" {self.of(spec.unit_of_measure)}" if spec and not spec.percentage else ""

    def _ends(self, asked: Limits, unit: str = "") -> str:
        """Limits as signs: "≥ 80%", "> 12,5 ha", "= 0"."""
        levels = {key: level(one, self.messages) for key, one in asked.named.items()}
        return self.messages.joined(
            self.messages.text(f"view.{key}", level=text + unit) for key, text in levels.items()
        )

    def _joined(self, key: str, conditions: tuple[ConditionModel, ...], **values: int) -> str:
        """Several conditions; those that are several themselves stand in brackets."""
        if len(conditions) == 1:
            return self.condition(conditions[0])
        parts = (f"({self.condition(one)})" if isinstance(one, Several) else self.condition(one) for one in conditions)
        return self._say(key, conditions="; ".join(parts), **values)

    def _say(self, key: str, **values: str | int | Number) -> str:
        return self.messages.text(f"measure_words.{key}", **values)


def _text(plan: Plan, ref: Ref) -> Text | None:
    """The plan's text for a part of it; None where the plan has none."""
    match ref.kind:
        case "unit":
            former = (unit.name for unit in plan.former if MARK in ref.id and mark(unit) == ref.id)
            return plan.name_of(plan.unit[ref.id]) if ref.id in plan.unit else next(former, None)
        case "field" | "measure":
            spec = plan.fields.get(ref.id)
            return None if spec is None else spec.label if ref.kind == "field" else spec.measure
        case "word":
            return None
        case kind:
            titled: dict[str, Mapping[str, LevelOfUnits | Period | Target | Duty]]
            titled = {"level": plan.levels, "period": plan.periods, "target": plan.target, "duty": plan.duty}
            return titled[kind][ref.id].title if ref.id in titled[kind] else None
