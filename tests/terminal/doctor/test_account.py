from __future__ import annotations

import pytest

from bot.portal import Portal, Server
from bot.terminal.doctor import account
from bot.terminal.doctor.finding import Finding, as_record, as_text

INVITE = "https://invite"
GOOD = Portal("accepted", name="Ember", reads_messages=True, invite=INVITE, servers=())


@pytest.mark.parametrize(
    ("portal", "level", "words"),
    [
        (GOOD, "ok", "Ember"),
        (Portal("no token"), "fault", "No token"),
        (Portal("refused"), "fault", "does not accept"),
        (Portal("unreachable", "no route"), "warning", "no route"),
        (Portal("unwell", "it answered with 503"), "warning", "503"),
    ],
)
def test_token(portal: Portal, level: str, words: str) -> None:
    finding = account.token(portal)
    assert finding.level == level
    assert words in finding.text
    assert bool(finding.mend) == (level != "ok")


@pytest.mark.parametrize(
    "portal", [Portal("no token"), Portal("refused"), Portal("unreachable"), Portal("unwell")]
)
def test_what_hangs_on_the_token_is_not_checked_without_it(portal: Portal) -> None:
    for finding in (account.intents(portal), account.permissions(portal)):
        assert finding.level == "warning"
        assert finding.text.startswith("Not checked:")


def test_intents() -> None:
    assert account.intents(GOOD).level == "ok"
    blind = account.intents(Portal("accepted"))
    assert (blind.level, "Message Content Intent" in blind.mend) == ("fault", True)
    for portal in (Portal("accepted"), Portal("no token")):
        assert account.intents(portal, wanted=False).level == "ok"


def with_servers(*servers: Server) -> Finding:
    return account.permissions(Portal("accepted", invite=INVITE, servers=servers))


def test_permissions() -> None:
    nowhere, lacking = with_servers(), with_servers(Server("A"), Server("B", ("send messages",)))
    assert (nowhere.level, INVITE in nowhere.mend) == ("ok", True)
    assert with_servers(Server("A")).text == "It has what it needs on 1 server."
    assert (lacking.level, "B (send messages)" in lacking.text) == ("warning", True)
    many = with_servers(*[Server(f"S{n}", ("x",)) for n in range(7)])
    assert "S4 (x) and 2 more" in many.text
    assert account.permissions(Portal("accepted")).level == "warning"


@pytest.mark.parametrize(
    ("ahead", "level", "words"),
    [
        (0.0, "ok", "agrees"),
        (-9.0, "ok", "agrees"),
        (60.0, "warning", "60 s ahead of"),
        (-4000.0, "fault", "4000 s behind"),
        (None, "warning", "Not compared"),
    ],
)
def test_clock(ahead: float | None, level: str, words: str) -> None:
    finding = account.clock(ahead)
    assert (finding.level, words in finding.text) == (level, True)


def test_a_line_each_and_a_last_one_that_counts() -> None:
    findings = [
        Finding("a", "ok", "well"),
        Finding("b", "fault", "two\nlines", "mend it"),
        Finding("c", "warning", "hm"),
    ]
    *lines, last = as_text(findings).splitlines()
    assert [line.split()[0] for line in lines] == ["ok", "fault", "warning"]
    assert lines[1].endswith("two lines -> mend it")
    assert last == "1 fault and 1 warning."
    assert as_text(findings[:1]).endswith("No faults.")
    assert as_record(findings)["ok"] is False
    assert as_record(findings[2:])["ok"] is True
