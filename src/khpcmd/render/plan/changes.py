"""Plans that changed, a line for each thing: two plans, a plan and its document, and next year's copy of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import get_args

from khpcmd.draft.document_text import By, Changed, Sentence
from khpcmd.draft.found import clean
from khpcmd.draft.next_year import Copy
from khpcmd.i18n import Messages
from khpcmd.plan.base import Text
from khpcmd.plan.compare import Change, How
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.render.json_text import Json, written
from khpcmd.render.plain import lines_of_text
from khpcmd.version import FORMAT_VERSION

SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~"}
Both = tuple[LoadedPlan, LoadedPlan]
WIDEST = 18
"""How many letters the ids beside a sentence take, at most."""


def diff_plain(changes: tuple[Change, ...], plans: Both, messages: Messages) -> str:
    """A line for each difference."""
    old, new = plans
    lines = [messages.text("plan_diff.heading", old=old.file, new=new.file)]
    lines += [_line(change, plans, messages) for change in changes] or [messages.template("plan_diff.same")]
    return lines_of_text(lines)


def _line(change: Change, plans: Both, messages: Messages) -> str:
    part = messages.template(f"plan_diff.parts.{change.part}")
    title = _title(change, plans[0 if change.how is How.REMOVED else 1].plan, messages)
    head = " ".join(text for text in (SIGNS[change.how], part, change.id, title) if text)
    if change.how is not How.CHANGED:
        return f"{head}: {messages.template(f'plan_diff.{change.how.value}')}"
    nothing = messages.template("plan_diff.nothing")
    return f"{head}: {change.key}: {change.before or nothing} → {change.after or nothing}"


def _title(change: Change, plan: Plan, messages: Messages) -> str:
    """What the plan calls the part, in quotation marks."""
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


def diff_json(changes: Iterable[Change], plans: Both, _messages: Messages) -> str:
    """The differences as a JSON document; keys and ids are the same in every language."""
    document: Json = {
        "format_version": FORMAT_VERSION,
        "plans": [{"file": one.file, "id": one.plan.id, "sha256": one.sha256} for one in plans],
        "changes": [
            {"how": one.how.value, "part": one.part} | {key: getattr(one, key) or None for key in Change._fields[2:]}
            for one in changes
        ],
    }
    return written(document)


def text_page(sentences: Sequence[Sentence], messages: Messages) -> str:
    """Each sentence with its line, what accounts for it, and the percentages in it that nothing has; the last line
    counts them."""
    lines, reason = list[str](), None
    for one in sentences:
        left = messages.text("plan_text.left", found=", ".join(one.left)) if one.left else ""
        beside = [text for text in (left, _why(one.reason, reason, messages)) if text]
        said = ", ".join(one.names) or messages.text(f"plan_text.by.{one.by}")
        lines.append(_sentence(one, said, one.text + (f" ({'; '.join(beside)})" if beside else "")))
        reason = one.reason
    counts = Counter(one.by for one in sentences)
    counted = [f"{counts[by]} {messages.text(f'plan_text.by.{by}')}" for by in get_args(By) if counts[by]]
    count = messages.count("sentences", len(sentences))
    return lines_of_text((*lines, messages.text("plan_text.summary", sentences=count, counts=messages.joined(counted))))


def _why(reason: Text | None, before: Text | None, messages: Messages) -> str:
    """Why a sentence is passed over, said once for a section."""
    return reason.in_(messages.language) if reason and reason is not before else ""


def _sentence(one: Sentence | None, said: str, text: str) -> str:
    return f"{one.line if one else '':>5}  {said:<{WIDEST}}  {text}"


def changes_page(found: Sequence[Changed], messages: Messages) -> str:
    """The sentences that are new or changed, each with what quoted the old one; the last line counts them."""
    lines = list[str]()
    for one in found:
        said = ", ".join(one.names) or messages.text("plan_text.changed" if one.old else "plan_text.new")
        lines.append(_sentence(one.sentence, said, one.sentence.text))
        if one.old:
            lines.append(_sentence(None, "", messages.text("plan_text.was", old=one.old)))
    touched = ", ".join(dict.fromkeys(name for one in found for name in one.names))
    values = {
        "sentences": messages.count("sentences", len(found)),
        "targets": touched or messages.text("plan_text.none"),
    }
    return lines_of_text((*lines, messages.text("plan_text.touched", **values)))


def copied_page(copy: Copy, file: str, messages: Messages) -> str:
    """What a person has to read again in next year's copy; ``file`` is what it is called, "" where it was printed."""
    return "\n".join(_copied(copy, file, messages)) + "\n"


def _copied(copy: Copy, file: str, messages: Messages) -> Iterator[str]:
    yield messages.text("plan_new.copied", year=str(copy.year), values=messages.count("values", copy.moved))
    order = list(dict.fromkeys(one.what for one in copy.again))
    for what, found in groupby(sorted(copy.again, key=lambda one: order.index(one.what)), key=lambda one: one.what):
        yield f"\n{messages.template(f'plan_new.again.{what}')}"
        for one in found:
            name = f"{clean(one.name)}  " if one.name else ""
            yield f"{one.line:>6} | {name}{clean(one.text)}"
    yield f"\n{messages.text('plan_new.then', file=file or '…')}"
