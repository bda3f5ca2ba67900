"""The files that are filled in for the person who runs the bot: settings, service units.

They lie in the project's folder, and in an installed wheel in `data/` beside this module. Knows:
where they are, and the lines of a settings file. Does not know: which settings there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = str | int | float | bool | Sequence[str] | Sequence[int]

_BESIDE = Path(__file__).parent / "data"
_PROJECT = Path(__file__).parents[2]
_SECTION = re.compile(r"\[(\w+)\]\s*\Z")
_SETTING = re.compile(r"(?:# )?(\w+) = ")


def template(name: str) -> str:
    """The text of `config.example.toml`, or of a file of `deploy/`."""
    beside = _BESIDE / name
    return (beside if beside.exists() else _PROJECT / name).read_text("utf-8")


def filled(text: str, values: Mapping[str, Mapping[str, Value]]) -> str:
    """A settings file's template with these values, by section and name, in their places.

    Raises:
        KeyError: the template has no such setting.
    """
    left = {(section, name): v for section, group in values.items() for name, v in group.items()}
    section, lines = "", []
    for line in text.splitlines():
        header, setting = _SECTION.match(line), _SETTING.match(line)
        if header:
            section = header[1]
        if setting and (section, setting[1]) in left:
            line = f"{setting[1]} = {toml(left.pop((section, setting[1])))}"
        lines.append(line)
    if left:
        raise KeyError(*left)
    return "\n".join(lines) + "\n"


def toml(value: Value) -> str:
    """A value as TOML writes it, on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # JSON's escapes are TOML's; only DEL, which JSON takes as it is, TOML does not.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case int() | float():
            return repr(value)
        case _:
            return f"[{', '.join(toml(each) for each in value)}]"
