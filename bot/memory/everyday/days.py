"""Questions about hobbies, habits, plans and journeys.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "football team": ("Which team do I support?", "who do I cheer for on match day", "What's my football club?", "whose scarf do I wear in the stadium"),
        "hobby": ("What do I do in my free time?", "What's my hobby?", "how do I spend my weekends", "What do I do for fun?", "What do I love to do after work?"),
        "instrument": ("What instrument do I play?", "what do I practice music on", "What do I make music with?", "which instrument can I play"),
        "sport practiced": ("Which sport do I do?", "what do I train", "How do I keep fit?", "Which sport do I go to training for?"),
        "wake-up time": ("When do I get up?", "what time does my alarm ring", "When does my day start?", "at what time am I up in the morning"),
        "bedtime": ("When do I go to bed?", "What time do I sleep?", "when do I turn the lights off", "When am I asleep?"),
        "next trip": ("Where am I going next?", "what's my next trip", "Where will I travel?", "Which place am I going to visit?"),
        "last vacation": ("Where was I on vacation last?", "Where did I last travel?", "where did I spend my last holiday", "What was my last vacation?"),
        "collection": ("What do I collect?", "which things do I gather", "What's in my collection?", "Which things am I always looking for, as a collector?"),
        "gym": ("Where do I work out?", "Which gym do I go to?", "where do I lift weights", "What's my gym called?"),
        "club": ("Which club am I in?", "what club am I a member of", "Where am I a member?", "Which club did I join?"),
        "city to visit": ("Which city do I want to visit?", "what city would I love to see", "Where would I love to travel one day?", "which city is on my wish list"),
        "visited country": ("Which countries have I been to?", "what country have I visited", "What countries have I seen?", "which stamps are in my passport"),
        "workout day": ("Which day do I work out?", "what day do I go to the gym", "On which day do I exercise?", "when do I train"),
        "running distance": ("How far do I run?", "what distance do I run", "How many kilometers do I jog?", "how long is my run"),
        "weekend ritual": ("What do I always do on weekends?", "what's my weekend ritual", "How do I start my Saturdays?", "what do my Sundays look like"),
        "rent day": ("When's my rent due?", "what day do I pay my rent", "By when do I have to pay for my flat?"),
        "trash day": ("When do I put the bins out?", "what day is my trash picked up", "Which day is my trash day?"),
        "volunteer place": ("Where do I volunteer?", "where do I help out for free", "Which place do I volunteer at?", "Which good cause gets my time?"),
        "team's name": ("What's my team called?", "which team do I play in", "What's the name of my team?", "What's written on the jersey I play in?"),
        "band's name": ("What's my band called?", "which band do I play in", "What's the name of the band I'm in?", "Under which name do my bandmates and I go on stage?"),
        "choir's name": ("What's my choir called?", "which choir do I sing in", "What's the name of my choir?"),
        "current book": ("What am I reading?", "which book am I reading these days", "What book is on my bedside table?", "what's the book I'm in the middle of"),
        "next concert": ("Which concert am I going to?", "what's my next concert", "Who am I going to see live?", "what gig do I have tickets for"),
        "moving date": ("When do I move?", "what day is my move", "When do I get the keys to my new place?", "when does the moving van come for my boxes"),
    }
)  # fmt: skip
