// emojibase-data 17.0.0, made by python -m scripts.emoji; see messaging/data/LICENSE-emojibase.txt
export const GROUPS = ["smileys & emotion", "people & body", "animals & nature", "food & drink", "travel & places", "activities", "objects", "symbols", "flags"];
export const ROWS = `😀	grinning face	:grinning cheerful cheery grin happy laugh nice smile smiling teeth	0
😃	grinning face with big eyes	:smiley awesome grin happy mouth open smile smiling teeth yay	0
😄	grinning face with smiling eyes	:grinning_face_with_closed_eyes :smile eye grin happy laugh lol mouth open smile	0
😁	beaming face with smiling eyes	:beaming_face :grin eye grin grinning happy nice smile teeth	0
😆	grinning squinting face	:laughing :lol :satisfied :squinting_face closed eyes haha hahaha happy laugh lol mouth open rofl smile smiling	0
😅	grinning face with sweat	:sweat_smile cold dejected excited mouth nervous open smile smiling stress stressed	0
🤣	rolling on the floor laughing	:rofl crying face funny haha happy hehe hilarious joy laugh lmao lol rofl roflmao tear	0
😂	face with tears of joy	:joy :lmao :tears_of_joy crying feels funny haha happy hehe hilarious laugh lmao lol rofl roflmao tear	0
🙂	slightly smiling face	happy smile	0
🙃	upside-down face	hehe smile upside-down	0
🫠	melting face	:melt disappear dissolve embarrassed haha heat hot liquid lol melt sarcasm sarcastic	0
😉	winking face	:wink flirt heartbreaker sexy slide tease wink winks	0
😊	smiling face with smiling eyes	:blush :smiling_face_with_closed_eyes blush eye glad satisfied smile	0
😇	smiling face with halo	:halo :innocent angel angelic angels blessed fairy fairytale fantasy happy innocent peaceful smile spirit tale	0
🥰	smiling face with hearts	:smiling_face_with_3_hearts 3 adore crush heart ily love romance smile you	0
😍	smiling face with heart-eyes	:heart_eyes 143 bae eye feels heart-eyes hearts ily kisses love romance romantic smile xoxo	0
🤩	star-struck	excited eyes face grinning smile starry-eyed wow	0
😘	face blowing a kiss	:blowing_a_kiss :kissing_heart adorbs bae flirt heart ily love lover miss muah romantic smooch xoxo you	0
😗	kissing face	:kissing 143 date dating flirt ily kiss love smooch smooches xoxo you	0
☺️	smiling face	:relaxed happy outlined relaxed smile	0
😚	kissing face with closed eyes	:kissing_closed_eyes 143 bae blush date dating eye flirt ily kisses smooches xoxo	0
😙	kissing face with smiling eyes	:kissing_smiling_eyes 143 closed date dating eye flirt ily kiss kisses love night smile	0
🥲	smiling face with tear	glad grateful happy joy pain proud relieved smile smiley touched	0
😋	face savoring food	:savoring_food :yum delicious eat full hungry savor smile smiling tasty um yum yummy	0
😛	face with tongue	:stuck_out_tongue awesome cool nice party stuck-out sweet	0
😜	winking face with tongue	:stuck_out_tongue_winking_eye crazy epic eye funny joke loopy nutty party stuck-out wacky weirdo wink yolo	0
🤪	zany face	:zany crazy eye eyes goofy large small	0
😝	squinting face with tongue	:stuck_out_tongue_closed_eyes closed eye eyes gross horrible omg stuck-out taste whatever yolo	0
🤑	money-mouth face	money-mouth paid	0
🤗	smiling face with open hands	:hug :hugging :hugging_face hug hugging	0
🤭	face with hand over mouth	:hand_over_mouth giggle giggling oops realization secret shock sudden surprise whoops	0
🫢	face with open eyes and hand over mouth	:face_with_open_eyes_hand_over_mouth :gasp amazement awe disbelief embarrass gasp omg quiet scared shock surprise	0
🫣	face with peeking eye	:peek captivated embarrass hide hiding peek peep scared shy stare	0
🤫	shushing face	:shush quiet shh shush	0
🤔	thinking face	:thinking :wtf chin consider hmm ponder pondering wondering	0
🫡	saluting face	:salute good luck ma’am ok respect salute sir troops yes	0
🤐	zipper-mouth face	:zipper_mouth keep quiet secret shut zip zipper-mouth	0
🤨	face with raised eyebrow	:raised_eyebrow disapproval disbelief distrust emoji hmm mild skeptic skeptical skepticism surprise what	0
😐	neutral face	:neutral awkward blank deadpan expressionless fine jealous meh oh shade straight unamused unhappy unimpressed whatever	0
😑	expressionless face	:expressionless awkward dead fine inexpressive jealous meh not oh omg straight uh unhappy unimpressed whatever	0
😶	face without mouth	:no_mouth awkward blank expressionless mouthless mute quiet secret silence silent speechless	0
🫥	dotted line face	depressed disappear hidden hide introvert invisible meh whatever wtv	0
😶‍🌫️	face in clouds	:in_clouds absentminded fog head	0
😏	smirking face	:smirk :smirking boss dapper flirt homie kidding leer shade slick sly smirk smug snicker suave suspicious swag	0
😒	unamused face	:unamused ... bored fine jealous jel jelly pissed smh ugh uhh unhappy weird whatever	0
🙄	face with rolling eyes	:rolling_eyes eyeroll shade ugh whatever	0
😬	grimacing face	:grimacing awk awkward dentist grimace grinning smile smiling	0
😮‍💨	face exhaling	:exhale :exhaling blow blowing exhale exhausted gasp groan relief sigh smiley smoke whisper whistle	0
🤥	lying face	:lying liar lie pinocchio	0
🫨	shaking face	:shaking crazy daze earthquake omg panic shock surprise vibrate whoa wow	0
🙂‍↔️	head shaking horizontally	no shake	0
🙂‍↕️	head shaking vertically	nod yes	0
😌	relieved face	:relieved calm peace relief zen	0
😔	pensive face	:pensive awful bored dejected died disappointed losing lost sad sucks	0
😪	sleepy face	:sleepy crying good night sad sleep sleeping tired	0
🤤	drooling face	:drooling	0
😴	sleeping face	:sleeping bed bedtime good goodnight nap night sleep tired whatever yawn zzz	0
🫩	face with bags under eyes	:face_with_eye_bags bored exhausted fatigued late sleepy tired weary	0
😷	face with medical mask	:mask :medical_mask cold dentist dermatologist doctor dr germs medicine sick	0
🤒	face with thermometer	ill sick	0
🤕	face with head-bandage	head-bandage hurt injury ouch	0
🤢	nauseated face	:nauseated gross nasty sick vomit	0
🤮	face vomiting	:vomiting barf ew gross puke sick spew throw up vomit	0
🤧	sneezing face	:sneezing fever flu gesundheit sick sneeze	0
🥵	hot face	:hot dying feverish heat panting red-faced stroke sweating tongue	0
🥶	cold face	:cold blue blue-faced freezing frostbite icicles subzero teeth	0
🥴	woozy face	:woozy dizzy drunk eyes intoxicated mouth tipsy uneven wavy	0
😵	face with crossed-out eyes	:dizzy_face :knocked_out crossed-out dead dizzy feels knocked sick tired	0
😵‍💫	face with spiral eyes	:dizzy_eyes confused dizzy hypnotized omg smiley trouble whoa woah woozy	0
🤯	exploding head	blown explode mind mindblown no shocked way	0
🤠	cowboy hat face	:cowboy :cowboy_face cowgirl	0
🥳	partying face	:hooray :partying bday birthday celebrate celebration excited happy hat hooray horn party	0
🥸	disguised face	:disguised disguise eyebrow glasses incognito moustache mustache nose person spy tache tash	0
😎	smiling face with sunglasses	:sunglasses_cool :too_cool awesome beach bright bro chilling cool rad relaxed shades slay smile style swag win	0
🤓	nerd face	:nerd brainy clever expert geek gifted glasses intelligent smart	0
🧐	face with monocle	classy fancy rich stuffy wealthy	0
😕	confused face	:confused befuddled confusing dunno frown hm meh not sad sorry sure	0
🫤	face with diagonal mouth	confused confusion disappointed doubt doubtful frustrated frustration meh skeptical unsure whatever wtv	0
😟	worried face	:worried anxious butterflies nerves nervous sad stress stressed surprised worry	0
🙁	slightly frowning face	frown sad	0
☹️	frowning face	:white_frowning_face frown sad	0
😮	face with open mouth	:open_mouth believe forgot omg shocked surprised sympathy unbelievable unreal whoa wow you	0
😯	hushed face	:hushed epic omg stunned surprised whoa woah	0
😲	astonished face	:astonished cost no omg shocked totally way	0
😳	flushed face	:flushed amazed awkward crazy dazed dead disbelief embarrassed geez heat hot impressed jeez what wow	0
🫪	distorted face	anxiety bloated panic shocked surprised vulnerable	0
🥺	pleading face	:pleading begging big eyes mercy not please pretty puppy sad why	0
🥹	face holding back tears	:watery_eyes admiration aww cry embarrassed feelings grateful gratitude joy please proud resist sad	0
😦	frowning face with open mouth	:frowning :frowning_face caught frown guard scared scary surprise what wow	0
😧	anguished face	:anguished forgot scared scary stressed surprise unhappy what wow	0
😨	fearful face	:fearful afraid anxious blame fear scared worried	0
😰	anxious face with sweat	:anxious :anxious_face :cold_sweat blue cold eek mouth nervous open rushed scared yikes	0
😥	sad but relieved face	:disappointed_relieved :sad_relieved_face anxious call close complicated disappointed not sweat time whew	0
😢	crying face	:cry awful cry feels miss sad tear triste unhappy	0
😭	loudly crying face	:sob bawling cry sad sob tear tears unhappy	0
😱	face screaming in fear	:scream :screaming_in_fear epic fearful munch scared scream screamer shocked surprised woah	0
😖	confounded face	:confounded annoyed confused cringe distraught feels frustrated mad sad	0
😣	persevering face	:persevere concentrate concentration focus headache persevere	0
😞	disappointed face	:disappointed awful blame dejected fail losing sad unhappy	0
😓	downcast face with sweat	:downcast_face :sweat close cold feels headache nervous sad scared yikes	0
😩	weary face	:weary crying fail feels hungry mad nooo sad sleepy tired unhappy	0
😫	tired face	:tired cost feels nap sad sneeze	0
🥱	yawning face	:yawn :yawning bedtime bored goodnight nap night sleep sleepy tired whatever yawn zzz	0
😤	face with steam from nose	:nose_steam :triumph anger angry feels fume fuming furious fury mad triumph unhappy won	0
😡	enraged face	:pout :pouting_face :rage anger angry feels mad maddening pouting rage red shade unhappy upset	0
😠	angry face	:angry anger blame feels frustrated mad maddening rage shade unhappy upset	0
🤬	face with symbols on mouth	:censored censor cursing cussing mad pissed swearing	0
😈	smiling face with horns	:smiling_imp demon devil evil fairy fairytale fantasy purple shade smile tale	0
👿	angry face with horns	:angry_imp :imp demon devil evil fairy fairytale fantasy imp mischievous purple shade tale	0
💀	skull	body dead death face fairy fairytale i’m lmao monster tale yolo	0
☠️	skull and crossbones	bone dead death face monster	0
💩	pile of poo	:poop :shit bs comic doo dung face fml monster poop smelly smh stink stinks stinky turd	0
🤡	clown face	:clown	0
👹	ogre	:japanese_ogre creature devil face fairy fairytale fantasy mask monster scary tale	0
👺	goblin	:japanese_goblin angry creature face fairy fairytale fantasy mask mean monster tale	0
👻	ghost	boo creature excited face fairy fairytale fantasy halloween haunting monster scary silly tale	0
👽	alien	creature extraterrestrial face fairy fairytale fantasy monster space tale ufo	0
👾	alien monster	:space_invader creature extraterrestrial face fairy fairytale fantasy game gamer games pixelated space tale ufo	0
🤖	robot	:robot_face face monster	0
😺	grinning cat	:smiley_cat animal face mouth open smile smiling	0
😸	grinning cat with smiling eyes	:grinning_cat_with_closed_eyes :smile_cat animal eye face grin smile	0
😹	cat with tears of joy	:joy_cat :tears_of_joy_cat animal face laugh laughing lol tear	0
😻	smiling cat with heart-eyes	:heart_eyes_cat animal eye face heart-eyes love smile	0
😼	cat with wry smile	:smirk_cat :wry_smile_cat animal face ironic	0
😽	kissing cat	animal closed eye eyes face kiss	0
🙀	weary cat	:scream_cat animal face oh surprised	0
😿	crying cat	animal cry face sad tear	0
😾	pouting cat	animal face	0
🙈	see-no-evil monkey	:see_no_evil embarrassed face forbidden forgot gesture hide omg prohibited scared secret smh watch	0
🙉	hear-no-evil monkey	:hear_no_evil animal ears face forbidden gesture listen not prohibited secret shh tmi	0
🙊	speak-no-evil monkey	:speak_no_evil animal face forbidden gesture not oops prohibited quiet secret stealth	0
💌	love letter	heart mail romance valentine	0
💘	heart with arrow	:cupid 143 adorbs cupid date emotion ily love romance valentine	0
💝	heart with ribbon	:gift_heart 143 anniversary emotion ily kisses valentine xoxo	0
💖	sparkling heart	143 emotion excited good ily kisses morning night sparkle xoxo	0
💗	growing heart	:heartpulse 143 emotion excited heartpulse ily kisses muah nervous pulse xoxo	0
💓	beating heart	:heartbeat 143 cardio emotion heartbeat ily love pulsating pulse	0
💞	revolving hearts	143 adorbs anniversary emotion heart	0
💕	two hearts	143 anniversary date dating emotion heart ily kisses love loving xoxo	0
💟	heart decoration	143 emotion hearth purple white	0
❣️	heart exclamation	heavy mark punctuation	0
💔	broken heart	break crushed emotion heartbroken lonely sad	0
❤️‍🔥	heart on fire	burn love lust sacred	0
❤️‍🩹	mending heart	healthier improving recovering recuperating well	0
❤️	red heart	:heart emotion love	0
🩷	pink heart	143 adorable cute emotion ily like love special sweet	0
🧡	orange heart	143	0
💛	yellow heart	143 cardiac emotion ily love	0
💚	green heart	143 emotion ily love romantic	0
💙	blue heart	143 emotion ily love romance	0
🩵	light blue heart	143 cute cyan emotion ily like love sky special teal	0
💜	purple heart	143 bestest emotion ily love	0
🤎	brown heart	143	0
🖤	black heart	evil wicked	0
🩶	grey heart	:gray_heart 143 emotion gray ily love silver slate special	0
🤍	white heart	143	0
💋	kiss mark	:kiss dating emotion heart kissing lips romance sexy	0
💯	hundred points	:100 100 a+ agree clearly definitely faithful fleek full keep perfect point score true truth yup	0
💢	anger symbol	:anger angry comic mad upset	0
🫯	fight cloud	argument brawl debate disagreement ruckus wrestle	0
💥	collision	:boom bomb boom collide comic explode	0
💫	dizzy	comic shining shooting star stars	0
💦	sweat droplets	:sweat_drops comic drip droplet drops splashing squirt water wet work workout	0
💨	dashing away	:dash cloud comic dash fart fast go gone gotta running smoke	0
🕳️	hole		0
💬	speech balloon	bubble comic dialog message sms talk text typing	0
👁️‍🗨️	eye in speech bubble	balloon witness	0
🗨️	left speech bubble	balloon dialog	0
🗯️	right anger bubble	angry balloon mad	0
💭	thought balloon	bubble cartoon cloud comic daydream decisions dream idea invent invention realize think thoughts wonder	0
💤	ZZZ	comic good goodnight night sleep sleeping sleepy tired	0
👋	waving hand	:wave bye cya g2g greetings gtg hello hey hi later outtie ttfn ttyl wave yo you	1	👋🏻 👋🏼 👋🏽 👋🏾 👋🏿
🤚	raised back of hand	backhand	1	🤚🏻 🤚🏼 🤚🏽 🤚🏾 🤚🏿
🖐️	hand with fingers splayed	:raised_hand_with_fingers_splayed finger raised stop	1	🖐🏻 🖐🏼 🖐🏽 🖐🏾 🖐🏿
✋	raised hand	:high_five 5 five high stop	1	✋🏻 ✋🏼 ✋🏽 ✋🏾 ✋🏿
🖖	vulcan salute	:vulcan finger hand hands	1	🖖🏻 🖖🏼 🖖🏽 🖖🏾 🖖🏿
🫱	rightwards hand	handshake hold reach right rightward shake	1	🫱🏻 🫱🏼 🫱🏽 🫱🏾 🫱🏿
🫲	leftwards hand	handshake hold left leftward reach shake	1	🫲🏻 🫲🏼 🫲🏽 🫲🏾 🫲🏿
🫳	palm down hand	:palm_down dismiss drop dropped pick shoo up	1	🫳🏻 🫳🏼 🫳🏽 🫳🏾 🫳🏿
🫴	palm up hand	:palm_up beckon catch come hold know lift me offer tell	1	🫴🏻 🫴🏼 🫴🏽 🫴🏾 🫴🏿
🫷	leftwards pushing hand	block five halt high hold leftward pause push refuse slap stop wait	1	🫷🏻 🫷🏼 🫷🏽 🫷🏾 🫷🏿
🫸	rightwards pushing hand	block five halt high hold pause push refuse rightward slap stop wait	1	🫸🏻 🫸🏼 🫸🏽 🫸🏾 🫸🏿
👌	OK hand	awesome bet dope fleek fosho got gotcha legit okay pinch rad sure sweet three	1	👌🏻 👌🏼 👌🏽 👌🏾 👌🏿
🤌	pinched fingers	:pinch gesture hand hold huh interrogation patience relax sarcastic ugh what zip	1	🤌🏻 🤌🏼 🤌🏽 🤌🏾 🤌🏿
🤏	pinching hand	amount bit fingers little small sort	1	🤏🏻 🤏🏼 🤏🏽 🤏🏾 🤏🏿
✌️	victory hand	:v :victory peace v	1	✌🏻 ✌🏼 ✌🏽 ✌🏾 ✌🏿
🤞	crossed fingers	:fingers_crossed cross finger hand luck	1	🤞🏻 🤞🏼 🤞🏽 🤞🏾 🤞🏿
🫰	hand with index finger and thumb crossed	<3 expensive heart love money snap	1	🫰🏻 🫰🏼 🫰🏽 🫰🏾 🫰🏿
🤟	love-you gesture	fingers hand ily love-you three	1	🤟🏻 🤟🏼 🤟🏽 🤟🏾 🤟🏿
🤘	sign of the horns	:metal finger hand rock-on	1	🤘🏻 🤘🏼 🤘🏽 🤘🏾 🤘🏿
🤙	call me hand	hang loose shaka	1	🤙🏻 🤙🏼 🤙🏽 🤙🏾 🤙🏿
👈	backhand index pointing left	:point_left finger hand point	1	👈🏻 👈🏼 👈🏽 👈🏾 👈🏿
👉	backhand index pointing right	:point_right finger hand point	1	👉🏻 👉🏼 👉🏽 👉🏾 👉🏿
👆	backhand index pointing up	:point_up finger hand point	1	👆🏻 👆🏼 👆🏽 👆🏾 👆🏿
🖕	middle finger	hand	1	🖕🏻 🖕🏼 🖕🏽 🖕🏾 🖕🏿
👇	backhand index pointing down	:point_down finger hand point	1	👇🏻 👇🏼 👇🏽 👇🏾 👇🏿
☝️	index pointing up	:point_up_2 finger hand point this	1	☝🏻 ☝🏼 ☝🏽 ☝🏾 ☝🏿
🫵	index pointing at the viewer	:point_forward finger hand poke you	1	🫵🏻 🫵🏼 🫵🏽 🫵🏾 🫵🏿
👍	thumbs up	:+1 :thumbsup :yes +1 good hand like thumb yes	1	👍🏻 👍🏼 👍🏽 👍🏾 👍🏿
👎	thumbs down	:-1 :no :thumbsdown -1 bad dislike good hand no nope thumb	1	👎🏻 👎🏼 👎🏽 👎🏾 👎🏿
✊	raised fist	:fist clenched hand punch solidarity	1	✊🏻 ✊🏼 ✊🏽 ✊🏾 ✊🏿
👊	oncoming fist	:punch absolutely agree boom bro bruh bump clenched correct hand knuckle pound punch rock ttyl	1	👊🏻 👊🏼 👊🏽 👊🏾 👊🏿
🤛	left-facing fist	left-facing leftwards	1	🤛🏻 🤛🏼 🤛🏽 🤛🏾 🤛🏿
🤜	right-facing fist	right-facing rightwards	1	🤜🏻 🤜🏼 🤜🏽 🤜🏾 🤜🏿
👏	clapping hands	:clap applause approval awesome clap congrats congratulations excited good great hand homie job nice prayed well yay	1	👏🏻 👏🏼 👏🏽 👏🏾 👏🏿
🙌	raising hands	:raised_hands celebration gesture hand hooray praise raised	1	🙌🏻 🙌🏼 🙌🏽 🙌🏾 🙌🏿
🫶	heart hands	<3 love you	1	🫶🏻 🫶🏼 🫶🏽 🫶🏾 🫶🏿
👐	open hands	hand hug jazz swerve	1	👐🏻 👐🏼 👐🏽 👐🏾 👐🏿
🤲	palms up together	cupped dua hands pray prayer wish	1	🤲🏻 🤲🏼 🤲🏽 🤲🏾 🤲🏿
🤝	handshake	agreement deal hand meeting shake	1	🤝🏻 🤝🏼 🤝🏽 🤝🏾 🤝🏿
🙏	folded hands	:pray appreciate ask beg blessed bow cmon five gesture hand high please pray thanks thx	1	🙏🏻 🙏🏼 🙏🏽 🙏🏾 🙏🏿
✍️	writing hand	write	1	✍🏻 ✍🏼 ✍🏽 ✍🏾 ✍🏿
💅	nail polish	:nail_care bored care cosmetics done makeup manicure whatever	1	💅🏻 💅🏼 💅🏽 💅🏾 💅🏿
🤳	selfie	camera phone	1	🤳🏻 🤳🏼 🤳🏽 🤳🏾 🤳🏿
💪	flexed biceps	:muscle :right_bicep arm beast bench bodybuilder bro curls flex gains gym jacked muscle press ripped strong weightlift	1	💪🏻 💪🏼 💪🏽 💪🏾 💪🏿
🦾	mechanical arm	accessibility prosthetic	1
🦿	mechanical leg	accessibility prosthetic	1
🦵	leg	bent foot kick knee limb	1	🦵🏻 🦵🏼 🦵🏽 🦵🏾 🦵🏿
🦶	foot	ankle feet kick stomp	1	🦶🏻 🦶🏼 🦶🏽 🦶🏾 🦶🏿
👂	ear	body ears hear hearing listen listening sound	1	👂🏻 👂🏼 👂🏽 👂🏾 👂🏿
🦻	ear with hearing aid	:hearing_aid accessibility hard	1	🦻🏻 🦻🏼 🦻🏽 🦻🏾 🦻🏿
👃	nose	body noses nosey odor smell smells	1	👃🏻 👃🏼 👃🏽 👃🏾 👃🏿
🧠	brain	intelligent smart	1
🫀	anatomical heart	beat cardiology heartbeat organ pulse real red	1
🫁	lungs	breath breathe exhalation inhalation lung organ respiration	1
🦷	tooth	dentist pearly teeth white	1
🦴	bone	bones dog skeleton wishbone	1
👀	eyes	body eye face googly look looking omg peep see seeing	1
👁️	eye	1 body one	1
👅	tongue	body lick slurp	1
👄	mouth	:lips beauty body kiss kissing lips lipstick	1
🫦	biting lip	anxious bite fear flirt flirting kiss lipstick nervous sexy uncomfortable worried worry	1
👶	baby	babies children goo infant newborn pregnant young	1	👶🏻 👶🏼 👶🏽 👶🏾 👶🏿
🧒	child	bright-eyed grandchild kid young younger	1	🧒🏻 🧒🏼 🧒🏽 🧒🏾 🧒🏿
👦	boy	bright-eyed child grandson kid son young younger	1	👦🏻 👦🏼 👦🏽 👦🏾 👦🏿
👧	girl	bright-eyed child daughter granddaughter kid virgo young younger zodiac	1	👧🏻 👧🏼 👧🏽 👧🏾 👧🏿
🧑	person	:adult adult	1	🧑🏻 🧑🏼 🧑🏽 🧑🏾 🧑🏿
👱	person: blond hair	:blond_haired blond-haired human	1	👱🏻 👱🏼 👱🏽 👱🏾 👱🏿
👨	man	adult bro	1	👨🏻 👨🏼 👨🏽 👨🏾 👨🏿
🧔	person: beard	:person_bearded bearded whiskers	1	🧔🏻 🧔🏼 🧔🏽 🧔🏾 🧔🏿
🧔‍♂️	man: beard	:man_bearded bearded whiskers	1	🧔🏻‍♂️ 🧔🏼‍♂️ 🧔🏽‍♂️ 🧔🏾‍♂️ 🧔🏿‍♂️
🧔‍♀️	woman: beard	:woman_bearded bearded whiskers	1	🧔🏻‍♀️ 🧔🏼‍♀️ 🧔🏽‍♀️ 🧔🏾‍♀️ 🧔🏿‍♀️
👨‍🦰	man: red hair	:man_red_haired adult bro	1	👨🏻‍🦰 👨🏼‍🦰 👨🏽‍🦰 👨🏾‍🦰 👨🏿‍🦰
👨‍🦱	man: curly hair	:man_curly_haired adult bro	1	👨🏻‍🦱 👨🏼‍🦱 👨🏽‍🦱 👨🏾‍🦱 👨🏿‍🦱
👨‍🦳	man: white hair	:man_white_haired adult bro	1	👨🏻‍🦳 👨🏼‍🦳 👨🏽‍🦳 👨🏾‍🦳 👨🏿‍🦳
👨‍🦲	man: bald	adult bro	1	👨🏻‍🦲 👨🏼‍🦲 👨🏽‍🦲 👨🏾‍🦲 👨🏿‍🦲
👩	woman	adult lady	1	👩🏻 👩🏼 👩🏽 👩🏾 👩🏿
👩‍🦰	woman: red hair	:woman_red_haired adult lady	1	👩🏻‍🦰 👩🏼‍🦰 👩🏽‍🦰 👩🏾‍🦰 👩🏿‍🦰
🧑‍🦰	person: red hair	:red_haired adult	1	🧑🏻‍🦰 🧑🏼‍🦰 🧑🏽‍🦰 🧑🏾‍🦰 🧑🏿‍🦰
👩‍🦱	woman: curly hair	:woman_curly_haired adult lady	1	👩🏻‍🦱 👩🏼‍🦱 👩🏽‍🦱 👩🏾‍🦱 👩🏿‍🦱
🧑‍🦱	person: curly hair	:curly_haired adult	1	🧑🏻‍🦱 🧑🏼‍🦱 🧑🏽‍🦱 🧑🏾‍🦱 🧑🏿‍🦱
👩‍🦳	woman: white hair	:woman_white_haired adult lady	1	👩🏻‍🦳 👩🏼‍🦳 👩🏽‍🦳 👩🏾‍🦳 👩🏿‍🦳
🧑‍🦳	person: white hair	:white_haired adult	1	🧑🏻‍🦳 🧑🏼‍🦳 🧑🏽‍🦳 🧑🏾‍🦳 🧑🏿‍🦳
👩‍🦲	woman: bald	adult lady	1	👩🏻‍🦲 👩🏼‍🦲 👩🏽‍🦲 👩🏾‍🦲 👩🏿‍🦲
🧑‍🦲	person: bald	:bald adult	1	🧑🏻‍🦲 🧑🏼‍🦲 🧑🏽‍🦲 🧑🏾‍🦲 🧑🏿‍🦲
👱‍♀️	woman: blond hair	:woman_blond_haired blond-haired blonde	1	👱🏻‍♀️ 👱🏼‍♀️ 👱🏽‍♀️ 👱🏾‍♀️ 👱🏿‍♀️
👱‍♂️	man: blond hair	:man_blond_haired blond-haired	1	👱🏻‍♂️ 👱🏼‍♂️ 👱🏽‍♂️ 👱🏾‍♂️ 👱🏿‍♂️
🧓	older person	:older_adult adult elderly grandparent old wise	1	🧓🏻 🧓🏼 🧓🏽 🧓🏾 🧓🏿
👴	old man	:older_man adult bald elderly gramps grandfather grandpa wise	1	👴🏻 👴🏼 👴🏽 👴🏾 👴🏿
👵	old woman	:older_woman adult elderly grandma grandmother granny lady wise	1	👵🏻 👵🏼 👵🏽 👵🏾 👵🏿
🙍	person frowning	annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset	1	🙍🏻 🙍🏼 🙍🏽 🙍🏾 🙍🏿
🙍‍♂️	man frowning	annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset	1	🙍🏻‍♂️ 🙍🏼‍♂️ 🙍🏽‍♂️ 🙍🏾‍♂️ 🙍🏿‍♂️
🙍‍♀️	woman frowning	annoyed disappointed disgruntled disturbed frown frustrated gesture irritated upset	1	🙍🏻‍♀️ 🙍🏼‍♀️ 🙍🏽‍♀️ 🙍🏾‍♀️ 🙍🏿‍♀️
🙎	person pouting	:pouting disappointed downtrodden frown grimace scowl sulk upset whine	1	🙎🏻 🙎🏼 🙎🏽 🙎🏾 🙎🏿
🙎‍♂️	man pouting	disappointed downtrodden frown grimace scowl sulk upset whine	1	🙎🏻‍♂️ 🙎🏼‍♂️ 🙎🏽‍♂️ 🙎🏾‍♂️ 🙎🏿‍♂️
🙎‍♀️	woman pouting	disappointed downtrodden frown grimace scowl sulk upset whine	1	🙎🏻‍♀️ 🙎🏼‍♀️ 🙎🏽‍♀️ 🙎🏾‍♀️ 🙎🏿‍♀️
🙅	person gesturing NO	:no_good forbidden gesture hand not prohibit	1	🙅🏻 🙅🏼 🙅🏽 🙅🏾 🙅🏿
🙅‍♂️	man gesturing NO	forbidden gesture hand not prohibit	1	🙅🏻‍♂️ 🙅🏼‍♂️ 🙅🏽‍♂️ 🙅🏾‍♂️ 🙅🏿‍♂️
🙅‍♀️	woman gesturing NO	forbidden gesture hand not prohibit	1	🙅🏻‍♀️ 🙅🏼‍♀️ 🙅🏽‍♀️ 🙅🏾‍♀️ 🙅🏿‍♀️
🙆	person gesturing OK	:all_good exercise gesture hand omg	1	🙆🏻 🙆🏼 🙆🏽 🙆🏾 🙆🏿
🙆‍♂️	man gesturing OK	exercise gesture hand omg	1	🙆🏻‍♂️ 🙆🏼‍♂️ 🙆🏽‍♂️ 🙆🏾‍♂️ 🙆🏿‍♂️
🙆‍♀️	woman gesturing OK	exercise gesture hand omg	1	🙆🏻‍♀️ 🙆🏼‍♀️ 🙆🏽‍♀️ 🙆🏾‍♀️ 🙆🏿‍♀️
💁	person tipping hand	fetch flick flip gossip sarcasm sarcastic sassy seriously whatever	1	💁🏻 💁🏼 💁🏽 💁🏾 💁🏿
💁‍♂️	man tipping hand	fetch flick flip gossip sarcasm sarcastic sassy seriously whatever	1	💁🏻‍♂️ 💁🏼‍♂️ 💁🏽‍♂️ 💁🏾‍♂️ 💁🏿‍♂️
💁‍♀️	woman tipping hand	fetch flick flip gossip sarcasm sarcastic sassy seriously whatever	1	💁🏻‍♀️ 💁🏼‍♀️ 💁🏽‍♀️ 💁🏾‍♀️ 💁🏿‍♀️
🙋	person raising hand	gesture here know me pick question raise	1	🙋🏻 🙋🏼 🙋🏽 🙋🏾 🙋🏿
🙋‍♂️	man raising hand	gesture here know me pick question raise	1	🙋🏻‍♂️ 🙋🏼‍♂️ 🙋🏽‍♂️ 🙋🏾‍♂️ 🙋🏿‍♂️
🙋‍♀️	woman raising hand	gesture here know me pick question raise	1	🙋🏻‍♀️ 🙋🏼‍♀️ 🙋🏽‍♀️ 🙋🏾‍♀️ 🙋🏿‍♀️
🧏	deaf person	accessibility ear gesture hear	1	🧏🏻 🧏🏼 🧏🏽 🧏🏾 🧏🏿
🧏‍♂️	deaf man	accessibility ear gesture hear	1	🧏🏻‍♂️ 🧏🏼‍♂️ 🧏🏽‍♂️ 🧏🏾‍♂️ 🧏🏿‍♂️
🧏‍♀️	deaf woman	accessibility ear gesture hear	1	🧏🏻‍♀️ 🧏🏼‍♀️ 🧏🏽‍♀️ 🧏🏾‍♀️ 🧏🏿‍♀️
🙇	person bowing	:bow apology ask beg bow favor forgive gesture meditate meditation pity regret sorry	1	🙇🏻 🙇🏼 🙇🏽 🙇🏾 🙇🏿
🙇‍♂️	man bowing	apology ask beg bow favor forgive gesture meditate meditation pity regret sorry	1	🙇🏻‍♂️ 🙇🏼‍♂️ 🙇🏽‍♂️ 🙇🏾‍♂️ 🙇🏿‍♂️
🙇‍♀️	woman bowing	apology ask beg bow favor forgive gesture meditate meditation pity regret sorry	1	🙇🏻‍♀️ 🙇🏼‍♀️ 🙇🏽‍♀️ 🙇🏾‍♀️ 🙇🏿‍♀️
🤦	person facepalming	:facepalm again bewilder disbelief exasperation facepalm no not oh omg shock smh	1	🤦🏻 🤦🏼 🤦🏽 🤦🏾 🤦🏿
🤦‍♂️	man facepalming	again bewilder disbelief exasperation facepalm no not oh omg shock smh	1	🤦🏻‍♂️ 🤦🏼‍♂️ 🤦🏽‍♂️ 🤦🏾‍♂️ 🤦🏿‍♂️
🤦‍♀️	woman facepalming	again bewilder disbelief exasperation facepalm no not oh omg shock smh	1	🤦🏻‍♀️ 🤦🏼‍♀️ 🤦🏽‍♀️ 🤦🏾‍♀️ 🤦🏿‍♀️
🤷	person shrugging	:shrug doubt dunno guess idk ignorance indifference knows maybe shrug whatever who	1	🤷🏻 🤷🏼 🤷🏽 🤷🏾 🤷🏿
🤷‍♂️	man shrugging	doubt dunno guess idk ignorance indifference knows maybe shrug whatever who	1	🤷🏻‍♂️ 🤷🏼‍♂️ 🤷🏽‍♂️ 🤷🏾‍♂️ 🤷🏿‍♂️
🤷‍♀️	woman shrugging	doubt dunno guess idk ignorance indifference knows maybe shrug whatever who	1	🤷🏻‍♀️ 🤷🏼‍♀️ 🤷🏽‍♀️ 🤷🏾‍♀️ 🤷🏿‍♀️
🧑‍⚕️	health worker	doctor healthcare nurse therapist	1	🧑🏻‍⚕️ 🧑🏼‍⚕️ 🧑🏽‍⚕️ 🧑🏾‍⚕️ 🧑🏿‍⚕️
👨‍⚕️	man health worker	doctor healthcare nurse therapist	1	👨🏻‍⚕️ 👨🏼‍⚕️ 👨🏽‍⚕️ 👨🏾‍⚕️ 👨🏿‍⚕️
👩‍⚕️	woman health worker	doctor healthcare nurse therapist	1	👩🏻‍⚕️ 👩🏼‍⚕️ 👩🏽‍⚕️ 👩🏾‍⚕️ 👩🏿‍⚕️
🧑‍🎓	student	graduate	1	🧑🏻‍🎓 🧑🏼‍🎓 🧑🏽‍🎓 🧑🏾‍🎓 🧑🏿‍🎓
👨‍🎓	man student	graduate	1	👨🏻‍🎓 👨🏼‍🎓 👨🏽‍🎓 👨🏾‍🎓 👨🏿‍🎓
👩‍🎓	woman student	graduate	1	👩🏻‍🎓 👩🏼‍🎓 👩🏽‍🎓 👩🏾‍🎓 👩🏿‍🎓
🧑‍🏫	teacher	instructor lecturer professor	1	🧑🏻‍🏫 🧑🏼‍🏫 🧑🏽‍🏫 🧑🏾‍🏫 🧑🏿‍🏫
👨‍🏫	man teacher	instructor lecturer professor	1	👨🏻‍🏫 👨🏼‍🏫 👨🏽‍🏫 👨🏾‍🏫 👨🏿‍🏫
👩‍🏫	woman teacher	instructor lecturer professor	1	👩🏻‍🏫 👩🏼‍🏫 👩🏽‍🏫 👩🏾‍🏫 👩🏿‍🏫
🧑‍⚖️	judge	justice law scales	1	🧑🏻‍⚖️ 🧑🏼‍⚖️ 🧑🏽‍⚖️ 🧑🏾‍⚖️ 🧑🏿‍⚖️
👨‍⚖️	man judge	justice law scales	1	👨🏻‍⚖️ 👨🏼‍⚖️ 👨🏽‍⚖️ 👨🏾‍⚖️ 👨🏿‍⚖️
👩‍⚖️	woman judge	justice law scales	1	👩🏻‍⚖️ 👩🏼‍⚖️ 👩🏽‍⚖️ 👩🏾‍⚖️ 👩🏿‍⚖️
🧑‍🌾	farmer	gardener rancher	1	🧑🏻‍🌾 🧑🏼‍🌾 🧑🏽‍🌾 🧑🏾‍🌾 🧑🏿‍🌾
👨‍🌾	man farmer	gardener rancher	1	👨🏻‍🌾 👨🏼‍🌾 👨🏽‍🌾 👨🏾‍🌾 👨🏿‍🌾
👩‍🌾	woman farmer	gardener rancher	1	👩🏻‍🌾 👩🏼‍🌾 👩🏽‍🌾 👩🏾‍🌾 👩🏿‍🌾
🧑‍🍳	cook	chef	1	🧑🏻‍🍳 🧑🏼‍🍳 🧑🏽‍🍳 🧑🏾‍🍳 🧑🏿‍🍳
👨‍🍳	man cook	chef	1	👨🏻‍🍳 👨🏼‍🍳 👨🏽‍🍳 👨🏾‍🍳 👨🏿‍🍳
👩‍🍳	woman cook	chef	1	👩🏻‍🍳 👩🏼‍🍳 👩🏽‍🍳 👩🏾‍🍳 👩🏿‍🍳
🧑‍🔧	mechanic	electrician plumber tradesperson	1	🧑🏻‍🔧 🧑🏼‍🔧 🧑🏽‍🔧 🧑🏾‍🔧 🧑🏿‍🔧
👨‍🔧	man mechanic	electrician plumber tradesperson	1	👨🏻‍🔧 👨🏼‍🔧 👨🏽‍🔧 👨🏾‍🔧 👨🏿‍🔧
👩‍🔧	woman mechanic	electrician plumber tradesperson	1	👩🏻‍🔧 👩🏼‍🔧 👩🏽‍🔧 👩🏾‍🔧 👩🏿‍🔧
🧑‍🏭	factory worker	assembly industrial	1	🧑🏻‍🏭 🧑🏼‍🏭 🧑🏽‍🏭 🧑🏾‍🏭 🧑🏿‍🏭
👨‍🏭	man factory worker	assembly industrial	1	👨🏻‍🏭 👨🏼‍🏭 👨🏽‍🏭 👨🏾‍🏭 👨🏿‍🏭
👩‍🏭	woman factory worker	assembly industrial	1	👩🏻‍🏭 👩🏼‍🏭 👩🏽‍🏭 👩🏾‍🏭 👩🏿‍🏭
🧑‍💼	office worker	architect business manager white-collar	1	🧑🏻‍💼 🧑🏼‍💼 🧑🏽‍💼 🧑🏾‍💼 🧑🏿‍💼
👨‍💼	man office worker	architect business manager white-collar	1	👨🏻‍💼 👨🏼‍💼 👨🏽‍💼 👨🏾‍💼 👨🏿‍💼
👩‍💼	woman office worker	architect business manager white-collar	1	👩🏻‍💼 👩🏼‍💼 👩🏽‍💼 👩🏾‍💼 👩🏿‍💼
🧑‍🔬	scientist	biologist chemist engineer mathematician physicist	1	🧑🏻‍🔬 🧑🏼‍🔬 🧑🏽‍🔬 🧑🏾‍🔬 🧑🏿‍🔬
👨‍🔬	man scientist	biologist chemist engineer mathematician physicist	1	👨🏻‍🔬 👨🏼‍🔬 👨🏽‍🔬 👨🏾‍🔬 👨🏿‍🔬
👩‍🔬	woman scientist	biologist chemist engineer mathematician physicist	1	👩🏻‍🔬 👩🏼‍🔬 👩🏽‍🔬 👩🏾‍🔬 👩🏿‍🔬
🧑‍💻	technologist	coder computer developer inventor software	1	🧑🏻‍💻 🧑🏼‍💻 🧑🏽‍💻 🧑🏾‍💻 🧑🏿‍💻
👨‍💻	man technologist	coder computer developer inventor software	1	👨🏻‍💻 👨🏼‍💻 👨🏽‍💻 👨🏾‍💻 👨🏿‍💻
👩‍💻	woman technologist	coder computer developer inventor software	1	👩🏻‍💻 👩🏼‍💻 👩🏽‍💻 👩🏾‍💻 👩🏿‍💻
🧑‍🎤	singer	actor entertainer rock rockstar star	1	🧑🏻‍🎤 🧑🏼‍🎤 🧑🏽‍🎤 🧑🏾‍🎤 🧑🏿‍🎤
👨‍🎤	man singer	actor entertainer rock rockstar star	1	👨🏻‍🎤 👨🏼‍🎤 👨🏽‍🎤 👨🏾‍🎤 👨🏿‍🎤
👩‍🎤	woman singer	actor entertainer rock rockstar star	1	👩🏻‍🎤 👩🏼‍🎤 👩🏽‍🎤 👩🏾‍🎤 👩🏿‍🎤
🧑‍🎨	artist	palette	1	🧑🏻‍🎨 🧑🏼‍🎨 🧑🏽‍🎨 🧑🏾‍🎨 🧑🏿‍🎨
👨‍🎨	man artist	palette	1	👨🏻‍🎨 👨🏼‍🎨 👨🏽‍🎨 👨🏾‍🎨 👨🏿‍🎨
👩‍🎨	woman artist	palette	1	👩🏻‍🎨 👩🏼‍🎨 👩🏽‍🎨 👩🏾‍🎨 👩🏿‍🎨
🧑‍✈️	pilot	plane	1	🧑🏻‍✈️ 🧑🏼‍✈️ 🧑🏽‍✈️ 🧑🏾‍✈️ 🧑🏿‍✈️
👨‍✈️	man pilot	plane	1	👨🏻‍✈️ 👨🏼‍✈️ 👨🏽‍✈️ 👨🏾‍✈️ 👨🏿‍✈️
👩‍✈️	woman pilot	plane	1	👩🏻‍✈️ 👩🏼‍✈️ 👩🏽‍✈️ 👩🏾‍✈️ 👩🏿‍✈️
🧑‍🚀	astronaut	rocket space	1	🧑🏻‍🚀 🧑🏼‍🚀 🧑🏽‍🚀 🧑🏾‍🚀 🧑🏿‍🚀
👨‍🚀	man astronaut	rocket space	1	👨🏻‍🚀 👨🏼‍🚀 👨🏽‍🚀 👨🏾‍🚀 👨🏿‍🚀
👩‍🚀	woman astronaut	rocket space	1	👩🏻‍🚀 👩🏼‍🚀 👩🏽‍🚀 👩🏾‍🚀 👩🏿‍🚀
🧑‍🚒	firefighter	fire firetruck	1	🧑🏻‍🚒 🧑🏼‍🚒 🧑🏽‍🚒 🧑🏾‍🚒 🧑🏿‍🚒
👨‍🚒	man firefighter	fire firetruck	1	👨🏻‍🚒 👨🏼‍🚒 👨🏽‍🚒 👨🏾‍🚒 👨🏿‍🚒
👩‍🚒	woman firefighter	fire firetruck	1	👩🏻‍🚒 👩🏼‍🚒 👩🏽‍🚒 👩🏾‍🚒 👩🏿‍🚒
👮	police officer	:cop apprehend arrest citation cop law over pulled undercover	1	👮🏻 👮🏼 👮🏽 👮🏾 👮🏿
👮‍♂️	man police officer	apprehend arrest citation cop law over pulled undercover	1	👮🏻‍♂️ 👮🏼‍♂️ 👮🏽‍♂️ 👮🏾‍♂️ 👮🏿‍♂️
👮‍♀️	woman police officer	apprehend arrest citation cop law over pulled undercover	1	👮🏻‍♀️ 👮🏼‍♀️ 👮🏽‍♀️ 👮🏾‍♀️ 👮🏿‍♀️
🕵️	detective	sleuth spy	1	🕵🏻 🕵🏼 🕵🏽 🕵🏾 🕵🏿
🕵️‍♂️	man detective	sleuth spy	1	🕵🏻‍♂️ 🕵🏼‍♂️ 🕵🏽‍♂️ 🕵🏾‍♂️ 🕵🏿‍♂️
🕵️‍♀️	woman detective	sleuth spy	1	🕵🏻‍♀️ 🕵🏼‍♀️ 🕵🏽‍♀️ 🕵🏾‍♀️ 🕵🏿‍♀️
💂	guard	buckingham helmet london palace	1	💂🏻 💂🏼 💂🏽 💂🏾 💂🏿
💂‍♂️	man guard	buckingham helmet london palace	1	💂🏻‍♂️ 💂🏼‍♂️ 💂🏽‍♂️ 💂🏾‍♂️ 💂🏿‍♂️
💂‍♀️	woman guard	buckingham helmet london palace	1	💂🏻‍♀️ 💂🏼‍♀️ 💂🏽‍♀️ 💂🏾‍♀️ 💂🏿‍♀️
🥷	ninja	assassin fight fighter hidden person secret skills sly soldier stealth war	1	🥷🏻 🥷🏼 🥷🏽 🥷🏾 🥷🏿
👷	construction worker	build fix hardhat hat man person rebuild remodel repair work	1	👷🏻 👷🏼 👷🏽 👷🏾 👷🏿
👷‍♂️	man construction worker	build fix hardhat hat rebuild remodel repair work	1	👷🏻‍♂️ 👷🏼‍♂️ 👷🏽‍♂️ 👷🏾‍♂️ 👷🏿‍♂️
👷‍♀️	woman construction worker	build fix hardhat hat man rebuild remodel repair work	1	👷🏻‍♀️ 👷🏼‍♀️ 👷🏽‍♀️ 👷🏾‍♀️ 👷🏿‍♀️
🫅	person with crown	:royalty monarch noble regal royal royalty	1	🫅🏻 🫅🏼 🫅🏽 🫅🏾 🫅🏿
🤴	prince	crown fairy fairytale fantasy king royal royalty tale	1	🤴🏻 🤴🏼 🤴🏽 🤴🏾 🤴🏿
👸	princess	crown fairy fairytale fantasy queen royal royalty tale	1	👸🏻 👸🏼 👸🏽 👸🏾 👸🏿
👳	person wearing turban		1	👳🏻 👳🏼 👳🏽 👳🏾 👳🏿
👳‍♂️	man wearing turban		1	👳🏻‍♂️ 👳🏼‍♂️ 👳🏽‍♂️ 👳🏾‍♂️ 👳🏿‍♂️
👳‍♀️	woman wearing turban		1	👳🏻‍♀️ 👳🏼‍♀️ 👳🏽‍♀️ 👳🏾‍♀️ 👳🏿‍♀️
👲	person with skullcap	cap chinese gua guapi hat mao pi	1	👲🏻 👲🏼 👲🏽 👲🏾 👲🏿
🧕	woman with headscarf	bandana head hijab kerchief mantilla tichel	1	🧕🏻 🧕🏼 🧕🏽 🧕🏾 🧕🏿
🤵	person in tuxedo	formal wedding	1	🤵🏻 🤵🏼 🤵🏽 🤵🏾 🤵🏿
🤵‍♂️	man in tuxedo	formal groom wedding	1	🤵🏻‍♂️ 🤵🏼‍♂️ 🤵🏽‍♂️ 🤵🏾‍♂️ 🤵🏿‍♂️
🤵‍♀️	woman in tuxedo	formal wedding	1	🤵🏻‍♀️ 🤵🏼‍♀️ 🤵🏽‍♀️ 🤵🏾‍♀️ 🤵🏿‍♀️
👰	person with veil	wedding	1	👰🏻 👰🏼 👰🏽 👰🏾 👰🏿
👰‍♂️	man with veil	wedding	1	👰🏻‍♂️ 👰🏼‍♂️ 👰🏽‍♂️ 👰🏾‍♂️ 👰🏿‍♂️
👰‍♀️	woman with veil	bride wedding	1	👰🏻‍♀️ 👰🏼‍♀️ 👰🏽‍♀️ 👰🏾‍♀️ 👰🏿‍♀️
🤰	pregnant woman		1	🤰🏻 🤰🏼 🤰🏽 🤰🏾 🤰🏿
🫃	pregnant man	belly bloated full overeat	1	🫃🏻 🫃🏼 🫃🏽 🫃🏾 🫃🏿
🫄	pregnant person	belly bloated full overeat stuffed	1	🫄🏻 🫄🏼 🫄🏽 🫄🏾 🫄🏿
🤱	breast-feeding	baby mom mother nursing woman	1	🤱🏻 🤱🏼 🤱🏽 🤱🏾 🤱🏿
👩‍🍼	woman feeding baby	feed mom mother nanny newborn nursing	1	👩🏻‍🍼 👩🏼‍🍼 👩🏽‍🍼 👩🏾‍🍼 👩🏿‍🍼
👨‍🍼	man feeding baby	dad father feed nanny newborn nursing	1	👨🏻‍🍼 👨🏼‍🍼 👨🏽‍🍼 👨🏾‍🍼 👨🏿‍🍼
🧑‍🍼	person feeding baby	feed nanny newborn nursing parent	1	🧑🏻‍🍼 🧑🏼‍🍼 🧑🏽‍🍼 🧑🏾‍🍼 🧑🏿‍🍼
👼	baby angel	:angel church face fairy fairytale fantasy tale	1	👼🏻 👼🏼 👼🏽 👼🏾 👼🏿
🎅	Santa Claus	:santa celebration christmas fairy fantasy father holiday merry tale xmas	1	🎅🏻 🎅🏼 🎅🏽 🎅🏾 🎅🏿
🤶	Mrs. Claus	:mrs_claus celebration christmas fairy fantasy holiday merry mother mrs santa tale xmas	1	🤶🏻 🤶🏼 🤶🏽 🤶🏾 🤶🏿
🧑‍🎄	Mx Claus	celebration christmas fairy fantasy holiday merry santa tale xmas	1	🧑🏻‍🎄 🧑🏼‍🎄 🧑🏽‍🎄 🧑🏾‍🎄 🧑🏿‍🎄
🦸	superhero	good hero superpower	1	🦸🏻 🦸🏼 🦸🏽 🦸🏾 🦸🏿
🦸‍♂️	man superhero	good hero superpower	1	🦸🏻‍♂️ 🦸🏼‍♂️ 🦸🏽‍♂️ 🦸🏾‍♂️ 🦸🏿‍♂️
🦸‍♀️	woman superhero	good hero heroine superpower	1	🦸🏻‍♀️ 🦸🏼‍♀️ 🦸🏽‍♀️ 🦸🏾‍♀️ 🦸🏿‍♀️
🦹	supervillain	bad criminal evil superpower villain	1	🦹🏻 🦹🏼 🦹🏽 🦹🏾 🦹🏿
🦹‍♂️	man supervillain	bad criminal evil superpower villain	1	🦹🏻‍♂️ 🦹🏼‍♂️ 🦹🏽‍♂️ 🦹🏾‍♂️ 🦹🏿‍♂️
🦹‍♀️	woman supervillain	bad criminal evil superpower villain	1	🦹🏻‍♀️ 🦹🏼‍♀️ 🦹🏽‍♀️ 🦹🏾‍♀️ 🦹🏿‍♀️
🧙	mage	fantasy magic play sorcerer sorceress sorcery spell summon witch wizard	1	🧙🏻 🧙🏼 🧙🏽 🧙🏾 🧙🏿
🧙‍♂️	man mage	fantasy magic play sorcerer sorceress sorcery spell summon witch wizard	1	🧙🏻‍♂️ 🧙🏼‍♂️ 🧙🏽‍♂️ 🧙🏾‍♂️ 🧙🏿‍♂️
🧙‍♀️	woman mage	fantasy magic play sorcerer sorceress sorcery spell summon witch wizard	1	🧙🏻‍♀️ 🧙🏼‍♀️ 🧙🏽‍♀️ 🧙🏾‍♀️ 🧙🏿‍♀️
🧚	fairy	fairytale fantasy myth person pixie tale wings	1	🧚🏻 🧚🏼 🧚🏽 🧚🏾 🧚🏿
🧚‍♂️	man fairy	fairytale fantasy myth oberon person pixie puck tale wings	1	🧚🏻‍♂️ 🧚🏼‍♂️ 🧚🏽‍♂️ 🧚🏾‍♂️ 🧚🏿‍♂️
🧚‍♀️	woman fairy	fairytale fantasy myth person pixie tale titania wings	1	🧚🏻‍♀️ 🧚🏼‍♀️ 🧚🏽‍♀️ 🧚🏾‍♀️ 🧚🏿‍♀️
🧛	vampire	blood dracula fangs halloween scary supernatural teeth undead	1	🧛🏻 🧛🏼 🧛🏽 🧛🏾 🧛🏿
🧛‍♂️	man vampire	blood fangs halloween scary supernatural teeth undead	1	🧛🏻‍♂️ 🧛🏼‍♂️ 🧛🏽‍♂️ 🧛🏾‍♂️ 🧛🏿‍♂️
🧛‍♀️	woman vampire	blood fangs halloween scary supernatural teeth undead	1	🧛🏻‍♀️ 🧛🏼‍♀️ 🧛🏽‍♀️ 🧛🏾‍♀️ 🧛🏿‍♀️
🧜	merperson	creature fairytale folklore ocean sea siren trident	1	🧜🏻 🧜🏼 🧜🏽 🧜🏾 🧜🏿
🧜‍♂️	merman	creature fairytale folklore neptune ocean poseidon sea siren trident triton	1	🧜🏻‍♂️ 🧜🏼‍♂️ 🧜🏽‍♂️ 🧜🏾‍♂️ 🧜🏿‍♂️
🧜‍♀️	mermaid	creature fairytale folklore merwoman ocean sea siren trident	1	🧜🏻‍♀️ 🧜🏼‍♀️ 🧜🏽‍♀️ 🧜🏾‍♀️ 🧜🏿‍♀️
🧝	elf	elves enchantment fantasy folklore magic magical myth	1	🧝🏻 🧝🏼 🧝🏽 🧝🏾 🧝🏿
🧝‍♂️	man elf	elves enchantment fantasy folklore magic magical myth	1	🧝🏻‍♂️ 🧝🏼‍♂️ 🧝🏽‍♂️ 🧝🏾‍♂️ 🧝🏿‍♂️
🧝‍♀️	woman elf	elves enchantment fantasy folklore magic magical myth	1	🧝🏻‍♀️ 🧝🏼‍♀️ 🧝🏽‍♀️ 🧝🏾‍♀️ 🧝🏿‍♀️
🧞	genie	djinn fantasy jinn lamp myth rub wishes	1
🧞‍♂️	man genie	djinn fantasy jinn lamp myth rub wishes	1
🧞‍♀️	woman genie	djinn fantasy jinn lamp myth rub wishes	1
🧟	zombie	apocalypse dead halloween horror scary undead walking	1
🧟‍♂️	man zombie	apocalypse dead halloween horror scary undead walking	1
🧟‍♀️	woman zombie	apocalypse dead halloween horror scary undead walking	1
🧌	troll	fairy fantasy monster tale trolling	1
🫈	hairy creature	bigfoot cryptid forest giant sasquatch woodwose yeti	1
💆	person getting massage	:massage face headache relax relaxing salon soothe spa tension therapy treatment	1	💆🏻 💆🏼 💆🏽 💆🏾 💆🏿
💆‍♂️	man getting massage	face headache relax relaxing salon soothe spa tension therapy treatment	1	💆🏻‍♂️ 💆🏼‍♂️ 💆🏽‍♂️ 💆🏾‍♂️ 💆🏿‍♂️
💆‍♀️	woman getting massage	face headache relax relaxing salon soothe spa tension therapy treatment	1	💆🏻‍♀️ 💆🏼‍♀️ 💆🏽‍♀️ 💆🏾‍♀️ 💆🏿‍♀️
💇	person getting haircut	:haircut barber beauty chop cosmetology cut groom hair parlor shears style	1	💇🏻 💇🏼 💇🏽 💇🏾 💇🏿
💇‍♂️	man getting haircut	barber beauty chop cosmetology cut groom hair parlor person shears style	1	💇🏻‍♂️ 💇🏼‍♂️ 💇🏽‍♂️ 💇🏾‍♂️ 💇🏿‍♂️
💇‍♀️	woman getting haircut	barber beauty chop cosmetology cut groom hair parlor person shears style	1	💇🏻‍♀️ 💇🏼‍♀️ 💇🏽‍♀️ 💇🏾‍♀️ 💇🏿‍♀️
🚶	person walking	:walking amble gait hike man pace pedestrian stride stroll walk	1	🚶🏻 🚶🏼 🚶🏽 🚶🏾 🚶🏿
🚶‍♂️	man walking	amble gait hike pace pedestrian stride stroll walk	1	🚶🏻‍♂️ 🚶🏼‍♂️ 🚶🏽‍♂️ 🚶🏾‍♂️ 🚶🏿‍♂️
🚶‍♀️	woman walking	amble gait hike man pace pedestrian stride stroll walk	1	🚶🏻‍♀️ 🚶🏼‍♀️ 🚶🏽‍♀️ 🚶🏾‍♀️ 🚶🏿‍♀️
🚶‍➡️	person walking: facing right	:person_walking_right amble gait hike man pace pedestrian stride stroll walk	1	🚶🏻‍➡️ 🚶🏼‍➡️ 🚶🏽‍➡️ 🚶🏾‍➡️ 🚶🏿‍➡️
🚶‍♀️‍➡️	woman walking: facing right	:woman_walking_right amble gait hike man pace pedestrian stride stroll walk	1	🚶🏻‍♀️‍➡️ 🚶🏼‍♀️‍➡️ 🚶🏽‍♀️‍➡️ 🚶🏾‍♀️‍➡️ 🚶🏿‍♀️‍➡️
🚶‍♂️‍➡️	man walking: facing right	:man_walking_right amble gait hike pace pedestrian stride stroll walk	1	🚶🏻‍♂️‍➡️ 🚶🏼‍♂️‍➡️ 🚶🏽‍♂️‍➡️ 🚶🏾‍♂️‍➡️ 🚶🏿‍♂️‍➡️
🧍	person standing	:standing stand	1	🧍🏻 🧍🏼 🧍🏽 🧍🏾 🧍🏿
🧍‍♂️	man standing	stand	1	🧍🏻‍♂️ 🧍🏼‍♂️ 🧍🏽‍♂️ 🧍🏾‍♂️ 🧍🏿‍♂️
🧍‍♀️	woman standing	stand	1	🧍🏻‍♀️ 🧍🏼‍♀️ 🧍🏽‍♀️ 🧍🏾‍♀️ 🧍🏿‍♀️
🧎	person kneeling	:kneeling kneel knees	1	🧎🏻 🧎🏼 🧎🏽 🧎🏾 🧎🏿
🧎‍♂️	man kneeling	kneel knees	1	🧎🏻‍♂️ 🧎🏼‍♂️ 🧎🏽‍♂️ 🧎🏾‍♂️ 🧎🏿‍♂️
🧎‍♀️	woman kneeling	kneel knees	1	🧎🏻‍♀️ 🧎🏼‍♀️ 🧎🏽‍♀️ 🧎🏾‍♀️ 🧎🏿‍♀️
🧎‍➡️	person kneeling: facing right	:person_kneeling_right kneel knees	1	🧎🏻‍➡️ 🧎🏼‍➡️ 🧎🏽‍➡️ 🧎🏾‍➡️ 🧎🏿‍➡️
🧎‍♀️‍➡️	woman kneeling: facing right	:woman_kneeling_right kneel knees	1	🧎🏻‍♀️‍➡️ 🧎🏼‍♀️‍➡️ 🧎🏽‍♀️‍➡️ 🧎🏾‍♀️‍➡️ 🧎🏿‍♀️‍➡️
🧎‍♂️‍➡️	man kneeling: facing right	:man_kneeling_right kneel knees	1	🧎🏻‍♂️‍➡️ 🧎🏼‍♂️‍➡️ 🧎🏽‍♂️‍➡️ 🧎🏾‍♂️‍➡️ 🧎🏿‍♂️‍➡️
🧑‍🦯	person with white cane	:person_with_probing_cane accessibility blind probing	1	🧑🏻‍🦯 🧑🏼‍🦯 🧑🏽‍🦯 🧑🏾‍🦯 🧑🏿‍🦯
🧑‍🦯‍➡️	person with white cane: facing right	:person_with_white_cane_right accessibility blind probing	1	🧑🏻‍🦯‍➡️ 🧑🏼‍🦯‍➡️ 🧑🏽‍🦯‍➡️ 🧑🏾‍🦯‍➡️ 🧑🏿‍🦯‍➡️
👨‍🦯	man with white cane	:man_with_probing_cane accessibility blind probing	1	👨🏻‍🦯 👨🏼‍🦯 👨🏽‍🦯 👨🏾‍🦯 👨🏿‍🦯
👨‍🦯‍➡️	man with white cane: facing right	:man_with_white_cane_right accessibility blind probing	1	👨🏻‍🦯‍➡️ 👨🏼‍🦯‍➡️ 👨🏽‍🦯‍➡️ 👨🏾‍🦯‍➡️ 👨🏿‍🦯‍➡️
👩‍🦯	woman with white cane	:woman_with_probing_cane accessibility blind probing	1	👩🏻‍🦯 👩🏼‍🦯 👩🏽‍🦯 👩🏾‍🦯 👩🏿‍🦯
👩‍🦯‍➡️	woman with white cane: facing right	:woman_with_white_cane_right accessibility blind probing	1	👩🏻‍🦯‍➡️ 👩🏼‍🦯‍➡️ 👩🏽‍🦯‍➡️ 👩🏾‍🦯‍➡️ 👩🏿‍🦯‍➡️
🧑‍🦼	person in motorized wheelchair	accessibility	1	🧑🏻‍🦼 🧑🏼‍🦼 🧑🏽‍🦼 🧑🏾‍🦼 🧑🏿‍🦼
🧑‍🦼‍➡️	person in motorized wheelchair: facing right	:person_in_motorized_wheelchair_right accessibility	1	🧑🏻‍🦼‍➡️ 🧑🏼‍🦼‍➡️ 🧑🏽‍🦼‍➡️ 🧑🏾‍🦼‍➡️ 🧑🏿‍🦼‍➡️
👨‍🦼	man in motorized wheelchair	accessibility	1	👨🏻‍🦼 👨🏼‍🦼 👨🏽‍🦼 👨🏾‍🦼 👨🏿‍🦼
👨‍🦼‍➡️	man in motorized wheelchair: facing right	:man_in_motorized_wheelchair_right accessibility	1	👨🏻‍🦼‍➡️ 👨🏼‍🦼‍➡️ 👨🏽‍🦼‍➡️ 👨🏾‍🦼‍➡️ 👨🏿‍🦼‍➡️
👩‍🦼	woman in motorized wheelchair	accessibility	1	👩🏻‍🦼 👩🏼‍🦼 👩🏽‍🦼 👩🏾‍🦼 👩🏿‍🦼
👩‍🦼‍➡️	woman in motorized wheelchair: facing right	:woman_in_motorized_wheelchair_right accessibility	1	👩🏻‍🦼‍➡️ 👩🏼‍🦼‍➡️ 👩🏽‍🦼‍➡️ 👩🏾‍🦼‍➡️ 👩🏿‍🦼‍➡️
🧑‍🦽	person in manual wheelchair	accessibility	1	🧑🏻‍🦽 🧑🏼‍🦽 🧑🏽‍🦽 🧑🏾‍🦽 🧑🏿‍🦽
🧑‍🦽‍➡️	person in manual wheelchair: facing right	:person_in_manual_wheelchair_right accessibility	1	🧑🏻‍🦽‍➡️ 🧑🏼‍🦽‍➡️ 🧑🏽‍🦽‍➡️ 🧑🏾‍🦽‍➡️ 🧑🏿‍🦽‍➡️
👨‍🦽	man in manual wheelchair	accessibility	1	👨🏻‍🦽 👨🏼‍🦽 👨🏽‍🦽 👨🏾‍🦽 👨🏿‍🦽
👨‍🦽‍➡️	man in manual wheelchair: facing right	:man_in_manual_wheelchair_right accessibility	1	👨🏻‍🦽‍➡️ 👨🏼‍🦽‍➡️ 👨🏽‍🦽‍➡️ 👨🏾‍🦽‍➡️ 👨🏿‍🦽‍➡️
👩‍🦽	woman in manual wheelchair	accessibility	1	👩🏻‍🦽 👩🏼‍🦽 👩🏽‍🦽 👩🏾‍🦽 👩🏿‍🦽
👩‍🦽‍➡️	woman in manual wheelchair: facing right	:woman_in_manual_wheelchair_right accessibility	1	👩🏻‍🦽‍➡️ 👩🏼‍🦽‍➡️ 👩🏽‍🦽‍➡️ 👩🏾‍🦽‍➡️ 👩🏿‍🦽‍➡️
🏃	person running	:running fast hurry marathon move quick race racing run rush speed	1	🏃🏻 🏃🏼 🏃🏽 🏃🏾 🏃🏿
🏃‍♂️	man running	fast hurry marathon move quick race racing run rush speed	1	🏃🏻‍♂️ 🏃🏼‍♂️ 🏃🏽‍♂️ 🏃🏾‍♂️ 🏃🏿‍♂️
🏃‍♀️	woman running	fast hurry marathon move quick race racing run rush speed	1	🏃🏻‍♀️ 🏃🏼‍♀️ 🏃🏽‍♀️ 🏃🏾‍♀️ 🏃🏿‍♀️
🏃‍➡️	person running: facing right	:person_running_right fast hurry marathon move quick race racing run rush speed	1	🏃🏻‍➡️ 🏃🏼‍➡️ 🏃🏽‍➡️ 🏃🏾‍➡️ 🏃🏿‍➡️
🏃‍♀️‍➡️	woman running: facing right	:woman_running_right fast hurry marathon move quick race racing run rush speed	1	🏃🏻‍♀️‍➡️ 🏃🏼‍♀️‍➡️ 🏃🏽‍♀️‍➡️ 🏃🏾‍♀️‍➡️ 🏃🏿‍♀️‍➡️
🏃‍♂️‍➡️	man running: facing right	:man_running_right fast hurry marathon move quick race racing run rush speed	1	🏃🏻‍♂️‍➡️ 🏃🏼‍♂️‍➡️ 🏃🏽‍♂️‍➡️ 🏃🏾‍♂️‍➡️ 🏃🏿‍♂️‍➡️
🧑‍🩰	ballet dancer		1	🧑🏻‍🩰 🧑🏼‍🩰 🧑🏽‍🩰 🧑🏾‍🩰 🧑🏿‍🩰
💃	woman dancing	:dancer dance dancer elegant festive flair flamenco groove let’s salsa tango	1	💃🏻 💃🏼 💃🏽 💃🏾 💃🏿
🕺	man dancing	dance dancer elegant festive flair flamenco groove let’s salsa tango	1	🕺🏻 🕺🏼 🕺🏽 🕺🏾 🕺🏿
🕴️	person in suit levitating	:levitate :levitating business	1	🕴🏻 🕴🏼 🕴🏽 🕴🏾 🕴🏿
👯	people with bunny ears	:dancers :people_with_bunny_ears_partying bestie bff counterpart dancer double ear identical pair party partying soulmate twin twinsies	1	👯🏻 👯🏼 👯🏽 👯🏾 👯🏿
👯‍♂️	men with bunny ears	:men_with_bunny_ears_partying bestie bff counterpart dancer double ear identical pair party partying people soulmate twin twinsies	1	👯🏻‍♂️ 👯🏼‍♂️ 👯🏽‍♂️ 👯🏾‍♂️ 👯🏿‍♂️
👯‍♀️	women with bunny ears	:women_with_bunny_ears_partying bestie bff counterpart dancer double ear identical pair party partying people soulmate twin twinsies	1	👯🏻‍♀️ 👯🏼‍♀️ 👯🏽‍♀️ 👯🏾‍♀️ 👯🏿‍♀️
🧖	person in steamy room	day luxurious pamper relax sauna spa steam steambath unwind	1	🧖🏻 🧖🏼 🧖🏽 🧖🏾 🧖🏿
🧖‍♂️	man in steamy room	day luxurious pamper relax sauna spa steam steambath unwind	1	🧖🏻‍♂️ 🧖🏼‍♂️ 🧖🏽‍♂️ 🧖🏾‍♂️ 🧖🏿‍♂️
🧖‍♀️	woman in steamy room	day luxurious pamper relax sauna spa steam steambath unwind	1	🧖🏻‍♀️ 🧖🏼‍♀️ 🧖🏽‍♀️ 🧖🏾‍♀️ 🧖🏿‍♀️
🧗	person climbing	:climbing climb climber mountain rock scale up	1	🧗🏻 🧗🏼 🧗🏽 🧗🏾 🧗🏿
🧗‍♂️	man climbing	climb climber mountain rock scale up	1	🧗🏻‍♂️ 🧗🏼‍♂️ 🧗🏽‍♂️ 🧗🏾‍♂️ 🧗🏿‍♂️
🧗‍♀️	woman climbing	climb climber mountain rock scale up	1	🧗🏻‍♀️ 🧗🏼‍♀️ 🧗🏽‍♀️ 🧗🏾‍♀️ 🧗🏿‍♀️
🤺	person fencing	:fencer :fencing fencer sword	1
🏇	horse racing	jockey racehorse riding sport	1	🏇🏻 🏇🏼 🏇🏽 🏇🏾 🏇🏿
⛷️	skier	:person_skiing :skiing ski snow	1
🏂	snowboarder	:person_snowboarding :snowboarding ski snow snowboard sport	1	🏂🏻 🏂🏼 🏂🏽 🏂🏾 🏂🏿
🏌️	person golfing	:golfer :golfing ball birdie caddy driving golf green pga putt range tee	1	🏌🏻 🏌🏼 🏌🏽 🏌🏾 🏌🏿
🏌️‍♂️	man golfing	ball birdie caddy driving golf green pga putt range tee	1	🏌🏻‍♂️ 🏌🏼‍♂️ 🏌🏽‍♂️ 🏌🏾‍♂️ 🏌🏿‍♂️
🏌️‍♀️	woman golfing	ball birdie caddy driving golf green pga putt range tee	1	🏌🏻‍♀️ 🏌🏼‍♀️ 🏌🏽‍♀️ 🏌🏾‍♀️ 🏌🏿‍♀️
🏄	person surfing	:surfer :surfing beach ocean sport surf surfer swell waves	1	🏄🏻 🏄🏼 🏄🏽 🏄🏾 🏄🏿
🏄‍♂️	man surfing	beach ocean sport surf surfer swell waves	1	🏄🏻‍♂️ 🏄🏼‍♂️ 🏄🏽‍♂️ 🏄🏾‍♂️ 🏄🏿‍♂️
🏄‍♀️	woman surfing	beach ocean person sport surf surfer swell waves	1	🏄🏻‍♀️ 🏄🏼‍♀️ 🏄🏽‍♀️ 🏄🏾‍♀️ 🏄🏿‍♀️
🚣	person rowing boat	:rowboat canoe cruise fishing lake oar paddle raft river row rowboat	1	🚣🏻 🚣🏼 🚣🏽 🚣🏾 🚣🏿
🚣‍♂️	man rowing boat	canoe cruise fishing lake oar paddle raft river row rowboat	1	🚣🏻‍♂️ 🚣🏼‍♂️ 🚣🏽‍♂️ 🚣🏾‍♂️ 🚣🏿‍♂️
🚣‍♀️	woman rowing boat	canoe cruise fishing lake oar paddle raft river row rowboat	1	🚣🏻‍♀️ 🚣🏼‍♀️ 🚣🏽‍♀️ 🚣🏾‍♀️ 🚣🏿‍♀️
🏊	person swimming	:swimmer :swimming freestyle sport swim swimmer triathlon	1	🏊🏻 🏊🏼 🏊🏽 🏊🏾 🏊🏿
🏊‍♂️	man swimming	freestyle sport swim swimmer triathlon	1	🏊🏻‍♂️ 🏊🏼‍♂️ 🏊🏽‍♂️ 🏊🏾‍♂️ 🏊🏿‍♂️
🏊‍♀️	woman swimming	freestyle man sport swim swimmer triathlon	1	🏊🏻‍♀️ 🏊🏼‍♀️ 🏊🏽‍♀️ 🏊🏾‍♀️ 🏊🏿‍♀️
⛹️	person bouncing ball	athletic basketball championship dribble net player throw	1	⛹🏻 ⛹🏼 ⛹🏽 ⛹🏾 ⛹🏿
⛹️‍♂️	man bouncing ball	athletic basketball championship dribble net player throw	1	⛹🏻‍♂️ ⛹🏼‍♂️ ⛹🏽‍♂️ ⛹🏾‍♂️ ⛹🏿‍♂️
⛹️‍♀️	woman bouncing ball	athletic basketball championship dribble net player throw	1	⛹🏻‍♀️ ⛹🏼‍♀️ ⛹🏽‍♀️ ⛹🏾‍♀️ ⛹🏿‍♀️
🏋️	person lifting weights	:weight_lifter :weight_lifting barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout	1	🏋🏻 🏋🏼 🏋🏽 🏋🏾 🏋🏿
🏋️‍♂️	man lifting weights	barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout	1	🏋🏻‍♂️ 🏋🏼‍♂️ 🏋🏽‍♂️ 🏋🏾‍♂️ 🏋🏿‍♂️
🏋️‍♀️	woman lifting weights	barbell bodybuilder deadlift lifter powerlifting weight weightlifter workout	1	🏋🏻‍♀️ 🏋🏼‍♀️ 🏋🏽‍♀️ 🏋🏾‍♀️ 🏋🏿‍♀️
🚴	person biking	:bicyclist :biking bicycle bicyclist bike cycle cyclist riding sport	1	🚴🏻 🚴🏼 🚴🏽 🚴🏾 🚴🏿
🚴‍♂️	man biking	bicycle bicyclist bike cycle cyclist riding sport	1	🚴🏻‍♂️ 🚴🏼‍♂️ 🚴🏽‍♂️ 🚴🏾‍♂️ 🚴🏿‍♂️
🚴‍♀️	woman biking	bicycle bicyclist bike cycle cyclist riding sport	1	🚴🏻‍♀️ 🚴🏼‍♀️ 🚴🏽‍♀️ 🚴🏾‍♀️ 🚴🏿‍♀️
🚵	person mountain biking	:mountain_bicyclist :mountain_biking bicycle bicyclist bike cycle cyclist riding sport	1	🚵🏻 🚵🏼 🚵🏽 🚵🏾 🚵🏿
🚵‍♂️	man mountain biking	bicycle bicyclist bike cycle cyclist riding sport	1	🚵🏻‍♂️ 🚵🏼‍♂️ 🚵🏽‍♂️ 🚵🏾‍♂️ 🚵🏿‍♂️
🚵‍♀️	woman mountain biking	bicycle bicyclist bike cycle cyclist riding sport	1	🚵🏻‍♀️ 🚵🏼‍♀️ 🚵🏽‍♀️ 🚵🏾‍♀️ 🚵🏿‍♀️
🤸	person cartwheeling	:cartwheeling :person_cartwheel active cartwheel excited flip gymnastics happy somersault	1	🤸🏻 🤸🏼 🤸🏽 🤸🏾 🤸🏿
🤸‍♂️	man cartwheeling	active cartwheel excited flip gymnastics happy somersault	1	🤸🏻‍♂️ 🤸🏼‍♂️ 🤸🏽‍♂️ 🤸🏾‍♂️ 🤸🏿‍♂️
🤸‍♀️	woman cartwheeling	active cartwheel excited flip gymnastics happy somersault	1	🤸🏻‍♀️ 🤸🏼‍♀️ 🤸🏽‍♀️ 🤸🏾‍♀️ 🤸🏿‍♀️
🤼	people wrestling	:wrestlers :wrestling combat duel grapple ring tournament wrestle	1	🤼🏻 🤼🏼 🤼🏽 🤼🏾 🤼🏿
🤼‍♂️	men wrestling	combat duel grapple ring tournament wrestle	1	🤼🏻‍♂️ 🤼🏼‍♂️ 🤼🏽‍♂️ 🤼🏾‍♂️ 🤼🏿‍♂️
🤼‍♀️	women wrestling	combat duel grapple ring tournament wrestle	1	🤼🏻‍♀️ 🤼🏼‍♀️ 🤼🏽‍♀️ 🤼🏾‍♀️ 🤼🏿‍♀️
🤽	person playing water polo	:water_polo sport swimming waterpolo	1	🤽🏻 🤽🏼 🤽🏽 🤽🏾 🤽🏿
🤽‍♂️	man playing water polo	sport swimming waterpolo	1	🤽🏻‍♂️ 🤽🏼‍♂️ 🤽🏽‍♂️ 🤽🏾‍♂️ 🤽🏿‍♂️
🤽‍♀️	woman playing water polo	sport swimming waterpolo	1	🤽🏻‍♀️ 🤽🏼‍♀️ 🤽🏽‍♀️ 🤽🏾‍♀️ 🤽🏿‍♀️
🤾	person playing handball	:handball athletics ball catch chuck hurl lob pitch sport throw toss	1	🤾🏻 🤾🏼 🤾🏽 🤾🏾 🤾🏿
🤾‍♂️	man playing handball	athletics ball catch chuck hurl lob pitch sport throw toss	1	🤾🏻‍♂️ 🤾🏼‍♂️ 🤾🏽‍♂️ 🤾🏾‍♂️ 🤾🏿‍♂️
🤾‍♀️	woman playing handball	athletics ball catch chuck hurl lob pitch sport throw toss	1	🤾🏻‍♀️ 🤾🏼‍♀️ 🤾🏽‍♀️ 🤾🏾‍♀️ 🤾🏿‍♀️
🤹	person juggling	:juggler :juggling act balance balancing handle juggle manage multitask skill	1	🤹🏻 🤹🏼 🤹🏽 🤹🏾 🤹🏿
🤹‍♂️	man juggling	act balance balancing handle juggle manage multitask skill	1	🤹🏻‍♂️ 🤹🏼‍♂️ 🤹🏽‍♂️ 🤹🏾‍♂️ 🤹🏿‍♂️
🤹‍♀️	woman juggling	act balance balancing handle juggle manage multitask skill	1	🤹🏻‍♀️ 🤹🏼‍♀️ 🤹🏽‍♀️ 🤹🏾‍♀️ 🤹🏿‍♀️
🧘	person in lotus position	cross legged legs meditation peace relax serenity yoga yogi zen	1	🧘🏻 🧘🏼 🧘🏽 🧘🏾 🧘🏿
🧘‍♂️	man in lotus position	cross legged legs meditation peace relax serenity yoga yogi zen	1	🧘🏻‍♂️ 🧘🏼‍♂️ 🧘🏽‍♂️ 🧘🏾‍♂️ 🧘🏿‍♂️
🧘‍♀️	woman in lotus position	cross legged legs meditation peace relax serenity yoga yogi zen	1	🧘🏻‍♀️ 🧘🏼‍♀️ 🧘🏽‍♀️ 🧘🏾‍♀️ 🧘🏿‍♀️
🛀	person taking bath	:bath bathtub tub	1	🛀🏻 🛀🏼 🛀🏽 🛀🏾 🛀🏿
🛌	person in bed	:sleeping_accommodation bedtime good goodnight hotel nap night sleep tired zzz	1	🛌🏻 🛌🏼 🛌🏽 🛌🏾 🛌🏿
🧑‍🤝‍🧑	people holding hands	bae bestie bff couple dating flirt friends hand hold twins	1	🧑🏻‍🤝‍🧑🏻 🧑🏼‍🤝‍🧑🏼 🧑🏽‍🤝‍🧑🏽 🧑🏾‍🤝‍🧑🏾 🧑🏿‍🤝‍🧑🏿
👭	women holding hands	:two_women_holding_hands bae bestie bff couple dating flirt friends girls hand hold sisters twins	1	👭🏻 👭🏼 👭🏽 👭🏾 👭🏿
👫	woman and man holding hands	:couple bae bestie bff couple dating flirt friends hand hold twins	1	👫🏻 👫🏼 👫🏽 👫🏾 👫🏿
👬	men holding hands	:two_men_holding_hands bae bestie bff boys brothers couple dating flirt friends hand hold twins	1	👬🏻 👬🏼 👬🏽 👬🏾 👬🏿
💏	kiss	:couple_kiss :couplekiss anniversary babe bae couple date dating heart love mwah person romance together xoxo	1	💏🏻 💏🏼 💏🏽 💏🏾 💏🏿
👩‍❤️‍💋‍👨	kiss: woman, man	:kiss_mw :kiss_wm anniversary babe bae couple date dating heart love mwah person romance together woman xoxo	1	👩🏻‍❤️‍💋‍👨🏻 👩🏼‍❤️‍💋‍👨🏼 👩🏽‍❤️‍💋‍👨🏽 👩🏾‍❤️‍💋‍👨🏾 👩🏿‍❤️‍💋‍👨🏿
👨‍❤️‍💋‍👨	kiss: man, man	:kiss_mm anniversary babe bae couple date dating heart love mwah person romance together xoxo	1	👨🏻‍❤️‍💋‍👨🏻 👨🏼‍❤️‍💋‍👨🏼 👨🏽‍❤️‍💋‍👨🏽 👨🏾‍❤️‍💋‍👨🏾 👨🏿‍❤️‍💋‍👨🏿
👩‍❤️‍💋‍👩	kiss: woman, woman	:kiss_ww anniversary babe bae couple date dating heart love mwah person romance together xoxo	1	👩🏻‍❤️‍💋‍👩🏻 👩🏼‍❤️‍💋‍👩🏼 👩🏽‍❤️‍💋‍👩🏽 👩🏾‍❤️‍💋‍👩🏾 👩🏿‍❤️‍💋‍👩🏿
💑	couple with heart	anniversary babe bae dating kiss love person relationship romance together you	1	💑🏻 💑🏼 💑🏽 💑🏾 💑🏿
👩‍❤️‍👨	couple with heart: woman, man	:couple_with_heart_mw :couple_with_heart_wm anniversary babe bae dating kiss love person relationship romance together woman you	1	👩🏻‍❤️‍👨🏻 👩🏼‍❤️‍👨🏼 👩🏽‍❤️‍👨🏽 👩🏾‍❤️‍👨🏾 👩🏿‍❤️‍👨🏿
👨‍❤️‍👨	couple with heart: man, man	:couple_with_heart_mm anniversary babe bae dating kiss love person relationship romance together you	1	👨🏻‍❤️‍👨🏻 👨🏼‍❤️‍👨🏼 👨🏽‍❤️‍👨🏽 👨🏾‍❤️‍👨🏾 👨🏿‍❤️‍👨🏿
👩‍❤️‍👩	couple with heart: woman, woman	:couple_with_heart_ww anniversary babe bae dating kiss love person relationship romance together you	1	👩🏻‍❤️‍👩🏻 👩🏼‍❤️‍👩🏼 👩🏽‍❤️‍👩🏽 👩🏾‍❤️‍👩🏾 👩🏿‍❤️‍👩🏿
👨‍👩‍👦	family: man, woman, boy	:family_mwb child man woman	1
👨‍👩‍👧	family: man, woman, girl	:family_mwg child man woman	1
👨‍👩‍👧‍👦	family: man, woman, girl, boy	:family_mwgb child girl man woman	1
👨‍👩‍👦‍👦	family: man, woman, boy, boy	:family_mwbb child man woman	1
👨‍👩‍👧‍👧	family: man, woman, girl, girl	:family_mwgg child man woman	1
👨‍👨‍👦	family: man, man, boy	:family_mmb child man	1
👨‍👨‍👧	family: man, man, girl	:family_mmg child man	1
👨‍👨‍👧‍👦	family: man, man, girl, boy	:family_mmgb child girl man	1
👨‍👨‍👦‍👦	family: man, man, boy, boy	:family_mmbb child man	1
👨‍👨‍👧‍👧	family: man, man, girl, girl	:family_mmgg child man	1
👩‍👩‍👦	family: woman, woman, boy	:family_wwb child woman	1
👩‍👩‍👧	family: woman, woman, girl	:family_wwg child woman	1
👩‍👩‍👧‍👦	family: woman, woman, girl, boy	:family_wwgb child girl woman	1
👩‍👩‍👦‍👦	family: woman, woman, boy, boy	:family_wwbb child woman	1
👩‍👩‍👧‍👧	family: woman, woman, girl, girl	:family_wwgg child woman	1
👨‍👦	family: man, boy	:family_mb child man	1
👨‍👦‍👦	family: man, boy, boy	:family_mbb child man	1
👨‍👧	family: man, girl	:family_mg child man	1
👨‍👧‍👦	family: man, girl, boy	:family_mgb child girl man	1
👨‍👧‍👧	family: man, girl, girl	:family_mgg child man	1
👩‍👦	family: woman, boy	:family_wb child woman	1
👩‍👦‍👦	family: woman, boy, boy	:family_wbb child woman	1
👩‍👧	family: woman, girl	:family_wg child woman	1
👩‍👧‍👦	family: woman, girl, boy	:family_wgb child girl woman	1
👩‍👧‍👧	family: woman, girl, girl	:family_wgg child woman	1
🗣️	speaking head	face silhouette speak	1
👤	bust in silhouette	mysterious shadow	1
👥	busts in silhouette	bff bust everyone friend friends people	1
🫂	people hugging	comfort embrace farewell friendship goodbye hello hug love thanks	1
👪	family	child	1
🧑‍🧑‍🧒	family: adult, adult, child	:family_aac adult	1
🧑‍🧑‍🧒‍🧒	family: adult, adult, child, child	:family_aacc adult	1
🧑‍🧒	family: adult, child	:family_aa :family_ac adult	1
🧑‍🧒‍🧒	family: adult, child, child	:family_acc adult	1
👣	footprints	barefoot clothing footprint omw print walk	1
🫆	fingerprint	clue crime detective forensics identity mystery print safety trace	1
🐵	monkey face	animal banana	2
🐒	monkey	animal banana	2
🦍	gorilla	animal	2
🦧	orangutan	animal ape monkey	2
🐶	dog face	adorbs animal pet puppies puppy	2
🐕	dog	animal animals dogs pet	2
🦮	guide dog	accessibility animal blind	2
🐕‍🦺	service dog	accessibility animal assistance	2
🐩	poodle	animal dog fluffy	2
🐺	wolf	:wolf_face animal face	2
🦊	fox	:fox_face animal face	2
🦝	raccoon	animal curious sly	2
🐱	cat face	animal kitten kitty pet	2
🐈	cat	animal animals cats kitten pet	2
🐈‍⬛	black cat	animal feline halloween meow unlucky	2
🦁	lion	:lion_face alpha animal face leo mane order rawr roar safari strong zodiac	2
🐯	tiger face	animal big cat predator	2
🐅	tiger	animal big cat predator zoo	2
🐆	leopard	animal big cat predator zoo	2
🐴	horse face	animal dressage equine farm horses	2
🫎	moose	alces animal antlers elk mammal	2
🫏	donkey	animal ass burro hinny mammal mule stubborn	2
🐎	horse	:racehorse animal equestrian farm racehorse racing	2
🦄	unicorn	:unicorn_face face	2
🦓	zebra	animal stripe	2
🦌	deer	animal	2
🦬	bison	animal buffalo herd wisent	2
🐮	cow face	animal farm milk moo	2
🐂	ox	animal animals bull farm taurus zodiac	2
🐃	water buffalo	animal zoo	2
🐄	cow	animal animals farm milk moo	2
🐷	pig face	animal bacon farm pork	2
🐖	pig	animal bacon farm pork sow	2
🐗	boar	animal pig	2
🐽	pig nose	animal face farm smell snout	2
🐏	ram	animal aries horns male sheep zodiac zoo	2
🐑	ewe	:sheep animal baa farm female fluffy lamb sheep wool	2
🐐	goat	animal capricorn farm milk zodiac	2
🐪	camel	:dromedary_camel animal desert dromedary hump one	2
🐫	two-hump camel	:camel animal bactrian desert two-hump	2
🦙	llama	alpaca animal guanaco vicuña wool	2
🦒	giraffe	animal spots	2
🐘	elephant	animal	2
🦣	mammoth	animal extinction large tusk wooly	2
🦏	rhinoceros	:rhino animal	2
🦛	hippopotamus	:hippo animal hippo	2
🐭	mouse face	animal	2
🐁	mouse	animal animals	2
🐀	rat	animal	2
🐹	hamster	:hamster_face animal face pet	2
🐰	rabbit face	animal bunny pet	2
🐇	rabbit	animal bunny pet	2
🐿️	chipmunk	animal squirrel	2
🦫	beaver	animal dam teeth	2
🦔	hedgehog	animal spiny	2
🦇	bat	animal vampire	2
🐻	bear	:bear_face animal face grizzly growl honey	2
🐻‍❄️	polar bear	:polar_bear_face animal arctic white	2
🐨	koala	:koala_face animal australia bear down face marsupial under	2
🐼	panda	:panda_face animal bamboo face	2
🦥	sloth	lazy slow	2
🦦	otter	animal fishing playful	2
🦨	skunk	animal stink	2
🦘	kangaroo	animal joey jump marsupial	2
🦡	badger	animal honey pester	2
🐾	paw prints	feet paws print	2
🦃	turkey	bird gobble thanksgiving	2
🐔	chicken	:chicken_face animal bird ornithology	2
🐓	rooster	animal bird ornithology	2
🐣	hatching chick	animal baby bird egg	2
🐤	baby chick	animal bird ornithology	2
🐥	front-facing baby chick	:hatched_chick animal bird front-facing newborn ornithology	2
🐦	bird	:bird_face animal ornithology	2
🐧	penguin	:penguin_face animal antarctica bird ornithology	2
🕊️	dove	bird fly ornithology peace	2
🦅	eagle	animal bird ornithology	2
🦆	duck	animal bird ornithology	2
🦢	swan	animal bird cygnet duckling ornithology ugly	2
🦉	owl	animal bird ornithology wise	2
🦤	dodo	animal bird extinction large ornithology	2
🪶	feather	bird flight light plumage	2
🦩	flamingo	animal bird flamboyant ornithology tropical	2
🦚	peacock	animal bird colorful ornithology ostentatious peahen pretty proud	2
🦜	parrot	animal bird ornithology pirate talk	2
🪽	wing	angelic ascend aviation bird fly flying heavenly mythology soar	2
🐦‍⬛	black bird	animal beak caw corvid crow ornithology raven rook	2
🪿	goose	animal bird duck flock fowl gaggle gander geese honk ornithology silly	2
🐦‍🔥	phoenix	ascend ascension emerge fantasy firebird glory immortal rebirth reincarnation reinvent renewal revival revive rise transform	2
🐸	frog	:frog_face animal face	2
🐊	crocodile	animal zoo	2
🐢	turtle	animal terrapin tortoise	2
🦎	lizard	animal reptile	2
🐍	snake	animal bearer ophiuchus serpent zodiac	2
🐲	dragon face	animal fairy fairytale tale	2
🐉	dragon	animal fairy fairytale knights tale	2
🦕	sauropod	brachiosaurus brontosaurus dinosaur diplodocus	2
🦖	T-Rex	:t-rex :trex dinosaur t-rex tyrannosaurus	2
🐳	spouting whale	animal beach face ocean	2
🐋	whale	animal beach ocean	2
🐬	dolphin	animal beach flipper ocean	2
🫍	orca	marine ocean whale	2
🦭	seal	animal lion ocean sea	2
🐟	fish	animal dinner fishes fishing pisces zodiac	2
🐠	tropical fish	animal fishes	2
🐡	blowfish	animal fish	2
🦈	shark	animal fish	2
🐙	octopus	animal creature ocean	2
🐚	spiral shell	:shell animal beach conch sea	2
🪸	coral	change climate ocean reef sea	2
🪼	jellyfish	animal aquarium burn invertebrate jelly life marine ocean ouch plankton sea sting stinger tentacles	2
🦀	crab	cancer zodiac	2
🦞	lobster	animal bisque claws seafood	2
🦐	shrimp	food shellfish small	2
🦑	squid	animal food mollusk	2
🦪	oyster	diving pearl	2
🐌	snail	animal escargot garden nature slug	2
🦋	butterfly	insect pretty	2
🐛	bug	animal garden insect	2
🐜	ant	animal garden insect	2
🐝	honeybee	:bee animal bee bumblebee honey insect nature spring	2
🪲	beetle	animal bug insect	2
🐞	lady beetle	animal garden insect ladybird ladybug nature	2
🦗	cricket	animal bug grasshopper insect orthoptera	2
🪳	cockroach	animal insect pest roach	2
🕷️	spider	animal insect	2
🕸️	spider web		2
🦂	scorpion	scorpio scorpius zodiac	2
🦟	mosquito	bite disease fever insect malaria pest virus	2
🪰	fly	animal disease insect maggot pest rotting	2
🪱	worm	animal annelid earthworm parasite	2
🦠	microbe	amoeba bacteria science virus	2
💐	bouquet	anniversary birthday date flower love plant romance	2
🌸	cherry blossom	flower plant spring springtime	2
💮	white flower		2
🪷	lotus	beauty buddhism calm flower hinduism peace purity serenity	2
🏵️	rosette	plant	2
🌹	rose	beauty elegant flower love plant red valentine	2
🥀	wilted flower	dying	2
🌺	hibiscus	flower plant	2
🌻	sunflower	flower outdoors plant sun	2
🌼	blossom	buttercup dandelion flower plant	2
🌷	tulip	blossom flower growth plant	2
🪻	hyacinth	bloom bluebonnet flower indigo lavender lilac lupine plant purple shrub snapdragon spring violet	2
🌱	seedling	plant sapling sprout young	2
🪴	potted plant	decor grow house nurturing pot	2
🌲	evergreen tree	christmas forest pine	2
🌳	deciduous tree	forest green habitat shedding	2
🌴	palm tree	beach plant tropical	2
🌵	cactus	desert drought nature plant	2
🌾	sheaf of rice	:ear_of_rice ear grain grains plant	2
🌿	herb	leaf plant	2
☘️	shamrock	irish plant	2
🍀	four leaf clover	4 four-leaf irish lucky plant	2
🍁	maple leaf	falling	2
🍂	fallen leaf	autumn fall falling	2
🍃	leaf fluttering in wind	:leaves blow flutter	2
🪹	empty nest	:nest branch home nesting	2
🪺	nest with eggs	bird branch egg nesting	2
🍄	mushroom	fungus toadstool	2
🪾	leafless tree	bare barren branches dead drought trunk winter wood	2
🍇	grapes	dionysus fruit grape	3
🍈	melon	cantaloupe fruit	3
🍉	watermelon	fruit	3
🍊	tangerine	:orange c citrus fruit nectarine orange vitamin	3
🍋	lemon	citrus fruit sour	3
🍋‍🟩	lime	acidity citrus cocktail fruit garnish key margarita mojito refreshing salsa sour tangy tequila tropical zest	3
🍌	banana	fruit potassium	3
🍍	pineapple	colada fruit pina tropical	3
🥭	mango	food fruit tropical	3
🍎	red apple	:apple diet food fruit health ripe	3
🍏	green apple	fruit	3
🍐	pear	fruit	3
🍑	peach	fruit	3
🍒	cherries	berries cherry fruit red	3
🍓	strawberry	berry fruit	3
🫐	blueberries	berries berry bilberry blue blueberry food fruit	3
🥝	kiwi fruit	:kiwi food	3
🍅	tomato	food fruit vegetable	3
🫒	olive	food	3
🥥	coconut	colada palm piña	3
🥑	avocado	food fruit	3
🍆	eggplant	aubergine vegetable	3
🥔	potato	food vegetable	3
🥕	carrot	food vegetable	3
🌽	ear of corn	:corn crops farm maize maze	3
🌶️	hot pepper		3
🫑	bell pepper	capsicum food vegetable	3
🥒	cucumber	food pickle vegetable	3
🥬	leafy green	bok burgers cabbage choy kale lettuce salad	3
🥦	broccoli	cabbage wild	3
🧄	garlic	flavoring	3
🧅	onion	flavoring	3
🥜	peanuts	food nut peanut vegetable	3
🫘	beans	food kidney legume small	3
🌰	chestnut	almond plant	3
🫚	ginger root	:ginger beer health herb natural spice	3
🫛	pea pod	:pea beans beanstalk edamame legume soybean vegetable veggie	3
🍄‍🟫	brown mushroom	food fungi fungus nature pizza portobello shiitake shroom spore sprout toppings truffle vegetable vegetarian veggie	3
🫜	root vegetable	beet food garden radish salad turnip vegetarian	3
🍞	bread	carbs food grain loaf restaurant toast wheat	3
🥐	croissant	bread breakfast crescent food french roll	3
🥖	baguette bread	food french	3
🫓	flatbread	arepa bread food gordita lavash naan pita	3
🥨	pretzel	convoluted twisted	3
🥯	bagel	bakery bread breakfast schmear	3
🥞	pancakes	breakfast crêpe food hotcake pancake	3
🧇	waffle	breakfast indecisive iron	3
🧀	cheese wedge	:cheese	3
🍖	meat on bone		3
🍗	poultry leg	bone chicken drumstick hungry turkey	3
🥩	cut of meat	chop lambchop porkchop red steak	3
🥓	bacon	breakfast food meat	3
🍔	hamburger	burger eat fast food hungry	3
🍟	french fries	:fries fast food	3
🍕	pizza	cheese food hungry pepperoni slice	3
🌭	hot dog	:hotdog frankfurter hotdog sausage	3
🥪	sandwich	bread	3
🌮	taco	mexican	3
🌯	burrito	mexican wrap	3
🫔	tamale	food mexican pamonha wrapped	3
🥙	stuffed flatbread	falafel food gyro kebab	3
🧆	falafel	chickpea meatball	3
🥚	egg	breakfast food	3
🍳	cooking	:fried_egg breakfast easy egg fry frying over pan restaurant side sunny up	3
🥘	shallow pan of food	casserole paella	3
🍲	pot of food	:stew soup stew	3
🫕	fondue	cheese chocolate food melted pot ski	3
🥣	bowl with spoon	breakfast cereal congee oatmeal porridge	3
🥗	green salad	:salad food	3
🍿	popcorn	corn movie pop	3
🧈	butter	dairy	3
🧂	salt	condiment flavor mad salty shaker taste upset	3
🥫	canned food	can	3
🍱	bento box	:bento food	3
🍘	rice cracker	food	3
🍙	rice ball	food japanese	3
🍚	cooked rice	:rice food	3
🍛	curry rice	:curry food	3
🍜	steaming bowl	:ramen chopsticks food noodle pho ramen soup	3
🍝	spaghetti	food meatballs pasta restaurant	3
🍠	roasted sweet potato	:sweet_potato food	3
🍢	oden	food kebab restaurant seafood skewer stick	3
🍣	sushi	food	3
🍤	fried shrimp	prawn tempura	3
🍥	fish cake with swirl	:fish_cake food pastry restaurant	3
🥮	moon cake	autumn festival yuèbǐng	3
🍡	dango	dessert japanese skewer stick sweet	3
🥟	dumpling	empanada gyōza jiaozi pierogi potsticker	3
🥠	fortune cookie	prophecy	3
🥡	takeout box	chopsticks delivery food oyster pail	3
🍦	soft ice cream	:icecream :soft_serve dessert food icecream restaurant serve sweet	3
🍧	shaved ice	dessert restaurant sweet	3
🍨	ice cream	dessert food restaurant sweet	3
🍩	doughnut	breakfast dessert donut food sweet	3
🍪	cookie	chip chocolate dessert sweet	3
🎂	birthday cake	:birthday bday celebration dessert happy pastry sweet	3
🍰	shortcake	:cake cake dessert pastry slice sweet	3
🧁	cupcake	bakery dessert sprinkles sugar sweet treat	3
🥧	pie	apple filling fruit meat pastry pumpkin slice	3
🍫	chocolate bar	candy dessert halloween sweet tooth	3
🍬	candy	cavities dessert halloween restaurant sweet tooth wrapper	3
🍭	lollipop	candy dessert food restaurant sweet	3
🍮	custard	dessert pudding sweet	3
🍯	honey pot	barrel bear food honeypot jar sweet	3
🍼	baby bottle	babies birth born drink infant milk newborn	3
🥛	glass of milk	:milk drink	3
☕	hot beverage	:coffee cafe caffeine chai coffee drink morning steaming tea	3
🫖	teapot	brew drink food pot tea	3
🍵	teacup without handle	:tea beverage cup drink oolong tea	3
🍶	sake	bar beverage bottle cup drink restaurant	3
🍾	bottle with popping cork	:champagne bar drink	3
🍷	wine glass	alcohol bar beverage booze club drink drinking drinks restaurant	3
🍸	cocktail glass	:cocktail alcohol bar booze club drink drinking drinks mad martini men	3
🍹	tropical drink	alcohol bar booze club cocktail drinking drinks drunk mai party tai tropics	3
🍺	beer mug	:beer alcohol ale bar booze drink drinking drinks octoberfest oktoberfest pint stein summer	3
🍻	clinking beer mugs	:beers alcohol bar booze bottoms cheers clink drinking drinks	3
🥂	clinking glasses	celebrate clink drink glass	3
🥃	tumbler glass	:whisky liquor scotch shot whiskey whisky	3
🫗	pouring liquid	:pour accident drink empty glass oops pour spill water	3
🥤	cup with straw	drink juice malt soda soft water	3
🧋	bubble tea	:boba_drink boba food milk pearl	3
🧃	beverage box	:juice_box juice straw sweet	3
🧉	mate	drink	3
🧊	ice	:ice_cube cold cube iceberg	3
🥢	chopsticks	hashi jeotgarak kuaizi	3
🍽️	fork and knife with plate	:fork_knife_plate cooking dinner eat	3
🍴	fork and knife	breakfast breaky cooking cutlery delicious dinner eat feed food hungry lunch restaurant yum yummy	3
🥄	spoon	eat tableware	3
🔪	kitchen knife	:knife chef cooking hocho tool weapon	3
🫙	jar	condiment container empty nothing sauce store	3
🏺	amphora	aquarius cooking drink jug tool weapon zodiac	3
🌍	globe showing Europe-Africa	:earth_africa :earth_europe earth europe-africa world	4
🌎	globe showing Americas	:earth_americas earth world	4
🌏	globe showing Asia-Australia	:earth_asia asia-australia earth world	4
🌐	globe with meridians	earth internet web world worldwide	4
🗺️	world map		4
🗾	map of Japan	:japan_map	4
🧭	compass	direction magnetic navigation orienteering	4
🏔️	snow-capped mountain	:mountain_snow cold snow-capped	4
⛰️	mountain		4
🛘	landslide	avalanche danger disaster earthquake mountain mudslide rocks	4
🌋	volcano	eruption mountain nature	4
🗻	mount fuji	mountain nature	4
🏕️	camping		4
🏖️	beach with umbrella	:beach	4
🏜️	desert		4
🏝️	desert island	:island	4
🏞️	national park		4
🏟️	stadium		4
🏛️	classical building		4
🏗️	building construction	:construction_site crane	4
🧱	brick	:bricks bricks clay mortar wall	4
🪨	rock	boulder heavy solid stone tough	4
🪵	wood	log lumber timber	4
🛖	hut	home house roundhouse shelter yurt	4
🏘️	houses	:homes house	4
🏚️	derelict house	:house_abandoned home	4
🏠	house	building country heart home ranch settle simple suburban suburbia where	4
🏡	house with garden	building country heart home ranch settle simple suburban suburbia where	4
🏢	office building	:office city cubical job	4
🏣	Japanese post office	:post_office building	4
🏤	post office	:european_post_office building european	4
🏥	hospital	building doctor medicine	4
🏦	bank	building	4
🏨	hotel	building	4
🏩	love hotel	building	4
🏪	convenience store	24 building hours	4
🏫	school	building	4
🏬	department store	building	4
🏭	factory	building	4
🏯	Japanese castle	building	4
🏰	castle	:european_castle building european	4
💒	wedding	chapel hitched nuptials romance	4
🗼	Tokyo tower		4
🗽	Statue of Liberty	new ny nyc york	4
⛪	church	bless chapel christian cross religion	4
🕌	mosque	islam masjid muslim religion	4
🛕	hindu temple		4
🕍	synagogue	jew jewish judaism religion temple	4
⛩️	shinto shrine	religion	4
🕋	kaaba	hajj islam muslim religion umrah	4
⛲	fountain		4
⛺	tent	camping	4
🌁	foggy	fog	4
🌃	night with stars	star	4
🏙️	cityscape	city	4
🌄	sunrise over mountains	morning sun	4
🌅	sunrise	morning nature sun	4
🌆	cityscape at dusk	:city_dusk building city evening landscape sun sunset	4
🌇	sunset	:city_sunrise :city_sunset building dusk sun	4
🌉	bridge at night		4
♨️	hot springs	:hotsprings hotsprings steaming	4
🎠	carousel horse	entertainment	4
🛝	playground slide	:slide amusement park play playing sliding theme	4
🎡	ferris wheel	amusement park theme	4
🎢	roller coaster	amusement park theme	4
💈	barber pole	:barber cut fresh haircut shave	4
🎪	circus tent		4
🚂	locomotive	:steam_locomotive caboose engine railway steam train trains travel	4
🚃	railway car	electric train tram travel trolleybus	4
🚄	high-speed train	:bullettrain_side high-speed railway shinkansen	4
🚅	bullet train	:bullettrain_front high-speed nose railway shinkansen speed travel	4
🚆	train	arrived choo railway	4
🚇	metro	subway travel	4
🚈	light rail	arrived monorail railway	4
🚉	station	railway train	4
🚊	tram	trolleybus	4
🚝	monorail	vehicle	4
🚞	mountain railway	car trip	4
🚋	tram car	bus trolley trolleybus	4
🚌	bus	school vehicle	4
🚍	oncoming bus	cars	4
🚎	trolleybus	bus tram trolley	4
🚐	minibus	bus drive van vehicle	4
🚑	ambulance	emergency vehicle	4
🚒	fire engine	truck	4
🚓	police car	5–0 cops patrol	4
🚔	oncoming police car		4
🚕	taxi	cab cabbie car drive vehicle yellow	4
🚖	oncoming taxi	cab cabbie cars drove hail yellow	4
🚗	automobile	:car :red_car car driving vehicle	4
🚘	oncoming automobile	car cars drove vehicle	4
🚙	sport utility vehicle	:blue_car :suv car drive recreational sportutility	4
🛻	pickup truck	automobile car flatbed pick-up transportation	4
🚚	delivery truck	:truck car drive vehicle	4
🚛	articulated lorry	car drive move semi truck vehicle	4
🚜	tractor	vehicle	4
🏎️	racing car	zoom	4
🏍️	motorcycle	racing	4
🛵	motor scooter		4
🦽	manual wheelchair	accessibility	4
🦼	motorized wheelchair	accessibility	4
🛺	auto rickshaw	tuk	4
🚲	bicycle	:bike bike class cycle cycling cyclist gang ride spin spinning	4
🛴	kick scooter	:scooter	4
🛹	skateboard	board skate skater wheels	4
🛼	roller skate	blades skates sport	4
🚏	bus stop	:busstop busstop	4
🛣️	motorway	highway road	4
🛤️	railway track	train	4
🛢️	oil drum		4
⛽	fuel pump	:fuelpump diesel fuelpump gas gasoline station	4
🛞	wheel	car circle tire turn vehicle	4
🚨	police car light	:rotating_light alarm alert beacon emergency revolving siren	4
🚥	horizontal traffic light	:traffic_light intersection signal stop stoplight	4
🚦	vertical traffic light	drove intersection signal stop stoplight	4
🛑	stop sign	:octagonal_sign octagonal	4
🚧	construction	barrier	4
⚓	anchor	ship tool	4
🛟	ring buoy	:lifebuoy float life lifesaver preserver rescue safety save saver swim	4
⛵	sailboat	boat resort sailing sea yacht	4
🛶	canoe	boat	4
🚤	speedboat	billionaire boat lake luxury millionaire summer travel	4
🛳️	passenger ship	:cruise_ship	4
⛴️	ferry	boat passenger	4
🛥️	motor boat	:motorboat motorboat	4
🚢	ship	boat passenger travel	4
✈️	airplane	aeroplane fly flying jet plane travel	4
🛩️	small airplane	aeroplane plane	4
🛫	airplane departure	aeroplane check-in departures plane	4
🛬	airplane arrival	:airplane_arriving aeroplane arrivals arriving landing plane	4
🪂	parachute	hang-glide parasail skydive	4
💺	seat	chair	4
🚁	helicopter	copter roflcopter travel vehicle	4
🚟	suspension railway		4
🚠	mountain cableway	cable gondola lift ski	4
🚡	aerial tramway	cable car gondola ropeway	4
🛰️	satellite	space	4
🚀	rocket	launch rockets space travel	4
🛸	flying saucer	aliens extra terrestrial ufo	4
🛎️	bellhop bell	:bellhop hotel	4
🧳	luggage	bag packing roller suitcase travel	4
⌛	hourglass done	:hourglass sand time timer	4
⏳	hourglass not done	:hourglass_flowing_sand flowing hours sand timer waiting yolo	4
⌚	watch	clock time	4
⏰	alarm clock	hours hrs late time waiting	4
⏱️	stopwatch	clock time	4
⏲️	timer clock		4
🕰️	mantelpiece clock	:clock time	4
🕛	twelve o’clock	:clock12 12 12:00 clock time	4
🕧	twelve-thirty	:clock1230 12 12:30 30 clock time	4
🕐	one o’clock	:clock1 1 1:00 clock time	4
🕜	one-thirty	:clock130 1 1:30 30 clock time	4
🕑	two o’clock	:clock2 2 2:00 clock time	4
🕝	two-thirty	:clock230 2 2:30 30 clock time	4
🕒	three o’clock	:clock3 3 3:00 clock time	4
🕞	three-thirty	:clock330 3 30 3:30 clock time	4
🕓	four o’clock	:clock4 4 4:00 clock time	4
🕟	four-thirty	:clock430 30 4 4:30 clock time	4
🕔	five o’clock	:clock5 5 5:00 clock time	4
🕠	five-thirty	:clock530 30 5 5:30 clock time	4
🕕	six o’clock	:clock6 6 6:00 clock time	4
🕡	six-thirty	:clock630 30 6 6:30 clock	4
🕖	seven o’clock	:clock7 0 7 7:00 clock	4
🕢	seven-thirty	:clock730 30 7 7:30 clock	4
🕗	eight o’clock	:clock8 8 8:00 clock time	4
🕣	eight-thirty	:clock830 30 8 8:30 clock time	4
🕘	nine o’clock	:clock9 9 9:00 clock time	4
🕤	nine-thirty	:clock930 30 9 9:30 clock time	4
🕙	ten o’clock	:clock10 0 10 10:00 clock	4
🕥	ten-thirty	:clock1030 10 10:30 30 clock time	4
🕚	eleven o’clock	:clock11 11 11:00 clock time	4
🕦	eleven-thirty	:clock1130 11 11:30 30 clock time	4
🌑	new moon	dark space	4
🌒	waxing crescent moon	dreams space	4
🌓	first quarter moon	space	4
🌔	waxing gibbous moon	space	4
🌕	full moon	space	4
🌖	waning gibbous moon	space	4
🌗	last quarter moon	space	4
🌘	waning crescent moon	space	4
🌙	crescent moon	ramadan space	4
🌚	new moon face	:new_moon_with_face space	4
🌛	first quarter moon face	:first_quarter_moon_with_face space	4
🌜	last quarter moon face	:last_quarter_moon_with_face dreams	4
🌡️	thermometer	weather	4
☀️	sun	bright rays space sunny weather	4
🌝	full moon face	:full_moon_with_face bright	4
🌞	sun with face	beach bright day heat shine sunny sunshine weather	4
🪐	ringed planet	:saturn saturn saturnine	4
⭐	star	astronomy medium stars white	4
🌟	glowing star	:star2 glittery glow night shining sparkle win	4
🌠	shooting star	:stars falling night space	4
🌌	milky way	space	4
☁️	cloud	weather	4
⛅	sun behind cloud	:partly_sunny cloudy weather	4
⛈️	cloud with lightning and rain	:stormy :thunder_cloud_and_rain thunder thunderstorm	4
🌤️	sun behind small cloud	:sunny weather	4
🌥️	sun behind large cloud	:cloudy weather	4
🌦️	sun behind rain cloud	:sun_and_rain weather	4
🌧️	cloud with rain	:rainy weather	4
🌨️	cloud with snow	:snowy cold weather	4
🌩️	cloud with lightning	:lightning weather	4
🌪️	tornado	cloud weather whirlwind	4
🌫️	fog	cloud weather	4
🌬️	wind face	:wind_blowing_face blow cloud	4
🌀	cyclone	dizzy hurricane twister typhoon weather	4
🌈	rainbow	gay genderqueer glbt glbtq lesbian lgbt lgbtq lgbtqia nature pride queer rain trans transgender weather	4
🌂	closed umbrella	clothing rain	4
☂️	umbrella	clothing rain	4
☔	umbrella with rain drops	:umbrella_with_rain clothing drop weather	4
⛱️	umbrella on ground	:beach_umbrella rain sun	4
⚡	high voltage	:zap danger electric electricity lightning nature thunder thunderbolt zap	4
❄️	snowflake	cold snow weather	4
☃️	snowman	:snowman2 cold man snow	4
⛄	snowman without snow	:snowman cold man	4
☄️	comet	space	4
🔥	fire	af burn flame hot lit litaf tool	4
💧	droplet	cold comic drop nature sad sweat tear water weather	4
🌊	water wave	:ocean nature ocean surf surfer surfing	4
🎃	jack-o-lantern	celebration halloween pumpkin	5
🎄	Christmas tree	celebration	5
🎆	fireworks	boom celebration entertainment yolo	5
🎇	sparkler	boom celebration fireworks sparkle	5
🧨	firecracker	dynamite explosive fire fireworks light pop popping spark	5
✨	sparkles	* magic sparkle star	5
🎈	balloon	birthday celebrate celebration	5
🎉	party popper	:party :tada awesome birthday celebrate celebration excited hooray tada woohoo	5
🎊	confetti ball	celebrate celebration party woohoo	5
🎋	tanabata tree	banner celebration japanese	5
🎍	pine decoration	:bamboo bamboo celebration japanese plant	5
🎎	Japanese dolls	:dolls celebration doll festival	5
🎏	carp streamer	:flags celebration	5
🎐	wind chime	bell celebration	5
🎑	moon viewing ceremony	:moon_ceremony :rice_scene celebration	5
🧧	red envelope	gift good hóngbāo lai luck money see	5
🎀	ribbon	celebration	5
🎁	wrapped gift	:gift birthday bow box celebration christmas present surprise	5
🎗️	reminder ribbon	celebration	5
🎟️	admission tickets	:tickets ticket	5
🎫	ticket	admission stub	5
🎖️	military medal	award celebration	5
🏆	trophy	champion champs prize slay sport victory win winning	5
🏅	sports medal	award gold winner	5
🥇	1st place medal	:1st :first_place_medal first gold	5
🥈	2nd place medal	:2nd :second_place_medal second silver	5
🥉	3rd place medal	:3rd :third_place_medal bronze third	5
⚽	soccer ball	:soccer football futbol sport	5
⚾	baseball	ball sport	5
🥎	softball	ball glove sports underarm	5
🏀	basketball	ball hoop sport	5
🏐	volleyball	ball game	5
🏈	american football	:football ball bowl sport super	5
🏉	rugby football	ball sport	5
🎾	tennis	ball racquet sport	5
🥏	flying disc	ultimate	5
🎳	bowling	ball game sport strike	5
🏏	cricket game	ball bat	5
🏑	field hockey	ball game stick	5
🏒	ice hockey	:hockey game puck stick	5
🥍	lacrosse	ball goal sports stick	5
🏓	ping pong	ball bat game paddle pingpong table tennis	5
🏸	badminton	birdie game racquet shuttlecock	5
🥊	boxing glove		5
🥋	martial arts uniform	judo karate taekwondo	5
🥅	goal net		5
⛳	flag in hole	:golf golf sport	5
⛸️	ice skate	skating	5
🎣	fishing pole	:fishing_pole_and_fish entertainment fish sport	5
🤿	diving mask	scuba snorkeling	5
🎽	running shirt	:running_shirt_with_sash athletics sash	5
🎿	skis	:ski ski snow sport	5
🛷	sled	luge sledge sleigh snow toboggan	5
🥌	curling stone	game rock	5
🎯	bullseye	:dart :direct_hit bull dart direct entertainment game hit target	5
🪀	yo-yo	fluctuate toy	5
🪁	kite	fly soar	5
🔫	water pistol	:gun :pistol gun handgun revolver tool weapon	5
🎱	pool 8 ball	:8ball :billiards 8ball billiard eight game	5
🔮	crystal ball	fairy fairytale fantasy fortune future magic tale tool	5
🪄	magic wand	magician witch wizard	5
🎮	video game	:controller controller entertainment	5
🕹️	joystick	game video videogame	5
🎰	slot machine	casino gamble gambling game slots	5
🎲	game die	dice entertainment	5
🧩	puzzle piece	:jigsaw clue interlocking jigsaw	5
🧸	teddy bear	plaything plush stuffed toy	5
🪅	piñata	:pinata candy celebrate celebration cinco de festive mayo party pinada pinata	5
🪩	mirror ball	:disco :disco_ball dance disco glitter party	5
🪆	nesting dolls	babooshka baboushka babushka doll matryoshka russia	5
♠️	spade suit	:spades card game	5
♥️	heart suit	:hearts card emotion game hearts	5
♦️	diamond suit	:diamonds card game	5
♣️	club suit	:clubs card clubs game	5
♟️	chess pawn	dupe expendable	5
🃏	joker	:black_joker card game wildcard	5
🀄	mahjong red dragon	:mahjong game	5
🎴	flower playing cards	card game japanese	5
🎭	performing arts	actor actress art entertainment mask theater theatre thespian	5
🖼️	framed picture	:frame_with_picture art frame museum painting	5
🎨	artist palette	:art :palette art artsy arty colorful creative entertainment museum painter painting	5
🧵	thread	needle sewing spool string	5
🪡	sewing needle	embroidery sew stitches sutures tailoring thread	5
🧶	yarn	ball crochet knit	5
🪢	knot	cord rope tangled tie twine twist	5
👓	glasses	:eyeglasses clothing eye eyeglasses eyewear	6
🕶️	sunglasses	dark eye eyewear glasses	6
🥽	goggles	dive eye protection scuba swimming welding	6
🥼	lab coat	clothes doctor dr experiment jacket scientist white	6
🦺	safety vest	emergency	6
👔	necktie	clothing employed serious shirt tie	6
👕	t-shirt	:shirt blue casual clothes clothing collar dressed shopping tshirt weekend	6
👖	jeans	blue casual clothes clothing denim dressed pants shopping trousers weekend	6
🧣	scarf	bundle cold neck up	6
🧤	gloves	hand	6
🧥	coat	brr bundle cold jacket up	6
🧦	socks	stocking	6
👗	dress	clothes clothing dressed fancy shopping	6
👘	kimono	clothing comfortable	6
🥻	sari	clothing dress	6
🩱	one-piece swimsuit	bathing one-piece suit	6
🩲	briefs	bathing one-piece suit swimsuit underwear	6
🩳	shorts	bathing pants suit swimsuit underwear	6
👙	bikini	bathing beach clothing pool suit swim	6
👚	woman’s clothes	:womans_clothes blouse clothing collar dress dressed lady shirt shopping woman	6
🪭	folding hand fan	:folding_fan clack clap cool cooling dance flirt flutter hot shy	6
👛	purse	clothes clothing coin dress fancy handbag shopping	6
👜	handbag	bag clothes clothing dress lady purse shopping	6
👝	clutch bag	:pouch clothes clothing dress handbag pouch purse	6
🛍️	shopping bags	bag hotel	6
🎒	backpack	:school_satchel backpacking bag bookbag education rucksack satchel school	6
🩴	thong sandal	beach flip flop sandals shoe thongs zōri	6
👞	man’s shoe	:mans_shoe brown clothes clothing feet foot kick man shoes shopping	6
👟	running shoe	:athletic_shoe :sneaker athletic clothes clothing fast kick shoes shopping sneaker tennis	6
🥾	hiking boot	backpacking brown camping outdoors shoe	6
🥿	flat shoe	:womans_flat_shoe ballet comfy flats slip-on slipper	6
👠	high-heeled shoe	:high_heel clothes clothing dress fashion heel heels high-heeled shoes shopping stiletto woman	6
👡	woman’s sandal	:sandal clothing shoe woman	6
🩰	ballet shoes	dance	6
👢	woman’s boot	:boot clothes clothing dress shoe shoes shopping woman	6
🪮	hair pick	afro comb groom	6
👑	crown	clothing family king medieval queen royal royalty win	6
👒	woman’s hat	:womans_hat clothes clothing garden hats party woman	6
🎩	top hat	:tophat clothes clothing fancy formal magic tophat	6
🎓	graduation cap	:mortar_board celebration clothing education hat scholar	6
🧢	billed cap	baseball bent dad hat	6
🪖	military helmet	army soldier war warrior	6
⛑️	rescue worker’s helmet	:helmet_with_cross :rescue_worker_helmet aid cross face hat	6
📿	prayer beads	clothing necklace religion	6
💄	lipstick	cosmetics date makeup	6
💍	ring	diamond engaged engagement married romance shiny sparkling wedding	6
💎	gem stone	:gem diamond engagement jewel money romance wedding	6
🔇	muted speaker	:mute :no_sound mute quiet silent sound	6
🔈	speaker low volume	:low_volume :quiet_sound :speaker soft sound	6
🔉	speaker medium volume	:medium_volumne :sound sound	6
🔊	speaker high volume	:high_volume :loud_sound loud music sound	6
📢	loudspeaker	address communication loud public sound	6
📣	megaphone	:mega cheering sound	6
📯	postal horn	post	6
🔔	bell	break church sound	6
🔕	bell with slash	:no_bell forbidden mute no not prohibited quiet silent sound	6
🎼	musical score	music note	6
🎵	musical note	music sound	6
🎶	musical notes	:notes music note sound	6
🎙️	studio microphone	mic music	6
🎚️	level slider	music	6
🎛️	control knobs	music	6
🎤	microphone	karaoke mic music sing sound	6
🎧	headphone	:headphones earbud sound	6
📻	radio	entertainment tbt video	6
🎷	saxophone	instrument music sax	6
🎺	trumpet	instrument music	6
🪊	trombone	brass instrument jazz music sad slide	6
🪗	accordion	box concertina instrument music squeeze squeezebox	6
🎸	guitar	instrument music strat	6
🎹	musical keyboard	instrument music piano	6
🎻	violin	instrument music	6
🪕	banjo	music stringed	6
🥁	drum	drumsticks music	6
🪘	long drum	beat conga instrument rhythm	6
🪇	maracas	cha dance instrument music party percussion rattle shake shaker	6
🪈	flute	band fife flautist instrument marching music orchestra piccolo pipe recorder woodwind	6
🪉	harp	cupid instrument love music orchestra	6
📱	mobile phone	:android :iphone cell communication telephone	6
📲	mobile phone with arrow	:calling :mobile_phone_arrow build call cell communication receive telephone	6
☎️	telephone	phone	6
📞	telephone receiver	communication phone voip	6
📟	pager	communication	6
📠	fax machine	:fax communication	6
🔋	battery		6
🪫	low battery	drained electronic energy power	6
🔌	electric plug	electricity	6
💻	laptop	computer office pc personal	6
🖥️	desktop computer	:computer monitor	6
🖨️	printer	computer	6
⌨️	keyboard	computer	6
🖱️	computer mouse		6
🖲️	trackball	computer	6
💽	computer disk	:minidisc minidisk optical	6
💾	floppy disk	computer	6
💿	optical disk	:cd blu-ray cd computer dvd	6
📀	dvd	blu-ray cd computer disk optical	6
🧮	abacus	calculation calculator	6
🎥	movie camera	bollywood cinema film hollywood record	6
🎞️	film frames	cinema movie	6
📽️	film projector	cinema movie video	6
🎬	clapper board	:clapper action movie	6
📺	television	:tv tv video	6
📷	camera	photo selfie snap tbt trip video	6
📸	camera with flash	video	6
📹	video camera	camcorder tbt	6
📼	videocassette	:vhs old school tape vcr vhs video	6
🔍	magnifying glass tilted left	:mag lab left-pointing science search tool	6
🔎	magnifying glass tilted right	:mag_right contact lab right-pointing science search tool	6
🕯️	candle	light	6
💡	light bulb	:bulb comic electric idea	6
🔦	flashlight	electric light tool torch	6
🏮	red paper lantern	:izakaya_lantern bar light restaurant	6
🪔	diya lamp	light oil	6
📔	notebook with decorative cover	book decorated education school writing	6
📕	closed book	education	6
📖	open book	:book education fantasy knowledge library novels reading	6
📗	green book	education fantasy library reading	6
📘	blue book	education fantasy library reading	6
📙	orange book	education fantasy library reading	6
📚	books	book education fantasy knowledge library novels reading school study	6
📓	notebook		6
📒	ledger	notebook	6
📃	page with curl	document paper	6
📜	scroll	paper	6
📄	page facing up	document paper	6
📰	newspaper	communication news paper	6
🗞️	rolled-up newspaper	news paper rolled-up	6
📑	bookmark tabs	mark marker	6
🔖	bookmark	mark	6
🏷️	label	tag	6
🪙	coin	dollar euro gold metal money rich silver treasure	6
💰	money bag	:moneybag bank bet billion cash cost dollar gold million moneybag paid paying pot rich win	6
🪎	treasure chest	gem gold jewels loot money prize silver valuables wealth	6
💴	yen banknote	:yen bank bill currency money note	6
💵	dollar banknote	:dollar bank bill currency money note	6
💶	euro banknote	:euro 100 bank bill currency money note rich	6
💷	pound banknote	:pound bank bill billion cash currency money note pounds	6
💸	money with wings	bank banknote bill billion cash dollar fly million note pay	6
💳	credit card	bank cash charge money pay	6
🧾	receipt	accounting bookkeeping evidence invoice proof	6
💹	chart increasing with yen	:chart bank currency graph growth market money rise trend upward	6
✉️	envelope	e-mail email letter	6
📧	e-mail	:e-mail :email email letter	6
📨	incoming envelope	delivering e-mail email letter mail receive sent	6
📩	envelope with arrow	communication down e-mail email letter mail outgoing send sent	6
📤	outbox tray	box email letter mail sent	6
📥	inbox tray	box email letter mail receive zero	6
📦	package	box communication delivery parcel shipping	6
📫	closed mailbox with raised flag	:mailbox communication mail postbox	6
📪	closed mailbox with lowered flag	:mailbox_closed mail postbox	6
📬	open mailbox with raised flag	:mailbox_with_mail mail postbox	6
📭	open mailbox with lowered flag	:mailbox_with_no_mail mail postbox	6
📮	postbox	mail mailbox	6
🗳️	ballot box with ballot	:ballot_box	6
✏️	pencil		6
✒️	black nib	pen	6
🖋️	fountain pen		6
🖊️	pen	ballpoint	6
🖌️	paintbrush	painting	6
🖍️	crayon		6
📝	memo	communication media notes pencil	6
💼	briefcase	office	6
📁	file folder		6
📂	open file folder		6
🗂️	card index dividers		6
📅	calendar	:date date	6
📆	tear-off calendar	:calendar tear-off	6
🗒️	spiral notepad	:notepad_spiral note pad	6
🗓️	spiral calendar	:calendar_spiral pad	6
📇	card index	old rolodex school	6
📈	chart increasing	:chart_with_upwards_trend data graph growth right trend up upward	6
📉	chart decreasing	:chart_with_downwards_trend data down downward graph negative trend	6
📊	bar chart	data graph	6
📋	clipboard	do list notes	6
📌	pushpin	collage pin	6
📍	round pushpin	location map pin	6
📎	paperclip		6
🖇️	linked paperclips	:paperclips link paperclip	6
📏	straight ruler	angle edge math straightedge	6
📐	triangular ruler	angle math rule set slide triangle	6
✂️	scissors	cut cutting paper tool	6
🗃️	card file box		6
🗄️	file cabinet	filing paper	6
🗑️	wastebasket	:trashcan can garbage trash waste	6
🔒	locked	:lock closed lock private	6
🔓	unlocked	:unlock cracked lock open unlock	6
🔏	locked with pen	:lock_with_ink_pen ink lock nib privacy	6
🔐	locked with key	:closed_lock_with_key bike closed lock secure	6
🔑	key	keys lock major password unlock	6
🗝️	old key	clue lock	6
🔨	hammer	home improvement repairs tool	6
🪓	axe	ax chop hatchet split wood	6
⛏️	pick	hammer mining tool	6
⚒️	hammer and pick	tool	6
🛠️	hammer and wrench	spanner tool	6
🗡️	dagger	knife weapon	6
⚔️	crossed swords	weapon	6
💣	bomb	boom comic dangerous explosion hot	6
🪃	boomerang	rebound repercussion weapon	6
🏹	bow and arrow	archer archery sagittarius tool weapon zodiac	6
🛡️	shield	weapon	6
🪚	carpentry saw	carpenter cut lumber tool trim	6
🔧	wrench	home improvement spanner tool	6
🪛	screwdriver	flathead handy screw tool	6
🔩	nut and bolt	home improvement tool	6
⚙️	gear	cog cogwheel tool	6
🗜️	clamp	:compression compress tool vice	6
⚖️	balance scale	:scales justice libra scales tool weight zodiac	6
🦯	white cane	:probing_cane accessibility blind probing	6
🔗	link	links	6
⛓️‍💥	broken chain	break breaking cuffs freedom	6
⛓️	chains	chain	6
🪝	hook	catch crook curve ensnare point selling	6
🧰	toolbox	box chest mechanic red tool	6
🧲	magnet	attraction horseshoe magnetic negative positive shape u	6
🪜	ladder	climb rung step	6
🪏	shovel	bury dig garden hole plant scoop snow spade	6
⚗️	alembic	chemistry tool	6
🧪	test tube	chemist chemistry experiment lab science	6
🧫	petri dish	bacteria biologist biology culture lab	6
🧬	dna	:double_helix biologist evolution gene genetics life	6
🔬	microscope	experiment lab science tool	6
🔭	telescope	contact extraterrestrial science tool	6
📡	satellite antenna	aliens contact dish science	6
💉	syringe	doctor flu medicine needle shot sick tool vaccination	6
🩸	drop of blood	bleed donation injury medicine menstruation	6
💊	pill	doctor drugs medicated medicine pills sick vitamin	6
🩹	adhesive bandage	:bandaid	6
🩼	crutch	aid cane disability help hurt injured mobility stick	6
🩺	stethoscope	doctor heart medicine	6
🩻	x-ray	:x-ray :xray bones doctor medical skeleton skull xray	6
🚪	door	back closet front	6
🛗	elevator	accessibility hoist lift	6
🪞	mirror	makeup reflection reflector speculum	6
🪟	window	air frame fresh opening transparent view	6
🛏️	bed	hotel sleep	6
🛋️	couch and lamp	hotel	6
🪑	chair	seat sit	6
🚽	toilet	bathroom	6
🪠	plunger	cup force plumber poop suction toilet	6
🚿	shower	water	6
🛁	bathtub	bath	6
🪤	mouse trap	bait cheese lure mousetrap snare	6
🪒	razor	sharp shave	6
🧴	lotion bottle	moisturizer shampoo sunscreen	6
🧷	safety pin	diaper punk rock	6
🧹	broom	cleaning sweeping witch	6
🧺	basket	farming laundry picnic	6
🧻	roll of paper	:toilet_paper toilet towels	6
🪣	bucket	cask pail vat	6
🧼	soap	bar bathing clean cleaning lather soapdish	6
🫧	bubbles	bubble burp clean floating pearl soap underwater	6
🪥	toothbrush	bathroom brush clean dental hygiene teeth toiletry	6
🧽	sponge	absorbing cleaning porous soak	6
🧯	fire extinguisher	extinguish quench	6
🛒	shopping cart	trolley	6
🚬	cigarette	:smoking smoking	6
⚰️	coffin	dead death vampire	6
🪦	headstone	cemetery dead grave graveyard memorial rip tomb tombstone	6
⚱️	funeral urn	ashes death	6
🧿	nazar amulet	bead blue charm evil-eye talisman	6
🪬	hamsa	amulet fatima fortune guide hand mary miriam palm protect protection	6
🗿	moai	:moyai face moyai statue stoneface travel	6
🪧	placard	card demonstration notice picket plaque protest sign	6
🪪	identification card	:id_card credentials document id license security	6
🏧	ATM sign	:atm automated bank cash money teller	7
🚮	litter in bin sign	:litter_bin :put_litter_in_its_place litterbin	7
🚰	potable water	drinking	7
♿	wheelchair symbol	:handicapped :wheelchair access handicap	7
🚹	men’s room	:mens bathroom lavatory man restroom toilet wc	7
🚺	women’s room	:womens bathroom lavatory restroom toilet wc woman	7
🚻	restroom	:bathroom bathroom lavatory toilet wc	7
🚼	baby symbol	changing	7
🚾	water closet	:wc bathroom lavatory restroom toilet wc	7
🛂	passport control		7
🛃	customs	packing	7
🛄	baggage claim	arrived bags case checked journey packing plane ready travel trip	7
🛅	left luggage	baggage case locker	7
⚠️	warning	caution	7
🚸	children crossing	child pedestrian traffic	7
⛔	no entry	do fail forbidden not pass prohibited traffic	7
🚫	prohibited	:no_entry_sign entry forbidden no not smoke	7
🚳	no bicycles	bicycle bike forbidden not prohibited	7
🚭	no smoking	forbidden not prohibited smoke	7
🚯	no littering	:do_not_litter forbidden litter not prohibited	7
🚱	non-potable water	:non-potable_water dry non-drinking non-potable prohibited	7
🚷	no pedestrians	forbidden not pedestrian prohibited	7
📵	no mobile phones	cell forbidden not phone prohibited telephone	7
🔞	no one under eighteen	:no_one_under_18 :underage 18 age forbidden not prohibited restriction underage	7
☢️	radioactive	sign	7
☣️	biohazard	sign	7
⬆️	up arrow	:arrow_up cardinal direction north	7
↗️	up-right arrow	:arrow_upper_right direction intercardinal northeast up-right	7
➡️	right arrow	:arrow_right cardinal direction east	7
↘️	down-right arrow	:arrow_lower_right direction down-right intercardinal southeast	7
⬇️	down arrow	:arrow_down cardinal direction south	7
↙️	down-left arrow	:arrow_lower_left direction down-left intercardinal southwest	7
⬅️	left arrow	:arrow_left cardinal direction west	7
↖️	up-left arrow	:arrow_upper_left direction intercardinal northwest up-left	7
↕️	up-down arrow	:arrow_up_down up-down	7
↔️	left-right arrow	left-right	7
↩️	right arrow curving left	:arrow_left_hook :leftwards_arrow_with_hook	7
↪️	left arrow curving right	:arrow_right_hook :rightwards_arrow_with_hook	7
⤴️	right arrow curving up	:arrow_heading_up	7
⤵️	right arrow curving down	:arrow_heading_down	7
🔃	clockwise vertical arrows	:arrows_clockwise :clockwise arrow refresh reload	7
🔄	counterclockwise arrows button	:arrows_counterclockwise :counterclockwise again anticlockwise arrow deja refresh rewindershins vu	7
🔙	BACK arrow	:back	7
🔚	END arrow	:end	7
🔛	ON! arrow	:on mark	7
🔜	SOON arrow	:soon brb omw	7
🔝	TOP arrow	:top homie up	7
🛐	place of worship	pray religion	7
⚛️	atom symbol	:atom atheist	7
🕉️	om	hindu religion	7
✡️	star of David	jew jewish judaism religion	7
☸️	wheel of dharma	buddhist religion	7
☯️	yin yang	difficult lives religion tao taoist total yinyang	7
✝️	latin cross	christ christian religion	7
☦️	orthodox cross	christian religion	7
☪️	star and crescent	islam muslim ramadan religion	7
☮️	peace symbol	:peace healing peaceful	7
🕎	menorah	candelabrum candlestick hanukkah jewish judaism religion	7
🔯	dotted six-pointed star	:six_pointed_star fortune jewish judaism six-pointed	7
🪯	khanda	deg fateh khalsa religion sikh sikhism tegh	7
♈	Aries	horoscope ram zodiac	7
♉	Taurus	bull horoscope ox zodiac	7
♊	Gemini	horoscope twins zodiac	7
♋	Cancer	crab horoscope zodiac	7
♌	Leo	horoscope lion zodiac	7
♍	Virgo	horoscope zodiac	7
♎	Libra	balance horoscope justice scales zodiac	7
♏	Scorpio	:scorpius horoscope scorpion scorpius zodiac	7
♐	Sagittarius	archer horoscope zodiac	7
♑	Capricorn	goat horoscope zodiac	7
♒	Aquarius	bearer horoscope water zodiac	7
♓	Pisces	fish horoscope zodiac	7
⛎	Ophiuchus	bearer serpent snake zodiac	7
🔀	shuffle tracks button	:shuffle :twisted_rightwards_arrows arrow crossed	7
🔁	repeat button	:repeat arrow clockwise	7
🔂	repeat single button	:repeat_one arrow clockwise once	7
▶️	play button	:arrow_forward :play arrow right triangle	7
⏩	fast-forward button	:fast_forward arrow double fast-forward	7
⏭️	next track button	:next_track arrow scene triangle	7
⏯️	play or pause button	:play_pause arrow right triangle	7
◀️	reverse button	:arrow_backward :reverse arrow left triangle	7
⏪	fast reverse button	:fast_reverse :rewind arrow double rewind	7
⏮️	last track button	:previous_track arrow previous scene triangle	7
🔼	upwards button	:arrow_up_small :up arrow red up	7
⏫	fast up button	:arrow_double_up :fast_up arrow double	7
🔽	downwards button	:arrow_down_small :down arrow down red	7
⏬	fast down button	:arrow_double_down :fast_down arrow double	7
⏸️	pause button	:pause bar double vertical	7
⏹️	stop button	:stop square	7
⏺️	record button	:record circle	7
⏏️	eject button	:eject	7
🎦	cinema	camera film movie	7
🔅	dim button	:low_brightness brightness low	7
🔆	bright button	:high_brightness brightness light	7
📶	antenna bars	:signal_strength bar cell communication mobile phone signal telephone	7
🛜	wireless	broadband computer connectivity hotspot internet network router smartphone wi-fi wifi wlan	7
📳	vibration mode	cell communication mobile phone telephone	7
📴	mobile phone off	cell telephone	7
♀️	female sign	:female woman	7
♂️	male sign	:male man	7
⚧️	transgender symbol		7
✖️	multiply	:multiplication cancel multiplication sign x ×	7
➕	plus	+	7
➖	minus	- heavy math sign −	7
➗	divide	:division division heavy math sign ÷	7
🟰	heavy equals sign	answer equal equality math	7
♾️	infinity	forever unbounded universal	7
‼️	double exclamation mark	:bangbang :double_exclamation ! !! bangbang punctuation	7
⁉️	exclamation question mark	:exclamation_question :interrobang ! !? ? interrobang punctuation	7
❓	red question mark	:question ? punctuation	7
❔	white question mark	:white_question ? outlined punctuation	7
❕	white exclamation mark	:white_exclamation ! outlined punctuation	7
❗	red exclamation mark	:exclamation ! punctuation	7
〰️	wavy dash	punctuation	7
💱	currency exchange	bank money	7
💲	heavy dollar sign	billion cash charge currency million money pay	7
⚕️	medical symbol	:medical aesculapius medicine staff	7
♻️	recycling symbol	:recycle recycle	7
⚜️	fleur-de-lis	:fleur-de-lis knights	7
🔱	trident emblem	:trident anchor poseidon ship tool	7
📛	name badge		7
🔰	Japanese symbol for beginner	:beginner chevron green leaf tool yellow	7
⭕	hollow red circle	:red_o heavy large o	7
✅	check mark button	:white_check_mark checked checkmark complete completed done fixed tick ✓	7
☑️	check box with check	:ballot_box_with_check ballot checked done off tick ✓	7
✔️	check mark	:heavy_check_mark checked checkmark done heavy tick ✓	7
❌	cross mark	:x cancel multiplication multiply x ×	7
❎	cross mark button	:negative_squared_cross_mark multiplication multiply square x ×	7
➰	curly loop	curl	7
➿	double curly loop	:loop curl	7
〽️	part alternation mark		7
✳️	eight-spoked asterisk	* eight-spoked	7
✴️	eight-pointed star	:eight_pointed_black_star * eight-pointed	7
❇️	sparkle	*	7
©️	copyright	c	7
®️	registered	r	7
™️	trade mark	:tm tm trademark	7
🫟	splatter	drip holi ink liquid mess paint spill stain	7
#️⃣	keycap: #	:hash :number_sign	7
*️⃣	keycap: *	:asterisk	7
0️⃣	keycap: 0	:zero zero	7
1️⃣	keycap: 1	:one one	7
2️⃣	keycap: 2	:two two	7
3️⃣	keycap: 3	:three three	7
4️⃣	keycap: 4	:four four	7
5️⃣	keycap: 5	:five five	7
6️⃣	keycap: 6	:six six	7
7️⃣	keycap: 7	:seven seven	7
8️⃣	keycap: 8	:eight eight	7
9️⃣	keycap: 9	:nine nine	7
🔟	keycap: 10	:ten	7
🔠	input latin uppercase	:capital_abcd abcd letters	7
🔡	input latin lowercase	:abcd abcd letters	7
🔢	input numbers	:1234 1234	7
🔣	input symbols	:symbols % & ♪ 〒	7
🔤	input latin letters	:abc abc alphabet	7
🅰️	A button (blood type)	:a :a_blood blood type	7
🆎	AB button (blood type)	:ab :ab_blood blood type	7
🅱️	B button (blood type)	:b :b_blood blood type	7
🆑	CL button	:cl	7
🆒	COOL button	:cool	7
🆓	FREE button	:free	7
ℹ️	information	:info :information_source i	7
🆔	ID button	:id identity	7
Ⓜ️	circled M	:m circle	7
🆕	NEW button	:new	7
🆖	NG button	:ng	7
🅾️	O button (blood type)	:o :o_blood blood type	7
🆗	OK button	:ok okay	7
🅿️	P button	:parking parking	7
🆘	SOS button	:sos help	7
🆙	UP! button	:up2 mark up	7
🆚	VS button	:vs versus	7
🈁	Japanese “here” button	:ja_here :koko here katakana	7
🈂️	Japanese “service charge” button	:ja_service_charge charge katakana service	7
🈷️	Japanese “monthly amount” button	:ja_monthly_amount amount ideograph monthly	7
🈶	Japanese “not free of charge” button	:ja_not_free_of_carge charge ideograph not	7
🈯	Japanese “reserved” button	:ja_reserved ideograph reserved	7
🉐	Japanese “bargain” button	:ideograph_advantage :ja_bargain bargain ideograph	7
🈹	Japanese “discount” button	:ja_discount discount ideograph	7
🈚	Japanese “free of charge” button	:ja_free_of_charge charge free ideograph	7
🈲	Japanese “prohibited” button	:ja_prohibited ideograph prohibited	7
🉑	Japanese “acceptable” button	:accept :ja_acceptable acceptable ideograph	7
🈸	Japanese “application” button	:ja_application application ideograph	7
🈴	Japanese “passing grade” button	:ja_passing_grade grade ideograph passing	7
🈳	Japanese “vacancy” button	:ja_vacancy ideograph vacancy	7
㊗️	Japanese “congratulations” button	:congratulations :ja_congratulations congratulations ideograph	7
㊙️	Japanese “secret” button	:ja_secret :secret ideograph secret	7
🈺	Japanese “open for business” button	:ja_open_for_business business ideograph open	7
🈵	Japanese “no vacancy” button	:ja_no_vacancy ideograph no vacancy	7
🔴	red circle	geometric	7
🟠	orange circle		7
🟡	yellow circle		7
🟢	green circle		7
🔵	blue circle	geometric	7
🟣	purple circle		7
🟤	brown circle		7
⚫	black circle	geometric	7
⚪	white circle	geometric	7
🟥	red square	card penalty	7
🟧	orange square		7
🟨	yellow square	card penalty	7
🟩	green square		7
🟦	blue square		7
🟪	purple square		7
🟫	brown square		7
⬛	black large square	geometric	7
⬜	white large square	geometric	7
◼️	black medium square	geometric	7
◻️	white medium square	geometric	7
◾	black medium-small square	geometric medium-small	7
◽	white medium-small square	geometric medium-small	7
▪️	black small square	geometric	7
▫️	white small square	geometric	7
🔶	large orange diamond	geometric	7
🔷	large blue diamond	geometric	7
🔸	small orange diamond	geometric	7
🔹	small blue diamond	geometric	7
🔺	red triangle pointed up	:small_red_triangle geometric	7
🔻	red triangle pointed down	:small_red_triangle_down geometric	7
💠	diamond with a dot	:diamond_shape_with_a_dot_inside comic geometric	7
🔘	radio button	geometric	7
🔳	white square button	geometric outlined	7
🔲	black square button	geometric	7
🏁	chequered flag	:checkered_flag checkered finish flags game race racing sport win	8
🚩	triangular flag	:triangular_flag_on_post construction golf post	8
🎌	crossed flags	celebration cross japanese	8
🏴	black flag	waving	8
🏳️	white flag	waving	8
🏳️‍🌈	rainbow flag	bisexual gay genderqueer glbt glbtq lesbian lgbt lgbtq lgbtqia pride queer trans transgender	8
🏳️‍⚧️	transgender flag	blue light pink white	8
🏴‍☠️	pirate flag	:jolly_roger jolly plunder roger treasure	8
🇦🇨	flag: Ascension Island	:ascension_island :flag_ac ac	8
🇦🇩	flag: Andorra	:andorra :flag_ad ad	8
🇦🇪	flag: United Arab Emirates	:flag_ae :united_arab_emirates ae	8
🇦🇫	flag: Afghanistan	:afghanistan :flag_af af	8
🇦🇬	flag: Antigua & Barbuda	:antigua_barbuda :flag_ag ag	8
🇦🇮	flag: Anguilla	:anguilla :flag_ai ai	8
🇦🇱	flag: Albania	:albania :flag_al al	8
🇦🇲	flag: Armenia	:armenia :flag_am am	8
🇦🇴	flag: Angola	:angola :flag_ao ao	8
🇦🇶	flag: Antarctica	:antarctica :flag_aq aq	8
🇦🇷	flag: Argentina	:argentina :flag_ar ar	8
🇦🇸	flag: American Samoa	:american_samoa :flag_as as	8
🇦🇹	flag: Austria	:austria :flag_at at	8
🇦🇺	flag: Australia	:australia :flag_au au	8
🇦🇼	flag: Aruba	:aruba :flag_aw aw	8
🇦🇽	flag: Åland Islands	:aland_islands :flag_ax ax	8
🇦🇿	flag: Azerbaijan	:azerbaijan :flag_az az	8
🇧🇦	flag: Bosnia & Herzegovina	:bosnia_herzegovina :flag_ba ba	8
🇧🇧	flag: Barbados	:barbados :flag_bb bb	8
🇧🇩	flag: Bangladesh	:bangladesh :flag_bd bd	8
🇧🇪	flag: Belgium	:belgium :flag_be be	8
🇧🇫	flag: Burkina Faso	:burkina_faso :flag_bf bf	8
🇧🇬	flag: Bulgaria	:bulgaria :flag_bg bg	8
🇧🇭	flag: Bahrain	:bahrain :flag_bh bh	8
🇧🇮	flag: Burundi	:burundi :flag_bi bi	8
🇧🇯	flag: Benin	:benin :flag_bj bj	8
🇧🇱	flag: St. Barthélemy	:flag_bl :st_barthelemy bl	8
🇧🇲	flag: Bermuda	:bermuda :flag_bm bm	8
🇧🇳	flag: Brunei	:brunei :flag_bn bn	8
🇧🇴	flag: Bolivia	:bolivia :flag_bo bo	8
🇧🇶	flag: Caribbean Netherlands	:caribbean_netherlands :flag_bq bq	8
🇧🇷	flag: Brazil	:brazil :flag_br br	8
🇧🇸	flag: Bahamas	:bahamas :flag_bs bs	8
🇧🇹	flag: Bhutan	:bhutan :flag_bt bt	8
🇧🇻	flag: Bouvet Island	:bouvet_island :flag_bv bv	8
🇧🇼	flag: Botswana	:botswana :flag_bw bw	8
🇧🇾	flag: Belarus	:belarus :flag_by by	8
🇧🇿	flag: Belize	:belize :flag_bz bz	8
🇨🇦	flag: Canada	:canada :flag_ca ca	8
🇨🇨	flag: Cocos (Keeling) Islands	:cocos_islands :flag_cc cc	8
🇨🇩	flag: Congo - Kinshasa	:congo_kinshasa :flag_cd cd	8
🇨🇫	flag: Central African Republic	:central_african_republic :flag_cf cf	8
🇨🇬	flag: Congo - Brazzaville	:congo_brazzaville :flag_cg cg	8
🇨🇭	flag: Switzerland	:flag_ch :switzerland ch	8
🇨🇮	flag: Côte d’Ivoire	:cote_divoire :flag_ci ci	8
🇨🇰	flag: Cook Islands	:cook_islands :flag_ck ck	8
🇨🇱	flag: Chile	:chile :flag_cl cl	8
🇨🇲	flag: Cameroon	:cameroon :flag_cm cm	8
🇨🇳	flag: China	:china :flag_cn cn	8
🇨🇴	flag: Colombia	:colombia :flag_co co	8
🇨🇵	flag: Clipperton Island	:clipperton_island :flag_cp cp	8
🇨🇶	flag: Sark	:flag_cq :sark cq	8
🇨🇷	flag: Costa Rica	:costa_rica :flag_cr cr	8
🇨🇺	flag: Cuba	:cuba :flag_cu cu	8
🇨🇻	flag: Cape Verde	:cape_verde :flag_cv cv	8
🇨🇼	flag: Curaçao	:curacao :flag_cw cw	8
🇨🇽	flag: Christmas Island	:christmas_island :flag_cx cx	8
🇨🇾	flag: Cyprus	:cyprus :flag_cy cy	8
🇨🇿	flag: Czechia	:czech_republic :czechia :flag_cz cz	8
🇩🇪	flag: Germany	:flag_de :germany de	8
🇩🇬	flag: Diego Garcia	:diego_garcia :flag_dg dg	8
🇩🇯	flag: Djibouti	:djibouti :flag_dj dj	8
🇩🇰	flag: Denmark	:denmark :flag_dk dk	8
🇩🇲	flag: Dominica	:dominica :flag_dm dm	8
🇩🇴	flag: Dominican Republic	:dominican_republic :flag_do do	8
🇩🇿	flag: Algeria	:algeria :flag_dz dz	8
🇪🇦	flag: Ceuta & Melilla	:ceuta_melilla :flag_ea ea	8
🇪🇨	flag: Ecuador	:ecuador :flag_ec ec	8
🇪🇪	flag: Estonia	:estonia :flag_ee ee	8
🇪🇬	flag: Egypt	:egypt :flag_eg eg	8
🇪🇭	flag: Western Sahara	:flag_eh :western_sahara eh	8
🇪🇷	flag: Eritrea	:eritrea :flag_er er	8
🇪🇸	flag: Spain	:flag_es :spain es	8
🇪🇹	flag: Ethiopia	:ethiopia :flag_et et	8
🇪🇺	flag: European Union	:european_union :flag_eu eu	8
🇫🇮	flag: Finland	:finland :flag_fi fi	8
🇫🇯	flag: Fiji	:fiji :flag_fj fj	8
🇫🇰	flag: Falkland Islands	:falkland_islands :flag_fk fk	8
🇫🇲	flag: Micronesia	:flag_fm :micronesia fm	8
🇫🇴	flag: Faroe Islands	:faroe_islands :flag_fo fo	8
🇫🇷	flag: France	:flag_fr :france fr	8
🇬🇦	flag: Gabon	:flag_ga :gabon ga	8
🇬🇧	flag: United Kingdom	:flag_gb :uk :united_kingdom gb	8
🇬🇩	flag: Grenada	:flag_gd :grenada gd	8
🇬🇪	flag: Georgia	:flag_ge :georgia ge	8
🇬🇫	flag: French Guiana	:flag_gf :french_guiana gf	8
🇬🇬	flag: Guernsey	:flag_gg :guernsey gg	8
🇬🇭	flag: Ghana	:flag_gh :ghana gh	8
🇬🇮	flag: Gibraltar	:flag_gi :gibraltar gi	8
🇬🇱	flag: Greenland	:flag_gl :greenland gl	8
🇬🇲	flag: Gambia	:flag_gm :gambia gm	8
🇬🇳	flag: Guinea	:flag_gn :guinea gn	8
🇬🇵	flag: Guadeloupe	:flag_gp :guadeloupe gp	8
🇬🇶	flag: Equatorial Guinea	:equatorial_guinea :flag_gq gq	8
🇬🇷	flag: Greece	:flag_gr :greece gr	8
🇬🇸	flag: South Georgia & South Sandwich Islands	:flag_gs :south_georgia_south_sandwich_islands gs	8
🇬🇹	flag: Guatemala	:flag_gt :guatemala gt	8
🇬🇺	flag: Guam	:flag_gu :guam gu	8
🇬🇼	flag: Guinea-Bissau	:flag_gw :guinea_bissau gw	8
🇬🇾	flag: Guyana	:flag_gy :guyana gy	8
🇭🇰	flag: Hong Kong SAR China	:flag_hk :hong_kong hk	8
🇭🇲	flag: Heard & McDonald Islands	:flag_hm :heard_mcdonald_islands hm	8
🇭🇳	flag: Honduras	:flag_hn :honduras hn	8
🇭🇷	flag: Croatia	:croatia :flag_hr hr	8
🇭🇹	flag: Haiti	:flag_ht :haiti ht	8
🇭🇺	flag: Hungary	:flag_hu :hungary hu	8
🇮🇨	flag: Canary Islands	:canary_islands :flag_ic ic	8
🇮🇩	flag: Indonesia	:flag_id :indonesia id	8
🇮🇪	flag: Ireland	:flag_ie :ireland ie	8
🇮🇱	flag: Israel	:flag_il :israel il	8
🇮🇲	flag: Isle of Man	:flag_im :isle_of_man im	8
🇮🇳	flag: India	:flag_in :india in	8
🇮🇴	flag: British Indian Ocean Territory	:british_indian_ocean_territory :flag_io io	8
🇮🇶	flag: Iraq	:flag_iq :iraq iq	8
🇮🇷	flag: Iran	:flag_ir :iran ir	8
🇮🇸	flag: Iceland	:flag_is :iceland is	8
🇮🇹	flag: Italy	:flag_it :italy it	8
🇯🇪	flag: Jersey	:flag_je :jersey je	8
🇯🇲	flag: Jamaica	:flag_jm :jamaica jm	8
🇯🇴	flag: Jordan	:flag_jo :jordan jo	8
🇯🇵	flag: Japan	:flag_jp :japan jp	8
🇰🇪	flag: Kenya	:flag_ke :kenya ke	8
🇰🇬	flag: Kyrgyzstan	:flag_kg :kyrgyzstan kg	8
🇰🇭	flag: Cambodia	:cambodia :flag_kh kh	8
🇰🇮	flag: Kiribati	:flag_ki :kiribati ki	8
🇰🇲	flag: Comoros	:comoros :flag_km km	8
🇰🇳	flag: St. Kitts & Nevis	:flag_kn :st_kitts_nevis kn	8
🇰🇵	flag: North Korea	:flag_kp :north_korea kp	8
🇰🇷	flag: South Korea	:flag_kr :south_korea kr	8
🇰🇼	flag: Kuwait	:flag_kw :kuwait kw	8
🇰🇾	flag: Cayman Islands	:cayman_islands :flag_ky ky	8
🇰🇿	flag: Kazakhstan	:flag_kz :kazakhstan kz	8
🇱🇦	flag: Laos	:flag_la :laos la	8
🇱🇧	flag: Lebanon	:flag_lb :lebanon lb	8
🇱🇨	flag: St. Lucia	:flag_lc :st_lucia lc	8
🇱🇮	flag: Liechtenstein	:flag_li :liechtenstein li	8
🇱🇰	flag: Sri Lanka	:flag_lk :sri_lanka lk	8
🇱🇷	flag: Liberia	:flag_lr :liberia lr	8
🇱🇸	flag: Lesotho	:flag_ls :lesotho ls	8
🇱🇹	flag: Lithuania	:flag_lt :lithuania lt	8
🇱🇺	flag: Luxembourg	:flag_lu :luxembourg lu	8
🇱🇻	flag: Latvia	:flag_lv :latvia lv	8
🇱🇾	flag: Libya	:flag_ly :libya ly	8
🇲🇦	flag: Morocco	:flag_ma :morocco ma	8
🇲🇨	flag: Monaco	:flag_mc :monaco mc	8
🇲🇩	flag: Moldova	:flag_md :moldova md	8
🇲🇪	flag: Montenegro	:flag_me :montenegro me	8
🇲🇫	flag: St. Martin	:flag_mf :st_martin mf	8
🇲🇬	flag: Madagascar	:flag_mg :madagascar mg	8
🇲🇭	flag: Marshall Islands	:flag_mh :marshall_islands mh	8
🇲🇰	flag: North Macedonia	:flag_mk :macedonia mk	8
🇲🇱	flag: Mali	:flag_ml :mali ml	8
🇲🇲	flag: Myanmar (Burma)	:burma :flag_mm :myanmar mm	8
🇲🇳	flag: Mongolia	:flag_mn :mongolia mn	8
🇲🇴	flag: Macao SAR China	:flag_mo :macao :macau mo	8
🇲🇵	flag: Northern Mariana Islands	:flag_mp :northern_mariana_islands mp	8
🇲🇶	flag: Martinique	:flag_mq :martinique mq	8
🇲🇷	flag: Mauritania	:flag_mr :mauritania mr	8
🇲🇸	flag: Montserrat	:flag_ms :montserrat ms	8
🇲🇹	flag: Malta	:flag_mt :malta mt	8
🇲🇺	flag: Mauritius	:flag_mu :mauritius mu	8
🇲🇻	flag: Maldives	:flag_mv :maldives mv	8
🇲🇼	flag: Malawi	:flag_mw :malawi mw	8
🇲🇽	flag: Mexico	:flag_mx :mexico mx	8
🇲🇾	flag: Malaysia	:flag_my :malaysia my	8
🇲🇿	flag: Mozambique	:flag_mz :mozambique mz	8
🇳🇦	flag: Namibia	:flag_na :namibia na	8
🇳🇨	flag: New Caledonia	:flag_nc :new_caledonia nc	8
🇳🇪	flag: Niger	:flag_ne :niger ne	8
🇳🇫	flag: Norfolk Island	:flag_nf :norfolk_island nf	8
🇳🇬	flag: Nigeria	:flag_ng :nigeria ng	8
🇳🇮	flag: Nicaragua	:flag_ni :nicaragua ni	8
🇳🇱	flag: Netherlands	:flag_nl :netherlands nl	8
🇳🇴	flag: Norway	:flag_no :norway no	8
🇳🇵	flag: Nepal	:flag_np :nepal np	8
🇳🇷	flag: Nauru	:flag_nr :nauru nr	8
🇳🇺	flag: Niue	:flag_nu :niue nu	8
🇳🇿	flag: New Zealand	:flag_nz :new_zealand nz	8
🇴🇲	flag: Oman	:flag_om :oman om	8
🇵🇦	flag: Panama	:flag_pa :panama pa	8
🇵🇪	flag: Peru	:flag_pe :peru pe	8
🇵🇫	flag: French Polynesia	:flag_pf :french_polynesia pf	8
🇵🇬	flag: Papua New Guinea	:flag_pg :papua_new_guinea pg	8
🇵🇭	flag: Philippines	:flag_ph :philippines ph	8
🇵🇰	flag: Pakistan	:flag_pk :pakistan pk	8
🇵🇱	flag: Poland	:flag_pl :poland pl	8
🇵🇲	flag: St. Pierre & Miquelon	:flag_pm :st_pierre_miquelon pm	8
🇵🇳	flag: Pitcairn Islands	:flag_pn :pitcairn_islands pn	8
🇵🇷	flag: Puerto Rico	:flag_pr :puerto_rico pr	8
🇵🇸	flag: Palestinian Territories	:flag_ps :palestinian_territories ps	8
🇵🇹	flag: Portugal	:flag_pt :portugal pt	8
🇵🇼	flag: Palau	:flag_pw :palau pw	8
🇵🇾	flag: Paraguay	:flag_py :paraguay py	8
🇶🇦	flag: Qatar	:flag_qa :qatar qa	8
🇷🇪	flag: Réunion	:flag_re :reunion re	8
🇷🇴	flag: Romania	:flag_ro :romania ro	8
🇷🇸	flag: Serbia	:flag_rs :serbia rs	8
🇷🇺	flag: Russia	:flag_ru :russia ru	8
🇷🇼	flag: Rwanda	:flag_rw :rwanda rw	8
🇸🇦	flag: Saudi Arabia	:flag_sa :saudi_arabia sa	8
🇸🇧	flag: Solomon Islands	:flag_sb :solomon_islands sb	8
🇸🇨	flag: Seychelles	:flag_sc :seychelles sc	8
🇸🇩	flag: Sudan	:flag_sd :sudan sd	8
🇸🇪	flag: Sweden	:flag_se :sweden se	8
🇸🇬	flag: Singapore	:flag_sg :singapore sg	8
🇸🇭	flag: St. Helena	:flag_sh :st_helena sh	8
🇸🇮	flag: Slovenia	:flag_si :slovenia si	8
🇸🇯	flag: Svalbard & Jan Mayen	:flag_sj :svalbard_jan_mayen sj	8
🇸🇰	flag: Slovakia	:flag_sk :slovakia sk	8
🇸🇱	flag: Sierra Leone	:flag_sl :sierra_leone sl	8
🇸🇲	flag: San Marino	:flag_sm :san_marino sm	8
🇸🇳	flag: Senegal	:flag_sn :senegal sn	8
🇸🇴	flag: Somalia	:flag_so :somalia so	8
🇸🇷	flag: Suriname	:flag_sr :suriname sr	8
🇸🇸	flag: South Sudan	:flag_ss :south_sudan ss	8
🇸🇹	flag: São Tomé & Príncipe	:flag_st :sao_tome_principe st	8
🇸🇻	flag: El Salvador	:el_salvador :flag_sv sv	8
🇸🇽	flag: Sint Maarten	:flag_sx :sint_maarten sx	8
🇸🇾	flag: Syria	:flag_sy :syria sy	8
🇸🇿	flag: Eswatini	:eswatini :flag_sz :swaziland sz	8
🇹🇦	flag: Tristan da Cunha	:flag_ta :tristan_da_cunha ta	8
🇹🇨	flag: Turks & Caicos Islands	:flag_tc :turks_caicos_islands tc	8
🇹🇩	flag: Chad	:chad :flag_td td	8
🇹🇫	flag: French Southern Territories	:flag_tf :french_southern_territories tf	8
🇹🇬	flag: Togo	:flag_tg :togo tg	8
🇹🇭	flag: Thailand	:flag_th :thailand th	8
🇹🇯	flag: Tajikistan	:flag_tj :tajikistan tj	8
🇹🇰	flag: Tokelau	:flag_tk :tokelau tk	8
🇹🇱	flag: Timor-Leste	:flag_tl :timor_leste tl	8
🇹🇲	flag: Turkmenistan	:flag_tm :turkmenistan tm	8
🇹🇳	flag: Tunisia	:flag_tn :tunisia tn	8
🇹🇴	flag: Tonga	:flag_to :tonga to	8
🇹🇷	flag: Türkiye	:flag_tr :turkey_tr tr	8
🇹🇹	flag: Trinidad & Tobago	:flag_tt :trinidad_tobago tt	8
🇹🇻	flag: Tuvalu	:flag_tv :tuvalu tv	8
🇹🇼	flag: Taiwan	:flag_tw :taiwan tw	8
🇹🇿	flag: Tanzania	:flag_tz :tanzania tz	8
🇺🇦	flag: Ukraine	:flag_ua :ukraine ua	8
🇺🇬	flag: Uganda	:flag_ug :uganda ug	8
🇺🇲	flag: U.S. Outlying Islands	:flag_um :us_outlying_islands um	8
🇺🇳	flag: United Nations	:flag_un :un :united_nations un	8
🇺🇸	flag: United States	:flag_us :united_states :usa us	8
🇺🇾	flag: Uruguay	:flag_uy :uruguay uy	8
🇺🇿	flag: Uzbekistan	:flag_uz :uzbekistan uz	8
🇻🇦	flag: Vatican City	:flag_va :vatican_city va	8
🇻🇨	flag: St. Vincent & Grenadines	:flag_vc :st_vincent_grenadines vc	8
🇻🇪	flag: Venezuela	:flag_ve :venezuela ve	8
🇻🇬	flag: British Virgin Islands	:british_virgin_islands :flag_vg vg	8
🇻🇮	flag: U.S. Virgin Islands	:flag_vi :us_virgin_islands vi	8
🇻🇳	flag: Vietnam	:flag_vn :vietnam vn	8
🇻🇺	flag: Vanuatu	:flag_vu :vanuatu vu	8
🇼🇫	flag: Wallis & Futuna	:flag_wf :wallis_futuna wf	8
🇼🇸	flag: Samoa	:flag_ws :samoa ws	8
🇽🇰	flag: Kosovo	:flag_xk :kosovo xk	8
🇾🇪	flag: Yemen	:flag_ye :yemen ye	8
🇾🇹	flag: Mayotte	:flag_yt :mayotte yt	8
🇿🇦	flag: South Africa	:flag_za :south_africa za	8
🇿🇲	flag: Zambia	:flag_zm :zambia zm	8
🇿🇼	flag: Zimbabwe	:flag_zw :zimbabwe zw	8
🏴󠁧󠁢󠁥󠁮󠁧󠁿	flag: England	:england :flag_gbeng gbeng	8
🏴󠁧󠁢󠁳󠁣󠁴󠁿	flag: Scotland	:flag_gbsct :scotland gbsct	8
🏴󠁧󠁢󠁷󠁬󠁳󠁿	flag: Wales	:flag_gbwls :wales gbwls	8`;
