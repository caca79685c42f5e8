"""A document sentence by sentence, with what of its plan quotes it, and what changed since the old document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from khpcmd.draft.document_text import By, Changed, Sentence
from khpcmd.i18n import Messages
from khpcmd.plan.base import Text
from khpcmd.render.wording import visible

WIDEST = 18
"""How many letters the ids beside a sentence take, at most."""


def text_page(sentences: Sequence[Sentence], messages: Messages) -> str:
    """Each sentence with its line and what accounts for it; the last line counts them."""
    return "".join(f"{line}\n" for line in (*map(_Lines(messages).of, sentences), _summary(sentences, messages)))


class _Lines:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._reason: Text | None = None
        """Why the sentence before is passed over: it is said once for a section."""

    def of(self, one: Sentence) -> str:
        """A sentence with what accounts for it, and the percentages in it that nothing has."""
        text, language = self._messages.text, self._messages.language
        said = ", ".join(one.names) or text(f"plan_text.by.{one.by}")
        beside = [text("plan_text.left", found=", ".join(one.left))] if one.left else []
        beside += [one.reason.in_(language)] if one.reason and one.reason is not self._reason else []
        self._reason = one.reason
        end = f" ({'; '.join(beside)})" if beside else ""
        return f"{one.line:>5}  {visible(said):<{WIDEST}}  {visible(one.text)}{visible(end)}"


def _summary(sentences: Sequence[Sentence], messages: Messages) -> str:
    counts = Counter(one.by for one in sentences)
    counted = [f"{counts[by]} {messages.text(f'plan_text.by.{by}')}" for by in get_args(By) if counts[by]]
    count = messages.count("sentences", len(sentences))
    return messages.text("plan_text.summary", sentences=count, counts=messages.joined(counted))


def changes_page(found: Sequence[Changed], messages: Messages) -> str:
    """The sentences that are new or changed, each with what quoted the old one; the last line counts them."""
    return "".join(f"{line}\n" for line in _changes(found, messages))


def _changes(found: Sequence[Changed], messages: Messages) -> Iterator[str]:
    for one in found:
        said = ", ".join(one.names) or messages.text("plan_text.changed" if one.old else "plan_text.new")
        yield f"{one.sentence.line:>5}  {visible(said):<{WIDEST}}  {visible(one.sentence.text)}"
        if one.old:
            yield f"{'':>5}  {'':<{WIDEST}}  {visible(messages.text('plan_text.was', old=one.old))}"
    touched = dict.fromkeys(name for one in found for name in one.names)
    count, named = messages.count("sentences", len(found)), ", ".join(touched) or messages.text("plan_text.none")
    yield messages.text("plan_text.touched", sentences=count, targets=named)
