"""How likely it is that the first quote answers: a small logistic model."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import Self


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the first quote, each from 0 (nothing) to 1."""

    cosine: float
    """Cosine of the question with the best passage."""
    sentence_cosine: float
    """Cosine of the question with the best sentence of the first quotes."""
    passage_coverage: float
    """Share of the question's words, weighted by idf, in the first quote's passage."""
    quote_coverage: float
    """The same for the quote itself."""


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
        """Return the probability, 0 to 1, that the first quote answers."""
        total = self.intercept + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))
