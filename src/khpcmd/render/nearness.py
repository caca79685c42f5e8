"""How near a verdict is, in words: what would turn it, what it hangs on, a gap shared out, and what the rest of the
year needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from khpcmd.measures.threshold import size
from khpcmd.render.figures import Figures
from khpcmd.render.wording import first_of
from khpcmd.results import Result, Why

WHYS: tuple[Why, ...] = get_args(Why)
"""Why a verdict may hang on a figure; what says most comes first."""
FEW = 3
"""Up to so many units are named as those that could turn a verdict alone, and of those whose figure it hangs on."""


def told_margin(result: Result) -> bool:
    """Whether the margin of a met target says something: where all of a whole is asked, one less is always missed."""
    measure = result.target.measure
    all_of_it = result.target.limits.low == 1 and not (measure.growth or measure.absolute or measure.decimals)
    return result.margin is not None and not all_of_it


def margin_text(result: Result, figures: Figures, name: Callable[[str], str]) -> str:
    """ "bớt 1 người là không còn đạt"; with the units that could turn it by themselves, where they are few."""
    found, messages = result.margin, figures.messages
    if found is None or not told_margin(result):
        return ""
    change = messages.text("view.margin", change=change_text(result, figures))
    if not 0 < len(found.units) <= FEW or len(found.units) == len(result.counted):
        return change
    key = "view.margin_nearest" if result.target.judged == "each_unit" else "view.margin_alone"
    return messages.text(key, margin=change, names=messages.joined(map(name, found.units)))


def turned_by(result: Result, figures: Figures) -> str:
    """ "bớt 1 người": the same for a column that is headed so; "" where it says nothing."""
    return change_text(result, figures) if told_margin(result) else ""


def change_text(result: Result, figures: Figures) -> str:
    """ "bớt 1 người": the change that would turn a met target."""
    found, target, messages = result.margin, result.target, figures.messages
    if found is None:
        return ""
    key = f"summary.turned_by_{_way(found.change)}"
    if target.measure.level:
        return messages.text(f"{key}_units", change=messages.count("units", int(size(found.change))))
    return messages.text(key, count=size(found.change), noun=figures.lacking(target)).rstrip()


def _way(change: object) -> str:
    return "fewer" if str(change).startswith("-") else "more"


MOST = 24
"""So many units are listed with their share before the rest is counted: those of a province's districts."""


def shares_text(result: Result, figures: Figures, name: Callable[[str], str]) -> str:
    """The gap shared out by the declared rule; "" where there is nothing to share."""
    found, messages = result.fair_shares, figures.messages
    if found is None or result.gap is None or not found.units:
        return ""
    each = [messages.text("view.unit_figure", unit=name(one.unit), figure=size(one.share)) for one in found.units]
    return messages.text(f"view.shares.{found.by}", each=first_of(each, MOST, messages))


def hinges_text(result: Result, figures: Figures, name: Callable[[str], str]) -> str:
    """The figures that the verdict hangs on, by why and by field, each with the one that would turn it; "" if none."""
    messages, of_why = figures.messages, dict[Why, dict[str, list[str]]]()
    for one in result.hinges or ():
        each = messages.text("view.hinges.figure", unit=name(one.unit), value=one.value, instead=one.instead)
        of_why.setdefault(one.why, {}).setdefault(figures.label(one.figure), []).append(each)
    return "; ".join(
        messages.text(
            f"view.hinges.{why}",
            each="; ".join(
                messages.text("view.unit_figure", unit=label, figure=first_of(units, FEW, messages))
                for label, units in of_field.items()
            ),
        )
        for why in WHYS
        if (of_field := of_why.get(why))
    )


def outlook_text(result: Result, figures: Figures) -> str:
    """What each of the months that are left needs, and where the pace until now would lead, marked as extrapolated."""
    pace, found, messages, target = result.pace, result.measurement, figures.messages, result.target
    if pace is None or pace.outlook is None or found is None:
        return ""
    outlook = pace.outlook
    leads = figures.figure(target, found._replace(part=outlook.part, whole=outlook.whole))
    return messages.text(
        "view.outlook" if target.years is None else "view.outlook_years",
        needed=outlook.needed,
        noun=figures.lacking(target),
        so_far=messages.number(outlook.so_far) if outlook.so_far or not found.part else messages.text("view.under_one"),
        figure=leads,
        **({} if target.years is None else {"year": str(target.years.last)}),
    )
