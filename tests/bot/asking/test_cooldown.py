"""The pause between two questions of a member, and how much a guild may ask."""

from __future__ import annotations

from bot.asking.cooldown import Allowance, Cooldown


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_member_waits_and_others_do_not() -> None:
    clock = _Clock()
    cooldown = Cooldown(3.0, clock=clock)

    assert cooldown.left(1) == 0.0
    cooldown.start(1)
    clock.now += 1.0
    assert cooldown.left(1) == 2.0
    assert cooldown.left(2) == 0.0
    clock.now += 2.0
    assert cooldown.left(1) == 0.0
    cooldown.start(1)
    assert cooldown.left(1) == 3.0


def test_no_pause_is_kept_where_none_is_wanted() -> None:
    cooldown = Cooldown(0.0, clock=_Clock())
    cooldown.start(1)

    assert cooldown.left(1) == 0.0


def test_members_whose_pause_is_over_are_forgotten() -> None:
    clock = _Clock()
    cooldown = Cooldown(3.0, clock=clock)
    for member in range(10_000):
        cooldown.start(member)
    clock.now += 5.0

    cooldown.start(10_000)

    assert len(cooldown) == 1


def test_a_guild_asks_so_much_a_minute_and_others_do_not_wait_for_it() -> None:
    clock = _Clock()
    allowance = Allowance(3, clock=clock)

    assert [allowance.take(1) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert allowance.take(1) == 20.0
    assert allowance.take(2) == 0.0
    clock.now += 15.0
    assert allowance.take(1) == 5.0
    clock.now += 5.0
    assert allowance.take(1) == 0.0
    assert allowance.take(1) == 20.0
    # After a quiet minute all of them are there again, and no more.
    clock.now += 600.0
    assert [allowance.take(1) for _ in range(4)] == [0.0, 0.0, 0.0, 20.0]


def test_a_guild_asks_any_number_where_that_is_wanted() -> None:
    allowance = Allowance(0, clock=_Clock())

    assert {allowance.take(1) for _ in range(1000)} == {0.0}
    assert len(allowance) == 0


def test_guilds_that_may_ask_everything_again_are_forgotten() -> None:
    clock = _Clock()
    allowance = Allowance(60, clock=clock)
    for guild in range(10_000):
        allowance.take(guild)
    clock.now += 1.0

    allowance.take(10_000)

    assert len(allowance) == 1
