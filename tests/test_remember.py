"""What is kept for the next time changes no answer, and stays within its space."""

from __future__ import annotations

from collections.abc import Callable

from khpcmd.remember import KEPT, SHORT, remembered


def counting() -> tuple[Callable[[str], int], list[str]]:
    """The length of texts, remembered; and the texts that it was worked out for."""
    asked = list[str]()

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    return remembered(length), asked


def test_a_short_text_is_asked_once() -> None:
    length, asked = counting()
    assert [length("xã"), length("xã"), length("phường")] == [2, 2, 6]
    assert asked == ["xã", "phường"]


def test_a_long_text_is_not_kept() -> None:
    length, asked = counting()
    long = "x" * (SHORT + 1)
    assert length(long) == length(long) == SHORT + 1
    assert asked == [long, long]


def test_answers_are_forgotten_when_there_are_too_many() -> None:
    length, asked = counting()
    for number in range(KEPT + 1):
        length(str(number))
    assert length("0") == 1
    assert asked.count("0") == 2
