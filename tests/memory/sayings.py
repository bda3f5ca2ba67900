"""Messages as people write them: what each tells beyond doubt, and those that tell nothing."""

from __future__ import annotations

# A message and, after the bar, all that it says beyond doubt.
TOLD = """
    I'm a marine biologist | job: marine biologist
    im a plumber | job: plumber
    I am a part-time translator and I love it | job: part-time translator
    by day I'm a night nurse | job: night nurse
    By day I'm an archivist, by night I sleep | job: archivist
    I taught chemistry for years, now I'm a beekeeper | job: beekeeper
    I'm actually a speech therapist | job: speech therapist
    i'm a cinematographer | job: cinematographer
    I'm a blacksmith in a tiny village | job: blacksmith
    I'm an optician, so no carrots jokes please | job: optician
    I'm a playwright | job: playwright
    well, I'm now a locksmith! | job: locksmith
    I earn my living as a glassblower | job: glassblower
    I work as a tram driver | job: a tram driver
    I reside in Tromsø | home city: Tromsø
    i live in ghent these days | home city: ghent
    I currently live in Graz | home city: Graz
    I'm based in Windhoek | home city: Windhoek
    im based in lagos | home city: lagos
    I am at home in Utrecht | home city: Utrecht
    I've been living in Sucre for six years | home city: Sucre
    ive been living in tartu since march | home city: tartu
    I've lived in Kobe since 2019 | home city: Kobe
    I moved to Bergen last year | home city: Bergen
    I recently moved to Aarhus for work | home city: Aarhus
    Now I've moved to Leiden | home city: Leiden
    Antwerp is my home | home city: Antwerp
    Montevideo is where I live | home city: Montevideo
    Plovdiv is home for me | home city: Plovdiv
    Home for me is Cusco | home city: Cusco
    I live in the Hague? no wait, I live in Delft | home city: Delft
    I grew up in Kirkwall | hometown: Kirkwall
    I was raised in Tralee, by the sea | hometown: Tralee
    I come from Zadar | hometown: Zadar
    I live in New Zealand | home country: New Zealand
    I drive an old Skoda Octavia | car: old Skoda Octavia
    i drive a skoda to work | car: skoda
    I drive a battered green Volvo 240 | car: battered green Volvo 240
    I own a Fiat Punto | car: Fiat Punto
    I've got a Dacia Duster and it rattles | car: Dacia Duster
    I ride a folding bike | bike: folding bike
    I ride a red cargo bicycle to the office | bike: red cargo bicycle
    I ride a Brompton | bike: Brompton
    I'm learning Icelandic | language being learned: Icelandic
    im learning welsh on my phone, slowly | language being learned: welsh
    I've been studying Swahili since May | language being learned: Swahili
    I'm trying to learn sign language | language being learned: sign language
    I speak Catalan | language spoken: Catalan
    I speak fluent Tagalog | language spoken: Tagalog
    I'm fluent in Hausa | language spoken: Hausa
    I collect fountain pens | collection: fountain pens
    i collect stamps lol | collection: stamps
    I've been collecting snow globes for years | collection: snow globes
    I support Rayo Vallecano | favorite team: Rayo Vallecano
    I root for the Mariners | favorite team: the Mariners
    the team I follow is Hajduk Split | favorite team: Hajduk Split
    my team is Nacional | team: Nacional
    my parrot Figgy screams at dawn | parrot's name: Figgy
    Our grandson Basile just learned to walk | grandson's name: Basile
    my best friend Lerato is visiting | best friend's name: Lerato
    My twin brother Anselm snores | twin brother's name: Anselm
    I went hiking with my niece Odette | niece's name: Odette
    my old tabby Momo sleeps all day | cat's name: Momo
    my aunt Perpetua's soup is the best | aunt's name: Perpetua
    my guinea pig Sir Fluff is asleep | guinea pig's name: Sir Fluff
    my piano teacher Olga is strict | piano teacher's name: Olga
    we have a dachshund, her name is Wilma | dog's name: Wilma
    I have a tortoise. His name is Plato | tortoise's name: Plato
    We adopted a kitten, she's called Pixel | cat's name: Pixel
    I have a hedgehog named Bristle | hedgehog's name: Bristle
    I get up at 5:30 | wake-up time: 5:30
    i wake up at 6 am every day | wake-up time: 6 am
    I usually get up at half past seven | wake-up time: half past seven
    My alarm goes off at 6:45 | wake-up time: 6:45
    I go to bed at 11 pm | bedtime: 11 pm
    i always go to bed around midnight | bedtime: midnight
    I was born on 3 June | birthday: 3 June
    I was born on the 21st of October | birthday: the 21st of October
    i was born on november 23, 1990 | birthday: november 23
    my birthday's november 23 | birthday: november 23
    My birthday is on May 5 | birthday: May 5
    my bday is the 2nd of july | birthday: the 2nd of july
    I play the nyckelharpa | instrument: the nyckelharpa
    I play the oboe in a small orchestra | instrument: the oboe
    i play bass guitar | instrument: bass guitar
    I also play hammered dulcimer | instrument: hammered dulcimer
    I've been playing the tabla since school | instrument: the tabla
    I'm terrified of moths | fear: moths
    im scared of deep water | fear: deep water
    I am so afraid of the dark | fear: the dark
    I've always been afraid of clowns | fear: clowns
    I have a phobia of needles | fear: needles
    My biggest fear is flying | fear: flying
    I can't eat kiwi, my throat swells | allergy: kiwi
    I can't eat hazelnuts because I'm allergic | allergy: hazelnuts
    Sesame gives me hives | allergy: Sesame
    I'm terribly allergic to latex | allergy: latex
    I have an allergy to nickel | allergy: nickel
    I hate cilantro | disliked food: cilantro
    i can't stand blue cheese | disliked food: blue cheese
    I take my coffee black | coffee order: black
    i take my coffee with oat milk | coffee order: with oat milk
    I drink my coffee with two sugars | coffee order: with two sugars
    I got a tattoo of a heron | tattoo: a heron
    I have a tattoo of three swallows on my back | tattoo: three swallows
    I have a koi fish tattooed on my arm | tattoo: a koi fish
    My tattoo is a compass rose | tattoo: a compass rose
    my dream is to open a tiny bookshop | biggest dream: open a tiny bookshop
    My biggest dream is to sail around the world | biggest dream: sail around the world
    Next month I'm flying to Tbilisi | next trip: Tbilisi
    next summer we're going to the Azores | next trip: the Azores
    I'm travelling to Oaxaca next year | next trip: Oaxaca
    my favourite board game has to be Wingspan | favorite board game: Wingspan
    My favorite song will always be Clocks | favorite song: Clocks
    my favourite soup must be borscht | favorite soup: borscht
    My favorite cheese would be manchego | favorite cheese: manchego
    my fav film is Amélie | favorite movie: Amélie
    Favorite tree: the rowan | favorite tree: the rowan
    favourite spice is sumac | favorite spice: sumac
    okapis are my favorite animal | favorite animal: okapis
    The numbat is my favorite animal | favorite animal: The numbat
    Persuasion is still my all-time favorite novel | favorite novel: Persuasion
    my favorite flowers are peonies | favorite flower: peonies
    I love the novel Middlemarch, it's my favorite book | favorite book: Middlemarch
    I love Sigur Rós, they're my favourite band | favorite band: Sigur Rós
    My favorite season is late autumn | favorite season: late autumn
    my favorite drink is hot chocolate | favorite drink: hot chocolate
    my favorite snack is sour cherries | favorite snack: sour cherries
    My favorite author is Ursula K. Le Guin | favorite author: Ursula K. Le Guin
    my lucky number is 31 | lucky number: 31
    my lucky number's 8 | lucky number: 8
    my shoe size is 47 | shoe size: 47
    my favorite color's teal | favorite color: teal
    Hi, I'm Oriol and I like trains | name: Oriol
    hello! I'm Nkechi. | name: Nkechi
    I've been vegan for a year | diet: vegan
    im 29 and tired | age: 29
    my star sign is Libra | star sign: Libra
    I work for Maersk | employer: Maersk
"""
UNTOLD = """
    I'm a pessimist
    I'm a complete beginner
    I'm a huge fan of opera
    I'm a terrible baker
    I'm a decent photographer I guess
    I'm an aspiring novelist
    I'm an apologist for pineapple pizza
    I'm a former teacher
    I'm a musician's son
    I'm a nurse shark expert
    I'm a doctor, not a miracle worker
    I'm not a lawyer
    if I'm a pilot one day
    I'm a goalkeeper
    I wish I was a carpenter
    am I a therapist now?
    he thinks I'm a psychologist
    in this game I'm a blacksmith
    I'm a morning person
    I'm a night owl
    I'd love to live in Rome
    I wish I lived in Rome
    I used to live in Rome
    do I live in Rome?
    what if I live in Rome
    pretend I live in Rome
    I might move to Rome
    I moved to Rome when I was five
    I moved to the couch last week
    I moved to vegetarian food recently
    I've lived in Rome, Oslo and Lima
    I'm at home in bed
    I'm at home in my pajamas
    I live in hope
    I live in a house by the river
    the house I live in is cold
    Mom is home
    Music is my home
    This is my home
    Nobody is home
    Minecraft is where I live
    my boss drives a BMW
    I drive a bus
    I drive a hard bargain
    I drive my mom crazy
    I own a Kindle
    I own a polo shirt
    I own a BMW hoodie
    I used to drive a Saab
    I'd love to drive a Ferrari
    I drive an Uber in the evenings
    I ride an exercise bike
    I ride a horse
    my sister rides a Brompton
    I'm learning to swim
    I'm learning a lot
    I'm studying French history
    I'm learning Spanish guitar
    I wish I spoke Korean
    I don't speak Dutch
    I want to learn Finnish
    my wife speaks Polish
    I speak my mind
    I speak from experience
    I collect my thoughts
    I collect dust
    I collect my kids at five
    I collect unemployment benefits
    I used to collect stamps
    I support you
    I support Ukraine
    I support Labour
    I support the idea
    I support my family
    my parrot screamed all night
    My Mom Is The Best
    MY DOG REX
    my mom Monday
    my dad OK with that
    my friend German lessons
    my cat died
    my dog Rex died last week
    we had to rehome our dog Bo
    I gave my sister Persuasion for her birthday
    is my cat Miso cute?
    my boss said my dog Rex stinks
    imagine my son Caspian
    our house Christmas party
    my brother TV obsessed
    we have a dachshund, her name is a secret
    she has a dachshund, her name is Wilma
    I want a dachshund, her name is going to be Wilma
    I have to get up at 5 tomorrow
    I get up at 4 sometimes
    I wake up at 3 times a night
    I never wake up at 6
    I woke up at 6
    should I go to bed at 9?
    I go to bed at my own pace
    I was born on a farm
    I was born on a Tuesday
    I was born on the wrong day
    my mother was born on 3 June
    I play the lottery
    I play the fool
    I play the victim
    I play the villain in our school play
    I play the older brother
    I play the market
    I play the waiting game
    I play guitar hero
    I play the doctor
    I played the cello
    I wish I could play the harp
    my son plays the violin
    I can't play the piano
    I'm afraid so
    I'm afraid of what comes next
    I'm afraid of losing you
    I'm scared of my boss
    I'm not afraid of spiders
    are you afraid of moths?
    my sister is terrified of moths
    I'm afraid that's wrong
    I can't eat any more, I'm full
    I can't eat this, it's cold
    I can't stand him
    I hate mondays
    I hate my job
    I hate losing
    I don't hate olives
    my brother hates olives
    I take my coffee very seriously
    I take my coffee to work
    I take my coffee with me
    I got a tattoo
    I want a tattoo of a fox
    I got a tattoo of my name
    my dream is to sleep
    my dream was weird
    next week I'm going to bed early
    next week I'm going to Ikea
    I'm going to try next week
    I hope I'm flying to Oslo next month
    are we going to Oslo next month?
    next summer I'd love to go to Oslo
    my favorite show is on
    my favorite show is late again
    my favorite food is good
    my favorite team's new coach is mean
    this is my favorite song
    this song is my favorite song
    here is my favorite recipe
    what would be your favorite color?
    my favorite color would be nice
    if my favorite color was teal
    she said her favorite color is teal
    it's my favorite
    you are my favorite person
    I love it, it's my favorite book
    I love how you talk, it's my favorite thing
    hi I'm bored
    Hello, I'm German and proud
    Hi, I'm Muslim
    Hey, I'm Batman
    hi, I'm OK
    I'm Groot
    "I'm a plumber and I live in Rome and I play the oboe" was his line
    my number is up
    my birthday's soon
    my birthday's going to be fun
    my birthday is on the weekend
    my dog's name is none of your business
    I'm vegan curious
"""
