"""The picture is a PNG of a sensible size whose type and colours can be told apart on a phone."""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise
from typing import TYPE_CHECKING

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from bot.insights import charts
from retrieval.domain import DayCount, Insights

if TYPE_CHECKING:
    import numpy.typing as npt

LAST = dt.date(2026, 11, 29)


def insights(days: int, answered: int = 0, possible: int = 0, not_found: int = 0) -> Insights:
    """Return the insights of days that all are the same."""
    dates = [(LAST - dt.timedelta(days=back)).isoformat() for back in reversed(range(days))]
    counts = tuple(DayCount(date, answered, possible, not_found) for date in dates)
    return Insights(f"{dates[0]}T00:00:00+00:00", counts, 0, 0, (), ())


def picture(found: Insights) -> npt.NDArray[np.float64]:
    """Return the pixels of a picture as red, green, blue from 0 to 1."""
    pixels = matplotlib.image.imread(io.BytesIO(charts.draw(found)), format="png")
    return np.asarray(pixels, dtype=np.float64)[..., :3]


def share(pixels: npt.NDArray[np.float64], colour: str) -> float:
    """Return the share of the pixels that have a colour."""
    near = np.abs(pixels - np.array(to_rgb(colour))).max(axis=2) < 0.02
    return float(near.mean())


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, section 1.4.3)."""
    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("days", [1, 30, 365])
def test_it_is_a_png_of_one_size(days: int) -> None:
    png = charts.draw(insights(days, 3, 2, 1))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture(insights(days, 3, 2, 1)).shape == (900, 1200, 3)
    assert len(png) < 200_000


def test_its_ground_is_its_own_and_opaque() -> None:
    png = charts.draw(insights(7, 1))
    pixels = matplotlib.image.imread(io.BytesIO(png), format="png")
    assert pixels[..., 3].min() == 1.0
    for corner in (pixels[0, 0], pixels[0, -1], pixels[-1, 0], pixels[-1, -1]):
        assert tuple(corner[:3]) == pytest.approx(to_rgb(charts._GROUND), abs=0.01)  # noqa: SLF001


def test_each_outcome_has_its_share_of_the_bars() -> None:
    answered, possible, not_found = charts._COLOURS  # noqa: SLF001
    pixels = picture(insights(10, 6, 3, 0))
    assert share(pixels, answered) == pytest.approx(2 * share(pixels, possible), rel=0.1)
    assert share(pixels, answered) > 0.2
    # Without any, it is in the legend alone.
    assert share(pixels, not_found) < 0.01 < share(picture(insights(10, 0, 0, 3)), not_found)


def test_type_and_bars_stand_out_from_the_ground_and_from_each_other() -> None:
    assert contrast(charts._INK, charts._GROUND) > 15  # noqa: SLF001
    for colour in charts._COLOURS:  # noqa: SLF001
        assert contrast(colour, charts._GROUND) > 6.5  # noqa: SLF001
    # Lighter and lighter, which is seen without colour as well.
    for one, other in pairwise(charts._COLOURS):  # noqa: SLF001
        assert luminance(other) > 1.1 * luminance(one)


@pytest.mark.parametrize("count", [9, 999, 9_949, 999_949])
def test_nothing_is_cut_off_at_the_edges(count: int) -> None:
    """Whatever the numbers, a margin around the picture is free of type."""
    pixels = picture(insights(30, count, count, count))
    ground = np.array(to_rgb(charts._GROUND))  # noqa: SLF001
    margins = (pixels[:4], pixels[-4:], pixels[:, -4:], pixels[:, :4])
    for margin in margins:
        assert np.abs(margin - ground).max() < 0.05


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1k"),
        (1_449, "1.4k"),
        (9_949, "9.9k"),
        (9_951, "10k"),
        (62_474, "62k"),
        (1_200_000, "1.2M"),
    ],
)
def test_numbers_are_short(count: int, words: str) -> None:
    assert charts._short(count) == words  # noqa: SLF001


@pytest.mark.parametrize(
    "names", [("Wedi’u hateb", "Efallai", "Heb eu hateb"), ("Beantwortet " * 3,) * 3]
)
def test_longer_names_stay_within_the_picture(
    names: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "outcomes", lambda: names)

    pixels = picture(insights(30, 1_234_567, 2_345, 999))

    # Nothing is drawn in the outermost pixels, where cut letters would stand.
    for edge in (pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:]):
        assert np.abs(edge - np.array(to_rgb(charts._GROUND))).max() < 0.02  # noqa: SLF001
