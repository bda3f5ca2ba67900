"""A few ways of saying things that leave no doubt: a net below the model's extraction.

Each pattern would rather miss a fact than make one up. Knows: English phrases. Does not know: the
model, or which facts there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest

from bot.memory.attributes import canonical, folded, is_creature
from bot.memory.clauses import Clause, clauses
from bot.memory.extraction import MOST_FACTS, parse
from bot.memory.facts import Statement

_MOST_WORDS = 5
_TITLE = r"(?:(?:Mr|Mrs|Ms|Dr|St)\. )?"
_VALUE = rf"(?P<value>{_TITLE}[^\s,.!?;:()](?:[^,.!?;()\n]|[.,](?=\S))*)"
_PROPER = r"(?P<value>(?!I\b)(?-i:[A-Z])[\w'-]*(?:(?-i: [A-Z])[\w'-]*){0,2})"
_AT_START = (
    r"(?:^|^.{0,24}\b(?:and|but|also|so|well|btw|way|that|because|then|yeah|yes|oh|hey|hi),? )"
)
_CALLERS = "just|please|friends|people|everyone|everybody|all|family|can|they"
_INSTRUMENTS = (
    "accordion|bagpipes|banjo|bass|bass guitar|cello|clarinet|drums|flute|guitar|harmonica|harp|"
    "keyboard|mandolin|oboe|organ|piano|recorder|sax|saxophone|sitar|trombone|trumpet|tuba|ukulele|"
    "viola|violin"
)


def _compiled(*pairs: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in pairs)


_FIXED = _compiled(
    ("home city", rf"\bi(?:'m| am)? (?:live|living|based) in (?!is\b){_VALUE}"),
    ("hometown", rf"\bi(?:'m| am) (?:originally )?from {_VALUE}"),
    ("hometown", rf"\bi (?:grew up|was raised) in {_VALUE}"),
    ("birthplace", rf"\bi was born in (?!(?:19|20)\d\d){_VALUE}"),
    ("birth year", r"\bi was born in (?P<value>(?:19|20)\d\d)\b"),
    ("birthday", rf"\bi was born on {_VALUE}"),
    ("age", r"\bi(?:'m| am) (?P<value>\d{1,2})(?: years old| y/?o)?(?=\s*(?:[,!;)]|\.(?!\d)|$))"),
    ("job", rf"\bi(?:'m| am)? (?:work|working) as {_VALUE}"),
    ("employer", rf"\bi(?:'m| am)? (?:work|working) (?:at|for) {_VALUE}"),
    ("allergy", rf"\bi(?:'m| am) (?:\w+ly )?allergic to {_VALUE}"),
    ("instrument", rf"\bi play (?P<value>(?:the )?(?:{_INSTRUMENTS}))\b"),
    ("nickname", rf"(?:^|\b(?:{_CALLERS}) )calls? me {_PROPER}"),
    ("name", rf"\b(?:my name is|my name's|the name's|i'm called|i am called) {_VALUE}"),
    ("diet", r"\bi(?:'m| am) (?:a )?(?P<value>vegan|vegetarian|pescatarian)\b"),
)
_NAMED = re.compile(
    rf"{_AT_START}my (?P<kind>[a-z][a-z' -]*?)"
    rf"(?:'s name is|'s called| is called| is named|, called) {_VALUE}",
    re.IGNORECASE,
)
_HAVING = re.compile(
    r"\b(?:i|we)(?:'ve| have)?(?: got| have)? (?:an?|one|my) (?:[\w-]+ ){0,2}?(?P<kind>[\w]+)"
    rf" (?:called|named) {_VALUE}",
    re.IGNORECASE,
)
_MINE = re.compile(
    rf"{_AT_START}my (?P<kind>[a-z][a-z' &-]*?)(?: is|'s(?-i:(?= [A-Z\d]))) {_VALUE}",
    re.IGNORECASE,
)
_CROWNED = re.compile(
    r"^(?:\w+, )?(?P<value>[\w'-]+(?: [\w'-]+){0,4}) is my "
    r"(?P<kind>(?:all[- ]time )?favou?rite [a-z]+(?: [a-z]+)?)\s*[.!]*$",
    re.IGNORECASE,
)
_HEARSAY = re.compile(r"\b(?:said|says|told|asked|asks|joked|thinks|thought)\b", re.IGNORECASE)
_LAST_JOINT = re.compile(
    r"[\s,;–—-]+(?:(?:and|but|because|cause|while|though|although)\s+)?$", re.IGNORECASE
)

# Nouns of which one asks "what is it?", so that any short value will do.
_KINDS = frozenset(
    "address age birthday blood brand breed city code color colour country date day degree diet "
    "drink dish employer flavor flavour floor food genre height hobby hometown initials "
    "instrument job language major model name nationality nickname number order password "
    "pronouns religion school sign size sport street subject surname team title topping type "
    "username year zip".split()
)
# What people speak of in passing: "my day is long", "my point is ...".
_PASSING = frozenset(
    "advice aim apartment arm attitude back bad battery bet belly body boss's brain bus car's "
    "concern conclusion connection day ear ears evening excuse experience eye eyes face fault "
    "feeling feelings feet flight focus foot fridge guess hair hand hands head health heart "
    "house idea impression inbox internet intention issue knee leg legs life love luck mind "
    "mistake mood morning mouth name's neck night nose only opinion pain phone's place plan "
    "pleasure point position priority problem question reason room schedule screen shift skin "
    "sleep soul stomach stress take thing thinking thought thoughts throat time tooth train "
    "treat turn understanding vacation view voice wallet week weekend whole wifi wish word work "
    "world worst worry".split()
)
_MOODS = frozenset(
    "able about acting alive all almost already alright always amazing angry annoying asleep at "
    "awake away awesome awful back bad because being best better big bored boring broken busy "
    "calm cancelled coming completely cool crazy cute dead definitely delicious delayed "
    "different dirty done down driving dying empty endless exhausted far fast fine finally "
    "finished free freezing fucking full fun funny getting giving going gone good gorgeous "
    "great gross growing hard having here hilarious home horrible hot huge hungry hurting ill "
    "in interesting just killing kinda late like literally loud lost lovely mad making making "
    "messy mine my near nearly never nice no not nothing of off ok okay on open out over "
    "perfect playing pregnant pretty probably pure quite ready really right rough running sad "
    "safe scary shit sick silly sleeping slow small so some sore sort spinning starting still "
    "stressful strange stuck stupid such super sweet telling terrible that the there this tired "
    "to too totally tough trying ugly under unbearable up upset usually very warm way weird "
    "well what when where who why wild with dated due number someone somebody named called made "
    "misspelled spelled wonderful working worse worth wrong yours".split()
)
_NO_VALUES = frozenset(
    "mess disaster nightmare joke joy saint angel legend genius idiot jerk monster pain wreck "
    "zoo dream blessing hero star secret mystery blast trip thing lie one lot bit real total "
    "complete huge bummer hit success failure gem keeper sweetheart darling".split()
)
# What people live in, work for or are allergic to without telling anything.
_FIGURES = frozenset(
    "boredom bullshit chaos denial drama exercise fear free fun hell home hope hours it losing "
    "mondays money morning mornings much myself night nights nonsense pain peace people pieces "
    "pyjamas pajamas sin stupidity sweatpants them usual weekends winter work you".split()
)
# Where "I live in ..." names a country, that is what it tells.
_COUNTRIES = frozenset(
    "argentina australia austria bangladesh belgium brazil bulgaria canada chile china colombia "
    "croatia denmark egypt england ethiopia finland france germany ghana greece hungary iceland "
    "india indonesia iran iraq ireland israel italy jamaica japan kenya lebanon malaysia mexico "
    "morocco nepal netherlands nigeria norway pakistan peru philippines poland portugal romania "
    "russia scotland senegal serbia singapore slovakia slovenia spain sweden switzerland taiwan "
    "tanzania thailand tunisia turkey uganda ukraine uk uruguay us usa venezuela "
    "vietnam wales".split()
)
_NO_NAMES = frozenset("a an the that it this it's i my your his her their so when if not".split())
_STOP = re.compile(
    r"\s+(?:and|but|because|cause|so|which|who|that|when|while|though|since|if|or|by the way|btw|"
    r"now|these days|nowadays|anymore|right now|at the moment|lol|haha|too|as well|with|for|after|"
    r"before|until|then|where|actually|honestly|though|lately|originally|dont|don't|again|today|tonight|"
    r"yet)\b.*$"
    r"|\s+[-–—:]+.*$|\s*[:;]-?[)(DPp]+.*$|\s*[\U0001F300-\U0001FAFF☀-➿].*$",
    re.IGNORECASE | re.DOTALL,
)


def also_said(message: str, found: Sequence[Statement]) -> list[Statement]:
    """What a readable message says beyond any doubt and the model overlooked.

    Values that overlap with those of `found` are left out: the model has its own name for them.
    """
    taken = [set(folded(statement.value)) for statement in found]
    extra: list[Statement] = []
    parts = clauses(message)
    for clause, follower in zip_longest(parts, parts[1:]):
        doubtful = clause.past or _HEARSAY.search(clause.text) is not None
        if doubtful or not clause.told or _goes_on(clause, follower):
            continue
        for attribute, value in _of_clause(clause):
            words = set(folded(value))
            if any(words & other for other in taken) or not _fits(value):
                continue
            for statement in parse(f"{attribute}: {value}", message):
                if not statement.retracts:
                    taken.append(words)
                    extra.append(statement)
    return extra[: max(MOST_FACTS - len(found), 0)]


def _goes_on(clause: Clause, follower: Clause | None) -> bool:
    """Whether the value may have been cut: "... is natto and rice"."""
    joined = clause.text.rstrip().casefold().endswith((" and", "&"))
    return joined and follower is not None and len(follower.text.split()) <= 2


def _of_clause(clause: Clause) -> Iterator[tuple[str, str]]:
    text = _LAST_JOINT.sub("", clause.text.replace("’", "'").strip() + " ").strip()
    for attribute, pattern in _FIXED:
        match = pattern.search(text)
        if match:
            yield from _fixed(attribute, short_value(match["value"]))
    for pattern in (_NAMED, _HAVING):
        match = pattern.search(text)
        value = _name(match["value"]) if match else ""
        if match and value and _is_kind(match["kind"]):
            yield f"{canonical(match['kind'])}'s name", value
    match = _CROWNED.match(text)
    if match:
        yield canonical(match["kind"].replace("-", " ").removeprefix("all time ")), match["value"]
    match = _MINE.search(text)
    if match:
        yield from _mine(match["kind"], short_value(match["value"]))


def _fixed(attribute: str, value: str) -> Iterator[tuple[str, str]]:
    words = value.casefold().split()
    if not words or words[0] in _MOODS - {"the"} or words[-1] in _FIGURES:
        return
    if attribute in ("name", "nickname"):
        value = _name(value)
        if not value:
            return
    if attribute in ("home city", "hometown", "birthplace"):
        if words[0] in _NO_NAMES or {"house", "flat", "apartment", "hurry", "world"} & set(words):
            return
        if words[-1] in _COUNTRIES:
            attribute = "home country" if attribute == "home city" else "country of origin"
    yield attribute, value


def _mine(kind: str, value: str) -> Iterator[tuple[str, str]]:
    if not _is_kind(kind) or not value or is_mood(value):
        return
    attribute = canonical(kind, value)
    if is_creature(kind):
        if attribute.endswith("'s name"):
            yield attribute, value
        return
    words = kind.casefold().split()
    asked_for = words[0] in ("favorite", "favourite", "fav", "fave") or words[-1] in _KINDS
    # A name or a number speaks for itself: "a red Mazda", "42", "Pixel 8".
    if (
        asked_for
        or any(sign.isdigit() for sign in value)
        or value.rsplit(maxsplit=1)[-1][:1].isupper()
    ):
        yield attribute, value


def is_mood(value: str) -> bool:
    """Whether a value tells how something is rather than what: "so annoying", "a mess"."""
    words = value.casefold().split()
    alone = len(words) == 1 and words[0].endswith("ing")
    return words[0] in _MOODS - {"the"} or words[-1] in _NO_VALUES or alone


def _is_kind(kind: str) -> bool:
    words = kind.casefold().replace("'s", "").split()
    return 0 < len(words) <= 4 and not any(word in _PASSING or word in _NO_NAMES for word in words)


def _name(value: str) -> str:
    """The name that a value begins with, or nothing where it is not clear where it ends."""
    words = short_value(value).split()
    if not words or words[0].casefold() in _NO_NAMES | _MOODS:
        return ""
    proper = list(takewhile(lambda word: word[0].isupper() or word[0].isdigit(), words))
    if proper:
        return " ".join(proper)
    plain = len(words) <= 3 and not any(word.casefold() in _NO_NAMES for word in words)
    return " ".join(words) if plain else ""


def short_value(value: str) -> str:
    """A value without what is said after it: "Porto now, with my cat" -> "Porto"."""
    return _STOP.sub("", value).strip(" \"'*_~.!")


def _fits(value: str) -> bool:
    return 0 < len(value.split()) <= _MOST_WORDS
