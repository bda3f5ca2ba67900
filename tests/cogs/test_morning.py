"""Where the night's report is told, and what it may tell there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SleepError
from bot.machine import Power
from bot.sleep.report import NightReport
from cogs.morning import morning_text
from tests.cogs.staging import Stage

HOUR = datetime(2025, 6, 1, 2, 30, tzinfo=UTC)
CITY, CAT, TEA = "home city: Lisbon", "cat's name: Miso", "favorite drink: mint tea"
ON = {"enabled": True}


def report(person: str, scope: str = "private", *learned: str, **more: Any) -> NightReport:
    made: dict[str, Any] = {"outcome": "promoted", "learned": list(learned)} | more
    return NightReport(person, scope, **made)


REPORTS = [
    report("Ana", "private", CITY, CAT, not_learned={TEA: "asked it said 'coffee'"}),
    report("Ana", "guild:7", TEA, lost=[CITY]),
    report("Ben", "guild:7", outcome="rolled back", notes=[f"still told: {CITY}"]),
    report("Cleo", "private", CAT, fault="The file of what I had learned by heart is damaged."),
    report("Dora", outcome="nothing to do", already_known=[CITY]),
]


def test_counts_for_whoever_runs_it() -> None:
    assert morning_text(REPORTS, scope="private").splitlines() == [
        "I have slept. Facts learned by heart: 4.",
        "- Ana: 3 learned, 1 not yet, 1 faded",
        "- Ben: nothing learned (rolled back)",
        "- Cleo: 1 learned. The file of what I had learned by heart is damaged.",
    ]


def test_on_a_server_only_those_of_it_are_named() -> None:
    assert morning_text(REPORTS, scope="guild:7").splitlines() == [
        "I have slept. Facts learned by heart: 4.",
        "- Ana: 1 learned, 1 faded",
        "- Ben: nothing learned (rolled back)",
        "-# And 2 more of what was told elsewhere.",
    ]


@pytest.mark.parametrize("reports", [[], [report("Ana", outcome="nothing to do")]])
def test_a_night_without_anything_to_do_is_no_news(reports: list[NightReport]) -> None:
    assert morning_text(reports, scope="private") == ""


facts = st.lists(st.sampled_from([CITY, CAT, TEA]), max_size=3)
reports = st.builds(
    NightReport,
    person=st.sampled_from(["Ana", "Ben"]),
    scope=st.sampled_from(["private", "guild:7", "guild:8"]),
    outcome=st.sampled_from(["promoted", "rolled back", "nothing to do", "stopped", "failed"]),
    learned=facts,
    already_known=facts,
    lost=facts,
    unlearned=facts,
    notes=facts,
    not_learned=st.dictionaries(st.sampled_from([CITY, CAT]), st.sampled_from([TEA]), max_size=2),
)


@given(st.lists(reports, max_size=6), st.sampled_from(["private", "guild:7"]))
def test_no_fact_is_ever_told(told: list[NightReport], scope: str) -> None:
    text = morning_text(told, scope=scope)
    for word in ("Lisbon", "Miso", "tea", "city", "cat"):
        assert word not in text


async def test_in_a_channel_of_a_server(stage: Stage) -> None:
    general = stage.server.guild("Home").channels[0]
    scope = f"guild:{general.guild.id if general.guild else 0}"
    stage.now = HOUR
    stage.sleeper.reports = [report("Ana", scope, CITY), report("Ben", "private", CAT)]
    async with stage.running(sleep=ON, report_channel=str(general.id)):
        told = await stage.server.wait_for_message(general)
    assert told.text.splitlines()[1:] == [
        "- Ana: 1 learned",
        "-# And 1 more of what was told elsewhere.",
    ]


@pytest.mark.parametrize("named", [False, True], ids=["the application's", "the first that is set"])
async def test_to_the_owner(stage: Stage, named: bool) -> None:
    owner = stage.server.user("Olga") if named else stage.server.owner
    stage.now = HOUR
    stage.sleeper.reports = [report("Ana", "guild:7", CITY)]
    own = {"owner_ids": (owner.id,)} if named else {}
    async with stage.running(sleep=ON, report_channel="owner", **own):
        told = await stage.server.wait_for_message(stage.server.dm(owner))
    assert told.text.splitlines()[1:] == ["- Ana: 1 learned"]


async def test_nowhere_unless_it_is_asked_for(stage: Stage) -> None:
    stage.now = HOUR
    stage.sleeper.reports = [report("Ana", "private", CITY)]
    async with stage.running(sleep=ON):
        await stage.server.wait_until(lambda: bool(stage.sleeper.nights))
    assert stage.server.dm(stage.server.owner).messages == []


async def test_a_failed_night_is_told(stage: Stage) -> None:
    stage.now = HOUR
    stage.sleeper.error = SleepError("The disk is full.")
    async with stage.running(sleep=ON, report_channel="owner"):
        told = await stage.server.wait_for_message(stage.server.dm(stage.server.owner))
    assert told.text == "My night failed; my log says why."


async def test_a_night_that_could_not_be_is_told_when_its_window_closes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.quiet._LOOK_SECONDS", 0.01)
    stage.now = HOUR
    stage.machine.powered = Power(mains=False, charge=0.2)
    dm = stage.server.dm(stage.server.owner)
    async with stage.running(sleep=ON, report_channel="owner"):
        stage.now = HOUR + timedelta(hours=6)
        told = await stage.server.wait_for_message(dm)
    assert told.text.startswith("I did not sleep last night. At 03:30 I put my sleep off:")
    assert "- Power: on battery, 20% charged" in told.text
    assert stage.sleeper.nights == []
    assert [message.text for message in dm.messages] == [told.text]


@pytest.mark.parametrize("kind", ["unknown", "forbidden"])
async def test_a_channel_that_can_not_be_written_to_is_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    general = stage.server.guild("Home").channels[0]
    stage.now = HOUR
    stage.sleeper.reports = [report("Ana", "private", CITY)]
    number = general.id if kind == "forbidden" else 987654321
    if kind == "forbidden":
        stage.server.faults.fail(403, path=f"/channels/{number}/messages")
    async with stage.running(sleep=ON, report_channel=str(number)):
        ana = stage.server.user("Ana")
        while "report could not be told" not in caplog.text:
            stage.server.say(ana, stage.server.dm(ana), "hello")
            await stage.server.wait_for_message(stage.server.dm(ana))
    stage.server.rest.unknown.clear()
