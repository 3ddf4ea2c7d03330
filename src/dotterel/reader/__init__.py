"""The trained reader: a document's sentences in, its events out, as yet without identities, coordinates or days."""

from dotterel.reader.classify import classify
from dotterel.reader.mentions import find_mentions
from dotterel.reader.models import ModelInfo, list_models
from dotterel.reader.sentences import mark_sentences

__all__ = ["ModelInfo", "classify", "find_mentions", "list_models", "mark_sentences"]
