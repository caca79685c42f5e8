"""Plans in one language, made from those in both."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

import yaml

Style = Literal["plain", "keyed"]


def in_one(text: str, language: str, style: Style = "plain") -> str:
    """A plan with each text in one language, plain or under the key of the language."""
    data = {key: _inside(part, language, style) for key, part in yaml.safe_load(text).items() if key != "language"}
    return yaml.safe_dump({"languages": [language], **data}, allow_unicode=True)


def _inside(node: object, language: str, style: Style) -> object:
    if isinstance(node, list):
        return [_inside(one, language, style) for one in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"vi", "en"}:
        return node[language] if style == "plain" else {language: node[language]}
    return {key: _inside(value, language, style) for key, value in node.items()}


def written(folder: Path, source: Path, language: str) -> Path:
    """The plan of a file in one language, beside the rosters that it names."""
    file = folder / source.name
    file.write_text(in_one(source.read_text(encoding="utf-8"), language), encoding="utf-8")
    rosters = source.parent / "rosters"
    if rosters.is_dir() and not (folder / "rosters").exists():
        shutil.copytree(rosters, folder / "rosters")
    return file
