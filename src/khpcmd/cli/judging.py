"""``Judging``: the options of every command that judges returns, as one parameter of the command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from khpcmd.cli import options
from khpcmd.cli.paths import expanded

if TYPE_CHECKING:
    from khpcmd.checking import Request


@dataclass(frozen=True, slots=True)
class Judging:
    """By which plan, for which period, beside which other files, and from which day the returns are judged."""

    plan: options.PlanFile = None
    period: options.PeriodId = ""
    baseline: options.Baselines = None
    previous: options.Previous = None
    as_of: options.AsOf = ""
    waivers: options.Waivers = None
    answers: options.Answers = None
    names: options.NamesFile = None
    only_reported: options.OnlyReported = False
    limit: options.LimitList = None

    def request(
        self,
        paths: Iterable[Path],
        *,
        prefer: str = "",
        suppose: Iterable[str] | None = None,
        targets: Iterable[str] | None = None,
    ) -> Request:
        """What is asked of the returns at ``paths``; Misuse if a value cannot be meant."""
        from khpcmd.checking import Request  # --help needs nothing of the core

        return Request(
            paths=tuple(paths),
            plan=self.plan,
            period=self.period,
            baselines=expanded(self.baseline),
            previous=expanded(self.previous),
            as_of=options.day_of(self.as_of),
            waivers=self.waivers,
            answers=self.answers,
            names=self.names,
            suppose=tuple(suppose or ()),
            only_reported=self.only_reported,
            targets=tuple(targets or ()),
            limits=options.limits_of(self.limit),
            prefer=options.preference(prefer),
        )


def judges(function: Callable[..., int]) -> Callable[..., int]:
    """The command with an option for each field of its parameter ``judging``: to typer an option is a parameter."""
    names = [field.name for field in fields(Judging)]

    @wraps(function)
    def command(**given: object) -> int:
        read = cast("dict[str, Any]", {name: given.pop(name) for name in names})  # by typer, as the fields say
        return function(**given, judging=Judging(**read))

    spread = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in signature(Judging, eval_str=True).parameters.values()]
    own = signature(function, eval_str=True)
    parameters = [every for one in own.parameters.values() for every in (spread if one.name == "judging" else [one])]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    vars(command)["__signature__"] = own.replace(parameters=parameters)  # what typer looks at
    return command
