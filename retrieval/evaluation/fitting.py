"""Fit the calibration: logistic regression of "the documents answer" on the evidence."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from retrieval.answers import EVIDENCE
from retrieval.evaluation.collections import load_queries, write_corpus
from retrieval.evaluation.figures import auroc
from retrieval.library import Library

if TYPE_CHECKING:
    from retrieval.ingest import Progress

_FOLDS = 10
_BINS = 10
_INVERSE_REGULARISATION = 10.0
_ANSWERED_FROM = 0.55
_POSSIBLE_FROM = 0.3
"""Both chosen on the dev questions about the published documents: none that is not answered there
reaches the first, none that is answered falls below the second."""


def fit(collection: Path, progress: Progress) -> dict[str, Any]:
    """Index a collection in a temporary folder, ask its questions, and fit.

    :returns: what ``calibration.json`` holds: coefficients, thresholds, and figures of the fit by
        ten-fold cross-validation (AUROC, expected calibration error over ten equal-width bins).
    """
    queries = load_queries(collection)
    with tempfile.TemporaryDirectory() as temporary:
        documents, index = Path(temporary, "documents"), Path(temporary, "index")
        documents.mkdir()
        write_corpus(collection, documents)
        with Library.open(index) as library:
            library.index([documents], progress=progress)
            evidence = [library.trace(query.text).evidence for query in queries]
    features = np.array([[getattr(item, name) for name in EVIDENCE] for item in evidence])
    labels = np.array([query.answerable for query in queries])
    model = LogisticRegression(C=_INVERSE_REGULARISATION)
    held_out = cross_val_predict(model, features, labels, cv=_FOLDS, method="predict_proba")[:, 1]
    model.fit(features, labels)
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(EVIDENCE, model.coef_[0], strict=True)
        },
        "answered_from": _ANSWERED_FROM,
        "possible_from": _POSSIBLE_FROM,
        "fit": {
            "collection": collection.name,
            "questions": len(queries),
            "answerable": int(labels.sum()),
            "auroc": round(auroc(list(held_out[labels]), list(held_out[~labels])) or 0.0, 3),
            "expected_calibration_error": round(_calibration_error(held_out, labels), 3),
        },
    }


def _calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            abs(probabilities[bins == number].mean() - labels[bins == number].mean())
            * (bins == number).mean()
            for number in np.unique(bins)
        )
    )
