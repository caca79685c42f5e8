"""``khpcmd config``: every value that can be configured, and where it is from."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.config_keys import KEYS, Key
from khpcmd.cli.config_page import ConfigPage, config_json, config_plain
from khpcmd.cli.help_page import worded
from khpcmd.cli.language import Speech
from khpcmd.cli.output import emit
from khpcmd.cli.plan_mistakes import refuse_plan
from khpcmd.cli.settings import LANGUAGE, Setting, Source, configuration, not_theirs, setting_of
from khpcmd.i18n import DEFAULT, Messages

if TYPE_CHECKING:
    from khpcmd.plan.load import LoadedPlan

DEFAULTS = {"fail-on": ("missed", "inconclusive", "faults")}
"""What holds where nobody says anything; for the other keys nothing does."""


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("config", _config)


def _config(
    context: typer.Context,
    paths: options.Paths = None,
    *,
    lang: options.Language = "",
    config: options.ConfigName = "",
    format: options.ConfigFormat = "plain",  # noqa: A002  # the option's name
) -> int:

    from khpcmd.diagnostics import PlanError

    file = configuration(config, next(iter(paths or ()), None))
    used = {key: found for key in KEYS if (found := setting_of(key, os.environ, file))}
    refused = not_theirs(file, used)
    try:
        plan, mistakes = _plan({key.name: one for key, one in used.items()}, refused), None
    except PlanError as error:
        plan, mistakes = None, error
    settings = {key: used.get(key) or Setting(DEFAULTS.get(key.name, ()), Source.DEFAULT) for key in KEYS}
    settings |= {key: _language(used.get(key), lang, plan) for key in KEYS if key.name == LANGUAGE}
    page = ConfigPage(file.place if file else None, settings, tuple(refused))
    messages = _messages(context.obj, settings)
    emit(config_json(page) if format == "json" else config_plain(page, messages), sys.stdout)
    return 0 if mistakes is None else refuse_plan(mistakes, messages)


def _plan(used: dict[str, Setting], refused: list[str]) -> LoadedPlan:
    """The plan that a check would use; PlanError where it has mistakes."""
    from khpcmd.plan.load import load_plan

    named = None if "plan" in refused else used.get("plan")
    return load_plan(Path(named.values[0]) if named else None)


def _language(used: Setting | None, option: str, plan: LoadedPlan | None) -> Setting:
    if option:
        return Setting((option,), Source.FLAG, "--lang")
    if used is not None:
        return used
    if plan is not None:
        return Setting((plan.plan.language,), Source.PLAN, plan.file)
    return Setting((DEFAULT,), Source.DEFAULT)


def _messages(speech: Speech, settings: dict[Key, Setting]) -> Messages:
    (language,) = (one.values[0] for key, one in settings.items() if key.name == LANGUAGE)
    return speech.about(language)
