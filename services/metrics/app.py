"""The composition root: the only place where the parts of the metrics service are put together."""

from __future__ import annotations

import gc

from daybook.gateway.v1 import events_pb2 as directory
from daybook.metrics.v1 import (
    explain_service_pb2_grpc,
    rebuild_service_pb2_grpc,
    reports_service_pb2_grpc,
    rules_service_pb2_grpc,
)
from daybook.metrics.v1 import metrics_service_pb2_grpc as contract

from kit import clock
from kit.auth import revocation
from kit.auth.revocation import RevokedKeys
from kit.auth.tokens import Verifier
from kit.consumer import Consumer, by_type
from kit.events import Stream
from kit.process import Build, Resources, Service
from kit.relay import Relay
from kit.rpc.server import GrpcServer
from services.metrics import consumers
from services.metrics.history import History
from services.metrics.housekeeping import Keeping
from services.metrics.rebuilds import Rebuilds
from services.metrics.repository.partitions import Partitions
from services.metrics.rpc.explain import ExplainRpc
from services.metrics.rpc.figures import MetricsRpc
from services.metrics.rpc.rebuilds import RebuildRpc
from services.metrics.rpc.reports import ReportsRpc
from services.metrics.rpc.rules import RulesRpc
from services.metrics.service.memory import DayMemory
from services.metrics.service.reports import Reports
from services.metrics.service.rollups import Counting
from services.metrics.service.watching import FigureWatch
from services.metrics.settings import MetricsSettings

SERVICE = "daybook.metrics.v1.MetricsService"
DIRECTORY = {
    directory.OperatorChanged.DESCRIPTOR.full_name: consumers.on_operator_changed,
    revocation.EVENT_TYPE: revocation.on_key_revoked,
}


def composition(settings: MetricsSettings) -> Build:
    """How the process is built once its database and NATS are there."""

    def build(resources: Resources) -> Service:
        # A batch makes a hundred thousand small objects and hardly a cycle: collecting after every 700 of them, as
        # Python does by itself, took a third of the time, and what the start loaded need never be looked through again.
        gc.freeze()
        gc.set_threshold(200_000, 20, 20)
        database, jetstream = resources.database, resources.jetstream
        watch = FigureWatch(database, settings.watch_seconds)
        revoked = RevokedKeys(database)
        partitions = Partitions(database)
        keeping = Keeping(partitions, settings.detail_days, clock.now)
        memory = DayMemory(settings.memory_bytes)
        caller = settings.caller()
        figures = MetricsRpc(database, watch, memory, clock.now)
        server = GrpcServer(
            settings,
            Verifier("metrics", settings.public_keys()),
            [
                (contract.add_MetricsServiceServicer_to_server, figures, SERVICE),
                (
                    explain_service_pb2_grpc.add_ExplainServiceServicer_to_server,
                    ExplainRpc(database, memory, clock.now),
                    "daybook.metrics.v1.ExplainService",
                ),
                (
                    rebuild_service_pb2_grpc.add_RebuildServiceServicer_to_server,
                    RebuildRpc(database, clock.now, possible=caller is not None),
                    "daybook.metrics.v1.RebuildService",
                ),
                (
                    reports_service_pb2_grpc.add_ReportsServiceServicer_to_server,
                    ReportsRpc(database, Reports(database, memory, settings.report_signer(), clock.now)),
                    "daybook.metrics.v1.ReportsService",
                ),
                (
                    rules_service_pb2_grpc.add_RulesServiceServicer_to_server,
                    RulesRpc(database, clock.now),
                    "daybook.metrics.v1.RulesService",
                ),
            ],
            revoked,
        )
        counting = consumers.counting(Counting(partitions), clock.now)
        # One adds up while Postgres writes for the other; they share the durable consumer, as further processes do.
        activity = [
            Consumer(
                "metrics",
                Stream.ACTIVITY,
                database,
                jetstream,
                counting,
                batch=settings.activity_batch,
                gather=settings.activity_gather,
            )
            for _ in range(settings.activity_consumers)
        ]
        operators = Consumer(
            "metrics-directory",
            Stream.EVENTS,
            database,
            jetstream,
            by_type(DIRECTORY),
            subjects=["daybook.events.gateway.operator_changed.*", "daybook.events.gateway.platform_key_revoked.*"],
        )
        rebuilds = (
            [Rebuilds(database, Counting(partitions), History(settings.players_address, caller), clock.now)]
            if caller is not None
            else []
        )
        return Service(
            serve=[server, watch, revoked],
            relay=[Relay(database, jetstream, keep_hours=settings.outbox_keep_hours)],
            consume=[*activity, operators, keeping, *rebuilds],
            prepare=[revoked.load, keeping.prepare],
        )

    return build
