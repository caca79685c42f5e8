"""Sequences that are made when somebody looks into them."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.later import Later


class Source:
    """Gives three letters, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def letters(self) -> Iterator[str]:
        self.asked += 1
        yield from "abc"


def test_nothing_is_made_before_somebody_looks_and_then_only_once() -> None:
    source = Source()
    later = Later(source.letters, 3)
    assert (len(later), bool(later), source.asked) == (3, True, 0)
    assert (list(later), later[0], later[1:], later[-1]) == (["a", "b", "c"], "a", ("b", "c"), "c")
    assert source.asked == 1


def test_the_length_is_counted_where_nobody_said_it() -> None:
    assert len(Later(Source().letters)) == 3
    assert not Later(lambda: iter(()))


def test_it_is_as_good_as_a_tuple_of_the_same_items() -> None:
    one, other = Later(Source().letters), Later(Source().letters)
    assert one == other == ("a", "b", "c")
    assert one == ("a", "b", "c")
    assert one != ("a", "b")
    assert one != 3
    assert hash(one) == hash(("a", "b", "c"))
    assert repr(one) == "('a', 'b', 'c')"
