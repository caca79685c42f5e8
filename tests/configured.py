"""A place to stand in, with configuration files around it, and what the commands were asked for there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest

import khpcmd
import khpcmd.checking
import khpcmd.checking.data
import scenes
from khpcmd.checking import Request
from khpcmd.report import Report

NAME = "khpcmd.toml"
HELD = re.compile(r"^from khpcmd\.checking import .*\bcheck\b", re.MULTILINE)
"""A module that takes ``check`` by name: first imported while it is replaced, it would keep what replaces it."""


@dataclass
class Stand:
    """The current folder, two levels below a repository."""

    root: Path
    requests: list[Request] = field(default_factory=list)

    @property
    def here(self) -> Path:
        return self.root / "work" / "2023"

    def put(self, folder: str, text: str | bytes, name: str = NAME) -> Path:
        """Write a configuration into a folder of the repository."""
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    @property
    def asked(self) -> Request:
        """The one request that was made."""
        (request,) = self.requests
        return request


def answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Request], Report]) -> None:
    """Every check that the commands make is answered so, until the end of the test."""
    source = Path(khpcmd.__file__).parent
    holders = [file for file in source.rglob("*.py") if HELD.search(file.read_text(encoding="utf-8"))]
    assert holders
    for file in holders:
        import_module(".".join(file.relative_to(source.parent).with_suffix("").parts))
    monkeypatch.setattr(khpcmd.checking, "check", answer)


def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Go there; every check is answered with a faulty report."""
    stand = Stand(tmp_path / "repository")
    for folder in (".git", "work/2023/inbox/nam_sach", "elsewhere"):
        (stand.root / folder).mkdir(parents=True)
    monkeypatch.chdir(stand.here)
    for name in ("LANG", "PLAN", "PERIOD", "BASELINE", "PREVIOUS", "FAIL_ON", "PREFER", "WAIVERS", "OUTPUTS", "CONFIG"):
        monkeypatch.delenv(f"KHPCMD_{name}", raising=False)

    def answer(request: Request) -> Report:
        stand.requests.append(request)
        return scenes.report(scenes.faulty(), *scenes.FAULTS)

    answering(monkeypatch, answer)
    monkeypatch.setattr(khpcmd.checking.data, "check", answer)
    return stand
