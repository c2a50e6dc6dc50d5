"""Reading events: any type with an action as field 1, and nothing that claims one is ever dropped."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from daybook.gateway.v1 import events_pb2 as gateway
from daybook.players.v1 import events_pb2 as players
from daybook.types.v1 import action_pb2
from hypothesis import given
from hypothesis import strategies as st

from kit.auth.permissions import PERMISSIONS
from kit.events import Received, UndecodableEvent
from kit.ids import uuid7
from services.audit import convert
from services.audit.domain.entries import Announced, Directory, Flag, Place, placed
from services.audit.domain.registry import ACTIONS, is_known
from tests.audit.world import STAFF, Tenant, suspension

TENANT = Tenant()
ROOT = Path(__file__).resolve().parents[3]


def announced(message: players.PlayerSuspended | bytes, action: str | None = "player.suspend") -> Announced:
    """An event with a payload."""
    payload = message if isinstance(message, bytes) else message.SerializeToString()
    return Announced(uuid7(), "/daybook/x/e", 1, "daybook.x.v1.Unknown", "", str(TENANT.operator), action, payload)


def test_the_action_is_read_from_a_type_that_we_do_not_know() -> None:
    reading = convert.read(announced(suspension(TENANT, "p")))
    assert reading.claims
    assert not reading.flags
    assert (reading.act.action, reading.act.actor_id, reading.act.target_id) == ("player.suspend", STAFF.id, "p")
    assert (reading.act.reason, reading.act.change_count, reading.act.ip) == ("chargebacks", 1, "203.0.113.7")
    assert reading.place == Place(TENANT.operator, TENANT.company)
    assert reading.directory == Directory(TENANT.operator, TENANT.company, 0)


@pytest.mark.parametrize(
    ("event", "flag"),
    [
        (announced(b"\xff\xff\xff"), Flag.UNDECODABLE),
        (announced(b""), Flag.UNDECODABLE),
        (announced(suspension(TENANT, "p"), "player.reinstate"), Flag.ACTION_DIFFERS),
        (announced(suspension(TENANT, "p", action="player.teleport"), "player.teleport"), Flag.UNKNOWN_ACTION),
        (announced(suspension(TENANT, "p", schema_version=99)), Flag.UNKNOWN_ACTION),
        (announced(suspension(TENANT, "p" * 129)), Flag.BAD_VALUE),
        (announced(suspension(TENANT, "p", reason="a\x00b")), Flag.BAD_VALUE),
        (announced(suspension(TENANT, "p", operator_id="seven")), Flag.BAD_VALUE),
    ],
)
def test_what_is_not_as_it_should_be_is_flagged_and_kept(event: Announced, flag: Flag) -> None:
    reading = convert.read(event)
    assert reading.claims
    assert reading.flags == {flag}
    assert "\x00" not in reading.act.reason


def test_a_time_outside_the_calendar_is_flagged() -> None:
    message = suspension(TENANT, "p")
    message.action.at.seconds = 10**15
    reading = convert.read(announced(message))
    assert (reading.flags, reading.act.at) == ({Flag.BAD_VALUE}, None)


def test_events_without_an_action_claim_none() -> None:
    assert not convert.read(announced(b"\x0a\x03abc", None)).claims
    assert not convert.read(announced(gateway.OperatorChanged(name="x"), "")).claims  # type: ignore[arg-type]


def test_an_unnamed_action_is_recorded() -> None:
    event = announced(suspension(TENANT, "p", action=""), "")
    assert convert.read(event).claims
    assert convert.read(event).flags == {Flag.UNKNOWN_ACTION}


def test_the_directory_is_learned_from_the_gateway_with_its_revision() -> None:
    changed = gateway.OperatorChanged(
        operator_id=str(TENANT.operator), company_id=str(TENANT.company), revision=9
    ).SerializeToString()
    event = replace(announced(changed, None), type="daybook.gateway.v1.OperatorChanged")
    assert convert.read(event).directory == Directory(TENANT.operator, TENANT.company, 9)
    assert convert.read(replace(event, payload=b"\xff")).directory is None


@given(st.binary(max_size=300), st.none() | st.text(max_size=300))
def test_no_payload_at_all_stops_the_reader(payload: bytes, action: str | None) -> None:
    reading = convert.read(announced(payload, action))
    assert reading.claims or not action
    assert all("\x00" not in text for text in vars_of(reading.act) if isinstance(text, str))


def vars_of(act: object) -> list[object]:
    """The values of a dataclass with slots."""
    return [getattr(act, name) for name in type(act).__dataclass_fields__]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seq", [0, -3, 2**63])
def test_an_event_without_a_usable_number_is_refused(seq: int) -> None:
    event = Received(uuid7(), "t", "/daybook/x/e", seq, "", "s", b"", {}, 1)
    with pytest.raises(UndecodableEvent):
        convert.announced(event)


OPERATOR, COMPANY, ELSEWHERE = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("named", "tenant", "expected"),
    [
        (Place(OPERATOR, ELSEWHERE), "", Place(OPERATOR, ELSEWHERE)),
        (Place(OPERATOR, None), "", Place(OPERATOR, COMPANY)),
        (Place(ELSEWHERE, None), "", Place(ELSEWHERE, None)),
        (Place(None, COMPANY), str(ELSEWHERE), Place(None, COMPANY)),
        (Place(None, None), str(OPERATOR), Place(OPERATOR, COMPANY)),
        (Place(None, None), str(COMPANY), Place(None, COMPANY)),
        (Place(None, None), str(UUID(int=0)), Place(None, None)),
        (Place(None, None), "nonsense", Place(None, None)),
    ],
)
def test_an_entry_is_placed(named: Place, tenant: str, expected: Place) -> None:
    assert placed(named, tenant, {OPERATOR: COMPANY}) == expected


def test_the_registry_knows_versions_up_to_the_newest() -> None:
    assert is_known("player.suspend", 1)
    assert is_known("player.suspend", 0)
    assert not is_known("player.suspend", 2)
    assert not is_known("player.teleport", 1)
    assert not action_pb2.PrivilegedAction().action


def test_every_action_that_the_suite_announces_is_registered() -> None:
    """Walks the event builders and what calls them for names of the shape noun.verb."""
    nouns = {name.partition(".")[0] for name in ACTIONS}
    found: dict[str, str] = {}
    for folder in ("services", "gateway"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text())
            builder = path.name == "events.py" and path.parent.name != "audit"
            if not builder and not _imports_events(tree):
                continue
            for name in _names(tree) - PERMISSIONS.keys():
                if builder or name.partition(".")[0] in nouns:
                    found[name] = str(path.relative_to(ROOT))
    unknown = {name: where for name, where in found.items() if name not in ACTIONS}
    assert not unknown, f"add these to services/audit/domain/registry.py: {unknown}"
    assert {"player.suspend", "operator.create", "staff.sign_in"} <= found.keys()


def _names(tree: ast.AST) -> set[str]:
    """Every text constant of the shape noun.verb."""
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}


def _imports_events(tree: ast.AST) -> bool:
    """Whether a module imports event builders."""
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "events" for alias in node.names)
        for node in ast.walk(tree)
    )
