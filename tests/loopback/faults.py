"""What goes wrong at the loopback Discord, when a test asks for it.

Knows: which requests are to fail, and how often. Does not know: what the requests ask for. The
websocket's faults are methods of the gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DROPPED = 0
"""Status of an answer that never came: the connection broke off."""


@dataclass
class Fault:
    """An answer given instead of the true one, `times` times, to matching requests."""

    status: int
    method: str
    path: str
    times: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False

    def matches(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("*", method) and self.path in path


class Faults:
    """The switches. Paths match by any part of them ("messages", "typing")."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail(
        self,
        status: int = 500,
        *,
        method: str = "*",
        path: str = "",
        times: int = 1,
        code: int = 0,
        after: bool = False,
    ) -> Fault:
        """Answer with an error; with `after`, only once the request has been carried out."""
        body = {"message": f"{status}: loopback fault", "code": code}
        return self._add(Fault(status, method, path, times, body, after=after))

    def rate_limit(
        self,
        seconds: float,
        *,
        method: str = "*",
        path: str = "",
        times: int = 1,
        everywhere: bool = False,
    ) -> Fault:
        """Answer 429 and ask for `seconds` of patience; `everywhere` makes it the global limit."""
        body = {"message": "You are being rate limited.", "retry_after": seconds}
        headers = {"Via": "1.1 loopback", "Retry-After": str(seconds)}
        return self._add(Fault(429, method, path, times, {**body, "global": everywhere}, headers))

    def drop(self, *, method: str = "*", path: str = "", after: bool = False) -> Fault:
        """Break the connection off instead of answering; with `after`, once it is carried out."""
        return self._add(Fault(DROPPED, method, path, 1, {}, after=after))

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, if any; counts it."""
        for fault in self._faults:
            if fault.matches(method, path):
                fault.times -= 1
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault
