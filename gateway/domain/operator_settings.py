"""What an operator is set to besides its place in the directory, and what that must look like."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.domain.directory import NAME_LENGTH, check_currency, check_name, check_timezone
from kit.errors import InvalidField
from kit.money import Money, to_decimal

MOST_LANGUAGES: Final = 20
MOST_THRESHOLDS: Final = 20
MOST_ADDRESSES: Final = 50
MESSAGE_LENGTH: Final = 500
_MAPPED: Final = 96  # bits before an address of IPv4 that is written as one of IPv6

_JURISDICTION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is licensed where, in which languages, when held balances are worth a look, who tests during maintenance.

    `balance_thresholds`: below such a sum of players' balances, per currency, the operator list raises an alert.
    `allowed_ips`: addresses and networks that are let in while the operator is in maintenance.
    """

    jurisdiction: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    balance_thresholds: tuple[Money, ...] = ()
    allowed_ips: tuple[str, ...] = ()

    def state(self) -> dict[str, Any]:
        """As records tell it: what is set, and nothing of what is not."""
        told = {
            "jurisdiction": self.jurisdiction,
            "licence": self.licence,
            "languages": self.languages,
            "balance_thresholds": {
                one.currency: to_decimal(one.minor, one.currency) for one in self.balance_thresholds
            },
            "allowed_ips": self.allowed_ips,
        }
        return {name: value for name, value in told.items() if value}


UNSET: Final = Settings()


def checked(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The wanted values of an operator's fields as they are stored. Raises InvalidField or UnknownCurrency."""
    return {name: _CHECKS[name](value, name) for name, value in wanted.items()}


def check_text(text: str, field: str, most: int) -> str:
    """A line of text that may be empty: single spaces, no control characters. Raises InvalidField."""
    line = " ".join(text.split())
    if len(line) > most:
        raise InvalidField(field, f"must have at most {most} characters")
    if any(unicodedata.category(character).startswith("C") for character in line):
        raise InvalidField(field, "must not contain control characters")
    return line


def check_addresses(addresses: Sequence[str], field: str) -> tuple[str, ...]:
    """Addresses and networks, each once. Raises InvalidField."""
    if len(addresses) > MOST_ADDRESSES:
        raise InvalidField(field, f"must name at most {MOST_ADDRESSES} addresses and networks")
    found = []
    for text in addresses:
        try:
            network = _network(text.strip())
        except ValueError:
            raise InvalidField(field, f"{text.strip()[:64]!r} is neither an address nor a network") from None
        if network.prefixlen == 0:
            raise InvalidField(field, f"{network} is everybody; set the operator live instead")
        found.append(str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network))
    return tuple(dict.fromkeys(found))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """An address or a network; one of IPv4 in the clothes of IPv6 as the former, as which callers are compared."""
    network = ipaddress.ip_network(text)
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    if mapped is None or network.prefixlen < _MAPPED:
        return network
    return ipaddress.ip_network((mapped, network.prefixlen - _MAPPED))


def _jurisdiction(text: str, field: str) -> str:
    code = text.strip().upper()
    if code and not _JURISDICTION.fullmatch(code):
        raise InvalidField(field, "is not the code of a country or of a part of one, such as MT or US-NJ")
    return code


def _licence(text: str, field: str) -> str:
    return check_text(text, field, NAME_LENGTH)


def _languages(tags: Sequence[str], field: str) -> tuple[str, ...]:
    if len(tags) > MOST_LANGUAGES:
        raise InvalidField(field, f"must name at most {MOST_LANGUAGES} languages")
    for tag in tags:
        if not _LANGUAGE.fullmatch(tag):
            raise InvalidField(field, f"{tag[:64]!r} is not the tag of a language, such as pt-BR")
    return tuple(dict.fromkeys(tags))


def _thresholds(amounts: Sequence[Money], field: str) -> tuple[Money, ...]:
    if len(amounts) > MOST_THRESHOLDS:
        raise InvalidField(field, f"must name at most {MOST_THRESHOLDS} currencies")
    if len({one.currency for one in amounts}) < len(amounts):
        raise InvalidField(field, "must name each currency once")
    if any(one.minor <= 0 for one in amounts):
        raise InvalidField(field, "must be greater than zero")
    return tuple(sorted(amounts, key=lambda one: one.currency))


_CHECKS: Final[Mapping[str, Any]] = {
    "name": check_name,
    "timezone": check_timezone,
    "currency": check_currency,
    "jurisdiction": _jurisdiction,
    "licence": _licence,
    "languages": _languages,
    "balance_thresholds": _thresholds,
    "allowed_ips": check_addresses,
}
