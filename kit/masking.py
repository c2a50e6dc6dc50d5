"""How personal values look to those who may not see them in clear."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from daybook.options.v1 import options_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

HIDDEN: Final = "•••"


def name(value: str) -> str:
    """First letters only: "Ana Souza" -> "A•• S••••"."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in value.split())


def email(value: str) -> str:
    """First letter and domain: "ana@mail.example" -> "a••@mail.example"."""
    local, _, domain = value.partition("@")
    return f"{local[:1]}{'•' * max(len(local) - 1, 2)}@{domain}" if domain else HIDDEN


def _tail(value: str) -> str:
    return "•" * max(len(value) - 2, 3) + value[-2:] if len(value) > 4 else HIDDEN


def ip(value: str) -> str:
    """The network part only: "203.0.113.7" -> "203.0.x.x"."""
    if ":" in value:
        return ":".join(value.split(":")[:2]) + ":x"
    return ".".join(value.split(".")[:2]) + ".x.x"


_TEXT: Final[dict[int, Callable[[str], str]]] = {
    options_pb2.SENSITIVE_NAME: name,
    options_pb2.SENSITIVE_EMAIL: email,
    options_pb2.SENSITIVE_PHONE: _tail,
    options_pb2.SENSITIVE_IDENTIFIER: _tail,
    options_pb2.SENSITIVE_IP: ip,
    options_pb2.SENSITIVE_HIDDEN: lambda _: HIDDEN,
}


class _Plan(NamedTuple):
    """What masking does to a message type, by names of fields; made once, as descriptors are slow to answer."""

    texts: list[tuple[str, Callable[[str], str]]]
    lists: list[tuple[str, Callable[[str], str]]]
    cleared: list[str]
    # Into which to descend, as sensitive fields lie below: single messages and repeated ones.
    below: list[str]
    below_each: list[str]


@cache
def _plan(descriptor: Descriptor) -> _Plan:
    plan = _Plan([], [], [], [], [])
    for field in descriptor.fields:
        if kind := field.GetOptions().Extensions[options_pb2.sensitive]:
            if field.message_type is not None or field.type == FieldDescriptor.TYPE_BYTES:
                plan.cleared.append(field.name)
            else:
                (plan.lists if field.is_repeated else plan.texts).append((field.name, _TEXT[kind]))
        elif field.message_type is not None and has_sensitive(field.message_type):
            (plan.below_each if field.is_repeated else plan.below).append(field.name)
    return plan


@cache
def has_sensitive(descriptor: Descriptor) -> bool:
    """Whether one of our message types holds a sensitive field at any depth."""
    if not descriptor.full_name.startswith("daybook."):
        return False
    return any(
        field.GetOptions().Extensions[options_pb2.sensitive]
        or (field.message_type is not None and has_sensitive(field.message_type))
        for field in descriptor.fields
    )


def mask(message: Message) -> None:
    """Masks every sensitive field of a message in place; what is empty stays empty."""
    plan = _plan(message.DESCRIPTOR)
    for name, hide in plan.texts:
        if value := getattr(message, name):
            setattr(message, name, hide(value))
    for name, hide in plan.lists:
        values = getattr(message, name)
        values[:] = [hide(value) for value in values]
    for name in plan.cleared:
        message.ClearField(name)
    for name in plan.below:
        if message.HasField(name):
            mask(getattr(message, name))
    for name in plan.below_each:
        for one in getattr(message, name):
            mask(one)
