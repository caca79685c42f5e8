"""Styles, scripts and templates of pages, and the hash by which a page's policy knows a style or a script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from khpcmd.i18n import Messages
from khpcmd.render.wording import visible

HERE = Path(__file__).parent
NO_SCRIPT = Markup("")


@cache
def asset(name: str, folder: Path = HERE) -> Markup:
    """A style or script of this package, or of another one's folder."""
    return Markup((folder / name).read_text(encoding="utf-8"))  # noqa: S704  # nothing of a plan or a return is in it


def page(  # what a page is made of
    name: str,
    messages: Messages,
    styles: Iterable[Markup],
    *,
    script: Markup = NO_SCRIPT,
    folder: Path = HERE,
    **values: object,
) -> Iterator[str]:
    """A page from a template, piece by piece; its policy allows its own styles and its own script."""
    style = Markup("").join(styles)
    scripted = {"script": script, "script_hash": _policy_hash(script)} if script else {}
    return template(name, folder).generate(
        words=messages.template,
        language=messages.language,
        style=style,
        style_hash=_policy_hash(style),
        **scripted,
        **values,
    )


def _policy_hash(text: str) -> str:
    """What the policy knows a style or a script by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def template(name: str, folder: Path = HERE) -> Template:
    """A template of this package, or of another one's folder, which may include those of this one.

    Every value is escaped, and everything unseen shown.
    """
    environment = Environment(
        loader=FileSystemLoader((folder, HERE)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _visible_text(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
