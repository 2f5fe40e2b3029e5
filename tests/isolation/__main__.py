"""``python -m tests.isolation``: other sequences each time, for so many minutes.

``MINUTES=10`` where nothing else is said. What a failing sequence does is shown step by step, with
the shortest that fails; ``SEED`` repeats a run.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
import time

import structlog
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.isolation.machine import Isolation
from tests.isolation.preparing import prepared

_EXAMPLES = 10
"""In a round, after which it is looked at the clock."""


def main() -> int:
    """Try sequences until the time is over; return the exit status."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    minutes = float(os.environ.get("MINUTES", "10"))
    number = int(os.environ.get("SEED", secrets.randbelow(10**9)))
    until, rounds = time.monotonic() + minutes * 60, 0
    with prepared():
        while not rounds or time.monotonic() < until:
            print(f"SEED={number + rounds}: {_EXAMPLES} sequences", flush=True)  # noqa: T201
            run_state_machine_as_test(
                seed(number + rounds)(Isolation),
                settings=settings(
                    max_examples=_EXAMPLES,
                    stateful_step_count=80,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
            rounds += 1
    print(f"{rounds * _EXAMPLES} sequences; nothing of one server showed in another")  # noqa: T201
    return 0


sys.exit(main())
