"""The words that mark an organisation's name in Latin letters: its legal form, or what it is."""

from __future__ import annotations

import re

_LEGAL = (
    r"(?:ltd|limited|inc|incorporated|gmbh|llc|llp|plc|corp|corporation|company|co|ag|kg|kgaa|se|oy|oyj|ab|as|a/s|"
    r"aps|b\.?v|n\.?v|s\.?a|s\.?r\.?l|s\.?p\.?a|sarl|sas|"
    r"s\.?l|pty|pte|bhd|sdn|e\.?v|ug|ohg|k\.?k|d\.?o\.?o|s\.?r\.?o|sp\.? z o\.?o\.?|"
    r"[op]?jsc|ooo|zrt|kft|lda|ltda|gbr|pvt|oü|uab|cic)"
)
_KIND = (
    r"(?:university|hospital|school|college|bank|clinic|institute|group|hotel|logistics|foundation|council|airport|"
    r"museum|library|aquarium|zoo|planetarium|observatory|monastery|town hall|city hall|(?:nursing|care"
    r"|retirement) home|"
    r"laborator(?:y|ies)|labs?|pharmacy|"
    r"brewery|bakery|insurance|holdings?|partners|associates|solutions|systems|technologies|technology|industries|"
    r"trading|services|consulting|motors|foods|textiles|"
    r"engineering|manufacturing|steel|shipping|airlines|ministry|academy|kindergarten|hospice|surgery|practice|"
    r"medical cent(?:er|re)|cent(?:er|re)|trust|society|"
    r"association|charity|church|restaurant|supermarket|stores|bros|brothers|& sons|& co|werke|stadtwerke|"
    r"universität|krankenhaus|klinikum|schule|sparkasse|"
    r"electronics|pharmaceuticals|pharma|chemicals|plastics|packaging|printing|media|studios?|farms?|mills?|works|"
    r"energy|power|water|railways?|transport|freight|"
    r"infirmary|dental|veterinary|vets?|police|police department|fire department|department|county|district|"
    r"parish|priory|abbey|"
    r"caf[eé]|bistro|inn|diner|bar|grill|kitchen|deli|butchers?|grocers?|florists?|nurser(?:y|ies)|"
    r"garden cent(?:er|re)|gardens|"
    r"distillery|winery|vineyards?|dairy|creamery|orchards?|ranch|stables|kennels|marina|boatyard|shipyard|"
    r"quarr(?:y|ies)|"
    r"foundry|castings|forge|fabrication|metals|plating|tyres?|tires?|garage|autos?|cycles|printworks|print|press|"
    r"publishing|"
    r"bookshop|books|records|gallery|theatre|theater|cinema|arena|stadium|leisure|fitness|gym|pools?|spa|resort|"
    r"lodge|hostel|"
    r"apartments|estates|realty|properties|homes|housing|construction|builders|roofing|plumbing|electrical|"
    r"heating|cooling|"
    r"carpentry|joinery|windows|doors|interiors|architects?|surveyors|solicitors|legal|law|accountants?|"
    r"courthouse|court|"
    r"prison|fire station|station|terminal|port|harbou?r|ferries|couriers?|haulage|cargo|removals|storage|"
    r"warehousing|cold chain|"
    r"chain|laundry|cleaners|garments|apparel|fashion|fabrics|mattresses|jewell?ers|signs|lighting|solar|wind|"
    r"renewables|recycling|"
    r"waste|environmental|biotech|genomics|diagnostics|semiconductor|micro|automation|controls|precision|"
    r"mould(?:ing)?s?|tooling|"
    r"capital|ventures|dynamics|robotics|instruments|optics|aerospace|automotive|furniture|ceramics|paper|glass|"
    r"tools|machinery|guest ?house|house|homes?|clubs?|shop|store|market|supermarkets?|tours|travel|"
    r"events|rentals?|toys|uniforms|optical|exports?|imports?|impianti|logistik|vertrieb|verlag|praxis|klinik"
    r"|apotheke|manor|"
    r"apartments?|academy|parking|shipyard|winer(?:y|ies)|convenience|express|motel)"
)
ENDS_LEGAL = re.compile(rf"\b{_LEGAL}\.?$", re.IGNORECASE)
ENDS_KIND = re.compile(rf"\b{_KIND}\.?$", re.IGNORECASE)
