"""The shared strings of a workbook, as openpyxl reads them: without formats and without phonetic guides."""

from __future__ import annotations

from khpcmd.workbook.limits import Limits, damaged
from khpcmd.workbook.walk import Tally, Walker

STRING = 2
"""The depth of a string in the part."""


class StringsWalker(Walker):
    """Collects the texts of ``<si>``: the ``<t>`` directly below and those of its runs ``<r>``."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits, tally)
        self.strings: list[str] = []
        self._snippets: list[str] = []
        self._in_run = self._has_text = self._in_text = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if self.depth == STRING:
            if name not in ("si", "extLst"):
                raise damaged("shared_string")  # all that follow would be taken for their neighbours
            self._snippets, self._has_text = [], False
        elif self.depth == STRING + 1:
            self._in_run = name == "r"
            self._has_text = self._has_text and not self._in_run
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
            self._snippets.extend(self.text)
            self._in_text = False
        elif name == "si" and self.depth == STRING:
            self.strings.append("".join(self._snippets).replace("x005F_", ""))
