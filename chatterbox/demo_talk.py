"""What the people of the demo party say: about six days of the Small Telescope Club, in three topics.

All of it is invented; `minutes` counts back from the moment the demo is made, whose evening is taken to be 20:00.
"""

from typing import Final, NamedTuple


class Line(NamedTuple):
    """One message: `minutes` before now, `reply_to` the index of an earlier line among those of the same topic."""

    topic: str
    who: str
    minutes: int
    text: str
    reply_to: int | None = None


PARTY: Final = "Small Telescope Club"
DESCRIPTION: Final = "Amateur astronomers with modest telescopes and warm jackets. Beginners are always welcome."

GENERAL: Final = "general"
NIGHTS: Final = "Observing nights"
MIRRORS: Final = "Mirror making"

#: Name and description; the first is made with the party and keeps the description that it has.
TOPICS: Final[tuple[tuple[str, str], ...]] = (
    (GENERAL, "For everything and everybody."),
    (NIGHTS, "Where we meet, what we look at, and whether the clouds agree."),
    (MIRRORS, "Grinding, polishing and testing our own glass, two millimetres at a time."),
)

#: Username and display name; the first owns the party, the others are members.
PEOPLE: Final[tuple[tuple[str, str], ...]] = (
    ("ada", "Ada Winter"),
    ("bo", "Bo Larsen"),
    ("mara", "Mara Lindqvist"),
    ("kofi", "Kofi Mensah"),
    ("noor", "Noor Haddad"),
    ("tomas", "Tomás Rivera"),
)

#: A line without its topic.
_Row = tuple[str, int, str] | tuple[str, int, str, int]

_GENERAL: Final[tuple[_Row, ...]] = (
    ("ada", 8818, "Welcome to our new home, everybody! No more losing the plan in four different group texts. 🔭"),
    (
        "ada",
        8817,
        "Three topics: this one for everything, *Observing nights* for plans and reports, *Mirror making* for "
        "Bo's glass.",
    ),
    (
        "ada",
        8816,
        "House rules: be kind, **red torches only**, and the last one to leave checks the grass for lens caps.",
    ),
    (
        "bo",
        8811,
        'Hello hello. I object to "Bo\'s glass". It is *our* glass. I am only the one whose kitchen is full of grit.',
    ),
    ("mara", 8809, "Made it in! Hello from the balcony"),
    ("tomas", 8800, "Buenas! Is this the place where people talk about clouds?"),
    ("bo", 8799, "It is the place where people *complain* about clouds."),
    ("tomas", 8798, "Perfect, I have prepared an hour of material"),
    ("noor", 8780, "Hi all! I'm the new one: two weeks in, one pair of 10x50 binoculars, no idea what I'm doing."),
    ("ada", 8778, "Welcome @noor! Binoculars are how most of us began. You'll see more than you think.", 8),
    ("ada", 8777, "And nobody here knows what they're doing, some of us just own more eyepieces"),
    ("kofi", 8762, "Evening! Kofi, 80 mm refractor, physics teacher by day, and the one with the van."),
    ("mara", 8760, "The van! Kofi is now officially the most popular member"),
    ("kofi", 8758, "It seats two telescopes and one person, in that order of importance."),
    ("noor", 8730, "Beginner question: what should I look at first? The sky is rather big."),
    (
        "ada",
        8726,
        "Three easy ones:\n"
        "\n"
        "1. **The Pleiades**, low in the east once it is properly dark\n"
        "2. **The Andromeda galaxy**, a soft oval patch above Mirach\n"
        "3. The Milky Way through Cygnus: lie on your back and just sweep",
        14,
    ),
    ("bo", 8724, 'And write down what you saw, even if it is "a smudge". Smudges are half the hobby.'),
    ("noor", 8723, "A notebook of smudges. I'm happy already"),
    ("noor", 8625, "FOUND THE PLEIADES"),
    ("noor", 8624, "I said wow out loud and my neighbour asked whether I was all right"),
    ("bo", 8622, "That is the correct reaction, from both of you."),
    ("ada", 8621, "🎉🎉🎉"),
    ("tomas", 7908, "Who owns the thermos that came home with me? Blue, one dent, smells of cardamom."),
    ("mara", 7905, "Mine! The dent is from the night with the hedgehog."),
    ("mara", 7902, "It walked under Bo's chair just as he was telling us how silent the meadow was."),
    ("bo", 7901, "I maintain that I did not scream."),
    ("ada", 7900, "> I maintain that I did not scream.\n\nYou woke a cow, Bo."),
    ("tomas", 7899, "😂😂😂"),
    (
        "ada",
        7650,
        "Serious thing: the library asks if we would hold an open evening. Public, free, in the meadow behind "
        "the old mill.",
    ),
    ("ada", 7649, "In five days, from 21:30, about thirty people. I'd love to say yes. Who's in?"),
    ("bo", 7647, "In. I'll bring the 8-inch, and the little ladder for little people."),
    ("mara", 7640, "In, and baking"),
    ("tomas", 7639, "In. Twice, if Mara is baking."),
    ("kofi", 7625, "In, with the van. I have to be home by midnight though, like Cinderella."),
    ("ada", 7618, "I said yes to the library! They say thank you, and could they have a poster?"),
    ("kofi", 7610, 'I\'ll make one. My pupils call my slides "very 2004", so it will be timeless.'),
    ("kofi", 7280, "First draft: https://example.org/small-telescope-club/poster-1"),
    ("mara", 7276, "I like it! But isn't the planet upside down?"),
    ("kofi", 7274, "oh no, it's upside down"),
    ("bo", 7270, "Leave it. That's how people will see it in my Newtonian."),
    (
        "kofi",
        6355,
        "Second draft: https://example.org/small-telescope-club/poster-2\n"
        "One idea: the invitation in as many languages as we have between us.",
    ),
    ("kofi", 6354, '"Come and look at the stars with us, 21:30, free, bring a warm jacket." Who can do one?'),
    (
        "mara",
        6346,
        "Schaut mit uns in die Sterne! Um 21:30 Uhr zeigen wir euch den Saturn. Der Eintritt ist frei, und bitte "
        "die warme Jacke nicht vergessen.",
        41,
    ),
    ("noor", 6339, "בואו להסתכל איתנו על הכוכבים! הערב הפתוח מתחיל בשעה 21:30, הכניסה חופשית, ואל תשכחו מעיל חם.", 41),
    ("noor", 6338, "My neighbour checked it. She's coming too, the one who asked whether I was all right."),
    (
        "tomas",
        6320,
        "一緒に星を見ませんか？夜9時半から土星をお見せします。参加は無料です。暖かい服装でお越しください。",
        41,
    ),
    ("tomas", 6319, "Two years in Sendai, and at last I get to be polite about a planet"),
    ("ada", 6315, "I have something in my eye. This is lovely, all of you."),
    ("bo", 6314, "I can offer Danish with grammar or Danish with feeling."),
    ("ada", 6313, "@bo Feeling, please!"),
    ("bo", 6308, '"Kom og kig!" (That\'s all of it. We are an efficient people.)'),
    ("ada", 5980, "The poster is up at the library, the bakery and the bus stop. @kofi, it looks wonderful."),
    ("bo", 4950, "Does anyone have a spare 1.25-inch star diagonal? The one for my finder has learned to rattle."),
    ("kofi", 4939, "Two in a drawer at school. I'll bring you one to the open evening."),
    ("noor", 4725, "When somebody has a minute: what do the numbers on an eyepiece mean?"),
    (
        "kofi",
        4721,
        "Its focal length in mm. Divide the telescope's by it and you have the magnification: 1200 mm with a 25 "
        "mm gives 48×.",
        54,
    ),
    ("kofi", 4720, "Smaller number, bigger magnification, bigger disappointment if the air is wobbly"),
    ("noor", 4718, "So the big number is the friendly one?"),
    (
        "ada",
        4713,
        "And your 10x50s: ten times, with 50 mm of glass per eye. Divide, and a 5 mm beam goes into each. Just "
        "right for a dark sky.",
    ),
    ("noor", 4711, "Nobody ever explained it that simply. Thank you! 💛"),
    ("mara", 4378, "Bun survey for the open evening: cinnamon or cardamom?"),
    ("tomas", 4377, "Yes"),
    ("mara", 4376, "that is not"),
    ("mara", 4375, "fine. Both."),
    ("ada", 3410, "The count so far: 34 people have told the library they're coming"),
    ("ada", 3409, 'plus a scout group, "perhaps"'),
    ("bo", 3407, "Define perhaps."),
    ("ada", 3406, "Twelve scouts, one leader and a dog called Neptune."),
    ("tomas", 3404, "Neptune has to come. It's my only chance of finding Neptune without a chart."),
    ("bo", 3403, "🐕🪐"),
    ("mara", 3390, "So we need a plan that survives 47 people and a dog"),
    (
        "ada",
        3386,
        "Jobs:\n"
        "\n"
        "- @bo: the 8-inch, Saturn\n"
        "- @kofi: the refractor, the Moon\n"
        "- @mara: buns, and a friendly queue\n"
        "- @tomas: constellations, loud voice\n"
        "- @noor: binocular corner\n"
        "- me: everything that was forgotten",
    ),
    ("noor", 3384, "A binocular *corner*! I have a corner!"),
    ("tomas", 3380, "My voice is ready. Neighbouring villages have been informed."),
    ("kofi", 2900, "Borrowed six folding stools from the gym. The price is one look at Saturn for the gym teacher."),
    (
        "ada",
        2120,
        "Forecast for tomorrow: high pressure, light wind, **clear until 02:00**. I'm not saying anything out loud.",
    ),
    ("bo", 2119, "You have just said it."),
    ("ada", 2118, "I *typed* it, very quietly"),
    ("tomas", 1530, "In case a visitor asks: why are we called the *Small Telescope* Club?"),
    (
        "ada",
        1527,
        "At the first meeting we were three people with one 60 mm telescope and a long argument about whose turn "
        "it was.",
        78,
    ),
    ("ada", 1526, "The name was the only thing we all agreed on"),
    ("tomas", 1524, 'Much better than my answer, which was "modesty"'),
    ("ada", 705, "Today is the day! ☀️➡️🌙"),
    ("bo", 700, "I have wiped every eyepiece twice and the ladder once."),
    ("kofi", 440, "The van is loaded. A pupil asked me whether I'm moving house."),
    ("mara", 170, "Sixty buns are cooling. I suddenly have many friends on the staircase."),
    ("tomas", 110, "@ada do we have a cable drum for the tea urn?"),
    ("ada", 108, "Yes, in my hall, beside the box that says NOT THIS BOX."),
    ("ada", 70, "The library says 41 for certain, and Neptune the dog has confirmed."),
    ("noor", 24, "What do I say if somebody asks me something I don't know?"),
    ("kofi", 22, "\"I don't know, let's find out.\" That's ten years of teaching in one sentence.", 89),
    ("noor", 21, "Writing it on my hand, in red ✍️"),
    ("bo", 13, "@ada I have spare red film for people's phones, enough for half the village."),
    ("ada", 12, "You are a treasure, @bo"),
    ("mara", 6, "💫🥐💫"),
    ("ada", 3, "See you all in the meadow. Clear skies!"),
)

_NIGHTS: Final[tuple[_Row, ...]] = (
    ("ada", 8790, "Plans, reports and weather worries live here. A report says where, when, what, and how cold."),
    (
        "ada",
        8789,
        "First proposal: in two days, mill meadow, set up 21:00, dark by 21:30. The Moon is a thin sliver and "
        "sets before we start.",
    ),
    ("bo", 8775, "Yes! I'll be there at 20:45 so that the mirror can cool down."),
    ("kofi", 8770, "In. The van leaves the school car park at 20:30, room for one more tube."),
    ("tomas", 8768, "I am the tube. Please fold me behind the tripod."),
    ("mara", 8755, "I can't, late shift. Send smudges!"),
    ("noor", 8745, "May I come if I only have binoculars?"),
    ("ada", 8744, "You may *especially* come. Bring a chair that leans back."),
    (
        "bo",
        8740,
        "Packing list for new people:\n"
        "\n"
        "- a chair\n"
        "- one layer more than you think\n"
        "- a red torch, or a bike light with red foil\n"
        "- something hot to drink\n"
        "- patience, two pieces",
    ),
    ("noor", 8738, "Where does one buy patience?"),
    ("bo", 8737, "It comes free with the clouds."),
    ("kofi", 7840, "Forecast for tomorrow: https://example.org/clear-sky/mill-meadow"),
    ("kofi", 7839, "The nice model says a little high cloud at 22:00, gone by 23:00"),
    ("ada", 7835, "And the grumpy model?"),
    ("kofi", 7834, '"Fog possible." It always says "fog possible". It would say so about a desert.'),
    (
        "bo",
        7560,
        "Targets, from easy to boastful: Albireo, M15, the Double Cluster, M31 with both companions, NGC 7789.",
    ),
    ("tomas", 7557, "And Uranus!"),
    ("tomas", 7556, "Whoever finds it by star-hopping, no motors, gets the last bun"),
    ("ada", 7553, "> gets the last bun\n\nThis has become a serious evening."),
    ("ada", 5990, "**It's a go for tonight!** Set up 21:00, park by the hedge, no headlights after 21:15 please."),
    ("bo", 5989, "🚀"),
    ("noor", 5985, "I have three jumpers, two pairs of socks and a flask. Too much?"),
    ("ada", 5984, "Exactly one jumper too few."),
    ("bo", 5635, "Saturn, steady as a coin. Titan easy, Rhea if I hold my breath."),
    ("tomas", 5634, "he made a sound"),
    ("bo", 5633, "I made a *scientific* sound."),
    ("noor", 5600, "I CAN SEE ANDROMEDA. With my own binoculars! It is a smudge!!"),
    ("ada", 5599, "The best smudge there is. That light left two and a half million years ago to get to you.", 26),
    ("noor", 5597, "I'm going to lie here and think about that for a while"),
    ("tomas", 5570, "URANUS. Hopped all the way, chart between my teeth."),
    ("kofi", 5568, "Confirmed in the refractor: a tiny teal disc. The bun is his."),
    ("mara", 5566, "Cheering very quietly from the break room!"),
    ("ada", 5525, "Packing up. Dew on everything, including Bo."),
    (
        "ada",
        5010,
        "**Report.** Mill meadow, 21:00 to 00:15, 4 °C, nine objects, one proud new owner of a galaxy (@noor).",
    ),
    ("ada", 5009, "Seeing 3/5, transparency 4/5, sky meter 20.9 at 23:00"),
    (
        "bo",
        5000,
        "My sketch of NGC 7789: https://example.org/sketches/ngc-7789\n"
        "First it's spilled salt, then all at once it's a rose.",
    ),
    ("mara", 4995, "Oh, that is beautiful"),
    ("tomas", 4990, "The bun was excellent. This concludes my report."),
    ("kofi", 4800, "Forty times 30 seconds of M31, stacked: https://example.org/pictures/m31"),
    ("bo", 4798, "Dust lanes! From 80 mm! I need to sit down."),
    ("ada", 4797, "😍"),
    ("noor", 4430, 'What is "averted vision"? You all kept saying it.'),
    ("bo", 4427, "Look a little beside the thing. In the dark the edge of your eye sees better than the middle.", 41),
    ("noor", 4426, "So the trick is not to look at it"),
    ("bo", 4425, "Same as with cats."),
    ("ada", 3355, "Now the open evening, in two days. The Moon is nearly half by then and sets a little before 23:00."),
    ("ada", 3354, "So Moon and Saturn first, the faint things once the first wave has gone home"),
    (
        "bo",
        3340,
        "A suggestion:\n"
        "\n"
        "| Time | What | With | Who |\n"
        "|---|---|---|---|\n"
        "| 21:00 | set up, cool down | everything | all of us |\n"
        "| 21:30 | the Moon | 80 mm refractor | @kofi |\n"
        "| 21:45 | Saturn and Titan | 8-inch Dobsonian | @bo |\n"
        "| 22:15 | constellation tour | eyes | @tomas |\n"
        "| 22:45 | M31, Double Cluster | binoculars | @noor, @ada |",
    ),
    ("mara", 3336, "It's a *table*. We've become an institution.", 47),
    ("kofi", 3334, "Works for me. At 30× the whole Moon fits, and the queue moves quickly."),
    ("ada", 3332, "I love it. One addition: tea at 22:00, or Tomás does the tour with cold hands."),
    ("tomas", 3331, "She knows me"),
    (
        "kofi",
        3050,
        "How long does Saturn stay in view if nobody pushes the tube?\n"
        "\n"
        "```python\n"
        "import math\n"
        "\n"
        "\n"
        "def seconds_in_view(field: float, declination: float) -> int:\n"
        '    """Both in degrees; the sky moves one degree in 240 seconds."""\n'
        "    return round(field * 240 / math.cos(math.radians(declination)))\n"
        "\n"
        "\n"
        "print(seconds_in_view(0.6, -5))  # 145\n"
        "```",
    ),
    ("bo", 3046, "Two and a half minutes, so a push every third guest. Thank you, @kofi!"),
    ("ada", 1600, "Where do the visitors park? The hedge only holds six cars."),
    ("bo", 1596, "The farmer says the gravel by the barn is ours until midnight, for one look at the Moon."),
    ("ada", 1595, "We pay for everything in Moon. I love this economy."),
    ("kofi", 650, 'Even the grumpy model says "clear".'),
    ("ada", 648, "Print it. Frame it. Hang it in the clubhouse we don't have."),
    ("tomas", 330, "Tour rehearsed: Cassiopeia, Pegasus, Andromeda, and exactly three bad jokes"),
    ("bo", 100, "Collimated in the garden. Stars are points, my back is not what it was."),
    ("ada", 89, "Gate is open, signs are out, cows have been introduced to themselves as *audience*"),
    ("noor", 75, "@ada may I come at 20:45 already? I'd like to see how the big one is put together."),
    ("ada", 74, "Of course! @bo loves an audience even more than the cows do."),
    ("kofi", 18, "@bo your new diagonal is in the glove compartment, wrapped in a sock"),
    ("ada", 8, "⭐"),
    ("bo", 4, "Sky is clear from edge to edge here. Bring everybody, @ada."),
)

_MIRRORS: Final[tuple[_Row, ...]] = (
    ("bo", 8750, "So. 200 mm of borosilicate glass, a bag of 80 grit and a barrel in the kitchen. The plan is f/6."),
    ("bo", 8749, "I report here so that the kitchen has witnesses"),
    ("mara", 8746, "Maybe a silly question: you rub two pieces of glass together and get a *telescope*?"),
    (
        "bo",
        8742,
        "Not silly at all! Grit in between, long strokes, keep turning: the top disc goes hollow, the lower one "
        "becomes a hill.",
        2,
    ),
    ("ada", 8740, "Plus about forty hours of walking round a barrel"),
    ("bo", 8739, "Thirty. I walk fast."),
    ("kofi", 8700, "How deep does the curve have to be?"),
    (
        "bo",
        8695,
        "```python\n"
        "def depth(diameter: float, focal_length: float) -> float:\n"
        '    """Of the curve in the middle of the mirror; all in mm."""\n'
        "    return diameter**2 / (16 * focal_length)\n"
        "\n"
        "\n"
        'print(f"{depth(200, 1200):.2f} mm")  # 2.08 mm\n'
        "```",
        6,
    ),
    ("bo", 8694, "All that walking for **two millimetres**."),
    ("kofi", 8692, "My class is getting this tomorrow"),
    ("bo", 7230, "Day 2: 1.3 mm deep. My neighbour downstairs asked whether I've bought a mill."),
    ("ada", 7210, "Meanwhile I'm polishing the 150 mm f/8. The pitch lap squeaks like a mouse with opinions."),
    ("ada", 6225, "@bo does squeaking mean too little water, or too much pressure?"),
    (
        "bo",
        6221,
        "Usually a dry lap. A few more drops of water, and press the lap for ten minutes before you go on.",
        12,
    ),
    ("ada", 6200, "It purrs now! Thank you."),
    ("bo", 4495, "2.1 mm! Done with 80 grit. Everything gets washed: glass, barrel, floor, me."),
    ("bo", 4494, "One grain of 80 in the 220 and I start again, so I even washed the radio"),
    ("noor", 4480, "When does it become shiny?"),
    (
        "bo",
        4477,
        "Much later! The order is\n"
        "\n"
        "1. 80, 120, 220, 320, 500 grit: grey, finer and finer\n"
        "2. cerium oxide on pitch: suddenly you can see your face\n"
        "3. the coating: a film of aluminium thinner than a soap bubble",
        17,
    ),
    ("noor", 4475, "I like that the shiny part is the thinnest part"),
    ("ada", 2850, "First knife-edge test of the 150. I can see the shape of the glass in a shadow. It never gets old."),
    ("ada", 2849, "It looks like a doughnut lit from the left"),
    ("kofi", 2845, "Is a doughnut good?"),
    (
        "ada",
        2843,
        "A *soft* doughnut is good, that's a parabola. Mine has a bite out of the edge, so the edge is turned a "
        "little.",
    ),
    ("bo", 2839, "How much? Numbers, Winter!"),
    (
        "ada",
        2828,
        "Knife-edge readings from the middle outwards, wanted → measured:\n"
        "\n"
        "- 25 mm: 0.13 → 0.12\n"
        "- 50 mm: 0.52 → 0.50\n"
        "- 70 mm: 1.02 → 1.11",
    ),
    ("bo", 2824, "That's nothing. Twenty minutes of short strokes with the mirror on top, then let it rest overnight."),
    ("ada", 2823, '"Let it rest", says the man who tests at midnight with a hot mirror'),
    ("bo", 2822, "I have grown as a person."),
    ("bo", 1850, "220 is done, 320 next. You can see the lamp in it if you hold it flat and believe."),
    (
        "tomas",
        1830,
        "The long guide to pitch that Bo swears by, for anyone else who is getting ideas: "
        "https://example.org/mirrors/pitch",
    ),
    ("tomas", 1829, "Asking for a friend. The friend is me. The friend has ordered glass."),
    ("bo", 1828, "🥳"),
    ("ada", 1365, "After the rest: 70 mm reads 1.03. **One point oh three!** It's a parabola, everybody."),
    ("bo", 1363, "ADA"),
    ("bo", 1362, "That is a better mirror than the one I've had for ten years."),
    ("noor", 1360, "I don't know what it means but I'm clapping"),
    ("ada", 580, "It goes to the coater next week. What do I pack it in?"),
    (
        "bo",
        574,
        "Lens tissue, then foam, then a cake tin that fits exactly. Write CAKE on it and people will carry it "
        "carefully.",
    ),
    ("tomas", 95, "My glass has come!! It's heavier than I am brave."),
    ("bo", 92, "Come by tomorrow at 15:00, I'll show you the first strokes. Old clothes."),
    (
        "bo",
        35,
        "@ada bring the 150 along, even uncoated. The scouts should see what a telescope is before it's a telescope.",
    ),
    ("ada", 33, "@bo it's already in the cake tin 🎂"),
)


def _lines(topic: str, rows: tuple[_Row, ...]) -> list[Line]:
    return [Line(topic, *row) for row in rows]


#: Oldest first.
TALK: Final[tuple[Line, ...]] = tuple(
    sorted(
        _lines(GENERAL, _GENERAL) + _lines(NIGHTS, _NIGHTS) + _lines(MIRRORS, _MIRRORS), key=lambda line: -line.minutes
    )
)
