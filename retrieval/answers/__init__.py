"""From ranked hits to quotes, and to the decision whether they answer."""

from retrieval.answers.calibration import EVIDENCE, Calibration, Evidence
from retrieval.answers.composing import Found, compose, decide
from retrieval.answers.definitions import defined_term
from retrieval.answers.quoting import choose_quote

__all__ = [
    "EVIDENCE",
    "Calibration",
    "Evidence",
    "Found",
    "choose_quote",
    "compose",
    "decide",
    "defined_term",
]
