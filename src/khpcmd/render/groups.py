"""Equal faults as one: the same sentence about neighbouring cells is read once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.faults import Group, row_and_column

VARYING: Mapping[AnyCode, frozenset[str]] = {
    Code.NUMBER_AS_TEXT: frozenset({"found", "value"}),
    Code.AMBIGUOUS_NUMBER: frozenset({"found", "first", "second"}),
    Code.FIELD_NOT_EXPECTED: frozenset({"unit"}),
    Code.NOT_REPORTED: frozenset({"unit"}),
    Code.OVERDUE: frozenset({"unit"}),
    Code.SENT_NOT_USED: frozenset({"unit"}),
    Code.TOTAL_ROW_SET_ASIDE: frozenset({"text"}),
    Code.ROW_SET_ASIDE: frozenset({"text"}),
    Code.COLUMN_SET_ASIDE: frozenset({"header"}),
}
"""The parameters that may differ among equal faults: what stood in the cell, and how it was read."""
WHAT_STOOD_THERE = frozenset({"found"})


def grouped(faults: Iterable[Diagnostic]) -> list[Group]:
    """The faults in groups of one code, sheet and meaning, each where its first member was."""
    alike: dict[Hashable, list[tuple[int, Diagnostic]]] = {}
    for index, fault in enumerate(faults):
        alike.setdefault(_meaning(fault, index), []).append((index, fault))
    lines = [line for members in alike.values() for line in _lines(members)]
    return [tuple(fault for _, fault in line) for line in sorted(lines, key=lambda line: line[0][0])]


def _meaning(fault: Diagnostic, index: int) -> Hashable:
    """What equal faults share. A fault that is neither of a cell nor of a unit as a whole is like no other."""
    at, varying = fault.at, VARYING.get(fault.code, WHAT_STOOD_THERE)
    if at is not None and row_and_column(at.cell) == (0, 0):
        return index
    same = tuple((name, value) for name, value in sorted(fault.params.items()) if name not in varying)
    return fault.code, (at.file, at.sheet) if at else None, same


def _lines(members: list[tuple[int, Diagnostic]]) -> Iterable[list[tuple[int, Diagnostic]]]:
    """The members as they stand in one row, or else column by column."""
    cells = [row_and_column(fault.at.cell) if fault.at else (0, 0) for _, fault in members]
    if len({row for row, _ in cells}) == 1:
        return [members]
    columns: dict[int, list[tuple[int, Diagnostic]]] = {}
    for member, (_, column) in zip(members, cells, strict=True):
        columns.setdefault(column, []).append(member)
    return columns.values()
