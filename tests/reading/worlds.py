"""A world: a layout with words put in at one place, or with columns of numbers beside its figures."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .draws import draw
from .facts import Facts, all_facts
from .layout import Figure, Insertion, Layout, Siblings
from .layouts import SIBLINGS, WEIGHTS, lay_out
from .words import FREE, Sense, Words, folded


@dataclass(frozen=True, slots=True)
class World:
    """A layout, what was changed in it, and which figures that change governs.

    Where it ``closes``, the ``governed`` figures may not be read silently, and those ``around`` may be doubted as well.
    """

    seed: int
    layout: Layout
    words: Words | None = None
    siblings: Siblings | None = None
    base: Layout | None = None
    """The same layout without the words."""
    governed: frozenset[Figure] = frozenset()
    around: frozenset[Figure] = frozenset()

    @property
    def place(self) -> str:
        return "sibling" if self.siblings else self.words.place if self.words else "base"

    @property
    def kind(self) -> str:
        if self.siblings:
            return self.siblings.name
        return (
            f"{self.words.sense}:{self.words.kind}"
            if self.words
            else self.layout.kind + ("" if self.layout.merged else " unmerged")
        )

    @property
    def closes(self) -> bool:
        """Whether the governed figures may not be read silently."""
        if self.siblings:
            return self.siblings.expected == "open"
        return self.words is not None and self.words.sense in (Sense.TURNING, Sense.UNKNOWN)

    def drawn(self) -> str:
        """The world for a message: seed, layout, words and the sheets."""
        said = f"words: {self.words}" if self.words else f"siblings: {self.siblings}"
        pages = "\n".join(page.drawn() for page in self.layout.pages)
        made = f"layout {self.layout.kind}  plan {self.layout.facts.name}  file {self.layout.file!r}"
        return f"seed {self.seed}  {made}\n{said}\n{pages}"


def make(seed: int, only: str = "") -> list[World]:
    """The worlds of a seed: the layout as it is, and some with words or siblings in it; ``only`` names one place."""
    rng = Random(f"world/{seed}")  # noqa: S311  # the same in every run
    facts = rng.choices(all_facts(), [6, 1, 1])[0]
    kinds = [name for name in WEIGHTS if facts.communes or name not in ("annex", "below")]
    kind = rng.choices(kinds, [WEIGHTS[name] for name in kinds])[0]
    base = lay_out(facts, seed, kind)
    worlds = [World(seed, base)] if only in ("", "base") else []
    if only in ("", "sibling") and kind in ("form", "sheets", "table") and rng.random() < (1 if only else 0.7):
        worlds.append(_with_siblings(seed, facts, kind, rng.choice(SIBLINGS)))
    places = [index for index, hook in enumerate(base.hooks) if not only or hook.place == only]
    by_place: dict[str, list[int]] = {}
    if base.file.endswith(".csv"):
        places = [index for index in places if base.hooks[index].place not in ("comment", "sheet")]
    for index in places:
        by_place.setdefault(base.hooks[index].place, []).append(index)
    chosen = rng.sample(sorted(by_place), min(len(by_place), 7) if base.required else 0)
    made = (_with_words(rng, seed, base, rng.choice(by_place[place])) for place in chosen)
    return worlds + [world for world in made if world]


def _with_words(rng: Random, seed: int, base: Layout, index: int) -> World | None:
    hook = base.hooks[index]
    words = draw(rng, hook, base)
    if words is None or folded(words.whole) == folded(hook.text):
        return None
    layout = lay_out(base.facts, seed, base.kind, Insertion(index, words.whole))
    figures = layout.scopes[index].figures
    governed = frozenset(figure for figure in figures if not _own(words, layout, figure))
    wide = words.place in (*FREE - {"remark", "comment"}, "sheet", "file", "subtitle", "scale_line")
    around = frozenset(layout.meant) if wide else frozenset(figures)
    return World(seed, layout, words, None, base, governed, around)


def _own(words: Words, layout: Layout, figure: Figure) -> bool:
    """Whether the words are nothing new for a figure.

    Its own label has them, it is an answer that no scale changes, or a remark says why the answer is no.
    """
    if words.place in FREE and words.kind in ("not_done", "plan") and layout.meant.get(figure) is False:
        return True
    field = next(one for one in (*layout.facts.fields, *layout.facts.commune_fields) if one.id == figure[1].field)
    if words.sense is Sense.TURNING and words.kind == "scale" and not field.counted:
        return True
    return words.sense is Sense.TURNING and any(folded(words.text) in folded(name) for name in field.names)


def _with_siblings(seed: int, facts: Facts, kind: str, siblings: Siblings) -> World:
    layout = lay_out(facts, seed, kind, None, siblings)
    governed = frozenset(layout.doubled) if siblings.expected == "open" else frozenset(layout.meant)
    return World(seed, layout, None, siblings, None, governed, frozenset(layout.meant))
