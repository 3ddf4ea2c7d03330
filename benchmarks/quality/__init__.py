"""How right the readings are."""
