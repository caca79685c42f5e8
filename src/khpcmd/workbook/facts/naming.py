"""What the texts of one path that may name something say together: a field, a time, an answer, or something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness
from khpcmd.workbook.facts.meaning import NOTHING, Doubt, Meaning, Names
from khpcmd.workbook.facts.scopes import Part, Said
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.meaning import Account, Role, Sense
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.vocabulary import is_total, key, names_area


@dataclass(slots=True)
class Naming:
    """The texts that may name something, without units and measures; ``units`` are those of the path."""

    names: Names
    taken: Sequence[Said]
    units: Sequence[str]
    total: bool
    doubts: list[Doubt]
    """What is found that keeps the figures open."""

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.taken]

    def named(self) -> Meaning:
        """What the texts that may name something say together: the first that is found of what they may."""
        if not self.taken:
            return NOTHING
        for find in (self._sum_of_rows, self._field, self._announced, self._beside_unit, self._revised, self._apart):
            found = find()
            if found is not None:
                return found
        return self._of_figures(self.names.fields.form_column(self.texts))

    def _sum_of_rows(self) -> Meaning | None:
        """A total below others, which adds them up and is not what the last of them is."""
        last = self.taken[-1].text
        doubts = (Doubt(last, last, Part.LABEL),)
        return Meaning(total=True, rest=tuple(self.texts), open=doubts) if self._adds_up() else None

    def _field(self) -> Meaning | None:
        """A field that the texts name."""
        heading = self.names.fields.column(self.texts)
        if heading.kind not in (Kind.FIELD, Kind.SERIES) or not heading.key:
            return None
        fields, last = self.names.fields, self.taken[-1].text
        if is_part(last):
            return self.of_field(heading, heading.key)  # "Trong đó: ..." is a part of what stands above it
        named = fields.name(self.texts)
        over = {one.text for one in self.taken if one.part is Part.HEADER} & {*(named.over if named else ())}
        for text in over:  # the heads of two fields above each other
            other = fields.name([text])
            known = other is not None and other.closeness is Closeness.SAME
            if known and other and not heading.key.field.startswith(other.field):
                self.doubts.append(Doubt(text, text, Part.HEADER))
        labels = [one.text for one in self.taken if one.part is Part.LABEL]
        for text in labels if len(labels) > 1 else ():  # the names of two fields beside each other
            other = fields.name([text])
            if other and other.closeness is Closeness.SAME and not other.field.startswith(heading.key.field):
                self.doubts.append(Doubt(text, ""))
        evidence = fields.form_column(self.texts[-1:]).evidence
        return self.of_field(heading, heading.key)._replace(evidence=evidence)

    def _revised(self) -> Meaning | None:
        """Figures that somebody looked at again: the others may be wrong."""
        heading = self.names.fields.column(self.texts)
        if not any(account.has(Sense.REVISED) for account in heading.accounts):
            return None
        doubts, rest = tuple(_doubts(heading.accounts)), tuple(self.texts)
        return self._of_span(heading)._replace(field=self._above(), open=doubts, rest=rest)

    def _apart(self) -> Meaning | None:
        """Figures that are understood as others than the results."""
        heading = self.names.fields.column(self.texts)
        other = any(one.other and not names_area(one.other.text) for one in heading.accounts)
        if heading.kind is not Kind.KNOWN or not other:
            return None
        return self._of_span(heading)._replace(aside=heading.text, rest=tuple(self.texts))

    def _beside_unit(self) -> Meaning | None:
        """What is left beside a unit: what announces figures, and words over several units."""
        if not self.units and not self.total:
            return None
        fields = self.names.fields
        known = [one for one in self.taken if self._announces(one)]
        found = self._of_figures(fields.form_column([one.text for one in known])) if known else NOTHING
        doubts = list[Doubt]()
        for one in (one for one in self.taken if one not in known):
            if one.part is Part.LABEL:
                doubts.append(Doubt(one.text, one.text, one.part))  # a row's own name
            else:
                account = fields.senses.account(one.text, Role.FREE)
                doubts += [Doubt(one.text, part.text) for part in account.doubts if not names_area(part.text)]
        return found._replace(open=(*found.open, *doubts), rest=tuple(self.texts))

    def _adds_up(self) -> bool:
        """Whether the label of a row is a total that is no part of a name: it adds up the rows above it, and is not
        what the last of them is."""
        last = self.taken[-1]
        if last.part is not Part.LABEL or not is_total(last.text) or not (self.units or len(self.taken) > 1):
            return False
        named = self.names.fields.name(self.texts)
        return named is None or named.closeness is not Closeness.SAME or named.over == tuple(self.texts[:-1])

    def _announced(self) -> Meaning | None:
        """The field that the texts above a last one name which only announces figures: "Tổng số" / "Số lượng"."""
        upper = self.names.fields.column(self.texts[:-1]) if len(self.taken) > 1 else None
        if upper is None or upper.key is None or self.taken[-1].part not in (Part.HEADER, Part.LABEL):
            return None
        leaf = self.names.fields.form_column(self.texts[-1:])
        if leaf.kind is not Kind.FIGURE or any(account.doubts for account in leaf.accounts):
            return None
        named, said = self.of_field(upper, upper.key), self._of_figures(leaf)
        if named.basis and said.basis and named.basis is not said.basis:
            return None
        return named._replace(
            basis=named.basis or said.basis,
            period=named.period or said.period,
            month=named.month or said.month,
            answer=named.answer if said.answer is None else said.answer,
            sums=named.sums or said.sums,
            measures=named.measures + said.measures,
            said=named.said or said.said,
            bare_year=named.bare_year or said.bare_year,
        )

    def _announces(self, one: Said) -> bool:
        """Whether a text beside a unit says what its figures are, rather than where it lies."""
        kind = self.names.fields.form_column([one.text]).kind
        if kind is Kind.KNOWN and one.part is Part.GROUP:
            account = self.names.fields.senses.account(one.text, Role.FREE)
            return not all(names_area(part.text) for part in account.doubts)
        return kind is not Kind.UNKNOWN

    def of_field(self, heading: Heading, of: Key) -> Meaning:
        named = self._of_span(heading)
        current = heading.span is not None and heading.span.role is SpanRole.CURRENT
        basis = of.basis if current or of.basis is Basis.BASELINE else None
        measures = (heading.measure,) if heading.measure else ()
        return named._replace(
            field=of.field,
            basis=basis,
            month=of.month,
            whole=heading.kind is Kind.SERIES,
            measures=measures,
            sums=any(account.has(Sense.CUMULATIVE) for account in heading.accounts),
            open=tuple(_doubts(heading.accounts)),
        )

    def _of_figures(self, heading: Heading) -> Meaning:
        """What a path says that names no field."""
        found, texts = self._of_span(heading), self.texts
        rest = tuple(texts)
        sums = any(account.has(Sense.CUMULATIVE) for account in heading.accounts)
        match heading.kind:
            case Kind.EVIDENCE:
                return found._replace(evidence=heading.evidence)
            case Kind.KNOWN if any(account.has(Sense.REVISED) for account in heading.accounts):
                return found._replace(field=self._above(), open=tuple(_doubts(heading.accounts)), rest=rest)
            case Kind.KNOWN | Kind.MEASURE:
                total = all(map(is_total, texts))
                return found._replace(aside="" if total else heading.text, total=total, rest=rest)
            case Kind.FIGURE:
                doubts = tuple(_doubts(heading.accounts))
                measures = (heading.measure,) if heading.measure else ()
                total = any(map(is_total, texts))
                return found._replace(open=doubts, measures=measures, rest=rest, sums=sums, total=total)
            case _:
                if all(map(is_total, texts)):
                    return found._replace(total=True, rest=rest)
                words = tuple(_doubts(heading.accounts)) or tuple(Doubt(text, text) for text in texts)
                return found._replace(field=self._above(), open=words, rest=rest)

    def _above(self) -> str:
        """The field that the texts above a last one name that is not understood: it may be another figure of that."""
        heading = self.names.fields.column(self.texts[:-1]) if len(self.taken) > 1 else None
        return heading.key.field if heading and heading.key and self.taken[-1].part is Part.HEADER else ""

    def _of_span(self, heading: Heading) -> Meaning:
        basis, aside, span = None, "", heading.span
        if span:
            basis = {SpanRole.CURRENT: Basis.CURRENT, SpanRole.BASELINE: Basis.BASELINE}.get(span.role)
            aside = heading.text if basis is None else ""
        aside = aside or (heading.text if heading.apart else "")
        found = Meaning(basis=basis, month=heading.month, answer=heading.answer, aside=aside)
        return found._replace(period=span.period, bare_year=span.bare_year, said=span.text) if span else found


def is_part(text: str) -> bool:
    """Whether a text says that it is a part of what stands above it or before it."""
    return key(text).startswith("trong do")


def _doubts(accounts: Iterable[Account]) -> Iterator[Doubt]:
    for account in accounts:
        for part in account.doubts:
            yield Doubt(account.text, part.text)
