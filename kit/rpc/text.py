"""Text that Postgres can store: a message's strings hold no NUL."""

from __future__ import annotations

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from kit.errors import InvalidField


def check(message: Message, path: str = "") -> None:
    """Raises InvalidField for the first string, at any depth, that holds a NUL."""
    for field, value in message.ListFields():
        here = f"{path}{field.name}"
        if field.type == FieldDescriptor.TYPE_STRING:
            if any("\0" in text for text in (value if field.is_repeated else [value])):
                raise InvalidField(here, "must not contain the character NUL")
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            if field.is_repeated:
                for number, one in enumerate(value):
                    check(one, f"{here}[{number}].")
            else:
                check(value, f"{here}.")
