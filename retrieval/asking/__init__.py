"""One question: what it follows, what it may search, the search, and its reply as it is kept.

:mod:`~retrieval.asking.answering` and :mod:`~retrieval.asking.defining` take a question and a term
through the rooms below; the other modules are what a question brings along and leaves behind.
"""
