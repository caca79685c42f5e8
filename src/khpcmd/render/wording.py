"""Diagnostics as sentences: the catalogue's words, filled with the plan's names and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from khpcmd.diagnostics import Diagnostic, Param, Ref
from khpcmd.faults import Cut
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan

VALUES = 3
"""How many things that were found in equal faults are quoted before the rest is counted; names are all given."""


class Wording:
    """Sentences of one language about one plan; without a plan, names of its parts show as their ids."""

    def __init__(self, messages: Messages, plan: Plan | None = None) -> None:
        self.messages = messages
        self.plan = plan

    def message(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """What was found, with a "did you mean" where there is something to offer; ``equal`` faults come with it."""
        sentence = self._fill((diagnostic, *equal), "message")
        offer = diagnostic.params.get("suggestion", "")
        hint = self.messages.suggestion(self._param(offer, quote=False))
        return f"{sentence} {hint}" if hint else sentence

    def cure(self, diagnostic: Diagnostic, *equal: Diagnostic) -> str:
        """How to mend it."""
        return self._fill((diagnostic, *equal), "cure")

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
        plan, text = self.plan, None
        if plan is None:
            return ""
        match ref.kind:
            case "unit" if ref.id in plan.unit:
                text = plan.unit[ref.id].name
            case "field" if ref.id in plan.fields:
                text = plan.fields[ref.id].label
            case "measure" if ref.id in plan.fields:
                spec = plan.fields[ref.id]
                text = spec.unit_of_measure if spec.kind in ("count", "months") else None
            case "level" if ref.id in plan.levels:
                text = plan.levels[ref.id].title
            case "period" if ref.id in plan.periods:
                text = plan.periods[ref.id].title
            case "target" if ref.id in plan.target:
                text = plan.target[ref.id].title
            case "duty" if ref.id in plan.duty:
                text = plan.duty[ref.id].title
        if text is None:
            return ""
        name = text.in_(self.messages.language)
        return f"{ref.id} {self.messages.quoted(name)}" if ref.kind in ("target", "duty") else name

    def _fill(self, equal: tuple[Diagnostic, ...], part: str) -> str:
        first = equal[0]
        template = self.messages.template(f"codes.{first.code.code}.{part}")
        values = {name: [one.params[name] for one in equal] for name in first.params}
        quoted = {name: self._params(found, quote=True) for name, found in values.items()}
        plain = {name: self._params(found, quote=False) for name, found in values.items()}
        return self.messages.fill(template, quoted, plain)

    def _params(self, values: Iterable[Param], *, quote: bool) -> str:
        """What a parameter is in equal faults: each value once, and names all of them."""
        values = list(dict.fromkeys(values))
        shown = len(values) if isinstance(values[0], Ref) else VALUES
        text = self.messages.joined(self._param(value, quote=quote) for value in values[:shown])
        rest = len(values) - shown
        return f"{text} {self.messages.count('more_values', rest)}" if rest > 0 else text

    def _param(self, value: Param, *, quote: bool) -> str:
        """One parameter as text. Texts that were found and labels of fields come in quotation marks, names do not."""
        if isinstance(value, Ref):
            name = self.name(value)
            return self.messages.quoted(name) if quote and value.kind == "field" else name
        if isinstance(value, tuple):
            return self.messages.joined(self._param(item, quote=quote) for item in value)
        if isinstance(value, int):
            return self.messages.number(value) if quote else str(value)
        if isinstance(value, Decimal):
            return self.messages.decimal(value)
        return self.messages.quoted(value) if quote else value
