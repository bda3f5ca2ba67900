"""A Discord on 127.0.0.1 for tests: REST v10 and gateway v10, with people who speak on cue."""

from tests.loopback.server import Loopback
from tests.loopback.state import Channel, Guild, Interaction, Message, Role, User

__all__ = ["Channel", "Guild", "Interaction", "Loopback", "Message", "Role", "User"]
