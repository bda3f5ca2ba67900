"""Reads a table of a TOML file into the fields of a msgspec struct, and words what is wrong.

Every fault is one line that names the key, what was found and what is expected; all of a table's
faults are gathered, not only the first. Knows: types and their bounds. Does not know: which
settings there are, files, or the environment.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import inspect

from bot.secret import Secret

Decode = Callable[[type, Any], Any]
Tables = Mapping[str, type[msgspec.Struct]]

_LONGEST = 48


def read_tables(
    document: Mapping[str, object], tables: Tables, decode: Decode
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The values of each table by field, and the faults found, a line each.

    Args:
        document: what the TOML file holds.
        tables: which tables there may be, and the struct whose fields each one sets.
        decode: makes a value of a type that msgspec does not know (its `dec_hook`).
    """
    values: dict[str, dict[str, Any]] = {name: {} for name in tables}
    faults: list[str] = []
    for name, table in document.items():
        if name not in tables:
            faults.append(_unknown_table(name, table, tables))
        elif not isinstance(table, Mapping):
            faults.append(f"{_key(name)} is {found(table)}; expected a section, [{name}]")
        else:
            values[name], wrong = _read_table(name, table, tables, decode)
            faults += wrong
    return values, faults


def _read_table(
    name: str, table: Mapping[str, object], tables: Tables, decode: Decode
) -> tuple[dict[str, Any], list[str]]:
    fields = {field.name: field.type for field in msgspec.structs.fields(tables[name])}
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in table.items():
        if key not in fields:
            faults.append(_unknown_key(name, key, tables))
            continue
        try:
            values[key] = msgspec.convert(value, fields[key], dec_hook=decode)
        except msgspec.ValidationError:
            faults.append(f"[{name}] {_wrong(key, value, fields[key], decode)}")
    return values, faults


def _wrong(key: str, value: object, kind: Any, decode: Decode) -> str:
    """The fault of a value; in a list, that of its first wrong item."""
    item = _item_type(kind)
    if item is not None and isinstance(value, list):
        for number, part in enumerate(value, 1):
            try:
                msgspec.convert(part, item, dec_hook=decode)
            except msgspec.ValidationError:
                return f"{key} has {found(part)} as item {number}; expected {expected(item)}"
    shown = _sort(value) if kind is Secret else found(value)
    return f"{key} is {shown}; expected {expected(kind)}"


def _item_type(kind: Any) -> Any:
    if typing.get_origin(kind) is Annotated:
        kind = typing.get_args(kind)[0]
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def _unknown_table(name: str, value: object, tables: Tables) -> str:
    if not isinstance(value, Mapping):
        homes = [table for table, kind in tables.items() if name in _names(kind)]
        move = f"put it under [{homes[0]}]" if homes else f"the sections are {_listed(tables)}"
        return f"{_key(name)} stands outside of a section; {move}"
    near = nearest(name, tables)
    return f"[{_key(name)}] is not a section; " + (
        f"did you mean [{near}]?" if near else f"there are {_listed(tables)}"
    )


def _unknown_key(name: str, key: str, tables: Tables) -> str:
    fault = f"[{name}] {_key(key)} is not a setting; "
    elsewhere = [table for table, kind in tables.items() if key in _names(kind)]
    if elsewhere:
        return f"{fault}did you mean [{elsewhere[0]}] {key}?"
    own = _names(tables[name])
    near = nearest(key, own)
    return fault + (f"did you mean {near}?" if near else f"there are {', '.join(own)}")


def nearest(word: str, words: Iterable[str]) -> str:
    """The known word that a mistyped one is likely to stand for, or an empty text."""
    plain = word.casefold().replace("-", "_")
    return next(iter(get_close_matches(plain, list(words), n=1)), "")


def _names(kind: type[msgspec.Struct]) -> list[str]:
    return list(kind.__struct_fields__)


def _listed(tables: Tables) -> str:
    return ", ".join(f"[{name}]" for name in tables)


def _key(name: str) -> str:
    """A key as it would be written in TOML: quoted unless it is a plain word."""
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _cut(json.dumps(name))


def found(value: object) -> str:
    """A value as it would be written in TOML, cut where it is long."""
    match value:
        case bool() | str():
            return _cut(json.dumps(value))
        case int() if abs(value) >= 10**_LONGEST:
            return "a number of very many digits"
        case int() | float() | date() | time():
            return str(value)
        case _:
            return _sort(value)


def _sort(value: object) -> str:
    """What sort of thing a value is, where the value itself is long or secret."""
    match value:
        case bool():
            return "true or false"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case list():
            return "a list" if value else "an empty list"
        case Mapping():
            return "a table"
        case _:
            return "a date or time"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def expected(kind: Any) -> str:
    """What a type takes, in words: `a whole number from 1 to 256`.

    A `Meta(description=...)` at the type gives the words itself, as a pattern needs.
    """
    return _words(inspect.type_info(kind))


def _words(info: inspect.Type) -> str:
    match info:
        case inspect.Metadata(extra_json_schema={"description": str(text)}):
            return text
        case inspect.Metadata(type=inner):
            return _words(inner)
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number" + _range(info)
        case inspect.FloatType():
            return "a number" + _range(info)
        case inspect.LiteralType(values=values):
            return " or ".join(json.dumps(value) for value in values)
        case inspect.VarTupleType(item_type=item):
            return "a list, each item " + _words(item)
        case inspect.UnionType(types=types):
            return " or ".join(_words(t) for t in types if not isinstance(t, inspect.NoneType))
        case inspect.CustomType(cls=cls) if issubclass(cls, Path):
            return "a folder in quotes, where ~ is your own home"
        case _:
            return "a text in quotes"


def _range(info: inspect.IntType | inspect.FloatType) -> str:
    if info.le is None:
        return ""
    if info.ge is not None:
        return f" from {_bound(info.ge)} to {_bound(info.le)}"
    return f" above {_bound(info.gt or 0)} and at most {_bound(info.le)}"


def _bound(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
