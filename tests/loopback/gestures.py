"""What a person does in Discord besides writing: press, select, fill in a form, use a command.

Knows: which gestures Discord's client allows (nobody presses a button that isn't there for them),
and the data that each becomes. Does not know: how it is answered (`interactions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from tests.loopback import payloads
from tests.loopback.state import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Channel,
    Event,
    Interaction,
    Message,
    Role,
    User,
    World,
)

Json = dict[str, Any]
Named = User | Role | Channel
_BUTTON, _TEXT, _LABEL = 2, 4, 18
_CHOOSERS = {3: "select", 5: "user", 6: "role", 7: "mentionable", 8: "channel"}
_SUBCOMMANDS = (1, 2)
_KINDS_OF_COMMAND = {"chat": 1, "user": 2, "message": 3}


def press(world: World, user: User, message: Message, label: str) -> Interaction:
    """A person presses the button with this label (or, where it has none, this emoji)."""
    _check_seen(user, message)
    found = [b for b in parts(message.components) if b.get("type") == _BUTTON]
    button = next((b for b in found if label in (b.get("label"), _emoji(b))), None)
    assert button is not None, f"no button {label!r} there: {[b.get('label') for b in found]}"
    assert not button.get("disabled"), f"the button {label!r} can't be pressed"
    data = {"custom_id": button["custom_id"], "component_type": _BUTTON}
    return _do(world, Interaction(*_new(world, COMPONENT), user, message.channel, data, message))


def select(
    world: World, user: User, message: Message, values: Sequence[str | Named], place: int = 0
) -> Interaction:
    """A person chooses from the message's menu number `place`: labels, or people and places."""
    _check_seen(user, message)
    menus = [menu for menu in parts(message.components) if menu.get("type") in _CHOOSERS]
    assert len(menus) > place, "there is no such menu"
    menu = menus[place]
    assert not menu.get("disabled"), "the menu can't be used"
    given = {option["label"]: option["value"] for option in menu.get("options", [])}
    data: Json = {"custom_id": menu["custom_id"], "component_type": menu["type"], "values": []}
    for value in values:
        if isinstance(value, str):
            assert value in given, f"no {value!r} there: {list(given)}"
            data["values"].append(given[value])
        else:
            data["values"].append(str(value.id))
            _resolve(data, value, message.channel)
    return _do(world, Interaction(*_new(world, COMPONENT), user, message.channel, data, message))


def submit(world: World, shown: Interaction, values: Mapping[str, str]) -> Interaction:
    """The person whom a modal was shown fills it in and sends it; fields by label or custom id."""
    modal = shown.modal
    assert modal is not None, "no modal was shown"
    left = dict(values)
    rows = [_filled(row, left) for row in modal["components"]]
    assert not left, f"the modal has no fields {list(left)}"
    data = {"custom_id": modal["custom_id"], "components": rows}
    fresh = _new(world, MODAL)
    return _do(world, Interaction(*fresh, shown.user, shown.channel, data, shown.message))


def command(
    world: World,
    user: User,
    channel: Channel,
    name: str,
    options: Mapping[str, Any],
    *,
    kind: str = "chat",
    target: User | Message | None = None,
    focused: str | None = None,
) -> Interaction:
    """A person uses a registered command; `name` may be several words ("sleep status").

    Of kind "user" or "message" it is one of a menu, and has a `target`. With `focused`, that
    option is still being typed, and the bot is asked for choices.
    """
    first, *rest = name.split() if kind == "chat" else [name]
    known = _registered(world, channel, first, _KINDS_OF_COMMAND[kind])
    data: Json = {"id": known["id"], "name": known["name"], "type": known["type"]}
    if "guild_id" in known:
        data["guild_id"] = known["guild_id"]
    if target is not None:
        data["target_id"] = str(target.id)
        _resolve(data, target, channel)
    else:
        data["options"] = _options(known, rest, options, channel, data, focused)
    asked = COMMAND if focused is None else AUTOCOMPLETE
    return _do(world, Interaction(*_new(world, asked), user, channel, data))


def parts(components: Sequence[Json]) -> Iterator[Json]:
    """Every component, also those within others, in the order in which they are seen."""
    for each in components:
        yield each
        yield from parts(each.get("components", []))
        yield from parts([each[key] for key in ("component", "accessory") if each.get(key)])


def _new(world: World, kind: int) -> tuple[int, str, int]:
    return world.new_id(), uuid4().hex, kind


def _do(world: World, interaction: Interaction) -> Interaction:
    guild = interaction.channel.guild
    assert guild is None or interaction.user in guild.members, "only members may do that"
    world.interactions[interaction.token] = interaction
    world.tell(Event("INTERACTION_CREATE", interaction))
    return interaction


def _check_seen(user: User, message: Message) -> None:
    assert not message.deleted, "the message is gone"
    assert message.only_for in (None, user), f"{user.display} can't see that message"


def _emoji(button: Json) -> str | None:
    return (button.get("emoji") or {}).get("name")


def _registered(world: World, channel: Channel, name: str, kind: int) -> Json:
    own = [] if channel.guild is None else world.commands.get(channel.guild.id, [])
    everywhere = world.commands.get(None, [])
    for known in [*own, *everywhere]:
        if (known["name"], known["type"]) != (name, kind):
            continue
        contexts = known.get("contexts")
        here = 0 if channel.guild is not None else 1
        hidden = contexts is not None and here not in contexts
        if not hidden and not (here == 1 and known.get("dm_permission") is False):
            return known
    seen = [known["name"] for known in [*own, *everywhere]]
    raise AssertionError(f"there is no command /{name} here: {seen}")


def _options(
    known: Json,
    path: Sequence[str],
    given: Mapping[str, Any],
    channel: Channel,
    data: Json,
    focused: str | None,
) -> list[Json]:
    choices = {option["name"]: option for option in known.get("options") or []}
    if path:
        assert path[0] in choices, f"/{known['name']} has no {path[0]!r}: {list(choices)}"
        inner = choices[path[0]]
        below = _options(inner, path[1:], given, channel, data, focused)
        return [{"type": inner["type"], "name": inner["name"], "options": below}]
    whole = not any(option["type"] in _SUBCOMMANDS for option in choices.values())
    assert whole, f"/{known['name']} is used with one of {list(choices)}"
    missing = [name for name, o in choices.items() if o.get("required") and name not in given]
    assert focused or not missing, f"/{known['name']} needs {missing}"
    written = []
    for name, value in given.items():
        assert name in choices, f"/{known['name']} has no option {name!r}: {list(choices)}"
        told: Json = {"type": choices[name]["type"], "name": name, "value": value}
        if isinstance(value, User | Role | Channel):
            told["value"] = str(value.id)
            _resolve(data, value, channel)
        if name == focused:
            told["focused"] = True
        written.append(told)
    return written


def _resolve(data: Json, found: Named | Message, channel: Channel) -> None:
    """Put the thing itself beside its id, as Discord does."""
    resolved, key, guild = data.setdefault("resolved", {}), str(found.id), channel.guild
    if isinstance(found, Message):
        resolved.setdefault("messages", {})[key] = payloads.message_json(found)
    elif isinstance(found, Channel):
        written = {**payloads.channel_json(found), "permissions": "0"}
        resolved.setdefault("channels", {})[key] = written
    elif isinstance(found, Role):
        resolved.setdefault("roles", {})[key] = payloads.role_json(found, 1)
    else:
        resolved.setdefault("users", {})[key] = payloads.user_json(found)
        if guild is not None and found in guild.members:
            written = payloads.member_json(guild, found, with_user=False)
            permissions = str(guild.permissions(found))
            resolved.setdefault("members", {})[key] = {**written, "permissions": permissions}


def _filled(row: Json, values: dict[str, str]) -> Json:
    """A row of a modal with what was typed into it; `values` loses what was used."""
    fields = [row["component"]] if row["type"] == _LABEL else row.get("components", [])
    typed = []
    for one in fields:
        label = row.get("label") or one.get("label")
        given = [values.pop(key) for key in (label, one.get("custom_id")) if key in values]
        value = given[0] if given else one.get("value") or ""
        if one["type"] == _TEXT:
            assert value or not one.get("required", True), f"{label!r} must be filled in"
            assert len(value) <= one.get("max_length", 4000), f"{label!r} is too long"
            told: Json = {"value": value}
        else:
            told = {"values": [value] if value else []}
        typed.append({"type": one["type"], "custom_id": one.get("custom_id", ""), "id": 0, **told})
    if row["type"] == _LABEL:
        return {"type": _LABEL, "id": 0, "component": typed[0]}
    return {"type": row["type"], "id": 0, "components": typed}
