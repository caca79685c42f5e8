"""A parameter of a command, as typer has it: typer hides the class."""

from __future__ import annotations

from typing import Protocol


class Parameter(Protocol):
    """What is asked of a parameter of a command."""

    @property
    def name(self) -> str: ...
    @property
    def opts(self) -> list[str]: ...
    @property
    def param_type_name(self) -> str: ...
