"""What every contract promises: a permission on each method, a tenant in each request, privileged events readable."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from daybook.options.v1 import options_pb2
from daybook.types.v1 import action_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor

from kit import masking
from kit.auth.permissions import PERMISSIONS
from kit.codegen import GEN, PROTOS

ROOT = PROTOS.parent
FILES = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / "daybook").rglob("*.proto"))
TENANTS = {"operator_id", "operator_ids", "company_id", "company_ids"}
# Free text and identifiers that look personal but are not a player's: an actor's name, a company's name.
NOT_PERSONAL = {"daybook.types.v1.Actor", "daybook.gateway.v1.CompanyCreated", "daybook.gateway.v1.OperatorChanged"}
PERSONAL = {"first_name", "last_name", "email", "phone", "date_of_birth", "ip", "registration_ip", "document"}


def _load() -> list[MethodDescriptor]:
    for file in FILES:
        importlib.import_module(file.removesuffix(".proto").replace("/", ".") + "_pb2")
    pool = descriptor_pool.Default()
    found = [pool.FindFileByName(file) for file in FILES]
    return [method for file in found for service in file.services_by_name.values() for method in service.methods]


METHODS = _load()
MESSAGES: list[Descriptor] = [
    message
    for file in FILES
    for message in descriptor_pool.Default().FindFileByName(file).message_types_by_name.values()
]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_every_method_declares_a_permission_that_exists(method: MethodDescriptor) -> None:
    assert method.GetOptions().Extensions[options_pb2.permission] in PERMISSIONS


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_every_request_names_its_tenant(method: MethodDescriptor) -> None:
    fields = method.input_type.fields_by_name
    scope = fields["scope"].message_type.fields_by_name if "scope" in fields else {}
    assert TENANTS & (set(fields) | set(scope))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.full_name)
def test_personal_fields_are_marked(message: Descriptor) -> None:
    if message.full_name in NOT_PERSONAL:
        return
    unmarked = [field.name for field in message.fields if field.name in PERSONAL and not _marked(field)]
    assert unmarked == []


def _marked(field: FieldDescriptor) -> bool:
    """Whether a field is personal as a whole, or a message that marks what is personal in it."""
    if field.GetOptions().Extensions[options_pb2.sensitive]:
        return True
    return field.message_type is not None and masking.has_sensitive(field.message_type)


EVENTS = [message for message in MESSAGES if message.file.name.endswith("/events.proto")]


@pytest.mark.parametrize("message", EVENTS, ids=lambda message: message.full_name)
def test_an_event_has_its_privileged_action_as_field_one(message: Descriptor) -> None:
    for field in message.fields:
        if field.message_type is action_pb2.PrivilegedAction.DESCRIPTOR:
            assert (field.name, field.number) == ("action", 1)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.full_name)
def test_no_amount_is_a_float(message: Descriptor) -> None:
    floats = (FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE)
    assert [field.name for field in message.fields if field.type in floats] == []


def test_generated_code_is_committed_for_every_contract() -> None:
    for file in FILES:
        assert (GEN / file.replace(".proto", "_pb2.py")).exists()


CALLS = {"commit": {"kit/db.py", "kit/migrations.py"}, "abort": {"kit/rpc/status.py"}}
SOURCES = [
    path
    for folder in ("kit", "services", "gateway", "importer")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_their_own_files_commit_abort_and_read_the_environment(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            assert name in CALLS[node.func.attr], f"line {node.lineno} calls .{node.func.attr}("
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"):
            assert path.name == "settings.py", f"line {node.lineno} reads the environment"
