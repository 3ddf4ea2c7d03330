import random

from dotterel.gold import find_surface
from training.swaps import Swapper

ROW = {
    "text": "Kenya's army shelled a Kenyan village near Nairobi, Kenyans said; Peru objected.",
    "entities": [["Kenya's army", "A", "KEN MIL"], ["Nairobi", "P", "KEN"], ["Peru", "A", "PER GOV"]],
    "events": [{"type": "ASSAULT", "trigger": "shelled", "actor": ["Kenya's army"], "place": ["Nairobi"]}],
}


def test_all_forms_of_a_country_become_those_of_one_other() -> None:
    swapper = Swapper(random.Random(3))
    row = swapper.swap(ROW)
    other = row["text"].split("'s army")[0]
    forms = next(one for one in swapper.forms.values() if one["name"] == other)
    assert f"a {forms['adjective']} village near {forms['capital']}, {forms['demonym']} said" in row["text"]
    assert "Kenya" not in row["text"]
    assert "Peru" not in row["text"]


def test_surfaces_still_say_the_words_they_stand_for() -> None:
    row = Swapper(random.Random(3)).swap(ROW)
    (event,) = row["events"]
    start, end = find_surface(row["text"], event["actor"][0]) or (0, 0)
    assert row["text"][start:end].endswith("'s army")
    assert find_surface(row["text"], event["trigger"]) is not None


def test_a_passage_without_countries_stays_as_it_is() -> None:
    row = {"text": "The court met.", "entities": [["court", "A", "--- JUD"]], "events": []}
    assert Swapper(random.Random(1)).swap(row) is row
