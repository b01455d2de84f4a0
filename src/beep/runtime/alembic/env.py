"""Alembic's entry: online with the connection it was handed, or printing SQL."""

from alembic import context

# A migration that cannot get its lock gives up rather than queue everybody behind it.
_LIMITS = ("SET lock_timeout = '5s'", "SET statement_timeout = '10min'")

if context.is_offline_mode():
    # With psycopg's own style every `%` would be printed twice.
    context.configure(
        dialect_name="postgresql", dialect_opts={"paramstyle": "named"}, transaction_per_migration=True
    )
    for limit in _LIMITS:
        context.execute(limit)
    with context.begin_transaction():
        context.run_migrations()
else:
    connection = context.config.attributes["connection"]
    for limit in _LIMITS:
        connection.exec_driver_sql(limit)
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True, version_table_schema="public")
    with context.begin_transaction():
        context.run_migrations()
