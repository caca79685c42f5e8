"""The pages of the reference that are made of the program, its catalogues and its models; none of them is committed.

``docs/build.py`` puts them among the others.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from functools import partial, reduce
from itertools import groupby
from posixpath import dirname, relpath
from unittest.mock import patch

from api import page as library_page
from results import results_page

from khpcmd.cli import app as commands
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.render.codes import markdown
from khpcmd.render.plan.manual import plan_manual

COMMANDS = ((), *((name,) for name in commands.COMMANDS), *(("plan", name) for name in commands.PLAN_COMMANDS))
CHAPTERS = {
    "reference/plan.md": (0, 1, 18, 19),
    "reference/plan/file.md": (2, 3),
    "reference/plan/units.md": (4,),
    "reference/plan/fields.md": (5, 6, 7, 8),
    "reference/plan/targets.md": (9, 10, 13, 14, 15),
    "reference/plan/measures.md": (11, 12),
    "reference/plan/duties.md": (17, 16),
}
"""The pages of the manual of plans, each with its sections in their order; 0 is what stands before the first."""
HEADING = re.compile(r"^### ((\w+) (.+))$", re.MULTILINE)
"""That of a code."""
LINK = re.compile(r"\]\(#([^)]+)\)")
"""To a section of the same page."""
OPTIONS = {"en": "Options:", "vi": "Tùy chọn:"}
"""What stands above the options of a help page."""
SHARED = 3
"""An option that so many commands have, in the same words, is told once."""
WORDS = {
    "en": (
        "Commands",
        "Each command as `khpcmd COMMAND --help` prints it, but for what means the same everywhere (at the end).",
        "Options of several commands",
        "Also",
    ),
    "vi": (
        "Các lệnh",
        "Mỗi lệnh như `khpcmd LỆNH --help` in ra, trừ các tùy chọn ở cuối trang, có nghĩa như nhau ở mọi lệnh.",
        "Tùy chọn của nhiều lệnh",
        "Thêm",
    ),
}


def pages(language: str) -> dict[str, str]:
    """The generated pages of a language, by their names."""
    messages = Messages(language)
    return {
        "reference/commands.md": "\n\n".join(_commands(language)) + "\n",
        "reference/results.md": results_page(messages),
        "reference/api.md": library_page(language),
        "reference/diagnostics.md": "\n".join(_families(messages)) + "\n",
        **_chapters(plan_manual(messages)),
        **{f"reference/diagnostics/{letter.lower()}.md": _family(letter, messages) for letter in letters()},
    }


def _chapters(manual: str) -> dict[str, str]:
    """The manual of plans in several pages, whose links lead from one to the other."""
    sections = re.split(r"^##(?= )", manual, flags=re.MULTILINE)
    if len(sections) != sum(map(len, CHAPTERS.values())):
        raise ValueError("the manual of plans has other sections than CHAPTERS")
    texts = {name: "\n##".join(sections[one].rstrip() + "\n" for one in ones) for name, ones in CHAPTERS.items()}
    texts = {name: text if text.startswith("#") else f"#{text}" for name, text in texts.items()}
    places = {anchor: name for name, text in texts.items() for anchor in _anchors(text)}
    texts = {name: LINK.sub(partial(_across, places, name), text) for name, text in texts.items()}
    first, *others = texts
    listed = "\n".join(f"- [{texts[one].splitlines()[0][2:]}]({relpath(one, dirname(first))})" for one in others)
    return texts | {first: texts[first].replace("\n##", f"\n{listed}\n\n##", 1)}


def _anchors(text: str) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _across(places: Mapping[str, str], name: str, link: re.Match[str]) -> str:
    """A link of the manual as it is on the page of that name."""
    page = places[link[1]]
    return link[0] if page == name else f"]({relpath(page, dirname(name))}#{link[1]})"


def letters() -> list[str]:
    """The families of codes, in their order."""
    return [letter for letter, _ in groupby(code.code[0] for code in Code)]


def _families(messages: Messages) -> Iterator[str]:
    yield from (f"# {messages.template('manual.title')}", "", messages.template("manual.intro"), "")
    for letter in letters():
        yield f"- [**{letter}**: {messages.template(f'manual.letters.{letter}')}](diagnostics/{letter.lower()}.md)"


def _family(letter: str, messages: Messages) -> str:
    """The codes of a family: a list that leads to them, and each with its cause, an example and its cure."""
    sections = markdown([code for code in Code if code.code.startswith(letter)], messages)
    listed = "\n".join(f"- [{code}](#{code.lower()}) {title}" for _, code, title in HEADING.findall(sections))
    anchored = HEADING.sub(lambda found: f"## {found[1]} {{#{found[2].lower()}}}", sections)
    return f"# {letter}: {messages.template(f'manual.letters.{letter}')}\n\n{listed}\n\n{anchored}\n"


def _commands(language: str) -> Iterator[str]:
    """The help of every command under a heading of its own, and the options that several have."""
    title, first, shared, also = WORDS[language]
    helps = {" ".join(("khpcmd", *words)): _help(words, language) for words in COMMANDS}
    options = {name: _options(text, language) for name, text in helps.items()}
    count = Counter(_same(one) for own in options.values() for one in set(own))
    yield from (f"# {title}", first)
    told: dict[str, str] = {}
    for name, text in helps.items():
        several = [one for one in options[name] if count[_same(one)] >= SHARED]
        told = {_same(one): one for one in several} | told
        own = reduce(lambda rest, one: rest.replace(one, "", 1), several, text)
        own = own.replace(f"\n{OPTIONS[language]}\n\n", "\n").rstrip()
        names = ", ".join(f"`{name}`" for one in several for name in re.findall(r"--[\w-]+", one)[:1])
        yield from (f"## {name}", f"```\n{own}\n```", f"{also}: {names}")
    yield from (f"## {shared}", f"```\n{''.join(told.values()).rstrip()}\n```")


def _options(text: str, language: str) -> list[str]:
    """The options of a help page, each with its lines."""
    block = text.partition(f"\n{OPTIONS[language]}\n")[2].partition("\n\n")[0] + "\n"
    return re.findall(r"^  -.*\n(?:   .*\n)*", block, re.MULTILINE)


def _same(option: str) -> str:
    """An option whose columns do not matter."""
    return " ".join(option.split())


def _help(words: tuple[str, ...], language: str) -> str:
    with patch.dict(os.environ, {"COLUMNS": "80"}), redirect_stdout(io.StringIO()) as printed:
        main([*words, "--help", "--lang", language])
    return printed.getvalue()
