"""Documents are stored whole, and seen by their library only."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from retrieval.domain import Comment, Metadata
from retrieval.errors import VerbatimError
from tests.retrieval.builders import markdown
from tests.retrieval.catalogue.stores import MODEL, TEXT, Stores, embedded, file, passages

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from retrieval.domain import Passage


@pytest.fixture
def stores(engine: Engine) -> Stores:
    """Return the queries on a new catalogue."""
    return Stores(engine)


def test_a_document_comes_back_as_it_was_stored(stores: Stores) -> None:
    number = stores.put("guild:1")
    stored, read = stores.documents.get(["guild:1"], number), markdown(TEXT)
    assert stored is not None
    assert stored.text == read.text
    assert (
        stored.metadata
        == read.metadata
        == Metadata(title="Bins", publisher="The council", date="2017-07", cites=("A report",))
    )
    assert (stored.library, stored.path, stored.format, stored.content_hash) == (
        "guild:1",
        "bins.md",
        "markdown",
        "1" * 64,
    )


def test_passages_and_vectors_come_back_as_they_were_stored(stores: Stores) -> None:
    stores.put("guild:1")
    stored = list(stores.embeddings.all("guild:1", MODEL))
    assert [item.passage for item in stored] == [item.passage for item in passages()]
    assert [item.title for item in stored] == ["Bins", "Bins"]
    assert [item.vector.tolist() for item in stored] == [[1, 0], [1, 0]]
    assert [item.sentence_vectors.shape for item in stored] == [(2, 2), (3, 2)]
    assert [item.piece_vectors.tolist() for item in stored] == [[[127, 0, -127], [0, 64, 0]]] * 2
    assert stored[0].sentence_vectors == pytest.approx(np.array([[0.6, 0.8]] * 2), abs=1e-3)
    by_id = stores.documents.passages_by_id([stored[1].id, 999])
    assert {key: passage for key, (_, passage) in by_id.items()} == {
        stored[1].id: stored[1].passage
    }


def test_a_library_of_any_size_is_read_in_the_order_of_its_passages(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few rows at a time, whoever else has passages between them."""
    monkeypatch.setattr("retrieval.catalogue.embeddings._BATCH_ROWS", 3)
    for number in range(4):
        stores.put("guild:1", f"{number}.md")
        stores.put("guild:2", f"{number}.md")
    stored = list(stores.embeddings.all("guild:1", MODEL))
    assert [item.passage for item in stored] == passages_of_all(4)
    assert [item.id for item in stored] == sorted(item.id for item in stored)
    others = {item.id for item in stores.embeddings.all("guild:2", MODEL)}
    assert len(others) == 8
    assert others.isdisjoint(item.id for item in stored)


def passages_of_all(documents: int) -> list[Passage]:
    return [item.passage for _ in range(documents) for item in passages()]


def test_details_tell_what_a_document_holds(stores: Stores) -> None:
    number = stores.put("guild:1")
    (details,) = stores.documents.details(["guild:1"], number)
    assert details.source.title == "Bins"
    assert details.words == len(markdown(TEXT).text.split())
    assert details.passages == 2
    assert details.headings == ("Household bins", "Garden waste")
    added = dt.datetime.fromisoformat(details.added_at)
    assert dt.timedelta() <= dt.datetime.now(dt.UTC) - added < dt.timedelta(minutes=5)


def test_who_makes_the_documents_is_told_once(stores: Stores) -> None:
    made = "---\npublisher: {}\nauthor: {}\n---\n\n# Bins\n\nText."
    stores.put("guild:1", "1.md", made.format("LGA", "Ann O'Neil \u201cof Ely\u201d"))
    stores.put("guild:1", "2.md", made.format("LGA", "Bob"))
    stores.put("guild:1", "3.md", "# Bins\n\nText.")
    stores.put("guild:2", "4.md", made.format("Another", "Bob"))
    assert stores.documents.makers(["guild:1"]) == ["Ann O'Neil \u201cof Ely\u201d", "Bob", "LGA"]
    assert stores.documents.makers(["guild:1", "guild:2"])[1:] == ["Another", "Bob", "LGA"]
    assert stores.documents.makers([]) == []


def test_details_and_sources_are_the_same_in_order_of_title(stores: Stores) -> None:
    for name, title in (("1.md", "beta"), ("2.md", "Alpha"), ("3.md", "Gamma")):
        stores.put("guild:1", name, f"# {title}\n\nText.")
    titles = ["Alpha", "beta", "Gamma"]
    assert [item.source.title for item in stores.documents.details(["guild:1"])] == titles
    assert [source.title for source in stores.documents.sources(["guild:1"])] == titles
    assert stores.documents.sources(["guild:1"]) == [
        item.source for item in stores.documents.details(["guild:1"])
    ]


def test_each_change_replaces_the_revision_of_its_library_only(stores: Stores) -> None:
    assert stores.documents.revision("guild:1") == ""
    number = stores.put("guild:1")
    stores.put("guild:2")
    own, other = stores.documents.revision("guild:1"), stores.documents.revision("guild:2")
    assert len({"", own, other}) == 3
    assert stores.documents.remove("guild:1", number)
    changed = stores.documents.revision("guild:1")
    assert changed not in {"", own}
    assert stores.documents.revision("guild:2") == other
    assert not stores.documents.remove("guild:1", number)
    assert stores.documents.revision("guild:1") == changed


def test_nothing_of_a_removed_document_stays(stores: Stores, engine: Engine) -> None:
    stores.documents.remove("guild:1", stores.put("guild:1"))
    with engine.connect() as connection:
        for table in ("documents", "passages", "embeddings"):
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            assert (table, count) == (table, 0)


def test_a_library_sees_nothing_of_another(stores: Stores) -> None:
    own, other = stores.put("guild:1"), stores.put("guild:2")
    assert stores.documents.get(["guild:1"], other) is None
    assert stores.documents.details(["guild:1"], other) == []
    assert [item.source.document_id for item in stores.documents.details(["guild:1"])] == [own]
    assert not stores.documents.remove("guild:1", other)
    assert stores.documents.get(["guild:2"], other) is not None
    assert [source.document_id for source in stores.documents.sources(["guild:1"])] == [own]
    assert [stored.documents for stored in stores.files.all("guild:1")] == [(own,)]
    assert len(list(stores.embeddings.all("guild:1", MODEL))) == 2
    assert stores.documents.counts(["guild:1"]) == (1, 2)
    assert stores.documents.counts(["guild:1", "guild:2"]) == (2, 4)
    (theirs,) = stores.files.all("guild:2")
    stores.files.move("guild:1", theirs.id, file("elsewhere.md"))
    assert not stores.files.remove("guild:1", theirs.id)
    assert stores.documents.correct("guild:1", other, {"title": "Mine"}) is None
    assert stores.files.all("guild:2") == [theirs]
    assert stores.files.versions("guild:1", "/docs/bins.md")[0].id == own


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"end": 3}, {"start": 0, "end": 0}])
def test_a_passage_that_is_not_its_slice_is_never_stored(
    stores: Stores, change: dict[str, Any]
) -> None:
    items = passages()
    wrong = [items[0], embedded(replace(items[1].passage, **change))]
    with pytest.raises(VerbatimError, match=r"of bins\.md is not its text"):
        stores.put("guild:1", passages=wrong)
    assert stores.documents.counts(["guild:1"]) == (0, 0)
    assert stores.documents.libraries() == []


def test_vectors_of_two_models_are_kept_apart(stores: Stores) -> None:
    stores.put("guild:1")
    newer = replace(MODEL, revision="def")
    missing = stores.embeddings.missing("guild:1", newer)
    assert len(missing) == 2
    assert stores.embeddings.missing("guild:1", MODEL) == []
    turned = [
        (
            number,
            replace(item, vectors=replace(item.vectors, passage=np.array([0, 1], np.float32))),
        )
        for number, item in zip(missing, passages(), strict=True)
    ]
    before = stores.documents.revision("guild:1")
    stores.embeddings.put("guild:1", newer, turned)
    assert stores.embeddings.missing("guild:1", newer) == []
    assert [item.vector.tolist() for item in stores.embeddings.all("guild:1", newer)] == [
        [0, 1],
        [0, 1],
    ]
    assert [item.vector.tolist() for item in stores.embeddings.all("guild:1", MODEL)] == [
        [1, 0],
        [1, 0],
    ]
    assert stores.documents.revision("guild:1") != before


def test_a_passage_that_was_removed_while_it_was_embedded_is_left_out(stores: Stores) -> None:
    number = stores.put("guild:1")
    newer = replace(MODEL, revision="def")
    items = list(zip(stores.embeddings.missing("guild:1", newer), passages(), strict=True))
    stores.documents.remove("guild:1", number)
    stores.embeddings.put("guild:1", newer, items)
    assert list(stores.embeddings.all("guild:1", newer)) == []


def test_a_passage_under_another_title_loses_the_vectors_of_all_models(stores: Stores) -> None:
    stores.put("guild:1")
    newer = replace(MODEL, revision="def")
    numbers = stores.embeddings.missing("guild:1", newer)
    stores.embeddings.put("guild:1", newer, list(zip(numbers, passages(), strict=True)))
    changed = replace(passages()[0], input_hash="f" * 64)
    stores.embeddings.put("guild:1", MODEL, [(numbers[0], changed)])
    assert stores.embeddings.missing("guild:1", MODEL) == []
    assert stores.embeddings.missing("guild:1", newer) == [numbers[0]]
    assert set(stores.embeddings.known("guild:1", MODEL, ["f" * 64, "0"])) == {"f" * 64}


def test_vectors_are_known_by_what_was_embedded_in_the_same_library(stores: Stores) -> None:
    stores.put("guild:1")
    (first, second) = (item.input_hash for item in passages())
    known = stores.embeddings.known("guild:1", MODEL, [first, "0"])
    assert {key: vectors.passage.tolist() for key, vectors in known.items()} == {first: [1, 0]}
    assert known[first].sentences == pytest.approx(np.array([[0.6, 0.8]] * 2), abs=1e-3)
    assert stores.embeddings.known("guild:2", MODEL, [first, second]) == {}
    assert stores.embeddings.known("guild:1", replace(MODEL, revision="x"), [first]) == {}


def test_comments_and_the_pages_of_sentences_come_back(stores: Stores) -> None:
    said = Comment("Ann", "2017-07-07")
    document = markdown(TEXT)
    last = [replace(block, comment=said) for block in document.blocks[-2:]]
    items = passages()
    placed = [items[0], replace(items[1], passage=replace(items[1].passage, pages=(3, 3, 4)))]
    spoken = replace(document, blocks=(*document.blocks[:-2], *last))
    first = stores.put("guild:1", document=spoken, passages=placed)
    stored = [item.passage for item in stores.embeddings.all("guild:1", MODEL)]
    assert [passage.pages for passage in stored] == [(None, None), (3, 3, 4)]
    stores.put("guild:1", text="# Bins\n\nNothing.")
    old = stores.documents.get(["guild:1"], first)
    assert old is not None
    (comment,) = old.comments
    assert (old.text[comment.start : comment.end], comment.comment) == ("leaves\n• grass", said)


def test_a_correction_is_shown_over_what_the_document_states(stores: Stores) -> None:
    number = stores.put("guild:1")
    before = stores.documents.revision("guild:1")
    corrected = stores.documents.correct("guild:1", number, {"title": "Refuse", "date": None})
    assert corrected is not None
    assert (corrected.id, corrected.title, corrected.metadata.date) == (number, "Refuse", None)
    assert corrected.metadata.publisher == "The council"
    again = stores.documents.correct("guild:1", number, {"title": "Refuse"})
    assert again is not None
    assert again.metadata.date == "2017-07"
    stated = stores.documents.stated("guild:1", number)
    assert stated is not None
    assert stated.title == "Bins"
    assert stores.documents.corrections("guild:1", number) == {"title": "Refuse"}
    assert list(stores.files.corrections("guild:1").values()) == [{"title": "Refuse"}]
    assert stores.documents.revision("guild:1") != before
