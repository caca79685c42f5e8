"""A target as a sentence of the report: what was reached, the verdict, what is left to do, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from operator import itemgetter

from khpcmd.i18n import Messages
from khpcmd.measures.base import MeasureModel, Part
from khpcmd.measures.threshold import Ends, Level, Number, Threshold
from khpcmd.plan.model import Plan, Target
from khpcmd.render.figures import Figures, under_way
from khpcmd.render.issued import in_words
from khpcmd.render.told.office import UnitTold, beside
from khpcmd.render.told.target import UNSETTLED, TargetTold, if_binding
from khpcmd.render.wording import Wording, level, named
from khpcmd.results import Measurement, Reason, Result, Verdict
from khpcmd.text.class_words import CLASS_WORDS

FEW = 10
"""Below it, counts of things are written with two digits in Vietnamese: "06 chỉ tiêu"."""
NAMED, LOWEST = 5, 3
"""Up to how many units are named for information, and of more, how many with the lowest figures."""


def say(messages: Messages, key: str, /, **values: str | Number) -> str:
    """A sentence of the draft."""
    return messages.text(f"word_report.{key}", **values)


def counted(messages: Messages, what: str, number: int) -> str:
    """So many of something, as running text counts them."""
    text = messages.count(what, number)
    return say(messages, "few", count=text) if 0 < number < FEW else text


def written(messages: Messages, number: Number) -> str:
    """A number as running text writes it: "06"."""
    text = messages.number(number)
    return say(messages, "few", count=text) if isinstance(number, int) and 0 < number < FEW else text


def titles(targets: Iterable[Target], messages: Messages, *, marked: bool = True) -> str:
    """The titles of targets, one after the other; they have commas of their own.

    ``marked``: those that are not binding are marked.
    """
    texts = ((target, lowered(target.title.in_(messages.language))) for target in targets)
    return "; ".join(if_binding(target, text, messages) if marked else text for target, text in texts)


def lowered(text: str) -> str:
    """A text to stand within a sentence; a name or an abbreviation keeps its capital."""
    second = text[1:2]
    return text[:1].lower() + text[1:] if second.islower() or second == " " else text


def in_sentence(name: str) -> str:
    """A unit's name within a sentence: the class word of a place is written small, "huyện Nam Sách"."""
    begins = name.casefold().startswith(tuple(f"{word} " for word in CLASS_WORDS))
    return lowered(name) if begins else name


def _fall(threshold: Ends) -> Threshold | None:
    """ "-10% or less" of a change as a fall of at least 10%; None where the threshold asks for something else."""
    turned = {"at_most": "at_least", "less_than": "more_than"}
    levels = {turned.get(key, ""): replace(level, value=-level.value) for key, level in threshold.named.items()}
    falls = "" not in levels and all(level.value > 0 for level in levels.values())
    return Threshold(**levels) if falls and not threshold.registers else None


class Spoken(Figures):
    """Figures for sentences."""

    asked_in = "word_report.asked"
    implied = "spoken"
    said_in = "word_report"
    days_in = "word_report"

    def __init__(self, messages: Messages, plan: Plan, *, interim: bool = False) -> None:
        """``interim``: the period is one within the year, and so are the figures that it is held against."""
        super().__init__(messages, plan)
        self.interim = interim

    def not_reaching(self, target: Target) -> str:  # noqa: ARG002  # one sentence for all
        return "word_report.not_reaching"

    def base(self) -> str:
        return self._same_period("in_same_period") or super().base()

    def compared(self) -> str | int:
        return self._same_period("same_period") or super().compared()

    def _same_period(self, key: str) -> str:
        """The same months of the baseline year, where the period is one within the year."""
        year = self.plan.baseline_year
        return "" if year is None or not self.interim else say(self.messages, key, year=str(year))

    def _limits(self, threshold: Ends, *, signed: bool, noun: str = "") -> str:
        """A share cannot be more than the whole: "100%", not "at least 100%"; "a rise of at least 3%", not "+3%"."""
        end = threshold.at_least
        if end is not None and end.percent and end.value == 1 and not signed:
            return level(end, self.messages)
        if signed and end is not None and end.value > 0:
            return say(self.messages, "asked.rise", limit=super()._limits(threshold, signed=False, noun=noun))
        if signed and end is None and (fall := _fall(threshold)) is not None:
            return say(self.messages, "asked.fall", limit=super()._limits(fall, signed=False, noun=noun))
        return super()._limits(threshold, signed=signed, noun=noun)

    def threshold(self, target: Target) -> str:
        """A level that the plan sets for each unit apart is no number that a sentence could tell."""
        if target.threshold is not None and target.threshold.registers:
            return say(self.messages, "asked.own_levels")
        return super().threshold(target)

    def day(self, day: date) -> str:
        """A day written out: "ngày 15 tháng 3 năm 2027"."""
        return in_words(day, self.messages)

    def told(self, measure: MeasureModel, found: Measurement) -> str:
        """A figure that is no share as a sentence tells it: "11/11 tháng … có từ 01 tin, bài trở lên"; else ""."""
        words, whole = measure.figure(), found.whole
        key = ".".join(filter(None, ("measures", measure.kind, "told", words.variant if words else "")))
        if words is None or whole is None or not self.messages.has(key):
            return ""
        return self.phrase(measure, "told", words, part=found.part, whole=whole)

    def _things(self, what: str, number: int) -> str:
        return counted(self.messages, what, number)

    def _written(self, number: Number) -> str:
        return written(self.messages, number)

    def level_of(self, target: Target) -> str:
        return say(self.messages, "level_striven" if target.strives else "level_due")

    def decided(self, what: str, day: date, **said: str) -> str:
        """A decision with its day written out; its reason is a part of the sentence."""
        return say(self.messages, what, day=self.day(day), **said | {"reason": lowered(said["reason"])})

    def _part(self, part: Part) -> str | int:
        return written(self.messages, part) if isinstance(part, int) else super()._part(part)

    def _level(self, end: Level, *, signed: bool) -> str:
        whole = not (signed or end.percent) and end.value == int(end.value)
        return written(self.messages, int(end.value)) if whole else super()._level(end, signed=signed)

    def value(self, target: Target, value: Fraction) -> str:
        return self.short(super().value(target, value))

    def short(self, text: str) -> str:
        """A figure without decimals that are nothing but zeros."""
        end = self.messages.template("style.percent")
        zeros = f"{self.messages.template('style.decimal')}00{end}"
        return text.removesuffix(zeros) + end if text.endswith(zeros) else text

    def _share(self, share: str, value: str) -> str:
        return f"{share}{self.messages.template('style.list')}{value}"

    def in_cell(self, target: Target, found: Measurement) -> str:
        """The figure of a unit beside its name, in brackets."""
        return self.figure(target, found)


class Tabled(Spoken):
    """Figures for tables, whose numbers have no 0 in front."""

    _things, _written = Figures._things, Figures._written  # noqa: SLF001  # those of a sentence are of its base

    def in_cell(self, target: Target, found: Measurement) -> str:
        """ "49/236 (20,76%)", "14 (13)" beside the baseline, or that there was nothing to count."""
        if found.before is not None:
            return Figures.in_cell(self, target, found)
        if target.measure.growth:
            return self._beside(self.messages.number(found.part), self.messages.number(found.whole or 0))
        if found.whole is None or target.measure.figure() is not None or target.counts_units(target.threshold):
            return self.figure(target, found)
        if found.value is None:
            return say(self.messages, "none_occurred")
        share = f"{self.messages.number(found.part)}/{self.messages.number(found.whole)}"
        return self._beside(share, self.value(target, found.value))

    def _beside(self, text: str, figure: str) -> str:
        return say(self.messages, "beside", text=text, figure=figure)


def _nothing(target: Target, found: Measurement) -> bool:
    """Whether there was nothing to count."""
    return found.whole == 0 and found.part == 0 and not target.measure.growth


class Sentences:
    """The targets of one report as sentences."""

    def __init__(self, wording: Wording, figures: Spoken) -> None:
        self._wording, self._figures, self._interim = wording, figures, figures.interim
        self._messages = wording.messages

    def group(self, results: Iterable[Result]) -> Iterator[str]:
        """The sentences of some targets; shares of the units that differ in nothing but their titles are one."""
        same = dict[tuple[str, ...], list[TargetTold]]()
        for result in results:
            told = TargetTold(result, self._figures, self._unit)
            same.setdefault(self._sameness(told), []).append(told)
        for alike in same.values():
            titles = tuple(one.target.title.in_(self._messages.language) for one in alike)
            yield self._sentence(alike[0], titles)

    def _sameness(self, told: TargetTold) -> tuple[str, ...]:
        """Equal for targets that one sentence tells."""
        result, target, found = told.result, told.target, told.result.shown
        open_or_met = result.verdict in (Verdict.MET, Verdict.INCONCLUSIVE) and result.answer is None
        if not (open_or_met and target.measure.level and found is not None and found.whole):
            return (target.id,)
        if told.alone or found.side or target.measure.signed or target.measure.growth:
            return (target.id,)
        return (target.measure.level, self._sentence(told, ("", "")))

    def _sentence(self, told: TargetTold, titles: tuple[str, ...]) -> str:
        """All that the text says of a target, and of others that differ from it in nothing but their titles."""
        result, asked = told.result, self._asked(told.result)
        if result.answer is not None:  # a person decided it
            title = self._named_apart(titles[0])
            said, units = self._say("answered", title=title, verdict=lowered(told.word), asked=asked), list[str]()
        else:
            text = self._reached(told, titles)
            said, units = self._say(f"results.{self._key(result)}", text=text, asked=asked), list(self._units(told))
        lines = [f"{'; '.join((said, *self._more(told)))}.", *units]
        return " ".join(line for line in lines if line)

    def _named_apart(self, title: str) -> str:
        """A title in front of a colon; one that has a colon itself in quotation marks."""
        return self._say("quoted", title=title) if ": " in title else title

    def in_table(self, result: Result) -> str:
        """The figure of a target with what is left to do, for a cell."""
        found = result.shown
        told = TargetTold(result, Tabled(self._messages, self._figures.plan, interim=self._interim), self._unit)
        if result.answer is not None:
            return "; ".join(self._more(told))
        text = self._instead(told)
        if not text:
            nothing = "no_result" if found is None else "none_occurred" if _nothing(result.target, found) else ""
            text = self._say(nothing) if nothing or found is None else self._figures.figure(result.target, found)
        if found is not None and not found.complete:
            text = self._say("over_units", text=text, counted=found.counted, expected=found.expected)
        return "; ".join((text, *self._more(told)))

    def _instead(self, told: TargetTold) -> str:
        """What stands in the place of a figure: how many units reach theirs, or that only the time is not over."""
        result = told.result
        if result.reaching is not None and told.alone:
            return self._figures.counted_units(result, "view.this_many_units", "word_report.not_exceeded")
        return under_way(result, self._messages) if result.shown is None and result.only_time else ""

    def _say(self, key: str, /, **values: str | Number) -> str:
        return say(self._messages, key, **values)

    def _key(self, result: Result) -> str:
        """Which sentence fits: at half-year "met" means the half-year, and what was missed may be its milestone."""
        if result.verdict is Verdict.INCONCLUSIVE and result.reason is Reason.MANUAL:
            return "manual"
        if result.verdict is Verdict.WAIVED and result.waiver is not None:
            return "waived_by"
        if result.verdict is Verdict.MISSED and result.reason is Reason.MILESTONE:
            return "milestone"
        return "met_interim" if self._interim and result.verdict is Verdict.MET else result.verdict.value

    def _asked(self, result: Result) -> str:
        target = result.target
        if result.answer is not None:
            return self._figures.threshold(target)
        key = "striven_for" if target.strives else "due_in_the_end"
        if target.threshold is None and target.measure.yes_or_no:
            key = "required_striving" if target.strives else "required"
        asked = self._say(key, threshold=self._of_one(result) or self._figures.threshold(target))
        if result.milestone is None:
            return asked
        return self._say("milestone", milestone=self._figures.limits(target, result.milestone), asked=asked)

    def _of_one(self, result: Result) -> str:
        """The level of the one unit that a target is about, where each unit has its own; else ""."""
        threshold = result.target.threshold
        if threshold is None or not threshold.registers:
            return ""
        own = [unit.asked for unit in result.units]
        return self._figures.limits(result.target, own[0]) if len(own) == 1 and own[0] is not None else ""

    def _reached(self, told: TargetTold, titles: tuple[str, ...]) -> str:
        """The subject and its figure, and whose figures those are."""
        found, target, apart = told.result.shown, told.target, self._named_apart(titles[0])
        if figure := self._instead(told):
            text = self._say("figure", title=apart, figure=figure)
        elif found is None:
            text = self._say("no_figure", title=apart)
        elif _nothing(target, found):
            key = "nothing" if found.complete else "nothing_yet"
            text = self._say(key, title=titles[0], counted=found.counted, expected=found.expected)
        else:
            text = self._figure(target, found, titles)
        some = found if found is not None and not found.complete else None
        of_some = some is not None and some.whole != 0
        if target.self_declared and not of_some:
            text = self._say("self_declared", text=text)
        if some is not None and target.measure.out_of is not None:
            text = self._say("reason", text=text, reason=told.provisional)
        elif some is not None and of_some:
            key = "counted_declared" if target.self_declared else "counted"
            text = self._say(key, text=text, counted=some.counted, expected=some.expected)
        if told.reason and told.result.reason not in (Reason.MILESTONE, Reason.NOTHING_TO_MEASURE):
            text = self._say("reason", text=text, reason=told.reason)
        return text

    def _figure(self, target: Target, found: Measurement, titles: tuple[str, ...]) -> str:
        figures, measure, part, whole = self._figures, target.measure, found.part, found.whole
        title, noun = titles[0], figures.noun(target)
        if measure.growth:
            return self._change(target, part, whole or 0)
        if whole is None and not found.side and not measure.signed:
            of_percent = target.of_percentage
            number, said = (figures.counted(target, part), "") if of_percent else (written(self._messages, part), noun)
            return self._say("number_of", label=self._label(target), part=number, noun=said).rstrip()
        share = figures.percentage(target, found)
        if share is None or whole is None:
            figure = figures.told(measure, found) or figures.figure(target, found)
            return self._say("figure", title=self._named_apart(title), figure=figure)
        values: dict[str, str | Number] = {"part": part, "percent": figures.short(share.text(self._messages))}
        if not measure.level:
            return self._say("share", title=self._within(title), whole=whole, noun=noun, **values)
        return self._share_of_units(target, int(whole), titles, values)

    def _share_of_units(
        self, target: Target, whole: int, titles: tuple[str, ...], values: dict[str, str | Number]
    ) -> str:
        """How many units have done something, or each of several things alike."""
        noun, values = self._messages.template("view.units_noun"), {**values, "whole": whole}
        values["units"], title = self._messages.count("units", whole), self._within(titles[0])
        if len(titles) > 1:
            every = self._messages.listed([self._say("quoted", title=self._within(one)) for one in titles])
            return self._say("shares_of_units", titles=every, **values)
        begins = (self._figures.who(target.measure.level).split(" ")[0].rstrip(",").casefold(), noun)
        said = "share" if titles[0].casefold().startswith(begins) else "share_of_units"
        return self._say(said, title=title, noun=noun, **values)

    def _within(self, title: str) -> str:
        """A title behind the words that begin the sentence; where it begins the sentence itself it stays."""
        begins = self._messages.template("word_report.share").startswith("{title}")
        return title if begins else lowered(title)

    def _change(self, target: Target, part: Number, whole: Number) -> str:
        change = self._figures.percentage(target, Measurement(part, whole, 1, 1))
        key = "change_from_zero" if whole == 0 else "rise" if part > whole else "fall" if part < whole else "no_change"
        grown = self._figures.short(change.unsigned(self._messages)) if change else ""
        values: dict[str, str | Number] = {"part": part, "whole": whole, "percent": grown}
        label, noun = self._label(target), self._figures.noun(target)
        return self._say(key, label=label, noun=noun, base=self._figures.base(), **values)

    def _label(self, target: Target) -> str:
        """What is counted, in the words of the plan's own fields."""
        plan, language = self._figures.plan, self._messages.language
        labels = [plan.fields[name].label.in_(language) for name in target.measure.part_fields()]
        return " + ".join(labels) or target.title.in_(language)

    def _more(self, told: TargetTold) -> Iterator[str]:
        """What is left to do, how far it is on its way, what it can still become, and what excuses it."""
        result = told.result
        reaching = result.reaching if not (told.alone or told.target.measure.yes_or_no) else None
        if reaching is not None and result.shown is not None and reaching[1] > 1:
            none_occurred = any(unit.verdict is Verdict.NOT_APPLICABLE for unit in result.units)
            key = "reaching_of_some" if none_occurred else "reaching"
            yield self._figures.counted_units(result, f"word_report.{key}", "word_report.not_exceeded")
        bounds = told.bounds if told.verdict in UNSETTLED else ""
        needed = told.needed if told.verdict is Verdict.MISSED else ""
        texts = (needed, told.months, told.progress, self._say("bounds", bounds=bounds) if bounds else "", told.answer)
        yield from (text for text in (*texts, *told.waivers(with_figures=False)) if text)

    def _unit(self, unit: str) -> str:
        return in_sentence(self._wording.unit(unit))

    def _units(self, told: TargetTold) -> Iterator[str]:
        """Who has not done what is asked of each; of a rate for all together, for information, whose is lower."""
        if told.verdict not in (Verdict.MISSED, Verdict.INCONCLUSIVE, Verdict.WAIVED):
            return
        if line := told.short_units:
            yield f"{line[0].upper()}{line[1:]}."
        elif told.verdict is Verdict.MISSED:
            yield self._for_information(told)

    def _for_information(self, told: TargetTold) -> str:
        """The units whose own rate is below that of all together, which nobody set them: the lowest first."""
        target, result = told.target, told.result
        end = target.threshold.at_least if target.threshold else None
        pooled = len(result.units) > 1 and not (target.asks_all or target.measure.yes_or_no or result.owed_together)
        lower = sorted((one for one in told.below if not one[1].unit.judged), key=itemgetter(0))
        if end is None or not end.percent or target.measure.is_difference or not pooled or not lower:
            return ""
        asked = self._say("asked.less_than", level=level(end, self._messages, signed=target.measure.growth))
        what, few = self._say("growth" if target.measure.growth else "rate"), len(lower) <= NAMED
        names = named(lower if few else lower[:LOWEST], self._with_rate, self._messages, in_sentence=not few)
        numbers = {"short": len(lower), "all": len(told.valued)}
        return self._say(f"information{'' if few else '_many'}", what=what, level=asked, names=names, **numbers)

    def _with_rate(self, one: tuple[Fraction, UnitTold]) -> str:
        value, unit = one
        return beside(self._unit(unit.unit.unit), self._figures.value(unit.target, value), self._figures)
