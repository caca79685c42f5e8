"""What was meant by a word that is not one: at most two letters away, and fewer than half of them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.text import typo_of

COMMANDS = ("check", "validate", "template", "annotate", "inspect", "diff", "explain", "plan")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chekc", "check"),
        ("CHECK", "check"),
        ("valdate", "validate"),
        ("validatee", "validate"),
        ("anotat", "annotate"),
        ("dif", "diff"),
        ("paln", "plan"),
        ("report", ""),
        ("plot", ""),
        ("foo", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_only_a_typo_of_two_letters_is_taken_for_a_command(typed: str, meant: str) -> None:
    assert typo_of(typed, COMMANDS) == meant


def test_half_a_word_is_no_typo_of_another() -> None:
    assert typo_of("B9", ["B1", "B3"]) == ""
    assert typo_of("B3x", ["B1", "B3c"]) == "B3c"
    assert typo_of("B99", ["B1", "B3c"]) == ""


def test_the_nearest_is_offered() -> None:
    assert typo_of("venue_inspected", ["venues_expected", "venues_inspected", "inspected"]) == "venues_inspected"


def edited(word: str) -> set[str]:
    """All that one mistake makes of a word of the letters a and b."""
    left = {word[:at] + word[at + 1 :] for at in range(len(word))}
    changed = {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in "ab"}
    more = {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in "ab"}
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return left | changed | more | turned


@given(st.text("ab", min_size=5, max_size=7))
def test_what_is_two_mistakes_away_or_less_is_found(word: str) -> None:
    once = edited(word)
    assert all(typo_of(one, [word]) == word for one in once if len(one) >= 3)
    near = {word, *once}.union(*(edited(one) for one in once))
    for far in map("".join, product("ab", repeat=6)):
        if typo_of(far, [word]):
            assert far in near
