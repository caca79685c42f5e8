"""No text that is made to say something else is believed, and honest texts are."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from khpcmd.plan.model import Plan
from khpcmd.workbook.words.lines import Own, Title, of_footnote, of_name, of_title
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import Sentences
from layers import whole
from reading.words import HARMLESS

from . import lock
from .lock import Made

SEED = int(os.environ.get("KHPCMD_SEED", "1"))
MOST = 20_000 if whole() else 400
"""How many texts of each kind are tried."""
ROLES = {"header": Role.HEADER, "label": Role.LABEL, "group": Role.FREE, "remark": Role.REMARK}
USUAL = Path(__file__).parents[1] / "data" / "usual_texts.txt"
IN_YEAR = ("năm 2023", "2023", "năm 2023.")
"""What is added up within the year of the figures is theirs."""
FIELD = "số kế hoạch"
"""The name of a field, over its column or before its row."""
Reader = Callable[[Made], bool]


@pytest.fixture(scope="module")
def senses(plan: Plan) -> Senses:
    return Senses(plan, Periods(plan), settling=Sentences)


@pytest.fixture(scope="module")
def asks(senses: Senses) -> Reader:
    """Whether the words of a text are asked about."""

    def ask(made: Made) -> bool:
        match made.place:
            case "above":
                return bool(of_title(senses, made.text, Title(times=True, of_agency=False), of_cover=False)[1])
            case "sheet" | "file":
                return bool(of_name(senses, made.text, "year", Own(), of_file=made.place == "file").against)
            case "below":
                spoken = of_footnote(senses, made.text, "year")
                return spoken is not None and bool(spoken.against)
            case place:
                return bool(senses.account(made.text, ROLES[place]).doubts)

    return ask


@pytest.fixture(scope="module")
def turns(senses: Senses) -> Reader:
    """Whether the sentence of a text turns it."""
    sentences = Sentences(senses)
    return lambda made: bool(sentences.derive(made.text, made.place, "year").turns)


def some(texts: Iterable[Made]) -> list[Made]:
    """So many of them as a run has time for."""
    found = list(texts)
    return Random(SEED).sample(found, min(MOST, len(found)))  # noqa: S311  # no secret


def believed(texts: Sequence[Made], *readers: Reader) -> list[Made]:
    return [made for made in texts if not any(reader(made) for reader in readers)]


def test_a_turning_word_turns_every_honest_text(asks: Reader, turns: Reader) -> None:
    assert [made for made in believed(some(lock.texts()), turns, asks) if not is_theirs(made)] == []


def test_the_title_of_the_plan_and_words_that_plan_turn_the_names_of_its_fields(
    plan: Plan, asks: Reader, turns: Reader
) -> None:
    assert believed(some(lock.of_plan(plan)), turns, asks) == []


def test_a_line_that_names_the_unit_names_one(plan: Plan, turns: Reader) -> None:
    assert believed(some(lock.second_units(plan)), turns) == []


def is_theirs(made: Made) -> bool:
    """Whether a text is said of the figures all the same: a sum within the year, or of columns beside each other; the
    name of a field."""
    beside = made.place in ("header", "label")
    if made.kind == "cumulative":
        return beside or made.text.casefold().endswith(IN_YEAR)
    return beside and made.text.casefold().startswith(FIELD)


def honest() -> Iterator[Made]:
    """Texts as offices write them, which change nothing."""
    places = {"titles": "above", "groups": "group", "remarks": "remark"}
    section = ""
    for line in USUAL.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            yield Made(places[section], line, "usual")
    said = {"title": "above", "subtitle": "above", "group": "group", "only_header": "header", "sheet": "sheet"}
    said |= {"file": "file", "remark": "remark", "comment": "remark", "footnote": "below", "note": "remark"}
    gaps = {"unit": "Huyện Nam Sách", "uom": "người", "year": "2023", "span": "năm 2023", "from": "15/12/2022"}
    for name, place in said.items():
        yield from (Made(place, text.format(**gaps, end="14/12/2023"), name) for text in HARMLESS[name])


def test_honest_texts_turn_nothing(turns: Reader) -> None:
    assert [made for made in honest() if turns(made)] == []


TOLD = tomllib.loads((lock.DATA / "told.toml").read_text("utf-8"))
"""What offices tell of their work (``told``), and what is said of other figures than theirs (``asked``), by place."""


@pytest.mark.parametrize("said", TOLD)
def test_what_was_done_is_told_and_what_turns_is_asked_about(
    senses: Senses, asks: Reader, turns: Reader, said: str
) -> None:
    def asked(made: Made) -> bool:
        account = senses.account(made.text, Role.REMARK if made.place == "remark" else Role.NOTE)
        return turns(made) or asks(made) or bool(account.unknown_words)

    texts = [Made(place, text, said) for place, listed in TOLD[said].items() for text in listed]
    assert [made for made in texts if asked(made) is (said == "told")] == []


def test_the_words_of_the_lock_are_in_frames_of_every_place() -> None:
    assert {made.place for made in lock.texts()} == set(lock.FRAMES)
    assert {made.kind for made in lock.texts()} == set(tomllib.loads((lock.DATA / "turning.toml").read_text("utf-8")))


RECEIVERS = ("- {};", "- Lưu: {}.", "- Sở Y tế ({});", "- Sở Y tế - {};", "- UBND huyện {};", "- Như trên, {};")


@pytest.mark.parametrize("frame", RECEIVERS)
def test_nothing_that_turns_is_a_receiver(senses: Senses, frame: str) -> None:
    sentences = Sentences(senses)
    written = (
        write(word) for words in lock.TURNING.values() for word in words for write in (str, str.title, str.upper)
    )
    lines = [f"Nơi nhận: {frame.format(word)}" for word in written]
    assert [line for line in lines if sentences.settles(line, "below")] == []
