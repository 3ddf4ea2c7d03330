"""Measure quality on data that was not trained on, and fail where a figure lies under its floor.

`python -m benchmarks.quality [--shared ../shared] [--record]`. Prints machine, commit, corpus digest and every figure;
`--record` keeps them as a dated file in `records/`.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.quality import behaviour, pages, passages, resolvers
from benchmarks.quality.measures import Measure

HERE = Path(__file__).parent


def main() -> int:
    """Measure, print, compare with the floors; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not options.shared.is_dir():
        print(f"{options.shared}: the gold data is not there; name its folder with --shared")
        return 1
    about = describe((options.shared / "corpus").glob("*/*"))
    print("  ".join(f"{name}: {value}" for name, value in about.items()))
    found: list[Measure] = []
    for part in (passages, behaviour, pages, resolvers):
        for one in part.measure(options.shared):
            bounds = "" if one.interval is None else f"  {one.interval[0]:.3f} to {one.interval[1]:.3f}"
            print(f"{one.data:28} {one.name:22} {one.value:7.3f}  n={one.size}{bounds}", flush=True)
            found.append(one)
    if options.record:
        name = about["date"].replace(" ", "T").replace(":", "")
        rows = [one._asdict() for one in found]
        (HERE / "records").mkdir(exist_ok=True)
        (HERE / "records" / f"{name}.json").write_text(json.dumps({**about, "measures": rows}, indent=1) + "\n")
    return report_missed(found)


def report_missed(found: list[Measure]) -> int:
    """Print each figure that lies under its floor in floors.json; 1 where there is one."""
    floors = json.loads((HERE / "floors.json").read_text())
    values = {f"{one.data} {one.name}": one.value for one in found}
    missed = [name for name, floor in floors.items() if values.get(name, 0.0) < floor]
    for name in missed:
        print(f"MISSED {name}: {values.get(name, 0.0):.3f}, floor {floors[name]}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
