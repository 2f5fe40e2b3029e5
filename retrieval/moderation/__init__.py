"""What moderators do: files given, jobs queued and done, undone again, and what was asked.

:mod:`~retrieval.moderation.curating` changes what a library holds;
:mod:`~retrieval.moderation.moderating` queues it and :mod:`~retrieval.moderation.working` does it.
"""
