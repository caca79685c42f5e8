"""``khpcmd config``: shows every value that can be configured, and where it is from."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from khpcmd.cli import options
from khpcmd.cli.config import LANGUAGE, NAME, ConfigFile, Setting, Source, configuration, not_theirs, setting_of
from khpcmd.cli.options import KEYS, Key, expanded
from khpcmd.cli.output import emit
from khpcmd.cli.usage import report_plan
from khpcmd.fail_on import FailOn
from khpcmd.i18n import DEFAULT, Messages

if TYPE_CHECKING:
    from khpcmd.plan.load import LoadedPlan


Settings = Mapping[Key, Setting]
"""Every key with its setting."""


def command(
    context: typer.Context,
    paths: options.Paths = None,
    *,
    lang: options.Language = "",
    config: options.ConfigName = "",
    format: options.ConfigFormat = "plain",  # noqa: A002  # the option's name
) -> int:
    from khpcmd.diagnostics.errors import PlanError
    from khpcmd.exits import DEFAULT as POLICY

    file = configuration(config, expanded(paths))
    used = {key: found for key in KEYS if (found := setting_of(key, os.environ, file))}
    refused = not_theirs(file, used)
    try:
        plan, mistakes = _plan({key.name: one for key, one in used.items()}, refused), None
    except PlanError as error:
        plan, mistakes = None, error
    defaults = {"fail-on": tuple(one.value for one in FailOn if one in POLICY.fails_on)}
    settings = {key: used.get(key) or Setting(defaults.get(key.name, ()), Source.DEFAULT) for key in KEYS}
    settings |= {key: _language(used.get(key), lang, plan) for key in KEYS if key.name == LANGUAGE}
    (language,) = (one.values[0] for key, one in settings.items() if key.name == LANGUAGE)
    messages = context.obj.about(language)
    page = config_json(file, settings, refused) if format == "json" else _plain(file, settings, refused, messages)
    emit(page, sys.stdout)
    return 0 if mistakes is None else report_plan(mistakes, messages)


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


def _plain(file: ConfigFile | None, settings: Settings, refused: list[str], messages: Messages) -> str:
    """The page as lines of text; the file may not set what is ``refused``."""
    from khpcmd.render.wording import visible

    rows = [(key.name, _value(key, one, messages), _source(one, messages)) for key, one in settings.items()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [_file(file, messages)]
    if refused:
        lines.append(messages.text("config.refused", keys=messages.joined(refused)))
    lines += [f"{name.ljust(widths[0])}  {value.ljust(widths[1])}  {source}" for name, value, source in rows]
    return "".join(f"{visible(line)}\n" for line in lines)


def config_json(file: ConfigFile | None, settings: Settings, refused: list[str]) -> str:
    """The page for machines. Sources: flag, environment, file, plan, default."""
    from khpcmd.render.json_text import written
    from khpcmd.version import FORMAT_VERSION

    return written(
        {
            "format_version": FORMAT_VERSION,
            "file": file.path.as_posix() if file else None,
            "beside_returns": file is not None and file.with_returns,
            "refused": refused,
            "settings": [
                {"key": key.name, "values": list(one.values), "source": one.source.value, "place": one.place or None}
                for key, one in settings.items()
            ],
        }
    )


def _file(file: ConfigFile | None, messages: Messages) -> str:
    if file is None:
        return messages.text("config.no_file", name=NAME)
    return messages.text("config.beside" if file.with_returns else "config.file", file=file.path.as_posix())


def _value(key: Key, setting: Setting, messages: Messages) -> str:
    if setting.values:
        return ", ".join(setting.values)
    with suppress(KeyError):
        return messages.template(f"config.unset.{key.name}")
    return messages.template("config.unset.other")


def _source(setting: Setting, messages: Messages) -> str:
    if setting.source in (Source.FLAG, Source.ENVIRONMENT, Source.FILE):
        return setting.place
    return messages.text(f"config.from_{setting.source.value}", place=setting.place)
