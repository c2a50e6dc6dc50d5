"""What the contracts say of each method: its permission and its request type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from daybook.options.v1 import options_pb2
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor


@dataclass(frozen=True, slots=True)
class Method:
    """A method as declared. `permission` is empty when none is declared, and then nobody may call it."""

    permission: str
    request: Descriptor
    response: Descriptor


@cache
def describe(path: str) -> Method | None:
    """The method at "/package.Service/Method"; None when no contract has it (health, reflection)."""
    service_name, _, name = path.lstrip("/").partition("/")
    if not service_name.startswith("daybook."):
        return None
    service = descriptor_pool.Default().FindServiceByName(service_name)
    method = service.methods_by_name[name]
    return Method(method.GetOptions().Extensions[options_pb2.permission], method.input_type, method.output_type)
