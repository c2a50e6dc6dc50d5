"""What figures go by: definitions, regulators' rules, exchange rates, the catalogue of games; reports as issued."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SOURCE = "Daybook's definitions (reference/domain.md)"
_SINCE = date(2000, 1, 1)

# metric, English, Brazilian Portuguese, formula
_DEFINITIONS = (
    (
        "turnover",
        "Stakes of all bets placed in the period; voided bets are left out.",
        "Apostas feitas no período; apostas anuladas não contam.",
        "stakes",
    ),
    (
        "payouts",
        "What the bets settled in the period returned to players; a lost bet returns nothing.",
        "O que as apostas liquidadas no período devolveram aos jogadores; uma aposta perdida não devolve nada.",
        "payouts",
    ),
    (
        "ggr",
        "Stakes of the bets settled in the period less what they returned. Voided and refunded bets count in neither.",
        "Apostas liquidadas no período menos o que devolveram. Apostas anuladas ou reembolsadas não contam.",
        "settled stakes - payouts",
    ),
    (
        "ngr",
        "GGR less bonus cost, gaming tax, provider fees, payment fees and jackpot contributions, each by the rule "
        "of the operator that held on the day.",
        "GGR menos custo de bônus, imposto sobre o jogo, taxas de provedores e de pagamento e contribuições a "
        "jackpots, cada um pela regra do operador que valia no dia.",
        "GGR - bonus cost - gaming tax - provider fees - payment fees - jackpot contributions",
    ),
    (
        "hold",
        "The part of turnover that the house kept: GGR divided by turnover.",
        "A parte do volume apostado que ficou com a casa: GGR dividido pelo volume apostado.",
        "GGR / turnover",
    ),
    (
        "active_players",
        "Players who placed at least one bet in the period that was not voided, each counted once.",
        "Jogadores com pelo menos uma aposta não anulada no período, cada um contado uma vez.",
        "distinct players with a bet",
    ),
    ("registrations", "Accounts opened in the period.", "Contas abertas no período.", "registrations"),
    (
        "ftd_count",
        "Players whose first deposit ever was settled in the period; a reversal does not undo it.",
        "Jogadores cujo primeiro depósito foi liquidado no período; um estorno não o desfaz.",
        "first deposits",
    ),
    (
        "ftd_amount",
        "The sum of those first deposits.",
        "A soma desses primeiros depósitos.",
        "amounts of first deposits",
    ),
    (
        "deposits",
        "Deposits settled in the period less deposits reversed in it.",
        "Depósitos liquidados no período menos os estornados nele.",
        "deposits settled - deposits reversed",
    ),
    ("withdrawals", "Withdrawals paid in the period.", "Saques pagos no período.", "withdrawals paid"),
    (
        "net_deposits",
        "Deposits less withdrawals, settled ones only.",
        "Depósitos menos saques, apenas os liquidados.",
        "deposits - withdrawals",
    ),
    (
        "bonus_cost",
        "Bonuses, free-spin winnings and promotions credited in the period less those taken back.",
        "Bônus, ganhos de giros grátis e promoções creditados no período menos os retirados.",
        "bonuses credited - bonuses taken back",
    ),
    (
        "arpu",
        "GGR divided by the active players.",
        "GGR dividido pelos jogadores ativos.",
        "GGR / active players",
    ),
    (
        "average_deposit",
        "Deposits divided by their number.",
        "Depósitos divididos pelo número deles.",
        "deposits / number of deposits",
    ),
    (
        "bets",
        "Bets placed in the period; voided bets are left out.",
        "Apostas feitas no período; apostas anuladas não contam.",
        "number of bets",
    ),
)

_UKGC = [
    {"name": "stakes", "of": "settled_stakes", "share_bps": 10_000, "note": "A: stakes of settled bets"},
    {
        "name": "accruals",
        "of": "settled_stakes",
        "share_bps": 0,
        "note": "B: amounts accrued otherwise, ex VAT. No platform tells any; an own version can name a share",
    },
    {
        "name": "prizes",
        "of": "payouts",
        "share_bps": -10_000,
        "note": "C: prizes and winnings. A free bet counts only when its winnings are an unrestricted right to cash: "
        "free-spin winnings and promotions are bonus cost, and not among these",
    },
]


def _brazil(duty: int) -> list[dict[str, Any]]:
    return [
        {"name": "stakes", "of": "settled_stakes", "share_bps": 10_000, "note": "withdrawable rewards when staked"},
        {
            "name": "rewards",
            "of": "bonus_cost",
            "share_bps": 0,
            "note": "non-withdrawable rewards in the month credited. Which are so is not told: an own version can name "
            "their share of bonus cost",
        },
        {"name": "prizes", "of": "payouts", "share_bps": -10_000, "note": ""},
        {
            "name": "prize_tax",
            "of": "payouts",
            "share_bps": 0,
            "note": "income tax on prizes, by the player's yearly net. What was withheld is not told: an own version "
            "can name its share of prizes",
        },
        {"name": "duty", "of": "base", "share_bps": -duty, "note": ""},
    ]


_LAW = "Law 14,790/2023; Law 13,756/2018 art. 30"
_RAISED = "Complementary Law 224/2025 art. 9 (Law 13,756/2018 art. 30 § 1-E)"
# name, version, effective from, terms, text, source
_RULES = (
    (
        "ukgc_ggy",
        1,
        _SINCE,
        _UKGC,
        "GGY = A + B - C: stakes and other accruals less prizes",
        "Gambling Commission, regulatory returns guidance: how to calculate GGY",
    ),
    (
        "brazil_base",
        1,
        date(2025, 1, 1),
        _brazil(1_200),
        "Base = bets - (prizes + income tax on prizes); duty 12% of it",
        _LAW,
    ),
    (
        "brazil_base",
        2,
        date(2026, 4, 1),
        _brazil(1_300),
        "Base = bets - (prizes + income tax on prizes); duty 13% of it",
        f"{_RAISED}: 1% more in 2026, from 1 April for the 90 days of Constitution art. 195 § 6",
    ),
    (
        "brazil_base",
        3,
        date(2027, 1, 1),
        _brazil(1_400),
        "Base = bets - (prizes + income tax on prizes); duty 14% of it",
        f"{_RAISED}: 2% more in 2027",
    ),
    (
        "brazil_base",
        4,
        date(2028, 1, 1),
        _brazil(1_500),
        "Base = bets - (prizes + income tax on prizes); duty 15% of it",
        f"{_RAISED}: 3% more from 2028",
    ),
)


def upgrade() -> None:
    """Creates the tables and fills those that are the same for everybody."""
    op.execute("ALTER TABLE ngr_rules ADD COLUMN created_by text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE ngr_rules ADD COLUMN reason text NOT NULL DEFAULT ''")
    op.execute("""
        CREATE TABLE definitions (
            metric text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            effective_from date NOT NULL,
            text text NOT NULL,
            text_pt_br text NOT NULL,
            formula text NOT NULL,
            source text NOT NULL,
            PRIMARY KEY (metric, version)
        )
    """)
    op.execute("""
        CREATE TABLE known_regulator_rules (
            name text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            effective_from date NOT NULL,
            terms jsonb NOT NULL,
            text text NOT NULL,
            source text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (name, version)
        )
    """)
    op.execute("""
        CREATE TABLE regulator_rules (
            operator_id uuid NOT NULL,
            name text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            effective_from date NOT NULL,
            terms jsonb NOT NULL,
            text text NOT NULL,
            source text NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            reason text NOT NULL,
            PRIMARY KEY (operator_id, name, version)
        )
    """)
    _rates("exchange_rates", "company_id, day, base, quote")
    _rates("exchange_rate_versions", "company_id, day, base, quote, version")
    op.execute("""
        CREATE TABLE games (
            operator_id uuid NOT NULL,
            game text NOT NULL,
            provider text NOT NULL,
            name text NOT NULL,
            category text NOT NULL,
            theoretical_rtp numeric CHECK (theoretical_rtp > 0 AND theoretical_rtp <= 1),
            updated_at timestamptz NOT NULL,
            updated_by text NOT NULL,
            PRIMARY KEY (operator_id, game, provider)
        )
    """)
    op.execute("""
        CREATE TABLE reports (
            operator_id uuid NOT NULL,
            month date NOT NULL,
            revision integer NOT NULL CHECK (revision > 0),
            content bytea NOT NULL,
            sha256 text NOT NULL,
            file_name text NOT NULL,
            key_id text NOT NULL,
            public_key text NOT NULL,
            issued_at timestamptz NOT NULL,
            issued_by text NOT NULL,
            PRIMARY KEY (operator_id, month, revision)
        )
    """)
    _fill()


def _rates(name: str, key: str) -> None:
    op.execute(f"""
        CREATE TABLE {name} (
            company_id uuid NOT NULL,
            day date NOT NULL,
            base text NOT NULL,
            quote text NOT NULL,
            rate numeric NOT NULL CHECK (rate > 0),
            source text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            reason text NOT NULL,
            PRIMARY KEY ({key})
        )
    """)


def _fill() -> None:
    connection = op.get_bind()
    connection.execute(
        sa.text("INSERT INTO definitions VALUES (:metric, 1, :since, :text, :text_pt_br, :formula, :source)"),
        [
            {
                "metric": metric,
                "since": _SINCE,
                "text": text,
                "text_pt_br": text_pt_br,
                "formula": formula,
                "source": _SOURCE,
            }
            for metric, text, text_pt_br, formula in _DEFINITIONS
        ],
    )
    connection.execute(
        sa.text("""
            INSERT INTO known_regulator_rules (name, version, effective_from, terms, text, source)
            VALUES (:name, :version, :since, CAST(:terms AS jsonb), :text, :source)
        """),
        [
            {
                "name": name,
                "version": version,
                "since": since,
                "terms": json.dumps(terms),
                "text": text,
                "source": source,
            }
            for name, version, since, terms, text, source in _RULES
        ],
    )
