"""The shared strings of a workbook, without phonetic guides; of formats only what changes what is read (``runs``)."""

from __future__ import annotations

from khpcmd.workbook.limits import Limits, damaged
from khpcmd.workbook.runs import Run
from khpcmd.workbook.walk import Tally, Walker

STRING = 2
"""The depth of a string in the part."""
PROPERTY = 3
"""How much deeper the properties of a run stand."""


class StringsWalker(Walker):
    """Collects the texts of ``<si>``: the ``<t>`` directly below and those of its runs ``<r>``."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.strings: list[str] = []
        self.runs: dict[int, tuple[tuple[str, str], ...]] = {}
        """By index, the texts of a string whose runs name fonts, each with its font ("": that of the cell)."""
        self._snippets: list[str] = []
        self._fonts: list[str] = []
        self._run = Run()
        self._in_run = self._has_text = self._in_text = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == STRING:
            if name not in ("si", "extLst"):
                raise damaged("shared_string")  # all that follow would be taken for their neighbours
            self._snippets, self._fonts, self._has_text = [], [], False
            self._run = Run()
        elif self.depth == STRING + 1:
            self._in_run = name == "r"
            self._has_text = self._has_text and not self._in_run
            self._run = Run()
        elif self.depth == STRING + PROPERTY and self._in_run:
            self._run.take(name, attributes)
        if self._in_text or (self._has_text and self._shows(name)):
            raise damaged("shared_string")  # readers do not agree on a second text beside or inside of the first one
        if self._shows(name):
            self._has_text = self._in_text = True
        self.text.clear()

    def _shows(self, name: str) -> bool:
        """Whether this element is a text of the string."""
        return name == "t" and (self.depth == STRING + 1 or (self.depth == STRING + 2 and self._in_run))

    def closed(self, name: str) -> None:
        if self._shows(name):
            self._snippets.append(self._run.seen("".join(self.text)))
            self._fonts.append(self._run.font)
            self._in_text = False
        elif name == "si" and self.depth == STRING:
            if any(self._fonts):
                self.runs[len(self.strings)] = tuple(zip(self._snippets, self._fonts, strict=True))
            self.strings.append("".join(self._snippets).replace("x005F_", ""))
