"""Which words a short form stands for, and what is the same name written otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.glossary.forms import is_short, key, long_after, long_before, singular
from tests.retrieval.texts import LONG, steady, texts


@pytest.mark.parametrize(
    ("short", "before", "long"),
    [
        (
            "STP",
            "This Sustainability and Transformation Plan ",
            "Sustainability and Transformation Plan",
        ),
        ("DoH", "the Department of Health ", "Department of Health"),
        ("A&E", "go to Accident & Emergency ", "Accident & Emergency"),
        ("FYFV", "the Five-Year Forward View ", "Five-Year Forward View"),
        ("5YFV", "the Five Year Forward View ", "Five Year Forward View"),
        ("DfE", "said the Department for Education ", "Department for Education"),
        ("HMRC", "pay HM Revenue and Customs ", "HM Revenue and Customs"),
        (
            "SENCO",
            "a Special Educational Needs Co-ordinator ",
            "Special Educational Needs Co-ordinator",
        ),
        ("SENCO", "ask the SEN co-ordinator ", "SEN co-ordinator"),
        (
            "VCS",
            "some voluntary and community organisations ",
            "voluntary and community organisations",
        ),
        ("Hib", "haemophilus influenzae type b ", "haemophilus influenzae type b"),
        ("NHSE&I", "by NHS England and NHS Improvement ", "NHS England and NHS Improvement"),
        ("SPZ1", "in a source protection zone ", "source protection zone"),
        ("CSNET", "the Computer Science Network ", "Computer Science Network"),
        ("TB", "a case of tuberculosis ", "tuberculosis"),
        ("COVID-19", "because of coronavirus ", "coronavirus"),
        ("DLA", "Disability Living Allowance for children ", "Disability Living Allowance"),
        ("BAME", "for Black, Asian and minority ethnic ", "Black, Asian and minority ethnic"),
        ("ABV", "its strength, or ‘alcohol by volume’ ", "alcohol by volume"),
    ],
)
def test_the_words_before_a_short_form_that_it_stands_for(
    short: str, before: str, long: str
) -> None:
    assert long_before(short, before) == long


@pytest.mark.parametrize(
    ("short", "before"),
    [
        ("STP", "Health and wellbeing boards "),
        ("STP", "the plan "),
        ("STP", "Sustainability and Transformation. Plan "),
        ("N208", "fill in the claim form "),
        ("LPA120", "applying for help with fees "),
        ("NHS", "we asked Simon Stevens "),
        ("STP", "the STP "),
        ("STPs", "six of the STPs "),
        ("US", "the U.S. "),
        ("2021", "in the year "),
        ("TB", "in Thirsk "),
    ],
)
def test_words_that_do_not_spell_a_short_form_are_not_its_meaning(short: str, before: str) -> None:
    assert long_before(short, before) is None


def test_inner_letters_count_only_where_not_strict() -> None:
    organisations = "voluntary and community organisations "
    assert long_before("VCS", organisations, strict=True) is None
    assert long_before("VCO", organisations, strict=True) == "voluntary and community organisations"


def test_the_words_behind_a_short_form() -> None:
    text = "diphtheria, tetanus and pertussis"
    assert long_after("DTP", text, whole=True) == text
    assert long_after("DTP", f"{text} vaccines", whole=True) is None
    assert long_after("DTP", f"{text} vaccines") == text
    assert long_after("DTP", "NHS England", whole=True) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STPs", "STP"),
        ("stp", "STP"),
        ("Sustainability and Transformation Plans", "sustainability & transformation plan"),
        ("Five-Year Forward View", "five year forward views"),
        ("S.T.P", "STP"),
        ("Local Authorities", "local authority"),
        ("COVID-19", "covid19"),
    ],
)
def test_one_name_in_two_writings_has_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("Primary  Care Trusts", "Primary Care Trust"),
        ("local authorities", "local authority"),
        ("General Practitioners' ", "General Practitioners'"),
        ("access", "access"),
        ("service status", "service status"),
    ],
)
def test_a_name_in_the_singular(several: str, one: str) -> None:
    assert singular(several) == one


def test_a_short_form_has_two_capitals_or_one_and_a_digit() -> None:
    known = {"STP": True, "DfE": True, "V5C": True, "C2": True, "See": False, "2021": False}
    assert {word: is_short(word) for word in known} == known


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_very_long_texts_take_no_time(text: str) -> None:
    assert long_before("STP", text) is None
    assert long_before("STP", f"{text} Some Tall Plan ") == "Some Tall Plan"


@steady
@given(texts, texts)
def test_any_text_has_a_key_and_may_stand_around_a_short_form(short: str, text: str) -> None:
    assert isinstance(key(short), str)
    for long in (long_before(short, text), long_after(short, text)):
        assert long is None or long.split() == long.strip().split()
