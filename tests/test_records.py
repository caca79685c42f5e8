"""Our dataclasses are those of the standard library: the same class made by both decorators behaves the same."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from types import SimpleNamespace

import pytest

from khpcmd import records


def classes(decorate: Callable[..., Callable[[type], type]]) -> SimpleNamespace:
    """The same classes, made by one decorator: one with everything that is used here, a changing, a lone, an empty."""

    @decorate(frozen=True, slots=True)
    class Return:
        """What a district reports."""

        unit: str
        value: int = 0
        notes: list[str] = field(default_factory=list)
        shown: str = field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "shown", f"{self.unit} {self.value}")

        def __str__(self) -> str:
            return self.shown

    @decorate(slots=True)
    class Tally:
        """What is counted."""

        done: int
        of: int = 10

    @decorate(frozen=True)
    class Lone:
        """One value, with a place for what is kept."""

        names: tuple[str, ...]

    @decorate(frozen=True, slots=True)
    class Empty:
        """Nothing."""

    return SimpleNamespace(Return=Return, Tally=Tally, Lone=Lone, Empty=Empty)


def happens(action: Callable[[], object]) -> object:
    """What an action gives, or the error it raises with its words."""
    try:
        return repr(action())
    except (TypeError, AttributeError, ValueError) as error:
        return type(error), str(error)


def used() -> SimpleNamespace:
    """Our classes after so many objects of each that their methods are written."""
    made = classes(records.dataclass)
    for _ in range(records.FEW + 1):
        made.Return("a"), made.Tally(1), made.Lone(("n",)), made.Empty()
    return made


OURS, STANDARD = classes(records.dataclass), classes(dataclasses.dataclass)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(
            lambda m: (
                m.Return("a"),
                m.Return("a", 1, ["x"]),
                m.Return(unit="a", value=2),
                m.Tally(1),
                m.Lone(("n",)),
                m.Empty(),
            ),
            id="made",
        ),
        pytest.param(lambda m: m.Return(), id="nothing given"),
        pytest.param(lambda m: m.Return("a", 1, [], "shown"), id="too much given"),
        pytest.param(lambda m: m.Return("a", worth=1), id="an unknown name"),
        pytest.param(
            lambda m: (
                m.Return("a") == m.Return("a"),
                m.Return("a") == m.Return("b"),
                m.Return("a") != "a",
                m.Tally(1) == m.Tally(1, 10),
            ),
            id="alike",
        ),
        pytest.param(
            lambda m: (m.Lone(("n",)) == m.Lone(("n",)), m.Lone(("n",)) == m.Empty(), m.Empty() == m.Empty()),
            id="small ones alike",
        ),
        pytest.param(lambda m: m.Return("a") == m.Tally("a"), id="of another class"),
        pytest.param(lambda m: {m.Lone(("n",)): 1}[m.Lone(("n",))], id="a key"),
        pytest.param(lambda m: {m.Empty(): 1}[m.Empty()], id="an empty key"),
        pytest.param(lambda m: hash(m.Tally(1)), id="no key, for it changes"),
        pytest.param(lambda m: hash(m.Return("a")), id="no key, for its list changes"),
        pytest.param(lambda m: setattr(m.Return("a"), "value", 1), id="not assigned"),
        pytest.param(lambda m: delattr(m.Lone(("n",)), "names"), id="not deleted"),
        pytest.param(lambda m: hasattr(m.Tally(1), "__dict__"), id="no more than its fields"),
        pytest.param(lambda m: setattr(m.Tally(1), "other", 2), id="nothing else assigned"),
        pytest.param(lambda m: dataclasses.replace(m.Return("a", 1), value=2), id="replaced"),
        pytest.param(lambda m: dataclasses.replace(m.Return("a", 1), shown="b"), id="not replaced"),
        pytest.param(lambda m: dataclasses.asdict(m.Return("a", 1)), id="as a mapping"),
        pytest.param(lambda m: [(one.name, one.type) for one in dataclasses.fields(m.Return)], id="fields"),
        pytest.param(lambda m: (m.Return.__match_args__, m.Return.__slots__, m.Empty.__match_args__), id="matched"),
        pytest.param(lambda m: (str(m.Return("a", 1)), m.Return.__doc__, m.Return.__name__), id="words"),
        pytest.param(lambda m: (copy.copy(m.Return("a", 1)), copy.deepcopy(m.Return("a", 1, ["x"]))), id="copied"),
    ],
)
@pytest.mark.parametrize("made", [classes(records.dataclass), used()], ids=["at first", "later"])
def test_a_class_made_here_is_as_the_standard_library_makes_it(
    made: SimpleNamespace, act: Callable[..., object]
) -> None:
    assert happens(lambda: act(made)) == happens(lambda: act(STANDARD))


def test_a_list_that_was_not_given_is_each_objects_own() -> None:
    first, second = OURS.Return("a"), OURS.Return("a")
    first.notes.append("x")
    assert second.notes == []


def test_what_changes_can_be_changed() -> None:
    tally = OURS.Tally(1)
    tally.done = 2
    assert tally == OURS.Tally(2)


def test_a_copy_stays_frozen() -> None:
    again = copy.deepcopy(OURS.Return("a", 1))
    with pytest.raises(FrozenInstanceError):
        again.value = 2


def test_a_frozen_object_takes_nothing_else() -> None:
    with pytest.raises(FrozenInstanceError):
        OURS.Return("a").other = 1
