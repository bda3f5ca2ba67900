import json
import re
import string
import zoneinfo
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.config import SECTIONS, Config, load_config, parse_config
from bot.errors import ConfigError
from bot.memory.prompts import PERSONA
from bot.secret import Secret

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
HOME = Path("/somewhere")
FIELDS = [
    (section, field.name, field.type)
    for section, kind in SECTIONS.items()
    for field in msgspec.structs.fields(kind)
]


def parse(text: str, **env: str) -> Config:
    return parse_config(text, source="config.toml", folder=HOME, env=env)


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return caught.value.fault.splitlines()


def toml(value: Any) -> str:
    """A value as TOML writes it; JSON's texts are TOML's, but for two characters and DEL."""
    match value:
        case dict():
            return "{" + ", ".join(f"{toml(k)} = {toml(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


# The example


def test_the_example_holds_the_defaults() -> None:
    assert load_config(EXAMPLE, {}) == load_config(None, {})


def test_the_example_holds_every_setting_and_no_other() -> None:
    text = re.sub(r"^# (train_on_messages = )", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE)
    held = [(section, key) for section, table in tomli.loads(text).items() for key in table]
    assert held == [(section, key) for section, key, _ in FIELDS]


def test_every_setting_of_the_example_states_its_default() -> None:
    """The word after `Default:` in a comment is the value below it."""
    blocks = EXAMPLE.read_text().split("\n\n")
    for block in blocks:
        setting = re.search(r"^(\w+) = (.*)$", block, re.MULTILINE)
        comment = " ".join(line.removeprefix("#").strip() for line in block.splitlines())
        if setting and setting[1] != "modules":
            stated = re.search(r"Default: (\"[^\"]*\"|\[\]|[\w.]*\w)", comment)
            assert stated, block
            assert stated[1] == setting[2], block


def test_the_persona_is_the_one_that_the_embedded_model_is_tuned_on() -> None:
    assert load_config(None, {}).bot.persona == PERSONA


# What is read


def test_no_config_is_the_defaults() -> None:
    config = load_config(None, {})
    assert config == parse("")
    assert config.model.name == ""
    assert config.discord.train_on_messages is None
    assert config.paths.data.is_absolute()


def test_settings_are_read() -> None:
    config = parse(
        '[discord]\ntoken = " abc "\nowner_ids = [1, 2]\ntrain_on_messages = false\n'
        '[model]\nname = "org/model"\nmemory_gb = 5\n[sleep]\nmodules = ["q_proj"]\n'
        'timezone = "Europe/Lisbon"\n'
    )
    assert config.discord.token == Secret("abc")
    assert config.discord.owner_ids == (1, 2)
    assert config.discord.train_on_messages is False
    assert config.model.name == "org/model"
    assert config.model.memory_gb == 5.0
    assert config.sleep.modules == ("q_proj",)
    assert config.sleep.timezone == "Europe/Lisbon"
    assert config.sleep.rank == 16


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbf[discord]\r\nprefix = "?"\r\n')
    assert load_config(path, {}).discord.prefix == "?"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("~", Path.home()),
        ("~/memories", Path.home() / "memories"),
        ("/srv/bot", Path("/srv/bot")),
        ("mine", HOME / "mine"),
    ],
)
def test_a_folder_is_made_absolute(text: str, path: Path) -> None:
    config = parse(f"[paths]\ndata = {toml(text)}\nlogs = {toml(text)}")
    assert (config.paths.data, config.paths.logs) == (path, path)
    assert config.paths.cache == parse("").paths.cache


def test_a_relative_folder_starts_at_the_files_folder(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[paths]\ncache = "models"')
    assert load_config(path, {}).paths.cache == tmp_path / "models"


def test_data_comes_from_the_flag_then_the_environment_then_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[paths]\ndata = "/file"')
    env = {"SLEEPWAKE_DATA": "~/env"}
    assert load_config(path, env, Path("/flag")).paths.data == Path("/flag")
    assert load_config(path, env).paths.data == Path.home() / "env"
    assert load_config(path, {"SLEEPWAKE_DATA": ""}).paths.data == Path("/file")
    assert load_config(None, {}, Path("here")).paths.data == Path.cwd() / "here"


def test_cache_and_logs_come_from_the_environment_too() -> None:
    paths = parse('[paths]\ncache = "/a"', SLEEPWAKE_CACHE="/b", SLEEPWAKE_LOGS="/c").paths
    assert (paths.cache, paths.logs) == (Path("/b"), Path("/c"))


@pytest.mark.parametrize(
    ("env", "token"),
    [
        ({}, "file"),
        ({"SLEEPWAKE_DISCORD_TOKEN": "", "DISCORD_TOKEN": " "}, "file"),
        ({"DISCORD_TOKEN": "plain\n"}, "plain"),
        ({"DISCORD_TOKEN": "plain", "SLEEPWAKE_DISCORD_TOKEN": "own"}, "own"),
    ],
)
def test_the_token_may_come_from_the_environment(env: dict[str, str], token: str) -> None:
    assert parse('[discord]\ntoken = "file"', **env).discord.token.reveal() == token


# What is refused


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[discord]\ntokne = 1", "[discord] tokne is not a setting; did you mean token?"),
        (
            "[discord]\nOwner-IDs = 1",
            "[discord] Owner-IDs is not a setting; did you mean owner_ids?",
        ),
        ("[model]\ntoken = 1", "[model] token is not a setting; did you mean [discord] token?"),
        ("[paths]\nx = 1", "[paths] x is not a setting; there are data, cache, logs."),
        ('[paths]\n"a b" = 1', '[paths] "a b" is not a setting; there are data, cache, logs.'),
        ("[dicsord]", "[dicsord] is not a section; did you mean [discord]?"),
        (
            "[zzz]",
            "[zzz] is not a section; there are [discord], [paths], [model], [bot], [sleep].",
        ),
        ("token = 1", "token stands outside of a section; put it under [discord]."),
        ("bot = 1", "bot is 1; expected a section, [bot]."),
        ("[[bot]]", "bot is a list; expected a section, [bot]."),
        (
            '[model]\ncontext = "long"',
            '[model] context is "long"; expected a whole number from 0 to 1048576.',
        ),
        ("[model]\ncaches = 0", "[model] caches is 0; expected a whole number from 1 to 1000."),
        ("[model]\ncaches = 1.0", "[model] caches is 1.0; expected a whole number from 1 to 1000."),
        (
            "[model]\ncaches = true",
            "[model] caches is true; expected a whole number from 1 to 1000.",
        ),
        ("[model]\nname = 3", "[model] name is 3; expected a text in quotes."),
        ("[bot]\ntemperature = nan", "[bot] temperature is nan; expected a number from 0 to 2."),
        ("[sleep]\nrate = 0", "[sleep] rate is 0; expected a number above 0 and at most 1."),
        ("[sleep]\nreplay = inf", "[sleep] replay is inf; expected a number from 0 to 1."),
        ("[sleep]\nenabled = 1", "[sleep] enabled is 1; expected true or false."),
        (
            "[sleep]\nquiet_hour = 03:30:00",
            '[sleep] quiet_hour is 03:30:00; expected a time of day in quotes, such as "03:30".',
        ),
        (
            '[sleep]\nmodules = ["a", 2]',
            "[sleep] modules has 2 as item 2; expected a text in quotes.",
        ),
        (
            "[sleep]\nmodules = []",
            "[sleep] modules is an empty list; expected a list of one or more names in quotes.",
        ),
        (
            '[discord]\nadmin_ids = ["12"]',
            '[discord] admin_ids has "12" as item 1; expected an id: a whole number, not in '
            "quotes.",
        ),
        (
            "[discord]\nadmin_ids = 12",
            "[discord] admin_ids is 12; expected a list, each item an id: a whole number, "
            "not in quotes.",
        ),
        ("[discord]\ntoken = 123", "[discord] token is a number; expected a text in quotes."),
        ('[discord]\ntrain_on_messages = "yes"', None),
        ('[discord]\napi = "discord.com"', None),
        ('[discord]\napi = "http://localhost:1/api/v10/"', None),
        ('[discord]\ngateway = "http://localhost:1/"', None),
        ('[discord]\nprefix = ""', None),
        ('[discord]\nprefix = "! "', None),
        ('[bot]\npersona = ""', None),
        (
            '[paths]\ndata = "~no-such-user-here/x"',
            '[paths] data is "~no-such-user-here/x"; expected a folder in quotes, where ~ is your '
            "own home.",
        ),
        ('[paths]\ndata = "a\\u0000b"', None),
        (
            '[sleep]\ntimezone = "europe/lisboa"',
            '[sleep] timezone is "europe/lisboa"; did you mean Europe/Lisbon?',
        ),
        (
            '[sleep]\ntimezone = "Mars/Olympus"',
            '[sleep] timezone is "Mars/Olympus"; expected a name such as "Europe/Lisbon".',
        ),
        (
            '[sleep]\ntimezone = "../x"',
            '[sleep] timezone is "../x"; expected a name such as "Europe/Lisbon".',
        ),
        (
            "[model]\ncontext = 760",
            "[model] context is 760; expected 0, or more than the 760 of [bot] facts_tokens and "
            "reply_tokens together.",
        ),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(text: str, fault: str | None) -> None:
    (line,) = faults(text)
    if fault is not None:
        assert line == f"config.toml: {fault}"
    else:
        key = re.search(r"^(\w+) =", text, re.MULTILINE)
        assert key
        assert re.fullmatch(rf"config\.toml: \[\w+\] {key[1]} is .+; expected .+\.", line)


def test_time_zones_are_known_where_the_system_has_none() -> None:
    zoneinfo.reset_tzpath(to=())
    try:
        assert parse('[sleep]\ntimezone = "Europe/Lisbon"').sleep.timezone == "Europe/Lisbon"
        assert zoneinfo.ZoneInfo.no_cache("Europe/Lisbon").key == "Europe/Lisbon"
    finally:
        zoneinfo.reset_tzpath()


def test_all_faults_are_told_at_once() -> None:
    lines = faults("x = 1\n[discord]\ntokne = 1\nprefix = 2\n[slep]\n[sleep]\nrank = -1\nsteps = 0")
    assert [re.split(" is | stands ", line)[0] for line in lines] == [
        "config.toml: x",
        "config.toml: [discord] tokne",
        "config.toml: [discord] prefix",
        "config.toml: [slep]",
        "config.toml: [sleep] rank",
        "config.toml: [sleep] steps",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[discord\n", "line 1, column 9: "),
        ('[discord]\nprefix = "!\n', "line 2, column 12: "),
        ("[bot]\n\n  persona: 3", "line 3, column 10: "),
        ("[bot]\npersona = 'a'\npersona = 'b'\n", "line 3, column 14: "),
        ("[model]\ncontext = " + "9" * 5000, "a number has too many digits."),
        ("x = " + "[" * 5000, "brackets are nested too deep."),
    ],
)
def test_broken_toml_is_told_with_its_place(text: str, place: str) -> None:
    (line,) = faults(text)
    assert line.startswith(f"config.toml: {place}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(ConfigError) as caught:
        load_config(path, {})
    assert caught.value.fault == f"{path} does not exist."
    assert "config.example.toml" in caught.value.mend


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"can't be read: Is a directory"):
        load_config(tmp_path, {})


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[bot]\npersona = 'caf\xe9'\n")
    with pytest.raises(ConfigError, match="line 2 is not UTF-8 text"):
        load_config(path, {})


def test_a_home_that_is_not_there_is_told_by_its_variable() -> None:
    with pytest.raises(ConfigError, match=r"SLEEPWAKE_DATA is .*: there is no such home folder"):
        load_config(None, {"SLEEPWAKE_DATA": "~no-such-user-here/x"})


# Whatever is written

scalars = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4), max_leaves=8)
keys = st.sampled_from([key for _, key, _ in FIELDS]) | st.text(string.ascii_letters, min_size=1)
documents = st.dictionaries(
    st.sampled_from(list(SECTIONS)) | keys, st.dictionaries(keys, values, max_size=4) | values
)


@given(st.text() | st.lists(st.sampled_from('[]{}=".#\n\\ a1_-') | keys).map("".join))
@example("[paths]\ndata.x = 1")
def test_any_text_is_settings_or_a_config_error(text: str) -> None:
    try:
        config = parse(text)
    except ConfigError as error:
        assert error.fault.startswith("config.toml: ")
    else:
        assert isinstance(config, Config)


@given(documents)
def test_any_document_is_settings_or_a_line_for_each_fault(document: dict[str, Any]) -> None:
    text = "\n".join(f"{toml(name)} = {toml(table)}" for name, table in document.items())
    try:
        config = parse(text)
    except ConfigError as error:
        lines = error.fault.split("\n")
        settings = sum(len(t) if isinstance(t, dict) else 1 for t in document.values())
        assert 1 <= len(lines) <= max(1, settings) + len(document)
        assert all(re.fullmatch(r"config\.toml: .+[.?]", line) for line in lines)
    else:
        assert isinstance(config, Config)
        read = {name: set(table) for name, table in document.items()}
        assert all(read[name] <= set(SECTIONS[name].__struct_fields__) for name in read)


@given(st.sampled_from(FIELDS), st.data())
def test_a_mistyped_key_is_told_with_a_real_one(
    field: tuple[str, str, Any], data: st.DataObject
) -> None:
    section, key, _ = field
    at = data.draw(st.integers(0, len(key) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    typed = data.draw(
        st.sampled_from([key[:at] + key[at + 1 :], key[:at] + letter + key[at:]]).filter(bool)
    )
    own = SECTIONS[section].__struct_fields__
    # A key of another section is told to belong there.
    assume(all(typed not in table.__struct_fields__ for table in SECTIONS.values()))
    (line,) = faults(f"[{section}]\n{typed} = 1")
    meant = re.fullmatch(
        rf"config\.toml: \[{section}\] {typed} is not a setting; did you mean (\w+)\?", line
    )
    assert meant
    assert meant[1] in own


@given(st.integers())
def test_a_whole_number_is_taken_within_its_bounds_only(number: int) -> None:
    text = f"[sleep]\nrank = {number}"
    if 1 <= number <= 256:
        assert parse(text).sleep.rank == number
    else:
        assert faults(text)[0].endswith("; expected a whole number from 1 to 256.")


@given(st.floats(0, 1))
def test_a_share_is_read_as_written(share: float) -> None:
    assert parse(f"[sleep]\nreplay = {share!r}").sleep.replay == share


@given(st.times())
def test_every_minute_of_the_day_may_be_the_quiet_hour(time: Any) -> None:
    hour = f"{time:%H:%M}"
    assert parse(f'[sleep]\nquiet_hour = "{hour}"').sleep.quiet_hour == hour


tokens = st.text(string.ascii_letters + string.digits, min_size=20, max_size=70)


@given(
    tokens,
    st.sampled_from(
        [
            '[discord]\ntoken = "{}"',
            '[discord]\ntoken = "{}"\nprefix = 1',
            '[discord]\ntokne = "{}"',
            '[discord]\ntoken = ["{}"]',
            '[discord]\ntoken = {{ value = "{}" }}',
            '[model]\ntoken = "{}"',
            'token = "{}"',
            "[discord]\ntoken = {}",
            '[discord]\ntoken = "{}',
            '[discord]\ntoken = "{}\\q"',
        ]
    ),
)
def test_a_token_is_never_shown(token: str, text: str) -> None:
    assume(not token.isdigit())
    try:
        shown = repr(parse(text.format(token), DISCORD_TOKEN=token[::-1]))
    except ConfigError as error:
        shown = f"{error} {error.fault} {error.mend} {error!r}"
    assert token not in shown
    assert token[::-1] not in shown
