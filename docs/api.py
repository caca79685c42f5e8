"""The page on what ``import khpcmd`` offers: each name with its members, from signatures and docstrings.

What a name says in another language is in ``api.LANGUAGE.toml``: a table for each name, ``about`` and its members.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

import khpcmd

HERE = Path(__file__).parent
SURFACE = HERE.parent / "tests" / "library" / "surface.txt"
"""What stays within a major version: nothing else is on the page."""


@dataclass(frozen=True)
class Member:
    """A field, a member of an enum, a property or a method: its type (or value) and what its docstring says."""

    type: str
    about: str


@dataclass(frozen=True)
class Words:
    """What the page says around the names."""

    title: str
    first: str
    functions: str
    types: str
    heads: tuple[str, str, str]
    keys: str


WORDS = {
    "en": Words(
        "Functions and types",
        "Every name that `import khpcmd` offers, with the members that stay within a major version. How they are used: "
        "[khpcmd as a library](library.md).",
        "Functions",
        "Types",
        ("name", "type", "what it is"),
        "Keys of [the plan language](plan.md):",
    ),
    "vi": Words(
        "Các hàm và kiểu",
        "Mọi tên mà `import khpcmd` cung cấp, cùng các thành phần được giữ nguyên trong một phiên bản chính. "
        "Cách dùng: [khpcmd trong chương trình Python](library.md).",
        "Các hàm",
        "Các kiểu",
        ("tên", "kiểu", "là gì"),
        "Các khóa của [ngôn ngữ kế hoạch](plan.md):",
    ),
}


def surface() -> dict[str, list[str]]:
    """The names that were promised, with their members."""
    lines = SURFACE.read_text(encoding="utf-8").splitlines()
    return {name: members.split() for name, _, members in (line.partition(":") for line in lines)}


def members(thing: type) -> dict[str, Member]:
    """What a class and those above it define, in the order of the source."""
    found: dict[str, Member] = {}
    for one in reversed(thing.__mro__):
        if one.__module__.startswith("khpcmd"):
            tree = ast.parse(textwrap.dedent(inspect.getsource(one)))
            definition = tree.body[0]
            if isinstance(definition, ast.ClassDef):
                found |= dict(_members(definition.body))
    return found


def _members(body: list[ast.stmt]) -> Iterator[tuple[str, Member]]:
    for place, statement in enumerate(body):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield name, Member(ast.unparse(_bare(annotation)), _below(body, place))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, Member(ast.unparse(value), _below(body, place))
            case ast.FunctionDef(name="__init__", args=own):
                for one in own.args[1:]:
                    yield one.arg, Member(ast.unparse(one.annotation) if one.annotation else "", "")
            case ast.FunctionDef(name=name, returns=returns):
                type_ = ast.unparse(returns) if returns else ""
                if not _is_property(statement):
                    given = ", ".join(_argument(one, None) for one in statement.args.args[1:])
                    type_ = f"({given}) → {type_}"
                yield name, Member(type_, ast.get_docstring(statement) or "")
            case _:
                pass


def _is_property(statement: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(one) for one in statement.decorator_list)


def _bare(annotation: ast.expr) -> ast.expr:
    """``Annotated[X, …]`` is X."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            return first
    return annotation


def _below(body: list[ast.stmt], place: int) -> str:
    """The docstring below a field."""
    match body[place + 1 : place + 2]:
        case [ast.Expr(value=ast.Constant(value=str(text)))]:
            return inspect.cleandoc(text)
    return ""


def about(thing: object) -> str:
    """The docstring of a name; of an alias there is none."""
    return "" if get_origin(thing) is Literal else inspect.getdoc(thing) or ""


def said(name: str) -> dict[str, str]:
    """What a name and its members say in their docstrings: ``about``, and by member; not keys of the plan language."""
    thing = getattr(khpcmd, name)
    texts = {"about": about(thing)}
    if isinstance(thing, type):
        promised = set(surface()[name]) - set(keys(name))
        texts |= {one: member.about for one, member in members(thing).items() if one in promised}
    return {key: text for key, text in texts.items() if text}


def keys(name: str) -> list[str]:
    """The members of a part of a plan that are keys of the plan language, whose manual says what they are."""
    thing = getattr(khpcmd, name)
    if not (isinstance(thing, type) and issubclass(thing, BaseModel)):
        return []
    return [one for one in surface()[name] if one in thing.model_fields]


def texts_of(name: str, language: str) -> dict[str, str]:
    """All that the page says of a name and its members."""
    own = HERE / f"api.{language}.toml"
    return tomllib.loads(own.read_text(encoding="utf-8")).get(name, {}) if own.exists() else said(name)


def page(language: str) -> str:
    """The page as Markdown."""
    words = WORDS[language]
    names = surface()
    functions = [name for name in names if inspect.isfunction(getattr(khpcmd, name))]
    lines = [f"# {words.title}", "", words.first, "", f"## {words.functions}", ""]
    for name in functions:
        lines += [f"### `{name}`", "", *_function(name), "", *_prose(texts_of(name, language)), ""]
    lines += [f"## {words.types}", ""]
    for name in names:
        if name not in functions:
            lines += [f"### `{name}`", "", *_prose(texts_of(name, language)), ""]
            lines += [*_members_of(name, texts_of(name, language), words), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _prose(texts: Mapping[str, str]) -> Iterator[str]:
    text = re.sub(r"(?<!`)``([^`]+?)``(?!`)", r"`\1`", texts.get("about", ""))
    for paragraph in text.split("\n\n"):
        yield from (paragraph if paragraph.startswith("```") else " ".join(paragraph.split()), "")


def _function(name: str) -> Iterator[str]:
    definition = ast.parse(textwrap.dedent(inspect.getsource(getattr(khpcmd, name)))).body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(name)
    plain, keyword = definition.args.args, definition.args.kwonlyargs
    defaults = [None] * (len(plain) - len(definition.args.defaults)) + list(definition.args.defaults)
    shown = [_argument(one, default) for one, default in zip(plain, defaults, strict=True)]
    shown += ["*"] if keyword else []
    shown += [_argument(one, default) for one, default in zip(keyword, definition.args.kw_defaults, strict=True)]
    returns = ast.unparse(definition.returns) if definition.returns else "None"
    line = f"khpcmd.{name}({', '.join(shown)}) -> {returns}"
    yield "```python"
    if len(line) <= 100:
        yield line
    else:
        yield from (f"khpcmd.{name}(", *(f"    {one}," for one in shown), f") -> {returns}")
    yield "```"


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    text = f"{one.arg}: {ast.unparse(one.annotation)}" if one.annotation else one.arg
    return text if default is None else f"{text} = {ast.unparse(default)}"


def _members_of(name: str, texts: Mapping[str, str], words: Words) -> Iterator[str]:
    """The values of a choice; of a class its keys in a line, and a table of its other members."""
    thing = getattr(khpcmd, name)
    if get_origin(thing) is Literal:
        yield " · ".join(f"`{one!r}`" for one in get_args(thing))
        return
    known, plain = members(thing), keys(name)
    promised = sorted(surface()[name], key=list(known).index)
    if plain:
        yield from (f"{words.keys} {', '.join(f'`{one}`' for one in promised if one in plain)}", "")
    if rest := [one for one in promised if one not in plain]:
        yield from (f"| {' | '.join(words.heads)} |", "|---|---|---|")
    for one in rest:
        text = " ".join(re.sub(r"``(.+?)``", r"`\1`", texts.get(one, "")).split()).replace("|", "\\|")
        yield f"| `{one}` | {_linked(known[one].type)} | {text} |"


def _linked(type_: str) -> str:
    """A type in code, where a name that is on the page leads to it."""
    pieces = re.split(r"\b([A-Z]\w+)\b", type_)
    linked = {name for name in surface() if isinstance(getattr(khpcmd, name), type)}
    shown = [f"[`{one}`](#{one.lower()})" if one in linked else f"`{one}`" if one else "" for one in pieces]
    return "".join(shown).replace("``", "").replace("|", "\\|")
