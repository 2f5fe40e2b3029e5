"""Fit the calibration: logistic regression of "the documents answer" on the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from retrieval.answers import EVIDENCE
from retrieval.evaluation.figures import auroc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from retrieval.evaluation.observing import Observed

_FOLDS = 10
_SHUFFLES = 20
"""Of the questions into folds; of one alone the calibration error is off by a tenth or more."""
_BINS = 10
_INVERSE_REGULARISATION = 1.0


def fit_calibration(questions: Sequence[Observed]) -> dict[str, Any]:
    """Fit on questions of which some are not answered by what was searched.

    :returns: what ``calibration.json`` holds but for the thresholds: coefficients, and figures of
        the fit by ten-fold cross-validation, the mean of twenty (AUROC in all and for each reason
        why a question has no answer; expected calibration error over ten bins of equal width).
    """
    asked = [item for item in questions if item.evidence is not None]
    features = np.array([[getattr(item.evidence, name) for name in EVIDENCE] for item in asked])
    labels = np.array([item.answerable for item in asked])
    reasons = np.array([item.why for item in asked])
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=5000)
    )
    held_out = [
        cross_val_predict(
            model,
            features,
            labels,
            cv=StratifiedKFold(_FOLDS, shuffle=True, random_state=seed),
            method="predict_proba",
        )[:, 1]
        for seed in range(_SHUFFLES)
    ]
    model.fit(features, labels)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - (weights * scaler.mean_).sum())

    def separation(negatives: npt.NDArray[np.bool_]) -> float:
        found = [auroc(list(each[labels]), list(each[negatives])) or 0.0 for each in held_out]
        return round(float(np.mean(found)), 4)

    return {
        "intercept": round(intercept, 4),
        "weights": {
            name: round(float(weight), 4) for name, weight in zip(EVIDENCE, weights, strict=True)
        },
        "fit": {
            "questions": len(asked),
            "answerable": int(labels.sum()),
            "auroc": separation(~labels),
            "auroc_by_reason": {
                str(why): separation(~labels & (reasons == why))
                for why in sorted(set(reasons[~labels]))
            },
            "expected_calibration_error": round(
                float(np.mean([_calibration_error(each, labels) for each in held_out])), 4
            ),
        },
    }


def _calibration_error(
    probabilities: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_]
) -> float:
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(probabilities[bins == number].mean() - labels[bins == number].mean())
            * (bins == number).mean()
            for number in np.unique(bins)
        )
    )
