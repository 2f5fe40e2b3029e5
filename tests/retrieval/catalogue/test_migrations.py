"""The migrations and the tables in ``schema.py`` say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from retrieval.catalogue import schema

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_a_migrated_catalogue_has_the_tables_of_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_names_of_keys_and_constraints_agree(engine: Engine) -> None:
    """What the comparison leaves out: primary keys, and the names of foreign keys."""
    found = inspect(engine)
    for table in schema.metadata.sorted_tables:
        key = found.get_pk_constraint(table.name)
        assert key["constrained_columns"] == [column.name for column in table.primary_key]
        assert key["name"] == f"pk_{table.name}" or table.dialect_options["sqlite"]["autoincrement"]
        assert {foreign["name"] for foreign in found.get_foreign_keys(table.name)} == {
            foreign.name for foreign in table.foreign_key_constraints
        }


@pytest.mark.parametrize("table", ["documents", "passages"])
def test_ids_are_never_used_again(engine: Engine, table: str) -> None:
    with engine.connect() as connection:
        created = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).scalar_one()
    assert "AUTOINCREMENT" in created


def test_every_table_with_content_of_members_names_its_library() -> None:
    without = {
        table.name for table in schema.metadata.sorted_tables if "library" not in table.columns
    }
    assert without == {"libraries", "models", "secrets"}
