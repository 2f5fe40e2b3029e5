"""Where text stands on a page, whichever way the page is turned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUARTER_TURN = 90
_MAX_TILT = 10
"""Degrees off a quarter turn; a crooked scan is less, a watermark across the page is more."""


def product(first: Sequence[float], second: Sequence[float]) -> tuple[float, ...]:
    """Multiply two matrices of PDF (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def place(matrix: Sequence[float]) -> tuple[float, float, int]:
    """Return where text begins and its base line, turned so that it reads from left to right."""
    angle = math.degrees(math.atan2(matrix[1], matrix[0]))
    quarters = round(angle / _QUARTER_TURN)
    if abs(angle - quarters * _QUARTER_TURN) > _MAX_TILT:
        return matrix[4], matrix[5], -1
    x, y = matrix[4], matrix[5]
    turned = ((x, y), (y, -x), (-x, -y), (-y, x))
    quarters %= len(turned)
    return *turned[quarters], quarters * _QUARTER_TURN
