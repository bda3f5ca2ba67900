"""Questions about food and drink.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "favorite food": ("What's my favorite food?", "which dish makes me happiest", "What do I like to eat most?", "What should you cook to please me?"),
        "favorite drink": ("What's my favorite drink?", "What should you pour me?", "what do I like to drink most", "Which drink do I love?"),
        "favorite dessert": ("What's my favorite dessert?", "What do I order after dinner?", "which sweet thing do I love", "Which dessert do I love most?"),
        "favorite fruit": ("What's my favorite fruit?", "Which fruit do I love?", "what fruit do I like best", "Which fruit should be in my basket?"),
        "favorite ice cream flavor": ("What's my favorite ice cream?", "Which scoop do I order?", "what ice cream flavor do I love", "what should you get me at the ice cream van"),
        "favorite restaurant": ("What's my favorite restaurant?", "Where do I love to eat out?", "which restaurant do I like best", "Which restaurant should you book for me?"),
        "coffee order": ("How do I take my coffee?", "what's my usual at the cafe", "What coffee do I order?", "black or with milk, how do I drink my coffee"),
        "disliked food": ("What do I not like to eat?", "what should you never serve me", "Which dish do I push away?", "what food disgusts me"),
        "favorite pizza": ("What's my favorite pizza?", "which pizza do I order", "What pizza should you get me?", "which one do I take at the pizzeria"),
        "favorite pizza topping": ("What's my favorite pizza topping?", "what do I want on my pizza", "Which topping do I love on a pizza?"),
        "favorite sandwich": ("What's my favorite sandwich?", "which sandwich do I love", "What do I want between two slices of bread?", "which sandwich should you make me"),
        "favorite cheese": ("What's my favorite cheese?", "which cheese do I love", "What cheese should you put on the board for me?", "which cheese can't I resist"),
        "favorite soup": ("What's my favorite soup?", "which soup do I love", "What soup warms me up?", "which bowl should you bring me when I'm ill"),
        "favorite breakfast": ("What's my favorite breakfast?", "which breakfast do I love", "What should you bring me in bed in the morning?", "what breakfast makes me happy"),
        "usual breakfast": ("What do I have for breakfast?", "what do I eat in the morning", "What's my usual breakfast?", "How does my day start, food-wise?"),
        "usual lunch": ("What do I have for lunch?", "what's in my lunch box", "What's my usual lunch?", "what do I eat at noon"),
        "favorite snack": ("What's my favorite snack?", "which snack do I love", "What do I nibble in front of the TV?", "what do I munch between meals"),
        "favorite candy": ("What's my favorite candy?", "which candy do I love", "What sweets should you put in my stocking?", "which sweets can't I resist"),
        "favorite vegetable": ("What's my favorite vegetable?", "which vegetable do I love", "What greens do I like on my plate?", "which veggie do I like best"),
        "favorite spice": ("What's my favorite spice?", "which spice do I love", "What do I season everything with?", "which jar on my spice rack is always empty"),
        "favorite tea": ("What's my favorite tea?", "which tea do I drink", "What tea should you brew for me?", "which tea bag goes in my cup"),
        "favorite beer": ("What's my favorite beer?", "which beer do I drink", "What beer should you order me?", "which pint is mine"),
        "favorite wine": ("What's my favorite wine?", "which wine do I drink", "What wine should you bring me?", "which bottle do I open with dinner"),
        "favorite cocktail": ("What's my favorite cocktail?", "which cocktail do I order", "What should the bartender mix for me?", "what cocktail do I love"),
        "favorite coffee shop": ("What's my favorite coffee shop?", "which cafe do I love", "Where do I like to sit with a coffee?", "what cafe do I go to"),
    }
)  # fmt: skip
