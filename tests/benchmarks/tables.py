"""What the reports of measurements share."""

from __future__ import annotations

import ctypes
import gc
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows of a Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def processor() -> str:
    """Return the name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def machine() -> str:
    """Return what it was measured on."""
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def percentiles(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile, in milliseconds."""
    if not seconds:
        return "-"
    middle, high = np.percentile(seconds, [50, 95]) * 1000
    return f"{middle:.1f} / {high:.1f}"


def resident_mb() -> float:
    """Return what this process has in memory: its own, and the pages of files that it has mapped."""
    return _status("VmRSS")


def own_mb() -> float:
    """Return what this process has in memory that no file backs, and that it still uses."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # What was freed is given back.
    return _status("RssAnon")


def peak_mb() -> float:
    """Return the most that this process ever had in memory."""
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(kilobytes) * 1024 / 1_000_000
