"""Discord, and a terminal that shows the same cards: everything that members touch.

``cards`` makes what is shown, ``commands`` says what can be asked for, and the modules beside them
hold the connection, the time limits and the errors. ``run_bot.py`` is the way in.
"""
