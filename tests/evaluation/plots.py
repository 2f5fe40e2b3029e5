"""Pictures of how far a probability can be trusted; the same figures draw the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from retrieval.evaluation.rates import is_wrong
from retrieval.evaluation.resampling import reliability, risk_curve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from retrieval.evaluation import Run

_STYLE: Any = {
    "svg.hashsalt": "chapter and verse",
    "svg.fonttype": "none",
    "font.size": 9.0,
    "axes.grid": True,
    "grid.alpha": 0.3,
}
_INCHES = 3.2
_DOT = 12
"""Area of a dot for one question, in square points, at the least."""


def draw_reliability(runs: Sequence[Run], file: Path) -> None:
    """Draw for each run the share of answerable questions against the probability, in ten bins.

    A dot on the diagonal is honest; its area tells how many questions it stands for.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_INCHES * len(runs), _INCHES + 0.3), layout="constrained")
        for number, run in enumerate(runs, 1):
            axes = figure.add_subplot(1, len(runs), number)
            probabilities = [record.probability for record in run.records]
            bins = reliability(probabilities, [record.answerable for record in run.records])
            said, were, counts = zip(*bins, strict=True)
            axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
            axes.plot(said, were, color="tab:blue", linewidth=1)
            sizes = [_DOT + 300 * count / len(run.records) for count in counts]
            axes.scatter(said, were, s=sizes, color="tab:blue")
            _label(axes, run.target, "probability given", "share answerable")
        _save(figure, file)


def draw_risk(runs: Sequence[Run], file: Path) -> None:
    """Draw the share of what is answered that is wrong against the share that is answered."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(2 * _INCHES, 1.3 * _INCHES), layout="constrained")
        axes = figure.add_subplot()
        for run in runs:
            probabilities = [record.probability for record in run.records]
            share, risk = risk_curve(probabilities, is_wrong(run.records))
            axes.plot(share, risk, linewidth=1.2, label=run.target, drawstyle="steps-post")
        for level in (0.05, 0.1):
            axes.axhline(level, color="grey", linewidth=0.8, linestyle=":")
        _label(axes, "", "share of questions answered, the surest first", "share of these wrong")
        axes.legend(loc="upper left", fontsize=8)
        _save(figure, file)


def _label(axes: Axes, title: str, across: str, up: str) -> None:
    axes.set(title=title, xlabel=across, ylabel=up, xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))


def _save(figure: Figure, file: Path) -> None:
    # A date would make each picture another one.
    figure.savefig(file, format="svg", metadata={"Date": None})
