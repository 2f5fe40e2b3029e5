"""Fuzzing for as long as one likes: ``python -m tests.fuzzing --minutes 10 pdf docx``.

Each failure's smallest file is kept below ``.hypothesis/fuzzing``, as is the file that is being
read, in case the process itself dies. The exit status is 1 if there was any.
"""

# ruff: noqa: T201 - It is a command, and prints what it found.
from __future__ import annotations

import argparse
import faulthandler
import hashlib
import logging
import random
import sys
import time
import traceback
import warnings
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzzing.mutations import files, noise
from tests.fuzzing.properties import TookTooLongError, check
from tests.fuzzing.samples import NAMES

FOLDER = Path(".hypothesis") / "fuzzing"
_EXAMPLES_IN_A_ROUND = 100
# No shrinking by hypothesis: thousands of tries of a slow file take hours.
_ROUND = settings(
    max_examples=_EXAMPLES_IN_A_ROUND,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Failures:
    """The smallest file for each place in the code where something went wrong."""

    def __init__(self) -> None:
        """Start with none."""
        self.files: dict[str, tuple[str, bytes]] = {}
        self.examples = 0

    def try_out(self, content: bytes, name: str) -> None:
        """Check a file, and keep it if it fails."""
        self.examples += 1
        current = FOLDER / f"current{Path(name).suffix}"
        current.write_bytes(content)
        try:
            check(content, name)
        except (Exception, TookTooLongError) as error:  # noqa: BLE001 - Each is a finding.
            self._keep(error, content, name)

    def report(self) -> None:
        """Print what was found and write the files."""
        for place, (name, content) in sorted(self.files.items()):
            digest = hashlib.sha256(content).hexdigest()[:12]
            path = FOLDER / f"{digest}{Path(name).suffix}"
            path.write_bytes(content)
            print(f"{path} ({len(content)} bytes): {place}")
        print(f"{self.examples} files, {len(self.files)} kinds of failures")

    def _keep(self, error: BaseException, content: bytes, name: str) -> None:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if "retrieval" in frame.filename
        ]
        last = frames[-1] if frames else None
        where = f"{Path(last.filename).name}:{last.name}" if last else "the property"
        place = f"{type(error).__name__} in {where}"
        if place not in self.files:
            print(f"new: {place}: {' '.join(str(error).split())[:200]}", flush=True)
        if place not in self.files or len(content) < len(self.files[place][1]):
            self.files[place] = (name, content)


def main() -> int:
    """Try files of each format in turn until the time is up."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("formats", nargs="*", metavar="format", help=", ".join([*NAMES, "noise"]))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="of the first round")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    faulthandler.enable()
    logging.disable()
    warnings.simplefilter("ignore")
    number = random.randrange(10**6) if options.seed is None else options.seed
    print(f"first seed: {number}")
    failures = Failures()
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end:
        for format_ in options.formats or [*NAMES, "noise"]:
            if time.monotonic() < end:
                _run_round(format_, number, failures)
        number += 1
    failures.report()
    return 1 if failures.files else 0


def _run_round(format_: str, number: int, failures: Failures) -> None:
    names = st.just(NAMES[format_]) if format_ in NAMES else st.sampled_from(list(NAMES.values()))
    contents = files(format_) if format_ in NAMES else noise()

    @seed(number)
    @_ROUND
    @given(contents, names)
    def try_each(content: bytes, name: str) -> None:
        failures.try_out(content, name)

    try_each()


if __name__ == "__main__":
    sys.exit(main())
