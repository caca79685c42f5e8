"""``docs/en/reference/configuration.md`` says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from khpcmd.cli.config import Place, read
from khpcmd.cli.config_keys import KEYS
from khpcmd.cli.options import SHELLS

PAGE = (Path(__file__).parents[2] / "docs" / "en" / "reference" / "configuration.md").read_text(encoding="utf-8")


def test_the_table_lists_every_key_with_its_variable() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| `(\w+)` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    harmless = {name: told != "no" for name, _, told in rows}
    assert [(name, variable) for name, variable, _ in rows] == [(key.name, key.variable) for key in KEYS]
    tighter = ("missed", "inconclusive", "faults", "duties")
    assert harmless == {key.name: key.harmless(tighter if key.name == "fail-on" else ("x",)) for key in KEYS}


def test_the_sample_is_a_configuration_with_every_key(tmp_path: Path) -> None:
    sample = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert sample is not None
    path = tmp_path / "khpcmd.toml"
    path.write_text(sample[1], encoding="utf-8")
    assert list(read(Place(path)).values) == [key.name for key in KEYS]


def test_every_shell_is_told_how_to_begin() -> None:
    assert [shell for shell in SHELLS if f"khpcmd completion {shell}" not in PAGE] == []
