"""From ranked hits to quotes, and to the decision whether they answer."""

from retrieval.answers.calibration import Calibration, Thresholds
from retrieval.answers.composing import Found, compose, decide
from retrieval.answers.counts import has_count
from retrieval.answers.definitions import defined_term
from retrieval.answers.evidence import EVIDENCE, Evidence, weigh
from retrieval.answers.quoting import SentenceMatch, choose_quote
from retrieval.answers.suggesting import covered, unknown_names, unknown_words
from retrieval.answers.timeliness import asked_time

__all__ = [
    "EVIDENCE",
    "Calibration",
    "Evidence",
    "Found",
    "SentenceMatch",
    "Thresholds",
    "asked_time",
    "choose_quote",
    "compose",
    "covered",
    "decide",
    "defined_term",
    "has_count",
    "unknown_names",
    "unknown_words",
    "weigh",
]
