"""What a column and a row say together of their figure; each path and each pair is looked at once (``Meanings``)."""

from __future__ import annotations

from khpcmd.plan.fields import AnyField
from khpcmd.returns import Basis
from khpcmd.text import Closeness
from khpcmd.workbook.facts.meaning import Doubt, Meaning, Names, counts_other
from khpcmd.workbook.facts.paths import PathReader
from khpcmd.workbook.facts.scopes import Said

KEPT = 8_000
"""How many paths are remembered for the next sheet: forms of a batch have some hundreds, a large file has its rows."""


class Meanings:
    """The meanings of paths and frames for a plan, each found once."""

    def __init__(self, names: Names) -> None:
        self.fields, self.units = names.fields, names.units
        self._names = names
        self._paths = dict[tuple[Said, ...], Meaning]()
        self._joined = dict[tuple[int, int], tuple[Meaning, Meaning, Meaning]]()
        """By column and row, which are kept beside what they say together, for they are told apart by identity."""

    def forget(self) -> None:
        """Forget what was remembered, once it is much."""
        if len(self._paths) > KEPT:
            self._paths.clear()
            self._joined.clear()

    def of_path(self, path: tuple[Said, ...]) -> Meaning:
        """What the texts of a path say together."""
        found = self._paths.get(path)
        if found is None:
            found = self._paths[path] = PathReader(self._names, path).read()
        return found

    def join(self, across: Meaning, down: Meaning) -> Meaning:
        """What a column and a row say together of their figure."""
        key = id(across), id(down)
        found = self._joined.get(key)
        if found is None:
            found = self._joined[key] = across, down, self._join(across, down)
        return found[2]

    def _join(self, across: Meaning, down: Meaning) -> Meaning:
        doubts = [*down.open, *across.open]
        name, used = self._field(across, down)
        if used:
            doubts = [one for one in doubts if one.text not in (*across.rest, *down.rest)]
        evidence = self._evidence(across, down)
        if not evidence and across.field and down.field and across.field != down.field:
            doubts.append(Doubt(across.field, down.field))
        units = {unit for unit in (across.unit, down.unit) if unit}
        bases = {basis for basis in (across.basis, down.basis) if basis}
        months = {month for month in (across.month, down.month) if month}
        periods = {period for period in (across.period, down.period) if period}
        for several in (units, bases, months, periods):
            if len(several) > 1:
                doubts.append(Doubt(" / ".join(map(str, sorted(several))), ""))
        name = evidence or name
        spec = self.fields.plan.fields.get(name)
        measures = across.measures + down.measures
        doubts += [Doubt(words, words) for words in measures if spec and counts_other(spec, words)]
        month = next(iter(months), 0)
        aside = across.aside or down.aside or self._unfit(spec, month, across, down)
        answer = across.answer if across.answer is not None else down.answer
        if spec and answer is not None and spec.kind != "yes_no":
            aside = aside or "answer"
        return Meaning(
            unit=next(iter(units), ""),
            field=name,
            basis=next(iter(bases), None),
            period=next(iter(periods), ""),
            month=month,
            answer=answer,
            measures=measures,
            whole=across.whole or down.whole,
            total=(across.total or down.total) and not units,
            sums=across.sums or down.sums,
            short=across.short or down.short,
            bare=across.bare or down.bare,
            wide=across.wide or down.wide,
            beside=down.beside,
            bare_year=across.bare_year or down.bare_year,
            said=across.said or down.said,
            aside=aside,
            open=tuple(dict.fromkeys(doubts)),
        )

    def _field(self, across: Meaning, down: Meaning) -> tuple[str, bool]:
        """The field of a figure, and whether only both paths together name it."""
        if across.field or down.field:
            return across.field or down.field, False
        for path in ((*down.rest, *across.rest), (*across.rest, *down.rest)):
            named = self.fields.name(path) if across.rest and down.rest else None
            if named and named.closeness is Closeness.SAME and len(named.over) < min(len(across.rest), len(down.rest)):
                return named.field, True
        return "", False

    def _evidence(self, across: Meaning, down: Meaning) -> str:
        """The evidence of a duty that one path names and the other is a column of; "" where it is none."""
        for kind, duty in ((across.evidence, down.field), (down.evidence, across.field)):
            if kind and f"{duty}:{kind}" in self.fields.plan.fields:
                return f"{duty}:{kind}"
        return ""

    @staticmethod
    def _unfit(spec: AnyField | None, month: int, across: Meaning, down: Meaning) -> str:
        """Why a figure is not one of its field: the year before of what has none, a month, the sum of a series."""
        if spec and Basis.BASELINE in (across.basis, down.basis) and not spec.has_baseline:
            return "baseline"
        if spec is None or (spec.kind == "months") == bool(month):
            return ""
        return "month" if month else "sum of months"
