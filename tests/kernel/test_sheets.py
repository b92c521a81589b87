"""Ledgers: what comes in is read as it stands, what is dangerous is refused, what goes out is inert."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from touyan.kernel.refused import Refused
from touyan.kernel.sheets import Problem, Problems, limits, read, unpacking, write, write_csv
from touyan.kernel.sheets.origin import Origin

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(rows: Iterable[Iterable[object]], *, hidden_first: bool = False) -> bytes:
    """A workbook as a spreadsheet program would save it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        if hidden_first:
            book.add_worksheet("hidden").hide()
        sheet = book.add_worksheet("ledger")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
        sheet.activate()
    return file.getvalue()


def with_part(ending: str, content: bytes, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook one of whose parts is something else."""
    changed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx([["a", "b"], [1, 2]]))) as source,
        zipfile.ZipFile(changed, "w", compression) as target,
    ):
        for name in source.namelist():
            target.writestr(name, content if name.endswith(ending) else source.read(name))
    return changed.getvalue()


def with_cells(rows: str) -> bytes:
    sheet = f'<?xml version="1.0"?><worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>'
    return with_part("sheet1.xml", sheet.encode())


def table(source: bytes | Path, name: str = "ledger.xlsx") -> tuple[list[str], list[object]]:
    sheet = read(source, name)
    return sheet.headings, list(sheet.rows)


def written(headings: list[str], rows: list[list[object]]) -> BytesIO:
    file = BytesIO()
    write(file, "Orders", headings, rows)  # type: ignore[arg-type]
    return file


def written_csv(headings: list[str], rows: list[list[object]]) -> bytes:
    file = BytesIO()
    write_csv(file, headings, rows)  # type: ignore[arg-type]
    return file.getvalue()


# Reading .xlsx


def test_each_row_comes_under_its_own_number_with_plain_values() -> None:
    moment = datetime(2021, 9, 17, 8, 12)  # noqa: DTZ001
    data = xlsx(
        [
            ["编号", "诉求", "日期", "急"],
            [1, " 路灯不亮 ", moment, True],
            [],
            [2.5, "", None, False],
        ]
    )
    assert table(data) == (
        ["编号", "诉求", "日期", "急"],
        [
            (2, {"编号": 1, "诉求": "路灯不亮", "日期": moment, "急": True}),
            (4, {"编号": 2.5, "诉求": None, "日期": None, "急": False}),
        ],
    )


def test_a_day_without_a_time_is_its_midnight() -> None:
    file = written(["day", "n"], [[date(2021, 9, 17), 1]])
    assert read(file.getvalue(), "a.xlsx").rows[0][1]["day"] == datetime(2021, 9, 17)  # noqa: DTZ001


def test_a_telephone_number_keeps_its_digits() -> None:
    (_number, row), *_rest = read(xlsx([["name", "phone"], ["x", 13800000000]]), "a.xlsx").rows
    assert repr(row["phone"]) == "13800000000"


def test_a_title_above_the_headings_is_passed_over() -> None:
    data = xlsx([["群众点单台账"], [], ["编号", "诉求"], [1, "x"]])
    assert table(data) == (["编号", "诉求"], [(4, {"编号": 1, "诉求": "x"})])


def test_a_ledger_of_one_column_has_its_heading_in_the_first_row() -> None:
    assert table(xlsx([["诉求"], ["a"], ["b"]])) == (
        ["诉求"],
        [(2, {"诉求": "a"}), (3, {"诉求": "b"})],
    )


def test_a_table_that_begins_further_in_keeps_its_row_numbers() -> None:
    data = xlsx([[], [None, None, "a", "b"], [None, None, 1, 2]])
    assert table(data) == (["a", "b"], [(3, {"a": 1, "b": 2})])


def test_a_column_without_heading_is_called_by_its_letter() -> None:
    data = xlsx([["a", None, "c"], [1, "note", 3], [4, None, 6]])
    assert table(data) == (
        ["a", "B", "c"],
        [(2, {"a": 1, "B": "note", "c": 3}), (3, {"a": 4, "B": None, "c": 6})],
    )


def test_headings_lose_their_line_breaks() -> None:
    assert read(xlsx([["联系\n电话", " 姓  名 "], [1, 2]]), "a.xlsx").headings == [
        "联系 电话",
        "姓 名",
    ]


def test_the_first_visible_sheet_is_read() -> None:
    assert table(xlsx([["a", "b"], [1, 2]], hidden_first=True))[0] == ["a", "b"]


def test_a_file_on_disk_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(xlsx([["a", "b"], [1, 2]]))
    assert table(path, path.name) == table(path.read_bytes())


def test_formatted_empty_cells_far_away_do_no_harm() -> None:
    data = with_cells(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert table(data) == (["1", "2"], [])


def test_pictures_in_a_workbook_are_left_out() -> None:
    changed = BytesIO(xlsx([["a", "b"], [1, 2]]))
    with zipfile.ZipFile(changed, "a") as book:
        book.writestr("xl/media/image1.png", b"not a picture at all")
    assert zipfile.ZipFile(unpacking.unpacked(changed.getvalue())).namelist() == [
        name for name in zipfile.ZipFile(changed).namelist() if not name.endswith(".png")
    ]
    assert table(changed.getvalue()) == (["a", "b"], [(2, {"a": 1, "b": 2})])


# Refusing


def refusal(data: bytes | Path, name: str = "ledger.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        read(data, name)
    return str(caught.value)


NOT_XLSX = "This is not an .xlsx file, whatever its name says. Save it as .xlsx."
DAMAGED = "This .xlsx file is damaged. Open it, save it again and send it once more."
TOO_MUCH = "This file would unpack to far more than a ledger needs. Save only the table as .xlsx."
TOO_MANY_ROWS = "A ledger may have 100000 rows at most. Split it and send the parts."
TOO_MANY_COLUMNS = "A ledger may have 100 columns at most. Delete those that are not needed."


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def test_other_kinds_of_file_are_refused() -> None:
    only = "Only .xlsx and .csv files can be read. Save the table as .xlsx."
    assert [refusal(b"x", name) for name in ("a.xls", "a.pdf", "a", "a.xlsx.exe")] == [only] * 4


def test_a_file_that_only_claims_to_be_xlsx_is_refused() -> None:
    assert refusal(b"<html>") == NOT_XLSX
    assert refusal(b"") == NOT_XLSX


def test_a_locked_or_old_workbook_says_what_to_do() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == (
        "This file has a password or an old format. Save it as .xlsx without a password."
    )


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    too_large = "A ledger may be 30 MB at most. Leave pictures out, or split it."
    assert refusal(path) == too_large
    assert refusal(b"x" * (limits.MOST_BYTES + 1), "a.csv") == too_large


def test_a_part_packed_too_tightly_is_refused() -> None:
    assert refusal(with_part("theme1.xml", b" " * (unpacking.SMALL + 1))) == TOO_MUCH


def test_parts_that_together_unpack_to_too_much_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = xlsx([["a", "b"], [1, 2]])
    total = sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(data)).infolist())
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", total)
    assert table(data)[0] == ["a", "b"]
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", total - 1)
    assert refusal(data) == TOO_MUCH


def test_a_declared_size_that_lies_is_refused() -> None:
    data = with_part("theme1.xml", b"x" * 4_000_000, compression=zipfile.ZIP_DEFLATED)
    true_size, lie = (4_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert data.count(true_size) == 2
    assert refusal(data.replace(true_size, lie)) == DAMAGED


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    changed = BytesIO(xlsx([["a", "b"], [1, 2]]))
    with zipfile.ZipFile(changed, "a") as book:
        for number in range(unpacking.MOST_ENTRIES):
            book.writestr(f"xl/{number}.xml", b"<x/>")
    assert refusal(changed.getvalue()) == TOO_MUCH


def test_a_part_that_stands_there_twice_is_refused() -> None:
    changed = BytesIO(xlsx([["a", "b"], [1, 2]]))
    with zipfile.ZipFile(changed, "a") as book, pytest.warns(UserWarning, match="Duplicate name"):
        book.writestr("xl/workbook.xml", b"<x/>")
    assert refusal(changed.getvalue()) == DAMAGED


FIRST = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 101 + "</row>",
        '<row r="2"><c r="CW2" t="inlineStr"><is><t>x</t></is></c></row>',
    ],
)
def test_a_cell_far_to_the_right_is_refused_before_memory_is_reserved(cells: str) -> None:
    assert refusal(with_cells(FIRST + cells)) == TOO_MANY_COLUMNS


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row><c r="A1048576"><v>1</v></c></row>',
        '<row r="1048575"/><row><c><v>1</v></c></row>',
        "<row/>" * 100_020 + "<row><c><v>1</v></c></row>",
    ],
)
def test_a_cell_far_down_is_refused_before_memory_is_reserved(cells: str) -> None:
    assert refusal(with_cells(FIRST + cells)) == TOO_MANY_ROWS


def test_the_hundredth_column_is_still_read() -> None:
    data = with_cells("<row>" + "<c><v>7</v></c>" * 2 + '</row><row><c r="CV2"><v>1</v></c></row>')
    assert refusal(data) == "Two columns are called “7”. Give each column its own heading."
    assert table(with_cells(FIRST + '<row r="2"><c r="CV2"><v>9</v></c></row>')) == (
        ["1", "2", "CV"],
        [(2, {"1": None, "2": None, "CV": 9})],
    )


def test_a_sheet_with_a_document_type_is_refused() -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "aa">]><worksheet {NAMESPACE}><sheetData/></worksheet>'
    assert refusal(with_part("sheet1.xml", bomb.encode())) == DAMAGED


def test_a_damaged_workbook_is_refused() -> None:
    whole = xlsx([["a", "b"], [1, 2]])
    assert refusal(with_part("sheet1.xml", b"<worksheet><sheetData>")) == DAMAGED
    assert refusal(with_part("workbook.xml", b"<workbook")) == DAMAGED
    assert refusal(with_part("workbook.xml", b"")) in {
        DAMAGED,
        "This workbook has no visible sheet with a table.",
    }
    assert refusal(whole[: len(whole) // 2]) == NOT_XLSX


@settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_workbook_with_any_byte_changed_is_read_or_refused(place: float, byte: int) -> None:
    data = bytearray(xlsx([["a", "b"], [1, "x"]]))
    data[int(place * len(data))] = byte
    with suppress(Refused):
        assert read(bytes(data), "a.xlsx").headings != []


def test_an_empty_sheet_is_refused() -> None:
    empty = "This file holds no table."
    assert [refusal(xlsx([])), refusal(b"", "a.csv"), refusal(b"\r\n,,\r\n", "a.csv")] == [
        empty
    ] * 3


def test_two_columns_of_one_name_are_refused() -> None:
    assert refusal(xlsx([["电话", "a", "电话"], [1, 2, 3]])) == (
        "Two columns are called “电话”. Give each column its own heading."
    )


def test_a_cell_that_is_too_long_is_named() -> None:
    longest = "字" * limits.MOST_CHARACTERS
    data = "\n".join(["n,words", f"1,{longest}", f"2,{longest}字"]).encode()
    with pytest.raises(Problems) as caught:
        read(data, "a.csv")
    assert caught.value.problems == [Problem(3, "words", "longer than 32767 characters")]


def test_a_csv_of_too_many_rows_or_columns_is_refused() -> None:
    most = b"a,b\n" + b"1,2\n" * limits.MOST_ROWS
    assert len(read(most, "a.csv").rows) == limits.MOST_ROWS
    assert refusal(most + b"1,2\n", "a.csv") == TOO_MANY_ROWS
    assert refusal(b"1" + b",1" * 100, "a.csv") == TOO_MANY_COLUMNS


# Reading .csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_in_the_encodings_and_separators_in_use(
    encoding: str, separator: str, end: str
) -> None:
    lines = [["编号", "诉求", "电话"], ["007", '"㐂村, 路灯; 不亮"', "013800000000"]]
    text = end.join(separator.join(line) for line in lines) + end
    assert table(text.encode(encoding), "台账.CSV") == (
        ["编号", "诉求", "电话"],
        [(2, {"编号": "007", "诉求": "㐂村, 路灯; 不亮", "电话": "013800000000"})],
    )


def test_commas_in_the_words_do_not_pass_for_separators() -> None:
    data = b"n;words\n1;a, b, c, d\n2;e\n3;f, g\n"
    assert table(data, "a.csv") == (
        ["n", "words"],
        [
            (2, {"n": "1", "words": "a, b, c, d"}),
            (3, {"n": "2", "words": "e"}),
            (4, {"n": "3", "words": "f, g"}),
        ],
    )


def test_line_breaks_inside_quotes_stay_and_rows_are_counted_as_shown() -> None:
    data = b'n,words\r\n1,"a\r\nb"\r\n\r\n2,c\r\n'
    assert table(data, "a.csv") == (
        ["n", "words"],
        [(2, {"n": "1", "words": "a\nb"}), (4, {"n": "2", "words": "c"})],
    )


def test_an_open_quotation_mark_is_named_rather_than_swallowing_the_rest() -> None:
    assert refusal(b'n,words\n1,"a\n2,b\n', "a.csv") == (
        "The quotation marks in row 2 do not match. Save the table again as .xlsx."
    )


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", b"PK\x03\x04\x00\x00", b"\xef\xbb\xbf\xff", b"\xff"]
)
def test_a_csv_that_is_no_text_is_refused(data: bytes) -> None:
    assert refusal(data, "a.csv") == (
        "This .csv file cannot be read as text. Save the table again as .xlsx."
    )


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_called_csv_are_read_or_refused(data: bytes) -> None:
    with suppress(Refused):
        assert read(data, "a.csv").headings != []


# Writing

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']


def test_what_looks_like_a_formula_is_written_as_text() -> None:
    sheet = load_workbook(written(["words"], [[text] for text in FORMULAS])).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(FORMULAS)
    assert [cell.value for cell in cells] == [text.replace("\r", "\n") for text in FORMULAS]
    assert [cell.quotePrefix for cell in cells] == [True] * len(FORMULAS)


def test_numbers_stay_numbers_and_moments_become_true_dates_of_the_town() -> None:
    moment = datetime(2021, 9, 17, 0, 12, tzinfo=UTC)
    sheet = load_workbook(written(["n", "at", "ok", "none"], [[-2.5, moment, True, None]])).active
    number, at, yes, nothing = next(sheet.iter_rows(min_row=2))
    assert (number.value, number.data_type) == (-2.5, "n")
    assert (at.value, at.is_date, at.number_format) == (
        datetime(2021, 9, 17, 8, 12),  # noqa: DTZ001
        True,
        "yyyy-mm-dd hh:mm",
    )
    assert (yes.value, nothing.value) == (True, None)


def test_a_number_that_a_spreadsheet_would_round_is_written_as_text() -> None:
    sheet = load_workbook(written(["n"], [[330102199001011234], [float("nan")]])).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["330102199001011234", "nan"]


def test_the_headings_are_bold_frozen_and_filter() -> None:
    sheet = load_workbook(written(["编号", "诉求"], [[1, "路灯" * 10], [2, "x" * 500]])).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert [cell.font.b for cell in sheet[1]] == [True, True]
    widths = [round(sheet.column_dimensions[letter].width) for letter in "AB"]
    assert widths == [9, 61]


def test_where_a_sheet_comes_from_stands_at_its_foot_and_on_the_last_and_the_first_reads_as_before() -> (
    None
):
    file, at = BytesIO(), datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    with override("en"):
        write(file, "名单", ["编号"], [[1], [2]], Origin("王 & 李", at, "person:12#7"))
    book = load_workbook(file)
    assert book.sheetnames == ["名单", "Where this comes from"]
    assert {sheet.oddFooter.left.text for sheet in book} == {
        "王 && 李 · 2026-11-25 10:30:00 · person:12#7"
    }
    said = [str(cell.value) for row in book["Where this comes from"] for cell in row]
    assert [
        word for word in ("王 & 李", "2026-11-25 10:30:00", "person:12#7") if word not in said
    ] == []
    again = read(file.getvalue(), "a.xlsx")
    assert [list(row.values()) for _number, row in again.rows] == [[1], [2]]


def test_a_title_that_no_sheet_may_have_is_made_fit() -> None:
    for title, name in [("a/b:c[d]", "a b c d"), ("", "1"), ("'x'", "x"), ("字" * 40, "字" * 31)]:
        file = BytesIO()
        write(file, title, ["a"], [])
        assert load_workbook(file).sheetnames == [name]


def test_text_beyond_what_a_cell_holds_is_cut_visibly() -> None:
    file = written(["words"], [["x" * 40_000]])
    assert load_workbook(file).active["A2"].value == "x" * (limits.MOST_CHARACTERS - 1) + "…"


def test_a_csv_opens_in_the_right_encoding_with_formulas_guarded() -> None:
    moment = datetime(2021, 9, 17, 0, 12, tzinfo=UTC)
    rows: list[list[object]] = [["=1+1", -1, moment], ["＝1", None, timedelta(hours=1)]]
    assert written_csv(["诉求", "@n", "at"], rows).decode("utf-8") == (
        "\ufeff诉求,'@n,at\r\n'=1+1,-1,2021-09-17 08:12\r\n'＝1,,1:00:00\r\n"
    )


def test_a_file_stays_open_after_a_csv_is_written_to_it() -> None:
    file = BytesIO()
    write_csv(file, ["a"], [["1"]])
    assert file.closed is False


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from("=+-@'\n"),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip())
TABLE = st.lists(st.tuples(WORDS, WORDS), max_size=8)


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_what_was_written_as_csv_reads_back_the_same(rows: list[tuple[str, str]]) -> None:
    data = written_csv(["a", "b"], [list(row) for row in rows])
    assert [tuple(cells.values()) for _n, cells in read(data, "a.csv").rows] == rows


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_what_was_written_as_xlsx_reads_back_the_same(rows: list[tuple[str, str]]) -> None:
    data = written(["a", "b"], [list(row) for row in rows]).getvalue()
    assert [tuple(cells.values()) for _n, cells in read(data, "a.xlsx").rows] == rows


# Problems


def test_problems_name_the_first_twenty_and_count_the_rest() -> None:
    problems = [Problem(number, "phone", "no digits") for number in range(2, 25)]
    refused = Problems(problems)
    assert refused.problems == problems
    assert str(refused).splitlines() == [
        "Nothing was taken in: 23 cells must be put right first.",
        *[f"Row {number}, phone: no digits" for number in range(2, 22)],
        "… and 3 more.",
    ]


def test_few_problems_are_all_named() -> None:
    assert str(Problems([Problem(5, "date", "not a date")])) == (
        "Nothing was taken in: 1 cell must be put right first.\nRow 5, date: not a date"
    )
