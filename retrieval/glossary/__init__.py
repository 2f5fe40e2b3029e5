"""What short forms and names mean, read in the documents themselves, and looked up again."""

from retrieval.glossary.building import PassageOf, build_glossary
from retrieval.glossary.expansion import Forms, expand, forms_of, meanings_in, other_wordings
from retrieval.glossary.forms import key
from retrieval.glossary.lookup import Sense, look_up, names_of, suggest

__all__ = [
    "Forms",
    "PassageOf",
    "Sense",
    "build_glossary",
    "expand",
    "forms_of",
    "key",
    "look_up",
    "meanings_in",
    "names_of",
    "other_wordings",
    "suggest",
]
