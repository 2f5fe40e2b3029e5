"""Alembic's entry point: migrate on the connection that ``retrieval.catalogue.migrate`` opened."""

from __future__ import annotations

from alembic import context

from retrieval.catalogue.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
