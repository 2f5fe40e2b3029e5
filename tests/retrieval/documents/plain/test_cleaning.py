"""What is kept of pasted pages, against labels made by hand of every line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.documents.contents import Fate
from retrieval.documents.plain.reader import read_plain
from tests.retrieval.documents.plain.labels import (
    PASTED,
    POLICIES,
    PUBLISHED,
    REPORTED,
    UNSEEN,
    labels_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrieval.documents.contents import FileContents

ROOT = Path(__file__).parents[4]
SEEDS = ROOT.parent / "shared" / "seeds"
HERE = Path(__file__).parent / "pasted"
PROSE = "The council collects garden waste every other week from March to November, at no charge."
CLASSES = {"keep": "kept", "comment": "kept", "metadata": "metadata", "drop": "dropped"}


def read(folder: Path, name: str) -> FileContents:
    return read_plain((folder / name).read_bytes(), name)


def judged(folder: Path, table: Mapping[str, str]) -> list[tuple[str, str, str, int, str]]:
    """Return for each line what it is, what it was taken for, and where and what it is."""
    rows = []
    for name, ranges in table.items():
        labels = labels_of(ranges)
        raw = (folder / name).read_text("utf-8").split("\n")
        numbers = [number for number, line in enumerate(raw, 1) if line.strip()]
        assert set(numbers) <= labels.keys(), name
        rows += [
            (labels[number], line.fate.value, name, number, line.text)
            for number, line in zip(numbers, read(folder, name).lines, strict=True)
        ]
    return rows


def check(folder: Path, table: Mapping[str, str]) -> None:
    """Check that precision and recall are .97 each, of what is kept and what is left out.

    A reader's comment counts as kept here; that each is marked as one is checked besides.
    """
    rows = judged(folder, table)
    taken = {"kept": "kept", "comment": "kept", "metadata": "metadata", "dropped": "dropped"}
    pairs = Counter((CLASSES[label], taken[fate]) for label, fate, *_ in rows)
    wrong = [row for row in rows if CLASSES[row[0]] != taken[row[1]]]
    for what in ("kept", "dropped"):
        right = pairs[what, what]
        called = sum(count for (_, fate), count in pairs.items() if fate == what)
        there = sum(count for (label, _), count in pairs.items() if label == what)
        assert right / called >= 0.97, (what, "precision", wrong)
        assert right / there >= 0.97, (what, "recall", wrong)
    assert [row for row in rows if (row[0] == "comment") != (row[1] == "comment")] == []


def test_the_published_documents() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the published documents, which are not ours to pass on, are not here")
    check(SEEDS, PUBLISHED)


def test_every_page_is_labelled() -> None:
    assert sorted(path.name for path in HERE.iterdir()) == sorted(
        PASTED | POLICIES | REPORTED | UNSEEN
    )


@pytest.mark.parametrize(
    "table",
    [PASTED, POLICIES, REPORTED, PASTED | POLICIES | REPORTED | UNSEEN],
    ids=["pasted", "policies", "reported", "all"],
)
def test_pasted_pages_of_many_kinds(table: Mapping[str, str]) -> None:
    check(HERE, table)


def test_no_line_of_a_policy_is_lost() -> None:
    lost = [row for row in judged(HERE, POLICIES) if row[0] == "keep" and row[1] != "kept"]
    assert lost == []


POLICY_VERB = re.compile(r"\b(?:will|must|may|should|can|is|are)\b")


def policy_sentences() -> list[str]:
    """Return the lines of the policies that are whole sentences and say what is to be."""
    return [
        text
        for label, _, _, _, text in judged(HERE, POLICIES)
        if label == "keep"
        and text.count(" ") >= 7
        and text.endswith(".")
        and POLICY_VERB.search(text)
        and text[0].isupper()
    ]


def test_a_sentence_of_a_policy_is_kept_wherever_it_stands() -> None:
    sentences = policy_sentences()
    assert len(sentences) > 40
    surroundings = (
        "{}\n",
        f"{PROSE}\n\n{{}}\n\n{PROSE}\n",
        f"{PROSE}\n\nShare this page\n\n{{}}\n\n{PROSE}\n\nLeave a comment\n",
        f"Home\nAbout\nContact\n\nA title of some words\n\n{PROSE}\n\n{{}}\n\nShare this page\n",
    )
    lost = [
        (sentence, around)
        for sentence in sentences
        for around in surroundings
        if sentence
        not in [
            line.text
            for line in read_plain(around.format(sentence).encode(), "a.txt").lines
            if line.fate is Fate.KEPT
        ]
    ]
    assert lost == []


def test_titles_and_dates_of_the_published_documents() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the published documents, which are not ours to pass on, are not here")
    told = {
        name[:3]: [(d.metadata.title, d.metadata.date) for d in read(SEEDS, name).documents]
        for name in PUBLISHED
    }
    assert told == {
        "000": [(None, None)],
        "001": [("Time to fight back on the STPs", None)],
        "002": [
            (None, None),
            ("Social Care Conference 17th Nov in Birmingham", None),
            ("Older carers: why SHA should get involved", None),
            (None, None),
            ("Special Education – what should Labour do?", None),
            (None, None),
            ("Good and bad in the local NHS", None),
        ],
        "003": [("Councils voice ‘serious doubts’ over likelihood of STP success", "2017-07-06")],
        "004": [("Labour consults on plan for major NHS restructuring", None)],
    }


def test_the_comment_in_the_published_documents_names_its_author() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the published documents, which are not ours to pass on, are not here")
    (document,) = read(SEEDS, "003_d6a2c451e2f7d19e.txt").documents
    (comment,) = {block.comment for block in document.blocks if block.comment}
    assert (comment.author, comment.date) == ("Clued-Up", "2017-07-07")


def test_what_pasted_pages_tell_of_themselves() -> None:
    told = {}
    for name in PASTED:
        (document,) = read(HERE, name).documents
        data = document.metadata
        told[name.removesuffix(".txt")] = (data.title, data.date, data.author, data.publisher)
    assert told == {
        "blogger": ("The Allotment of Ideas", "2015-05-14", "Gwen", None),
        "broadcaster_news": (
            "Ambulance handover delays fall for third month, figures show",
            "2023-11-02",
            "Priya Nandakumar",
            None,
        ),
        "broadsheet": (
            "Ministers urged to scrap charges for care at home",
            "2018-06-18",
            "Helena Brandt",
            None,
        ),
        "charity": ("Carer’s leave from work", "2024-04-05", None, None),
        "council_committee": (
            "Public space protection order: dogs on beaches",
            None,
            None,
            None,
        ),
        "govuk_guidance": (
            "Tenancy deposits: what landlords must do",
            "2019-03-06",
            None,
            "Department for Tenancies and Homes",
        ),
        "local_paper": (
            "Council agrees to freeze parking charges in town centre",
            "2022-03-21",
            "Dev Lakhani",
            None,
        ),
        "newsletter_post": (
            "School meals for all, and how to pay for them",
            "2022-09-06",
            None,
            None,
        ),
        "nhs_trust": (None, "2021-06-03", None, None),
        "party_statement": (
            "Progress Alliance sets out plan for rural buses",
            "2023-05-09",
            None,
            None,
        ),
        "thinktank": (
            "Council tax after revaluation",
            "2020-01-17",
            "Dr Hana Pryce, Oliver Maddern",
            None,
        ),
        "union": ("A fair pay agreement for care workers", "2024-10-03", "Esi Boateng", None),
        "wordpress_post": (
            "Why we oppose the estate ballot",
            "2018-02-14",
            "Rowan Keating",
            None,
        ),
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("committee_report", [("School meals: menus, uptake and pricing", "2023-03-14", None)]),
        (
            "parish_minutes",
            [("MINUTES OF THE MEETING OF LOWER FENWICK PARISH COUNCIL", "2024-01-09", None)],
        ),
        ("gift_policy", [("Gift acceptance policy", "2024-05-06", None)]),
        ("co_op_privacy", [("Privacy and marketing policy", "2021-09-12", None)]),
        ("wrapped_manifesto", [("OUR CITY, OUR FUTURE", None, None)]),
        (
            "welsh_policy",
            [("Polisi Prydau Ysgol Cyngor Sir Glanafon", "2021-03-12", "Nia Llŷr")],
        ),
        (
            "press_release",
            [("Progress Alliance pledges 9,000 new council homes a year", "2023-05-12", None)],
        ),
        ("guidance_no_blanks", [("Bus passes for young carers", "2013-09-04", None)]),
        (
            "daily_paper",
            [
                (
                    "Orchard party promises a basic income of £75 a week",
                    "2019-11-20",
                    "Corin Haldane",
                )
            ],
        ),
        (
            "broadcaster_boxes",
            [
                (
                    "Budget: Minimum pay to rise to £11.60 an hour from April",
                    "2023-11-21",
                    "Oona Treharne",
                )
            ],
        ),
        ("debate", [("Housing: Social Rent", "2023-06-12", None)]),
        ("thread", [(None, "2022-09-28", "Imogen Farrell")]),
        (
            "blog_list",
            [
                ("Lib Dems call for 20mph limit outside every school", "2023-05-12", None),
                ("Council freezes garden waste charge", "2023-04-02", None),
                ("Save the Lido", "2023-03-01", None),
            ],
        ),
    ],
)
def test_what_reported_pages_tell_of_themselves(
    name: str, told: list[tuple[str | None, str | None, str | None]]
) -> None:
    documents = read(HERE, f"{name}.txt").documents
    assert [(d.metadata.title, d.metadata.date, d.metadata.author) for d in documents] == told
