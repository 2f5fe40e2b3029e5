"""Questions with known answers in, figures out, through the same code that answers members.

A file of questions is asked of a library that is there; a collection (``collections``) becomes a
library of its own (``pages``, ``shelves``). What became of each question (``asking``) is a record,
and the records come to figures with confidence intervals (``rates``, ``resampling``).
"""

from retrieval.evaluation.collections import (
    Collection,
    chosen_queries,
    load_collection,
)
from retrieval.evaluation.comparing import Comparison, compare, earlier_of
from retrieval.evaluation.figures import Figures, Judged, auroc, figures, judge
from retrieval.evaluation.questions import GoldQuestion, GoldQuote, load_questions
from retrieval.evaluation.records import Record, Run, load_runs, runs_json
from retrieval.evaluation.running import load_target, run_collection, run_questions

__all__ = [
    "Collection",
    "Comparison",
    "Figures",
    "GoldQuestion",
    "GoldQuote",
    "Judged",
    "Record",
    "Run",
    "auroc",
    "chosen_queries",
    "compare",
    "earlier_of",
    "figures",
    "judge",
    "load_collection",
    "load_questions",
    "load_runs",
    "load_target",
    "run_collection",
    "run_questions",
    "runs_json",
]
