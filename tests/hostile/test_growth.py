"""No regular expression takes more than about twice as long for a text that is twice as long, whatever the text.

What a pattern does cannot be counted in calls, so the time of its thread is taken, which stands still while others run.
What seems to grow is tried again: a machine can be slow for a moment, a pattern that grows is slow each time.
"""

from __future__ import annotations

import re
import signal
import time

import pytest

from hostile.patterns import AnyPattern, attacks, patterns, uses

pytestmark = pytest.mark.effort

PATTERNS = patterns()
SIZES = (40, 250, 2_000, 8_000)
MOST = 12.0
"""CPU seconds for all texts of one pattern, until it is stopped."""
SHORTEST = 0.02
"""Seconds that are too few to tell growth from chance."""
SLACK = 2.0
TRIES = 4


class TooLongError(Exception):
    """A pattern does not come to its end."""


def stop(*_: object) -> None:
    raise TooLongError


def seconds(pattern: AnyPattern, method: str, text: str) -> float:
    content = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    begin = time.thread_time()
    if method == "sub":
        pattern.sub(lambda match: match[0], content)  # type: ignore[arg-type]
    elif method == "finditer":
        for _ in pattern.finditer(content):  # type: ignore[arg-type]
            pass
    else:
        getattr(pattern, method)(content)
    return time.thread_time() - begin


def grows(pattern: AnyPattern, method: str, attack: tuple[str, str, str]) -> bool:
    """Whether four times the text takes much more than four times as long."""
    before, body, end = attack
    texts = [before + body * (size // len(body) + 1) + end for size in SIZES]
    for text in texts[:2]:
        seconds(pattern, method, text)
    if seconds(pattern, method, texts[-1]) < SHORTEST:
        return False
    return all(_longer(pattern, method, texts[-2], texts[-1]) for _ in range(TRIES))


def _longer(pattern: AnyPattern, method: str, short: str, long: str) -> bool:
    first, last = (min(seconds(pattern, method, text) for _ in range(3)) for text in (short, long))
    return last > SHORTEST and last > SLACK * first * SIZES[-1] / SIZES[-2]


@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    pattern, tried = PATTERNS[name], ("", ("", "", ""))
    kept = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, MOST)
    try:
        for tried in [(method, attack) for method in sorted(uses(name)) for attack in sorted(attacks(pattern))]:
            assert not grows(pattern, *tried), tried
    except TooLongError:
        pytest.fail(f"{tried} does not come to its end")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)


def test_patterns_are_found_and_tried() -> None:
    assert len(PATTERNS) > 150
    cubic = re.compile(r"(?:\s*,?\s*)*x")
    assert any(grows(re.compile(r"\s*x$"), "search", attack) for attack in attacks(cubic))
