"""Medicare's yearly therapy amounts, and which claim lines and visits are over them."""

from logic.thresholds.amounts import (
    BUCKET_NAMES,
    Bucket,
    Kind,
    Over,
    Range,
    Suspension,
    Threshold,
    all_thresholds,
    bucket_of,
    kx_threshold,
    review_amount,
    suspensions,
)
from logic.thresholds.running import (
    UNKNOWN,
    Amount,
    Plan,
    PlannedVisit,
    Running,
    RunningLine,
    lines_over,
    plan_visits,
)

__all__ = [
    "BUCKET_NAMES",
    "UNKNOWN",
    "Amount",
    "Bucket",
    "Kind",
    "Over",
    "Plan",
    "PlannedVisit",
    "Range",
    "Running",
    "RunningLine",
    "Suspension",
    "Threshold",
    "all_thresholds",
    "bucket_of",
    "kx_threshold",
    "lines_over",
    "plan_visits",
    "review_amount",
    "suspensions",
]
