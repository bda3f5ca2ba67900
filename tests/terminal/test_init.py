from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import tomli

from bot.config import Discord, load_config
from bot.errors import DiscordError, RequestError
from bot.portal import Portal
from bot.secret import Secret
from bot.terminal.asking import Terminal
from bot.terminal.init import init
from tests.loopback import Loopback

ROOT = Path(__file__).parents[2]
GOOD = Portal("accepted", name="Ember", reads_messages=True, invite="https://invite")
ANSWERS = ("a.token", "11, 22", "no", "", "")


class Script:
    """Answers from a list; Ctrl-C where it says so."""

    def __init__(self, *answers: str, patient: bool = True) -> None:
        self.answers, self.patient = list(answers), patient
        self.said: list[str] = []

    def line(self, question: str, *, hidden: bool = False) -> str:
        self.said.append(question)
        assert hidden == ("Token:" in question)
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        if answer == "^C":
            raise KeyboardInterrupt
        return answer

    def say(self, text: str) -> None:
        self.said.append(text)

    @property
    def shown(self) -> str:
        return "\n".join(self.said)


def ran(
    path: Path,
    ask: Script,
    portals: Sequence[Portal] = (GOOD,),
    known: str = "",
    given: dict[str, dict[str, object]] | None = None,
) -> list[Discord]:
    looked: list[Discord] = []

    def look(settings: Discord) -> Portal:
        looked.append(settings)
        return portals[min(len(looked), len(portals)) - 1]

    init(path, ask, look, Secret(known), given or {})
    return looked


def test_the_answers_are_the_settings_and_the_comments_stay(tmp_path: Path) -> None:
    path, ask = tmp_path / "config.toml", Script("Bot a.token", "11, <@22>", "yes", "m", "4:05")

    looked = ran(path, ask)

    config = load_config(path, {})
    assert [each.token for each in looked] == [Secret("a.token")]
    assert config.discord.token == Secret("a.token")
    assert config.discord.admin_ids == (11, 22)
    assert config.discord.train_on_messages is True
    assert (config.model.name, config.sleep.quiet_hour) == ("m", "04:05")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "# When it goes to sleep: hours and minutes of local time" in path.read_text("utf-8")
    assert "a.token" not in ask.shown
    assert "https://invite" in ask.shown
    assert f"sleepwake run --config {path}" in ask.shown


def test_empty_answers_leave_the_defaults(tmp_path: Path) -> None:
    path, ask = tmp_path / "config.toml", Script("", "", "no", "", "")
    ran(path, ask, [Portal("no token")])

    config, default = load_config(path, {}), load_config(None, {})
    assert (config.model, config.sleep, config.bot) == (default.model, default.sleep, default.bot)
    assert not config.discord.token
    assert "Make an application" in ask.shown


def test_a_token_in_the_environment_is_tested_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    looked = ran(path, Script("", "", "no", "", ""), known="from.env")

    assert looked[0].token == Secret("from.env")
    assert "from.env" not in path.read_text("utf-8")


def test_what_will_not_do_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    ask = Script("bad", "a.token", "me", "11", "maybe", "n", "", "25:00", "23:59")

    looked = ran(path, ask, [Portal("refused"), GOOD])

    assert [each.token.reveal() for each in looked] == ["bad", "a.token"]
    config = load_config(path, {})
    assert config.discord.token.reveal() == "a.token"
    assert config.discord.admin_ids == (11,)
    assert config.discord.train_on_messages is False
    assert config.sleep.quiet_hour == "23:59"
    assert "Discord does not accept this token." in ask.said


def test_the_policy_is_told_before_training_is_allowed(tmp_path: Path) -> None:
    ask = Script(*ANSWERS)
    ran(tmp_path / "config.toml", ask)
    assert "Developer Policy forbids training models on message content" in ask.shown


@pytest.mark.parametrize(
    "portal", [Portal("unreachable", "no route"), Portal("unwell", "it answered with 503")]
)
def test_a_token_that_can_not_be_tested_is_kept(tmp_path: Path, portal: Portal) -> None:
    path, ask = tmp_path / "config.toml", Script(*ANSWERS)
    ran(path, ask, [portal])
    assert load_config(path, {}).discord.token.reveal() == "a.token"
    assert portal.detail in ask.shown


def test_a_missing_intent_is_the_first_step(tmp_path: Path) -> None:
    ask = Script(*ANSWERS)
    ran(tmp_path / "config.toml", ask, [Portal("accepted", name="Ember", invite="https://i")])
    assert '1. Switch on "Message Content Intent"' in ask.shown


@pytest.mark.parametrize("count", range(5))
def test_an_end_or_an_interrupt_leaves_nothing(tmp_path: Path, count: int) -> None:
    for ending, error in (((), RequestError), (("^C",), KeyboardInterrupt)):
        with pytest.raises(error):
            ran(tmp_path / "config.toml", Script(*ANSWERS[:count], *ending))
        assert list(tmp_path.iterdir()) == []


def test_piped_answers_that_will_not_do_end_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(DiscordError):
        ran(path, Script(*ANSWERS, patient=False), [Portal("refused")])
    with pytest.raises(RequestError, match="yes or no"):
        ran(path, Script("a.token", "", "maybe", "", "", patient=False))
    assert not path.exists()


def test_a_file_that_is_there_is_left_without_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[sleep]\nrank = 8\n")
    ran(path, Script("no"))
    assert path.read_text() == "[sleep]\nrank = 8\n"


def test_a_file_that_is_replaced_keeps_its_settings_and_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    old = '[sleep]\nrank = 8\n[discord]\ntoken = "old.token"\nadmin_ids = [7]\n'
    path.write_text(old)

    looked = ran(path, Script("yes", "", "", "no", "", ""), given={"model": {"name": "given"}})

    config = load_config(path, {})
    assert looked[0].token.reveal() == "old.token"
    assert (config.sleep.rank, config.discord.token.reveal()) == (8, "old.token")
    assert (config.discord.admin_ids, config.model.name) == ((7,), "given")
    kept = tmp_path / "config.toml.bak"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (old, 0o600)


def test_a_broken_file_is_replaced_and_its_fault_told(tmp_path: Path) -> None:
    path, ask = tmp_path / "config.toml", Script("yes", *ANSWERS)
    path.write_text("[sleep]\nnap = 1\n")
    ran(path, ask)
    assert load_config(path, {}).discord.token.reveal() == "a.token"
    assert "nap" in ask.shown


def test_a_terminal_takes_piped_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\n\n"))
    ask = Terminal()
    assert not ask.patient
    assert ask.line("What? ", hidden=True).strip() == "one"
    assert ask.line("What? ").strip() == ""
    with pytest.raises(EOFError):
        ask.line("What? ")
    assert capsys.readouterr().out.count("What?") == 3


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with Loopback.running() as server:
        yield server


async def test_in_a_process_of_its_own_against_the_loopback(
    server: Loopback, tmp_path: Path
) -> None:
    async def piped(*answers: str) -> tuple[int | None, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "init", "--config", str(tmp_path / "c.toml")),
            *("--api", server.api, "--gateway", server.gateway),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env={},
        )
        out, err = await process.communicate("".join(f"{a}\n" for a in answers).encode())
        return process.returncode, out.decode(), err.decode()

    refused = await piped("wrong", *ANSWERS[1:])
    assert refused[0] == 1
    assert "sleepwake: Discord does not accept this token." in refused[2]
    assert not (tmp_path / "c.toml").exists()

    code, out, err = await piped(server.token, *ANSWERS[1:])
    assert (code, err) == (0, "")
    assert "Discord knows this token: it is Ember's." in out
    assert f"client_id={server.bot.id}" in out
    written = tomli.loads((tmp_path / "c.toml").read_text("utf-8"))
    assert written["discord"]["api"] == server.api
    assert written["discord"]["token"] == server.token
