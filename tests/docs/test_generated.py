"""The generated files under ``docs`` say what the sources and the catalogues say."""

from __future__ import annotations

import pytest

from regenerate import FILES, ROOT, generated

pytestmark = pytest.mark.site


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    present = (ROOT / name).read_text(encoding="utf-8")
    assert present == generated(name), "to write it again: python tests/regenerate.py"
