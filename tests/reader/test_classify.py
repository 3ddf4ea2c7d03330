import shutil
from pathlib import Path

import pytest

from dotterel import classify
from dotterel.errors import ModelError, UsageError
from dotterel.knowledge.ontology import TYPES
from dotterel.reader import list_models
from dotterel.reader.classify import classify as classify_with
from dotterel.reader.encoder import WEIGHTS_FOLDER
from dotterel.settings import Settings

TEXT = "Iran accused Iraq of shelling its border posts."


def test_the_sixteen_types_have_probabilities_that_sum_to_one() -> None:
    found = classify(TEXT, actor=(0, 4), recipient=(13, 17))
    assert set(found) == set(TYPES)
    assert sum(found.values()) == pytest.approx(1, abs=1e-5)


def test_an_accusation_is_told_from_the_violence_that_it_alleges() -> None:
    found = classify(TEXT, actor=(0, 4), recipient=(13, 17))
    assert max(found, key=lambda kind: found[kind]) == "ACCUSE"


def test_a_party_need_not_be_named() -> None:
    assert sum(classify("Talks on the dam resumed in Nairobi.").values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("span", [(5, 5), (-1, 3), (40, 400)])
def test_a_span_outside_the_text_is_an_error_that_names_it(span: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="not a stretch of the text"):
        classify(TEXT, actor=span)


def test_the_weights_that_ship_are_whole() -> None:
    models = list_models()
    assert [model.name for model in models] == ["en-1"]
    assert all(model.sha256_ok and model.card.is_file() for model in models)
    assert all(model.size_bytes <= 30_000_000 for model in models)


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS_FOLDER / "en-1", tmp_path / "en-1")
    (tmp_path / "en-1" / "events.onnx").write_bytes(b"broken")
    assert [model.sha256_ok for model in list_models(tmp_path)] == [False]
    with pytest.raises(ModelError, match=r"events\.onnx"):
        classify_with(TEXT, settings=Settings(weights_folder=tmp_path))


def test_missing_weights_are_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="dotterel models"):
        classify_with(TEXT, settings=Settings(weights_folder=tmp_path))
