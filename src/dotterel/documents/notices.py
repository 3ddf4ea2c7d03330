"""Lines in which a page speaks of the rights to its text.

The forms are English, French, German, Spanish, Portuguese, Arabic, Turkish and Russian; `newsroom` knows others.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from dotterel.documents.licences import folded, licence_of
from dotterel.knowledge import newsroom

TRIGGERS = (
    "©", "(c)", "(с)", "copyright", "rights", "reserv", "réserv", "reprodu", "republi", "reprint",
    "redistribu", "creative", "cc by", "cc-by", "cc0", "public domain", "domaine public", "dominio p", "domínio p",
    "gemeinfrei",
    "достояни", "kamu mal", "ملك عام", "العام", "government licen", "licence ouverte", "property of",
    "without", "legal", "free to", "reuse", "re-use", "use of", "copied",
    "vorbehalten", "alle rechte", "nachdruck", "urheber", "vervielf", "verbreitung", "weiterverwend", "übernahme",
    "droits", "interdit", "rediffus", "derechos", "prohib", "direitos", "proibid", "permitid", "autoriza",
    "hakk", "haklar", "saklı", "izinsiz", "telif", "alıntı", "yayınlanamaz", "yayımlanamaz", "kaynak",
    "права", "перепечат", "копировани", "использовани", "воспроизведени", "цитировани",
    "حقوق", "يمنع", "يُمنع", "ممنوع", "يحظر", "يُحظر", "لا يجوز", "لا يسمح", "نشر", "اقتباس",
    "diritti", "riservata", "dilarang", "hak cipta", "prava", "zabranjeno", "版权", "सर्वाधिकार",
)  # fmt: skip
"""A notice has at least one of these in small letters. They are looked for in all lines at once: no line is taken in
hand that has none of them."""

ELSEWHERE = (
    "diritti", "riservata", "dilarang", "cipta", "prava", "zabranjeno", "版权", "सरवाधिकार", "حقوق", "use of",
    "written",
)  # fmt: skip
"""A notice of which only `newsroom` knows the form has one of these, folded."""

MAX_CHARS = 1500
MAX_WORDS = 120
"""Words; a longer line is a story that speaks of rights. The longest legal notices of agencies have about 90."""

MAX_LICENCE_WORDS = 60
MAX_CANDIDATES = 100
"""Lines with a trigger that are read at either end of a page; real pages have under 30 in all."""

REUSED = (
    r"(?:re)?produc\w*|re-?publi\w*|re-?print\w*|re-?distribut\w*|distribut\w*|copi\w*|copy\w*|re-?us\w*|rewritten|framing"
    r"|resale|resold"
)
RESERVING = tuple(
    (tuple(cues.split("|")), re.compile(form, re.VERBOSE))
    for cues, form in (
        (
            "reserved|belong|warning|notice| not |cannot|prohibited|forbidden|permission|consent|authori|agreement"
            "|require|subscriber|without|property of",
            rf"""\brights?\b.{{0,120}}?\b(?:reserved|belong)\b|\b(?:legal|copyright)\s+(?:warning|notice)\s*[:.]
            |\b(?:may|must|can|shall|should)\s?not\s+be\s+(?:\w+,?\s+){{0,3}}?(?:{REUSED}|(?:used|published|broadcast|quoted)\b.{{0,60}}\b(?:or|whole|part|any|without))
            |\b(?:do|must|may)\s+not\s+(?:reproduce|re-?publish|copy|re-?distribute|re-?print)\b|\bnot\s+to\s+be\s+(?:{REUSED})
            |\b(?:{REUSED}|use)\b.{{0,140}}?\b(?:prohibited|forbidden|not\s+permitted|not\s+allowed|reserved|requires?|(?:prior|written|express|explicit)\s.{{0,30}}?(?:permission|consent|authori[sz]ation|agreement)|(?:only|not)\s.{{0,20}}?\b(?:with|without|subscribers))\b
            |\b(?:content|texts?|articles?|material\w*|stories|news|site)\b.{{0,80}}?\b(?:is|are|remains?)\s+(?:the\s+)?(?:sole\s+|exclusive\s+)?property\s+of\b""",
        ),
        (
            "vorbehalten|rechte|urheber|verboten|untersagt|nicht|unzulassig|nur |ohne ",
            r"""\b(?:alle|samtliche)\s+(?:\w+\s+)?rechte\s+(?:sind\s+|bleiben\s+)?(?:vorbehalten|liegen|bei)
            |\burheberrechtlich\s+geschutzt
            |\b(?:nachdruck\w*|vervielfaltigung\w*|\w*verbreitung|ubernahme|wiedergabe|weiterverwendung|verwertung
            |veroffentlichung)\b.{0,140}?\b(?:verboten|untersagt|nicht\s+(?:gestattet|erlaubt|zulassig)|unzulassig
            |(?:nur|ohne)\s.{0,60}?(?:genehmigung|zustimmung|einwilligung|erlaubnis))
            |\b(?:darf|durfen)\b.{0,80}?\b(?:nicht|nur|ohne)\b.{0,80}?\b(?:vervielfaltigt|veroffentlicht|verbreitet
            |ubernommen|nachgedruckt|kopiert)""",
        ),
        (
            "droit|interdi|reserve|strictement|soumis|sans |etre ",
            r"""\b(?:tous|touts)\s+(?:les\s+)?droits\b.{0,60}?\breserve|\bdroits?\s+de\s+reproduction\b
            |\b(?:reproduction|re-?diffusion|diffusion|republication|copie|reprise
            |utilisation)s?\b.{0,100}?\b(?:interdit|reserve|strictement|soumise?|sans\s.{0,30}?(?:autorisation
            |accord|consentement))
            |\bne\s+(?:peut|peuvent|doit|doivent|saurai\w+)\b.{0,20}?\betre\s+(?:reprodui|republi|re-?diffus|copi
            |diffus|repris|publi)""",
        ),
        (
            "derechos|direitos|prohib|proib|sin |sem |no |nao ",
            r"""\bderechos\b.{0,40}?\breservados|\breservados\s+todos\s+los\s+derechos
            |\b(?:prohib\w+|proibid\w+)\b.{0,40}?\b(?:reproduc|reproduz|distribu|copia|publica|difusi|difusa|uso\b
            |retransmis|redistribu)
            |\b(?:reproduccion|reproducao|redistribuicao|redistribucion|difusion|copia|republicacao
            |republicacion)\b.{0,100}?\b(?:prohibid|proibid|(?:sin|sem)\s.{0,40}?(?:autoriza|permis|consentim))
            |\b(?:no|nao)\s+(?:se\s+)?(?:puede|podra|pueden|podran|pode|podem|podera
            |poderao)\w*\s+(?:ser\s+)?(?:reproduc|reproduz|publica|copia|difund|redistribu|republica)
            |\bdireitos\b.{0,40}?\breservados|\bdireitos\s+autorais\b.{0,60}?\b(?:reservad|protegid|pertenc)""",
        ),
        (
            "hak|izinsiz|amaz|emez",
            r"""\b(?:tum|her)\s+hak\w*\s+saklidir|\bhak(?:lari|ki|lar)\b.{0,100}?\b(?:saklidir|aittir|mahfuzdur)
            |\bizinsiz\b.{0,40}?\b(?:kullan|kopyala|alinti|yayi|cogalt)|\b(?:kullanilamaz|yayi[nm]lanamaz
            |kopyalanamaz|cogaltilamaz|alintilanamaz|alinti\s+yapilamaz|iktibas\s+edilemez)""",
        ),
        (
            "прав|запрещ|не |только|без ",
            r"""\bвсе\s+права\b.{0,80}?\b(?:защищ|сохран|принадлеж|охраня)|\bправа\s+на\b.{0,80}?\b(?:принадлеж
            |защищ)|\bпринадлежат\b.{0,20}?\bавторск
            |\b(?:перепечатк|копировани|воспроизведени|использовани|цитировани|распространени
            |публикаци)\w*\b.{0,140}?\b(?:запрещ|не\s+допуска|не\s+разреш|только\s+(?:с|по)\b
            |без\s.{0,40}?(?:согласи|разрешени))""",
        ),
        (
            "حقوق|منع|ممنوع|يحظر|لا ",
            r"""حقوق.{0,60}?محفوظ|(?:جميع|كافة|كل)\s+(?:ال)?حقوق\s.{0,60}?(?:محفوظ|ملك)
            |(?:يمنع|ممنوع|يحظر|لا\s+يجوز|لا\s+يسمح)\s.{0,40}?(?:نشر|نسخ|اعادة|اقتباس|استخدام|نقل)""",
        ),
    )
)
"""Forms, in folded text, of notices that forbid to use the text or reserve all rights to it, a row a language (Spanish
and Portuguese share one), with parts of words without one of which none of the row's forms can be there."""

SOME_RIGHTS = re.compile(
    r"\bsome\s+rights\s+reserved|\bcertains\s+droits\s+reserves|\balgunos\s+derechos\s+reservados|\beinige\s+rechte\s+vorbehalten"
    r"|\balguns\s+direitos\s+reservados|\bbazi\s+haklari\s+saklidir|\bнекоторые\s+права\s+защищены|بعض\s+الحقوق\s+محفوظة"
)
FREEING = re.compile(
    r"""\b(?:may|can)\s+be\s+(?:re-?\w+|shared|copied|used|quoted|published)\s+(?:and\s+\w+\s+)?(?:freely|free\b
    |for\s+free|provided|if\b|as\s+long\s+as|with\s+(?:credit|attribution|acknowledg))
    |\bfree\s+to\s+(?:re-?publish|re-?print|share|use|reproduce|copy)|\b(?:nachdruck|ubernahme
    |abdruck)\b.{0,60}?\b(?:erlaubt|gestattet|honorarfrei|kostenfrei|frei\b|erwunscht)
    |\breproduction\b.{0,40}?\b(?:autorisee|libre|permise|authori[sz]ed|is\s+permitted|is\s+allowed)\b|\bpeu(?:t
    |vent)\s+etre\s+(?:librement\s+)?(?:reprodui|republi|repris)\w*\s+(?:librement|a\s+condition|gratuitement
    |en\s+citant)
    |\breproduccion\b.{0,40}?\b(?:permitida|autorizada|libre)\b|\bse\s+(?:permite|autoriza)\s+(?:la
    |su)\s+(?:libre\s+)?reproduccion|\bpuede[n]?\s+(?:ser\s+reproducid\w+|reproducirse|republicarse
    |compartirse)\s+(?:libremente|citando|siempre)
    |\breproducao\b.{0,40}?\b(?:permitida|autorizada|livre|liberada)\b|\b(?:permitida|autorizada
    |liberada)\s+a\s+reproducao|\bpode[m]?\s+ser\s+(?:reproduzid|republicad)\w+\s+(?:livremente|desde|citando
    |com\s+credito)
    |\bkaynak\s+(?:gosteril|belirtil)\w+.{0,40}?\b(?:kullanilabilir|yapilabilir|yayi[nm]lanabilir|alintilanabilir
    |paylasilabilir)
    |\b(?:перепечатк|использовани|цитировани|копировани)\w*\b.{0,60}?\b(?:разреш|допускается|приветству|свободн)
    |(?:يسمح|يجوز|يمكن)\s.{0,20}?(?:نشر|نقل|اقتباس|نسخ|استخدام).{0,60}?(?:شرط|ذكر|الاشارة|بحرية|مجانا)""",
    re.VERBOSE,
)
ONLY = re.compile(
    r"\b(?:only|subscribers?|clients?|nur|seulement|uniquement|solo|solamente|somente|apenas|yalniz|sadece|только)\b|فقط"
)
COPYRIGHT = re.compile(
    r"©|\([cс]\)\s*(?:(?:19|20)\d\d|copyright)|(?:(?:19|20)\d\d|copyright)\s*\([cс]\)|^\([cс]\)\s"
    r"|\bcopyright\s*(?::|by\b|of\b|(?:19|20)\d\d)|(?:19|20)\d\d\s+copyright\b|^copyright\b(?!s?\s+(?:law|case|claim|suit|infring|disput|bill|reform|act\b|holder|lawyer|protect|right))(?=(?:\W+\w+){1,14}\W*$)"
    r"|حقوق\s+(?:النشر|الطبع|التاليف)|\btelif\s+hakki\b|\bавторские\s+права\b"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PICTURE = re.compile(
    r"\b(?:photo\w*|image\w*|picture\w*|foto\w*|bild(?:er|quelle|nachweis|rechte)?\b|imagen\w*|imagem|imagens|illustration\w*|video\w*|maps?\b|icons?\b|infographic\w*|graphic\w*|getty|shutterstock|flickr|wikimedia|unsplash|pixabay|resim\w*|gorsel\w*|фото\w*|изображени\w*|иллюстраци\w*)|صور"
)
WRITING = re.compile(
    r"\b(?:texts?|texte[ns]?|textos?|articles?|artikel\w*|articulos?|artigos?|stor(?:y|ies)|content\w*|inhalte?\w*|contenus?|contenidos?|conteudos?|beitrag\w*|reports?|news|site|website|page|works?|oeuvres?|obra|otherwise|materials?|material\w*|publications?|icerik\w*|metin\w*|yazi\w*|haber\w*|eser\w*|текст\w*|стат\w+|материал\w*|контент\w*|содержани\w*|произведени\w*|саит\w*|werk\w*|seite|sitio|pagina)\b|محتو|نص|المواد|مقال|موقع|مصنف|اخبار"
)
CREDIT = re.compile(
    r"^\W*(?:photo\w*|images?|pictures?|foto\w*|bild\w*|imagen|imagem|illustration|videos?|maps?|graphic\w*|resim|gorsel|фото|credits?|кредит|صور[ةه]?)\b[^.]{0,20}[:/|©(]"
)
REPORTED = re.compile(
    r"\b(?:said|told|announced|accused|ruled|sued|claimed|released|sagte|teilte|declaro|dijo|disse|a\s+declare|dedi|soyledi|acikladi|заявил\w*|сообщил\w*)\b|قال"
)
LICENCE_WORDS = re.compile(r"creative\s?commons|\bcc\b|public\s+domain")


class Notice(NamedTuple):
    """A line that speaks of the rights to the text, and what it says. `licence` is None where it names none."""

    text: str
    reserves: bool
    frees: bool
    licence: str | None


def find_notices(lines: Sequence[str]) -> list[Notice]:
    """The notices among lines, in their order; credits of pictures and news about rights are none."""
    found = candidates(lines)
    if len(found) > 2 * MAX_CANDIDATES:
        found = found[:MAX_CANDIDATES] + found[-MAX_CANDIDATES:]
    return [notice for line in found if (notice := notice_of(line)) is not None]


def candidates(lines: Sequence[str]) -> list[str]:
    """The lines with a trigger in them, in their order."""
    small = [line.lower().replace("\u0307", "") for line in lines]
    whole = "\n".join(small)
    starts = list(accumulate((len(line) + 1 for line in small), initial=0))
    found: set[int] = set()
    for trigger in TRIGGERS:
        at = whole.find(trigger)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            found.add(line)
            at = whole.find(trigger, starts[line + 1])
    return [lines[index] for index in sorted(found)]


def notice_of(line: str) -> Notice | None:
    """What a line says of rights; None for news, for credits of pictures and for long text."""
    if len(line) > MAX_CHARS or line.count(" ") >= MAX_WORDS:
        return None
    small = folded(line)
    if is_credit(line, small):
        return None
    licence = licence_told(line, small)
    some = SOME_RIGHTS.search(small) is not None
    reserves = not some and forbids_use(small) and not is_reported(small)
    frees = not reserves and not ONLY.search(small) and FREEING.search(small) is not None and is_about_text(small)
    if reserves or frees or licence is not None or some or COPYRIGHT.search(small) or known_elsewhere(line, small):
        return Notice(line, reserves, frees, licence)
    return None


def forbids_use(small: str) -> bool:
    """True where folded text forbids to use the text, or reserves all rights to it."""
    return any(any(cue in small for cue in cues) and form.search(small) is not None for cues, form in RESERVING)


def known_elsewhere(line: str, small: str) -> bool:
    """True for a notice of a form or a language that only `newsroom` knows."""
    return any(cue in small for cue in ELSEWHERE) and not is_reported(small) and newsroom.is_notice(line)


def is_reported(small: str) -> bool:
    """True for a sentence of news that tells what somebody said or did about rights."""
    return REPORTED.search(small) is not None and not COPYRIGHT.search(small)


def is_about_text(small: str) -> bool:
    """True where the line speaks of writing, or at least not of pictures."""
    return WRITING.search(small) is not None or PICTURE.search(small) is None


def is_credit(line: str, small: str) -> bool:
    """True for the credit of a picture: "Photo: A. Name / CC BY 2.0", or a caption that ends in "© Agency"."""
    if CREDIT.search(small):
        return WRITING.search(small) is None
    before, mark, after = line.partition("©")
    if not mark or YEAR.search(after) or YEAR.search(before[-12:]) or forbids_use(small):
        return False
    return len(re.findall(r"\b[^\W\d_]+\b", before)) >= 4 and sum(word.islower() for word in before.split()) >= 3


def licence_told(line: str, small: str) -> str | None:
    """The licence that a line puts the text under; None where it names none, or names one of pictures or in news."""
    if line.count(" ") >= MAX_LICENCE_WORDS or is_reported(small):
        return None
    licence = licence_of(line)
    if licence is None:
        return None
    if licence == "public domain" and not (WRITING.search(small) or line.count(" ") < 4):
        return None
    picture = PICTURE.search(small)
    if picture is None or WRITING.search(small) is not None:
        return licence
    told = LICENCE_WORDS.search(small)
    return licence if told is not None and told.start() < picture.start() else None
