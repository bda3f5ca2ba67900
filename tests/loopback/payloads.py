"""The JSON in which Discord's API v10 writes things: ids as text, absent rather than null.

Knows: the shape of each object. Does not know: when or to whom they are sent.
"""

from __future__ import annotations

from typing import Any

from tests.loopback.state import Channel, Guild, Interaction, Message, Role, User

Json = dict[str, Any]


def user_json(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0",
        "global_name": None if user.bot else user.display,
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def own_user_json(user: User) -> Json:
    return {**user_json(user), "verified": True, "mfa_enabled": False, "flags": 0}


def application_json(bot: User, owner: User) -> Json:
    return {
        "id": str(bot.id),
        "name": bot.display,
        "description": "",
        "icon": None,
        "summary": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": user_json(owner),
    }


def role_json(role: Role, position: int) -> Json:
    written: Json = {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(role.permissions),
        "managed": role.bot is not None,
        "mentionable": True,
        "flags": 0,
    }
    if role.bot is not None:
        written["tags"] = {"bot_id": str(role.bot.id)}
    return written


def member_json(guild: Guild, user: User, *, with_user: bool = True) -> Json:
    written: Json = {
        "roles": [str(role.id) for role in guild.members.get(user, [])],
        "joined_at": "2024-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    if user in guild.nicks:
        written["nick"] = guild.nicks[user]
    if with_user:
        written["user"] = user_json(user)
    return written


def channel_json(channel: Channel) -> Json:
    last = str(channel.messages[-1].id) if channel.messages else None
    written: Json = {"id": str(channel.id), "last_message_id": last, "flags": 0}
    if channel.guild is None:
        assert channel.recipient is not None
        return {**written, "type": 1, "recipients": [user_json(channel.recipient)]}
    if channel.parent is not None:
        return {**written, **_thread_json(channel, channel.parent)}
    return {
        **written,
        "type": 0,
        "name": channel.name,
        "guild_id": str(channel.guild.id),
        "position": channel.guild.channels.index(channel),
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
        "rate_limit_per_user": 0,
    }


def _thread_json(thread: Channel, parent: Channel) -> Json:
    assert thread.guild is not None
    return {
        "type": 11,
        "name": thread.name,
        "guild_id": str(thread.guild.id),
        "parent_id": str(parent.id),
        "owner_id": str(thread.guild.owner.id),
        "message_count": len(thread.messages),
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2024-01-01T00:00:00+00:00",
            "locked": False,
        },
    }


def guild_json(guild: Guild, bot: User) -> Json:
    """A guild as a bot without the members intent is told it: of the members, only itself."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "owner_id": str(guild.owner.id),
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role_json(role, place) for place, role in enumerate(guild.roles)],
        "channels": [channel_json(channel) for channel in guild.channels],
        "threads": [channel_json(thread) for thread in guild.threads],
        "members": [member_json(guild, bot)],
        "member_count": len(guild.members),
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "large": False,
        "unavailable": False,
        "joined_at": "2024-01-01T00:00:00+00:00",
    }


def own_guild_json(guild: Guild, bot: User) -> Json:
    """A guild as a bot is told it that asks where it is."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "owner": guild.owner is bot,
        "permissions": str(guild.permissions(bot)),
        "features": [],
    }


def message_json(message: Message, *, gateway: bool = False, nested: bool = False) -> Json:
    """A message; the gateway's form names the guild and the author's membership too."""
    guild = message.channel.guild
    written: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": 19 if message.reply_to else 0,
        "author": user_json(message.author),
        "content": message.text,
        "timestamp": message.created.isoformat(),
        "edited_timestamp": message.edited.isoformat() if message.edited else None,
        "tts": False,
        "mention_everyone": message.pinged_everyone,
        "mentions": [_mention_json(message, user, gateway) for user in message.pings],
        "mention_roles": [str(role.id) for role in message.pinged_roles],
        "attachments": [_file_json(message, place) for place in range(len(message.files))],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "flags": (64 if message.only_for else 0) | (128 if message.thinking else 0),
    }
    if message.stickers:
        written["sticker_items"] = [
            {"id": str(place + 1), "name": name, "format_type": 1}
            for place, name in enumerate(message.stickers)
        ]
    if message.webhook_id is not None:
        written["webhook_id"] = str(message.webhook_id)
    if gateway and guild is not None:
        written["guild_id"] = str(guild.id)
    if gateway and guild is not None and message.webhook_id is None:
        written["member"] = member_json(guild, message.author, with_user=False)
    if message.reply_to is not None:
        written["message_reference"] = _reference_json(message.reply_to)
        if not nested:
            gone = message.reply_to.deleted
            written["referenced_message"] = (
                None if gone else message_json(message.reply_to, nested=True)
            )
    return written


def without_content(written: Json, message: Message, bot: User) -> Json:
    """A message as a bot may see it that is not allowed to read those that don't concern it."""
    above = message.reply_to
    if above is not None and written.get("referenced_message"):
        nested = without_content(written["referenced_message"], above, bot)
        written = {**written, "referenced_message": nested}
    if message.channel.guild is None or message.author is bot or bot in message.pings:
        return written
    return {**written, "content": "", "embeds": [], "attachments": [], "components": []}


def interaction_json(interaction: Interaction, application: User) -> Json:
    channel = interaction.channel
    guild = channel.guild
    written: Json = {
        "id": str(interaction.id),
        "application_id": str(application.id),
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "context": 1 if guild is None else 0,
        "channel_id": str(channel.id),
        "channel": channel_json(channel),
        "locale": "en-US",
        "authorizing_integration_owners": {},
        "attachment_size_limit": 10_485_760,
        "entitlements": [],
    }
    if interaction.message is not None:
        written["message"] = message_json(interaction.message)
    if guild is None:
        written["user"] = user_json(interaction.user)
    else:
        written["app_permissions"] = str(guild.permissions(application))
        written["guild_id"] = str(guild.id)
        written["guild"] = {"id": str(guild.id), "locale": "en-US", "features": []}
        written["member"] = {
            **member_json(guild, interaction.user),
            "permissions": str(guild.permissions(interaction.user)),
        }
    return written


def _mention_json(message: Message, user: User, gateway: bool) -> Json:
    guild = message.channel.guild
    if gateway and guild is not None and user in guild.members:
        return {**user_json(user), "member": member_json(guild, user, with_user=False)}
    return user_json(user)


def _reference_json(message: Message) -> Json:
    written = {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel.id)}
    if message.channel.guild is not None:
        written["guild_id"] = str(message.channel.guild.id)
    return written


def _file_json(message: Message, place: int) -> Json:
    url = f"http://127.0.0.1/attachments/{message.id}/{place}"
    name = message.files[place]
    return {"id": str(place), "filename": name, "size": 1, "url": url, "proxy_url": url}
