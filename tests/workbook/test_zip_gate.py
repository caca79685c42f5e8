"""Parts of zip files: inflated once where they come again, counted each time; large ones never twice in memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from hostile.files import zipped
from khpcmd.diagnostics import Code
from khpcmd.workbook.file import zip as zip_gate
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.zip import Archive


def test_the_inflated_bytes_of_all_parts_are_counted_together() -> None:
    data, limits = zipped({"a": b"x" * 3000, "b": b"x" * 3000}), replace(Limits(), inflated=5000)
    archive = Archive(data, limits)
    archive.read("a")
    with pytest.raises(Refused) as refused:
        archive.read("b")
    assert (refused.value.code, refused.value.params["found"]) == (Code.LIMIT_EXCEEDED, 6000)


def test_a_part_is_held_to_what_the_directory_says_of_it() -> None:
    data = zipped({"a": b"x" * 3000})
    Archive(data, Limits()).read("a")
    at = data.index(b"PK\x01\x02") + 16
    wrong = data[:at] + bytes(4) + data[at + 4 :]
    with pytest.raises(Refused):
        Archive(wrong, Limits()).read("a")


@pytest.mark.slow
def test_a_large_part_is_in_memory_once() -> None:
    size = 8 * zip_gate.LARGE
    content = b"".join(b"%07d," % number for number in range(size // 8))
    archive = Archive(zipped({"a": content}), Limits())
    tracemalloc.start()
    try:
        assert archive.read("a") == content
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.3 * size
