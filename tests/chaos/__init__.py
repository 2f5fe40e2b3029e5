"""Faults on purpose: the real bot is killed, starved and cut off while people use it.

What must hold then is checked. ``python -m tests.chaos`` runs every scenario, counts what became of everybody's requests, and writes
``REPORT.md`` beside this file. ``test_chaos.py`` runs a small part of it with the other tests, and
``test_checks.py`` shows that each check can fail.
"""
