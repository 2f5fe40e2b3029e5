"""Questions with known answers in, figures out, through the same code that answers members."""

from retrieval.evaluation.figures import Figures, Judged, auroc, figures, judge
from retrieval.evaluation.questions import GoldQuestion, GoldQuote, load_questions

__all__ = [
    "Figures",
    "GoldQuestion",
    "GoldQuote",
    "Judged",
    "auroc",
    "figures",
    "judge",
    "load_questions",
]
