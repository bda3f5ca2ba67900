"""The bot as it is put together: what it does before anybody talks with it."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.engine.fake import FakeEngine
from bot.engine.interface import Adapter, LoraShape
from bot.sleep.shelf import FOLDER, checksum
from bot.store import Promotion
from bot.terminal.runtime import Bot, open_bot


async def promoted(bot: Bot) -> Path:
    """The folder of a version that is current."""
    data = bot.config.paths.data
    person = await bot.store.person("terminal:ana", "Ana")
    fact = await bot.store.add_fact(person.id, "private", "cat", "Miso", "Miso")
    night = await bot.store.begin_night(person.id, "private")
    folder = Path(FOLDER) / "p1-place" / f"v{night}"
    await bot.engine.save_adapter(Adapter("x", LoraShape(), {"cat?": "Miso"}), data / folder)
    await bot.store.promote(
        Promotion(
            person_id=person.id,
            scope="private",
            folder=str(folder),
            fingerprint=bot.engine.info.fingerprint,
            checksum=checksum(data / folder),
            trained=[fact.id],
            known=[fact.id],
            night_id=night,
        )
    )
    return data / folder


async def test_weights_that_nothing_names_any_more_go_at_the_start(
    config: Config, engine: FakeEngine
) -> None:
    async with open_bot(config, engine) as bot:
        kept = await promoted(bot)
    # As one who was killed while it forgot somebody leaves them.
    forgotten = config.paths.data / FOLDER / "p7-place" / "v3"
    forgotten.mkdir(parents=True)
    (forgotten / "adapters.safetensors").write_text("what they told")
    async with open_bot(config, engine) as bot:
        assert not forgotten.exists()
        assert await bot.store.adapters() != []
        assert (kept / "adapters.safetensors").exists()
