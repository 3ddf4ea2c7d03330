"""PLOVER's types, modes, contexts, sectors, quads and scores, as the corpus guide names them.

Source: the PLOVER 2.0 manual (Open Event Data Alliance); where this project's corpus guide differs, the guide wins.
"""

TYPES: tuple[str, ...] = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "allege", "investigate"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "ban", "arrest", "relations", "rights", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "ban", "censor", "curfew", "arrest", "deport", "withhold", "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "execute", "sexual", "assassinate", "primitive", "firearms", "explosives",
        "suicide-attack", "heavy-weapons", "aerial", "drone", "crowd-control", "cleansing", "massacre",
        "unconventional", "destroy",
    ),
}  # fmt: skip

CONTEXTS: tuple[str, ...] = tuple(
    """military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic
    legal reparations human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality
    diplomatic territory peacekeeping health asylum migration disasters natural_resource environment technology
    terrorism cbrn cyber misinformation crime corruption illegal_drugs trafficking""".split()
)

SECTORS: tuple[str, ...] = tuple(
    "GOV MIL COP JUD LEG PTY REB SPY UAF PRM UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split()
)

AUXES: tuple[str, ...] = ("historical", "future", "hypothetical", "negation")
CLAIMS: tuple[str, ...] = ("fact", "said", "disputed")

BODIES: tuple[str, ...] = ("IGO", "NGO", "MNC")
"""Codes that stand in the country's place for international bodies."""

_QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    2: ("COOPERATE", "AID", "RETREAT"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD: dict[str, int] = {event: quad for quad, events in _QUADS.items() for event in events}
"""1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""

_TYPE_SCORES = {
    "AGREE": 2.5, "CONSULT": 2.5, "SUPPORT": 5.0, "CONCEDE": 4.5, "COOPERATE": 9.5, "AID": 10.0, "RETREAT": 6.5,
    "REQUEST": 0.0, "ACCUSE": -3.0, "REJECT": -2.0, "THREATEN": -3.5, "PROTEST": -5.0, "SANCTION": -6.0,
    "MOBILIZE": -5.5, "COERCE": -7.0, "ASSAULT": -9.0,
}  # fmt: skip
_MODE_SCORES = {
    "CONSULT visit": 4.0, "CONSULT third-party": 1.0, "CONSULT multilateral": 4.0, "CONSULT phone": 1.5,
    "RETREAT withdraw": 8.0, "RETREAT release": 6.5, "RETREAT return": 6.5, "RETREAT disarm": 10.0,
    "RETREAT ceasefire": 7.5, "RETREAT access": 6.5, "RETREAT resign": 4.5,
    "REQUEST assist": 0.5, "REQUEST change": -1.0, "REQUEST yield": -1.0, "REQUEST meet": 0.0,
    "ACCUSE disapprove": -2.0, "ACCUSE investigate": -3.5, "ACCUSE allege": -3.5,
    "REJECT assist": -1.5, "REJECT change": -2.0, "REJECT yield": -2.0, "REJECT meet": -2.0,
    "THREATEN restrict": -3.0, "THREATEN ban": -3.0, "THREATEN rights": -3.0, "THREATEN territory": -4.0,
    "PROTEST riot": -7.0, "PROTEST hunger": -4.5, "PROTEST boycott": -4.5, "PROTEST obstruct": -4.5,
    "SANCTION expel": -5.5, "MOBILIZE troops": -6.5, "MOBILIZE weapons": -6.5, "MOBILIZE militia": -6.0,
    "COERCE censor": -6.5, "COERCE curfew": -6.5, "COERCE misinformation": -6.5,
    "ASSAULT abduct": -8.5, "ASSAULT beat": -7.5, "ASSAULT torture": -8.5, "ASSAULT sexual": -8.5,
    "ASSAULT execute": -9.5, "ASSAULT assassinate": -9.5, "ASSAULT massacre": -9.5, "ASSAULT destroy": -8.5,
    "ASSAULT primitive": -8.0, "ASSAULT suicide-attack": -9.5, "ASSAULT aerial": -9.5, "ASSAULT drone": -9.5,
    "ASSAULT heavy-weapons": -9.5, "ASSAULT crowd-control": -7.5, "ASSAULT unconventional": -10.0,
    "ASSAULT cleansing": -9.5,
}  # fmt: skip


def event_scale(event: str, mode: str | None = None) -> float:
    """PLOVER's conflict-cooperation score, -10 to 10; the type's own where the manual gives the mode none."""
    return _MODE_SCORES.get(f"{event} {mode}", _TYPE_SCORES[event])
