"""The composition root: the only file that constructs things."""

from __future__ import annotations

import gc
from datetime import timedelta

from daybook.gateway.v1 import events_pb2
from daybook.players.v1 import (
    activity_service_pb2_grpc,
    adjustments_service_pb2_grpc,
    care_service_pb2_grpc,
    figures_service_pb2_grpc,
    jobs_service_pb2_grpc,
    players_service_pb2_grpc,
    tickets_service_pb2_grpc,
)

from kit import clock
from kit.auth import revocation
from kit.auth.revocation import RevokedKeys
from kit.auth.tokens import Verifier
from kit.consumer import Consumer, by_type
from kit.events import Stream
from kit.process import Resources, Service
from kit.relay import Relay
from kit.rpc.server import GrpcServer
from services.players.consumers import on_activity, on_operator_changed
from services.players.expiry import Expiry
from services.players.housekeeping import Housekeeping
from services.players.repository.partitions import Partitions
from services.players.rpc.activity import Activities
from services.players.rpc.adjustments import Adjustments
from services.players.rpc.care import Care
from services.players.rpc.figures import Figures
from services.players.rpc.jobs import Jobs
from services.players.rpc.players import Players
from services.players.rpc.tickets import Tickets
from services.players.settings import Settings
from services.players.standings import Standings
from services.players.workers import Pace, Workers

NAME = "players"

_HEARD = ("operator_changed", "platform_key_revoked")
# Seconds. Who plays moves again and again, and all indexes of where a player stands are written each time.
_FOLLOW_EVERY = 1.0


def build(settings: Settings, resources: Resources) -> Service:
    """Puts the service together."""
    # A batch makes a hundred thousand small objects and hardly a cycle: collecting after every 700 of them, as Python
    # does by itself, took a tenth of the time, and what the start loaded need never be looked through again.
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    database = resources.database
    partitions = Partitions(database)
    housekeeping = Housekeeping(database, partitions, clock.now)
    revoked = RevokedKeys(database)
    pace = Pace(
        at_once=settings.jobs_at_once,
        lease=timedelta(seconds=settings.job_lease_seconds),
        turn=timedelta(seconds=settings.job_turn_seconds),
        keep=timedelta(hours=settings.export_keep_hours),
        keep_ended=timedelta(days=settings.job_keep_days),
    )
    server = GrpcServer(
        settings,
        Verifier(NAME, settings.public_keys()),
        [
            (
                players_service_pb2_grpc.add_PlayersServiceServicer_to_server,
                Players(database, clock.now),
                "daybook.players.v1.PlayersService",
            ),
            (
                activity_service_pb2_grpc.add_ActivityServiceServicer_to_server,
                Activities(database, partitions, clock.now),
                "daybook.players.v1.ActivityService",
            ),
            (
                adjustments_service_pb2_grpc.add_AdjustmentsServiceServicer_to_server,
                Adjustments(database, settings.sealer(), clock.now),
                "daybook.players.v1.AdjustmentsService",
            ),
            (
                care_service_pb2_grpc.add_CareServiceServicer_to_server,
                Care(database, clock.now),
                "daybook.players.v1.CareService",
            ),
            (
                figures_service_pb2_grpc.add_FiguresServiceServicer_to_server,
                Figures(database, clock.now),
                "daybook.players.v1.FiguresService",
            ),
            (
                jobs_service_pb2_grpc.add_JobsServiceServicer_to_server,
                Jobs(database, clock.now, pace.keep),
                "daybook.players.v1.JobsService",
            ),
            (
                tickets_service_pb2_grpc.add_TicketsServiceServicer_to_server,
                Tickets(database, clock.now),
                "daybook.players.v1.TicketsService",
            ),
        ],
        revoked,
    )
    consumer = Consumer(
        NAME,
        Stream.EVENTS,
        database,
        resources.jetstream,
        by_type(
            {
                events_pb2.OperatorChanged.DESCRIPTOR.full_name: on_operator_changed,
                revocation.EVENT_TYPE: revocation.on_key_revoked,
            }
        ),
        subjects=[f"daybook.events.gateway.{event}.>" for event in _HEARD],
    )
    # Without an inbox: to bring the list in step once more changes nothing.
    follower = Consumer(
        f"{NAME}-listing",
        Stream.ACTIVITY,
        database,
        resources.jetstream,
        on_activity,
        subjects=["daybook.activity.>"],
        batch=20,
        use_inbox=False,
        gather=_FOLLOW_EVERY,
    )
    standings = Standings(database, settings.standing_seconds, timedelta(days=settings.standing_keep_days))
    return Service(
        serve=[server, revoked],
        relay=[Relay(database, resources.jetstream, keep_hours=settings.outbox_keep_hours)],
        consume=[
            consumer,
            follower,
            housekeeping,
            standings,
            Expiry(database, clock.now),
            Workers(database, clock.now, pace),
        ],
        prepare=[revoked.load, housekeeping.prepare],
    )
