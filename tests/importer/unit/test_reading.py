"""Reading: encodings, quotes, gzip, and files that are not what they were declared to be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from importer import reading
from importer.errors import FileError
from importer.mapping import FileMapping
from importer.reading import CsvFile, Row


def rows(path: Path, content: bytes, **mapping: object) -> tuple[list[str], list[Row]]:
    path.write_bytes(content)
    file = CsvFile(path, FileMapping(**mapping))  # type: ignore[arg-type]
    try:
        return file.header, list(file.rows())
    finally:
        file.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bets.csv"


def test_rows_know_their_number_and_first_line(path: Path) -> None:
    header, read = rows(path, b'Id,Note\r\n1,"two\r\nlines"\r\n\r\n2,"a ""b"" c"\r\n3,end')
    assert header == ["Id", "Note"]
    assert read == [
        Row(1, 2, ["1", "two\r\nlines"]),
        Row(2, 5, ["2", 'a "b" c']),
        Row(3, 6, ["3", "end"]),
    ]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-16", "cp1252"])
def test_names_of_any_encoding(path: Path, encoding: str) -> None:
    _, read = rows(path, "Id,Who\n1,1-11ÔÂ\n".encode(encoding), encoding=encoding)
    assert read[0].cells == ["1", "1-11ÔÂ"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(path: Path) -> None:
    header, _ = rows(path, b"\xef\xbb\xbfId,Who\n1,ann\n")
    assert header == ["Id", "Who"]


def test_a_file_without_header_has_numbered_columns(path: Path) -> None:
    header, read = rows(path, b"1;ann\n2;bob\n", header=False, delimiter=";")
    assert header == ["1", "2"]
    assert [row.cells for row in read] == [["1", "ann"], ["2", "bob"]]
    assert [row.number for row in read] == [1, 2]


def test_quotation_marks_can_be_ordinary(path: Path) -> None:
    _, read = rows(path, b'Id,Who\n1,"ann\n2,b"ob\n', quote="")
    assert [row.cells[1] for row in read] == ['"ann', 'b"ob']


def test_gzip_is_recognised_by_its_content(path: Path) -> None:
    _, read = rows(path, gzip.compress(b"Id,Who\n1,ann\n"))
    assert read == [Row(1, 2, ["1", "ann"])]


def test_the_wrong_encoding_is_named_with_its_line(path: Path) -> None:
    for before in (1, 5_000, 50_000):
        content = "Id,Who\n" + "1,ann\n" * before + "2,Ô\n" + "3,bob\n" * 50_000
        with pytest.raises(FileError, match=f"line {before + 2}: the byte 0xD4 is not utf-8; name the file's encoding"):
            rows(path, content.encode("latin-1"))


def test_a_file_that_breaks_off(path: Path) -> None:
    # Random-looking content, so that half of the compressed bytes is about half of the rows.
    content = b"Id,Who\n" + b"".join(b"%d,p%d\n" % (n, n * n * 7919 % 100_003) for n in range(200_000))
    packed = gzip.compress(content)
    with pytest.raises(FileError, match=r"breaks off after line [0-9]+"):
        rows(path, packed[: len(packed) // 2])


def test_an_open_quotation_mark_does_not_swallow_the_file(path: Path) -> None:
    with pytest.raises(FileError, match=r"line 3: field larger than field limit .* map quote: ''"):
        rows(path, b'Id,Who\n1,ann\n2,"bob\n' + b"3,carol\n" * 200_000)


def test_empty_and_absent_files(path: Path) -> None:
    with pytest.raises(FileError, match="is empty"):
        rows(path, b"")
    with pytest.raises(FileError, match="cannot be read: No such file"):
        CsvFile(path.with_name("absent.csv"), FileMapping())
    with pytest.raises(FileError, match="cannot be read: Is a directory"):
        reading.content_hash(path.parent)


def test_the_position_grows_to_the_size(path: Path) -> None:
    path.write_bytes(b"Id,Who\n" + b"1,ann\n" * 10)
    file = CsvFile(path, FileMapping())
    assert len(list(file.rows())) == 10
    assert file.position() == file.size == path.stat().st_size
    file.close()
