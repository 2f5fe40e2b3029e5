"""``glossary`` as people and other programs use it: a real process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.retrieval.shelf import FIRST_GUILD, STPS, open_library, write
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "Sustainability and Transformation Plan"
GUILD = ("--guild", str(FIRST_GUILD))


def test_a_term_is_set_shown_listed_and_removed(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.index([write(tmp_path, "docs/stps.md", STPS)])

    done = run_cli(tmp_path, "glossary", "set", "STP", "Some Tall Plan", "--note", "Ours.", *GUILD)
    assert (done.returncode, done.stdout, done.stderr) == (0, "set STP: Some Tall Plan\n", "")

    defined = run_cli(tmp_path, "define", "STP", *GUILD).stdout
    assert defined.startswith(
        "STP\n\n  1. STP: Some Tall Plan\n"
        "     (Set by the moderators of this guild; these are no document's words.)\n"
        "     Note: Ours.\n"
        f"\n  2. STP: {PLAN}\n     A {PLAN} (STP) is a plan"
    )
    (listed,) = records(run_cli(tmp_path, "glossary", "list", *GUILD, "--own", "--json"))
    assert (listed["term"], listed["meanings"]) == ("STP", ["Some Tall Plan", PLAN])
    assert listed["own"]["note"] == "Ours."

    removed = run_cli(tmp_path, "glossary", "remove", "stps", *GUILD)
    assert removed.stdout == ("STP: what documents say of it holds again\nbefore: Some Tall Plan\n")


def test_what_documents_say_is_hidden_and_shown_again(tmp_path: Path) -> None:
    with open_library(tmp_path) as library:
        library.index([write(tmp_path, "docs/stps.md", STPS)])
        library.remove_term("STP", guild=FIRST_GUILD)

    table = run_cli(tmp_path, "glossary", "list", *GUILD).stdout
    assert [line.split() for line in table.splitlines()] == [
        ["term", "means", "moderators", "note"],
        ["STP", "removed"],
        # A sentence says what it is, whatever it is called for short.
        PLAN.split(),
    ]
    again = run_cli(tmp_path, "glossary", "remove", "STP", *GUILD)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("error: that term is removed already")
    undone = run_cli(tmp_path, "glossary", "remove", "STP", "--undo", *GUILD)
    assert undone.stdout == "STP: what documents say of it holds again\n"


def test_a_guild_has_to_be_named(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "glossary", "set", "STP", "Some Tall Plan")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--guild" in done.stderr
