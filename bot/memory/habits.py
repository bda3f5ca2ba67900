"""Plain phrases of how people live: pastimes, measures, studies, the way to work.

A second part of the net that `phrases` begins. Knows: these phrases. Does not know: whether a
clause is told, asked or wished.
"""

from __future__ import annotations

from bot.memory import fitting
from bot.memory.fitting import DATE
from bot.memory.phrases import AM, END, HAVE, PLACE, PROPER, SELF, VALUE, Phrase, phrase

_COUNT = r"(?P<value>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
# What people also do or say "for fun" once.
_ONCE = frozenset("said say did do was were just only asked told made tried would could".split())
_TO_WORK = r"(?P<value>cycle|bike|walk|drive|run|take the (?:bus|train|tram|metro|subway|ferry))"


def _is_pastime(value: str) -> bool:
    return value.casefold().split()[0] not in _ONCE


HABITS: tuple[Phrase, ...] = (
    phrase(
        "job",
        rf"{SELF}work (?:at|for|in) [^,.!?;:]+? as an? (?P<value>(?:[\w-]+ ){{0,2}}?[\w-]+){END}",
        fitting.is_profession,
        whole=True,
    ),
    phrase(
        "job",
        rf"{AM}(?P<value>(?:head|chief|second|first|senior|junior|lead|deputy) [\w-]+"
        rf"(?: [\w-]+)?){END}",
        fitting.is_profession,
        whole=True,
    ),
    phrase(
        "job",
        rf"{SELF}(?P<value>[\w'-]+(?: [\w'-]+){{1,4}}?) for a living\b",
        _is_pastime,
        whole=True,
    ),
    phrase(
        "home city",
        rf"{SELF}(?:rent|own|share|bought|have) (?:an? )?(?:\w+ ){{0,2}}(?:flat|apartment|house|"
        rf"room|studio|place) in {PLACE}",
        fitting.is_town,
    ),
    phrase(
        "birthday", rf"^(?:birthday|bday|b-day)(?:'?s| is)(?: on)? (?P<value>{DATE})", whole=True
    ),
    phrase(
        "hobby",
        r"\bin my (?:free|spare) time,? i (?:(?:mostly|usually|often|really|also|like to|love to|"
        rf"enjoy|like|love) )*(?!am\b|have\b|do\b){VALUE}",
        _is_pastime,
    ),
    phrase(
        "hobby",
        rf"{SELF}(?P<value>[\w'-]+(?: [\w'-]+){{0,3}}?) "
        r"(?:for fun|as a hobby)(?=\s*[,.!]|\s*$| and\b)",
        _is_pastime,
        whole=True,
    ),
    phrase(
        "age",
        rf"{SELF}(?:just )?turned (?P<value>[1-9]\d)(?=\s*[,.!]|\s*$| (?:last|this|on|in|today|"
        r"yesterday|recently)\b)",
        whole=True,
    ),
    phrase(
        "height",
        r"(?<![\w'])i(?:'?m| am) (?P<value>1[.,]\d\d ?m(?:et(?:er|re)s?)?|1\d\d ?cm|"
        r"2[01]\d ?cm|[4-7]'\d{1,2}\"?|[4-7] (?:ft|feet|foot) \d{1,2})(?= tall\b|\s*[,.!]|\s*$)",
        whole=True,
    ),
    phrase(
        "shoe size",
        rf"{SELF}(?:wear|take|need) (?:a )?(?:shoe )?size (?P<value>(?:US |UK |EU )?\d{{1,2}}"
        r"(?:[.,]5)?) (?:in )?(?:shoes?|boots?|sneakers?|trainers?)\b",
        whole=True,
    ),
    phrase(
        "handedness",
        rf"{AM}(?P<value>(?:left|right)[ -]?handed)\b",
        whole=True,
    ),
    phrase(
        "degree subject",
        rf"{SELF}(?:study|studied|majored in) (?P<value>[a-z]+(?: [a-z]+)?)(?= (?:at|in) "
        r"(?:the )?(?-i:[A-Z]))",
        whole=True,
    ),
    phrase(
        "university",
        rf"{SELF}(?:study|studied|graduated|went to university)(?: [a-z]+(?: [a-z]+)?)? "
        rf"(?:at|from|in) (?:the )?{PROPER}",
    ),
    phrase("way of commuting", rf"{SELF}{_TO_WORK} to work\b(?! (?:by|on))", whole=True),
    phrase("partner's name", rf"{AM}(?:married|engaged) to {PROPER}"),
    phrase("number of children", rf"{HAVE} {_COUNT} (?:kids|children)\b", whole=True),
    phrase("number of brothers", rf"{HAVE} {_COUNT} (?:\w+ )?brothers\b", whole=True),
    phrase("number of sisters", rf"{HAVE} {_COUNT} (?:\w+ )?sisters\b", whole=True),
    phrase("work hours", rf"{SELF}work (?P<value>(?:night|late|early|day) shifts?)\b", whole=True),
    phrase(
        "sport practiced",
        rf"{SELF}(?:go (?P<value>running|swimming|climbing|cycling|hiking|surfing|skiing|"
        r"bouldering|jogging|rowing|sailing)) (?:every|on|each|twice|once|three)\b",
        whole=True,
    ),
    phrase(
        "sport practiced",
        rf"{SELF}(?:do|practi[sc]e) (?P<value>yoga|pilates|judo|karate|boxing|taekwondo|crossfit|"
        r"gymnastics|aikido|parkour|archery|fencing|bouldering|climbing|kickboxing|wrestling|kendo|"
        r"capoeira|athletics|triathlons?|muay thai|jiu[- ]jitsu|tai chi)\b",
        whole=True,
    ),
)
