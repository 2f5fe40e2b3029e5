"""What moderators set, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.domain import Strictness
from tests.retrieval.shelf import FIRST_GUILD, open_library
from tests.retrieval.terminal import records, run_cli

if TYPE_CHECKING:
    from pathlib import Path


def test_the_strictness_of_a_guild_is_shown_and_set(tmp_path: Path) -> None:
    guild = ("--guild", str(FIRST_GUILD))
    done = run_cli(tmp_path, "settings", *guild, "--strictness", "cautious")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"strictness: cautious\n  {Strictness.CAUTIOUS.meaning}\n"
    with open_library(tmp_path) as library:
        assert library.strictness(guild=FIRST_GUILD) is Strictness.CAUTIOUS
        (event,) = library.history(guild=FIRST_GUILD)
        assert (event.actor, event.action, event.detail) == (None, "set strictness", "cautious")
        assert library.strictness() is Strictness.BALANCED
    assert records(run_cli(tmp_path, "settings", *guild, "--json")) == [{"strictness": "cautious"}]


def test_a_strictness_that_there_is_not_is_refused_with_those_that_there_are(
    tmp_path: Path,
) -> None:
    done = run_cli(tmp_path, "settings", "--strictness", "lax")
    assert done.returncode == 2
    for level in Strictness:
        assert level.value in done.stderr
    with open_library(tmp_path) as library:
        assert library.strictness() is Strictness.BALANCED
