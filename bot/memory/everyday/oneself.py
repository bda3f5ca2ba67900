"""Questions about oneself: name, home, body, health, languages.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("What's my name?", "Who am I?", "What should you call me?", "How do people call me?"),
        "nickname": ("What's my nickname?", "What do my friends call me?", "which pet name do I go by", "What am I called for short?"),
        "home city": ("Where do I live?", "Which city am I based in?", "where's home for me", "What town is my home in?", "In which place do I have my apartment?", "Where do I go home to at night?"),
        "home country": ("Which country do I live in?", "What country is home for me?", "which nation do I live in", "In what country is my home?"),
        "hometown": ("Where did I grow up?", "Which town was I raised in?", "where did I spend my childhood", "Where am I from originally?"),
        "birthplace": ("Where was I born?", "What's the place of my birth?", "in which town did I come into the world", "Which place is on my birth certificate?"),
        "street": ("What street do I live on?", "where should the pizza be delivered", "What's the street in my address?", "Which road is my house on?"),
        "nationality": ("What's my nationality?", "Which passport do I hold?", "what citizenship do I have", "What country am I a citizen of?"),
        "birthday": ("When is my birthday?", "what day do I blow out candles", "When was I born?", "Which date should you congratulate me on?", "On what day do I get presents?"),
        "age": ("How old am I?", "What's my age?", "how many years have I lived", "Which number goes on my birthday cake?"),
        "birth year": ("What year was I born?", "Which year is on my birth certificate?", "in which year did I come into the world", "From which year am I?"),
        "height": ("How tall am I?", "what's my height", "How high do I measure?", "how many centimeters or feet am I"),
        "shoe size": ("What's my shoe size?", "Which size of sneakers do I need?", "how big are my feet, in shoe sizes", "What size of boots should you buy me?"),
        "eye color": ("What color are my eyes?", "which color do my eyes have", "What's the color of my eyes?", "what do you see when you look me in the eyes, which color"),
        "hair color": ("What color is my hair?", "which hair color do I have", "Am I blond, dark, what was it?", "Which color is the hair on my head?"),
        "blood type": ("What's my blood type?", "which blood group do I have", "What blood would I need in hospital?", "Am I A, B, AB or 0?"),
        "star sign": ("What's my star sign?", "Which zodiac sign am I?", "what sign was I born under", "Which horoscope do I read?"),
        "allergy": ("What am I allergic to?", "What should I never eat?", "which food makes me sick", "What do I have to avoid?", "What could give me a rash?"),
        "diet": ("What diet do I follow?", "how do I eat, any rules?", "Do I eat meat, or how was it?", "which rules do I have for my meals"),
        "native language": ("What's my mother tongue?", "Which language did I grow up with?", "what language did I speak first", "In which language did my parents raise me?"),
        "language spoken": ("Which languages do I speak?", "What language can I speak?", "what foreign language do I know", "in what languages could you talk to me"),
        "language being learned": ("Which language am I learning?", "what language do I study these days", "Which language am I taking lessons in?", "what language do I want to be able to speak"),
        "fear": ("What am I afraid of?", "which thing scares me most", "What gives me the creeps?", "What's my greatest fear?"),
        "biggest dream": ("What's my biggest dream?", "what do I dream of", "Which dream do I have?", "What do I want most in life?"),
        "lucky number": ("What's my lucky number?", "Which number brings me luck?", "what number do I bet on", "Which number is my lucky one?"),
        "medication": ("Which medicine do I take?", "what pills do I take", "What's my medication?", "What did the doctor prescribe me?"),
        "tattoo": ("What's my tattoo?", "what is inked on my skin", "Which tattoo do I have?", "What did I have tattooed?"),
        "last name": ("What's my last name?", "what's my surname", "What's my family name?", "Which name is on my doorbell?"),
        "middle name": ("What's my middle name?", "do I have a second first name, which one", "Which name stands between my first and my last name?"),
        "maiden name": ("What was my maiden name?", "what was my last name before I married", "Which family name was I born with?"),
        "house number": ("What's my house number?", "which number is on my house", "What number do I live at?", "Which number does the mailman look for to find me?"),
        "apartment floor": ("Which floor do I live on?", "what floor is my apartment on", "How many floors up do I live?", "Which button do I press in the elevator to get home?"),
        "neighborhood": ("Which neighborhood do I live in?", "what part of town is my home in", "What's my district called?", "which quarter of the city do I live in"),
        "door code": ("What's my door code?", "which code opens my door", "what do I type in to get into my building", "Which digits let me in downstairs?"),
        "wifi name": ("What's my wifi called?", "which network do I connect to at home", "What's the name of my wifi?", "what does my router call itself"),
        "weight": ("How much do I weigh?", "what's my weight", "What do the scales say when I step on them?", "how heavy am I"),
        "clothing size": ("What size of clothes do I wear?", "which T-shirt size fits me", "Am I an S, an M or an L?", "What size of sweater should you buy me?"),
        "ring size": ("What's my ring size?", "which ring size fits me", "How big is my ring finger, in ring sizes?"),
        "glasses strength": ("How strong are my glasses?", "what's the strength of my glasses", "How many diopters do I have?", "How bad is my eyesight?"),
        "handedness": ("Am I left-handed or right-handed?", "which hand do I write with", "Which of my hands is the strong one?", "am I a lefty"),
        "religion": ("What's my religion?", "which faith do I have", "What do I believe in?", "who or what do I pray to"),
        "medication time": ("When do I take my medicine?", "what time are my pills due", "At what hour do I need my medication?", "when should you remind me of my tablets"),
        "vitamin": ("Which vitamin do I take?", "what vitamins do I take", "Which supplement do I take?"),
        "doctor's appointment": ("When is my doctor's appointment?", "when do I have to see the doctor", "What day is my checkup?", "when do they expect me at the clinic"),
        "childhood toy": ("What was my favorite toy as a kid?", "which toy did I love as a child", "What did I play with when I was little?", "what stuffed animal or toy did I have as a kid"),
    }
)  # fmt: skip
