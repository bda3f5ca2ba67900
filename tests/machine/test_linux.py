"""What stands in /proc and /sys, and what is read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.machine.interface import Memory, Power, Unknown
from bot.machine.linux import SUPPLY_FIELDS, Supply, memory_of, power_of


def battery(status: str, capacity: str = "70", **more: str) -> Supply:
    return {"type": "Battery", "status": status, "capacity": capacity, "present": "1", **more}


def plug(online: str, kind: str = "Mains") -> Supply:
    return {"type": kind, "online": online}


MOUSE = battery("Discharging", "5", scope="Device")
NONE = Unknown("there is no battery that tells of itself")


@pytest.mark.parametrize(
    ("supplies", "power"),
    [
        pytest.param([plug("1"), battery("Full", "100")], Power(True, 1.0), id="AC"),
        pytest.param([plug("1"), battery("Charging")], Power(True, 0.7), id="charging"),
        pytest.param([plug("0"), battery("Discharging")], Power(False, 0.7), id="discharging"),
        pytest.param([plug("0"), battery("Unknown")], Power(False, 0.7), id="state not told"),
        pytest.param([battery("Not charging")], Power(True, 0.7), id="held, no plug listed"),
        pytest.param([battery("Discharging")], Power(False, 0.7), id="no plug listed"),
        pytest.param(
            [plug("1"), battery("Discharging", "40"), battery("Unknown", "80")],
            Power(True, 0.6),
            id="two batteries, one of them worked in",
        ),
        pytest.param([plug("1", "USB"), battery("Charging")], Power(True, 0.7), id="USB-C"),
        pytest.param(
            [plug("1", "USB"), battery("Discharging")], Power(False, 0.7), id="weak charger"
        ),
        pytest.param([plug("0", "USB"), battery("")], Power(False, 0.7), id="USB-C, unplugged"),
        pytest.param([plug("1"), battery("", present="0")], Power(True), id="battery taken out"),
        pytest.param([battery("Discharging", "n/a")], Power(False), id="charge not told"),
        pytest.param([battery("Discharging", "117")], Power(False, 1.0), id="more than full"),
        pytest.param([], NONE, id="desktop"),
        pytest.param([MOUSE], NONE, id="desktop with a mouse"),
        pytest.param([battery("Unknown")], NONE, id="says nothing"),
        pytest.param([{}], NONE, id="empty"),
    ],
)
def test_power(supplies: list[Supply], power: Power | Unknown) -> None:
    assert power_of(supplies) == power


MEMINFO = """\
MemTotal:       24684084 kB
MemFree:          109192 kB
MemAvailable:   16216932 kB
Buffers:            4192 kB
"""
CALM = """\
some avg10=31.00 avg60=0.00 avg300=0.00 total=0
full avg10=0.42 avg60=0.00 avg300=0.00 total=0
"""
STRAINED = CALM.replace("full avg10=0.42", "full avg10=12.35")


@pytest.mark.parametrize(
    ("pressure", "strained"), [(CALM, False), (STRAINED, True), ("", False), ("full", False)]
)
def test_memory(pressure: str, strained: bool) -> None:
    assert memory_of(MEMINFO, pressure) == Memory(16216932 * 1024, strained=strained)


def test_a_kernel_that_does_not_tell_is_unknown() -> None:
    found = memory_of(MEMINFO.replace("MemAvailable", "MemElse"), CALM)
    assert found == Unknown("/proc/meminfo does not say how much memory is free")


words = st.sampled_from(
    ["Battery", "Mains", "USB", "0", "1", "Discharging", "Full", "50", "Device", "", "²", "٣"]
)
supplies = st.lists(st.dictionaries(st.sampled_from(SUPPLY_FIELDS), words | st.text()))
garbage = st.text() | st.lists(
    st.sampled_from([*MEMINFO.splitlines(), *STRAINED.splitlines()]) | st.text()
).map("\n".join)


@given(supplies)
def test_whatever_the_supplies_hold_is_a_reading_or_unknown(found: list[Supply]) -> None:
    power = power_of(found)
    assert isinstance(power, Unknown) or power.charge is None or 0 <= power.charge <= 1


@given(garbage, garbage)
def test_whatever_stands_there_is_a_reading_or_unknown(text: str, other: str) -> None:
    memory = memory_of(text, other)
    assert isinstance(memory, Unknown) or memory.free_bytes >= 0
