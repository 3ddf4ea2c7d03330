"""The mean of some runs' weights: `python -m training.average RUN... --out FILE`.

Runs that go on from one another lie in one valley of the loss, and their mean lies lower there than each of them
(Wortsman et al. 2022, model soups).
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    """Read, average, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+", help="weights.safetensors of training.train")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [load_file(path) for path in options.weights]
    save_file({name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}, options.out)


if __name__ == "__main__":
    main()
