"""Reading a file: encoding, delimiter, header and rows."""

import io

import pytest

from truce.ingest.rules import Tally, Unreadable, detect_encoding, read_layout, read_rows


def read(content: bytes, **choices):
    stream = io.BytesIO(content)
    layout = read_layout(stream, **choices)
    return layout, list(read_rows(stream, layout))


def cells(content: bytes, **choices):
    return [row.cells for row in read(content, **choices)[1]]


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-32-be", b""),
    ],
)
def test_unicode_is_told_by_its_mark_or_by_its_zero_bytes(codec, mark):
    content = mark + "Name,Ort\nJürgen,Köln\n".encode(codec)

    layout, rows = read(content)

    assert (layout.encoding.name, layout.header) == (codec, ("Name", "Ort"))
    assert rows[0].cells == ["Jürgen", "Köln"]


def test_what_is_not_utf8_and_short_is_taken_as_western_windows_text():
    layout, rows = read("Name\nAndré – “Dédé”\n".encode("cp1252"))

    assert layout.encoding.name == "cp1252"
    assert rows[0].cells == ["André – “Dédé”"]


def test_cyrillic_code_pages_are_told_by_their_letters():
    text = "Имя,Компания\n" + "Алексей Иванов,Общество с ограниченной ответственностью\n" * 20

    assert detect_encoding(io.BytesIO(text.encode("cp1251"))).name == "cp1251"


def test_one_damaged_byte_does_not_turn_a_utf8_file_into_something_else():
    content = b"Name\n" + "Jürgen Müller\n".encode() * 50 + b"M\xfcller\n"

    layout, rows = read(content)

    assert layout.encoding.name == "utf-8"
    assert rows[0].cells == ["Jürgen Müller"]
    assert "no letters" in rows[50].problem
    assert rows[50].line == 52


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04rest", b"%PDF-1.7", b"\x1f\x8b\x08", bytes(1000)])
def test_what_is_no_text_is_refused_with_a_sentence(content):
    with pytest.raises(Unreadable, match=r"\.$"):
        read(content)


def test_a_mark_that_lies_about_the_text_is_refused():
    with pytest.raises(Unreadable, match="units of four bytes"):
        read(b"\xfe\xff" + "Name,Mail\nA,b\n".encode("utf-32-le"))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_by_which_rows_are_as_wide_as_the_header(mark):
    content = f'Name{mark}Price{mark}Note\nA{mark}1.5{mark}"x{mark}\ny"\nB{mark}2.5{mark}z, and more; or\n'.encode()

    layout, rows = read(content)

    assert layout.delimiter == mark
    assert rows[0].cells == ["A", "1.5", f"x{mark}\ny"]
    assert rows[1].line == 4


def test_decimal_commas_do_not_make_a_comma_the_delimiter():
    assert cells(b"Name;Price;Paid\nA;1,5;2,5\nB;3,5;4,5\n") == [["A", "1,5", "2,5"], ["B", "3,5", "4,5"]]


def test_excels_own_separator_line_is_believed_and_is_no_header():
    layout, rows = read(b"sep=;\nName;Mail\nA;b\n")

    assert (layout.header, rows[0].line) == (("Name", "Mail"), 3)


def test_titles_above_the_header_are_left_out_and_told():
    layout, rows = read(b"Leads of spring\n\nName,Mail\nA,b\nC,d\n")

    assert layout.header == ("Name", "Mail")
    assert layout.notes == ("2 lines above the header left out.",)
    assert rows[0].line == 4


def test_blank_rows_are_counted_and_no_rows():
    stream, tally = io.BytesIO(b"Name,Mail\n\nA,b\n , \n,\nC,d\n"), Tally()

    rows = list(read_rows(stream, read_layout(stream), tally=tally))

    assert [row.line for row in rows] == [3, 6]
    assert (tally.rows, tally.blank, tally.broken) == (2, 3, 0)


def test_rows_of_another_width_are_told_and_never_shifted():
    _, rows = read(b"A,B,C\n1,2\n1,2,3,4\n1,2,3,\n1,2,3\n")

    assert [row.problem for row in rows] == [
        "has 2 cells, the header has 3",
        "has 4 cells, the header has 3",
        "",
        "",
    ]
    assert rows[2].cells == ["1", "2", "3"]


def test_short_rows_are_filled_when_a_person_says_so():
    stream = io.BytesIO(b"A,B,C\n1,2\n")

    assert [row.cells for row in read_rows(stream, read_layout(stream), fill_short=True)] == [["1", "2", ""]]


def test_columns_of_one_name_are_made_distinct():
    layout, _ = read(b"Name,Mail,Name, Mail ,\nA,b,C,d,e\n")

    assert layout.header == ("Name", "Mail", "Name (2)", "Mail (2)", "Column 5")


def test_trailing_columns_without_name_and_content_are_dropped():
    layout, rows = read(b"Name,Mail,,,\nA,b,,,\nC,d,,,\n")

    assert layout.header == ("Name", "Mail")
    assert rows[1].cells == ["C", "d"]


def test_a_trailing_column_without_name_is_kept_when_one_row_fills_it():
    layout, rows = read(b"Name,Mail,,,\nA,b,,,\nC,d,,late,\n")

    assert layout.header == ("Name", "Mail", "Column 3", "Column 4")
    assert rows[1].cells == ["C", "d", "", "late"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_a_quote_that_is_never_closed_costs_its_own_row_only(ending):
    content = ending.join([b"Name,Mail", b'A,"b', b"C,d", b'E,"f"', b"G,h", b""])

    _, rows = read(content)

    assert [(row.line, bool(row.problem)) for row in rows] == [(2, True), (3, False), (4, False), (5, False)]
    assert "quotation mark" in rows[0].problem
    assert rows[2].cells == ["E", "f"]


def test_a_quote_left_open_at_the_end_of_the_file_is_told():
    _, rows = read(b'Name,Mail\nA,"b\n')

    assert "quotation mark" in rows[0].problem


def test_the_tail_of_a_torn_record_is_not_taken_for_a_row():
    _, rows = read(b'Name,Mail\nA,b\n"x\ny" z,w\nC,d\n')

    assert [bool(row.problem) for row in rows] == [False, True, True, False]


def test_inch_marks_and_text_after_a_quote_are_read_when_the_width_is_right():
    assert cells(b'Name,Size\nA,5" pipe\nB,"x" y\n') == [["A", '5" pipe'], ["B", "x y"]]


def test_zero_bytes_and_endless_cells_are_row_errors():
    _, rows = read(b"Name,Mail\nA\0,b\n" + b"x" * 200_000 + b",y\n" + b"z" * 3_000_000 + b"\nC,d\n")

    assert [bool(row.problem) for row in rows] == [True, True, True, False]
    assert rows[3].line == 5


def test_any_bytes_give_rows_or_a_sentence_and_nothing_else(trial_bytes=tuple(range(256))):
    for start in range(0, 256, 16):
        content = b"Name,Mail\n" + bytes(trial_bytes[start : start + 16]) * 40 + b'\n"' + bytes([start]) * 9
        try:
            read(content)
        except Unreadable as why:
            assert str(why)
