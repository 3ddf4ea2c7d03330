"""What the network's outputs mean, in the order of its logits."""

from dotterel.knowledge.ontology import MODES, TYPES

ENTITY_KINDS = ("A", "P", "T", "N")
"""Actor, place, time, count of people: the corpus guide's kinds."""

ENTITY_TAGS = ("O", *(f"{edge}-{kind}" for kind in ENTITY_KINDS for edge in "BI"))
TRIGGER_TAGS = ("O", *(f"{edge}-{event}" for event in TYPES for edge in "BI"))
ROLES = ("actor", "recipient", "place", "time", "source", "dead", "injured", "arrested")
ROLE_KINDS = {
    "actor": "A",
    "recipient": "A",
    "source": "A",
    "place": "P",
    "time": "T",
    "dead": "N",
    "injured": "N",
    "arrested": "N",
}
EVENT_TYPES = ("none", *TYPES)
TYPE_MODES = tuple((event, mode) for event in TYPES for mode in (None, *MODES[event]))
"""All valid pairs of type and mode, "no mode" included."""
