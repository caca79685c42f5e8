"""A plan for machines: all of its parts as the plan file has them, with units of rosters, and the words for targets."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel

from khpcmd.i18n import Messages
from khpcmd.plan.load import LoadedPlan
from khpcmd.render.json_parts import Json, heading, written
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.plan_promises import answered
from khpcmd.render.plan_reporting import own_fields


def plan_json(loaded: LoadedPlan, messages: Messages) -> str:
    """The plan as a JSON document. Keys are those of plan files; every key is there, null where nothing is said.

    ``words`` says a target or duty in the language of the document; everything else is the same in every language.
    """
    plan, words = loaded.plan, MeasureWords(messages, loaded.plan)
    filers = {unit.id for unit in plan.filers}
    document: Json = {
        **heading(plan, loaded.sha256, messages),
        "title": _json(plan.title),
        "document": _json(plan.document),
        "year": plan.year,
        "baseline_year": plan.baseline_year,
        "units_on": plan.day_of_units.isoformat(),
        "periods": [{"id": name, **_json(period)} for name, period in plan.periods.items()],
        "levels": [{"id": name, **_json(level)} for name, level in plan.levels.items()],
        "groups": [{"id": name, **_json(group)} for name, group in plan.groups.items()],
        "units": [{**_json(unit), "files_return": unit.id in filers} for unit in plan.units],
        "fields": [{"id": name, **_json(spec)} for name, spec in own_fields(plan).items()],
        "constraints": [_json(rule) for rule in plan.constraints],
        "targets": [{**_json(target), "words": asdict(words.target(target))} for target in plan.targets],
        "duties": [{**_json(duty), "words": {"answered": list(answered(duty, words))}} for duty in plan.duties],
    }
    return written(document)


def _json(part: BaseModel) -> dict[str, Json]:
    found: dict[str, Json] = part.model_dump(mode="json", by_alias=True)
    return found
