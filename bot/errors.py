"""The one tree of errors.

Every error that a person may meet says two things: the fault, and the mend. This module knows no
other module of the project, and does not know how an error is shown: the terminal and Discord each
have one place for that.
"""

from __future__ import annotations


class SleepwakeError(Exception):
    """Something went wrong that a person can understand and mend.

    Args:
        fault: what is wrong, in one sentence.
        mend: what to do about it, in one sentence; empty where nothing can be done.
    """

    def __init__(self, fault: str, mend: str = "") -> None:
        super().__init__(f"{fault} {mend}".strip())
        self.fault = fault
        self.mend = mend


class ConfigError(SleepwakeError):
    """A setting is unknown, of the wrong type or out of range, or the file can't be read."""


class StoreError(SleepwakeError):
    """The database can't be opened, read or written."""


class StoreNewerError(StoreError):
    """The database was written by a newer version; it is left as it is."""


class StoreLockedError(StoreError):
    """Another running bot holds the data folder."""


class ModelError(SleepwakeError):
    """The model can't be found, fetched or loaded, or cannot do what was asked."""


class AdapterError(SleepwakeError):
    """An adapter's files are missing, damaged or made for another model."""


class TrainingError(SleepwakeError):
    """A training could not be started or came to nothing usable (NaN, no items)."""


class SleepError(SleepwakeError):
    """A night could not be started or had to end."""


class RequestError(SleepwakeError):
    """A person asked for something that can't be done as asked (wrong argument, not allowed)."""


class DiscordError(SleepwakeError):
    """Discord can't be reached, or refuses the bot."""


class ServiceError(SleepwakeError):
    """The system does not start, stop or update the bot as it was asked to."""
