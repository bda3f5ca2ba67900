"""The checks of the bot's account on Discord: token, intents, permissions, and the clock.

Knows: what Discord said. Does not know: how it was asked.
"""

from __future__ import annotations

from bot.portal import ADDRESS, Portal
from bot.terminal.doctor.finding import Finding

_SLOW_SECONDS, _WRONG_SECONDS = 10.0, 300.0
_MOST_NAMED = 5
_SET = "set it as SLEEPWAKE_DISCORD_TOKEN or as [discord] token, or run sleepwake init."


def token(portal: Portal) -> Finding:
    match portal.verdict:
        case "accepted":
            return Finding("token", "ok", f"Discord knows it: it is {portal.name}'s.")
        case "no token":
            mend = f'Get one at {ADDRESS} (your application, page "Bot") and {_SET}'
            text = "No token is set: only the terminal works, not Discord."
            return Finding("token", "fault", text, mend)
        case "refused":
            mend = f'Make a new one at {ADDRESS} (page "Bot", "Reset Token") and {_SET}'
            return Finding("token", "fault", "Discord does not accept it.", mend)
        case "unwell":
            mend = "Try again later; https://discordstatus.com says whether it is ill."
            return Finding("token", "warning", f"Not tested, Discord: {portal.detail}.", mend)
        case _:
            text = f"Not tested, Discord can't be reached: {portal.detail}."
            mend = "Check the network, and [discord] api if it is set."
            return Finding("token", "warning", text, mend)


def intents(portal: Portal, *, wanted: bool = True) -> Finding:
    """Whether the bot may read messages, where the settings ask for it."""
    if not wanted:
        text = "None is asked for: it reads direct messages, mentions and replies that ping it."
        return Finding("intents", "ok", text)
    if portal.verdict != "accepted":
        return _unknown("intents", portal)
    if portal.reads_messages:
        return Finding("intents", "ok", "It may read what messages say.")
    mend = (
        f'Switch on "Message Content Intent" at {ADDRESS} (your application, page "Bot"), or set '
        "[discord] message_content = false."
    )
    return Finding("intents", "fault", "Discord does not let it read messages.", mend)


def permissions(portal: Portal) -> Finding:
    if portal.verdict != "accepted" or portal.servers is None:
        return _unknown("permissions", portal)
    if not portal.servers:
        mend = f"To add it to one, open {portal.invite}"
        return Finding("permissions", "ok", "It is on no server; private messages work.", mend)
    lacking = [server for server in portal.servers if server.missing]
    if not lacking:
        text = f"It has what it needs on {len(portal.servers)} servers."
        return Finding("permissions", "ok", text.replace(" 1 servers", " 1 server"))
    named = [f"{server.name} ({', '.join(server.missing)})" for server in lacking[:_MOST_NAMED]]
    more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
    text = f"It lacks permissions on {'; '.join(named)}{more}."
    mend = f"Give them to its role there, or invite it again: {portal.invite}"
    return Finding("permissions", "warning", text, mend)


def clock(ahead_seconds: float | None) -> Finding:
    """Args: ahead_seconds: by how much this machine's clock is ahead of Discord's."""
    if ahead_seconds is None:
        return Finding("clock", "warning", "Not compared: Discord can't be reached.", _ONLINE)
    off = abs(ahead_seconds)
    if off <= _SLOW_SECONDS:
        return Finding("clock", "ok", "It agrees with Discord's.")
    text = f"It is {off:.0f} s {'ahead of' if ahead_seconds > 0 else 'behind'} Discord's."
    mend = (
        "Switch on setting the time by network (macOS: Settings, General, Date & Time; "
        "Linux: timedatectl set-ntp true)."
    )
    return Finding("clock", "fault" if off > _WRONG_SECONDS else "warning", text, mend)


_ONLINE = "Run this again with a network."


def _unknown(check: str, portal: Portal) -> Finding:
    reason = {
        "no token": "there is no token",
        "refused": "the token is not accepted",
        "accepted": "Discord did not tell",
    }.get(portal.verdict, "Discord could not be asked")
    return Finding(check, "warning", f"Not checked: {reason}.", "Mend the token's line first.")
