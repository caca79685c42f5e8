"""Each pattern of the phrases is found in the texts that it says, and in no other."""

from __future__ import annotations

import pytest

from khpcmd.draft.phrases import patterns, phrases

WHOLE = (
    "rest",
    "thousands",
    "agency",
    "counted",
    "persons",
    "no_unit",
    "later",
    "short_class",
    "awarded",
    "declared",
    "recipients",
)
"""Those that are looked for at the beginning of a text."""


@pytest.mark.parametrize("name", phrases())
def test_a_pattern_is_found_where_it_says_and_nowhere_else(name: str) -> None:
    found = [one.match if name in WHOLE else one.search for one in patterns(name)]
    known = phrases()[name]
    assert [text for text in known["says"] if not any(look(text) for look in found)] == []
    assert [text for text in known["says_not"] if any(look(text) for look in found)] == []
