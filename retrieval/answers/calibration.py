"""How likely it is that the documents answer: a small logistic model."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from retrieval.answers.evidence import EVIDENCE
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

    model: str
    """``ModelFiles.files`` of the one that it was fitted for; of another it tells nothing."""
    intercept: float
    weights: Mapping[str, float]
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
        return cls.read(json.loads(text))

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return what ``fit calibration`` has written.

        :raises KeyError, TypeError, ValueError: if it is something else, or of other evidence.
        """
        return cls(
            model=stored["model"]["files"],
            intercept=float(stored["intercept"]),
            weights={name: float(stored["weights"][name]) for name in EVIDENCE},
            strictness={
                level: Thresholds(**stored["strictness"][level.value]) for level in Strictness
            },
        )

    @classmethod
    def unknown(cls, model: str) -> Self:
        """Return what is to be said with a model that nothing was fitted for.

        All that is found may answer and may not: one model's cosines are near 1 where another's
        are near 0.
        """
        undecided = Thresholds(answered_from=math.inf, possible_from=0.0)
        return cls(model, 0.0, {}, dict.fromkeys(Strictness, undecided))

    @property
    def is_known(self) -> bool:
        """Whether it was fitted."""
        return bool(self.weights)

    def probability(self, evidence: Evidence) -> float:
        """Return the probability, 0 to 1, that the documents answer."""
        total = self.intercept + sum(
            weight * getattr(evidence, name) for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))
