"""Texts in several runs, each with a look of its own: what a person sees of it that its letters alone do not say."""

from __future__ import annotations

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STRUCK = "\u0336"
"""Drawn through the letter before it."""
OFF = ("0", "false", "none")


class Run:
    """The look of one run, as its properties come in. ``font`` is "" where it names none."""

    __slots__ = ("_lowered", "_raised", "_struck", "font")

    def __init__(self) -> None:
        self.font = ""
        self._struck = self._raised = self._lowered = False

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """One property of the run."""
        value = attributes.get("val", "")
        match name.rpartition(":")[2]:
            case "rFont":
                self.font = value
            case "strike":
                self._struck = value not in OFF
            case "vertAlign":
                self._raised, self._lowered = value == "superscript", value == "subscript"

    def seen(self, text: str) -> str:
        """The text so that nothing takes it for what it does not look like: "1" as a footnote's mark is "¹", and what
        is struck out is no number any more."""
        if self._struck:
            return "".join(letter + STRUCK for letter in text)
        if self._raised:
            return text.translate(RAISED)
        return text.translate(LOWERED) if self._lowered else text
