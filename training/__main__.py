"""Make the weights again, from the corpus to the model folder: `python -m training [--shared ../shared] [--seed 1]`.

Some 100 minutes on two cores. Each stage leaves its file in build/train and is not run again where that is there.
"""

import argparse
import subprocess
import sys
from pathlib import Path

WORK = Path("build/train")


def main() -> None:
    """Train encoder, event layers, both together; export, calibrate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--out", type=Path, default=WORK / "en-1", help="model folder to write")
    options = parser.parse_args()
    told = ["--shared", options.shared, "--seed", options.seed]
    encoder, events, joint = WORK / "encoder", WORK / "events", WORK / "joint"
    if not (encoder / "done").exists():
        stage("train", *told, "--out", encoder, "--epochs", "8", "--srl-steps", "150")
        (encoder / "done").touch()
    if not (events / "done").exists():
        start = encoder / "weights.safetensors"
        stage("train_events", *told, "--start", start, "--out", events, "--epochs", "6")
        (events / "done").touch()
    if not (joint / "done").exists():
        start = events / "weights.safetensors"
        small = ["--rate", "8e-5", "--head-rate", "3e-4", "--hide", "0.15", "--pieces", "800", "--event-layers", "2"]
        stage("train", *told, "--start", start, "--out", joint, "--epochs", "3", "--srl-steps", "0", *small)
        (joint / "done").touch()
    stage("export", "--weights", joint / "weights.safetensors", "--out", options.out, "--event-layers", "2")
    stage("calibrate", "--shared", options.shared, "--model", options.out)


def stage(name: str, *words: object) -> None:
    """Run one stage in a process of its own; SystemExit where it fails."""
    print(f"== {name}", flush=True)
    done = subprocess.run([sys.executable, "-m", f"training.{name}", *map(str, words)], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
