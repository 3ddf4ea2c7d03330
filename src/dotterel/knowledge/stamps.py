"""Full dates as newsrooms print them: day, month and year, in figures or with the month written out.

Only whole days are read; a month or a year alone, or a day without its year, is none. Names of months are those of
English, Turkish, Arabic, Persian (of the Gregorian calendar), Russian, Spanish, French, Portuguese, Indonesian, Hindi,
German, Italian and Serbo-Croatian.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from dotterel.records import Record

MONTHS_BY_NUMBER = (
    "january jan ocak oca يناير جانفي كانون_الثاني ژانویه января янв enero ene janvier "
    "janv janeiro januari januar jänner "
    "जनवरी gennaio januara siječnja",
    "february feb şubat şub فبراير فيفري شباط فوریه февраля фев febrero février févr "
    "fevrier fevereiro fev februari februar "
    "फरवरी फ़रवरी febbraio februara veljače",
    "march mar mart مارس آذار марта мар marzo mars março marco maret märz maerz मार्च marta ožujka",
    "april apr nisan nis أبريل ابريل أفريل نيسان آوریل апреля апр abril abr avril avr अप्रैल aprile aprila travnja",
    "may mayıs مايو ماي أيار مه مئی мая mayo mai maio mei मई maggio maja svibnja",
    "june jun haziran haz يونيو جوان حزيران ژوئن июня июн junio juin junho juni जून giugno juna lipnja",
    "july jul temmuz tem يوليو جويلية تموز ژوئیه جولای июля июл julio juillet juil julho juli जुलाई luglio jula srpnja",
    "august aug ağustos ağu أغسطس اغسطس أوت آب اوت августа авг agosto ago août aout agustus अगस्त avgusta kolovoza",
    "september sept sep eylül eyl سبتمبر أيلول سپتامبر сентября сен septiembre setiembre "
    "septembre setembro set सितंबर सितम्बर "
    "settembre septembra rujna",
    "october oct ekim eki أكتوبر اكتوبر تشرين_الأول اکتبر октября окт octubre octobre "
    "outubro out oktober okt अक्टूबर "
    "ottobre oktobra listopada",
    "november nov kasım kas نوفمبر تشرين_الثاني نوامبر ноября ноя noviembre novembre "
    "novembro नवंबर नवम्बर novembra studenoga",
    "december dec aralık ara ديسمبر كانون_الأول دسامبر декабря дек diciembre dic décembre "
    "déc decembre dezembro dez desember "
    "des dezember दिसंबर दिसम्बर dicembre decembra prosinca",
)
MONTHS = {name.replace("_", " "): number for number, names in enumerate(MONTHS_BY_NUMBER, 1) for name in names.split()}
MONTH = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
YEAR = r"(?P<y>(?:19|20)\d\d|[١٢۱۲][٠٩۰۹][٠-٩۰-۹]{2})(?!\d)"
DAY = r"(?<![\d.,:])(?P<d>\d{1,2})"
OF = r"(?:\s+(?:de|of|del))?\s+"
TIME_BEFORE = r"(?!\d)"

FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){YEAR}-(?P<m>\d\d)-(?P<d>\d\d){TIME_BEFORE}",
        rf"(?<!\d){YEAR}/(?P<m>\d\d?)/(?P<d>\d\d?){TIME_BEFORE}",
        rf"(?<!\d){YEAR}\s?年\s?(?P<m>\d\d?)\s?月\s?(?P<d>\d\d?)\s?[日号]",
        rf"{DAY}(?:st|nd|rd|th|er|º|\.)?{OF}(?P<name>{MONTH})\b\.?,?{OF}{YEAR}",
        rf"{DAY}-(?P<name>{MONTH})-{YEAR}",
        rf"\b(?P<name>{MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}",
    )
)
FIGURES = re.compile(rf"{DAY}(?P<mark>[./-])\s?(?P<m>\d{{1,2}})(?P=mark)\s?{YEAR}")


class Stamp(Record, frozen=True):
    """A full date where it stands in a text: characters `start` to `end`, and the day."""

    start: int
    end: int
    day: date


def find_stamps(text: str, *, month_first: bool | None = None) -> list[Stamp]:
    """All full dates of a text, in order.

    `month_first` says how 03/04/2025 is read: None leaves out what could be two days. With dots the day comes first.
    """
    found = sorted(chain(written_stamps(text), figure_stamps(text, month_first)), key=lambda stamp: stamp.start)
    kept: list[Stamp] = []
    for stamp in found:
        if not kept or stamp.start >= kept[-1].end:
            kept.append(stamp)
    return kept


def written_stamps(text: str) -> Iterator[Stamp]:
    """Dates of one reading only: year first, or with the month written out."""
    for form in FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            name = parts.get("name")
            month = MONTHS[folded(name)] if name else int(parts["m"])
            yield from stamps_of(match, month, int(parts["d"]))


def figure_stamps(text: str, month_first: bool | None) -> Iterator[Stamp]:
    """Dates such as 11.02.2025 and 16/10/2024; one of two readings only where `month_first` is known."""
    for match in FIGURES.finditer(text):
        first, second = int(match["d"]), int(match["m"])
        if match["mark"] == "." or first > 12 or first == second:
            yield from stamps_of(match, second, first)
        elif second > 12 or month_first:
            yield from stamps_of(match, first, second)
        elif month_first is False:
            yield from stamps_of(match, second, first)


def stamps_of(match: re.Match[str], month: int, day: int) -> Iterator[Stamp]:
    """The stamp of a match; none where the calendar has no such day."""
    try:
        yield Stamp(start=match.start(), end=match.end(), day=date(int(match["y"]), month, day))
    except ValueError:
        return


def folded(name: str) -> str:
    """A month's name in lower case, white space single; the dotted İ of Turkish becomes a plain i."""
    return " ".join(name.lower().replace("i̇", "i").split())
