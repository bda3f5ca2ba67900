"""Questions about what one loves: music, books, films, sport, places.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "favorite color": ("What's my favorite color?", "Which color do I love most?", "what color do I like best", "Which color should my present have?"),
        "favorite band": ("Which band do I love?", "what should you play for me", "Who's my favorite band?", "What group do I listen to most?"),
        "favorite singer": ("Who's my favorite singer?", "Whose voice do I love most?", "which singer do I adore", "What's the name of the singer I love most?"),
        "favorite song": ("What's my favorite song?", "Which song do I never skip?", "what song do I love most", "Which song should you put on for me?"),
        "favorite movie": ("What's my favorite movie?", "which film could I watch forever", "What film do I love most?", "what movie do I watch again and again"),
        "favorite series": ("What's my favorite series?", "Which show do I love most?", "what do I binge", "Which series do I love most?"),
        "favorite book": ("What's my favorite book?", "Which book did I love most?", "what novel do I love", "Which book could I read again and again?"),
        "favorite author": ("Who's my favorite author?", "which writer do I adore", "Whose books do I love?", "What's the name of the writer I love most?"),
        "favorite sport": ("What's my favorite sport?", "Which sport do I follow?", "what sport do I love", "Which sport do I like best?"),
        "favorite game": ("What's my favorite game?", "Which game do I love to play?", "what game do I like most", "What game should you bring to please me?"),
        "favorite season": ("What's my favorite season?", "Which time of the year do I love?", "what season do I like best", "do I like spring, summer, autumn or winter best"),
        "favorite animal": ("What's my favorite animal?", "Which animal do I love most?", "what animal do I like best", "Which animal would I love to be?"),
        "favorite flower": ("What's my favorite flower?", "which flowers make me smile", "What flowers should you bring me?", "Which flower do I love most?"),
        "favorite board game": ("What's my favorite board game?", "which board game do I love", "What do I unpack on a board game night?", "which box with dice and pieces do I love most"),
        "favorite card game": ("What's my favorite card game?", "which card game do I love", "What do I play when I shuffle a deck?", "what game should you deal me in for"),
        "favorite video game": ("What's my favorite video game?", "which video game do I love", "What do I play for hours on a screen?", "what do I boot up to relax"),
        "favorite music genre": ("What's my favorite music genre?", "what kind of music do I like", "Which genre do I listen to?", "what sort of music do I put on"),
        "favorite podcast": ("What's my favorite podcast?", "which podcast do I listen to", "What podcast do I never miss?", "who talks in my ears on the way to work"),
        "favorite painter": ("Who's my favorite painter?", "which painter do I adore", "Whose paintings do I love?", "whose pictures would I hang on my wall"),
        "favorite poet": ("Who's my favorite poet?", "which poet do I adore", "Whose poems do I love?", "whose verses do I know by heart"),
        "favorite actor": ("Who's my favorite actor?", "which actor do I adore", "Which film star do I love most?", "what movie star am I a fan of"),
        "favorite director": ("Who's my favorite director?", "which director do I adore", "Whose films do I love?", "which filmmaker am I a fan of"),
        "favorite superhero": ("Who's my favorite superhero?", "which superhero do I love", "Whose cape would I wear?", "which hero from the comics do I like best"),
        "favorite youtuber": ("Who's my favorite youtuber?", "which youtuber do I watch", "Whose channel do I love?", "who am I subscribed to"),
        "favorite teacher": ("Who's my favorite teacher?", "which teacher do I like best", "Which teacher did I love most?", "whose lessons do I enjoy most"),
        "favorite school subject": ("What's my favorite school subject?", "which subject do I like best", "What class do I enjoy most?", "what subject do I love at school"),
        "favorite holiday": ("What's my favorite holiday?", "which holiday do I love", "What holiday do I look forward to all year?", "which festive day do I like best"),
        "favorite day of the week": ("What's my favorite day of the week?", "which weekday do I like best", "Which day of the week do I love?", "is it Friday or Sunday that I like most"),
        "favorite month": ("What's my favorite month?", "which month do I love", "What month do I like best?", "which page of the calendar do I like most"),
        "favorite time of day": ("What's my favorite time of day?", "which time of the day do I love", "Am I a morning person or a night owl?", "which hours of the day do I like best"),
        "favorite weather": ("What's my favorite weather?", "which weather do I love", "What weather makes me happy?", "sun, rain or snow, what do I like best"),
        "favorite number": ("What's my favorite number?", "which number do I like best", "What number do I love?", "which digit is dearest to me"),
        "favorite word": ("What's my favorite word?", "which word do I love", "What word sounds best to me?", "which word do I like most"),
        "favorite smell": ("What's my favorite smell?", "which smell do I love", "What scent makes me happy?", "what do I love to sniff"),
        "favorite emoji": ("What's my favorite emoji?", "which emoji do I use most", "What smiley do I send all the time?", "which emoji do I love"),
        "favorite bird": ("What's my favorite bird?", "which bird do I love", "What bird do I like best?", "who with feathers do I like most"),
        "favorite tree": ("What's my favorite tree?", "which tree do I love", "What tree do I like best?", "which tree would I plant"),
        "favorite city": ("What's my favorite city?", "which city do I love", "What city do I like best?", "Which city could I go back to again and again?"),
        "favorite shop": ("What's my favorite shop?", "which shop do I love", "Where do I love to go shopping?", "what store do I like best"),
        "favorite museum": ("What's my favorite museum?", "which museum do I love", "What museum do I like best?", "Which exhibition halls do I love to walk through?"),
        "favorite beach": ("What's my favorite beach?", "which beach do I love", "Where do I like to lie in the sand?", "what beach do I like best"),
        "favorite park": ("What's my favorite park?", "which park do I love", "Where do I like to sit on the grass?", "what park do I go to"),
    }
)  # fmt: skip
