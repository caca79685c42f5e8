"""No regular expression takes more than about twice as long for a text that is twice as long, whatever the text."""

from __future__ import annotations

import re
import signal
import time

import pytest

from hostile.patterns import AnyPattern, attacks, patterns, uses

PATTERNS = patterns()
SIZES = (40, 250, 2_000, 8_000)
MOST = 6.0
"""Seconds for all texts of one pattern, until it is stopped."""
SHORTEST = 0.02
"""Seconds that are too few to tell growth from chance."""
SLACK = 2.0


class TooLongError(Exception):
    """A pattern does not come to its end."""


def stop(*_: object) -> None:
    raise TooLongError


def seconds(pattern: AnyPattern, method: str, text: str) -> float:
    content = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    begin = time.perf_counter()
    if method == "sub":
        pattern.sub(lambda match: match[0], content)  # type: ignore[arg-type]
    elif method == "finditer":
        for _ in pattern.finditer(content):  # type: ignore[arg-type]
            pass
    else:
        getattr(pattern, method)(content)
    return time.perf_counter() - begin


def grows(pattern: AnyPattern, method: str, attack: tuple[str, str, str]) -> bool:
    """Whether four times the text takes much more than four times as long."""
    before, body, end = attack
    texts = [before + body * (size // len(body) + 1) + end for size in SIZES]
    for text in texts[:2]:
        seconds(pattern, method, text)
    if seconds(pattern, method, texts[-1]) < SHORTEST:
        return False
    short, long = (min(seconds(pattern, method, text) for _ in range(3)) for text in texts[-2:])
    return long > SHORTEST and long > SLACK * short * SIZES[-1] / SIZES[-2]


@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    pattern, tried = PATTERNS[name], ("", ("", "", ""))
    kept = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, MOST)
    try:
        for tried in [(method, attack) for method in sorted(uses(name)) for attack in sorted(attacks(pattern))]:
            assert not grows(pattern, *tried), tried
    except TooLongError:
        pytest.fail(f"{tried} does not come to its end")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept)


def test_patterns_are_found_and_tried() -> None:
    assert len(PATTERNS) > 150
    cubic = re.compile(r"(?:\s*,?\s*)*x")
    assert any(grows(re.compile(r"\s*x$"), "search", attack) for attack in attacks(cubic))
