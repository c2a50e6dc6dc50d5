"""The mapping: what a file's columns mean and how it writes values; read from YAML and flags, checked as a whole."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from importer.errors import MappingError
from importer.times import EPOCH_UNITS
from kit.money import EXPONENTS

# Each key of `columns`, with what it means; docs/import.md says the same at length.
FIELDS: Final[dict[str, str]] = {
    "player": "the platform's own id of the player",
    "placed_at": "when the bet was placed",
    "settled_at": "when the bet was settled",
    "bet_id": "the platform's id of the bet",
    "round_id": "the round of the game",
    "game": "the game",
    "provider": "who makes the game",
    "stake": "what the player bet",
    "payout": "what the bet returned, stake included",
    "profit": "payout less stake",
    "currency": "the currency of the row's amounts",
    "kind": "whether the row is a bet, a deposit or a withdrawal",
    "transaction_id": "the platform's id of a deposit or withdrawal",
    "amount": "what was deposited or withdrawn",
    "occurred_at": "when the deposit or withdrawal was settled",
    "method": "how it was paid",
    "device": "what it was done on: desktop, mobile, tablet, app or a word of your own",
    "username": "the player's name as staff see it",
    "first_name": "the player's first name",
    "last_name": "the player's last name",
    "email": "the player's e-mail address",
    "phone": "the player's telephone number",
    "date_of_birth": "the player's date of birth",
    "country": "the player's country",
    "region": "the player's region",
    "language": "the player's language",
    "registered_at": "when the player registered",
    "registration_ip": "the address from which the player registered",
}
# What may be the same for the whole file.
CONSTANTS: Final = ("game", "provider", "currency", "kind", "method", "device", "country", "region", "language")
KINDS: Final = ("bet", "deposit", "withdrawal", "ignore")
# Keys of another name, for people who guess.
_GUESSES: Final = {"date": "placed_at", "time": "placed_at", "user": "player", "bet": "stake", "win": "payout"}


@dataclass(frozen=True)
class FileMapping:
    """How to read one file. The defaults are those of a plain UTF-8 CSV."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {kind: (kind,) for kind in KINDS})
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    null_values: tuple[str, ...] = ("",)
    timezone: str = "UTC"
    time_format: str = "iso"
    decimal_comma: bool = False
    thousands: str = ""
    rounding: str = "reject"
    missing_result: str = "lost"

    def fingerprint(self) -> str:
        """Differs for mappings that read a file differently."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def load(path: Path | None, flags: Mapping[str, Any]) -> FileMapping:
    """The mapping of a YAML file (none: the defaults) with `flags` laid over it. Raises MappingError."""
    settings = _read(path) if path else {}
    for key, value in flags.items():
        if isinstance(value, Mapping):
            settings[key] = {**_table(settings, key), **value}
        else:
            settings[key] = value
    return build(settings)


def build(settings: Mapping[str, Any]) -> FileMapping:
    """A checked mapping. Raises MappingError, which names the key."""
    _known("", settings, FileMapping.__dataclass_fields__)
    columns = {key: _column(key, value) for key, value in _table(settings, "columns").items()}
    constants = {key: _text(f"constants.{key}", value) for key, value in _table(settings, "constants").items()}
    _known("columns", columns, FIELDS)
    _known("constants", constants, CONSTANTS)
    values: dict[str, Any] = {"columns": columns, "constants": constants, "kinds": _kinds(settings)}
    for key in ("encoding", "delimiter", "quote", "timezone", "time_format", "thousands", "rounding", "missing_result"):
        if settings.get(key) is not None:
            values[key] = _text(key, settings[key])
    for key in ("header", "decimal_comma"):
        if key in settings:
            values[key] = _truth(key, settings[key])
    if "null_values" in settings:
        values["null_values"] = tuple(sorted({"", *_texts("null_values", settings["null_values"])}))
    mapping = FileMapping(**values)
    _check_form(mapping)
    _check_fields(mapping)
    return mapping


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingError(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise MappingError(f"The mapping {path} is not UTF-8 text.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise MappingError(
            f"The mapping {path} is not YAML{where}: {getattr(error, 'problem', None) or 'unreadable'}."
        ) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise MappingError(f"The mapping {path} must consist of keys and values, such as 'encoding: latin-1'.")
    return {str(key): value for key, value in loaded.items()}


def _known(table: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    allowed = list(allowed)
    for key in given:
        if key not in allowed:
            close = _GUESSES.get(key) if _GUESSES.get(key) in allowed else None
            close = close or next(iter(difflib.get_close_matches(key, allowed, 1)), None)
            hint = f" Did you mean {close!r}?" if close else ""
            where = f"{table}.{key}" if table else key
            raise MappingError(f"{where}: there is no such key.{hint} There are: {', '.join(allowed)}.")


def _table(settings: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = settings.get(key) or {}
    if not isinstance(table, Mapping):
        raise MappingError(f"{key}: must be a table of keys and values.")
    return {str(name): value for name, value in table.items()}


def _text(key: str, value: Any) -> str:
    # YAML reads an unquoted NO (Norway), 1.10 or 2021-01-01 as something else than the text that was meant.
    if not isinstance(value, str):
        raise MappingError(f"{key}: must be text; put {value!r} in quotation marks.")
    return value


def _column(key: str, value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(f"columns.{key}", value)


def _texts(key: str, value: Any) -> list[str]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return [_text(key, one) for one in values if one is not None]


def _truth(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise MappingError(f"{key}: must be true or false.")
    return value


def _kinds(settings: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    given = _table(settings, "kinds")
    _known("kinds", given, KINDS)
    kinds = {kind: tuple(_texts(f"kinds.{kind}", given.get(kind, kind))) for kind in KINDS}
    seen: dict[str, str] = {}
    for kind, values in kinds.items():
        for value in values:
            if seen.setdefault(value.casefold(), kind) != kind:
                raise MappingError(f"kinds: {value!r} cannot mean both {seen[value.casefold()]} and {kind}.")
    return kinds


def _check_form(mapping: FileMapping) -> None:
    """The keys that say how the file is written."""
    try:
        codecs.lookup(mapping.encoding)
    except LookupError:
        raise MappingError(f"encoding: {mapping.encoding!r} is not one that Python knows; try latin-1.") from None
    if len(mapping.delimiter) != 1 or mapping.delimiter in "\r\n":
        raise MappingError(f"delimiter: must be one character, not {mapping.delimiter!r}.")
    if len(mapping.quote) > 1 or mapping.quote == mapping.delimiter:
        raise MappingError("quote: must be one character other than the delimiter, or '' for a file without quotes.")
    try:
        ZoneInfo(mapping.timezone)
    except (LookupError, ValueError, OSError):
        raise MappingError(
            f"timezone: {mapping.timezone!r} is not an IANA time zone such as America/Sao_Paulo."
        ) from None
    if mapping.time_format != "iso" and mapping.time_format not in EPOCH_UNITS and "%" not in mapping.time_format:
        raise MappingError(f"time_format: must be iso, {', '.join(EPOCH_UNITS)} or a pattern such as '%d/%m/%Y %H:%M'.")
    if len(mapping.thousands) > 1 or mapping.thousands == ("," if mapping.decimal_comma else "."):
        raise MappingError("thousands: must be one character other than the decimal sign.")
    _one_of("rounding", mapping.rounding, ("reject", "half_even"))
    _one_of("missing_result", mapping.missing_result, ("lost", "open"))


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise MappingError(f"{key}: must be {' or '.join(allowed)}, not {value!r}.")


def _check_fields(mapping: FileMapping) -> None:
    """The keys that say what the columns mean: enough of them, none against another."""
    columns, constants = mapping.columns, mapping.constants
    for key in constants:
        if key in columns:
            raise MappingError(f"constants.{key}: is also in columns; keep one of the two.")
    if (code := constants.get("currency")) is not None and code not in EXPONENTS:
        raise MappingError(f"currency: {code!r} is not a currency that Daybook knows.")
    kind = constants.get("kind", "bet")
    if "kind" not in columns and kind not in KINDS[:3]:
        raise MappingError(f"constants.kind: must be bet, deposit or withdrawal, not {kind!r}.")
    if "payout" in columns and "profit" in columns:
        raise MappingError("columns.profit: give payout or profit, not both.")
    required = ["player", "currency"]
    if "kind" in columns or kind == "bet":
        required += ["bet_id", "stake", "placed_at", "game"]
    else:
        required += ["transaction_id", "amount", "occurred_at"]
    for key in required:
        if key not in columns and key not in constants:
            constant = f", or one for the whole file as constants.{key}" if key in CONSTANTS else ""
            flag = " (--currency CODE)" if key == "currency" else ""
            raise MappingError(f"columns.{key}: is missing; name the column that has {FIELDS[key]}{constant}{flag}.")
