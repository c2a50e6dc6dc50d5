"""How personal values look to those who may not see them in clear."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

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


@cache
def _plan(descriptor: Descriptor) -> tuple[tuple[tuple[FieldDescriptor, int], ...], tuple[FieldDescriptor, ...]]:
    """The sensitive fields of a message type, and the fields to descend into because sensitive ones lie below."""
    own, below = [], []
    for field in descriptor.fields:
        if kind := field.GetOptions().Extensions[options_pb2.sensitive]:
            own.append((field, kind))
        elif field.message_type is not None and has_sensitive(field.message_type):
            below.append(field)
    return tuple(own), tuple(below)


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
    own, below = _plan(message.DESCRIPTOR)
    for field, kind in own:
        value: Any = getattr(message, field.name)
        if field.message_type is not None or field.type == FieldDescriptor.TYPE_BYTES:
            message.ClearField(field.name)
        elif field.is_repeated:
            value[:] = [_TEXT[kind](item) for item in value]
        elif value:
            setattr(message, field.name, _TEXT[kind](value))
    for field in below:
        if field.is_repeated:
            for item in getattr(message, field.name):
                mask(item)
        elif message.HasField(field.name):
            mask(getattr(message, field.name))
