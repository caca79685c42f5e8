"""``khpcmd config`` shows every value with its source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from configured import Stand, standing
from khpcmd.cli import main
from khpcmd.cli.config_keys import KEYS

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return standing(tmp_path, monkeypatch)


def lines(capsys: Captured) -> dict[str, str]:
    """By key the rest of its line, blanks folded."""
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    return {name: " ".join(rest.split()) for name, rest in rows}


@pytest.mark.usefixtures("stand")
def test_without_any_configuration_everything_is_the_default(capsys: Captured) -> None:
    assert main(["config"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "Tệp cấu hình: không có khpcmd.toml"
    assert len(out) == 1 + len(KEYS)
    assert [line for line in out[1:] if not line.endswith(("mặc định", "plan_2023.yaml"))] == []


def test_each_value_is_shown_with_its_source(stand: Stand, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.put("work", '\nfail-on = "missed"\nlang = "vi"\nperiod = "year"\n')
    monkeypatch.setenv("KHPCMD_PERIOD", "half_year")
    assert main(["config", "--lang", "en"]) == 0
    told = lines(capsys)
    assert told["Configuration"] == "file: ../khpcmd.toml"
    assert told["fail-on"] == "missed ../khpcmd.toml:2"
    assert told["lang"] == "en --lang"
    assert told["period"] == "half_year KHPCMD_PERIOD"
    assert told["outputs"] == "none default"


@pytest.mark.usefixtures("stand")
def test_the_language_of_the_plan_is_the_plans(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHPCMD_PLAN", str(Path(__file__).parents[2] / "targets" / "plan_2023.yaml"))
    main(["config"])
    assert lines(capsys)["lang"].startswith("vi kế hoạch ")


def test_json_has_the_same(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", 'baseline = ["a.xlsx", "b.xlsx"]\n')
    assert main(["config", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["file"] == "khpcmd.toml"
    settings = {one.pop("key"): one for one in document["settings"]}
    assert settings["baseline"] == {"values": ["a.xlsx", "b.xlsx"], "source": "file", "place": "khpcmd.toml:1"}
    assert settings["fail-on"]["values"] == ["missed", "inconclusive", "faults"]
    assert settings["lang"] == {"values": ["vi"], "source": "plan", "place": "plan_2023.yaml"}
    assert list(settings) == [key.name for key in KEYS]


def test_what_may_not_be_decided_with_the_returns_is_marked(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023/inbox", 'lang = "en"\nfail-on = "never"\nplan = "gone.yaml"\n')
    assert main(["config", "inbox"]) == 0
    out = capsys.readouterr().out
    assert "next to the returns: inbox/khpcmd.toml" in out
    assert "Used only if this file is named after --config: plan, fail-on" in out
    assert main(["config", "inbox", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["refused"] == ["plan", "fail-on"]


def test_a_plan_with_mistakes_is_told_after_the_settings(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", 'plan = "gone.yaml"')
    assert main(["config"]) == 2
    out, err = capsys.readouterr()
    assert "gone.yaml" in out
    assert "P101" in err


def test_a_mistake_in_the_file_is_told(stand: Stand, capsys: Captured) -> None:
    stand.put("work/2023", "palm = 1")
    assert main(["config"]) == 2
    out, err = capsys.readouterr()
    assert (out, "khpcmd.toml:1" in err) == ("", True)
