"""What Macs print, and what is read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.machine.interface import Memory, Power, Unknown
from bot.machine.mac import memory_of, power_of

CHARGED = """\
Now drawing from 'AC Power'
 -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true
"""
CHARGING = """\
Now drawing from 'AC Power'
 -InternalBattery-0 (id=22413411)\t57%; charging; 1:23 remaining present: true
"""
HELD = """\
Now drawing from 'AC Power'
 -InternalBattery-0 (id=22413411)\t80%; AC attached; not charging present: true
"""
DISCHARGING = """\
Now drawing from 'Battery Power'
 -InternalBattery-0 (id=4653155)\t35%; discharging; (no estimate) present: true
"""
OLD = """\
Now drawing from 'Battery Power'
 -InternalBattery-0\t82%; discharging; 5:12 remaining present: true
"""
DESKTOP = "Now drawing from 'AC Power'\n"
SUPPLY = """\
Now drawing from 'UPS Power'
 -Back-UPS ES 550G FW:870.O3 .I USB (id=31719424)\t64%; discharging; 0:22 remaining present: true
"""
SUPPLY_AND_BATTERY = """\
Now drawing from 'AC Power'
 -Back-UPS ES 550G (id=31719424)\t100%; charged; 0:26 remaining present: true
 -InternalBattery-0 (id=4653155)\t48%; charging; 1:10 remaining present: true
"""
GONE = """\
Now drawing from 'AC Power'
 -InternalBattery-0 (id=4653155) (removed)
"""


@pytest.mark.parametrize(
    ("text", "power"),
    [
        (CHARGED, Power(mains=True, charge=1.0)),
        (CHARGING, Power(mains=True, charge=0.57)),
        (HELD, Power(mains=True, charge=0.8)),
        (DISCHARGING, Power(mains=False, charge=0.35)),
        (OLD, Power(mains=False, charge=0.82)),
        (DESKTOP, Power(mains=True)),
        (SUPPLY, Power(mains=False, charge=0.64)),
        (SUPPLY_AND_BATTERY, Power(mains=True, charge=0.48)),
        (GONE, Power(mains=True)),
    ],
)
def test_power(text: str, power: Power) -> None:
    assert power_of(text) == power


@pytest.mark.parametrize("text", ["", "pmset: command not found", "Now drawing from"])
def test_what_says_nothing_of_power_is_unknown(text: str) -> None:
    assert power_of(text) == Unknown("pmset does not say what the Mac runs on")


VM_STAT = """\
Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               13577.
Pages active:                            914392.
Pages inactive:                          870014.
Pages speculative:                        43553.
Pages throttled:                              0.
Pages wired down:                        121522.
Pages purgeable:                          26411.
"Translation faults":                5376563493.
Pages copy-on-write:                  156762031.
File-backed pages:                       479897.
Anonymous pages:                        1348062.
Pages stored in compressor:              257333.
Pages occupied by compressor:             98932.
"""
FREE = (13577 + 870014 + 43553) * 16384


@pytest.mark.parametrize(
    ("pressure", "strained"), [("1\n", False), ("2\n", False), ("4\n", True), ("", False)]
)
def test_memory(pressure: str, strained: bool) -> None:
    assert memory_of(VM_STAT, pressure) == Memory(FREE, strained=strained)


@pytest.mark.parametrize("text", ["", VM_STAT.replace("Pages inactive", "Pages"), VM_STAT[60:]])
def test_what_says_nothing_of_memory_is_unknown(text: str) -> None:
    assert isinstance(memory_of(text, "1"), Unknown)


lines = st.sampled_from([*SUPPLY_AND_BATTERY.splitlines(), *VM_STAT.splitlines()])
garbage = st.text() | st.lists(lines | st.text()).map("\n".join)


@given(garbage, garbage)
def test_whatever_is_printed_is_a_reading_or_unknown(text: str, other: str) -> None:
    power, memory = power_of(text), memory_of(text, other)
    assert isinstance(power, Unknown) or power.charge is None or 0 <= power.charge <= 1
    assert isinstance(memory, Unknown) or memory.free_bytes >= 0


@given(st.booleans(), st.integers(0, 100), st.sampled_from(["charging", "discharging", "charged"]))
def test_any_charge_is_read(mains: bool, share: int, state: str) -> None:
    source = "AC" if mains else "Battery"
    text = (
        f"Now drawing from '{source} Power'\n"
        f" -InternalBattery-0 (id=1)\t{share}%; {state}; 0:10 remaining present: true\n"
    )
    assert power_of(text) == Power(mains=mains, charge=share / 100)
