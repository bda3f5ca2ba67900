import pytest

from bot.errors import StoreError
from bot.store import Person, Store


async def test_a_person_is_made_once_and_renamed(store: Store, ana: Person) -> None:
    assert (ana.key, ana.name, ana.consent) == ("terminal:ana", "Ana", "weights")
    assert await store.person("terminal:ana", "Ana", consent="chat") == ana
    renamed = await store.person("terminal:ana", "Anna")
    assert (renamed.id, renamed.name, renamed.created_at) == (ana.id, "Anna", ana.created_at)
    assert await store.people() == [renamed]


async def test_keys_are_told_apart(store: Store, ana: Person) -> None:
    other = await store.person("discord:ana", "Ana")
    assert other.id != ana.id
    assert await store.find_person("terminal:ana") == ana
    assert await store.find_person("terminal:an") is None
    assert await store.find_person("terminal:ANA") is None


async def test_every_choice_is_kept_with_its_time(store: Store, ana: Person) -> None:
    await store.set_consent(ana.id, "chat")
    await store.set_consent(ana.id, "text")
    found = await store.find_person(ana.key)
    assert found is not None
    assert found.consent == "text"
    consents = (await store.export(ana.id))["consents"]
    assert [entry["consent"] for entry in consents] == ["weights", "chat", "text"]
    times = [entry["chosen_at"] for entry in consents]
    assert times == sorted(set(times))


async def test_consent_of_nobody(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.set_consent(7, "chat")


async def test_an_unknown_consent(store: Store, ana: Person) -> None:
    with pytest.raises(StoreError):
        await store.set_consent(ana.id, "everything")  # type: ignore[arg-type]
    assert await store.find_person(ana.key) == ana
