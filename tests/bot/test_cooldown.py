"""The pause between two questions of a member."""

from __future__ import annotations

from bot.cooldown import Cooldown


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_member_waits_and_others_do_not() -> None:
    clock = _Clock()
    cooldown = Cooldown(3.0, clock=clock)

    assert cooldown.start(1) == 0.0
    clock.now += 1.0
    assert cooldown.start(1) == 2.0
    assert cooldown.start(2) == 0.0
    clock.now += 2.0
    assert cooldown.start(1) == 0.0
    assert cooldown.start(1) == 3.0


def test_no_pause_is_kept_where_none_is_wanted() -> None:
    cooldown = Cooldown(0.0, clock=_Clock())

    assert [cooldown.start(1), cooldown.start(1)] == [0.0, 0.0]


def test_members_whose_pause_is_over_are_forgotten() -> None:
    clock = _Clock()
    cooldown = Cooldown(3.0, clock=clock)
    for member in range(10_000):
        cooldown.start(member)
    clock.now += 5.0

    cooldown.start(10_000)

    assert len(cooldown) == 1
