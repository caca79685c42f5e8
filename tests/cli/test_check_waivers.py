"""``khpcmd check --waivers``: what the exit code says, and what is refused."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from khpcmd.cli import main
from places import EXAMPLES, Captured

RETURNS, WAIVERS = EXAMPLES / "returns_2023.xlsx", EXAMPLES / "waivers_2023.yaml"
DAY = ("--as-of", "2023-12-14")
ONE = ("--target", "B3a", *DAY)


def check(*arguments: str | Path) -> int:
    return main(["check", str(RETURNS), *map(str, arguments)])


def test_the_example_waives_what_is_missed_and_ends_with_zero(capsys: Captured) -> None:
    assert check(*ONE) == 1
    assert check(*ONE, "--waivers", WAIVERS) == 0
    assert "1 được miễn" in capsys.readouterr().out


def test_targets_that_nobody_waived_are_missed_as_before(capsys: Captured) -> None:
    assert check(*DAY, "--waivers", WAIVERS, "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    assert [one["target"] for one in report["results"] if one["verdict"] == "waived"] == ["B3a", "B3c"]
    assert report["summary"]["targets"]["waived"] == 2


def test_an_expired_waiver_excuses_nobody(capsys: Captured) -> None:
    assert check("--target", "B3a", "--as-of", "2024-01-01", "--waivers", WAIVERS, "-v") == 1
    assert "W009" in capsys.readouterr().out


def test_the_file_is_listed_among_the_inputs(capsys: Captured) -> None:
    check(*ONE, "--waivers", WAIVERS, "--format", "json")
    *_, last = json.loads(capsys.readouterr().out)["inputs"]
    digest = sha256(WAIVERS.read_bytes()).hexdigest()
    assert (last["file"], last["sha256"], last["role"]) == (str(WAIVERS), digest, "waivers")


def test_explain_shows_the_target_with_its_waiver(capsys: Captured) -> None:
    assert main(["explain", "B3a", str(RETURNS), *DAY, "--waivers", str(WAIVERS)]) == 0
    assert "1234/UBND-VX" in capsys.readouterr().out


def test_mistakes_of_the_file_end_with_two_and_nothing_is_judged(tmp_path: Path, capsys: Captured) -> None:
    wrong = tmp_path / "w.yaml"
    wrong.write_text(WAIVERS.read_text(encoding="utf-8").replace("B3a", "b3a"), encoding="utf-8")
    assert check(*ONE, "--waivers", wrong, "--lang", "en") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{wrong}:6:13: P112" in err
    assert "Did you mean “B3a”?" in err
    assert err.rstrip().endswith("The waiver file has 1 error; nothing was judged.")


def test_a_file_that_is_not_there_ends_with_two(capsys: Captured) -> None:
    assert check(*ONE, "--waivers", "nowhere.yaml") == 2
    assert "nowhere.yaml: P101" in capsys.readouterr().err
