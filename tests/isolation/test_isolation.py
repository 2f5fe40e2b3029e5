"""Random sequences of operations in several servers: nothing of one ever shows in another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from discord import app_commands
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from retrieval.catalogue import AnswerLog
from retrieval.domain import JobKind, library_of
from tests.isolation.crowd import Crowd
from tests.isolation.machine import COMMANDS, Isolation
from tests.isolation.places import GUILDS
from tests.isolation.preparing import prepared
from tests.isolation.stage import Stage
from tests.isolation.steps import Command, Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import PostgresServer

_, SECOND, THIRD = GUILDS


def in_short(examples: int, steps: int) -> settings:
    """Return settings under which each run does the same.

    The first example is always the simplest there is.
    """
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> Iterator[None]:
    with prepared():
        yield


def test_nothing_of_one_server_shows_in_another() -> None:
    run_state_machine_as_test(Isolation, settings=in_short(3, 120))


def test_nor_does_it_where_all_are_in_one_postgresql(postgres: PostgresServer) -> None:
    class Together(Isolation):
        @staticmethod
        def catalogue() -> str:
            return postgres.url(postgres.create())

    run_state_machine_as_test(Together, settings=in_short(2, 60))


def test_all_commands_take_part() -> None:
    def names(commands: Any) -> Iterator[str]:
        for command in commands:
            if isinstance(command, app_commands.Group):
                yield from names(command.commands)
            else:
                yield command.qualified_name

    with asyncio.Runner() as runner:
        stage = Stage(runner, first_id=1)
        assert set(names(stage.client.tree.get_commands())) == COMMANDS
        stage.close()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """Return bots that nobody has used yet."""
    with asyncio.Runner() as runner:
        crowd = Crowd(runner)
        yield crowd
        crowd.close()


def test_a_word_of_another_server_is_seen(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Command(THIRD, 41, "ask", {"question": "when does the lighthouse open?"})
    crowd.do(asked)
    leaked = property(lambda _document: f"{SECOND.secret} parking")
    monkeypatch.setattr("retrieval.domain.documents.Document.title", leaked)
    with pytest.raises(AssertionError, match=SECOND.secret):
        crowd.do(asked)


def test_a_number_that_counts_what_another_server_has_is_seen(crowd: Crowd) -> None:
    status = Command(THIRD, 41, "library status")
    crowd.do(status)
    assert THIRD.guild is not None
    # The twin knows nothing of this job.
    crowd.among_others.library.enqueue(JobKind.REINDEX, guild=THIRD.guild, actor=41)
    with pytest.raises(AssertionError, match="1 waiting"):
        crowd.do(status)


def test_an_id_of_another_server_finds_what_an_id_that_never_was_finds(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.do(Command(SECOND, 41, "ask", {"question": "when does the lighthouse open?"}))
    reached = Reach(THIRD, 41, "recall", crowd.seen.answers[-1].carries)
    crowd.do(reached)
    found = AnswerLog.get
    monkeypatch.setattr(
        AnswerLog, "get", lambda log, _library, number: found(log, library_of(SECOND.guild), number)
    )
    with pytest.raises(AssertionError, match="noon"):
        crowd.do(reached)
