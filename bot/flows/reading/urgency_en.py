"""English wording of a standstill, as bounded patterns over one sentence in lower case."""

from __future__ import annotations

import re

_SCOPE = (
    r"(?:everything|everyone|everybody|nothing|nobody|no[ -]one|none of (?:us|our|the|them)|any of (?:our|us)"
    r"|no (?:\w+ ){0,2}(?:user|staff|employee|colleague|customer|client|guest|patient|student|order|payment|call|"
    r"machine|"
    r"computer|pc|server|system|till|terminal|department|connectivity|connection|sample|transaction)s?"
    r"|all (?:(?:of )?(?:the|our|my|these) )?(?:\w+ ){0,3}\w+|every (?:single )?\w+|each (?:of our )?\w+"
    r"|whole|entire|entirely|complete|completely|total|totally|(?:company|site|plant|office|building|campus)[- ]wide"
    r"|across (?:the|all|our)|both (?:\w+ )?(?:buildings|sites|plants|lines)|(?:hundreds|dozens|thousands) of"
    r"|\d{2,5} (?:\w+ )?(?:people|users|employees|staff|colleagues|students|computers|pcs|workstations|terminals)"
    r"|any (?:user|department|service|order|customer)s?)"
)
_CRITICAL = (
    r"(?:production|assembly|bottling|packing|paint|press)(?: \w+)?|(?:production |assembly |bottling )?lines?(?: \w+)?"
    r"|plant|factory|warehouse|shop|store|tills?|cash (?:registers?|desks?)|checkouts?|pos|payments?|payment \w+"
    r"|(?:booking|ordering|order|admission|dispatch|ticket|reservation|telephone|phone|trading|banking|billing|patient|"
    r"hospital|monitoring|alarm|core|main|central|control) (?:\w+ )?(?:system|site|platform|server|application|"
    r"database|"
    r"switch|router|gateway|network|software|room|screens?|disks?|array)s?"
    r"|web ?sites?|(?:web|online) ?(?:shop|store)|servers?|network|internet|wi-?fi|erp|sap|mes|scada|database|data"
    r" cent(?:er|re)"
    r"|(?:e-?mail|mail|file|print|database|application|web|prescription) (?:server|gateway|system)s?|mail|e-?mail"
    r"|phones|phone lines?|switchboard|hotline|call cent(?:er|re)|gateway|firewall|vpn|domain controller|storage(?:"
    r" \w+)?"
    r"|x-?ray(?: \w+)?|ct scanner|mri|operating room|emergency (?:room|department)|intensive care|ward|pharmacy|lab\w*"
    r"|conveyor|furnace|chiller|cooling|boiler|robots?(?: cell)?|press shop|weighbridge|elevators?|lifts?|system|"
    r"business|"
    r"branch|platform|virtual machines|power|heating|doors|gates|machines?"
)
_FAIL = (
    r"(?:down|stopped|stops|stop working|stand(?:s|ing)? still|stood still|(?:at|to) a (?:complete |total"
    r" )?(?:standstill|"
    r"halt|stop)|halted|offline|off-line|dead|out of (?:service|order|action|business|operation)|crash(?:ed|es|ing)?"
    r"|fail(?:ed|s|ing|ure)?|collapsed|frozen|froze|gone|lost|unreachable|unavailable|inaccessible|impossible|idle|"
    r"stuck|black"
    r"|(?:does|do|did|is|are|was|has|have)(?: not|n'?t) (?:\w+ )?(?:work\w*|respond\w*|react\w*|reachable|available|"
    r"load\w*|"
    r"running|run|print\w*|start\w*|open\w*|connect\w*|answer\w*|boot\w*|come up|come through|coming through|"
    r"deliver\w*|produc\w*)"
    r"|not (?:working|responding|reachable|available|delivering|loading|running|connecting|coming)"
    r"|won'?t (?:\w+ )?(?:start|load|open|print|boot|connect|run|work)|refus\w+ to|(?:has|have|is) broken|"
    r"broke(?:n)? down|died"
    r"|(?:can|is able to|are able to|works|reacts|prints|starts|runs|comes (?:up|back)|responds|moves|leaves|opens|"
    r"loads|connects)\b"
    r"|(?:can ?not|can'?t|could not|couldn'?t|unable to|not able to)|outage|blackout|paraly[sz]ed|locked out|cut"
    r" off|shut down"
    r"|encrypted|blocked|corrupted|affected|waiting|waits?|restart\w* in a loop|blue screens?|without (?:\w+"
    r" )?(?:power|"
    r"network|internet|phones?|connection)|(?:has|have|with) no (?:power|network|internet|phones?|connection)|errors?\b"
    r"|hav(?:e|ing) (?:an |the same )?(?:problem|outage)|drop(?:ped|s)? out|is out\b|are out\b|interrupted|reject\w+)"
)
# With these subjects the bare "can" and "works" mean the opposite: "nobody can log in", "nothing works".
_NONE = r"(?:nothing|nobody|no[ -]one|none of (?:us|our|the|them)|no (?:\w+ ){1,3})"
_HARD = (
    r"(?:down|stopped|stand(?:s|ing)? still|(?:at|to) a (?:complete |total )?(?:standstill|halt|stop)|halted|"
    r"offline|dead|died"
    r"|out of (?:service|order|action|operation)|crash(?:ed|es|ing)|collapsed|unreachable|unavailable|not reachable|"
    r"gone|tripped"
    r"|has failed|have failed|failed\b|stuck|black\b|corrupted|broke down|idle|keeps? crashing"
    r"|(?:does|do|is|are)(?: not|n'?t) (?:respond\w*|reachable|available|working|work|delivering|open|load)|outage|"
    r"is out\b"
    r"|won'?t boot|interrupted|paraly[sz]ed|lost (?:contact|its connection|connection)|run dry|fire alarm|shut down)"
)
_DO = (
    r"(?:work|log ?in|sign in|log ?on|connect|access|print|ship|sell|pay|book|check in|check out|produce|invoice|"
    r"serve|bill|"
    r"clock in|operate|admit|treat|deliver|trade|dispense|take (?:\w+ )?(?:orders?|calls?|payments?|bookings?)|"
    r"process \w+|"
    r"register|enter|restart the|leave|be (?:sent|processed|reached|served|treated|produced|shipped|printed)|dispatch|"
    r"continue|do (?:our|any|anything)|reach (?:us|any)|run|open|stay connected|use|receive|send)"
)
_CANNOT = r"(?:can ?not|can'?t|could not|couldn'?t|unable to|not able to|impossible to|no longer)"

RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"\b{_NONE}.{{0,60}}\b{_FAIL}",
        r"\b(?:nobody|no[ -]one|none of (?:us|our|the|them)|not (?:a single|one))\b(?! (?:else|complain|notic|"
        r"touch|like|"
        r"know|answer|use|was hurt|has complain|have complain|had complain|told|came|call|ask|want|ever|is hurt|has"
        r" asked|wrote))",
        r"\b(?:every|all|each|everybody'?s|everyone'?s|everywhere)\b.{0,60}\b(?:no |not |n't |errors?\b|blue screen|"
        r"blank|black\b|"
        r"dead\b|down\b|fail|refus|reject|lost\b|stuck|froze|crash|offline|locked|stopped|unable)",
        r"\b(?:we|they|it) (?:had to |have )?(?:lose|loses|bleed\w*|are bleeding)|bleeding money|\bwe lose\b|"
        r"cancel\w* (?:\w+ )?"
        r"(?:contracts?|orders?|surger\w+|operations?|flights?)|postponed because|gets? paid today|penalt(?:y|ies)",
        r"\bnothing (?:\w+ )?(?:goes|comes|gets|leaves|moves|passes|arrives|reacts|helps|prints|boots|loads)\b(?!"
        r" (?:wrong|above))",
        r"\blost (?!my )(?:\w+ ){0,2}(?:control|visuali[sz]ation|access|supervision|steering|everything|telemetry|"
        r"all)\b",
        r"\b(?:data|files?|records|database|backups?|orders) (?:\w+ ){0,2}(?:vanished|disappeared|wiped|destroyed|"
        r"corrupt\w*|deleted)",
        r"\b(?:our|the|all|both|these) (?:\w+ ){0,4}(?:\w+s|fleet|staff|team|equipment|system|network|plant|line|"
        r"site|store|shop|ward|"
        r"factory|warehouse) (?:do|does|have|has|are|is|can|will|could)(?: ?not|n't|'t) (?!like|want|need|know|"
        r"agree|understand|"
        r"remember|mind|care|seem|look|happy|sure|urgent|fit|match|have to|believe|see the point)",
        r"\b(?:can ?not|can'?t|could not|couldn'?t) be (?:reached|sent|met|kept|paid|shipped|sold|done|made|opened|"
        r"served|treated|"
        r"loaded|processed|produced|delivered|admitted|dispatched|closed|controlled|stopped|started)",
        r"\b(?:all|every\w*|our (?:whole )?(?:\w+ )?(?:staff|team|employees|users)|employees|users) .{0,40}"
        r"(?:kicked|thrown|logged) (?:out|off)|disconnected",
        r"\b(?:floor|ward|plant|factory|office|building|site|branch|branches|stores?|shops?|department|team|school|"
        r"hospital|warehouse|"
        r"cent(?:er|re)|station|clinic|hotel|campus|terminal|room) (?:has|have|is without|are without|with|got)"
        r" (?:no|zero)\b",
        r"\bwhole (?:company|office|plant|team|shift|site|department|hospital|school) (?:is |are )?(?:waiting|"
        r"standing|idle|blocked|stuck)"
        r"|\b(?:customers|clients|patients|guests) (?:are |keep )?(?:screaming|shouting|furious|leaving|angry|"
        r"running away|cancel\w*)",
        r"\b(?:is|are) (?:completely |totally |all )?(?:stuck|blocked|closed|cut off|locked)\b.{0,60}\b(?:system|"
        r"server|software|everyone|"
        r"anyone|we|today|department|because)",
        r"\b(?:have|has|had) stopped (?:production|work|all|the|selling|shipping)",
        rf"\b{_SCOPE}\b.{{0,60}}\b(?!can\b|works|reacts|prints|starts|runs|opens|loads|connects|is able|are"
        rf" able){_FAIL}",
        rf"\b{_FAIL}\b.{{0,25}}\b(?:for |in |on |at |of |to )?(?:all|every|everyone|everybody|everywhere|any of|"
        r"(?:the )?(?:whole|entire)|company|both)\b",
        rf"\b(?:{_CRITICAL})(?! printer| cable| drive| folder| card)\b.{{0,40}}\b{_HARD}",
        rf"\b{_HARD}\b.{{0,12}}\b(?:at (?:headquarters|head office)|server|network|in both|in all)\b",
        r"\b(?:server|network|system|power|production|total|complete|major|internet) "
        r"(?:crash|outage|failure|standstill|blackout|down)\b",
        rf"\b(?:we|customers?|clients?|guests|passengers|patients|users|staff|our \w+|(?:the )?\w+ department|branch|"
        rf"store|lorries|trucks|it) (?:\w+ )?{_CANNOT} (?:\w+ ){{0,2}}{_DO}",
        r"\b(?:los(?:e|es|ing|t)|cost(?:s|ing)?(?: us)?|miss(?:ing)?) (?:\w+ ){0,3}(?:orders?|money|customers?|"
        r"business|revenue|sales|"
        r"patients|product|thousands|millions|dollars|euros|production)|(?:thousands|millions) (?:of \w+ )?(?:per|"
        r"an|every) "
        r"(?:hour|minute|day)|zero sales|orders? (?:get|are|is) lost|throw(?:ing)? away|(?:will|would) spoil|out of"
        r" business",
        r"\b(?:sent?|sending|send) (?:\w+ ){0,3}home|\b(?:customers|patients|passengers|guests|trucks|lorries|"
        r"people|shift|staff|"
        r"cars|parcels|workers|students) (?:\w+ ){0,3}(?:waiting|wait|waits|queu\w+|stuck|leaving|lin(?:e|ing) up|"
        r"pil(?:e|ing) up|"
        r"turned away|trapped)|(?:queue|line) (?:\w+ ){0,2}(?:out of|around|to the) |pil(?:e|ing) up|people"
        r" (?:inside|trapped)",
        r"\bransom\w*|\bhack(?:ed|ers?|ing)\b|cyber ?-?attack|under attack|\b(?:malware|virus)\b.{0,30}(?:server|"
        r"spread|all|network)|"
        r"files? (?:\w+ ){0,3}encrypted|encrypted (?:all|every|our)|data (?:\w+ ){0,2}(?:leak\w*|stolen|gone|breach)|"
        r"(?:steal|leak)ing (?:\w+ )?data|lost (?:\w+ ){0,2}data|data loss|security breach|intruder",
        r"\b(?:urgent(?:ly)?|asap|emergency|mayday|sos|disaster|catastroph\w+|showstopper|major incident|p1|"
        r"sev(?:erity)? ?-?(?:1|one)|"
        r"(?:top|highest|first) priority|priority (?:1|one)|life and death|critical(?:ly)?\b(?! thinking| path))",
        r"\b(?:need|send|call|help|come|engineer|technician|somebody|someone|please)\b.{0,40}"
        r"\b(?:immediately|right now|right away|at once|this minute|hurry)",
        r"dead in the water|(?:come|came|brought) to (?:a|an) (?:\w+ )?(?:halt|standstill|stop)|at a standstill|"
        r"everything is frozen|"
        r"(?:had|have|has) to (?:stop|close|shut|evacuate)|stopped working entirely|business (?:has |is )?(?:come|"
        r"stopped|interrupted)|"
        r"(?:we|staff) (?:have |had to )?stopped working|cut off from",
        r"^\W{0,5}(?:(?:\w+ ){0,4}(?:down|offline|dead))\W{0,10}!{2,}|\bno (?:internet|power|network|phones)\b(?:"
        r" at all|,|$| in| anywhere)",
    )
)
#: Something stands still for good: a standstill unless it is one person's own device.
HARD = re.compile(
    r"\b(?:is|are|was|were|went|goes|go|been|be|'s|'re|still|again|completely|totally|all|both|just|suddenly|now)"
    r" down\b"
    r"|\bdown (?:since|for|again|at|in|!|now)|\bdown\W{0,5}$|^\W{0,5}\w+ down\b|\boffline\b|\bdead\b|\bdied\b"
    r"|\b(?:stopped|stops|halted|crashed|crashes|collapsed|paraly[sz]ed|tripped|jammed solid|at a halt)\b"
    r"|\b(?:went|gone|goes|turned|stay|stays|is|are|all) (?:black|blank|dark)\b|\bfroz\w+|\boutages?\b|\bblackout"
    r"|\b(?:stand(?:s|ing)?|stood) (?:still|around|idle)|\bidle\b|\bstandstill\b|\bunreachable|\bunavailable|"
    r"\binaccessible"
    r"|\bnot (?:responding|reachable|available|reacting)|\b(?:do|does|did)(?: not|n'?t) (?:respond|react|answer|"
    r"boot|come up)"
    r"|\bout of (?:service|order|action|operation)|\blost (?:\w+ )?(?:signal|contact|connection|connectivity|power|"
    r"network)"
    r"|\b(?:no|zero|without(?: any)?|total loss of|complete loss of|loss of) (?:\w+ )?(?:connection|connectivity|"
    r"power|signal|"
    r"internet|network|telephony|phones?|dial tone|heating|communication)\b"
    r"|\b(?:won'?t|will not|refuses? to|failed to|cannot|can'?t) (?:boot|start up|start again|come (?:back|up|online))"
    r"|\bfilling with|\bhas failed\b|\bhave failed\b|\b(?:cooling|power|system|server|gateway|network|supply) failed"
)
_MINOR_THINGS = (
    "printer scanner mouse keyboard headset monitor laptop notebook projector tablet webcam camera lamp light badge"
    " toner"
    " chair copier plotter fan pc computer workstation display attachment account speaker doorbell cable clock"
    " button folder"
    " export pdf report list coffee logo font newsletter door rack cabinet"
    " outlook word excel teams plugin battery charger remote tv television handset extension tray drawer lid"
    " door-bell pen"
)
MINOR = re.compile(
    rf"\b(?:{'|'.join(_MINOR_THINGS.split())})\b|\bmy (?:own )?(?:\w+ )?(?:phone|screen|mailbox|email|account|app|"
    rf"vpn|desk)\b"
    r"|\b(?:some|a few|several|certain|occasionally|partly|partially|slow|slower|slowly|sporadic\w*|intermittent\w*)\b"
    r"|\b(?:one|single|old|spare|test|second|another) (?:\w+ )?(?:of|user|customer|colleague|employee|server|switch|"
    r"phone|screen|router|machine|till|sensor)\b"
)
#: Business words and words for a failure: together in one sentence they tell of a standstill.
_BUSINESS_WORDS = (
    "all every everyone everybody everything everywhere whole entire entirely none nobody nothing both company"
    " factory plant mill"
    " hospital clinic ward pharmacy theatre bank branch branches shop shops store stores supermarket warehouse port"
    " airport station"
    " terminal school campus exam office offices building headquarters floor site sites hotel restaurant kitchen"
    " production line lines"
    " workers workforce staff employees customers clients patients guests passengers visitors students agents crew"
    " users system"
    " systems server servers network website webshop database databases switchboard phones internet cloud"
    " operations business"
    " machines trucks lorries orders payments sales deliveries fleet turbine reactor boiler freezer checkout"
    " booking surgery"
    " wan backbone core mainframe cluster erp mes scada pos wms"
)
BUSINESS = re.compile(
    rf"\b(?:{'|'.join(_BUSINESS_WORDS.split())})\b|\b\d{{2,5}} (?:\w+ )?(?:people|users|agents|colleagues)\b"
)
FAILURE = re.compile(
    r"\b(?:gone|broken down|broke|broken|burn(?:ed|t) out|ceased|suspended|silent|idle|unusable|taken over|delayed|"
    r"grounded|shut down|"
    r"locked|stuck|blocked|crash\w*|fail(?:s|ed|ure|ing)|dark|dead|down|offline|stopped|halted|lost|stolen|"
    r"destroyed|corrupt\w*|"
    r"unresponsive|hang(?:s|ing)?|hung|frozen|froze|cut|refused|rejected|waiting|sent home|logged out|kicked out|"
    r"spoil\w*|"
    r"standstill|outage|paraly[sz]ed|impossible|out of control|flat|collaps\w*)\b"
    r"|\b(?:can ?not|can'?t|could not|couldn'?t|unable to|won'?t|will not) |\b(?:has|have|had|got|with|there is|"
    r"there's) no (?!problem|issue|question|complaint|objection|idea|time|comment|rush|hurry|need|impact)"
    r"|\bclos(?:es|ed) (?:itself|by itself)|\b(?:restarts|reboots|quits)\b|n't (?:\w+ )?(?:work|respond|load|start|"
    r"open|print|run|move|"
    r"answer|connect|boot|react|function)|\bnot (?:\w+ )?(?:working|responding|loading|starting|running|reachable|"
    r"available)"
)
#: Where even one dead computer is a standstill.
GRAVE = re.compile(
    r"\b(?:fire brigade|fire department|police|ambulances?|hospital|emergency (?:room|department|call|centre|"
    r"center)|dispatch|surgery|"
    r"operating (?:room|theatre)|intensive care|icu|patients?|control room|production|assembly|reactor|air traffic|"
    r"all)\b"
)
#: Danger to people or to the house: somebody must look at once, whether or not business stands still.
DANGER = (
    re.compile(
        r"\b(?:on fire|caught fire|smok(?:e|ing) (?:\w+ ){0,3}(?:from|out|in|inside)|there is (?:a )?(?:fire|smoke)|"
        r"sparks|burning|"
        r"flood(?:ed|ing)|water (?:\w+ ){0,3}(?:server|rack|cabinet|data cent)|gas leak|explo(?:ded|sion)|electric"
        r" shock|injured|"
        r"life[- ]threatening|someone (?:is )?hurt)"
    ),
)
VETOES = tuple(
    re.compile(rule)
    for rule in (
        # said of something that is not there
        r"\bno (?:\w+ ){1,3}(?:is|was|are|were|seems?) (?:stuck|jammed|lost|damaged|broken|missing|affected)\b",
        # a question about what might be, not a report of what is
        r"\b(?:what (?:happens|if|should|would|do|to do)|in case|if\b.{0,60}\b(?:goes|go|went|should|were|ever|"
        r"again|happens|stops?|"
        r"fails?|crash\w*))",
        r"^\W{0,5}(?:how|when|where|which|who|what|do you|does|is (?!(?:any|some)\w* (?:there|here))|are (?!you"
        r" there)|could you (?:tell|"
        r"explain|send)|can you (?:tell|explain|send))\b.{0,200}\?",
        r"\b(?:prevent|avoid|protect (?:us|ourselves)?)\b|\b(?:drill|failover test|exercise|simulat\w+|newsletter|"
        r"article|webinar)\b",
        r"^\W{0,5}(?:can|could|would|will|may|should) (?:all|every\w*|we|i|it|the|our)\b.{0,200}\?",
        r"\b(?:asks?|asked|asking|wonder\w*|curious) (?:whether|if|about|for|how|what)\b",
        r"\b(?:some|a few|certain) (?:of (?:our|the) )?(?:users|colleagues|customers|employees|people|pcs|computers)\b",
        # over, or planned
        r"\b(?:planned|scheduled|(?:will|going to) be (?:down|offline|shut|closed|switched|unavailable))\b",
        r"(?<!since )(?<!since the )\b(?:yesterday|last (?:week|month|year|night|time|summer|winter|\w+day)|in"
        r" (?:january|february|march|"
        r"april|may|june|july|august|september|october|november|december|20\d\d)|(?:days|weeks|months) ago|back then)\b"
        r"(?!.{0,80}\b(?:still|now|today|cannot|can't|is|are|keeps)\b)",
        r"\btest (?:server|system|environment|machine|lab)|\b(?:sandbox|staging)\b",
        r"\b(?:critical (?:update|patch|path|acclaim)|emergency (?:exit|light|lighting|sign|contact|number|drill|"
        r"button))\b",
        r"\b(?:would like|(?<!they )(?<!and )want|plan(?:ning)?|consider\w*|interested|quote|offer|training|"
        r"licen[cs]es?)\b(?!.{0,60}\b(?:down|stopped|dead)\b)",
        r"\b(?:nothing|no|not|never|isn'?t|aren'?t|wasn'?t) (?:\w+ ){0,2}(?:serious|urgent|important|special|"
        r"critical|emergency|downtime|"
        r"outages?|to worry|problems?|issues?|impact|complaints?)",
        r"\beverything (?:is |was |runs |went |works |has been )?(?:\w+ )?(?:fine|ok|okay|good|well|perfect\w*|"
        r"smooth\w*|works|running|again)",
        r"\b(?:without (?:any )?(?:problems?|trouble|downtime|issues?)|false alarm|came back by)",
        r"\b(?:just|once) (?:once|wanted|checking)|\bonly once\b|\bwhen you have (?:the )?time|\bwhenever you|\bnow"
        r" and then|from time to time",
    )
)
# Words that speak about the whole message: it is over, it concerns one person, or he says himself that it can wait.
CALM = re.compile(
    r"\bnot (?:\w+ ){0,2}urgent|\bno (?:hurry|rush)|\b(?:non|less)[- ]urgent|\bnot (?:an? )?(?:emergency|critical)|"
    r"\bno emergency"
    r"|\bonly (?:me|my(?: own)? (?:\w+ )?(?:account|pc|computer|laptop|phone|user|mailbox)|mine|affects me|one user|"
    r"on my)\b"
    r"|\b(?:every(?:one|body|thing) else|all (?:the )?others?|others|my colleagues|the others) (?:is|are|can|works?|"
    r"has|have) ?"
    r"(?:fine|ok|okay|work\w*|can|normal\w*|no problems?|able)?"
    r"|^(?!.*(?:\b(?:no|not|never|nothing|nobody|none|cannot|until|before|unless)\b|n't\b)).*\b(?:works?|working|"
    r"runs?|running|up|online) again\b(?! (?:and )?(?:down|crash))"
    r"|\bback (?:up|online|to normal)\b|\b(?:has|have) been (?:resolved|solved|fixed|restored|repaired)|\bis"
    r" (?:resolved|solved|over|fixed|repaired|restored)(?! (?:cost|rate|price|ip|address))\b"
    r"|\ball (?:is )?(?:fine|good|well|ok)\b|\byou can close\b"
)
