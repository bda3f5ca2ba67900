"""Questions about pets, vehicles and possessions.

Knows: words. Does not know: who told what.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cat's name": ("What's my cat's name?", "what do I call my cat", "What is my cat called?", "Which name did I give my cat?", "Who purrs on my sofa?"),
        "dog's name": ("What's my dog's name?", "Who do I take for walks?", "what is my dog called", "Which name did I give my dog?", "Who barks at my door?"),
        "pet": ("What pet do I have?", "Which animal lives with me?", "what kind of animal do I keep", "What animal do I feed every day?"),
        "car": ("What car do I drive?", "what's parked in my garage", "Which car is mine?", "What do I drive?", "what do I fill with petrol"),
        "bike": ("Which bike do I ride?", "What bike do I have?", "what do I cycle on", "Which make is my bicycle?"),
        "phone": ("Which phone do I use?", "what phone do I have", "What do I call people with?", "what's the phone in my pocket"),
        "laptop": ("What laptop do I own?", "Which computer do I work on?", "what laptop do I have", "Which laptop is mine?"),
        "rabbit's name": ("What's my rabbit's name?", "what is my bunny called", "Which name did I give my rabbit?", "Who hops around my living room?"),
        "hamster's name": ("What's my hamster's name?", "what is my hamster called", "Which name did I give my hamster?", "Who runs in a wheel at my place?"),
        "parrot's name": ("What's my parrot's name?", "what is my parrot called", "Which name did I give my parrot?", "Who repeats all my words from a cage?"),
        "horse's name": ("What's my horse's name?", "what is my horse called", "Which name does my horse have?", "Who do I saddle up?"),
        "fish's name": ("What's my fish's name?", "what is my fish called", "Which name did I give my fish?", "Who swims in my tank?"),
        "guinea pig's name": ("What's my guinea pig's name?", "what is my guinea pig called", "Which name did I give my guinea pig?", "Who squeaks when I open the fridge?"),
        "dog's breed": ("What breed is my dog?", "what kind of dog do I have", "Which breed did I choose for a dog?", "is my dog a poodle, a terrier, what was it"),
        "cat's breed": ("What breed is my cat?", "what kind of cat do I have", "Which breed did I choose for a cat?", "is my cat a Persian, a Siamese, what was it"),
        "cat's color": ("What color is my cat?", "which color is my cat's fur", "What color are the hairs my cat leaves on the sofa?", "is my cat black, white, ginger"),
        "dog's color": ("What color is my dog?", "which color is my dog's fur", "What color are the hairs my dog leaves on the rug?", "is my dog black, white, brown"),
        "dog's age": ("How old is my dog?", "what age is my dog", "How many years has my dog been alive?", "What's the age of my dog?"),
        "cat's age": ("How old is my cat?", "what age is my cat", "How many years has my cat been alive?", "What's the age of my cat?"),
        "dog's trick": ("What trick can my dog do?", "what did I teach my dog", "Which trick does my dog know?", "What does my dog do for a treat?"),
        "car's color": ("What color is my car?", "which color does my car have", "What color should you look for when I pick you up by car?", "is my car red, black, white"),
        "car's name": ("What's my car's name?", "what do I call my car", "Which name did I give my car?", "did I christen my car, and how"),
        "bike's color": ("What color is my bike?", "which color does my bicycle have", "What color did I paint my bike?", "is my bike red, green, blue"),
        "bike's name": ("What's my bike's name?", "what do I call my bike", "Which name did I give my bicycle?", "did I christen my bike, and how"),
        "motorbike": ("Which motorbike do I ride?", "what motorcycle do I have", "What make is my motorbike?", "What do I ride in leather and a helmet?"),
        "boat's name": ("What's my boat's name?", "what is my boat called", "Which name is painted on my boat?", "what did I christen my boat"),
        "plant's name": ("What's my plant's name?", "what do I call my plant", "Which name did I give my houseplant?", "What do I say to my plant when I water it, which name?"),
        "houseplant": ("Which houseplant do I have?", "what grows in the pot on my windowsill", "What kind of plant do I keep at home?", "What do I water indoors?"),
        "garden crop": ("What do I grow in my garden?", "which vegetables do I plant", "What can I harvest from my garden?", "what's in my vegetable patch"),
        "sofa color": ("What color is my sofa?", "which color does my couch have", "What color did I pick for the sofa?"),
        "suitcase color": ("What color is my suitcase?", "which color does my luggage have", "What color am I looking for at baggage claim?"),
        "favorite mug": ("Which mug do I like best?", "what's my favorite mug", "Which cup do I drink from every day?", "Which mug must nobody but me use?"),
        "camera": ("Which camera do I have?", "what camera do I use", "What hangs around my neck when I take pictures?", "What make is my camera?"),
        "game console": ("Which console do I have?", "what do I play video games on", "What's my game console?", "which console is under my TV"),
        "watch": ("Which watch do I wear?", "what watch do I have", "What's on my wrist?", "What do I read the time from?"),
        "headphones": ("Which headphones do I have?", "what headphones do I use", "What's on my ears when I listen to music?", "what make are my headphones"),
        "guitar model": ("Which guitar do I play?", "what guitar do I have", "What model is my guitar?", "What do I plug into my amp?"),
    }
)  # fmt: skip
