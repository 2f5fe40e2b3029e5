"""How likely it is that the documents answer: a small logistic model."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from importlib import resources
from typing import Self


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, each from about 0 (nothing) to 1."""

    cosine: float
    """Highest cosine of the question with a passage that was found."""
    sentence_cosine: float
    """Highest cosine of the question with a sentence of a passage that was found."""
    passage_coverage: float
    """Share of the question's words, weighted by idf, in the first quote's passage."""


EVIDENCE = tuple(field.name for field in fields(Evidence))
"""The names of the features, in the order in which they are fitted."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients, fitted by ``python -m retrieval calibrate``; kept readable in JSON."""

    intercept: float
    weights: dict[str, float]
    answered_from: float
    """Probability from which a reply is called an answer."""
    possible_from: float
    """Probability from which it is called a possible answer."""

    @classmethod
    def packaged(cls) -> Self:
        """Return the coefficients that come with this release."""
        text = resources.files("retrieval.answers").joinpath("calibration.json").read_text()
        stored = json.loads(text)
        return cls(
            intercept=stored["intercept"],
            weights=stored["weights"],
            answered_from=stored["answered_from"],
            possible_from=stored["possible_from"],
        )

    def probability(self, evidence: Evidence) -> float:
        """Return the probability, 0 to 1, that the documents answer."""
        total = self.intercept + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))
