"""Questions about family, friends, and the people one meets.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mother's name": ("What's my mother's name?", "what is my mom called", "Who's my mum?", "What do people call my mother?"),
        "father's name": ("What's my father's name?", "What's my dad called?", "who's my dad", "What do people call my father?"),
        "sister's name": ("What's my sister's name?", "What is my sister called?", "who's my sister", "Which name does my sister have?"),
        "brother's name": ("What's my brother's name?", "Who's my brother?", "what is my brother called", "Which name does my brother have?"),
        "partner's name": ("What's my partner called?", "Who am I in love with?", "who do I share my life with", "Who's my better half?"),
        "wife's name": ("What's my wife's name?", "Who am I married to?", "what is my wife called", "Who did I say yes to?"),
        "husband's name": ("What's my husband's name?", "Who am I married to?", "what is my husband called", "Who did I say yes to?"),
        "best friend's name": ("Who's my best friend?", "what's the name of my closest friend", "Which friend is closest to me?", "Who's my bestie?"),
        "son's name": ("What's my son's name?", "What did I name my boy?", "what is my son called", "Who's my little boy?"),
        "daughter's name": ("What's my daughter's name?", "what is my girl called", "What did I name my daughter?", "Who's my little girl?"),
        "grandmother's name": ("What's my grandma's name?", "What was my grandmother called?", "who's my granny", "What do people call my grandma?"),
        "grandfather's name": ("What's my grandpa's name?", "What is my grandfather called?", "who's my granddad", "What do people call my grandpa?"),
        "aunt's name": ("What's my aunt's name?", "what is my aunt called", "Who's my aunt?", "Which name does my aunt have?"),
        "uncle's name": ("What's my uncle's name?", "what is my uncle called", "Who's my uncle?", "Which name does my uncle have?"),
        "boss's name": ("What's my boss called?", "who do I report to", "Who's my boss?", "Who tells me what to do at work?"),
        "neighbor's name": ("Who lives next door to me?", "What's my neighbor's name?", "who's my neighbor", "What is my neighbor called?"),
        "roommate's name": ("Who do I share my flat with?", "What's my roommate called?", "who splits the rent with me", "What's my roommate's name?"),
        "number of children": ("How many children do I have?", "how many kids do I have", "What's the number of my kids?", "Do I have one kid, two, more?"),
        "number of siblings": ("How many siblings do I have?", "how many brothers and sisters do I have", "What's the number of my siblings?", "Do I have one sibling, two, more?"),
        "wedding anniversary": ("When's my wedding anniversary?", "what day did I marry", "When did I get married?", "Which day do my spouse and I celebrate every year?"),
        "stepfather's name": ("What's my stepdad's name?", "what is my stepfather called", "Who's my stepdad?", "Who did my mom marry after my dad?"),
        "stepmother's name": ("What's my stepmom's name?", "what is my stepmother called", "Who's my stepmom?", "Who did my dad marry after my mom?"),
        "mother-in-law's name": ("What's my mother-in-law's name?", "what is my mother-in-law called", "Who's my mother-in-law?", "What's the name of my spouse's mom?"),
        "cousin's name": ("What's my cousin's name?", "what is my cousin called", "Who's my cousin?", "what did my uncle and aunt name their kid"),
        "niece's name": ("What's my niece's name?", "what is my niece called", "Who's my niece?", "Which name does my sibling's girl have?"),
        "nephew's name": ("What's my nephew's name?", "what is my nephew called", "Who's my nephew?", "Which name does my sibling's boy have?"),
        "godmother's name": ("What's my godmother's name?", "what is my godmother called", "Who's my godmother?", "Which woman held me at my baptism?"),
        "godfather's name": ("What's my godfather's name?", "what is my godfather called", "Who's my godfather?", "Which man held me at my baptism?"),
        "twin's name": ("What's my twin's name?", "what is my twin called", "Who's my twin?", "Who came into the world minutes apart from me?"),
        "teacher's name": ("What's my teacher's name?", "what is my teacher called", "Who's my teacher?", "Who gives me homework?"),
        "coworker's name": ("What's my coworker's name?", "what is my colleague called", "Who sits next to me at work?", "who do I share an office with"),
        "doctor's name": ("What's my doctor's name?", "which doctor do I go to", "Who's my doctor?", "Who treats me when I'm ill?"),
        "dentist's name": ("What's my dentist's name?", "which dentist do I go to", "Who's my dentist?", "Who drills holes in my teeth?"),
        "therapist's name": ("What's my therapist's name?", "what is my therapist called", "Who's my therapist?", "who do I talk to about my feelings every week"),
        "hairdresser's name": ("Who cuts my hair?", "what's my hairdresser's name", "Who's my hairdresser?", "What is my hairdresser called?"),
        "vet's name": ("What's my vet's name?", "which vet do I go to", "Who's my vet?", "Who gives my pet its shots?"),
        "babysitter's name": ("What's my babysitter's name?", "what is my babysitter called", "Who's my babysitter?", "Who watches my kids when I go out?"),
        "landlord's name": ("What's my landlord's name?", "who's my landlord", "Who do I pay my rent to?", "Who owns the flat I rent?"),
        "girlfriend's name": ("What's my girlfriend's name?", "what is my girlfriend called", "Who's my girlfriend?", "Which girl am I dating?"),
        "boyfriend's name": ("What's my boyfriend's name?", "what is my boyfriend called", "Who's my boyfriend?", "Which guy am I dating?"),
        "crush's name": ("Who do I have a crush on?", "what's my crush's name", "who gives me butterflies", "Who do I secretly like?"),
        "ex-partner's name": ("What's my ex called?", "who's my ex", "What's the name of my ex?", "Who did I break up with?"),
        "relationship status": ("Am I single?", "what's my relationship status", "Am I taken?", "am I married, dating, single, what was it"),
        "boss's birthday": ("When is my boss's birthday?", "what day was my boss born", "When do I bring cake for my boss?", "which day do I congratulate the boss"),
        "mother's birthday": ("When is my mother's birthday?", "what day is my mom's birthday", "When was my mum born?", "which day do I bring my mother flowers and cake"),
        "father's birthday": ("When is my father's birthday?", "what day is my dad's birthday", "When was my dad born?", "which day do I congratulate my father"),
        "partner's birthday": ("When is my partner's birthday?", "what day was my partner born", "When does my better half turn a year older?", "which day must I have a present for my partner"),
    }
)  # fmt: skip
