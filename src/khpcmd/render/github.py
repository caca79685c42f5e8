"""Workflow commands of GitHub Actions: annotations at a place of a file."""

from __future__ import annotations

from khpcmd.diagnostics import Severity
from khpcmd.render.escapes import visible

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
SHOWN = 10
"""How many annotations of a kind GitHub shows for one step."""


def annotation(severity: Severity, title: str, message: str, **place: str | int) -> str:
    """One annotation; ``place`` is ``file``, ``line`` and ``col``, as far as they are known."""
    known = {name: value for name, value in place.items() if value} | {"title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in known.items())
    return f"::{LEVELS[severity]} {properties}::{_data(visible(message))}"


def plain_line(text: str) -> str:
    """A line of the log that is nothing but a line: no text that begins with "::" is taken for a command."""
    shown = visible(text)
    return f" {shown}" if shown.lstrip().startswith("::") else shown


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
