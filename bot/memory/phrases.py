"""The phrases that tell one thing about a person beyond any doubt: "I grew up in ...".

Each has the attribute that it tells, and what its value must look like. Knows: English phrases.
Does not know: clauses, the model, or which facts there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.memory import fitting, words
from bot.memory.fitting import DATE, MONTH, TIME

TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|St)\. )?"
VALUE = (
    rf"(?P<value>{TITLE}[^\s,.!?;:()]"
    r"(?:[^,.!?;()\n]|[.,](?=\S)|(?-i:(?<=[a-z] [A-Z])\.(?= [A-Z])))*)"
)
PROPER = r"(?P<value>(?!I\b)(?-i:[A-Z])[\w'-]*(?:(?-i: [A-Z])[\w'-]*){0,2})"
# Also "the Azores", "Stoke-on-Trent", "Rio de Janeiro".
PLACE = (
    r"(?P<value>(?:the )?(?!I\b)(?-i:[A-ZÀ-Þ])[\w'-]*"
    r"(?: (?:de|del|da|do|la|on|of|am|upon) (?=(?-i:[A-Z]))[\w'-]+|(?-i: [A-ZÀ-Þ])[\w'-]*){0,3})"
)
_CALLERS = "just|please|friends|people|everyone|everybody|all|family|can|they"
_OFTEN = (
    r"(?:(?:also|really|now|still|always|just|mostly|both|even|been|officially|currently|actually|"
    r"usually|normally|typically|generally|recently|finally|absolutely|totally|completely|"
    r"genuinely|honestly|deathly|severely|mortally|deeply|proudly|happily|basically|quite|very|so|"
    r"kinda|kind of|pretty|slowly|busy|daily|mainly|have|super) ){0,3}"
)
SELF = rf"(?<![\w'])i {_OFTEN}"
AM = rf"(?<![\w'])i(?:'?m| am|(?:'?ve| have)(?: always| also| now| just)? been) {_OFTEN}"
HAVE = r"(?<![\w'])(?:i|we)(?:'?ve| have| got|'?ve got| have got)"
# Nothing that goes on with the value: "learning French" is told, "French history" is not.
END = (
    r"(?=\s*$|\s*[,.!;:)(–—]|\s+-|\s+(?:and|at|in|for|by|who|but|here|now|too|from|with|on|so|because|"
    r"these|since|lol|haha|btw|as|working|living|right|again|this|every|via|through|to|online|"
    r"lately|by|currently|when|while|after|before|until|fluently|well|these|though|or|if|myself|"
    r"about|each|most|during|twice|once|daily|sometimes|nowadays|[\U0001F300-\U0001FAFF☀-➿:])(?!\w))"
)
_NOT_NOW = r"(?! (?:tomorrow|today|tonight|sometimes|percent|times?|minutes|people)\b|[\d%:])"
_SOON = (
    rf"(?:next (?:month|year|week|spring|summer|autumn|fall|winter|{MONTH})|in {MONTH}|"
    r"this (?:summer|winter|autumn|spring))"
)
_TRAVELS = (
    r"(?:i(?:'?m| am)|we(?:'re| are)) (?:finally |actually )?(?:going|travell?ing|flying|heading) "
    r"(?:back )?to"
)
_LATELY = (
    rf"(?: (?:just )?(?:now|last (?:week|month|year|spring|summer|autumn|fall|winter|{MONTH})|"
    r"this (?:week|month|year|spring|summer|autumn|winter)|recently|(?:a few|two|three|\d+|some) "
    r"(?:days|weeks|months|years) ago|for (?:work|love|good|my (?:studies|job|work)))\b)"
)


def _any(_: str) -> bool:
    return True


def _either(options: Iterable[str]) -> str:
    return "|".join(re.escape(option) for option in options)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of telling an attribute; its value is the pattern's group of that name.

    `whole`: the value is all that the pattern found, not cut at "and", "with" and the like.
    `sure`: what it tells is more certain than what the model calls it.
    """

    attribute: str
    pattern: re.Pattern[str]
    fits: Callable[[str], bool] = _any
    whole: bool = False
    sure: bool = True
    most: int = 5

    @property
    def free(self) -> bool:
        """Whether the value is seen to by the pattern, whatever its words are elsewhere."""
        return self.whole or self.fits is not _any


def phrase(
    attribute: str,
    pattern: str,
    fits: Callable[[str], bool] = _any,
    *,
    whole: bool = False,
    sure: bool = True,
    most: int = 5,
) -> Phrase:
    return Phrase(attribute, re.compile(pattern, re.IGNORECASE), fits, whole, sure, most)


_VEHICLE = r"(?P<value>[^\s,.!?;:()][^,.!?;:()\n]*)"
_THING = r"(?P<value>[\w'-]+(?: [\w'-]+){0,3}?)"
PHRASES: tuple[Phrase, ...] = (
    phrase(
        "home city",
        rf"\b(?:home for me is|my home is in|my home city is) {PLACE}",
        fitting.is_town,
    ),
    phrase("allergy", rf"{HAVE} an? (?:\w+ )?allergy to {VALUE}"),
    phrase(
        "fear", rf"\bmy (?:biggest|greatest|worst|one) fear is {VALUE}", fitting.is_feared, most=3
    ),
    phrase("birthday", rf"(?P<value>{DATE}) is my (?:birthday|bday)\b", whole=True),
    phrase(
        "job",
        rf"(?:{SELF}(?:earn|make) my (?:money|living) as|\bmy job is being) an? "
        rf"(?P<value>(?:[\w-]+ ){{0,2}}?[\w-]+){END}",
        fitting.is_profession,
        whole=True,
    ),
    phrase(
        "tattoo",
        r"\bmy (?:only |first )?tattoo is (?P<value>an? [\w'-]+(?: [\w'-]+){0,2})"
        r"(?=\s*[,.!]|\s*$)",
        whole=True,
    ),
    phrase(
        "instrument",
        rf"(?<![\w'])i(?:'?ve| have) been playing "
        rf"(?P<value>(?:the )?(?:{_either(words.INSTRUMENTS)})) (?:since|for)\b",
        whole=True,
    ),
    phrase("car", rf"{HAVE} an? {_VEHICLE}", fitting.is_owned_car),
    phrase("home city", rf"{SELF}(?:live|reside) in (?!is\b){VALUE}"),
    phrase("home city", rf"{AM}(?:living|residing|based|settled) in (?!is\b){VALUE}"),
    phrase("home city", rf"{AM}at home in {PLACE}", fitting.is_town),
    phrase(
        "home city",
        r"(?<![\w'])i(?:'?ve| have) lived in (?P<value>[^,.!?;:()]+?) (?:for|since|all my life)\b",
        fitting.is_place,
    ),
    phrase("home city", rf"{SELF}moved (?:back |over |here )?to {PLACE}{_LATELY}", fitting.is_town),
    phrase(
        "home city", rf"\bnow i(?:'ve)? {_OFTEN}moved to {PLACE}(?=\s*[.,!]|\s*$)", fitting.is_town
    ),
    phrase(
        "home city",
        rf"^(?:\w+,? )?{PLACE} is (?:(?:still |now )?my home(?: city| town| base)?(?: now| these "
        r"days| for now)?|where i(?:'m living| live)(?: now)?|home (?:for|to) me)(?=\s*"
        r"[,.!;)]|\s*$| (?:and|since|for)\b)",
        fitting.is_town,
    ),
    phrase("hometown", rf"{AM}(?:originally )?from {VALUE}"),
    phrase("hometown", rf"{SELF}(?:originally )?(?:come|hail) from {PLACE}", fitting.is_town),
    phrase("hometown", rf"{SELF}(?:grew up|was raised|was brought up) in {VALUE}"),
    phrase("birthplace", rf"{SELF}was born in (?!(?:19|20)\d\d){VALUE}"),
    phrase("birthplace", r"\bi was born and raised in (?P<value>[^,.!?;:()]+)", fitting.is_place),
    phrase("birth year", rf"{SELF}was born in (?P<value>(?:19|20)\d\d)\b"),
    phrase("birthday", rf"{SELF}was born on (?P<value>{DATE})", whole=True),
    phrase(
        "birthday", rf"\bmy (?:birthday|bday|b-day)(?:'?s| is| falls)(?: on)? (?P<value>{DATE})"
    ),
    phrase(
        "age",
        r"(?<![\w'])i(?:'?m| am)(?: now| already)? (?P<value>\d{1,2})(?: years old| y/?o)?"
        r"(?=\s*(?:[,!;)]|\.(?!\d)|$|and\b))",
        whole=True,
    ),
    phrase("job", rf"(?:{SELF}work|{AM}(?:working|employed)) as {VALUE}"),
    phrase(
        "job",
        rf"(?<![\w'])i(?:'?m| am) {_OFTEN}an? (?P<value>(?:[\w-]+ ){{0,2}}?[\w-]+){END}"
        r"(?! (?:with|to|in|on|at) (?:my heart|training|heart|the making)\b)(?!,? not\b)",
        fitting.is_profession,
        whole=True,
    ),
    phrase(
        "employer",
        rf"(?:{SELF}work|{AM}(?:working|employed)) (?:at|for) "
        r"(?P<value>(?:(?! as an? )[^,.!?;:()\n])+)",
        sure=False,
    ),
    phrase(
        "allergy",
        rf"(?<![\w'])i(?:'?m| am) (?:(?:\w+ly|so|also|really) ){{0,2}}allergic to {VALUE}",
    ),
    phrase(
        "allergy",
        r"^(?:\w+, )?(?P<value>[\w'-]+(?: [\w'-]+)?) (?:gives? me hives|makes? my (?:throat|tongue|"
        r"lips|face) (?:swell|itch))\b",
    ),
    phrase(
        "instrument",
        rf"{SELF}play (?P<value>(?:the )?(?:{_either(words.INSTRUMENTS)})){END}",
        whole=True,
    ),
    phrase(
        "instrument",
        rf"{SELF}play (?P<value>the [\w-]+)(?=\s*[,.!]|\s*$| (?:every|since|for|at weddings)\b)",
        fitting.is_instrument,
        whole=True,
    ),
    phrase("nickname", rf"(?:^|\b(?:{_CALLERS}) )calls? me {PROPER}", sure=False),
    phrase("name", rf"\b(?:my name is|my name's|the name's|i'?m called|i am called) {VALUE}"),
    phrase(
        "diet",
        r"(?<![\w'])i(?:'?m| am|'?ve been) (?:(?:\w+ly|a|also|now|still|strict|been) ){0,2}"
        rf"(?P<value>vegan|vegetarian|pescatarian){END}",
        whole=True,
    ),
    phrase("car", rf"{SELF}drive (?:an?|my|our) {_VEHICLE}", fitting.is_car),
    phrase(
        "car",
        rf"{SELF}own an? {_VEHICLE}",
        fitting.is_owned_car,
    ),
    phrase(
        "bike",
        rf"{SELF}(?:ride|cycle on|own) an? (?P<value>(?:[\w-]+ ){{1,3}}?(?:bike|bicycle))\b",
        fitting.is_bike,
        whole=True,
    ),
    phrase("bike", rf"{SELF}(?:ride|cycle on) an? {_VEHICLE}", fitting.is_made),
    phrase(
        "language being learned",
        rf"{AM}(?:(?:trying to )?learn(?:ing)?|studying|teaching myself|taking lessons in) "
        rf"(?P<value>{_either(words.LANGUAGES)}){END}",
        whole=True,
    ),
    phrase(
        "language spoken",
        rf"(?:{SELF}speak (?:fluent )?|{AM}fluent in )(?P<value>{_either(words.LANGUAGES)}){END}",
        whole=True,
    ),
    phrase(
        "collection",
        rf"(?:{SELF}collect|(?<![\w'])i(?:'?ve| have) been collecting) {VALUE}",
        fitting.is_collected,
    ),
    phrase(
        "favorite team",
        rf"{SELF}(?:support|root for|cheer for|barrack for) (?P<value>(?:the )?"
        r"(?-i:[A-Z])[\w'-]*(?:(?-i: [A-Z])[\w'.-]*){0,2})",
        fitting.is_team,
        sure=False,
    ),
    phrase(
        "favorite team",
        rf"\bthe (?:football |soccer |hockey |rugby )?(?:team|club) i (?:follow|"
        rf"support|root for) is {VALUE}",
    ),
    phrase(
        "wake-up time",
        rf"{SELF}(?:get|wake) up (?:(?:every (?:day|morning) )?at|around|by) "
        rf"(?P<value>{TIME}){_NOT_NOW}",
        whole=True,
    ),
    phrase(
        "wake-up time",
        rf"\bmy alarm (?:goes off|rings|is set) (?:at|for) (?P<value>{TIME})"
        rf"{_NOT_NOW}",
        whole=True,
    ),
    phrase(
        "bedtime",
        rf"{SELF}(?:go to bed|go to sleep|turn in|hit the sack) (?:(?:every night )?at|"
        rf"around|by) (?P<value>{TIME}){_NOT_NOW}",
        whole=True,
    ),
    phrase(
        "fear",
        rf"{AM}(?:terrified|afraid|scared|frightened|"
        rf"petrified) of {VALUE}",
        fitting.is_feared,
        most=3,
    ),
    phrase("fear", rf"{HAVE} an? (?:\w+ )?(?:fear|phobia) of {VALUE}", fitting.is_feared, most=3),
    phrase(
        "disliked food",
        rf"{SELF}(?:hate|can'?t stand|despise|loathe|detest) (?P<value>[\w'-]+"
        r"(?: [\w'-]+)?)(?=\s*[,.!]|\s*$| (?:and|so|with|because|in|on)\b)",
        fitting.is_disliked,
    ),
    phrase(
        "coffee order",
        rf"{SELF}(?:take|drink|have) my coffee (?P<value>(?:black|white|iced|strong|decaf|sweet|"
        r"unsweetened)\b(?! and)|with(?:out)? (?:an? |no |one |two |three |extra |lots of |"
        r"a lot of |just )?(?:[\w-]+ ){0,3}?(?:milk|cream|sugars?|honey|syrup|foam|ice|"
        r"cinnamon|creamer)\b)",
        whole=True,
    ),
    phrase(
        "tattoo",
        rf"(?<![\w'])i (?:(?:just|recently|finally) )?(?:got|have|'ve got) (?:an? )?"
        rf"(?:new |tiny |little |small |big |first )?tattoo of (?!my\b|his\b|her\b){_THING}"
        r"(?=\s*[,.!]|\s*$| (?:on|across|behind|above|with|and|last|when)\b)",
        whole=True,
    ),
    phrase(
        "tattoo", rf"{HAVE} (?P<value>an? [\w'-]+(?: [\w'-]+){{0,2}}) tattooed on my\b", whole=True
    ),
    phrase(
        "biggest dream",
        r"\bmy (?:biggest |ultimate |lifelong |big |greatest )?dream is to "
        rf"{VALUE}",
        fitting.is_dream,
        most=8,
    ),
    phrase("next trip", rf"\b{_SOON},? {_TRAVELS} {PLACE}", fitting.is_trip),
    phrase("next trip", rf"\b{_TRAVELS} {PLACE},? {_SOON}\b", fitting.is_trip),
)
# "We have a dachshund, her name is Wilma": told in two breaths.
PRESENTED = re.compile(
    r"(?<![\w'])(?:i|we)(?:'?ve| have)?(?: (?:also|recently|just|finally))? "
    r"(?:got|have|own|adopted) an? (?:[\w-]+ ){0,3}?(?P<kind>[\w-]+)(?: at home)?"
    r"\s*[,.;:!–—-]+ (?:and )?(?:(?:her|his|its|"
    r"it's|their) name(?:'?s| is)|(?:s?he|it)(?:'s| is) (?:called|named)) "
    r"(?P<value>(?-i:[A-Z])[\w'-]*(?:(?-i: [A-Z])[\w'-]*){0,2})",
    re.IGNORECASE,
)
# "Hello! I'm Ottilie and ...".
GREETED = re.compile(
    r"^(?:hi|hey|hello|hiya|good (?:morning|evening|afternoon))(?: there| all| everyone| ember)?"
    rf"[,.!\s]+(?:i'?m|i am) {PROPER}(?=\s*(?:[,.!]|and\b|$))",
    re.IGNORECASE,
)
# "I can't eat kiwi, my throat swells".
ALLERGIC = re.compile(
    r"(?<![\w'])i (?:really )?(?:can'?t|cannot) (?:eat|drink) (?:any )?"
    r"(?P<value>[\w'-]+(?: [\w'-]+)??)\s*[,.;:–—-]* "
    r"(?:because |cause |since |as |or |otherwise )*(?:i'?m (?:\w+ly )?allergic(?! to)|"
    r"(?:it makes )?my (?:throat|tongue|lips|face) (?:swells?|closes|itches|itch)|"
    r"i (?:get|break out in) (?:hives|a rash))",
    re.IGNORECASE,
)
# "I love the novel Emma, it's my favorite book".
LOVED = re.compile(
    r"(?<![\w'])i (?:really |just |absolutely )?(?:love|adore) (?:the (?:novel|book|movie|film|"
    r"series|show|song|band|game|author|singer|painter|artist|musical) )?(?P<value>[^\s,.;!?]+"
    r"(?: [^\s,.;!?]+){0,4}?)\s*[,;.–—-]+ (?:it'?s|that's|it is|they're|they are|she's|he's) "
    r"(?:still |definitely |easily )?my (?:all[- ]time )?(?P<kind>favou?rite \w+(?: \w+)?)"
    r"\s*(?:ever|of all time|by far)?\s*(?:[.!,;]|$)",
    re.IGNORECASE,
)
# "my parrot Figgy", "our grandson Basile".
APPOSED = re.compile(
    r"(?<![\w'])(?:[Mm]y|[Oo]ur) (?P<kind>(?:[a-z-]+ ){0,2}?[a-z-]+) "
    r"(?P<value>[A-ZÀ-Þ][\w-]*[a-zß-ÿ](?:'[A-Z]\w+)?(?: [A-ZÀ-Þ][\w-]*[a-zß-ÿ]){0,1})"
    r"(?![\w-])(?! (?-i:[A-Z]))"
)
# What unsettles what comes after it: "if I'm a doctor", "pretend I live in Rome".
DOUBTED = re.compile(
    r"\b(?:if|unless|when|whenever|until|as if|as though|like|than|whether|where|before|pretend|"
    r"acting|assumes?|once|till|song|called|titled|feels?|felt|lyrics|line|sometimes|why|how|"
    r"goes|guess|doubt|not that|nor do|convinced|dreamt|dreamed|house|flat|often|rarely|days|"
    r"town|city|place|think that|occasionally|unlike|not because|that|scared|bet)\s+$",
    re.IGNORECASE,
)
