"""Questions about what is told of others: a sister's job, a friend's birthday.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RELATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "job": ("What does my {x} do for a living?", "what does my {x} work as", "How does my {x} earn money?"),
        "city": ("Where does my {x} live?", "which city does my {x} live in", "Where's my {x}'s home?"),
        "country": ("Which country does my {x} live in?", "what country is home for my {x}", "In what country is my {x} at home?"),
        "age": ("How old is my {x}?", "what age is my {x}", "How many years old is my {x}?"),
        "birthday": ("When is my {x}'s birthday?", "when was my {x} born", "What day do I congratulate my {x}?"),
        "car": ("What does my {x} drive?", "which car does my {x} have", "What kind of car is my {x}'s?"),
        "favorite food": ("What does my {x} like to eat most?", "which dish does my {x} love", "What should I cook for my {x}?"),
        "favorite color": ("What color does my {x} like best?", "which color does my {x} love", "In what color should my present for my {x} be?"),
        "hobby": ("What does my {x} do for fun?", "what does my {x} do in their free time", "Which hobby does my {x} have?"),
        "instrument": ("What does my {x} make music with?", "what instrument does my {x} play", "Which instrument can my {x} play?"),
        "sport": ("Which sport does my {x} do?", "what sport does my {x} train", "How does my {x} keep fit?"),
        "school": ("Which school does my {x} go to?", "where does my {x} go to school", "What's the name of my {x}'s school?"),
        "university": ("Where does my {x} study?", "what university does my {x} go to", "Which university has my {x} as a student?"),
        "employer": ("Where does my {x} work?", "which company does my {x} work for", "Who pays my {x}'s salary?"),
        "nickname": ("What do I call my {x} for short?", "what nickname does my {x} have", "What do friends call my {x}?"),
        "husband's name": ("Who's the husband of my {x}?", "which man did my {x} marry", "What is the name of my {x}'s husband?"),
        "wife's name": ("Who's the wife of my {x}?", "which woman did my {x} marry", "What is the name of my {x}'s wife?"),
        "cat's name": ("What's the name of my {x}'s cat?", "what did my {x} call the cat", "Which cat lives with my {x}?"),
        "dog's name": ("What's the name of my {x}'s dog?", "what did my {x} call the dog", "Which dog lives with my {x}?"),
        "allergy": ("What is my {x} allergic to?", "what must my {x} never eat", "Which allergy does my {x} have?"),
        "breed": ("What breed is my {x}?", "which breed is my {x}", "What kind of {x} do I have?"),
        "color": ("What color is my {x}?", "which color does my {x} have", "What does my {x} look like, which color?"),
    }
)  # fmt: skip
"""From what is told of somebody (`sister's job`: x is sister) to its questions."""
