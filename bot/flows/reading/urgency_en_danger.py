"""English wording of danger, intrusion and loss: lists of words, and which of them together tell of it."""

from __future__ import annotations

import re

from bot.flows.reading import concepts

_LISTS = {
    "intrusion": "ransom*,bitcoin,trojan*,malware,hacker,hackers,hacked,attacker*,intruder*,cyberattack,keylogger,"
    "backdoor,decrypt*,extort*,blackmail*,breached,botnet,compromised,monero,cryptocurrency,"
    "crypto wallet,scrambled,defaced,phished,skimm*,worm,criminals",
    "stranger": "unknown,stranger*,someone,somebody,unauthor*,outsider*,attacker*,hacker*,thief,thieves,criminal*,"
    "foreign,fraudster*,intruder*,scammer*,somebody else,third party,they,imposter,impostor,ex-employee,"
    "nobody we know,not us",
    "intrudes": "inside our,in our network,in our system,in our systems,transferring,transferred,creating,deleting,"
    "deleted,logged in,logging in,remote control,remotely,controlling,taken over,took over,changed the,"
    "changed our,changed all,withdraw*,stealing,stole,copying,downloading,accessed,broke into,"
    "broken into,got into,siphon*,in our name,spoof*,impersonat*,pretending,changed bank,wiping,"
    "on our behalf,replaced our,locking us,reading our,using our,wire transfer*,money out,emptying",
    "records": "data,numbers,records,passwords,credentials,addresses,documents,files,database,accounts,details,"
    "money,photos,contracts,salaries,source code,patient data,page,website,homepage,web shop,site,"
    "customer list,lists,secrets,payroll,recordings",
    "exposed": "published,leaked,for sale,exposed,stolen,dark web,publicly,on a forum,being sold,being copied,"
    "replaced by,political message,being downloaded,visible to everyone,open to everyone,"
    "of other customers,someone else's,defaced,on the internet for,offered,being offered,auctioned,"
    "circulating,handed out",
    "fluid": "oil,acid,gas,ammonia,chlorine,steam,coolant,refrigerant,fuel,petrol,diesel,chemical*,solvent*,water,"
    "lye,sewage,liquid,liquids,hydrogen,oxygen,nitrogen,glycol,ink,paint,fluid,brine,propane,methane,"
    "molten,foam,co2",
    "escapes": "leaking,leaks,leaked,leak,spray*,spill*,pouring,pours,gush*,squirt*,escaping,escapes,running out,"
    "running down,running into,running towards,running over,runs out,runs into,overflow*,everywhere,"
    "shooting out,flowing out,flowing into,coming out of,seeping,all over,dripping onto,dripping into,"
    "dripping on,dripping,drips,bubbling,coming out,blowing out,trickling,oozing,venting,floods,flooding",
    "vessel": "pipe,pipes,hose,hoses,tank,tanks,valve,tube,vessel,boiler,cylinder,drum,seal,gasket,reactor,main,silo",
    "burst": "burst,bursts,ruptured,cracked,exploded,blew up,split open,blown off,torn off,came off",
    "mover": "robot,robots,arm,crane,machine,machines,press,conveyor,door,doors,gate,gates,forklift,forklifts,"
    "vehicle,agv,agvs,lift,elevator,bed,saw,lathe,spindle,barrier,truck,train,blade,cart,hoist,belt,"
    "mixer,escalator,turntable,ride,cable car,excavator,shuttle,axis,platform,winch,bridge,table,drone,"
    "shredder,mower,trawler,ferries,ferris wheel,roller coaster,boat,ship,ferry,wheelchair,tram,bus,car,"
    "cars,boom,ladder,sluice,shutter,shutters,mill,centrifuge,drill,roller,carousel,wagon,scanner table,"
    "grab,x-ray unit,laser,beam,unit,pump,pumps,motor,engine,fan,heater,irradiat*",
    "by itself": "by itself,by themselves,on its own,on their own,uncontrol*,out of control,without command,"
    "without warning,without anyone,without a command,without any command,unexpectedly,no longer obeys,"
    "does not obey,doesn't obey,drifting,has left,ran away,runaway,no longer steers,wrong direction,"
    "at full speed,will not stop,won't stop,cannot be stopped,can't be stopped,keeps running,"
    "keeps spinning,keeps turning",
    "moves": "move,moves,moved,moving,start,starts,started,starting,swing,swings,swung,runs,ran,running,close,"
    "closes,closed,open,opens,opened,drops,dropped,accelerat*,drove,drives,driving,turns,spins,lowered,"
    "lowers,falling,lifts,obeys,heading,drifting,spinning,turning,raced,racing,rolls,rolling,rotates,"
    "rotating,stop,stopped,travels,goes,engine,steers,speed,lowering,rises,crash*,hit,hits,radiating,"
    "heating,pumping,shooting,firing,not stop,stopping",
    "guard": "safety gate,safety door,safety fence,guard,light curtain,protective door,interlock,emergency stop,"
    "e-stop,safety circuit,emergency off,brake,brakes,prison doors,cell doors,prison,approach lights,"
    "runway lights,runway,railings,barriers,crossing,level crossing,traffic lights,fire alarm,sprinkler,"
    "sprinklers,smoke detectors,cell door",
    "guard fails": "is open,was open,no effect,without effect,does not stop,doesn't stop,ignored,ignores,bypassed,"
    "does nothing,no longer stops,fail,fails,failed,not react,not respond,doesn't react,doesn't work,"
    "not work,not brake,no longer lock,no longer locks,not lock,does not lock,don't lock,doesn't lock,"
    "not close,cannot be closed,not stop,keeps going",
    "smell": "smell,smells,smelling,stinks,stink,odour,odor,stench,reeks,fumes",
    "of danger": "burn*,burnt,gas,smoke,scorch*,melted,melting,solvent,chemical*,rotten,chlorine,ammonia,singed,fuel,"
    "petrol,toxic,eyes,cough*,dizzy",
    "hot": "overheat*,swelling,swollen,bulging,red hot,red-hot,glowing,melting,smoulder*,smolder*,scald*,"
    "boiling over,hissing,very hot,burning hot,arcing,sparking,sparked,spark,crackl*,charred,flames",
    "person": "people,person,persons,child,children,man,woman,colleague,colleagues,worker,workers,guest,guests,"
    "passenger*,patient,patients,visitor*,resident*,technician,somebody,someone,lady,family,tenant*,"
    "skier*,driver,operator,nurse,customers,customer,students,employee,employees,tourists,wheelchair,"
    "child's,hand,finger,fingers,arm,foot,leg,hair,riders,miner*,baby,elderly,staff,pupil*,kids,"
    "pensioner*,crew,welder,cook,fitter,electrician,cleaner,member,divers,swimmers",
    "caught": "trapped,stuck in,stuck inside,stuck on,stuck between,locked in,locked inside,locked behind,shut in,"
    "caught in,cannot get out,can't get out,hanging,not get out,at the top,not release,does not release,"
    "doesn't release,in the air,mid-air,halfway,cannot come,can't come down,jammed in,pinned,"
    "under the machine,between the,not open again,between floors,buried,was caught,got caught",
    "hurts": "injured,hurt,unconscious,electrocut*,burned,burnt,crushed,collapsed,shocked,tingl*,nearly hit,"
    "almost hit,bleeding,poison*,suffocat*,fainted,electric shock,at risk,in danger,endangered,"
    "nearly killed,hit by,coughing,closed on,heart attack,stroke,choking,vomiting,burns,lying on,"
    "not breathing,bitten,can't breathe,cannot breathe,feel sick,sick from,headaches,panic,panicking,"
    "fell into,fell off,fell from,slipped",
    "care": "ventilator,ventilators,infusion,defibrillator*,dialysis,incubator*,anaesth*,anesth*,pacemaker*,"
    "life support,heart-lung,oxygen,ecg,monitor,monitors,pump,pumps,insulin,nurse call,nurse-call,dose,"
    "doses,nurse call system,call system,dialysis machines,syringe,scanner,endoscope,ecmo,oxygen supply,"
    "x-ray,ventilation,telemetry,laser,implant,pharmacy,medicine,medicines,medication,drug,drugs,"
    "blood groups",
    "patient": "patient,patients,operation,surgery,procedure,operating,baby,babies,icu,ward,newborn*,theatre,"
    "resident,residents,dialysis,infusion,ventilator,ventilators,intensive,wards,hospital,treatment,"
    "clinic,nurse,nurses,surgeon,surgeons,infant*,medical,operating room,midwife,paramedic*,ambulance*,"
    "birth,pharmacy,medicine,medicines,medication",
    "goes wrong": "wrong,dark,black,silent,blank,off,stop,stops,stopped,froze,frozen,not,no,quit,failed,fails,dead,"
    "doesn't,don't,isn't,won't,can't,cannot,double,false,alarm,mixed,mute,falling,dropping,sinking,"
    "switched off,shut off,went off,dies,died,low,failing,down,lost,freezes,reboots,restarts,without,"
    "stuck,swapped,shows nothing,unreadable,gone,cut",
    "cold": "fridge*,freezer*,refrigerat*,cold room,cold store,cold storage,cold chain,cooling,chiller,vaccine*,"
    "samples,blood,insulin,plasma,embryo*,cooler,coolers,deep-freeze,reefer,milk,meat,fish,organs,"
    "ice cream,medicines,tissue,lab freezer,organ,transport box,ice,ice rink,truck of,dairy,sperm,"
    "culture,cultures,bacteria,reagents,seafood,frozen goods,food,produce,groceries,serum,transfusion",
    "warms": "warming,warm,warmer,rising,rises,climbing,climbs,thaw*,defrost*,spoil*,sour,rotting,melting,"
    "going bad,perish*,above zero,going up,heating up,go bad,lost its cooling,lost cooling,no cooling,"
    "not cooling,too warm,is now minus,not cold,not freezing,alarm went off,off since,without cooling,"
    "switched itself off,stopped cooling,above limit,hotter,hot,rot,rots",
    "level": "pressure,temperature,temperatures,level,levels,speed,voltage,radiation,concentration,co2,humidity,"
    "minus,alarm,sensor,detector,gauge,river,flow,frequency,vibration,turbine,rpm",
    "runs away": "keeps climbing,keeps rising,is rising,rising fast,climbing,too high,out of control,red zone,"
    "over the limit,above the limit,dangerously,critical,far above,keeps going,exceed*,rises and,falling,"
    "falling fast,sinking,dropping fast,howling,screaming,red,off the scale,shoots up,shooting up,"
    "collapsing,climbs,going up fast,keeps falling,keeps dropping,alarming",
    "living": "pigs,cows,cattle,animals,chickens,chicks,hens,fish,crop,crops,plants,seedlings,birds,horses,sheep,"
    "calves,poultry,salmon,bees,trees,harvest,livestock,flowers",
    "dies": "die,dying,dies,died,suffocat*,drown*,starv*,wilting,wither*,freeze,without,heat stress,perish*",
    "scope": "all,every,whole,entire,both,each,hundred,hundreds,thousands,everyone,everybody,guests,residents,"
    "patients,tenants,building,hotel,village,town,hospital,campus,school,floor,district,ward,wards,"
    "airport,station,stations,households,rooms,branches,shops,stores,plant,factory,site,office,villages,"
    "houses,families,passengers,street,doctors,nurses,block,tower,tower block,kindergarten,streets,"
    "municipality,surgeons,teachers,drivers,pilots,prison,home,nursing home,cinema,stadium,tunnel,mall,"
    "port,farm,pupils",
    "lacks": "without,have no,has no,had no,there is no,is no,got no,having no,with no,lost all,lost their,"
    "lost its,without any,have lost,has lost,deprived of,ran out of,cut off from",
    "supply": "water,heat,heating,electricity,power,light,lights,network,phone,phones,internet,ventilation,gas,"
    "signal,lighting,cooling,hot,telephone,telephones,connection,wifi,access,electric,air,reception,"
    "mains,alarm,alarms,records,medical records,lifts,elevators,toilets,orders,files,radio,email,radar,"
    "gps,drinking water,fuel,charts,cards,oxygen,cash,screens",
    "business": "all,every,whole,entire,both,scada,plant,line,lines,machines,stations,phones,phone,system,systems,"
    "server,servers,belt,belts,mill,control,production,control room,switchboard,hotline,tills,registers,"
    "platform,fleet,network,terminals,pumps,ships,trains,flights,turbines,warehouse,compressor,generator,"
    "kitchen,portal,database,cash machines,cash machine,atms,atm,ticket,checkout,gates,turnstiles,ovens,"
    "cranes,orders,all our,counters,parking,barriers,signals,radar,tower,customs,website,web shop,kilns,"
    "printing press,press,mixers,bookings,transfers,payments,deliveries,runway,approach lights,aircraft,"
    "doors of,reservations,prescriptions,results",
    "gone": "has quit,have quit,quit,silent,blank,shows nothing,show nothing,no values,ground to,under water,"
    "print nothing,prints nothing,running blind,swallow*,gone dark,went dark,lights out,white page,"
    "packed up,given up,conked out,empty screens,flying blind,up in,seized,at zero,ceased,bricked,wiped,"
    "refuses,refuse,refused,jammed,spit out,spits out,spitting,giving out,wrong prices,for free,"
    "gone cold,wrong price,free of charge,mute,dead silent,garbled,upside down,gibberish,stand still,"
    "zero euros,charged twice,double charged,charging twice,not budging,hangs,given out,paralysed,"
    "never arrive,no longer arrive,no picture,only noise,have vanished,has vanished,vanished,disappeared,"
    "bounce,bounces,bounced,lights are off,is off,are off,returned unpaid,evaporated,deleted,won't stop,"
    "no longer works,no longer work,no longer answers,no longer answer,no longer responds,"
    "no longer opens,no longer reach",
    "soon": "in an hour,in one hour,in two hours,in half an,within the hour,in minutes,minutes left,hour left,"
    "hours left,by noon,by midnight,at noon,before noon,until noon,in thirty minutes,in twenty minutes,"
    "in ten minutes,in five minutes,in fifteen minutes,in three hours,before midnight,o'clock,#time,"
    "tonight,any minute,minutes away,an hour away,before closing",
    "today": "today,this morning,this afternoon,this evening,tonight,#time,noon,midnight,tomorrow morning,end of day",
    "stake": "has to be,have to be,must,deadline,due,payroll,exam,exams,tender,contract,broadcast,live,election,"
    "launch,wedding,salaries,wages,customs,auction,concert,premiere,final,hearing,closing,tax,filing,"
    "penalty,kick-off,match,results,elections,published,published tonight,ceremony,show,stream,game,race,"
    "departure,surgery,conference,bid,bids,applications,application,exam board,grades,closing date,"
    "ultimatum,bookkeeping,court,delivery,opening,release,polls,votes,funeral",
    "impossible": "cannot,can't,can not,couldn't,unable,crash,crashes,crashed,crashing,abort*,white,blank,error,errors,"
    "dead,reject*,refuse,refuses,refused,won't,doesn't,does not,do not,don't,fail,fails,failed,failing,"
    "nothing,no power,is down,are down,no sound,no picture,no signal,has no,have no,freezes,frozen,froze,"
    "is not,are not,isn't,timeout,times out,not open,not start,black,gone,locked out,dark,only shows,"
    "hangs,hanging,502,503,500,404,hung,stuck,spins,timed out,keeps loading,loops,not upload,not load,"
    "no longer,isn't loading,mute,silent,without,buffering,empty,gives up,quit,quits",
    "send": "turn,turning,turned,send,sending,sent,sends,going,go,walk,walking,diverted,diverting,divert,moved",
    "away": "away,home,out of the,elsewhere,to other hospitals,off the premises",
    "leaves": "evacuat*,broken off,abandoned,called off,cancelled,canceled,turned away,sent home,sending home,"
    "walking out,had to close,have to close,forced to close,closed the,aborted,suspend,suspended,lay off",
    "trouble": "because,since,as the,cannot,can't,screen,screens,system,display,server,cooling,#stop,not,no,"
    "software,doors,ammonia,hall,gas,due to,offline,without,nothing",
    "small": "a little,slightly,a bit,a few drops,coffee,tiny,small,drip,slow drip,not leaking,no leak,no smell,"
    "nothing leaks,no leaks,manual,brochure,button label,wallpaper,sticker,typo,invoice,poster,dried up,"
    "dry again,can we order,remote control of,was inspected,is it possible,asks for,would like,"
    "recalibrate,cosmetic,forgot,icon,colour,color,cosmetics",
}
_TABLE = concepts.lookup(_LISTS, ",")
_WORD = re.compile(r"#?[a-z0-9][a-z0-9'-]*")
_TIME = re.compile(r"\b(?:before|by|at|until|till) \d{1,2}(?::\d\d)?\b|\b\d{1,3} (?:minutes?|mins?|hours?)\b")

#: Somebody or something is in danger.
DANGER = concepts.rules(
    "fluid+escapes,vessel+burst,mover+by itself+moves,guard+guard fails,smell+of danger,hot,person+caught,"
    "person+hurts,care+patient+goes wrong,cold+warms,level+runs away,living+dies"
)
#: Business stands still, or is being robbed.
STANDSTILL = concepts.rules(
    "intrusion,stranger+intrudes,records+exposed,scope+lacks+supply,business+gone,soon+impossible,"
    "today+stake+impossible,person+send+away,leaves+trouble"
)
VETOES = (
    re.compile(
        r"\bnext (?:week|month|year|\w+day)\b|\b(?:we|it) will (?:shut|close|stop|be)\b|\bsome day\b"
        r"|\bno need to\b|\b(?:manual|brochure|specification|data sheet) (?:says|states|mentions)\b"
        r"|^\W{0,5}(?:my|the \w+ (?:at|on) my)\b|\bdried up\b"
        r"|\bremote control of\b|\b(?:i have|i had) a question\b|\bthank(?:s| you)\b"
    ),
)


def named(said: str) -> frozenset[str]:
    """Returns the concepts in a sentence in lower case; none when it says that it is a small thing."""
    words = _WORD.findall(said.replace("\u2019", "'"))
    if _TIME.search(said):
        words.append("#time")
    found = concepts.in_words(_TABLE, words)
    return frozenset() if "small" in found else found
