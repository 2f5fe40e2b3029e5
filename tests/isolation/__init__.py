"""What one server keeps never shows in another: the whole bot beside a twin that serves one alone.

Whatever members and moderators of several servers do, in any order, each of them must see exactly
what they would see if nobody else used the bot. So every step is done twice: by a bot that serves
all, and by one that serves this server alone (``stage.py``); what they would send to Discord is
compared whole: cards, buttons, forms, suggestions, files, pictures (``alike.py``). An id of another
server's is, for the bot that serves one alone, an id that never was: it must find as little.

The bots are real: commands, buttons and forms of ``bot/commands`` on a real library. Only Discord is
not there; what is sent to it is taken down (``discord_side.py``).
"""
