"""``python -m tests.chaos [--kills 50] [--seed N] [--only NAME]``: run, report, and fail if anything broke."""

# ruff: noqa: T201 - It is a command, and prints what it found.
from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.report import report, summary
from tests.chaos.scenarios import Scenarios, Sizes


def main() -> int:
    """Run the scenarios; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=Sizes().kills)
    parser.add_argument("--seed", type=int, default=None, help="to do the same again")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="one scenario")
    parser.add_argument("--flaky", type=float, default=Sizes().flaky_s, help="seconds")
    parser.add_argument("--gone", type=float, default=Sizes().gone_s, help="seconds")
    parser.add_argument("--rounds", type=int, default=Sizes().rounds, help="of two processes")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    print(f"seed: {seed}", flush=True)
    sizes = Sizes(options.kills, options.flaky, options.gone, options.rounds)
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    scenarios = Scenarios(folder, sizes, seed)
    began = time.monotonic()
    tallies = []
    for name in options.only or scenarios.all:
        tallies.append(scenarios.run(name))
        print(summary(tallies[-1]), flush=True)
    took = time.monotonic() - began
    broken = sum(len(tally.problems) for tally in tallies)
    if not options.only:
        text = report(tallies, seed=seed, seconds=took)
        Path(__file__).with_name("REPORT.md").write_text(text, encoding="utf-8")
    if broken:
        print(f"{broken} promises broken; the bots' logs are in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
