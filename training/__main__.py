"""Make the weights again, from the corpus to the model folder: `python -m training [--shared ../shared] [--seed 1]`.

Some two hours on two cores. Training leaves its weights in build/train and is not run again where they are there.
`make train` calibrates the model folder behind it, with the environment that reads pages.
"""

import argparse
import subprocess
import sys
from pathlib import Path

WORK = Path("build/train")
PARTS = (
    ["--steps", "5000", "--stop", "2000"],
    ["--steps", "1900", "--rate", "9e-5", "--head-rate", "4e-4"],
    ["--steps", "1150", "--rate", "8e-5", "--head-rate", "3e-4"],
)
"""Three runs, each from the end of the one before: PropBank and passages; then twice with a falling rate."""


def main() -> None:
    """Train, average, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--out", type=Path, default=WORK / "en-1", help="model folder to write")
    options = parser.parse_args()
    runs = [WORK / f"seed{options.seed}-{part}" for part in (1, 2, 3)]
    told = ["--shared", options.shared, "--seed", options.seed]
    for number, run in enumerate(runs):
        if not (run / "done").exists():
            start = ["--start", runs[number - 1] / "weights.safetensors"] if number else []
            stage("train", *told, *start, "--out", run, *PARTS[number])
            (run / "done").touch()
    weights = WORK / f"seed{options.seed}.safetensors"
    stage("average", *(run / "weights.safetensors" for run in runs[1:]), "--out", weights)
    stage("export", "--weights", weights, "--out", options.out)


def stage(name: str, *words: object) -> None:
    """Run one stage in a process of its own; SystemExit where it fails."""
    print(f"== {name}", flush=True)
    done = subprocess.run([sys.executable, "-m", f"training.{name}", *map(str, words)], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
