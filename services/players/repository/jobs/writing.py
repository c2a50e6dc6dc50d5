"""The rows of an export as the database writes them: CSV, or the cells of a sheet, from one slice of players."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.job import ExportFormat, ExportSpec
from services.players.domain.workbook import AMOUNT, DATE, MOMENT
from services.players.repository import rows
from services.players.repository.jobs.columns import COLUMNS, DECIMALS, UNIT, Column, Form
from services.players.repository.jobs.masks import Mask

# What a spreadsheet takes for the beginning of a formula; a letter before it makes it a text.
_FORMULA: Final = "E'=+-@\\t\\r\\n＝＋－＠'"
# Where a text may begin another cell: half the world's spreadsheets part CSV by semicolons, whatever the quotes around.
_PARTING: Final = "E'[;\\t\\r\\n]'"
_HIDDEN_FORMULA: Final = "E'([;\\t\\r\\n][\" ]*)([-=+@＝＋－＠])'"
_SHOWN: Final = "E'\\\\1\\'\\\\2'"
_ISO: Final = """'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM'"""
# What XML or COPY would take for something else, and `_x0041_`, which spreadsheets take for a letter.
_SPECIAL: Final = "E'[&<>\\\\\\\\\\u0001-\\u001f\\ufffe\\uffff]|_x[0-9A-Fa-f]{4}_'"
_FORBIDDEN: Final = "E'[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]'"
_ESCAPES: Final = (
    ("'&'", "'&amp;'"),
    ("'<'", "'&lt;'"),
    ("'>'", "'&gt;'"),
    ("E'\\\\'", "'&#92;'"),
    ("E'\\t'", "'&#9;'"),
    ("E'\\n'", "'&#10;'"),
    ("E'\\r'", "'&#13;'"),
)

# Each player by the whole key, in the order chosen, whatever the statistics say of a young table.
_FROM: Final = """
    FROM job_targets AS chosen
    CROSS JOIN LATERAL unnest(chosen.player_ids) WITH ORDINALITY AS target (player_id, place)
    CROSS JOIN LATERAL (
        SELECT * FROM players WHERE operator_id = $1 AND player_id = target.player_id OFFSET 0
    ) AS p
"""
_ACCOUNT: Final = """
    CROSS JOIN LATERAL (
        SELECT seen, last_seen_at FROM accounts WHERE operator_id = $1 AND player_id = target.player_id OFFSET 0
    ) AS a
"""
_WALLET: Final = """
    LEFT JOIN LATERAL (
        SELECT * FROM wallets
        WHERE operator_id = $1 AND player_id = target.player_id AND currency = p.currency OFFSET 0
    ) AS w ON true
"""
_UNIT: Final = f"CROSS JOIN LATERAL (SELECT {UNIT} AS unit, {DECIMALS} AS decimals OFFSET 0) AS u"
_WHERE: Final = "WHERE chosen.operator_id = $1 AND chosen.job_id = $2 AND chosen.slice = $3 ORDER BY target.place"


async def knows_zone(connection: AsyncConnection, timezone: str) -> bool:
    """Whether the database can tell the time in a zone."""
    query = text("SELECT count(*) FROM pg_timezone_names WHERE name = :zone")
    return bool(await connection.scalar(query, {"zone": timezone}))


async def slice_rows(
    connection: AsyncConnection, operator_id: UUID, job_id: UUID, number: int, spec: ExportSpec
) -> tuple[bytes, int]:
    """The rows of one slice, in the order chosen: lines of CSV, or elements of a sheet; and how many they are."""
    await connection.execute(
        text("SELECT set_config('TimeZone', :zone, true), set_config('DateStyle', 'ISO', true)"),
        {"zone": spec.timezone},
    )
    bare = await rows.driver(connection)
    sink = io.BytesIO()

    async def take(data: bytes) -> None:
        sink.write(data)

    columns = [COLUMNS[name] for name in spec.columns]
    query = _query(columns, spec)
    form: Literal["csv", "text"] = "csv" if spec.format is ExportFormat.CSV else "text"
    copied = await bare.copy_from_query(query, operator_id, job_id, number, output=take, format=form)
    return sink.getvalue(), int(copied.removeprefix("COPY "))


def heading_line(spec: ExportSpec) -> bytes:
    """The first line of a CSV file, after the mark by which Excel knows UTF-8."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(COLUMNS[name].heading(spec.language) for name in spec.columns)
    return b"\xef\xbb\xbf" + line.getvalue().encode()


def sheet_headings(spec: ExportSpec) -> list[str]:
    """The headings of a sheet; those of moments say in which zone they are, as a cell cannot."""
    return [
        COLUMNS[name].heading(spec.language) + (f" ({spec.timezone})" if COLUMNS[name].form is Form.MOMENT else "")
        for name in spec.columns
    ]


def sheet_widths(spec: ExportSpec) -> list[int]:
    """The widths of a sheet's columns."""
    return [COLUMNS[name].width for name in spec.columns]


def _query(columns: Sequence[Column], spec: ExportSpec) -> str:
    csv_wanted = spec.format is ExportFormat.CSV
    write = _field if csv_wanted else _cell
    shown, values = [], []
    for n, column in enumerate(columns):
        if _written(column, spec) is None:
            shown.append("''" if csv_wanted else "'<c/>'")
        else:
            values.append(f"{column.value(reveal=spec.reveal)} AS v{n}")
            shown.append(write(column, f"m.v{n}"))
    cells = ", ".join(shown) if csv_wanted else f"'<row>' || {' || '.join(shown)} || '</row>'"
    used = "".join(column.sql for column in columns)
    joined = _FROM + (_ACCOUNT if "a." in used else "") + (_WALLET if "w." in used else "")
    if any(column.form is Form.AMOUNT for column in columns):
        joined += _UNIT
    # Each value is made once, however often its field looks at it.
    made = f" CROSS JOIN LATERAL (SELECT {', '.join(values)} OFFSET 0) AS m "
    if csv_wanted:
        # One look at all texts of a row costs a tenth of a look at each.
        texts = ["''", *(f"m.v{n}" for n, column in enumerate(columns) if _written(column, spec) is Form.TEXT)]
        made += f"CROSS JOIN LATERAL (SELECT concat({', '.join(texts)}) ~ {_PARTING} AS parting OFFSET 0) AS r "
    return f"SELECT {cells} {joined} {made if values else ''} {_WHERE}"


def _written(column: Column, spec: ExportSpec) -> Form | None:
    """In which form a column's values are written; None when they are not."""
    return None if column.mask is Mask.ABSENT and not spec.reveal else column.form


def _field(column: Column, v: str) -> str:
    """A field of CSV."""
    match column.form:
        case Form.TEXT:
            told = f"CASE WHEN {v} <> '' AND strpos({_FORMULA}, left({v}, 1)) > 0 THEN '''' || {v} ELSE {v} END"
            return f"CASE WHEN r.parting THEN regexp_replace({told}, {_HIDDEN_FORMULA}, {_SHOWN}, 'g') ELSE {told} END"
        case Form.MOMENT:
            return f"to_char({v}, {_ISO})"
        case Form.FLAG:
            return f"CASE WHEN {v} THEN 'true' ELSE 'false' END"
        case Form.AMOUNT:
            return f"{v} * u.unit"
        case _:
            return v


def _cell(column: Column, v: str) -> str:
    """A cell of a sheet: texts are texts whatever they look like, numbers and moments are what they are."""
    match column.form:
        case Form.NUMBER:
            return f"'<c><v>' || {v} || '</v></c>'"
        case Form.AMOUNT:
            return f"'<c s=\"' || ({AMOUNT} + u.decimals) || '\"><v>' || {v} * u.unit || '</v></c>'"
        case Form.FLAG:
            return f"CASE WHEN {v} THEN '<c t=\"b\"><v>1</v></c>' ELSE '<c t=\"b\"><v>0</v></c>' END"
        case Form.DATE:
            return f"coalesce('<c s=\"{DATE}\"><v>' || ({v} - date '1899-12-30') || '</v></c>', '<c/>')"
        case Form.MOMENT:
            # Days since the last day of 1899, of the clock on the wall of the zone.
            days = f"round(extract(epoch FROM {v}::timestamp) / 86400 + 25569, 8)"
            return f"coalesce('<c s=\"{MOMENT}\"><v>' || {days} || '</v></c>', '<c/>')"
        case _:
            inside = v if column.form is Form.PLAIN else f"CASE WHEN {v} ~ {_SPECIAL} THEN {_escaped(v)} ELSE {v} END"
            text_cell = f"'<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {inside} || '</t></is></c>'"
            return f"CASE WHEN {v} = '' THEN '<c/>' ELSE {text_cell} END"


def _escaped(v: str) -> str:
    escaped = f"regexp_replace({v}, {_FORBIDDEN}, '', 'g')"
    escaped = f"regexp_replace({escaped}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    for plain, entity in _ESCAPES:
        escaped = f"replace({escaped}, {plain}, {entity})"
    return escaped
