"""What a reader could not see is shown, and everything else stays as it is."""

from __future__ import annotations

import sys

from khpcmd.plan.rosters import UNSEEN as NO_NAME
from khpcmd.render.wording import UNSEEN, visible

EVERYTHING = [chr(code) for code in range(sys.maxunicode + 1)]


def test_every_character_alone_is_escaped_or_left() -> None:
    changed = {character for character in EVERYTHING if visible(character) != character}
    assert changed == {character for character in EVERYTHING if UNSEEN.search(character)}
    assert "\x1b" in changed


def test_a_name_with_something_unseen_is_never_taken_for_printable() -> None:
    unseen = [character for character in EVERYTHING if NO_NAME.search(character)]
    assert "\u202e" in unseen
    assert not any(character.isprintable() for character in unseen)
