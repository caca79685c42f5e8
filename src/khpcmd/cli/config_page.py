"""The page of ``khpcmd config``: the file, then a line for each key with its value and where that is from."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from khpcmd.cli.config_keys import Key
from khpcmd.cli.config_search import NAME, Place
from khpcmd.cli.settings import Setting, Source
from khpcmd.i18n import Messages


@dataclass(frozen=True, slots=True)
class ConfigPage:
    """The file that was found, if any, every key with its setting, and the keys that the file may not decide."""

    place: Place | None
    settings: Mapping[Key, Setting]
    refused: tuple[str, ...]


def config_plain(page: ConfigPage, messages: Messages) -> str:
    """The page as lines of text."""
    from khpcmd.render.escapes import visible

    rows = [(key.name, _value(key, one, messages), _source(one, messages)) for key, one in page.settings.items()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [_file(page.place, messages)]
    if page.refused:
        lines.append(messages.text("config.refused", keys=messages.joined(page.refused)))
    lines += [f"{name.ljust(widths[0])}  {value.ljust(widths[1])}  {source}" for name, value, source in rows]
    return "".join(f"{visible(line)}\n" for line in lines)


def config_json(page: ConfigPage) -> str:
    """The page for machines. Sources: flag, environment, file, plan, default."""
    from khpcmd.render.json_parts import FORMAT_VERSION, written

    return written(
        {
            "format_version": FORMAT_VERSION,
            "file": page.place.path.as_posix() if page.place else None,
            "beside_returns": page.place is not None and page.place.with_returns,
            "refused": list(page.refused),
            "settings": [
                {"key": key.name, "values": list(one.values), "source": one.source.value, "place": one.place or None}
                for key, one in page.settings.items()
            ],
        }
    )


def _file(place: Place | None, messages: Messages) -> str:
    if place is None:
        return messages.text("config.no_file", name=NAME)
    return messages.text("config.beside" if place.with_returns else "config.file", file=place.path.as_posix())


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
