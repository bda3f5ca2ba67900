"""What each part of a message is: told, asked, wished, somebody else's words, or no longer so.

A message is cut into clauses, each with what it is. Works on English by its outer signs; where
they are unclear a clause counts as told. Knows: words. Does not know: attributes, facts, models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s)\"'”’*_]|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|jr|sr|no|vs|prof|mt|ft|\w)\.$", re.IGNORECASE
)
_JOINT = re.compile(
    r"\s*[,;–—]\s+|\s+-+\s+|\s+(?:and|but|because|cause|while|though|although)\s+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:hey|hi|hello|so+|and|but|or|ok|okay|well|ember|btw|by the way|oh|um+|hm+|wait|lol|"
    r"haha|then|also|please|anyway|yeah|yes|no|nah|just curious|quick question|actually|honestly|"
    r"tbh|now|good morning|right|ah|pls)\b[\s,!.:]*)+",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:what|where|who|how|why|which|whose|when)(?:'s|s|'re| is| are| was| were| do| does| did|"
    r" can| could| should| would| will| am| have| has| many| much| old| long| far| often)\b"
    r"|(?:do|does|did|can|could|would|will|should|is|are|am|was|were|have|has)(?:n't|nt)? "
    r"(?:you|i|we|he|she|it|they|there|this|that|these|my|your|the|a|an|any\w*|people|some\w*)\b"
    r"|(?:what|which|how)(?: [\w'-]+){1,3} (?:do|does|did|is|are|am|was|have|has|should|can|would) "
    r"(?:i|you|we|my|he|she|it|they|there)\b"
    r"|(?:remind me|tell me|do you remember|any idea)\b|guess\b(?! what\b)",
    re.IGNORECASE,
)
# As people ask who type little: "eggs how do i like them", "my fav song again".
_LOOSELY = re.compile(
    r"\b(?:how|what|which|where|who|when)(?:'?s)? (?:do|did|does|am|is|are|was|it|one|again)\b|"
    r"\bis (?:what|who|where|which)\b|\b(?:again|pls|plz|please|remember|remember it)\W*$",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:i'm|i've|i'll|(?:i|we|im|ive) [a-z']+|call me|my [\w' -]+? (?:is|are|was|has|called)|"
    r"my [\w-]+'s)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"(?:what|where|who|how|why|which|whose|when|do|does|did|can|could|would|will|should|is|are|am|"
    r"was|were|have|has|don't|doesn't|didn't|isn't|aren't|wasn't|won't|wouldn't|couldn't|haven't|"
    r"hasn't|you)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"(?:did i (?:\w+ )?(?:tell|mention|say)|have i (?:\w+ )?(?:told|mentioned|said)|"
    r"did(?:n't)? you know|(?:can|would) you believe)\b.*\b(?:i|i'm|im|i've|my)\b",
    re.IGNORECASE,
)
_OWN_START = re.compile(
    r"(?:i|i'm|im|i've|ive|my|we|we're|our|mine)\b(?!'d)(?! (?:would|could)\b)", re.IGNORECASE
)
# What is only thought of, in any case.
_FANCY = re.compile(
    r"\b(?:what if|imagin(?:e|ed|ing)|suppose|supposing|pretend(?:ed|ing)?|let's say)\b|"
    r"\bwish(?:es|ed|ing)?\b|\bif only\b|"
    r"\bwould(?:n't)?(?: it)? be (?:\w+ )?(?:nice|cool|fun|great|lovely|awesome|amazing|better|"
    r"funny|good|a dream)\b|\bi(?:'m| was)? wonder(?:ed|ing)?\b|\bi (?:dreamt|dreamed)\b|"
    r"\bin (?:my|a|the|this|that) (?:dream|game|book|novel|movie|film|show|story|sitcom)\b|"
    r"\bi (?:almost|nearly) (?:bought|got|named|called|adopted|moved|became|had)\b|"
    r"\b(?:should|shall) i\b|\bit(?:'ll|'d| will| would) be (?:called|named)\b",
    re.IGNORECASE,
)
# What may be a wish, a condition, or a strong liking ("I could live on mango").
_CONDITION = re.compile(
    r"\bif (?:only )?(?:i|my|we)\b(?!'m not mistaken| remember| recall| am honest|'m honest)|"
    r"\bif (?:i'd|it were|money)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\bi(?:'d|d| would) (?:(?:really|so|also|totally|still|much|always|just|secretly) )*"
    r"(?:love|like|want|kill|die|give|prefer|be|have|make|call|name|never|probably|get)\b|"
    r"\b(?:maybe|perhaps) (?:one|some) ?day\b|\bsome ?day\b|\b(?:maybe|perhaps) i(?:'ll| will)\b|"
    r"\bone day i(?:'ll|'d| will| want| hope| might)\b|\bi(?:'m| am)? hop(?:e|ing)\b|\bhope to\b|"
    r"\bi(?:'m| am)? (?:want (?:to|an?|some|my)|wanna|dream(?:ing)? of)\b|"
    r"\bi (?:might|may|could)\b|\b(?:thinking|dreaming) (?:of|about)\b",
    re.IGNORECASE,
)
_PEOPLE = (
    "boss|mom|mum|mother|dad|father|sister|brother|wife|husband|girlfriend|boyfriend|friend|cousin|"
    "aunt|uncle|neighbou?r|colleague|coworker|teacher|guy|man|woman|lady|girl|boy|kid|driver|"
    "barista|roommate|flatmate|son|daughter|grandma|grandpa|grandmother|grandfather|stranger|dude|"
    "person|singer|actor|ad|song|sign|t-shirt|poster|book|movie"
)
_SPEAKER = (
    r"\b(?:he|she|they|someone|somebody|everyone|everybody|people|"
    rf"(?:my|the|a|an|some|our|that|this)(?: [\w']+){{0,2}}? (?:{_PEOPLE}))"
    r"(?: just| always| once| also)?"
)
_SAYING = re.compile(
    rf"{_SPEAKER} (?P<verb>said|says|say|told me|tells me|joked|claims?|claimed|yelled|yells|"
    r"shouted|wrote|"
    r"writes|texted|thinks?|thought|(?:was|were|is|are) like|goes(?=:|,| i\b| like\b)|sings|"
    r"sang)\b(?: that\b)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DOUBTFUL = ("goes", "sing", "sang", "think", "thought", "claim", "joked")
_SAID_AFTER = re.compile(
    r"^[\s\"'”’,.!]*(?:he|she|they)(?: \w+)? (?:said|says|yelled|shouted|whispered|sang|goes)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:i|i'm|im|i've|my|me)\b", re.IGNORECASE)
_NO_LONGER = re.compile(r"\b(?:no longer|not any ?more)\b", re.IGNORECASE)
# "I can't find Miso anymore": Miso is still so called.
_OF_THE_MOMENT = re.compile(
    r"\b(?:find|see|hear|talk to|speak (?:to|with)|visit|meet|reach|remember|wait|trust|recognize|"
    r"afford|believe|hang out|text|call|phone|stand|walk)\b(?! me\b)",
    re.IGNORECASE,
)
_ANYMORE = re.compile(r"\b(?:any ?more|any longer)\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"(?:\b(?:not|never|isn't|aren't|wasn't|ain't|isnt|neither|nor)|"
    r"\bnever (?:had|played|tried|read|seen|owned|lived|met|been|worked|visited|spoke)|"
    r"n'?t (?:have|own|live|work|speak|play|drive|study|go|come|grow up|know))\s+"
    r"(?:(?:really|actually|even|a|an|the|any|in|on|at|as|for|from|to|with|allergic to|called|"
    r"named|born in|my|by)\s+)*[\"'“*_]*$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:used to|formerly|previously)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch [start, end) of a message.

    `asks`: a question. `wishes`: wished for, or under a condition. `imagines`: thought of or
    played. `reports`: another's words. `past`: said to have been so.
    """

    start: int
    end: int
    text: str
    asks: bool = False
    wishes: bool = False
    imagines: bool = False
    reports: bool = False
    past: bool = False

    def ended(self, start: int, end: int) -> bool:
        """Whether what stands at [start, end) of the message is said to be so no longer."""
        before, after = self.text[: start - self.start], self.text[end - self.start :]
        if _OF_THE_MOMENT.search(before):
            return False
        return _NO_LONGER.search(before) is not None or _ANYMORE.search(after) is not None

    def denied(self, start: int) -> bool:
        """Whether what stands from `start` on is said not to be so: "I'm not from Porto"."""
        return _DENIAL.search(self.text[: start - self.start].replace("’", "'")) is not None

    @property
    def told(self) -> bool:
        """Whether the person states it as so."""
        return not (self.asks or self.wishes or self.imagines or self.reports)


def clauses(text: str) -> list[Clause]:
    """The message's clauses, in order; together they cover all of its words."""
    plain = text.replace("’", "'")
    found: list[Clause] = []
    for start, end in _sentences(plain):
        found += _of_sentence(plain, text, start, end)
    return found


def clause_at(found: list[Clause], place: int) -> Clause | None:
    """The clause in which a place of the text lies."""
    return next((clause for clause in found if clause.start <= place < clause.end), None)


def asks_something(text: str) -> bool:
    """Whether any part of the message is a question."""
    return any(clause.asks for clause in clauses(text))


def only_tells(text: str) -> bool:
    """Whether the message clearly tells something, and asks nothing even in passing."""
    plain = text.replace("’", "'")
    return (
        _STATES.search(plain) is not None
        and _LOOSELY.search(plain) is None
        and not asks_something(text)
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match[0] == "." and _ABBREVIATION.search(text[start : match.end()]):
            continue
        if text[start : match.end()].strip():
            yield start, match.end()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _of_sentence(plain: str, text: str, start: int, end: int) -> Iterator[Clause]:
    sentence = plain[start:end]
    cuts = [0, *(match.end() for match in _JOINT.finditer(sentence)), len(sentence)]
    questioned = sentence.rstrip(" \n\"'”)*_").endswith("?")
    asking = wishing = supposing = fancying = False
    for number, (left, right) in enumerate(pairwise(cuts)):
        part = sentence[left:right]
        bare = _LEAD.sub("", part.strip())
        own = _OWN_START.match(bare) is not None
        last = number == len(cuts) - 2
        asking = (asking and not own) or _asks(bare, questioned=questioned, last=last)
        supposing = supposing or _CONDITION.search(part) is not None
        fancying = (fancying and not own) or _FANCY.search(part) is not None
        wishing = (wishing and not own) or _WISH.search(part) is not None
        yield Clause(
            start + left,
            start + right,
            text[start + left : start + right],
            asks=asking,
            wishes=wishing or supposing,
            imagines=fancying,
            reports=_reports(sentence, right),
            past=_PAST.search(part) is not None,
        )


def _asks(bare: str, *, questioned: bool, last: bool) -> bool:
    if _TELLING.match(bare):
        return False
    if questioned:
        return last or _QUESTION_WORD.match(bare) is not None
    return _ASKING.match(bare) is not None


def _reports(sentence: str, end: int) -> bool:
    """Whether what stands before `end` is somebody else's speech.

    "My doctor says I'm allergic" speaks of the one who writes; "he was like I'm rich" does not.
    """
    if _SAID_AFTER.match(sentence[end:]):
        return True
    said = _SAYING.search(sentence[:end])
    if said is None:
        return False
    quoting = said["verb"].casefold().startswith(_DOUBTFUL) or said["verb"].endswith("like")
    return quoting or not _OWN.search(said["rest"])
