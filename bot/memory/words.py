"""Words by what they name: professions, languages, foods, and words that tell nothing.

Knows: English words. Does not know: phrases, messages, or facts.
"""

from __future__ import annotations

# Nouns of which one asks "what is it?", so that any short value will do.
KINDS = frozenset(
    "address age birthday blood brand breed city code color colour country date day "
    "degree diet dish drink employer flavor flavour floor food genre height hobby "
    "hometown initials instrument job language major model name nationality nickname "
    "number order password pronouns religion school season sign size sport street "
    "subject surname team title tongue topping type username year zip".split()
)
# What people speak of in passing: "my day is long", "my point is ...".
PASSING = frozenset(
    "advice aim apartment arm attitude back bad battery bet belly body boss's brain bus car's "
    "concern conclusion connection day ear ears evening excuse experience eye eyes face fault "
    "feeling feelings feet flight focus foot fridge guess hair hand hands head health heart "
    "house idea impression inbox internet intention issue knee leg legs life love luck mind "
    "mistake mood morning mouth name's neck night nose only opinion pain phone's place plan "
    "pleasure point position priority problem question reason room schedule screen shift skin "
    "sleep soul stomach stress take thing thinking thought thoughts throat time tooth train "
    "treat turn understanding vacation view voice wallet week weekend whole wifi wish word work "
    "world worst worry".split()
)
MOODS = frozenset(
    "able about acting alive all almost already alright always amazing angry annoying asleep at "
    "awake away awesome awful back bad because being best better big bored boring broken busy "
    "calm cancelled coming completely cool crazy cute dead definitely delicious delayed "
    "different dirty done down driving dying empty endless exhausted far fast fine finally "
    "finished free freezing fucking full fun funny getting giving going gone good gorgeous "
    "great gross growing hard having here hilarious home horrible hot huge hungry hurting ill "
    "in interesting just killing kinda late like literally loud lost lovely mad making making "
    "messy mine my near nearly never nice no not nothing of off ok okay on open out over "
    "perfect playing pregnant pretty probably pure quite ready really right rough running sad "
    "safe scary shit sick silly sleeping slow small so some sore sort spinning starting still "
    "stressful strange stuck stupid such super sweet telling terrible that the there this tired "
    "to too totally tough trying ugly under unbearable up upset usually very warm way weird "
    "well what when where who why wild with dated due number someone somebody named called made "
    "misspelled spelled wonderful working worse worth wrong yours".split()
)
NO_VALUES = frozenset(
    "mess disaster nightmare joke joy saint angel legend genius idiot jerk monster pain wreck "
    "zoo dream blessing hero star secret mystery blast trip thing lie one lot bit real total "
    "complete huge bummer hit success failure gem keeper sweetheart darling".split()
)
# What people live in, work for or are allergic to without telling anything.
FIGURES = frozenset(
    "boredom bullshit chaos denial drama exercise fear free fun hell home hope hours it losing "
    "mondays money morning mornings much myself night nights nonsense pain peace people pieces "
    "pyjamas pajamas sin stupidity sweatpants them usual weekends winter work you".split()
)
# Where "I live in ..." names a country, that is what it tells.
COUNTRIES = frozenset(
    "afghanistan albania algeria andorra angola argentina armenia australia austria "
    "azerbaijan bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia "
    "bosnia botswana brazil brunei bulgaria burundi cambodia cameroon canada chile "
    "china colombia congo croatia cuba cyprus czechia denmark djibouti dominica ecuador "
    "egypt england eritrea estonia ethiopia fiji finland france gabon gambia germany "
    "ghana greece greenland grenada guatemala guinea guyana haiti honduras hungary "
    "iceland india indonesia iran iraq ireland israel italy jamaica japan jordan "
    "kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya "
    "liechtenstein lithuania madagascar malawi malaysia maldives mali malta mauritius "
    "mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal "
    "netherlands nicaragua niger nigeria norway oman pakistan palau panama paraguay "
    "peru philippines poland portugal qatar romania russia rwanda samoa scotland "
    "senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname "
    "sweden switzerland syria taiwan tajikistan tanzania thailand togo tonga tunisia "
    "turkey turkmenistan uae uganda uk ukraine uruguay us usa uzbekistan venezuela "
    "vietnam wales yemen zambia zimbabwe".split()
) | {
    "costa rica",
    "czech republic",
    "dominican republic",
    "el salvador",
    "ivory coast",
    "new zealand",
    "north macedonia",
    "papua new guinea",
    "saudi arabia",
    "sierra leone",
    "south africa",
    "south korea",
    "sri lanka",
    "united kingdom",
    "united states",
}
NO_NAMES = frozenset("a an the that it this it's i my your his her their so when if not".split())
# Of MOODS and their like, those that may stand before a noun: "late autumn", "hot chocolate".
ATTRIBUTIVE = frozenset(
    "all awesome bad best big black broken busy calm cool crazy cute dead different "
    "dirty down driving dry dying early empty endless fast fine flying free freezing "
    "full funny good great green gross happy hard home horrible hot huge hungry just "
    "killing late like little lost lovely mad messy mini near nice no one open out over "
    "perfect pregnant pure quiet red rough running sad safe scary sick silly sleeping "
    "slow small smart smoked sour spinning still strange stuck super sweet tiny tough "
    "ugly under up upset warm weird wild wonderful working wrong".split()
)
# What people are by trade.
PROFESSIONS = frozenset(
    "accountant actor actress actuary acupuncturist anaesthetist analyst "
    "anesthesiologist animator anthropologist apothecary archaeologist architect "
    "archivist auctioneer auditor baker banker barber barista bartender beekeeper "
    "biochemist biologist bookbinder bookkeeper bookseller botanist bricklayer broker "
    "builder butcher cabinetmaker caregiver carer carpenter cartographer cashier "
    "cheesemaker chef chemist chiropractor clockmaker cobbler composer conductor "
    "conservator consultant cooper copywriter courier curator dentist designer "
    "developer dietician dietitian diplomat diver doctor dressmaker economist editor "
    "electrician embalmer engineer epidemiologist farmer farrier filmmaker firefighter "
    "fireman fisherman florist forester fundraiser gardener geneticist geologist "
    "glassblower glazier goldsmith groundskeeper hairdresser historian housekeeper "
    "hygienist illustrator innkeeper inspector interpreter janitor jeweler jeweller "
    "joiner journalist judge lawyer lecturer librarian lifeguard lineman logistician "
    "luthier machinist manager manicurist mason mathematician mechanic merchant "
    "metallurgist midwife miller miner musician nanny notary novelist nurse optometrist "
    "orthodontist osteopath paediatrician painter paralegal paramedic pastor "
    "pediatrician pharmacist photographer physician physicist physiotherapist pilot "
    "plasterer plumber podiatrist policeman policewoman postman potter principal "
    "printer producer professor programmer prosecutor psychiatrist psychologist "
    "publisher radiographer ranger realtor receptionist referee reporter researcher "
    "roofer saddler sailor salesman saleswoman scientist sculptor seamstress secretary "
    "shepherd shoemaker shopkeeper solicitor sommelier sonographer statistician "
    "stonemason surgeon surveyor tailor tanner taxidermist teacher technician toymaker "
    "translator tutor undertaker upholsterer vet veterinarian waiter waitress "
    "watchmaker weaver webmaster welder winemaker woodcarver zookeeper zoologist".split()
)
NO_PROFESSIONS = frozenset(
    "academician apologist gatekeeper goalkeeper patrician peacekeeper rhetorician "
    "scorekeeper tactician timekeeper wordsmith".split()
)
# Words before a profession with which it may be none: "a terrible baker".
NO_TRADE = frozenset(
    "a amateur an armchair aspiring average awful bad basic better big born budding "
    "closet crap dating decent ex excellent failed fake famous fantastic fast fellow "
    "for former frustrated future gifted good great happy hobby home horrible huge in "
    "lazy lousy lucky mean mediocre mere messy my natural no not of on one-time person "
    "poor pretend proper proud real retired rubbish secret self-proclaimed self-taught "
    "shit shitty slow so-so soon-to-be spoiled talented terrible the to total true "
    "unemployed wannabe weekend with worse worst would-be".split()
)
LANGUAGES = tuple(
    "American Sign Language, British Sign Language, Brazilian Portuguese, Mandarin "
    "Chinese, Scottish Gaelic, Luxembourgish, sign language, Swiss German, "
    "Azerbaijani, Old English, Belarusian, Indonesian, Lithuanian, Macedonian, "
    "Papiamento, Portuguese, Vietnamese, Afrikaans, Bulgarian, Cantonese, Esperanto, "
    "Hungarian, Icelandic, Malayalam, Mongolian, Norwegian, Slovenian, Ukrainian, "
    "Albanian, Armenian, Croatian, Estonian, Galician, Georgian, Gujarati, Hawaiian, "
    "Japanese, Javanese, Mandarin, Romanian, Sanskrit, Amharic, Aramaic, Bengali, "
    "Bosnian, Burmese, Catalan, Cebuano, Chinese, Cornish, English, Faroese, Finnish, "
    "Flemish, Frisian, Guarani, Italian, Kurdish, Latvian, Maltese, Marathi, Persian, "
    "Punjabi, Quechua, Romansh, Russian, Serbian, Sinhala, Spanish, Swahili, Swedish, "
    "Tagalog, Tibetan, Turkish, Yiddish, Arabic, Basque, Breton, Danish, French, "
    "Gaelic, German, Hebrew, Kazakh, Korean, Nepali, Pashto, Polish, Slovak, Somali, "
    "Telugu, Yoruba, Czech, Dutch, Farsi, Greek, Hausa, Hindi, Irish, Khmer, Latin, "
    "Malay, Maori, Scots, Tamil, Tatar, Uzbek, Welsh, Wolof, Xhosa, Igbo, Sami, Thai, "
    "Urdu, Zulu, Lao, Twi".split(", ")
)
INSTRUMENTS = tuple(
    "hammered dulcimer, classical guitar, acoustic guitar, electric guitar, viola da "
    "gamba, baritone horn, bass clarinet, english horn, glockenspiel, upright bass, "
    "bass guitar, cor anglais, double bass, french horn, harpsichord, hurdy-gurdy, "
    "musical saw, singing saw, steel drums, tin whistle, concertina, didgeridoo, "
    "flugelhorn, sousaphone, tambourine, vibraphone, accordion, balalaika, bandoneon, "
    "euphonium, harmonica, harmonium, keyboards, pan flute, saxophone, tenor sax, "
    "xylophone, alto sax, bagpipes, bouzouki, charango, clarinet, dulcimer, keyboard, "
    "mandolin, melodica, recorder, shamisen, theremin, trombone, bassoon, bodhran, "
    "handpan, kalimba, marimba, ocarina, piccolo, timpani, trumpet, ukulele, bongos, "
    "cornet, djembe, fiddle, guitar, violin, zither, banjo, bugle, cello, drums, "
    "flute, kazoo, organ, piano, sitar, tabla, viola, bass, erhu, harp, koto, lute, "
    "lyre, oboe, tuba, oud, sax".split(", ")
)
# What is played and is no instrument.
NO_INSTRUMENTS = frozenset(
    "ace ad album angel baby bad ball blame boss bride card cards character child clip "
    "clown club course crowd dad daughter demo devil dj dozens drama enemy expert "
    "father field first fool friend full game games ghost goalie good groom guy hand "
    "heel hero heroine host idiot innocent joker kid king lead level long lottery lotto "
    "lover main map market markets martyr midfield mom monster mother movie music "
    "narrator next numbers odds old older original other part parts peacemaker "
    "percentages pools prince princess prophet queen quest race radio record records "
    "role romantic saint same second sims slots song songs soundtrack stock stocks "
    "story striker system tape team therapist tough track tune victim video villain way "
    "whole wife wing winger witch witcher wizard woman world young younger".split()
)
FOODS = frozenset(
    "anchovies anchovy artichokes asparagus aubergine aubergines avocado avocados "
    "bananas beetroot beets broccoli cabbage capers carrots cauliflower celery cheese "
    "chickpeas chocolate cilantro coconut coriander cucumber cucumbers dill durian "
    "eggplant eggs fennel fish garlic ginger grapefruit kale ketchup kimchi lentils "
    "licorice liquorice liver marmite marzipan mayo mayonnaise mint mushrooms mustard "
    "natto okra olives onion onions oysters papaya parsley parsnips peas pickles "
    "pineapple porridge pumpkin radishes raisins rhubarb sardines sauerkraut seafood "
    "shellfish shrimp spinach sprouts sushi sweetcorn tofu tomatoes tripe tuna turnips "
    "vegemite yogurt zucchini".split()
)
CARS = tuple(
    "Aston Martin, Lamborghini, Mini Cooper, Alfa Romeo, Land Rover, Mitsubishi, Seat "
    "Ibiza, Volkswagen, Chevrolet, Cadillac, Chrysler, Daihatsu, Maserati, Mercedes, "
    "Polestar, Vauxhall, Bentley, Citroen, Citroën, Corolla, Ferrari, Hyundai, "
    "McLaren, Peugeot, Pontiac, Porsche, Renault, Trabant, Beetle, Daewoo, Fiesta, "
    "Jaguar, Lancia, Nissan, Rivian, Subaru, Suzuki, Toyota, Buick, Chevy, Corsa, "
    "Cupra, Dacia, Dodge, Honda, Isuzu, Lexus, Lotus, Mazda, Prius, Rover, Skoda, "
    "Tesla, Volvo, Yaris, Škoda, Audi, Fiat, Ford, Golf, Jeep, Lada, Opel, Saab, "
    "Tata, BMW, BYD, Kia, VW".split(", ")
)
BIKES = tuple(
    "Specialized, Cannondale, Giant Defy, Pinarello, Brompton, Batavus, Bianchi, "
    "Cervelo, Colnago, Gazelle, Pashley, Raleigh, Schwinn, VanMoof, Canyon, Dahon, "
    "Surly, Trek".split(", ")
)
# What people support that is no team.
NO_TEAMS = frozenset(
    "america amnesty android apple bernie biden black blm brexit buddhism christianity "
    "communism conservatives corbyn democrats discord god greenpeace greens hamas "
    "harris independence islam israel jesus kamala labour lgbt lgbtq lgbtqia linux mac "
    "macos macron maga mozilla obama palestine patreon pride putin remain republicans "
    "russia sanders scottish starmer tories trump twitch ubuntu ukraine unicef unions "
    "wikipedia windows women you zelensky".split()
)
NO_PLACES = frozenset(
    "art books chaos discord earth everywhere food heaven hell here home internet it "
    "mars minecraft music nature nowhere reality reddit skyrim space that theater "
    "theatre there this what where words".split()
)
# Capitalised as names are, and none.
NO_PERSONS = frozenset(
    "a african also always amazon american an and april aquarius aries asian atheist "
    "august back batman bored buddhist but can cancer capricorn catholic christian "
    "christmas could covid december did discord does done dr easter european facebook "
    "february fine friday from gemini glad god good google groot had halloween happy "
    "has he here hindu home hungry i if instagram ironman is it january jewish july "
    "june just libra lol march may monday mr mrs ms muslim netflix never new not "
    "november october ok okay omg or pisces plus sagittarius said saturday says scorpio "
    "september she sikh so sorry spiderman spotify sunday superman sure taurus that the "
    "then there they this thursday tiktok tired today tomorrow tuesday tv twitch uber "
    "vegan virgo was we wednesday when will would wtf yesterday you youtube".split()
)
CATS = frozenset("calico coon kitten kitty persian ragdoll siamese sphynx tabby tomcat".split())
DOGS = frozenset(
    "beagle bulldog chihuahua collie corgi dachshund dalmatian doberman doggo greyhound "
    "husky labradoodle labrador maltipoo mastiff mutt pinscher pointer pomeranian "
    "poodle pug pup puppy retriever rottweiler samoyed schnauzer setter sheepdog "
    "spaniel terrier weimaraner whippet".split()
)
COLORS = frozenset(
    "beige black blue brown crimson cyan gold gray green grey indigo lavender lilac "
    "magenta maroon mint navy olive orange pink purple red silver teal turquoise violet "
    "white yellow".split()
)
SEASONS_AND_DAYS = frozenset(
    "april august autumn december fall february friday january july june march may "
    "monday november october saturday september spring summer sunday thursday tuesday "
    "wednesday winter".split()
)
