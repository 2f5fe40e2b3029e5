"""What short forms and names mean, read in the documents themselves, and looked up again."""

from retrieval.glossary.building import GlossaryBuilder, PassageOf, build_glossary
from retrieval.glossary.expansion import (
    Forms,
    expand,
    forms_of,
    meanings_in,
    other_wordings,
    written_out,
)
from retrieval.glossary.forms import key
from retrieval.glossary.lookup import Sense, look_up, names_of, suggest
from retrieval.glossary.own import OwnTerms, listed, senses_with

__all__ = [
    "Forms",
    "GlossaryBuilder",
    "OwnTerms",
    "PassageOf",
    "Sense",
    "build_glossary",
    "expand",
    "forms_of",
    "key",
    "listed",
    "look_up",
    "meanings_in",
    "names_of",
    "other_wordings",
    "senses_with",
    "suggest",
    "written_out",
]
