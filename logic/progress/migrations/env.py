"""Alembic runs this for every command; the connection comes from the caller."""

from alembic import context

from logic.progress.store import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
