"""Learners, their answers, and the cards made from them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recovery_hash", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_learner"),
        sa.UniqueConstraint("recovery_hash", name="uq_learner_recovery_hash"),
    )
    op.create_table(
        "answer",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("scenario", sa.String(64)),
        sa.Column("question", sa.String(120), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.String(6), nullable=False),
        sa.Column("seconds", sa.Double()),
        sa.Column("misconceptions", sa.JSON(), nullable=False),
        sa.Column("probes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "id", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_answer_learner_id_learner", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_answer_learner_id_answered_at", "answer", ["learner_id", "answered_at"])
    op.create_table(
        "card",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("item", sa.String(80), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_review", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "item", name="pk_card"),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name="fk_card_learner_id_learner", ondelete="CASCADE"),
    )
    op.create_index("ix_card_learner_id_due", "card", ["learner_id", "due"])


def downgrade() -> None:
    op.drop_table("card")
    op.drop_table("answer")
    op.drop_table("learner")
