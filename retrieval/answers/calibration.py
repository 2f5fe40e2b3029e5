"""How likely it is that the documents answer: a small logistic model."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, Self

from retrieval.domain import Strictness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.answers.evidence import Evidence


class Thresholds(NamedTuple):
    """What a calibrated probability is called; on any other score they would mean nothing."""

    answered_from: float
    """Probability from which a reply is called an answer."""
    possible_from: float
    """Probability from which it is called a possible answer."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients, fitted by ``python -m retrieval fit calibration``; kept in JSON."""

    intercept: float
    weights: dict[str, float]
    strictness: Mapping[Strictness, Thresholds]

    @property
    def answered_from(self) -> float:
        """Probability from which a reply is called an answer where no strictness was set."""
        return self.strictness[Strictness.BALANCED].answered_from

    @property
    def possible_from(self) -> float:
        """Probability from which it is called a possible answer where none was set."""
        return self.strictness[Strictness.BALANCED].possible_from

    @classmethod
    def packaged(cls) -> Self:
        """Return the coefficients that come with this release."""
        text = resources.files("retrieval.answers").joinpath("calibration.json").read_text()
        stored = json.loads(text)
        return cls(
            intercept=stored["intercept"],
            weights=stored["weights"],
            strictness={
                level: Thresholds(**stored["strictness"][level.value]) for level in Strictness
            },
        )

    def probability(self, evidence: Evidence) -> float:
        """Return the probability, 0 to 1, that the documents answer."""
        total = self.intercept + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))
