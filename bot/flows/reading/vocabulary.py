"""Words that are not names: what remarks, requests and device names are made of. In lower case."""

from __future__ import annotations

#: Words that make a remark out of a few words; none of them is part of an organisation's or a person's name.
REMARKS = frozenset(
    "it its it's is are was were be been am i i'm you he she we they me my your his her our their us them this that these those there here"
    " also still again not no yes yeah nope ok okay please help thanks thank hi hello hey sorry what why how when where who which whose"
    " does do did don't doesn't didn't isn't aren't wasn't can can't cannot could would should will won't has have had hasn't haven't"
    " and but or so because since until if then than too very really quite just only even already now soon later today tomorrow yesterday"
    " smells smell stinks smoke smoking noise noisy loud burning hot cold wet broken broke works work working worked stopped stops stop"
    " started starts start fails failed failing failure crash crashed crashes down up off on out slow slowly fast beeps beeping blinks blinking"
    " flashing leaking leaks leak jam jammed stuck dead offline hurry urgent urgently asap quick quickly immediately wait waiting"
    " need needs want wants try tried trying see seen saw look looks looking get gets got getting make makes made know knows think thought"
    " everything nothing something anything everybody nobody somebody everyone someone always never sometimes often maybe perhaps"
    " problem problems issue issues error errors fault trouble question update wrong bad worse good better fine great same other another more"
    " some any every each all both few many much lot bit little big small new old first last next since before after about"
    " none unknown private nothing skip later sure correct right exactly never mind nevermind forget whatever dunno idk"
    " doing going coming being having asking calling writing talking saying told said ask asked tell call called sent send".split()
)
#: Words with a capital letter that are no person: devices, programs, makers, departments, roles, calendar words.
_THINGS = (
    "printer scanner copier server router switch firewall laptop notebook computer pc workstation desktop monitor screen display keyboard mouse"
    " headset phone telephone tablet camera projector machine machines device devices system systems network internet wifi email mail database"
    " software hardware application app website web site page portal program programme office windows linux ubuntu mac macos android ios word"
    " excel outlook powerpoint teams sharepoint onedrive chrome firefox edge safari zoom skype slack telegram whatsapp sap erp crm vpn dns dhcp"
    " remote desktop active directory exchange azure aws google microsoft apple dell hp hewlett packard canon epson brother xerox ricoh kyocera"
    " konica minolta lexmark lenovo asus acer toshiba samsung lg sony philips panasonic siemens bosch abb schneider fanuc omron mitsubishi honeywell"
    " cisco juniper fortinet huawei zte netgear tp-link ubiquiti synology qnap intel amd nvidia vmware oracle adobe zebra datalogic cognex keyence"
    " laserjet deskjet officejet pixma ecotank thinkpad latitude inspiron optiplex poweredge elitebook probook proliant macbook iphone ipad surface"
    " blue black red green yellow white orange screen error code fatal critical warning urgent help urgently please emergency asap important info"
    " information question request order invoice ticket case problem issue fault failure outage down complaint feedback quote quotation offer"
    " priority re fwd fw aw wg subject regards best kind warm many thanks thank sincerely yours cheers greetings wishes dear hello hi hey good"
    " morning afternoon evening day night weekend monday tuesday wednesday thursday friday saturday sunday january february march april june july"
    " august september october november december today tomorrow yesterday christmas easter team support service services customer desk helpdesk"
    " department accounting accounts finance hr it sales marketing purchasing procurement logistics reception warehouse production engineering"
    " quality maintenance facility facilities operations management administration admin legal research development dev building floor room hall"
    " line gate manager director head chief ceo cto cfo coo cio vp president engineer technician assistant secretary officer supervisor"
    " administrator specialist coordinator consultant analyst developer lead senior junior intern nurse teacher plant factory store shop branch"
    " serial number model type version release software update firmware driver manual north south east west central new york san los angeles"
    " the a an our my your his her its we you they he she it i this that these those there nobody everybody everyone everything nothing no yes not"
    " and or but if when while because since for from to of in on at with by as is are was were be been has have had do does did can could will"
    " would should may might must what why how who where which all some any every each other another many much more most very too so just only"
    " still again also now then here soon later after before until need needs want would like working works broken stopped since"
    " sir madam mister all colleagues friends folks ladies gentlemen sirs whom concern may ringback bot robot automatic reply noreply"
    " mobile cell tel fax phone email address street road avenue suite sent iphone android get unsubscribe confidential"
)
NOT_PERSONS = frozenset(_THINGS.split())
MAKERS = frozenset(
    "google microsoft apple dell hp hewlett packard canon epson brother xerox ricoh kyocera konica minolta lexmark lenovo asus acer toshiba samsung"
    " lg sony philips panasonic siemens bosch abb schneider fanuc omron mitsubishi honeywell cisco juniper fortinet huawei zte netgear tp-link"
    " ubiquiti synology qnap intel amd nvidia vmware oracle adobe zebra datalogic cognex keyence sap dhl ups fedex tnt gls hermes dpd amazon ebay"
    " ibm fujitsu sharp oki avaya mitel yealink poly logitech hikvision dahua apc eaton".split()
)
MAKERS_ZH = (
    "戴尔", "惠普", "佳能", "爱普生", "兄弟", "施乐", "理光", "京瓷", "柯尼卡", "联想", "华硕", "宏碁", "东芝", "三星", "索尼", "飞利浦", "松下", "西门子", "博世",
    "施耐德", "发那科", "欧姆龙", "三菱", "霍尼韦尔", "思科", "华为", "中兴", "新华三", "锐捷", "微软", "苹果", "甲骨文", "用友", "金蝶", "海康", "大华", "斑马",
    "奔图", "浪潮", "曙光", "小米", "顺丰", "京东", "圆通", "中通", "申通", "韵达", "德邦", "电信", "移动", "联通", "阿里", "腾讯", "百度",
)  # fmt: skip
PLACES = frozenset(
    "berlin hamburg munich cologne frankfurt stuttgart dusseldorf düsseldorf münchen köln leipzig dresden bremen hannover vienna wien graz linz salzburg"
    " zurich zürich geneva basel bern london manchester birmingham leeds liverpool bristol glasgow edinburgh cardiff belfast oxford cambridge dublin"
    " cork paris lyon marseille lille toulouse nice bordeaux madrid barcelona valencia seville bilbao lisbon porto rome milan turin naples venice"
    " florence bologna amsterdam rotterdam utrecht eindhoven brussels antwerp ghent luxembourg copenhagen aarhus oslo bergen stockholm gothenburg"
    " malmö helsinki tampere warsaw krakow wroclaw gdansk prague brno budapest bucharest sofia belgrade zagreb ljubljana athens istanbul ankara kyiv"
    " moscow tallinn riga vilnius boston chicago houston dallas austin seattle denver phoenix atlanta miami detroit portland philadelphia washington"
    " toronto montreal vancouver ottawa calgary sydney melbourne brisbane perth adelaide auckland wellington singapore tokyo osaka kyoto seoul busan"
    " beijing shanghai shenzhen guangzhou hangzhou suzhou nanjing wuhan chengdu chongqing tianjin qingdao dalian xiamen ningbo dongguan foshan xian"
    " taipei hongkong macau bangkok hanoi manila jakarta delhi mumbai bangalore chennai kolkata hyderabad pune dubai doha riyadh cairo lagos nairobi"
    " accra johannesburg durban london's mexico lima bogota santiago germany france italy spain portugal austria switzerland netherlands belgium"
    " denmark norway sweden finland poland czechia hungary romania greece turkey ukraine russia britain england scotland wales ireland uk usa us eu"
    " canada australia zealand japan korea china taiwan thailand vietnam malaysia indonesia philippines india pakistan brazil argentina chile"
    " colombia egypt nigeria kenya africa europe asia america".split()
)
