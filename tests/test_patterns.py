"""A pattern finds what the compiled one finds; only its compiling waits."""

from __future__ import annotations

import re

import pytest

from khpcmd.patterns import pattern

TEXT = "Tháng 1, tháng 2 và THÁNG 3"
ASKED = r"(tháng) ([0-9])"


def test_a_pattern_finds_what_the_compiled_one_finds() -> None:
    for _ in range(2):  # before and after it was used
        late, soon = pattern(ASKED, re.IGNORECASE), re.compile(ASKED, re.IGNORECASE)
        assert late.findall(TEXT) == soon.findall(TEXT)
        assert late.sub(r"\2", TEXT) == soon.sub(r"\2", TEXT)
        assert late.split(TEXT) == soon.split(TEXT)
        assert [found.span() for found in late.finditer(TEXT, 5)] == [found.span() for found in soon.finditer(TEXT, 5)]
        for text in ("tháng 1", "tháng", f"Từ {TEXT}"):
            assert bool(late.fullmatch(text)) is bool(soon.fullmatch(text))
            assert bool(late.match(text)) is bool(soon.match(text))
            assert bool(late.search(text)) is bool(soon.search(text))
        assert late.groups == soon.groups


def test_a_wrong_pattern_is_told_when_it_is_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
