"""What ``import khpcmd`` offers is what was promised, and is enough for all that the commands ask.

``surface.txt`` is the promise: each name with its arguments, fields or members. What stands there may not go within a
major version; what is added is put there when it is to stay.
"""

from __future__ import annotations

import dataclasses
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

import khpcmd
from khpcmd.check_data import DataRequest
from khpcmd.checking import Request

LINES = Path(__file__).with_name("surface.txt").read_text(encoding="utf-8").splitlines()
PROMISED = {name: set(members.split()) for name, _, members in (line.partition(":") for line in LINES)}
NEEDED = {"check": {"paths"}, "validate": {"paths"}, "exit_code": {"report"}, "to_json": {"report"}}
NEEDED |= {"write": {"report", "path"}, "message": {"of"}, "cure": {"diagnostic"}, "load_plan": set()}
"""The arguments that have to be given."""


def offered(thing: object) -> set[str]:
    """The arguments of a function; the fields, members and methods of a type."""
    if inspect.isfunction(thing):
        return set(inspect.signature(thing).parameters)
    if get_origin(thing) is Literal:
        return set(get_args(thing))
    if isinstance(thing, type) and issubclass(thing, Exception):
        return set(inspect.signature(thing).parameters)
    if isinstance(thing, type):
        fields = [field.name for field in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else []
        return {*fields, *getattr(thing, "model_fields", ()), *dir(thing)}
    raise TypeError(thing)


def test_every_name_is_promised() -> None:
    assert {*PROMISED, "__version__"} == set(khpcmd.__all__)


@pytest.mark.parametrize("name", PROMISED)
def test_what_was_promised_is_there(name: str) -> None:
    assert PROMISED[name] - offered(getattr(khpcmd, name)) == set()


@pytest.mark.parametrize("name", NEEDED)
def test_no_more_has_to_be_given_than_at_first(name: str) -> None:
    """An argument that is added has a default, or programs break."""
    parameters = inspect.signature(getattr(khpcmd, name)).parameters.values()
    assert {one.name for one in parameters if one.default is inspect.Parameter.empty} == NEEDED[name]


@pytest.mark.slow
def test_nothing_is_imported_before_it_is_asked_for() -> None:
    there = "'khpcmd.library' in sys.modules"
    asked = f"import sys, khpcmd; early = {there}; khpcmd.check; print(early, {there})"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
    assert set(khpcmd.__all__) <= set(dir(khpcmd))
    assert not hasattr(khpcmd, "nothing_of_the_kind")


def test_whatever_a_command_can_ask_the_functions_can_ask() -> None:
    def names(request: type) -> set[str]:
        return {field.name for field in dataclasses.fields(request)}

    assert set(inspect.signature(khpcmd.check).parameters) == names(Request) - {"loaded"}
    assert set(inspect.signature(khpcmd.validate).parameters) == names(DataRequest) - {"loaded"}


def test_the_client_uses_every_name_that_was_promised() -> None:
    """mypy --strict reads it with the tests: what it can say of a name has its type."""
    program = Path(__file__).with_name("client.py").read_text(encoding="utf-8")
    assert {name for name in khpcmd.__all__ if f"khpcmd.{name}" not in program} == set()
