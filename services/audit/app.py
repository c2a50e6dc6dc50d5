"""The composition root: the only place where the parts of the audit service are put together."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from daybook.audit.v1 import audit_service_pb2_grpc as contract

from kit import clock
from kit.auth.revocation import RevokedKeys
from kit.auth.tokens import Verifier as TokenVerifier
from kit.consumer import Consumer
from kit.db import Database
from kit.events import Stream
from kit.process import Build, Resources, Service
from kit.rpc.server import GrpcServer
from services.audit import consumers, convert
from services.audit.domain.checkpoint import verifier_key
from services.audit.repository.copies import Copies
from services.audit.rpc import AuditRpc
from services.audit.service.recording import Recorder
from services.audit.service.signing import Identity, Signer
from services.audit.service.verifying import Verdict, Verifier
from services.audit.service.watching import Watch
from services.audit.settings import AuditSettings

SERVICE = "daybook.audit.v1.AuditService"


def composition(settings: AuditSettings) -> Build:
    """How the process is built once its database and NATS are there."""

    def build(resources: Resources) -> Service:
        database = resources.database
        revoked = RevokedKeys(database)
        server = GrpcServer(
            settings,
            TokenVerifier("audit", settings.public_keys()),
            [(contract.add_AuditServiceServicer_to_server, AuditRpc(database), SERVICE)],
            revoked,
        )
        recorder = Recorder(convert.read, clock.now)
        # No filter and no inbox: numbers must follow each other without holes, and the marks per source tell what is
        # known. No last attempt: a record of what people did is never given up.
        consumer = Consumer(
            "audit",
            Stream.EVENTS,
            database,
            resources.jetstream,
            consumers.recording(recorder),
            batch=settings.ingest_batch,
            max_attempts=0,
            use_inbox=False,
        )
        signer = Signer(
            database,
            _identity(settings),
            Copies(settings.checkpoint_dir),
            clock.now,
            every=settings.checkpoint_seconds,
            idle=settings.checkpoint_idle_seconds,
        )
        watch = Watch(database, recorder, clock.now, alarm=settings.gap_alarm_seconds)
        return Service(
            serve=[server, revoked], consume=[consumer, signer, watch], prepare=[revoked.load, watch.prepare]
        )

    return build


async def verify(settings: AuditSettings, *, columns: bool) -> tuple[Verdict, str]:
    """Reads the whole log through; with the verdict comes the key that outside verifiers need."""
    database = Database(settings.database_url.get_secret_value(), "audit", pooled=False)
    public_key = _identity(settings).key.public_key()
    verifier = Verifier(
        database, settings.checkpoint_origin, public_key, Copies(settings.checkpoint_dir), convert.act_of
    )
    try:
        verdict = await verifier.verify(columns=columns)
    finally:
        await database.close()
    return verdict, verifier_key(settings.checkpoint_origin, public_key)


def _identity(settings: AuditSettings) -> Identity:
    key = load_pem_private_key(settings.checkpoint_key.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("DAYBOOK_CHECKPOINT_KEY names a key that is not Ed25519.")
    return Identity(settings.checkpoint_origin, key)
