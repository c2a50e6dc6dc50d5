"""Whole imports into the real players service: complete, repeatable, and the same after any interruption."""

from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from tests.importer.integration.conftest import MAPPING, SLICE, Rig, ended
from tests.polling import until

State = dict[str, list[tuple[Any, ...]]]
BUSTABIT = ("--mapping", str(MAPPING))
# Small requests, so that there is a middle in which to interrupt.
SLOW = (*BUSTABIT, "--batch", "20", "--window", "2")
COLUMNS = {"bet_id": "Id", "player": "Who", "stake": "Bet", "placed_at": "When"}


def slice_rows() -> list[dict[str, str]]:
    with SLICE.open(encoding="latin-1", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def options(columns: dict[str, str], **constants: str) -> list[str]:
    made = [f"--column={key}={column}" for key, column in columns.items()]
    return made + [f"--constant={key}={value}" for key, value in constants.items()]


async def test_the_slice_arrives_to_the_last_hundredth(rig: Rig, undisturbed: State) -> None:
    rows = slice_rows()
    stakes = {row["Id"]: Decimal(row["Bet"]) for row in rows}
    payouts = {row["Id"]: Decimal(row["Bet"]) + Decimal(row["Profit"]) for row in rows if row["Profit"] != "NA"}
    players = {row["Id"]: row["Username"] for row in rows}
    assert len(undisturbed["bets"]) == len(rows) == len(stakes)
    for player, bet_id, _, game, _, _, currency, stake, payout, *_ in undisturbed["bets"]:
        assert (player, game, currency) == (players[bet_id], "crash", "BIT")
        assert Decimal(stake) / 100 == stakes[bet_id]
        assert Decimal(payout) / 100 == payouts.get(bet_id, 0)
    assert {row[0] for row in undisturbed["players"]} == set(players.values())
    balances = {row[0]: Decimal(row[2]) / 100 for row in undisturbed["wallets"]}
    for name in ("1-11ÔÂ", "#NAME?", "1.21314E+15", "----------------"):
        own = [row["Id"] for row in rows if row["Username"] == name]
        assert own
        assert balances[name] == sum((payouts.get(bet_id, Decimal(0)) - stakes[bet_id] for bet_id in own), Decimal(0))


async def test_again_changes_nothing(rig: Rig, undisturbed: State) -> None:
    operator = await rig.operator()
    first = await rig.run(operator, SLICE, *BUSTABIT)
    assert first.status == 0, first.errors
    assert (first.summary["recorded"], first.summary["duplicates"], first.summary["rejected"]) == (2000, 0, 0)
    assert first.summary["players"] == len(undisturbed["players"])
    announced = await rig.announced(operator)

    again = await rig.run(operator, SLICE, *BUSTABIT)
    assert (again.status, again.summary["nothing_to_do"], again.summary["recorded"]) == (0, True, 2000)
    repeated = await rig.run(operator, SLICE, *BUSTABIT, "--from-start")
    assert (repeated.status, repeated.summary["recorded"], repeated.summary["duplicates"]) == (0, 0, 2000)
    assert repeated.summary["players"] == 0
    # Another machine knows no checkpoint.
    elsewhere = await rig.run(operator, SLICE, *BUSTABIT, home="elsewhere")
    assert (elsewhere.status, elsewhere.summary["duplicates"]) == (0, 2000)
    assert elsewhere.summary["totals"] == first.summary["totals"]
    assert await rig.state(operator) == undisturbed
    assert await rig.announced(operator) == announced


async def test_in_another_order_players_are_the_same_ones(rig: Rig, tmp_path: Path) -> None:
    operator = await rig.operator()
    header, *lines = SLICE.read_bytes().split(b"\r\n")
    lines = [line for line in lines if line]
    backwards = tmp_path / "backwards.csv"
    backwards.write_bytes(b"\r\n".join([header, *reversed(lines)]) + b"\r\n")
    assert (await rig.run(operator, backwards, *BUSTABIT)).summary["recorded"] == 2000
    before = await rig.state(operator)
    forwards = await rig.run(operator, SLICE, *BUSTABIT)
    assert (forwards.status, forwards.summary["duplicates"], forwards.summary["rejected"]) == (0, 2000, 0)
    assert await rig.state(operator) == before


async def test_gzip_and_plain_are_the_same_bets(rig: Rig, tmp_path: Path, undisturbed: State) -> None:
    operator = await rig.operator()
    packed = tmp_path / "slice.csv.gz"
    packed.write_bytes(gzip.compress(SLICE.read_bytes()))
    assert (await rig.run(operator, packed, *BUSTABIT)).summary["recorded"] == 2000
    assert await rig.state(operator) == undisturbed


async def test_a_killed_players_service_is_waited_for(rig: Rig, undisturbed: State) -> None:
    operator = await rig.operator()
    process = await rig.importer(operator, SLICE, *SLOW)

    async def midway() -> bool:
        return await rig.bets(operator) > 300

    await until(midway)
    await rig.kill()
    assert process.returncode is None, "the importer waits"
    await rig.start()
    ran = await ended(process)
    assert ran.status == 0, ran.errors
    assert "trying again" in ran.errors
    assert ran.summary["recorded"] + ran.summary["duplicates"] == 2000
    assert await rig.state(operator) == undisturbed


@pytest.mark.parametrize("how", ["kill", "terminate"])
async def test_a_killed_importer_goes_on(rig: Rig, undisturbed: State, how: str) -> None:
    operator = await rig.operator()
    process = await rig.importer(operator, SLICE, *SLOW, home=how)

    async def midway() -> bool:
        return await rig.bets(operator) > 300

    await until(midway)
    getattr(process, how)()
    stopped = await ended(process)
    assert stopped.status == (-9 if how == "kill" else 130)
    assert 300 < await rig.bets(operator) < 2000
    ran = await rig.run(operator, SLICE, *SLOW, home=how)
    assert ran.status == 0, ran.errors
    assert ran.summary["rows"] == 2000
    if how == "terminate":
        assert "run the same command again" in stopped.errors
        assert ran.summary["resumed_after"] > 0
    assert await rig.state(operator) == undisturbed


async def test_without_a_door_it_gives_up_and_says_how_to_go_on(rig: Rig) -> None:
    operator = await rig.operator()
    await rig.kill()
    try:
        ran = await rig.run(operator, SLICE, *BUSTABIT, "--patience", "1")
    finally:
        await rig.start()
    assert ran.status == 1
    assert ran.errors.splitlines()[-1].startswith("import: The players service at")
    assert "run the same command again" in ran.errors
    assert "Traceback" not in ran.errors
    assert (await rig.run(operator, SLICE, *BUSTABIT)).summary["recorded"] == 2000


async def test_two_importers_of_one_file_do_not_meet(rig: Rig) -> None:
    operator = await rig.operator()
    first = await rig.importer(operator, SLICE, *SLOW, home="twice")

    async def begun() -> bool:
        return await rig.bets(operator) > 0

    await until(begun)
    second = await rig.run(operator, SLICE, *SLOW, home="twice")
    assert second.status == 1
    assert "Another importer is at work" in second.errors
    assert (await ended(first)).status == 0


async def test_rejected_rows_are_told_and_can_be_mended(rig: Rig, tmp_path: Path) -> None:
    operator = await rig.operator()
    when = "2021-11-20T19:44:19Z"
    file = written(
        tmp_path / "bets.csv",
        "Id,Who,Bet,When",
        f"1,ann,5,{when}",
        f"2,ann,5.001,{when}",
        f"3,{'x' * 200},5,{when}",
        f"1,ann,6,{when}",
        f"4,böb,-1,{when}",
        "5,ann,1,2999-01-01T00:00:00Z",
        f"6,böb,7,{when}",
    )
    arguments = [*options(COLUMNS, currency="BIT", game="dice"), "--batch", "2"]
    ran = await rig.run(operator, file, *arguments)
    assert ran.status == 2
    assert (ran.summary["recorded"], ran.summary["rejected"]) == (2, 5)
    place = Path(ran.summary["rejects"])
    assert place == tmp_path / "bets.csv.rejected.csv"
    content = _bytes(place)
    found = [(row["rejected_line"], row["rejected_reason"], row["rejected_field"], row["Id"]) for row in _read(place)]
    assert found == [
        ("3", "BAD_AMOUNT", "stake", "2"),
        ("4", "INVALID_FIELD", "player", "3"),
        ("5", "RECORDED_DIFFERENTLY", "bet_id", "1"),
        ("6", "BAD_AMOUNT", "stake", "4"),
        ("7", "BAD_TIME", "placed_at", "5"),
    ]
    again = await rig.run(operator, file, *arguments)
    assert (again.status, again.summary["nothing_to_do"], _bytes(place)) == (2, True, content)
    repeated = await rig.run(operator, file, *arguments, "--from-start")
    assert (repeated.status, repeated.summary["duplicates"], _bytes(place)) == (2, 2, content)
    _remove(place)
    anew = await rig.run(operator, file, *arguments)
    assert (anew.status, anew.summary["nothing_to_do"], _bytes(place)) == (2, False, content)

    mended = written(tmp_path / "mended.csv", content.decode().replace("5.001", "5.01").replace(",-1,", ",1,"))
    ran = await rig.run(operator, mended, *arguments)
    assert (ran.status, ran.summary["recorded"], ran.summary["rejected"]) == (2, 2, 3)


async def test_deposits_withdrawals_and_players_facts(rig: Rig, tmp_path: Path) -> None:
    operator = await rig.operator()
    file = written(
        tmp_path / "ledger.csv",
        "Id;Who;Sum;When;Type;Paid;Mail;Land",
        "d1;ann;100,50;20/11/2021 10:00;dep;;ann@example.com;br",
        "b1;ann;10,00;20/11/2021 10:05;bet;25,00;;",
        "b2;ann;10,00;20/11/2021 10:06;bet;;;",
        "x1;ann;1,00;20/11/2021 10:06;promo;;;",
        "w1;ann;1.050,25;20/11/2021 11:00;out;;;",
    )
    columns = {**COLUMNS, "stake": "Sum", "kind": "Type", "payout": "Paid", "email": "Mail", "country": "Land"}
    mapping = {
        "columns": columns,
        "constants": {"currency": "BRL", "game": "dice"},
        "kinds": {"deposit": ["dep"], "withdrawal": ["out"], "ignore": ["promo"]},
        "delimiter": ";",
        "decimal_comma": True,
        "thousands": ".",
        "timezone": "America/Sao_Paulo",
        "time_format": "%d/%m/%Y %H:%M",
    }
    (tmp_path / "m.yaml").write_text(json.dumps(mapping))
    ran = await rig.run(operator, file, "--mapping", str(tmp_path / "m.yaml"))
    assert ran.status == 0, ran.errors
    assert (ran.summary["recorded"], ran.summary["ignored"]) == (4, 1)
    state = await rig.state(operator)
    assert [row[3:6] for row in state["movements"]] == [
        (10_050, 10_050, "d1"),
        (-1_000, 9_050, "b1"),
        (2_500, 11_550, "b1"),
        (-1_000, 10_550, "b2"),
        (-105_025, -94_475, "w1"),
    ]
    assert state["movements"][0][6].isoformat() == "2021-11-20T13:00:00+00:00"
    facts = await rig.rows("SELECT email, country FROM players WHERE operator_id = :operator", operator)
    assert facts == [("ann@example.com", "BR")]


async def test_open_bets_are_settled_by_a_later_export(rig: Rig, tmp_path: Path) -> None:
    operator = await rig.operator()
    arguments = [*options({**COLUMNS, "payout": "Paid", "settled_at": "Done"}, currency="BIT", game="dice")]
    arguments += ["--missing-result", "open"]
    opened = written(tmp_path / "a.csv", "Id,Who,Bet,When,Paid,Done", "1,ann,5,2021-11-20T10:00:00Z,,")
    assert (await rig.run(operator, opened, *arguments)).summary["totals"][0]["open_bets"] == 1
    settled = "1,ann,5,2021-11-20T10:00:00Z,7.5,2021-11-20T10:30:00Z"
    later = written(tmp_path / "b.csv", "Id,Who,Bet,When,Paid,Done", settled)
    assert (await rig.run(operator, later, *arguments)).summary["recorded"] == 1
    assert [row[8] for row in (await rig.state(operator))["bets"]] == [750]


async def test_a_refused_key_is_one_line(rig: Rig, tmp_path: Path) -> None:
    mine, others = await rig.operator(), await rig.operator()
    ran = await rig.run(mine, SLICE, *BUSTABIT, "--operator", others)
    assert ran.status == 1
    assert "The platform key is not for operator" in ran.errors
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    grant = Grant(frozenset({"players.record"}), {mine: "c"})
    foreign = Signer("gateway", pem).platform_key(Actor(ActorKind.PLATFORM, "k", "of another suite", (grant,)), 1)
    ran = await rig.run(mine, SLICE, *BUSTABIT, "--platform-key", foreign)
    assert ran.status == 1
    assert ran.errors.strip().splitlines()[-1].startswith("import: The players service refused the platform key")


async def test_a_wrong_encoding_sends_nothing_of_the_line(rig: Rig) -> None:
    operator = await rig.operator()
    ran = await rig.run(operator, SLICE, *BUSTABIT, "--encoding", "utf-8")
    assert ran.status == 1
    assert "the byte 0xD4 is not utf-8" in ran.errors
    assert await rig.bets(operator) < 2000


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _remove(path: Path) -> None:
    path.unlink()
