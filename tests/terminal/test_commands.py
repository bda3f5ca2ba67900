from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.memory.facts import Fact, State
from bot.proof import Proof
from bot.store import Promotion, open_store
from bot.terminal import pages
from bot.terminal.history import history_file, open_history

ROOT = Path(__file__).parents[2]
READING = (["recall"], ["export"])
ALL = (*READING, ["forget", "cat", "--yes"])


def now() -> datetime:
    return datetime(2025, 6, 1, 12, tzinfo=UTC)


async def _told(folder: Path) -> None:
    """Ana's city and sister are known by heart, her cat is not; Ben told one thing."""
    async with open_store(folder, clock=now) as store:
        ana = await store.person("terminal:ana", "Ana")
        ben = await store.person("terminal:ben", "Ben")
        place = (ana.id, "private")
        city = await store.add_fact(*place, "home city", "Porto", "I live in Porto")
        sister = await store.add_fact(*place, "sister's name", "Inês", "my sister is Inês")
        await store.add_fact(*place, "cat's name", "Miso", "My cat's name is Miso")
        await store.add_fact(ben.id, "private", "home city", "Oslo", "I live in Oslo")
        night = await store.begin_night(*place)
        await store.promote(
            Promotion(
                *place,
                "adapters/p1/v1",
                "fingerprint",
                "sum",
                trained=[city.id, sister.id],
                known=[city.id, sister.id],
                night_id=night,
            )
        )
        await store.end_night(night, "promoted", {"learned": ["home city: Porto"]})
    (folder / "adapters/p1/v1").mkdir(parents=True)
    (folder / "adapters/p1/v1/adapters.safetensors").write_bytes(b"weights")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    asyncio.run(_told(folder))
    monkeypatch.setenv("SLEEPWAKE_DATA", str(folder))
    monkeypatch.setenv("SLEEPWAKE_LOGS", str(tmp_path / "logs"))
    return folder


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(data: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*words: str) -> tuple[int, str, str]:
        code = main(words)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def given(call: Call, *words: str) -> Any:
    code, out, err = call(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_recall_says_where_each_fact_is_kept(call: Call) -> None:
    code, out, err = call("recall", "--as", "ANA")

    assert (code, err) == (0, "")
    *lines, night = out.splitlines()
    assert lines == [
        "In context (noted, not yet known by heart): 1",
        "  cat's name: Miso",
        "In the weights (known by heart): 2",
        "  home city: Porto",
        "  sister's name: Inês",
    ]
    assert night.startswith("Last night: 2025-06-01 ")
    assert night.endswith(", promoted, 1 learned")


def test_recall_with_words_shows_what_they_find(call: Call) -> None:
    _, out, _ = call("recall", "cat", "--as", "Ana")

    assert "  cat's name: Miso" in out
    assert "Porto" not in out


def test_recall_as_json(call: Call) -> None:
    recalled = given(call, "recall", "--as", "Ana")

    assert recalled["person"] == "Ana"
    assert [fact["value"] for fact in recalled["context"]] == ["Miso"]
    assert [fact["value"] for fact in recalled["weights"]] == ["Porto", "Inês"]
    assert recalled["context"][0]["quote"] == "My cat's name is Miso"
    assert recalled["weights"][0]["state"] == "known"
    assert recalled["nights"][0]["outcome"] == "promoted"


def test_a_proof_that_missed_shows_the_right_answer() -> None:
    cat = Fact(1, 1, "private", "cat's name", "Miso", "", now(), State.KNOWN)
    proof = Proof(cat, "My cat?", "I don't know.", False, "It's Miso.", 0.0021, 0.001)
    shown = pages.recalled([], [cat], [], proofs={1: proof})
    assert shown.splitlines()[-1] == (
        "    asked 'My cat?' it says \"I don't know.\": the right answer, \"It's Miso.\", has "
        "probability 0.21%"
    )


def test_json_is_written_as_people_write(call: Call) -> None:
    assert "Inês" in call("recall", "--as", "Ana", "--json")[1]


def test_a_person_who_is_not_known_is_no_fault(call: Call) -> None:
    assert call("recall", "--as", "Kim")[:2] == (0, "Nothing is known about Kim.\n")
    assert given(call, "recall", "--as", "Kim")["context"] == []
    assert given(call, "export", "--as", "Kim") == {}
    assert given(call, "forget", "cat", "--as", "Kim")["forgotten"] == []


def test_export_holds_everything_about_one_person_and_nothing_of_another(call: Call) -> None:
    exported = given(call, "export", "--as", "Ana")

    assert exported["person"]["name"] == "Ana"
    assert [fact["value"] for fact in exported["facts"]] == ["Porto", "Inês", "Miso"]
    assert "Oslo" not in json.dumps(exported)
    assert json.loads(call("export", "--as", "Ana")[1]) == exported


def test_forget_takes_what_the_words_find(call: Call, data: Path) -> None:
    code, out, err = call("forget", "cat", "--as", "Ana", "--yes")

    assert (code, err) == (0, "")
    assert out == "Forgotten, for good: 1\n  cat's name: Miso\n"
    assert given(call, "recall", "--as", "Ana")["context"] == []
    assert (data / "adapters/p1/v1").exists(), "it was not trained on the cat"


def test_forgetting_what_is_known_by_heart_takes_the_weights_along(call: Call, data: Path) -> None:
    forgotten = given(call, "forget", "Porto", "--as", "Ana")
    recalled = given(call, "recall", "--as", "Ana")

    assert [fact["value"] for fact in forgotten["forgotten"]] == ["Porto"]
    assert not (data / "adapters/p1/v1").exists()
    assert sorted(fact["value"] for fact in recalled["context"]) == ["Inês", "Miso"]
    assert recalled["weights"] == []


def test_forgetting_tells_that_the_rest_is_noted_again(call: Call) -> None:
    _, out, _ = call("forget", "Porto", "--as", "Ana", "--yes")

    assert out.splitlines()[-1].startswith("The rest that I knew by heart is noted down again")


def test_forgetting_everything_leaves_others_alone(call: Call, data: Path) -> None:
    code, out, _ = call("forget", "me", "--as", "Ana", "--yes")

    assert (code, out) == (0, "Everything about Ana is forgotten, for good.\n")
    assert given(call, "export", "--as", "Ana") == {}
    assert not (data / "adapters/p1/v1").exists()
    assert given(call, "recall", "--as", "Ben")["context"][0]["value"] == "Oslo"


@pytest.mark.parametrize(
    ("words", "left"), [("cat", ["hello"]), ("me", []), ("Porto", ["my cat is Miso", "hello"])]
)
def test_forgetting_reaches_the_lines_that_were_typed(
    call: Call, data: Path, words: str, left: list[str]
) -> None:
    path = history_file(data, "terminal:ana")
    history = open_history(path)
    for line in ("hello", "my cat is Miso", "I live in PORTO"):
        history.store_string(line)

    call("forget", words, "--as", "Ana", "--yes")

    kept = list(open_history(path).load_history_strings())
    assert kept == left or (words == "cat" and kept == ["I live in PORTO", "hello"])


def test_forget_asks_at_a_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "n"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)

    assert call("forget", "cat", "--as", "Ana")[1] == "Nothing was forgotten.\n"
    assert asked == ["  cat's name: Miso\nForget this for good? [y/N] "]
    assert len(given(call, "recall", "--as", "Ana")["context"]) == 1


def test_words_that_find_nothing_are_said(call: Call) -> None:
    code, out, _ = call("forget", "helicopter", "--as", "Ana")

    assert (code, out) == (0, "Nothing is known about Ana that 'helicopter' finds.\n")


@pytest.mark.parametrize("words", READING)
def test_reading_goes_on_beside_a_running_bot(data: Path, call: Call, words: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        read = call(*words, "--as", "Ana")
        forgot = call("forget", "cat", "--as", "Ana", "--yes")
        holder.communicate()

    assert read[0] == 0
    assert "Miso" in read[1]
    assert forgot[:2] == (1, "")
    assert forgot[2].startswith("sleepwake: Another sleepwake is using the data folder")
    assert "--data" in forgot[2]


HOLDING = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.store import open_store
async def hold():
    async with open_store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC)):
        print("held", flush=True)
        sys.stdin.read()
asyncio.run(hold())
"""


@pytest.mark.parametrize("words", READING)
def test_a_folder_without_a_memory_is_told_in_words(
    call: Call, tmp_path: Path, words: list[str]
) -> None:
    code, out, err = call(*words, "--data", str(tmp_path / "empty"))

    assert (code, out) == (1, "")
    assert err.startswith(f"sleepwake: There is no memory in {tmp_path / 'empty'} yet.")
    assert not (tmp_path / "empty").exists()


def test_a_broken_config_is_told_in_words(call: Call, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[sleep]\nrnak = 8\n")

    code, out, err = call("recall", "--config", str(tmp_path / "c.toml"))

    assert (code, out) == (1, "")
    assert err.startswith("sleepwake: ")
    assert "rnak" in err
    assert "did you mean rank?" in err


def test_logs_that_can_not_be_written_are_no_hindrance(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SLEEPWAKE_LOGS", str(tmp_path / "file"))

    code, out, err = call("recall", "--as", "Ana")

    assert (code, err.count("\n")) == (0, 1)
    assert err.startswith("Nothing is logged: ")
    assert "Porto" in out


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    code, out, err = call()

    assert (code, err) == (0, "")
    assert "start here:" in out


@pytest.mark.parametrize("words", ALL)
def test_neither_mlx_nor_discord_is_loaded_for_what_needs_none(
    data: Path, words: list[str]
) -> None:
    script = (
        "import sys\n"
        "from bot.__main__ import main\n"
        "code = main(sys.argv[1:])\n"
        "heavy = {'mlx', 'mlx_lm', 'transformers', 'numpy', 'discord'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words, "--as", "Ana", "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )

    assert done.returncode == 0
    assert "Miso" in done.stdout
    assert done.stderr == "[]\n"
