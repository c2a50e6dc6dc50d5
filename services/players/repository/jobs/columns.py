"""The columns that an export can have, all in one place: name, headings, expression, form, and how each is masked.

Expressions speak of `p` (players), `a` (accounts), `w` (the wallet of the player's own currency) and `u` (its unit).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from kit.money import EXPONENTS
from services.players.domain.ban import BanScope
from services.players.domain.player import KycStatus
from services.players.repository.jobs.masks import Mask, masked

LANGUAGES: Final = ("en", "pt-BR")


class Form(Enum):
    """What a column holds, which decides how a cell of it is written."""

    TEXT = auto()  # whatever somebody typed: may pretend to be a formula
    PLAIN = auto()  # words and ids of our own, and what is checked to be digits
    NUMBER = auto()
    AMOUNT = auto()
    MOMENT = auto()
    DATE = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file. `mask` is set for personal ones; `width` is that of a sheet's column, in letters."""

    name: str
    english: str
    portuguese: str
    form: Form
    sql: str
    mask: Mask | None = None
    width: int = 16

    def heading(self, language: str) -> str:
        """What stands above it."""
        return self.portuguese if language.lower().startswith("pt") else self.english

    def value(self, *, reveal: bool) -> str:
        """Its expression, masked unless personal data may be seen in clear."""
        return self.sql if reveal or self.mask is None else masked(self.mask, self.sql)


def _words(number: str, names: dict[int, str]) -> str:
    cases = " ".join(f"WHEN {value} THEN '{name}'" for value, name in names.items())
    return f"CASE {number} {cases} END"


_KYC: Final = _words("p.kyc_status", {status.value: status.name.lower() for status in KycStatus})
_SCOPES: Final = _words("b.scope", {scope.value: scope.name.lower() for scope in BanScope})
_BANS: Final = """coalesce((
    SELECT string_agg($scopes, ', ' ORDER BY b.scope) FROM bans AS b
    WHERE b.operator_id = p.operator_id AND b.player_id = p.player_id AND b.lifted_at IS NULL
      AND (b.expires_at IS NULL OR b.expires_at > now())), '')""".replace("$scopes", _SCOPES)
_TAGS: Final = """coalesce((
    SELECT string_agg(t.tag, ', ' ORDER BY t.tag) FROM player_tags AS t
    WHERE t.operator_id = p.operator_id AND t.player_id = p.player_id), '')"""
_ONLINE: Final = """EXISTS (
    SELECT FROM sessions AS s
    WHERE s.operator_id = p.operator_id AND s.player_id = p.player_id AND s.ended_at IS NULL)"""
_ACQUISITION: Final = (
    "CASE WHEN p.affiliate_id <> '' THEN 'affiliate' WHEN p.referrer_external_id <> '' THEN 'referral'"
    " ELSE 'direct' END"
)


def _money(name: str, english: str, portuguese: str, minor: str) -> Column:
    return Column(name, english, portuguese, Form.AMOUNT, f"coalesce({minor}, 0)")


_ALL: Final = (
    Column("player_id", "Player id", "ID do jogador", Form.PLAIN, "p.player_id::text", width=38),
    Column("external_id", "External id", "ID externo", Form.TEXT, "p.external_id"),
    Column("username", "Username", "Usuário", Form.TEXT, "p.username", width=20),
    Column("first_name", "First name", "Nome", Form.TEXT, "p.first_name", Mask.NAME),
    Column("last_name", "Last name", "Sobrenome", Form.TEXT, "p.last_name", Mask.NAME, width=22),
    Column("email", "E-mail", "E-mail", Form.TEXT, "p.email", Mask.EMAIL, width=30),
    Column("phone", "Phone", "Telefone", Form.PLAIN, "p.phone", Mask.TAIL),
    Column("date_of_birth", "Date of birth", "Data de nascimento", Form.DATE, "p.date_of_birth", Mask.ABSENT),
    Column("document_type", "Document type", "Tipo de documento", Form.PLAIN, "p.document_type"),
    Column("document_number", "Document number", "Número do documento", Form.TEXT, "p.document_number", Mask.TAIL),
    Column("country", "Country", "País", Form.PLAIN, "p.country", width=10),
    Column("region", "Region", "Região", Form.PLAIN, "p.region", width=10),
    Column("language", "Language", "Idioma", Form.TEXT, "p.language", width=10),
    Column("status", "Status", "Situação", Form.PLAIN, "p.status", width=12),
    Column("bans", "Bans", "Bloqueios", Form.PLAIN, _BANS, width=24),
    Column("kyc_level", "KYC level", "Nível KYC", Form.NUMBER, "p.kyc_level", width=10),
    Column("kyc_status", "KYC status", "Situação KYC", Form.PLAIN, _KYC, width=12),
    Column("vip_level", "VIP level", "Nível VIP", Form.NUMBER, "p.vip_level", width=10),
    Column("acquisition", "Acquisition", "Aquisição", Form.PLAIN, _ACQUISITION, width=12),
    Column("affiliate_id", "Affiliate", "Afiliado", Form.TEXT, "p.affiliate_id"),
    Column("referrer_external_id", "Referred by", "Indicado por", Form.TEXT, "p.referrer_external_id"),
    Column("tags", "Tags", "Etiquetas", Form.TEXT, _TAGS, width=24),
    Column("risk_flags", "Risk flags", "Alertas de risco", Form.TEXT, "array_to_string(p.risk_flags, ', ')", width=24),
    Column("excluded_since", "Excluded since", "Excluído desde", Form.MOMENT, "p.excluded_since", width=22),
    Column("excluded_until", "Excluded until", "Excluído até", Form.MOMENT, "p.excluded_until", width=22),
    Column("online", "Online", "Online", Form.FLAG, _ONLINE, width=10),
    Column("two_factor", "Two-factor", "Dois fatores", Form.FLAG, "p.two_factor", width=12),
    Column("registered_at", "Registered", "Cadastro", Form.MOMENT, "p.registered_at", width=22),
    Column("registration_ip", "Registration IP", "IP de cadastro", Form.TEXT, "p.registration_ip", Mask.IP, width=18),
    Column(
        "last_seen_at",
        "Last seen",
        "Visto por último",
        Form.MOMENT,
        "CASE WHEN a.seen THEN a.last_seen_at END",
        width=22,
    ),
    Column("currency", "Currency", "Moeda", Form.PLAIN, "p.currency", width=10),
    _money("balance", "Balance", "Saldo", "w.balance"),
    _money("pending_withdrawals", "Pending withdrawals", "Saques pendentes", "w.pending_withdrawals"),
    _money("deposits", "Deposits", "Depósitos", "w.deposits"),
    _money("withdrawals", "Withdrawals", "Saques", "w.withdrawals"),
    _money("turnover", "Turnover", "Apostado", "w.turnover"),
    _money("payouts", "Payouts", "Prêmios", "w.payouts"),
    _money("ggr", "GGR", "GGR", "w.settled_stakes - w.payouts"),
    _money("bonuses", "Bonuses", "Bônus", "w.bonuses"),
    Column("bets", "Bets", "Apostas", Form.NUMBER, "coalesce(w.bets, 0)", width=10),
)
COLUMNS: Final = {column.name: column for column in _ALL}

_BY_DECIMALS: Final[dict[int, list[str]]] = {}
for _code, _decimals in EXPONENTS.items():
    _BY_DECIMALS.setdefault(_decimals, []).append(_code)


def _by_currency(told: dict[int, str]) -> str:
    cases = " ".join(
        f"WHEN p.currency IN ({', '.join(repr(code) for code in codes)}) THEN {told[decimals]}"
        for decimals, codes in sorted(_BY_DECIMALS.items(), key=lambda entry: -len(entry[1]))
    )
    return f"CASE {cases} END"


# What a minor unit is worth, as a decimal whose scale is the currency's: an amount times it has all decimals.
UNIT: Final = _by_currency({decimals: f"{10**-decimals:.{decimals}f}" for decimals in _BY_DECIMALS})
DECIMALS: Final = _by_currency({decimals: str(decimals) for decimals in _BY_DECIMALS})
