"""What was fitted for a model: how the features of its search weigh, and what is sure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from retrieval.answers import Calibration
from retrieval.errors import ModelError
from retrieval.search import packaged_weights, read_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from retrieval.search import ModelFiles

_Read = TypeVar("_Read")

RANKING, CALIBRATION = "ranking.json", "calibration.json"
"""Files of a folder with what was fitted for another model than the packaged one."""

UNKNOWN = (
    "no probability was fitted for {model}: every reply is shown as the closest passages, which may "
    "not answer"
)
MEND = (
    "leave RETRIEVAL_MODEL empty, or fit on questions with known answers (CONTRIBUTING.md, Another "
    "model)."
)


class Fitted(NamedTuple):
    """What ``fit ranking`` and ``fit calibration`` found for a model."""

    weights: Mapping[str, float]
    """Of the features of the ranking."""
    calibration: Calibration


def fitted_for(model: ModelFiles, folder: Path | None) -> Fitted:
    """Return what is known of a model.

    Where nothing is, the weights are those of the packaged model, since an order can be right with
    them, and no probability is claimed: it would be one model's threshold on another's scores.

    :param folder: what was fitted for another model than the packaged one, as far as it was: first
        the weights, then with them the calibration.
    :raises ModelError: if what is there is damaged, of another release or for another model.
    """
    packaged, unknown = Calibration.packaged(), Calibration.unknown(model.files)
    if folder is None or not (folder / RANKING).exists():
        return Fitted(packaged_weights(), packaged if packaged.model == model.files else unknown)
    weights, file = _stored(folder / RANKING, model, read_weights), folder / CALIBRATION
    return Fitted(weights, _stored(file, model, Calibration.read) if file.exists() else unknown)


def _stored(file: Path, model: ModelFiles, read: Callable[[Mapping[str, Any]], _Read]) -> _Read:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        found, made_for = read(stored), stored["model"]
        name, files = made_for["name"], made_for["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{file} is not what this release's `fit` writes ({type(error).__name__}: {error}); delete "
            "it and fit again, or leave RETRIEVAL_FITTED empty."
        ) from error
    if files != model.files:
        raise ModelError(
            f"{file} was fitted for {name}, and the model is {model.name}; set RETRIEVAL_MODEL and "
            "RETRIEVAL_FITTED together."
        )
    return found
