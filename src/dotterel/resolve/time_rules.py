"""The rules that find time expressions: each a pattern, the words without which it cannot match, and a reader.

Rules stand from the most to the least specific; where two match in one place the longer match wins, then the earlier.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from dotterel.resolve.time_readers import (
    Frame,
    Match,
    read_ago,
    read_century,
    read_day_range,
    read_decade,
    read_edge,
    read_full_date,
    read_holiday,
    read_iso,
    read_length,
    read_many,
    read_month,
    read_month_day_of_year,
    read_months_of_year,
    read_named_day,
    read_near_day,
    read_numeric,
    read_ordinal_day,
    read_part_of_day,
    read_past_units,
    read_quarter,
    read_same_day,
    read_season,
    read_set,
    read_this_unit,
    read_vague,
    read_week_of_month,
    read_weekday,
    read_weekend,
    read_within,
    read_year,
    read_year_range,
)
from dotterel.resolve.time_values import Known
from dotterel.resolve.time_words import MONTHS, NUMBERS


class Rule(NamedTuple):
    """One rule; `needs` are lower-case words of which the text must hold one."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    read: Callable[[Match, Frame], Known | None]


VAGUE = "several|a few|few|many|some|recent|coming|numerous|countless|the last few|dozens of|hundreds of|more"
WEEKDAY = (
    r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:Mon|Tues?|Wed|Thurs?|Thur|Fri|Sat|Sun)\.(?=[ ,]))"
)
MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
DAY_NUMBER = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = (
    rf"(?P<number>\d{{1,4}}(?:,\d{{3}})?(?:\.\d)?|(?:{_TENS})(?:[- ](?:{_ONES}))?|"
    + "|".join(sorted(NUMBERS, key=len, reverse=True))
    + ")"
)
UNIT = r"(?P<unit>second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|centur(?:y|ies))s?"
PART = r"(?P<part>morning|afternoon|evening|night|noon|midday|midnight|dawn|daybreak|lunchtime)s?"
ABOUT = (
    r"(?:(?:about|around|roughly|nearly|almost|more than|less than|over|some|at least|up to|just|only|"
    r"approximately) )?"
)
CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?::[0-5]\d)? ?(?P<half>[ap]\.?m\b\.?)|"
    r"(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)"
)
EARLY = (
    r"(?P<early>early|late|mid|the middle of|the beginning of|the start of|the end of|beginning of|end "
    r"of|start of|middle of)"
)


def _rule(pattern: str, needs: str, read: Callable[[Match, Frame], Known | None], flags: int = 0) -> Rule:
    """A rule; the pattern begins and ends at the edge of a word."""
    return Rule(re.compile(rf"(?<![\w$€£-])(?:{pattern})(?!\w)", flags), tuple(needs.split("|")), read)


_I = re.IGNORECASE
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon.|tue|wed.|thu|fri.|sat.|sun."
_MONTH_WORDS = "|".join(MONTHS)
_UNIT_WORDS = "second|minute|hour|day|night|week|month|quarter|year|decade|centur"
_BEFORE_MAY = (
    "(?:"
    + "|".join(
        rf"(?<=\b{word} )"
        for word in "in of since until till by last this next for from to and during through before after between "
        "past early late".split()
    )
    + "|(?<=mid-)|^(?=May$))"
)
_OF_YEAR = r"(?:,? (?:of )?(?P<of_year>last year|this year|next year|the previous year))"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"

RULES: tuple[Rule, ...] = (
    _rule(
        r"(?P<year>\d{4})-(?P<number>0\d|1[0-2])-(?P<day>[0-3]\d)(?:[T "
        r"](?P<time>\d\d:\d\d))?(?::\d\d)?Z?",
        "-",
        read_iso,
    ),
    _rule(r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)", "/|.|-", read_numeric),
    _rule(
        rf"(?:{WEEKDAY},? (?:the )?)?{DAY_NUMBER}(?: of)? {MONTH}{_OF_YEAR}",
        "last year|this year|next year|previous",
        read_month_day_of_year,
    ),
    _rule(
        rf"(?:{WEEKDAY},? )?{MONTH} {DAY_NUMBER}{_OF_YEAR}",
        "last year|this year|next year|previous",
        read_month_day_of_year,
    ),
    _rule(
        rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–—] ?| to | and |,? until | or ){DAY_NUMBER} "
        rf"{MONTH}(?:,? {YEAR})?",
        _MONTH_WORDS,
        read_day_range,
    ),
    _rule(
        rf"{MONTH} (?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: ?[-–—] ?| to | and | or ){DAY_NUMBER}(?:,? "
        rf"{YEAR})?",
        _MONTH_WORDS,
        read_day_range,
    ),
    _rule(
        rf"(?:(?:{CLOCK}),? (?:on )?)?(?:{WEEKDAY},? (?:the )?)?{DAY_NUMBER}(?: of)? "
        rf"{MONTH}(?:,? {YEAR})?",
        _MONTH_WORDS,
        read_full_date,
    ),
    _rule(
        rf"(?:(?:{CLOCK}),? (?:on )?)?(?:{WEEKDAY},? )?{MONTH},? {DAY_NUMBER}(?![:\d]|,\d{{3}})(?:,? "
        rf"{YEAR})?(?: {PART})?",
        _MONTH_WORDS,
        read_full_date,
    ),
    _rule(
        rf"(?:the )?(?P<ordinal>first|second|third|fourth|last) week of (?P<which>last |this |next "
        rf")?{MONTH}(?:,? {YEAR})?",
        _MONTH_WORDS,
        read_week_of_month,
        0,
    ),
    _rule(
        rf"(?:the )?(?P<edge>first|last|final) {NUMBER} months of (?:{YEAR}|(?P<which>(?:this|last|the|next) year))",
        "months of",
        read_months_of_year,
        _I,
    ),
    _rule(rf"(?:within|in under|in less than) (?:the next )?{ABOUT}{NUMBER}[ -]{UNIT}", "within|in", read_within, _I),
    _rule(rf"(?:{EARLY}[- ])?(?P<which>last |this |next |past )?{MONTH}{_OF_YEAR}", _MONTH_WORDS, read_month),
    _rule(rf"(?:{EARLY}[- ](?:of )?)?{MONTH},? (?:of )?{YEAR}", _MONTH_WORDS, read_month),
    _rule(
        rf"(?:{EARLY}[- ])?(?:(?P<which>last|this|next|past) )?(?:(?!May\b)|"
        rf"{_BEFORE_MAY}){MONTH}",
        _MONTH_WORDS,
        read_month,
    ),
    _rule(
        rf"(?:(?:{CLOCK}|noon|midnight),? (?:local time )?(?:on )?)?(?:(?:early|late|earlier|later)(?: on)? )?"
        rf"(?:(?:the )?(?P<which>last|this past|this coming|this|next|past|coming|previous|upcoming|"
        rf"following) )?{WEEKDAY}"
        rf"(?:['’]s)?(?:,? (?:early |late )?{PART})?",
        _DAYS,
        read_weekday,
    ),
    _rule(
        rf"(?:(?:{CLOCK}),? )?(?:(?:early|late|earlier|later) )?(?P<words>(?:the )?day before yesterday|"
        rf"(?:the )?day after tomorrow|today|"
        rf"yesterday|tomorrow|tonight|overnight|last night|last evening|this (?:very "
        rf")?(?:morning|afternoon|evening|lunchtime))"
        rf"(?: {PART})?(?:['’]s)?",
        "today|yesterday|tomorrow|tonight|overnight|night|this",
        read_near_day,
        _I,
    ),
    _rule(
        rf"(?:at |around |about |shortly (?:after|before) |just (?:after|before) )?(?:{CLOCK})(?: (?:local "
        rf"time|GMT|EST|EDT|UTC|CET|BST))?",
        ":|a.m|p.m|am|pm",
        read_part_of_day,
    ),
    _rule(
        r"(?<=at )(?P<part>noon|midnight|midday|dawn|daybreak|nightfall|dusk)",
        "noon|mid|dawn|break|fall|dusk",
        read_part_of_day,
        _I,
    ),
    _rule(r"(?P<part>midnight|noon|midday|dawn|daybreak|nightfall)", "noon|mid|dawn|break|fall", read_part_of_day, _I),
    _rule(
        r"(?:the )?(?:(?P<moment>earlier(?: in)?|early|late|later(?: in)?|middle of) )?(?:the "
        r")?(?P<which>last|this past|this|next|past|coming|previous|current)"
        r" (?P<unit>week|month|quarter|year|decade|century)(?:['’]s)?",
        "week|month|quarter|year|decade|century",
        read_this_unit,
        _I,
    ),
    _rule(
        r"(?:the )?(?P<moment>earlier|later)(?P<which> in the )(?P<unit>week|month|"
        r"year)",
        "week|month|year",
        read_this_unit,
        _I,
    ),
    _rule(
        rf"(?:the )?{EARLY} (?P<which>the|this|last|next) (?P<unit>month|year|week|"
        rf"decade)",
        "month|year|week|decade",
        read_edge,
        _I,
    ),
    _rule(r"(?:the )?(?:(?P<which>last|this|past|next|coming|long) )?weekend", "weekend", read_weekend, _I),
    _rule(
        rf"(?:the |these )?(?P<which>past|last|next|coming|previous|following) "
        rf"{ABOUT}{NUMBER}[ -]{UNIT}",
        _UNIT_WORDS,
        read_past_units,
        _I,
    ),
    _rule(
        r"(?:the )?(?P<which>past|last|next|coming|previous|recent) (?:(?P<number>few|several|couple of) "
        r")?(?P<unit>second|minute|hour|day|week|month|quarter|year|decade|centurie)s",
        _UNIT_WORDS,
        read_many,
        _I,
    ),
    _rule(
        rf"{ABOUT}(?:{NUMBER} |(?<!this )(?<!last )(?<!next )(?<!past )(?<!each )(?<!every )(?<!that "
        rf"))(?:full )?{UNIT} (?P<way>ago|earlier|later|before|previously|prior|beforehand|after(?! (?:his|"
        rf"her|its|their|he|she|it|they|being)\b))",
        "ago|earlier|later|before|previous|prior|after",
        read_ago,
        _I,
    ),
    _rule(
        r"(?:the |that )(?P<which>next|following|previous|preceding|same) (?P<unit>day|morning|afternoon|"
        r"evening|night)|(?:the )?(?P<unit_before>day|night|evening|morning) (?P<before>before|earlier)(?! "
        r"(?:yesterday|the\\b|it\\b|he\\b|they\\b|she\\b))",
        "next|following|previous|preceding|same|before|earlier",
        read_named_day,
        _I,
    ),
    _rule(r"(?P<which>that) (?P<unit>day|morning|afternoon|evening|night)", "that", read_named_day, _I),
    _rule(r"(?<=the )(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)(?! (?:[a-z]+|[A-Z]))", "th|st|nd|rd", read_ordinal_day),
    _rule(
        r"(?:(?:from|between) )?(?P<first>1[5-9]\d\d|20\d\d)(?: ?[-–—/] ?| to | and | until | through "
        r")(?P<last>1[5-9]\d\d|20\d\d|(?<=[-–—/])\d\d)(?![\d-])",
        "1|2",
        read_year_range,
    ),
    _rule(
        rf"(?:(?:the )?(?:{EARLY}[- ]))?(?:the year )?(?<![.,:/])(?<!\d )(?P<year>1[5-9]\d\d|"
        rf"20\d\d)(?![\d%°-]|[.,:/]\d| ?(?:people|men|women|troops|soldiers|km|kilom|mile|met|dollars|euros|"
        rf"percent|per|tons|tonnes|feet|acres|deaths|cases|houses|homes|families|protesters|demonstrators|"
        rf"refugees|fighters|police|officers|workers|students|and \d|others|dead|wounded|injured|points|"
        rf"hours|MW))",
        "1|2",
        read_year,
    ),
    _rule(
        r"(?:the )?(?:(?:early|late|mid)[- ])?(?:(?P<digits>1[5-9]\d|20\d)0['’]?s|(?P<word>twenties|"
        r"thirties|forties|fifties|sixties|seventies|eighties|nineties))",
        "0|ties",
        read_decade,
    ),
    _rule(
        r"(?:the )?(?:(?:early|late|mid)[- ])?(?P<ordinal>\d\d(?:st|nd|rd|th)|sixteenth|seventeenth|"
        r"eighteenth|nineteenth|twentieth|twenty-first)[ -]century",
        "century",
        read_century,
        _I,
    ),
    _rule(
        rf"(?:(?:in |during )?(?:the )?)?(?:(?:early|late|mid)[- ])?(?P<which>last |this |next |past |the "
        rf")?{_SEASON}(?:{_OF_YEAR}|,? (?:of )?{YEAR})",
        "spring|summer|autumn|fall|winter",
        read_season,
    ),
    _rule(
        rf"(?:(?:early|late|mid)[- ])?(?P<which>last|this|next|past|the) {_SEASON}(?! (?:of|in|to|from|into|"
        rf"short|apart|back)\b)",
        "spring|summer|autumn|fall|winter",
        read_season,
        _I,
    ),
    _rule(
        r"(?:the )?(?:(?:fiscal|its|company's) )?(?:(?P<ordinal>first|second|third|fourth|final|1st|2nd|"
        r"3rd|4th)[- ]quarter|Q(?P<digit>[1-4]))(?:,? (?:of )?(?:(?P<year>(?:19|20)\d\d)|"
        r"(?P<of_year>(?:the|this|last|next) year)))?",
        "quarter|q",
        read_quarter,
        _I,
    ),
    _rule(
        r"(?P<holiday>Christmas Eve|Christmas Day|Christmas|New Year['’]s Eve|New Year['’]s Day|New "
        r"Year['’]s|Easter Sunday|Easter Monday|Easter|Good Friday|Holy Saturday)",
        "christmas|new year|easter|good friday|holy",
        read_holiday,
    ),
    _rule(
        rf"(?:every|each) (?:other )?(?:{NUMBER} )?(?:{UNIT}|{WEEKDAY})|(?P<adverb>daily|nightly|weekly|"
        rf"monthly|quarterly|yearly|annual|annually|hourly)",
        "every|each|ly|annual",
        read_set,
        _I,
    ),
    _rule(
        r"(?:once|twice|three times|four times|\d+ times) (?:a|an|each|every|per) (?P<unit>hour|day|week|"
        r"month|year)",
        "once|twice|times",
        read_set,
        _I,
    ),
    _rule(
        rf"(?:the )?{ABOUT}(?:(?:first|entire|whole|full) )?{NUMBER}[- ](?:(?:more|consecutive|straight|"
        rf"full|long|whole) )?{UNIT}(?:[- ](?:long|old)(?![\w-]))?(?:['’]s?)?",
        _UNIT_WORDS,
        read_length,
        _I,
    ),
    _rule(
        rf"(?:(?:{VAGUE}) )+{UNIT}|(?P<many>)(?:seconds|minutes|hours|days|weeks|"
        rf"months|years|decades)",
        _UNIT_WORDS,
        read_many,
        _I,
    ),
    _rule(
        r"(?P<word>right now|now|currently|at present|presently|at the moment|recently|in recent times|the "
        r"past|lately|previously|the near future|the future|soon|current)",
        "now|present|current|moment|recent|past|late|previous|future|soon",
        read_vague,
        _I,
    ),
)


ALONE: tuple[Rule, ...] = (
    _rule(rf"(?P<which>)(?:mid)?{_SEASON}", "spring|summer|autumn|fall|winter", read_season, _I),
    _rule(r"(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)", "st|nd|rd|th", read_ordinal_day),
    _rule(r"(?P<moment>)(?P<which>)(?P<unit>week|month|quarter|year)", "week|month|quarter|year", read_this_unit, _I),
    _rule(
        r"(?:earlier|later) in the (?P<unit>day)|(?P<which>)(?:hours|minutes) (?:ago|"
        r"earlier|later)",
        "day|hours|minutes",
        read_same_day,
        _I,
    ),
    _rule(rf"{PART}(?: hours)?", "noon|night|mid|dawn|day|lunch|morning|evening", read_part_of_day, _I),
)
"""Rules for a span that is known to be a time and in which none of RULES matches: elsewhere they find too much."""
