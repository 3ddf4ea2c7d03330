"""Where the pipeline runs: here, on one core or several."""

from dotterel.engine.local import map_pages

__all__ = ["map_pages"]
