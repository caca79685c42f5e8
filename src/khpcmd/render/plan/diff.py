"""The differences of two plans, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.i18n import Messages
from khpcmd.plan.compare import Change, How
from khpcmd.plan.load import LoadedPlan
from khpcmd.render.json_text import Json, written
from khpcmd.render.wording import visible
from khpcmd.version import FORMAT_VERSION

SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~"}
Both = tuple[LoadedPlan, LoadedPlan]


def diff_plain(changes: tuple[Change, ...], plans: Both, messages: Messages) -> str:
    """A line for each difference."""
    return "".join(f"{visible(line)}\n" for line in _lines(changes, plans, messages))


def _lines(changes: tuple[Change, ...], plans: Both, messages: Messages) -> Iterator[str]:
    old, new = plans
    yield messages.text("plan_diff.heading", old=old.file, new=new.file)
    if not changes:
        yield messages.template("plan_diff.same")
    yield from (_line(change, plans, messages) for change in changes)


def _line(change: Change, plans: Both, messages: Messages) -> str:
    part = messages.template(f"plan_diff.parts.{change.part}")
    name = " ".join(text for text in (change.id, _title(change, plans, messages)) if text)
    head = " ".join(text for text in (SIGNS[change.how], part, name) if text)
    if change.how is not How.CHANGED:
        return f"{head}: {messages.template(f'plan_diff.{change.how.value}')}"
    nothing = messages.template("plan_diff.nothing")
    return f"{head}: {change.key}: {change.before or nothing} → {change.after or nothing}"


def _title(change: Change, plans: Both, messages: Messages) -> str:
    """What the plan calls the part, in quotation marks."""
    plan = plans[0 if change.how is How.REMOVED else 1].plan
    match change.part:
        case "target":
            text = plan.target[change.id].title
        case "duty":
            text = plan.duty[change.id].title
        case "field":
            text = plan.fields[change.id].label
        case "unit":
            text = plan.unit[change.id].name
        case _:
            return ""
    return messages.quoted(text.in_(messages.language))


def diff_json(changes: Iterable[Change], plans: Both, messages: Messages) -> str:
    """The differences as a JSON document; keys and ids are the same in every language."""
    del messages
    document: Json = {
        "format_version": FORMAT_VERSION,
        "plans": [{"file": one.file, "id": one.plan.id, "sha256": one.sha256} for one in plans],
        "changes": [
            {
                "how": change.how.value,
                "part": change.part,
                "id": change.id or None,
                "key": change.key or None,
                "before": change.before or None,
                "after": change.after or None,
            }
            for change in changes
        ],
    }
    return written(document)
