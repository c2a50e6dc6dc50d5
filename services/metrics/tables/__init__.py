"""The tables of the metrics service, seen only by the repository and the migrations, all under one metadata.

Keys begin with the operator. What is counted is kept under a generation: which build of the operator's figures it is.
"""

from services.metrics.tables.base import metadata
from services.metrics.tables.operators import freshness, ngr_rules, operators
from services.metrics.tables.rebuilds import held, rebuild_log, rebuilds
from services.metrics.tables.reports import reports
from services.metrics.tables.rollups import active_days, active_sets, day_versions, detail_kept, rollup_tables
from services.metrics.tables.rules import (
    definitions,
    exchange_rate_versions,
    exchange_rates,
    games,
    known_regulator_rules,
    regulator_rules,
)
from services.metrics.tables.seats import seat_regions, seats, slices

__all__ = [
    "active_days",
    "active_sets",
    "day_versions",
    "definitions",
    "detail_kept",
    "exchange_rate_versions",
    "exchange_rates",
    "freshness",
    "games",
    "held",
    "known_regulator_rules",
    "metadata",
    "ngr_rules",
    "operators",
    "rebuild_log",
    "rebuilds",
    "regulator_rules",
    "reports",
    "rollup_tables",
    "seat_regions",
    "seats",
    "slices",
]
