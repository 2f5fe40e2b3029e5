"""The picture of what was asked: large type on a dark ground of its own, for a phone in any mode."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_skeleton

from bot.cards.insights import Bar, bars, outcomes
from bot.language.translation import _, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from retrieval.domain import Insights

_INCHES = (8.0, 6.0)
_DOTS = 150
"""Dots an inch: 1200 x 900 in all. A phone shows that some 360 points wide, so type of 19 points is
read there at 12."""

_SIZE, _LEGEND = 19.0, 18.0
_LEGEND_CHARACTERS = 36
"""Of the names in the legend, in a line; their numbers take up to four each besides."""
_GROUND, _INK, _FAINT = "#17191d", "#f4f5f7", "#4a4f58"
# Light enough against the ground (contrast of 7 or so and more), and in an order of lightness that tells them
# apart without colour too; what was not answered is hatched besides.
_COLOURS = ("#3fb58a", "#ffcf5c", "#e3e6ea")
_HATCHES = ("", "", "//")

_STYLE: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": _SIZE,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _FAINT,
    "axes.facecolor": _GROUND,
    "figure.facecolor": _GROUND,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.color": _GROUND,
    "hatch.linewidth": 3.0,
}


def draw(insights: Insights) -> bytes:
    """Return a PNG with a bar for each day, or each week where there are many days.

    Not for several threads at once: matplotlib's settings are the process's.
    """
    # Importing it takes a while, which a bot that draws nothing need not wait for.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    shown, names = bars(insights), outcomes()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_INCHES, dpi=_DOTS, layout="constrained")
        axes = figure.add_subplot()
        _draw_bars(axes, shown, names)
        _label(axes, shown)
        figure.legend(
            loc="outside upper left",
            # Below each other where the words of a language would not fit into a line.
            ncols=len(names) if len("".join(names)) <= _LEGEND_CHARACTERS else 1,
            frameon=False,
            fontsize=_LEGEND,
            handlelength=0.8,
            handletextpad=0.35,
            columnspacing=0.9,
            borderaxespad=0.3,
        )
        png = io.BytesIO()
        # A plain figure is drawn by Agg, without a window.
        figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()


def _draw_bars(axes: Axes, shown: Sequence[Bar], names: Sequence[str]) -> None:
    bottoms = [0] * len(shown)
    for number, outcome in enumerate(names):
        heights = [bar.counts[number] for bar in shown]
        axes.bar(
            range(len(shown)),
            heights,
            bottom=bottoms,
            width=0.8,
            color=_COLOURS[number],
            hatch=_HATCHES[number],
            linewidth=0,
            label=f"{outcome} {_short(sum(heights))}",
        )
        bottoms = [below + height for below, height in zip(bottoms, heights, strict=True)]


def _label(axes: Axes, shown: Sequence[Bar]) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - see above.

    last = len(shown) - 1
    places = sorted({0, last // 2, last})
    axes.set_xticks(places, [_date(shown[place]) for place in places])
    # A bar alone would fill the picture.
    axes.set_xlim(min(-0.6, last / 2 - 2), max(last + 0.6, last / 2 + 2))
    axes.set_ylim(0, max(1, *(sum(bar.counts) for bar in shown)) * 1.05)
    # Without the nought, which would touch the first date.
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, prune="lower"))
    axes.yaxis.set_major_formatter(lambda count, _place: _short(round(count)))
    title = _("Questions a week") if shown[0].days > 1 else _("Questions a day")
    axes.set_title(title, loc="left", fontsize=_SIZE)
    axes.grid(visible=True, axis="y", color=_FAINT, linewidth=1.0)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _date(bar: Bar) -> str:
    day, locale = dt.date.fromisoformat(bar.first), current().locale
    # Weeks may go back to where the same month was another year's.
    if bar.days > 1:
        return format_date(day, "LLL ’yy", locale=locale)
    return format_skeleton("MMMd", day, locale=locale)


def _short(count: int) -> str:
    """Return a number in four characters at the most."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if count >= size:
            places = 1 if count < 9.95 * size else 0
            return f"{count / size:.{places}f}".removesuffix(".0") + sign
    return str(count)
