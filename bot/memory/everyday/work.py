"""Questions about work, school, and the way there.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "job": ("What do I do for a living?", "What's my job?", "how do I earn my money", "What do I work as?", "Which profession do I have?", "What am I by trade?"),
        "employer": ("Which company do I work for?", "Who pays my salary?", "where do I work", "Who employs me?", "Whose logo is on my badge?"),
        "previous job": ("What did I do before my current job?", "What was my last job?", "what did I work as earlier", "Which job did I have before this one?"),
        "university": ("Where did I study?", "Which university did I go to?", "where did I get my degree", "What's my alma mater?"),
        "degree subject": ("What did I study?", "what was my major", "Which subject is my degree in?", "What did I learn at university?"),
        "operating system": ("Which operating system do I use?", "what runs on my computer", "What OS is on my computer?", "is my computer on Windows, Linux, what was it"),
        "programming language": ("Which programming language do I use?", "what do I code in", "What language do I write programs in?", "What's my code written in?"),
        "way of commuting": ("How do I get to work?", "how do I commute", "What takes me to the office?", "bus, bike, car, how do I go to work"),
        "goal for this year": ("What's my goal this year?", "what do I want to get done this year", "What do I want to achieve this year?", "which goal did I set myself for this year"),
        "exam date": ("When is my exam?", "what day is my exam", "When do I have to be ready for the test?", "What's the date of my exam?"),
        "bus line": ("Which bus do I take?", "what number is my bus", "Which line do I ride?", "Which number is on the bus I take?"),
        "dream job": ("What's my dream job?", "what would I love to work as", "Which job do I dream of?", "If I could be anything, what would I work as?"),
        "parking spot": ("Where do I park?", "which parking spot is mine", "What's my parking spot?", "where do I leave the car at night"),
        "work hours": ("What are my work hours?", "when do I work", "From when to when am I at work?", "How long is my shift?"),
        "start time of work": ("When do I start work?", "what time do I have to be at work", "When does my shift begin?", "When do I need to be at my desk?"),
        "lunch break": ("When's my lunch break?", "what time do I go to lunch", "When am I away from my desk to eat?"),
        "office location": ("Where's my office?", "which building do I work in", "Where do I go when I'm not working from home?", "where's my desk at work"),
        "salary day": ("When do I get paid?", "what day does my salary come", "When's my payday?", "when is there money in my account again"),
        "work project": ("What am I working on at work?", "which project am I on", "What's my project at work?", "What keeps me busy at the office?"),
        "side project": ("What's my side project?", "what am I building in my spare time", "What do I tinker with after work?", "which project do I have on the side"),
        "project deadline": ("When is my project due?", "what's my deadline", "By when do I have to hand in my project?", "how long do I still have for the project"),
        "school": ("Which school do I go to?", "what's my school called", "Where do I go to school?", "where do I have my classes"),
        "graduation year": ("What year did I graduate?", "when did I graduate", "Which year did I finish my studies?", "what year is on my diploma"),
        "thesis topic": ("What's my thesis about?", "what do I write my thesis on", "Which topic does my thesis have?", "What am I researching for my degree?"),
        "savings goal": ("What am I saving for?", "what's my savings goal", "What do I put money aside for?", "what am I going to buy once I have enough money"),
    }
)  # fmt: skip
