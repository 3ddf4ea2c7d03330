"""What the lines around news look like: notices, labels of teasers, sign-offs, stamps, talk of the site about itself.

The words are those of English, Turkish, Arabic, Persian, Russian, Spanish, French, Portuguese, Indonesian, German,
Italian and Serbo-Croatian. Every function takes one line, without the line break, and says what it is by its looks
alone.
"""

import re
from functools import lru_cache

NOTICE_KEYS = (
    "©",
    "(c)",
    "copyright",
    "right",
    "reserv",
    "reproduc",
    "reprint",
    "republi",
    "re-use",
    "reuse",
    "redistribut",
    "without",
    "creative",
    "attribution-",
    "cc",
    "propert",
    "may not be",
    "can be",
    "may be",
    "free to",
    "hak",
    "izinsiz",
    "derechos",
    "prohib",
    "droit",
    "rechte",
    "nachdruck",
    "direitos",
    "proib",
    "diritti",
    "riservata",
    "dilarang",
    "prava",
    "zabranjeno",
    "прав",
    "перепечатка",
    "حقوق",
    "الحقوق",
    "版权",
    "सर्वाधिकार",
    "use of",
    "legal",
    "reproduction",
)
"""A notice has at least one of these in it; asked first, because that is twenty times as fast as the full form."""

NOTICE = re.compile(
    r"""©|\(c\)\s*(?:19|20)\d\d|\bcopyright\b(?!\s+(?:law|case|claim|suit|infring|disput|bill|reform|act\b|holders?\s+(?:sued|say|said)))
    |\ball\s+(?:the\s+)?(?:content|text|material)s?\b.{0,60}\b(?:is\s+the\s+)?property\s+of\b
    |\b(?:all|some)\s+rights?\b.{0,120}?\b(?:reserved|belong)\b|\brights\s+reserved\b
    |\b(?:legal|copyright)\s+(?:warning|notice)\b\s*[:.]
    |\bmay\s+not\s+be\s+(?:reproduced|republished|reprinted|rewritten|redistributed|copied|published,|(?:used|published|broadcast)\s+
    (?:or|in\s+(?:whole|any|part)|without))
    |\b(?:do\s+not|not\s+to\s+be)\s+reproduced?\b|\breproduction\s+(?:reserved|prohibited|only|is\s+(?:prohibited|forbidden))
    |\b(?:re-?use|reproduction|redistribution|republication|reprinting)\s+of\s+(?:our|this|its|the|any|[A-Z]\w+)\s+(?:\w+\s+){0,3}?
    (?:content|articles?|texts?|material|reports?|stories|site)\b.{0,120}\b(?:permi\w+|consent|prohibited|forbidden|allowed|requires|licen[cs]e)
    |\buse\s+of\s+(?:our|its|this\s+site's)\s+(?:content|articles?|texts?|stories)\b
    |\bwithout\s+(?:the\s+)?(?:prior\s+|express\s+)*(?:written|explicit)\s+(?:permission|consent|agreement|authori[sz]ation|contract|approval)\b
    |\bwithout\s+(?:a|an)\s+written\s+(?:contract|agreement|permission|consent)\b
    |\b(?:creative\s+commons|attribution-(?:noncommercial|sharealike|noderiv))|\bCC[\s-](?:BY|0)(?:[\s-](?:NC|SA|ND))*\b
    |\b(?:may|can)\s+be\s+(?:reprinted|reproduced|republished|shared|copied|reused)\s+(?:freely|free|for\s+free|provided|with\s+(?:credit|attribution)|if\b|under\b)
    |\b(?:articles?|texts?|stories|content)\b.{0,40}\bfree\s+to\s+(?:republish|reprint|share|use)\b
    |\btüm\s+hak(?:lar)?ı\s+saklıdır|\bher\s+hakkı\s+saklıdır|\bhakları\b.{0,80}\b(?:saklıdır|aittir)|\bizinsiz\s+(?:kullan|kopyala|alıntı|yayın)
    |\b(?:todos\s+)?(?:los\s+)?derechos\s+reservados|\bprohibida\s+(?:su\s+|la\s+)?reproducci[oó]n|\breservados\s+todos\s+los\s+derechos
    |\btous\s+(?:les\s+)?droits\s+(?:r[eé]serv[eé]s|de\s+reproduction)|\bdroits?\s+de\s+reproduction\b|\breproduction\s+(?:interdite|totale)
    |\balle\s+rechte\s+vorbehalten|\bnachdruck\b.{0,40}\b(?:verboten|genehmigung|untersagt)
    |\btodos\s+(?:os\s+)?direitos\s+reservados|\bproibida\s+a\s+reprodu[cç][aã]o|\bdireitos\s+autorais
    |\btutti\s+i\s+diritti\s+riservati|\briproduzione\s+riservata|\bhak\s+cipta\b|\bdilarang\s+(?:mengutip|memperbanyak|mereproduksi)
    |\bsva\s+prava\s+zadr[zž]ana|\bzabranjeno\s+preuzimanje|\bвсе\s+права\s+(?:защищены|принадлежат|сохранены)|\bперепечатка\b
    |\bправа\s+на\s+материалы|جميع\s+الحقوق\s+محفوظة|حقوق\s+النشر|كافة\s+الحقوق|تمامی?\s+حقوق|کلیه\s+حقوق|版权所有|सर्वाधिकार\s+सुरक्षित""",
    re.IGNORECASE | re.VERBOSE,
)
NOTICE_MAX_WORDS = 120
"""Words; a longer line is a story that speaks of rights. The longest legal notices of agencies have about 90."""

NOTICE_MAX_CHARS = 1500
TALK_MAX_CHARS = 400
SIGN_OFF_CHARS = 120
"""Characters at the end of a line that are asked for a sign-off; lines over TALK_MAX_CHARS are no talk of the site."""

LABEL = re.compile(
    r"""^\W*(?:
    read\s+(?:also|more|next|on)|also\s+read|see\s+also|also\s+(?:in|on)\s+[\w\s]{2,30}|related(?:\s+(?:stories|articles?|news|topics|content|links|coverage|posts|reading))?
    |more\s+(?:news|stories|headlines|articles|reading|coverage|on\s+this\s+(?:story|topic)|from\s+[\w\s]{2,30}|in\s+[\w\s]{2,20})|other\s+(?:news|stories|headlines)|in\s+other\s+news
    |most\s+(?:read|viewed|popular|shared|recent)|popular(?:\s+(?:now|stories|posts|news))?|trending(?:\s+(?:now|stories))?|latest(?:\s+(?:news|stories|headlines|updates|articles))?
    |top\s+(?:stories|news|headlines)|editor'?s?['’]?\s+(?:picks?|choice)|recommended(?:\s+(?:for\s+you|stories|reading))?|you\s+(?:might|may)\s+(?:also\s+)?(?:like|be\s+interested\s+in)(?:\s+also)?
    |you\s+may\s+also\s+be\s+interested\s+in|explore\s+more|don['’]?t\s+miss|news\s+in\s+brief|headlines|breaking(?:\s+news)?|what\s+to\s+read\s+next|up\s+next|elsewhere(?:\s+on\s+[\w\s]{2,20})?
    |further\s+reading|keep\s+reading|next\s+(?:article|story)|today'?s\s+(?:top\s+)?(?:stories|headlines)|from\s+(?:the\s+)?(?:archives?|our\s+\w+)
    |son\s+dakika|ilgili\s+haberler?|diğer\s+haberler|çok\s+okunanlar|öne\s+çıkanlar|ayrıca\s+(?:bkz|okuyun)
    |lea\s+tambi[eé]n|le\s+puede\s+interesar|te\s+puede\s+interesar|más\s+(?:noticias|le[ií]das?)|noticias\s+relacionadas|ver\s+tambi[eé]n|[uú]ltimas\s+noticias
    |lire\s+aussi|[aà]\s+lire(?:\s+aussi|\s+[eé]galement)?|sur\s+le\s+m[eê]me\s+sujet|les\s+plus\s+lus|voir\s+aussi|articles?\s+(?:li[eé]s|connexes)
    |leia\s+(?:tamb[eé]m|mais)|veja\s+(?:tamb[eé]m|mais)|mais\s+lidas|not[ií]cias\s+relacionadas|lesen\s+sie\s+auch|mehr\s+zum\s+thema|meistgelesen|auch\s+interessant|weitere\s+(?:meldungen|nachrichten)
    |baca\s+juga|berita\s+terkait|terpopuler|leggi\s+anche|pročitajte\s+još|najčitanije|povezane\s+vesti|najnovije
    |читайте\s+также|по\s+теме|самое\s+читаемое|последние\s+новости|другие\s+новости|اقرأ\s+(?:أيضا|أيضًا|المزيد)|أخبار\s+ذات\s+صلة|الأكثر\s+قراءة|بیشتر\s+بخوانید|مطالب\s+مرتبط|اخبار\s+مرتبط|相关(?:新闻|阅读)|यह\s+भी\s+पढ़ें
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)

SITE_TALK = re.compile(
    r"""(?:\b(?:use|uses|using|store|accept|our)\s+(?:[\w\s]{0,20}\s)?cookies?\b|^(?:please\s+)?(?:sign|log)\s+(?:up|in)\b|\bsign\s+up\s+(?:here|now|for\s+(?:our|the))\b|\bsubscribe\s+(?:to|now|for|here)\b|^subscribe|unsubscribe|\b(?:our|free|daily|weekly)\s+newsletters?\b|your\s+e-?mail|e-?mail\s+address|in\s+your\s+inbox|\b(?:get|receive)\s+(?:them|it|our)\b.{0,40}\bby\s+e-?mail
    |follow\s+us|join\s+(?:the\s+conversation|us\s+on|our)|download\s+(?:our|the)\s+app|privacy\s+policy|^terms\s+(?:of\s+(?:use|service)|and\s+conditions)|(?:your|us)\s+feedback
    |article\s+continues|story\s+continues|scroll\s+(?:down|to)|click\s+here|share\s+this|copy\s+link|^\W*filed\s+under|\btags?\s*:|^\W*topics?\s*:
    |support\s+(?:us|our\s+journalism)|donate\s+(?:now|today)|listen\s+(?:live|to\s+this)|watch\s+live|add\s+a\s+comment|^\W*\d+\s+comments?\W*$|leave\s+a\s+(?:comment|reply)|min(?:utes?)?\s+read\b
    |skip\s+(?:to|next)|back\s+to\s+top|all\s+(?:the\s+)?news\s+you\s+need|morning\s+brief\s*:|was\s+this\s+letter\s+forwarded|press\s+complaints|enable\s+javascript|turn\s+on\s+notifications|your\s+browser)""",
    re.IGNORECASE | re.VERBOSE,
)
ADVERTISEMENT = re.compile(
    r"^\W*(?:advertisement|sponsored|promoted|paid\s+content|anzeige|publicidad|publicité|reklam|реклама|إعلان)\b", re.I
)

AGENCY = r"[A-ZİÇŞĞÜÖ][\w./&-]{1,11}"
SIGN_OFF_END = re.compile(
    rf"""[.!?…]["'”’»]?\s*(?:\((?!(?i:more|photo|video|see|read|pictured|applause|laugh)\w*\))"""
    rf"""(?:{AGENCY}|[A-Z][\w]+(?:[ ][A-Z]\w+){{0,3}}|END|ENDS)\)|[-–—]\s?[A-Z]{{2,8}})\s*\.?$"""
)
SIGN_OFF_LINE = re.compile(
    r"""^\W*(?:[A-Z]{2,6}(?:/[a-z]{1,4}){1,4}|[a-z]{2,4}/[a-z]{2,4}\b.{0,60}|\(?(?:ENDS?|End)\b.{0,30}|\#\#\#|-30-|[-–—]\s*[A-Z]{2,8}
    |\(?(?i:additional\ reporting|reporting|writing|editing|edited|compiled|translated|written)\ (?i:by)\b
    .{2,160})\W*$""",
    re.VERBOSE,
)

CLOCK = re.compile(
    r"^\W{0,3}(?P<h>[01]?\d|2[0-3])(?P<mark>[:.h])(?P<min>[0-5]\d)(?!\d)(?:[:.][0-5]\d)?\s*(?:[ap]\.?\s?m\b\.?)?\s*(?:GMT|UTC|BST|CET|CEST|E[SD]?T|local\s+time|hrs?|h)?(?:\s*[+-]\d{1,2}(?::\d\d)?)?\s*[-–—:|·]?\s*",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[•▪◦*»›→>-])\s+")
DATELINE = re.compile(
    r"""^(?:[A-ZÀ-ÞİŞĞ][\w'’.-]*(?:[ ,]+(?:[A-ZÀ-ÞİŞĞ][\w'’.-]*|al|de|la|el|du|of|the))*?)
    (?:,\s*[^-–—]{2,30}?)?\s*(?:\((?:[A-Z][\w./&\s-]{1,30})\)\s*\.?\s*[-–—:]+|[–—]|\s-\s|\.-|--)\s*(?=\S)""",
    re.VERBOSE,
)
CAPITAL_DATELINE = re.compile(
    r"^(?P<place>[A-ZÀ-ÞİŞĞ][A-ZÀ-ÞİŞĞ'’. -]{2,40})(?:,[^:–—]{2,40}?)?\s?(?::|[–—]|\s-\s|\s\()\s*\S"
)
BYLINE = re.compile(
    r"^\W*(?:by|from|por|par|von|autor|автор|oleh|yazan|written by|reported by)\s*:?\s+(?P<name>\S.{2,80})$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"""[.!?…。؟।]["'”’»)\]]*\s*$""")


@lru_cache(maxsize=4096)
def is_notice(line: str) -> bool:
    """True for a legal notice: who owns the text and what may be done with it."""
    if len(line) > NOTICE_MAX_CHARS or len(line.split()) > NOTICE_MAX_WORDS:
        return False
    small = line.lower()
    return any(key in small for key in NOTICE_KEYS) and NOTICE.search(line) is not None


def label_end(line: str) -> int | None:
    """Where the label of teasers ends that the line begins with ("Read also", "Related:"); None where there is none.

    A label is the whole line, or is parted from what follows by a mark.
    """
    match = LABEL.match(line[:TALK_MAX_CHARS])
    if match is None:
        return None
    rest = line[match.end() :]
    if not rest:
        return len(line)
    return match.end() if re.search(r"[:|»›>–—-]\s*$", match.group()) else None


def is_site_talk(line: str) -> bool:
    """True where the site speaks of itself: cookies, letters to subscribe to, buttons in words."""
    return len(line) <= TALK_MAX_CHARS and (SITE_TALK.search(line) is not None or ADVERTISEMENT.match(line) is not None)


def is_sign_off_line(line: str) -> bool:
    """True for a line that only closes a story: "LPS/ha/rm", "(Reporting by ...)", "(END)"."""
    return len(line) < 2 * SIGN_OFF_CHARS and SIGN_OFF_LINE.match(line) is not None


def ends_with_sign_off(line: str) -> bool:
    """True where the line closes a story with an agency's name: "(Reuters)", "- BW"."""
    return SIGN_OFF_END.search(line[-SIGN_OFF_CHARS:]) is not None


def clock_end(line: str) -> int | None:
    """Where the time of day ends that the line begins with ("14:05", "10.32 GMT -"); None where it begins with none."""
    match = CLOCK.match(line)
    return match.end() if match else None


def list_mark_end(line: str) -> int:
    """Where the list mark ends that the line begins with ("1.", "•"); 0 where it begins with none."""
    match = NUMBERED.match(line)
    return match.end() if match else 0


def has_dateline(line: str) -> bool:
    """True where the line opens with a place and a dash or an agency: "PARIS, 3 March (AFP) -", "PERU: "."""
    return CAPITAL_DATELINE.match(line) is not None or has_agency_dateline(line)


def has_agency_dateline(line: str) -> bool:
    """True for an opening of at most eight words that ends in a dash: "Cusco, Oct. 16 (ANA).-"."""
    match = DATELINE.match(line[:120])
    return match is not None and len(match.group().split()) <= 8


def is_sentence(line: str) -> bool:
    """True where the line ends as a sentence does."""
    return SENTENCE_END.search(line[-12:]) is not None


def byline_name(line: str) -> str | None:
    """The name in a line that only says who wrote it; None for any other line."""
    match = BYLINE.match(line[:TALK_MAX_CHARS])
    if match is None or len(line.split()) > 12 or is_sentence(line.rstrip(".")):
        return None
    return match["name"].strip()
