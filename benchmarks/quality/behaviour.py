"""What must not change a reading, and what must: names swapped, passive for active, "did not", "if", "in 1995".

The sentences are our own and in no training text. No gold of a corpus is involved.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.quality.measures import Measure
from dotterel import pipeline
from dotterel.knowledge.actors import country_of
from dotterel.records import Given, Mention, Page, Party
from dotterel.settings import Settings

STATES = tuple(
    """Syria Peru Kenya Japan Georgia Thailand Mexico Sudan Poland Yemen Ecuador Ghana Nepal Serbia Mali Vietnam
    Chile Iraq Norway Cuba""".split()
)
GROUPS = (
    "Houthi fighters", "the Taliban", "M23 rebels", "Hezbollah", "Boko Haram", "FARC dissidents", "al-Shabaab",
    "the Kachin Independence Army", "Maoist rebels", "the Rapid Support Forces", "Hamas", "ISIS militants",
    "Tuareg separatists", "the ELN", "PKK fighters", "Naxalite insurgents", "the Arakan Army", "Fano militiamen",
    "Anti-balaka fighters", "the Lord's Resistance Army",
)  # fmt: skip
BY_STATES = (
    ("ACCUSE", "{0} accused {1} on Monday of spying on its ministers."),
    ("REQUEST", "{0} has asked {1} for emergency loans, officials said."),
    ("SANCTION", "{0} recalled its ambassador from {1} after the ruling."),
    ("CONSULT", "The foreign ministers of {0} and {1} met in Geneva on Tuesday."),
    ("AID", "{0} delivered 40 tonnes of medicine to {1} last week."),
    ("REJECT", "{0} turned down an offer of mediation by {1}."),
    ("AGREE", "{0} promised to reopen its border with {1} before the harvest."),
    ("SUPPORT", "{0} praised {1} for the way it held the vote."),
    ("THREATEN", "{0} threatened to cut off gas supplies to {1}."),
    ("MOBILIZE", "{0} massed tanks along the frontier with {1} overnight."),
)
BY_GROUPS = (
    ("ASSAULT", "{0} shelled a market outside the town on Friday, killing nine people."),
    ("ASSAULT", "Gunmen of {0} abducted four aid workers at a roadblock."),
    ("RETREAT", "{0} freed eleven soldiers on Sunday in exchange for nothing."),
    ("CONCEDE", "{0} announced a ten-day ceasefire for the holidays."),
    ("COERCE", "Police arrested two commanders of {0} at the airport."),
    ("REJECT", "{0} refused to hand over their weapons before the talks."),
)
ACTIVE_AND_PASSIVE = (
    ("Kenyan police arrested two Ugandan journalists.", "Two Ugandan journalists were arrested by Kenyan police."),
    ("France expelled six Russian diplomats.", "Six Russian diplomats were expelled by France."),
    ("Israeli jets bombed a Syrian air base.", "A Syrian air base was bombed by Israeli jets."),
    ("Germany condemned the Belarusian government.", "The Belarusian government was condemned by Germany."),
    ("Turkish troops attacked Kurdish fighters.", "Kurdish fighters were attacked by Turkish troops."),
    ("Colombian rebels kidnapped an army officer.", "An army officer was kidnapped by Colombian rebels."),
    ("The court sentenced the former minister.", "The former minister was sentenced by the court."),
    ("Washington sanctioned Iranian oil traders.", "Iranian oil traders were sanctioned by Washington."),
    ("China urged Myanmar's generals to step down.", "Myanmar's generals were urged by China to step down."),
    ("The president met the Polish prime minister.", "The Polish prime minister was met by the president."),
)  # fmt: skip
MARKED = (
    ("negation", "Turkish troops did not attack the village."),
    ("negation", "Police have not arrested any of the protesters."),
    ("negation", "The two presidents did not meet in Vienna."),
    ("negation", "No aid was delivered to the besieged city by the army."),
    ("negation", "The rebels have not released the hostages."),
    ("negation", "Nobody attacked the convoy of the Red Cross."),
    ("hypothetical", "If Iran attacked the tankers, insurers would flee the Gulf."),
    ("hypothetical", "Were the army to seize the palace, the envoys would leave."),
    ("hypothetical", "It would be a disaster if rebels bombed the dam."),
    ("hypothetical", "If police arrest the opposition leader, crowds could storm the station."),
    ("historical", "In 1995, Serb forces massacred thousands of Bosnian men."),
    ("historical", "In 1979 Vietnamese troops overran the Cambodian capital."),
    ("historical", "Iraq invaded Kuwait in August 1990."),
    ("historical", "In 1973 the army bombed the presidential palace in Santiago."),
    ("historical", "French police killed dozens of Algerian protesters in Paris in 1961."),
)


def measure(_shared: Path) -> list[Measure]:
    """Shares of sentences that are read as they should be."""
    pairs = list(zip(STATES, (*STATES[1:], STATES[0]), strict=True))
    swaps = [_types(sentence, pairs) for _, sentence in BY_STATES]
    swaps += [_types(sentence, [(group,) for group in GROUPS]) for _, sentence in BY_GROUPS]
    invariant = sum(Counter(kinds).most_common(1)[0][1] for kinds in swaps)
    total = sum(len(kinds) for kinds in swaps)
    wanted = [kind for kind, _ in (*BY_STATES, *BY_GROUPS)]
    right = sum(kinds.count(kind) for kinds, kind in zip(swaps, wanted, strict=True))
    follow = [_follows(sentence, pair) for _, sentence in BY_STATES for pair in pairwise(STATES)]
    alike = [_record(_read(active)) == _record(_read(passive)) for active, passive in ACTIVE_AND_PASSIVE]
    marked = [any(one.aux == aux for one in _read(sentence)) for aux, sentence in MARKED]
    return [
        Measure("behaviour/swapped names", "same type", invariant / total, total),
        Measure("behaviour/swapped names", "right type", right / total, total),
        Measure("behaviour/swapped names", "countries follow", sum(follow) / len(follow), len(follow)),
        Measure("behaviour/active and passive", "same record", sum(alike) / len(alike), len(alike)),
        Measure("behaviour/not, if, in 1995", "aux", sum(marked) / len(marked), len(marked)),
    ]


def _read(text: str) -> list[Mention]:
    page = Page(id="behaviour", content=text.encode(), media_type="text/plain", given=Given(is_passage=True))
    return list(pipeline.read(page, Settings(min_score=0.3)).mentions)


def _types(sentence: str, fillings: Sequence[tuple[str, ...]]) -> list[str]:
    """The type of the surest event of the sentence, for each filling; "none" where none is found."""
    found = (_read(_filled(sentence, filling)) for filling in fillings)
    return [max(told, key=lambda one: one.score).event if told else "none" for told in found]


def _filled(sentence: str, names: tuple[str, ...]) -> str:
    text = sentence.format(*names)
    return text[0].upper() + text[1:]


def _follows(sentence: str, pair: tuple[str, str]) -> bool:
    """Whether the surest event's parties are of just the two countries that the sentence names."""
    told = _read(_filled(sentence, pair))
    if not told:
        return False
    surest = max(told, key=lambda one: one.score)
    codes = {party.code for party in (*surest.actor, *surest.recipient)}
    return codes == {country_of(name) for name in pair}


def _record(told: list[Mention]) -> object:
    """Type, actors and recipients of the surest event, by the last word of each name."""
    if not told:
        return None
    surest = max(told, key=lambda one: one.score)

    def names(parties: Sequence[Party]) -> list[str]:
        return sorted(party.entity_text.split()[-1].lower() for party in parties)

    return surest.event, names(surest.actor), names(surest.recipient)
