"""Names as texts say what paths say."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.files import last, posix, stem, suffix

PARTS = st.text("abX.~$ ế\\", min_size=1, max_size=6).filter(lambda part: part not in (".", "..") and part[-1] != ".")


@given(st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["", "/"]))
def test_names_say_what_paths_say(parts: list[str], root: str) -> None:
    name = root + "/".join(parts)
    path = PurePosixPath(name)
    assert (last(name), stem(name), suffix(name)) == (path.name, path.stem, path.suffix)


@pytest.mark.parametrize(("name", "found"), [(".xlsx", ""), ("a.", ""), ("a.b.xlsx", ".xlsx"), ("a.b/c", ""), ("", "")])
def test_a_suffix_needs_something_before_and_after_its_dot(name: str, found: str) -> None:
    assert suffix(name) == found
    assert posix(PurePosixPath("a") / "b") == "a/b"  # type: ignore[arg-type]  # a path of this system
