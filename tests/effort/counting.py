"""Counts the Python calls of one run of khpcmd, and says in whose name each was made.

    python counting.py COMMAND [ARGUMENT …]

The last line printed is JSON: of each room of khpcmd (``workbook``, ``judge``, ``checking`` …) the calls of its own
functions, and those of the standard library that they led to, the start included. What installed packages do by
themselves stands under ``packages``, for it changes with their versions. No clock is read, so the same code on the same
Python counts the same on every machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from types import CodeType, FrameType

PACKAGES = "packages"
"""In whose name the calls are that an installed package, or Python itself, made before khpcmd was called."""
OURS = f"{os.sep}khpcmd{os.sep}"
IMPORTING = "<frozen importlib"
"""Functions of Python that import modules: what they do depends on which modules were compiled before."""


def room(code: CodeType) -> str | None:
    """Whose a function is: a room of khpcmd, PACKAGES, or the caller's (None), as those of the standard library are."""
    _, _, inside = code.co_filename.rpartition(OURS)
    if inside != code.co_filename:
        return inside.split(os.sep, 1)[0].removesuffix(".py")
    return PACKAGES if "site-packages" in code.co_filename else None


class Counted:
    """Counts calls while it is set as the profile function: of each room its own, and those of the standard library."""

    def __init__(self) -> None:
        self.own, self.beside = Counter[str](), Counter[str]()
        self._rooms = dict[CodeType, str | None]()
        self._stack = [PACKAGES]

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            code = frame.f_code
            if code not in self._rooms:
                self._rooms[code] = room(code)
            own = self._rooms[code]
            name = own or self._stack[-1]
            self._stack.append(name)
            if own:
                self.own[own] += 1
            elif not code.co_filename.startswith(IMPORTING):
                self.beside[name] += 1
        elif event == "return" and len(self._stack) > 1:
            self._stack.pop()


def main() -> None:
    counted = Counted()
    sys.setprofile(counted)
    try:
        from khpcmd.cli import main as command

        command(sys.argv[1:])
    finally:
        sys.setprofile(None)
    print(f"\n{json.dumps({'own': counted.own, 'beside': counted.beside})}")


if __name__ == "__main__":
    main()
