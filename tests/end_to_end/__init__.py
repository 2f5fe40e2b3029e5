"""The real bot, started through ``run_bot.py``, against the Discord double."""
