"""Dataclasses of the standard library whose methods cost next to nothing until they are used.

The standard decorator writes and compiles five or six methods of every class when its module is imported, though all of
them but ``__init__`` are the same for every class; with a hundred classes that was a seventh of a short check. Here the
standard decorator still says what the fields are, so that ``replace``, ``fields`` and ``asdict`` work as ever, and to
the type checker this is the standard decorator itself. ``__init__`` is written when a few objects have been made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from types import FunctionType
from typing import TYPE_CHECKING, cast

__all__ = ["dataclass"]

FEW = 4
"""How many objects of a class are made without an ``__init__`` of its own: to write one takes as long as twenty."""

if TYPE_CHECKING:
    from dataclasses import dataclass

    from _typeshed import DataclassInstance
else:

    def dataclass(*, frozen: bool = False, slots: bool = False) -> Callable[[type], type]:
        """The standard decorator, of the manners that are used here."""

        def made(cls: type) -> type:
            cls.__doc__ = cls.__doc__ or cls.__name__  # else the standard one words a signature, which takes it long
            bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            return _finished(bare, frozen=frozen)

        return made


def _finished(cls: type, *, frozen: bool) -> type:
    """The class, whose fields are known, with the methods that it does not define itself."""
    methods = {"__init__": _first(cls, frozen=frozen), "__repr__": _shown, **_comparing(cls)}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse, "__getstate__": _state, "__setstate__": _restore}
    else:
        methods["__hash__"] = None
    for name in methods.keys() - cls.__dict__.keys():
        setattr(cls, name, methods[name])
    return cls


def _first(cls: type, *, frozen: bool) -> Callable[..., None]:
    """The ``__init__`` of the first objects, of which there are often no more; after them it writes the one of all."""
    left = FEW

    def first(self: DataclassInstance, *given: object, **named: object) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, given, named):
            written = _constructor(cls, frozen=frozen)
            type.__setattr__(cls, "__init__", written)
            written(self, *given, **named)

    return first


def _filled(self: DataclassInstance, given: tuple[object, ...], named: dict[str, object]) -> bool:
    """Give each field its value; False where the arguments do not fit, of which a written ``__init__`` can tell."""
    fields = [one for one in dataclasses.fields(self) if one.init]
    values = {one.name: value for one, value in zip(fields, given, strict=False)}
    if len(given) > len(fields) or not values.keys().isdisjoint(named):
        return False
    values |= named
    for one in fields:
        if one.name in values:
            value = values.pop(one.name)
        elif one.default_factory is not MISSING:
            value = one.default_factory()
        elif one.default is not MISSING:
            value = one.default
        else:
            return False
        object.__setattr__(self, one.name, value)
    if not values and hasattr(self, "__post_init__"):
        self.__post_init__()
    return not values


@recursive_repr()
def _shown(self: DataclassInstance) -> str:
    values = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(values)})"


def _refuse(_: object, name: str, *value: object) -> None:
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _state(self: DataclassInstance) -> list[object]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: DataclassInstance, state: list[object]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


def _comparing(cls: type) -> dict[str, Callable[..., object] | None]:
    """Objects are alike that are of one class and have the same values."""
    names = [one.name for one in dataclasses.fields(cls) if one.compare]
    values: Callable[[object], object] = attrgetter(*names) if names else type

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _constructor(cls: type, *, frozen: bool) -> Callable[..., None]:
    """The method that takes a value for each field, in their order."""
    given, lines = ["self"], []
    space: dict[str, object] = {"__set": object.__setattr__, "__missing": MISSING}
    for one in dataclasses.fields(cls):
        if not one.init:
            continue
        name = value = one.name
        if one.default is not MISSING:
            space[f"__{name}"] = one.default
            given.append(f"{name}=__{name}")
        elif one.default_factory is not MISSING:
            space[f"__{name}"] = one.default_factory
            given.append(f"{name}=__missing")
            value = f"__{name}() if {name} is __missing else {name}"
        else:
            given.append(name)
        lines.append(f"__set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(given)}):\n " + "\n ".join(lines or ["pass"]), space)  # noqa: S102  # own names only
    written = cast("FunctionType", space["__init__"])
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    return written
