from __future__ import annotations

import asyncio
import gc
import json
import logging
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.secret import Secret
from bot.terminal.discretion import HIDDEN, Discretion
from bot.terminal.logs import FILE, logging_to

SAID = "my secret cat is called Miso"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_text("utf-8").splitlines()]


def remember() -> None:
    """Fails as the store does where a fact's line stands in the error."""
    try:
        raise sqlite3.OperationalError(SAID)
    except sqlite3.Error as error:
        raise StoreError(f'"{SAID}" can\'t be kept.') from error


def test_what_is_logged_and_warned_of_is_in_the_file(tmp_path: Path) -> None:
    with logging_to(tmp_path / "logs") as trouble:
        logging.getLogger("bot.anything").info("A night began")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("an old name", DeprecationWarning, stacklevel=1)
        logging.getLogger("bot.anything").debug("not this")

    first, second = lines(tmp_path / "logs")
    assert trouble == ""
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "INFO", "logger": "bot.anything", "message": "A night began"}
    assert "an old name" in second["message"]


def test_an_error_is_told_by_kind_and_place_not_by_its_text(tmp_path: Path) -> None:
    log = logging.getLogger("cogs.anything")
    with logging_to(tmp_path):
        try:
            remember()
        except StoreError as error:
            log.exception("!recall failed")
            log.warning("the night failed: %s", error)
            log.error(error)  # noqa: TRY400
        log.error("no space: %s", OSError(28, "No space left on device", SAID))

    assert SAID not in (tmp_path / FILE).read_text("utf-8")
    first, second, third, fourth = lines(tmp_path)
    assert [each["kind"] for each in first["errors"]] == ["StoreError", "OperationalError"]
    assert first["errors"][0]["where"][-1].startswith("tests/terminal/test_logs.py:")
    assert second["message"].startswith("the night failed: StoreError at tests/terminal/test_logs")
    assert third["message"].startswith("StoreError at ")
    assert fourth["message"] == "no space: OSError (No space left on device)"


async def test_what_asyncio_says_of_a_lost_error_has_no_word_of_it(tmp_path: Path) -> None:
    async def fails() -> None:
        raise ValueError(SAID)

    with logging_to(tmp_path):
        task = asyncio.create_task(fails())
        await asyncio.wait({task})
        del task
        gc.collect()

    (line,) = lines(tmp_path)
    assert line["message"] == "Task exception was never retrieved"
    assert line["errors"][0]["kind"] == "ValueError"
    assert SAID not in json.dumps(line)


def test_no_token_is_in_the_log(tmp_path: Path) -> None:
    with logging_to(tmp_path, [Secret("loopback.token"), Secret()]):
        logging.getLogger("x").info("asked with Bot %s and %s", "loopback.token", TOKEN)

    (line,) = lines(tmp_path)
    assert line["message"] == f"asked with Bot {HIDDEN} and {HIDDEN}"


@given(
    st.text(),
    st.one_of(st.none(), st.tuples(st.text()), st.tuples(st.dictionaries(st.text(), st.text()))),
)
def test_any_record_becomes_one_line(text: str, arguments: Any) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, text, arguments, None)
    message = Discretion([Secret("s")]).message(record)
    assert "\n" not in message
    assert "s" not in message
    assert len(message) <= 1000 * len(HIDDEN)


def test_one_record_can_not_fill_the_file(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        logging.getLogger("x").info("y" * 2_000_000)

    assert len(lines(tmp_path)[0]["message"]) == 1000


def test_logging_is_as_before_afterwards(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))

    with logging_to(tmp_path):
        assert (root.level, list(root.handlers)) != before

    assert (root.level, list(root.handlers)) == before


def test_the_file_does_not_grow_without_end(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        for _ in range(5000):
            logging.getLogger("x").info("y" * 1000)

    files = list(tmp_path.iterdir())
    assert len(files) == 4
    assert all(file.stat().st_size <= 1_000_000 for file in files)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_does_not_trouble_the_talk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")

    with logging_to(tmp_path) as trouble:
        logging.getLogger("x").info("nowhere to go")

    assert trouble == ""
    assert capsys.readouterr().err == ""


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with logging_to(tmp_path / "file" / "logs") as trouble:
        pass

    assert trouble.startswith("Nothing is logged: ")
    assert "Not a directory" in trouble
