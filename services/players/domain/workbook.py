"""An XLSX file written as a stream of pieces, each made from the last one's state alone.

Whoever goes on after a process died needs nothing but that state: a zip archive in which every sheet is one entry of
deflated pieces, its check sum carried along and told after the data. Libraries write the whole file at once, from disk
or memory; here each slice of an export becomes a piece in the transaction that counts it as done.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

# Rows of players to a sheet; Excel itself ends at 1,048,576.
SHEET_ROWS: Final = 1_000_000
# Beyond it the archive would need the longer form, which spreadsheet programs do not read everywhere.
LARGEST: Final = 0xFFFF_0000
# The style of an amount is this one and its currency's number of decimals.
HEADING, MOMENT, DATE, AMOUNT = 1, 2, 3, 4

_LEVEL: Final = 1  # a slice is deflated while somebody waits; higher ones gain little on such text
_NAMES: Final = "http://schemas.openxmlformats.org/"
_PROLOGUE: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOST_DECIMALS: Final = 9
# 1980-01-01, the first day that a zip archive knows: what it was written when is in the job.
_NO_TIME: Final = (0, 0x21)


class WorkbookTooLarge(ValueError):
    """The file outgrew what an archive of this form can hold."""


@dataclass(slots=True)
class _Entry:
    """A file within the archive: where it begins, and the check sum and sizes so far."""

    name: str
    offset: int
    crc: int = 0
    packed: int = 0
    plain: int = 0


class Workbook:
    """The archive so far. Each method returns the bytes that come next in the file."""

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        state = state or {"offset": 0, "entries": [], "open": None}
        self._offset: int = state["offset"]
        self._entries = [_Entry(*entry) for entry in state["entries"]]
        self._open = _Entry(*state["open"]) if state["open"] else None

    @property
    def state(self) -> dict[str, Any]:
        """All that another process needs to go on."""
        return {
            "offset": self._offset,
            "entries": [_told(entry) for entry in self._entries],
            "open": _told(self._open) if self._open else None,
        }

    def begin(self, sheets: Sequence[str]) -> bytes:
        """The parts that say what is in the book; then come the sheets with these titles, in order."""
        return b"".join(self._file(name, content) for name, content in _parts(sheets))

    def open_sheet(self, number: int, headings: Sequence[str], widths: Sequence[int]) -> bytes:
        """Begins a sheet, numbered from 1, with its frozen row of headings."""
        self._open = _Entry(f"xl/worksheets/sheet{number}.xml", self._offset)
        head = self._moved(_local(self._open, told_after=True))
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
        )
        cells = "".join(f'<c s="{HEADING}" t="inlineStr"><is><t>{escape(heading)}</t></is></c>' for heading in headings)
        return head + self.add(
            f'{_PROLOGUE}<worksheet xmlns="{_NAMES}spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"<cols>{columns}</cols><sheetData><row>{cells}</row>".encode()
        )

    def add(self, xml: bytes) -> bytes:
        """Rows of the open sheet. Raises WorkbookTooLarge."""
        entry = self._open
        if entry is None:
            raise RuntimeError("Rows belong to an open sheet.")
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(xml) + packer.flush(zlib.Z_FULL_FLUSH)
        entry.crc = zlib.crc32(xml, entry.crc)
        entry.plain += len(xml)
        entry.packed += len(packed)
        if max(entry.plain, self._offset + len(packed)) > LARGEST:
            raise WorkbookTooLarge
        return self._moved(packed)

    def close_sheet(self) -> bytes:
        """Ends the open sheet."""
        rest = self.add(b"</sheetData></worksheet>")
        entry = self._open
        if entry is None:
            raise RuntimeError("No sheet is open.")
        last = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
        entry.packed += len(last)
        self._entries.append(entry)
        self._open = None
        sums = struct.pack("<4sIII", b"PK\x07\x08", entry.crc, entry.packed, entry.plain)
        return rest + self._moved(last + sums)

    def end(self) -> bytes:
        """The archive's directory, with which the file is complete."""
        start = self._offset
        directory = b"".join(_central(entry) for entry in self._entries)
        tail = struct.pack(
            "<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(self._entries), len(self._entries), len(directory), start, 0
        )
        return self._moved(directory + tail)

    def _file(self, name: str, content: str) -> bytes:
        data = content.encode()
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush()
        entry = _Entry(name, self._offset, zlib.crc32(data), len(packed), len(data))
        self._entries.append(entry)
        return self._moved(_local(entry, told_after=False) + packed)

    def _moved(self, data: bytes) -> bytes:
        self._offset += len(data)
        return data


def sheet_titles(title: str, rows: int) -> list[str]:
    """A sheet for each million rows, and one for none: "Players", "Players 2" …"""
    count = max(1, -(-rows // SHEET_ROWS))
    return [title if number == 1 else f"{title} {number}" for number in range(1, count + 1)]


def _told(entry: _Entry) -> list[Any]:
    return [entry.name, entry.offset, entry.crc, entry.packed, entry.plain]


def _local(entry: _Entry, *, told_after: bool) -> bytes:
    name = entry.name.encode()
    sums = (0, 0, 0) if told_after else (entry.crc, entry.packed, entry.plain)
    flags = 0x08 if told_after else 0
    return struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, flags, 8, *_NO_TIME, *sums, len(name), 0) + name


def _central(entry: _Entry) -> bytes:
    name = entry.name.encode()
    flags = 0x08 if "worksheets/" in entry.name else 0
    sums = (entry.crc, entry.packed, entry.plain)
    fixed = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, flags, 8, *_NO_TIME, *sums, len(name), 0, 0, 0, 0, 0, entry.offset
    )
    return fixed + name


def _parts(sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The small files of a workbook: types, relations, the list of sheets, the styles."""
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_PROLOGUE}<Types xmlns="{_NAMES}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{overrides}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name="{escape(title, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(sheets, 1)
    )
    yield (
        "xl/workbook.xml",
        f'{_PROLOGUE}<workbook xmlns="{_NAMES}spreadsheetml/2006/main"'
        f' xmlns:r="{_NAMES}officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _styles()


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_NAMES}officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_PROLOGUE}<Relationships xmlns="{_NAMES}package/2006/relationships">{each}</Relationships>'


def _styles() -> str:
    """Plain, heading, moment, date, and an amount for each number of decimals."""
    amounts = ["#,##0" if not n else f"#,##0.{'0' * n}" for n in range(_MOST_DECIMALS + 1)]
    formats = ["yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd", *amounts]
    numbers = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    cells = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(formats))
    )
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    heading = '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    font = '<sz val="11"/><name val="Calibri"/>'
    return (
        f'{_PROLOGUE}<styleSheet xmlns="{_NAMES}spreadsheetml/2006/main">'
        f'<numFmts count="{len(formats)}">{numbers}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 2}">{plain}{heading}{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
