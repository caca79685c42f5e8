"""Who gets a letter, what it says, and what goes with it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import date
from email import policy
from html import unescape
from io import BytesIO
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import fast_mail_parser
import openpyxl
import pytest
import yaml
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.files import whole_folder
from khpcmd.i18n import Messages
from khpcmd.letters import dress
from khpcmd.letters.compose import Letter, after_working_days
from khpcmd.letters.contacts import Contact, load_contacts
from khpcmd.plan.load import load_plan
from letters.mails import FAULTY, FORMS, LATE, ONE, PLAN, attached, letters, mails, points, text
from places import EXAMPLES, Captured
from plausible.test_questions import table
from word_files import opened
from workbook.builder import write

INTERNAL = re.compile(r"\b[BCFKNRSUW][0-9]{3}\b|--[a-z]|khpcmd|\.yaml|/(?:work|tmp|home)/|\\")
"""What a unit is never shown: codes, options, the tool's own name, plan files, folders."""
UNITS = [one["name"]["vi"] for one in yaml.safe_load(PLAN.read_text(encoding="utf-8"))["units"]]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters") / "out"
    assert letters(folder, FAULTY, *LATE, "--official") == 3
    return folder


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank templates of one cell: those of the fixture above are real, and making 26 in every test takes its time."""

    def made(file: Path, _: object) -> None:
        openpyxl.Workbook().save(file)

    monkeypatch.setattr("khpcmd.letters.run.make_template", made)


@pytest.mark.slow
def test_every_letter_is_whole_and_opens(faulty: Path) -> None:
    found = mails(faulty)
    assert len(found) == 17  # those that owe no figures get none
    for message in found.values():
        assert not message.defects
        kinds = [part.get_content_type() for part in message.walk()]
        assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"]
        assert message["X-Unsent"] == "1"
        assert message["Date"] is None
        assert message["Message-ID"] is None
        assert len(str(message["Subject"])) < 120
        for name, data in attached(message).items():
            assert re.fullmatch(r"[a-z0-9_-]+\.xlsx", name)
            assert openpyxl.load_workbook(BytesIO(data)).sheetnames


@pytest.mark.slow
def test_a_second_parser_reads_the_same(faulty: Path) -> None:
    for path in sorted(faulty.glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        other = fast_mail_parser.parse_email(path.read_bytes())
        assert other.subject == str(message["Subject"])
        assert other.text_plain[0].split() == text(message).split()
        assert other.text_html[0].split() == text(message, "html").split()
        assert {one.filename: bytes(one.content) for one in other.attachments} == attached(message)


@pytest.mark.slow
def test_a_unit_reads_nothing_internal_and_nothing_of_another_unit(faulty: Path) -> None:
    for message in mails(faulty).values():
        whole = f"{message['Subject']}\n{text(message)}\n{unescape(text(message, 'html').partition('<body')[2])}"
        assert not INTERNAL.search(re.sub(r"</?[a-z][^>]*>", "", whole)), INTERNAL.search(whole)
        own = [name for name in UNITS if name[:36] in str(message["Subject"])]
        assert len(own) == 1
        # a file of several units goes to none of them, and no letter names another unit
        others = [name for name in UNITS if name in whole.replace(own[0], "") and name not in own[0]]
        assert not [name for name in others if name != "Công an tỉnh"], others


def test_only_a_units_own_files_are_marked_and_attached(faulty: Path) -> None:
    found = mails(faulty)
    marked = [f"huyen-nam-sach_ban-danh-dau{number}.xlsx" for number in ("", "_2", "_3", "_4")]
    assert list(attached(found["huyen-nam-sach"])) == marked
    for data in attached(found["huyen-nam-sach"]).values():
        book = openpyxl.load_workbook(BytesIO(data))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        assert not [name for name in UNITS if name.startswith("Huyện") and name != "Huyện Nam Sách" and name in cells]
    assert list(attached(found["huyen-tu-ky"])) == ["bieu-mau_huyen-tu-ky_year.xlsx"]
    assert "điền" not in text(found["huyen-nam-sach"])
    assert "biểu mẫu đính kèm" in text(found["huyen-tu-ky"])


def test_who_sent_what_cannot_be_read_is_asked_for_the_workbook_and_for_nothing_else(tmp_path: Path) -> None:
    inbox, sent = tmp_path / "in", EXAMPLES / "year_2023" / "chi_linh_2023.xlsx"
    inbox.mkdir()
    with ZipFile(inbox / "chi linh 2023.zip", "w") as archive:
        archive.write(sent, sent.name)
    for named in ([inbox], [inbox, inbox / "chi linh 2023.zip"]):
        folder = tmp_path / f"out{len(named)}"
        assert letters(folder, *named, *LATE) == 3
        message = mails(folder)["thanh-pho-chi-linh"]
        assert len(points(message)) == 1
        assert "gửi lại tệp Excel" in text(message)
        assert not re.search("ghi số liệu đúng|như đã ghi", text(message))


def test_what_nobody_can_be_named_for_is_on_the_page_and_in_no_letter(faulty: Path) -> None:
    page = unescape((faulty / "index.html").read_text(encoding="utf-8"))
    unknown = page.partition("Chưa soạn được thư")[2]
    for name in ("not_a_workbook.xlsx", "agreement.xlsx", "units.xlsx"):
        assert name in unknown
    assert "Huyện Bình Gang" in unknown
    assert not any("Dòng tổng" in text(message) for message in mails(faulty).values())


def whole_numbers(sheet: Worksheet) -> list[Cell]:
    """The cells with figures, down the form."""
    cells = (cell for row in sheet.iter_rows(min_row=9, min_col=5, max_col=5) for cell in row)
    return [cell for cell in cells if isinstance(cell, Cell) if type(cell.value) is int]


@pytest.mark.slow
def test_the_most_serious_points_come_first_and_there_are_at_most_ten(tmp_path: Path) -> None:
    path = tmp_path / "in" / "nam_sach.xlsx"
    path.parent.mkdir()
    book = openpyxl.load_workbook(FORMS / "Báo cáo năm 2023 huyện Nam Sách.xlsx")
    figures = whole_numbers(book.worksheets[0])
    for cell in figures[:11]:
        cell.value = "khoảng 40"
    for cell in figures[11:14]:
        cell.value = None
    book.save(path)
    assert letters(tmp_path / "out", path.parent, *LATE) == 3
    message = mails(tmp_path / "out")["huyen-nam-sach"]
    listed = points(message)
    assert 3 <= len(listed) <= 10
    assert [int(line.partition(".")[0]) for line in listed] == list(range(1, len(listed) + 1))
    blank = [number for number, line in enumerate(listed) if "để trống" in line]
    wrong = [number for number, line in enumerate(listed) if "không đọc được" in line]
    assert wrong
    assert not blank or min(blank) > max(wrong)
    count = int(re.findall(r"còn ([0-9]+) nội dung cần sửa", text(message))[0])
    rest = re.findall(r"… và ([0-9]+) nội dung khác", text(message))
    assert count == len(listed) + sum(map(int, rest))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "subject", "said_so"),
    [
        ("2023-12-10", "Nhắc gửi báo cáo số liệu năm 2023 - Huyện Tứ Kỳ, trước ngày 15/12/2023", "còn 04 ngày"),
        ("2023-12-14", "Nhắc gửi báo cáo số liệu năm 2023 - Huyện Tứ Kỳ", "hôm nay là ngày cuối"),
        ("2023-12-15", "Đôn đốc gửi báo cáo số liệu năm 2023 - Huyện Tứ Kỳ (quá hạn 01 ngày)", "19/12/2023"),
    ],
)
def test_who_has_sent_nothing_is_reminded_before_the_deadline_and_urged_after_it(
    tmp_path: Path, day: str, subject: str, said_so: str
) -> None:
    assert letters(tmp_path / "out", ONE, "--period", "year", "--as-of", day) == 3
    found = mails(tmp_path / "out")
    assert subject in str(found["huyen-tu-ky"]["Subject"])
    assert said_so in text(found["huyen-tu-ky"])
    assert "huyen-thanh-mien" not in found
    assert list(attached(found["huyen-tu-ky"])) == ["bieu-mau_huyen-tu-ky_year.xlsx"]


def test_a_day_of_answer_that_was_given_holds(tmp_path: Path) -> None:
    letters(tmp_path / "out", ONE, *LATE, "--reply-by", "22/12/2023")
    assert "chậm nhất ngày 22/12/2023" in text(mails(tmp_path / "out")["huyen-tu-ky"])
    assert "ngày làm việc" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("start", "end"), [(15, 19), (16, 19), (17, 19), (18, 20), (21, 25)])
def test_working_days_leave_out_the_weekend(start: int, end: int) -> None:
    assert after_working_days(date(2023, 12, start), 2) == date(2023, 12, end)


def test_who_has_nothing_to_fix_is_thanked_only_where_that_was_asked_for(tmp_path: Path) -> None:
    given = ("--only-reported", *LATE)
    assert letters(tmp_path / "none", ONE, *given) == 0
    assert [path.name for path in (tmp_path / "none").iterdir()] == ["index.html"]
    assert "Huyện Thanh Miện" in (tmp_path / "none" / "index.html").read_text(encoding="utf-8")
    assert letters(tmp_path / "out", ONE, *given, "--thanks") == 0
    message = mails(tmp_path / "out")["huyen-thanh-mien"]
    assert "không có lỗi phải sửa" in text(message)
    assert attached(message) == {}


@pytest.mark.slow
def test_two_runs_write_the_same_bytes(faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    letters(tmp_path / "again", FAULTY, *LATE, "--official")
    for path in faulty.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_the_official_letter_says_what_the_mail_says(faulty: Path) -> None:
    document = opened((faulty / "cong-van_huyen-nam-sach_year.docx").read_bytes()).text
    message = mails(faulty)["huyen-nam-sach"]
    for line in points(message):
        found = line.partition(". ")[2].partition(": ")[2] or line
        assert found.split(". ")[0] in document
    assert "V/v đề nghị sửa báo cáo số liệu năm 2023" in document
    assert "Kính gửi: Ủy ban nhân dân huyện Nam Sách." in document


@pytest.mark.slow
def test_english_letters(tmp_path: Path) -> None:
    assert letters(tmp_path / "out", FAULTY, *LATE, "--lang", "en") == 3
    found = mails(tmp_path / "out")
    assert str(found["huyen-nam-sach"]["Subject"]).startswith("Please correct your return for year 2023")
    assert "To: The People's Committee of " in text(found["huyen-nam-sach"])
    assert "has not" not in text(found["huyen-nam-sach"])


HOSTILE = "Huyện <script>alert(1)</script> =cmd|' /C calc'!A0 {unit} & \u202eNam"


def hostile_plan(folder: Path) -> Path:
    """The plan with a unit whose name would do harm wherever it was not taken as a text."""
    plan = PLAN.read_text(encoding="utf-8")
    name = "\"Huyện <script>alert(1)</script> =cmd|' /C calc'!A0 {unit} & \\u202eNam\\r\\nBcc: x@evil.example\""
    changed = plan.replace("{vi: Huyện Tứ Kỳ, en:", f"{{vi: {name}, en:")
    assert changed != plan
    path = folder / "plan.yaml"
    path.write_text(changed, encoding="utf-8")
    copytree(PLAN.parent / "rosters", folder / "rosters")
    return path


@pytest.mark.slow
def test_a_hostile_name_stays_text_in_headers_pages_and_documents(tmp_path: Path) -> None:
    plan = hostile_plan(tmp_path)
    assert letters(tmp_path / "out", ONE, "--plan", plan, *LATE, "--official") == 3
    path = next(path for path in (tmp_path / "out").glob("*.eml") if "script" in path.name)
    head = path.read_bytes().partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    assert names == [b"Content-Type", b"MIME-Version", b"Subject", b"X-Unsent"]
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    for html in (text(message, "html"), (tmp_path / "out" / "index.html").read_text(encoding="utf-8")):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert "\u202e" not in html
    document = opened(next((tmp_path / "out").glob("*script*.docx")).read_bytes()).text
    assert "<script>alert(1)</script>" in document
    assert "{unit}" in document


@pytest.mark.slow
def test_hostile_texts_of_cells_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "in" / "a\u202eb.xlsx"
    path.parent.mkdir()
    book = openpyxl.load_workbook(FORMS / "Báo cáo năm 2023 huyện Nam Sách.xlsx")
    whole_numbers(book.worksheets[0])[5].value = "<img src=x onerror=alert(1)>\r\nBcc: x@evil.example {n}"
    book.save(path)
    assert letters(tmp_path / "out", path.parent, *LATE, "--official") == 3
    message = mails(tmp_path / "out")["huyen-nam-sach"]
    assert message["Bcc"] is None
    assert "<img" not in text(message, "html")
    assert "&lt;img src=x onerror=alert(1)&gt;" in text(message, "html")
    assert "\u202e" not in text(message)
    assert not any(line.startswith("Bcc") for line in text(message).splitlines())
    assert "<img src=x" in opened((tmp_path / "out" / "cong-van_huyen-nam-sach_year.docx").read_bytes()).text


def listed(folder: Path) -> Iterator[str]:
    return (path.name for path in sorted(folder.iterdir()))


@pytest.mark.slow
def test_nothing_is_left_where_a_letter_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters(tmp_path / "kept", ONE, *LATE)
    before = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    calls, real = [0], dress.mail

    def failing(letter: Letter, messages: Messages) -> bytes:
        calls[0] += 1
        if calls[0] > 3:
            raise OSError(28, "No space left on device")
        return real(letter, messages)

    monkeypatch.setattr(dress, "mail", failing)
    assert letters(tmp_path / "deep" / "out", ONE, *LATE) == 2
    calls[0] = 0
    assert letters(tmp_path / "kept", ONE, *LATE, "--force") == 2
    assert list(listed(tmp_path)) == ["kept"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == before


@pytest.mark.slow
def test_letters_are_replaced_only_when_asked_and_nothing_else_is_ever_taken_away(
    tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "out"
    assert letters(out, FAULTY, *LATE) == 3
    assert letters(out, FAULTY, *LATE) == 2
    assert "--force" in capsys.readouterr().err
    assert letters(out, FORMS, *LATE, "--force") == 0
    assert "huyen-nam-sach" not in mails(out)  # it has reported meanwhile: no letter of the first run is left
    (out / "ghi chú.txt").write_text("của tôi", encoding="utf-8")
    before = list(listed(out))
    assert letters(out, FAULTY, *LATE, "--force") == 2
    assert list(listed(out)) == before
    empty = tmp_path / "empty"
    empty.mkdir()
    assert letters(empty, FORMS, *LATE) == 0
    assert "index.html" in listed(empty)


def test_a_folder_is_complete_only_with_its_last_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, moved = tmp_path / "out", list[str]()
    folder.mkdir()
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        moved.append(path.name)
        if len(moved) > 2:
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)

    def fill() -> None:
        with whole_folder(folder, last="b", own=lambda _: True, replace=False) as made:
            for name in "abc":
                (made / name).touch()

    with pytest.raises(OSError, match="No space"):
        fill()
    assert moved == ["a", "c", "b"]
    assert list(listed(tmp_path)) == ["out"]
    assert list(listed(folder)) == []


def test_letters_do_not_lie_among_the_returns(tmp_path: Path, capsys: Captured) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(ONE.read_bytes())
    assert letters(inbox / "out", inbox, *LATE) == 2
    assert letters(inbox, inbox, *LATE) == 2
    assert capsys.readouterr().out == ""
    assert list(listed(inbox)) == ["a.xlsx"]


def test_without_a_period_there_is_no_letter(tmp_path: Path, capsys: Captured) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    assert letters(tmp_path / "out", inbox, "--as-of", "2023-12-15") == 2
    assert "--period" in capsys.readouterr().err
    assert letters(tmp_path / "out", inbox, *LATE) == 3
    assert len(mails(tmp_path / "out")) == 17
    assert letters(tmp_path / "nowhere" / "x", EXAMPLES / "no", "--period", "nothing") == 2


def test_the_screen_speaks_the_language_of_who_reads_it_and_the_letters_the_plans(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHPCMD_LANG", "en")
    assert letters(tmp_path / "out", FAULTY / "cells.xlsx", *LATE) == 3
    out = capsys.readouterr().out
    assert re.match(r"[0-9]+ letters to send: to correct their figures: [0-9]+ units\n", out)
    assert "Chưa gửi" not in out
    assert "Phải sửa" not in out
    page = unescape((tmp_path / "out" / "index.html").read_text(encoding="utf-8"))
    assert "letters to send" in page
    assert "Kính gửi: Ủy ban nhân dân" in page
    assert all(text(one).startswith("Kính gửi:") for one in mails(tmp_path / "out").values())


@pytest.mark.slow
def test_who_has_only_questions_to_answer_is_asked(tmp_path: Path, capsys: Captured) -> None:
    """A figure ten times that of the year before: no error; a letter that asks, names no target and no other unit."""
    for name, title, figures in (
        ("now", "BÁO CÁO NĂM 2023", {"Kỳ": 1020}),
        ("then", "BÁO CÁO NĂM 2022", {"Sách": 101}),
    ):
        write(tmp_path / f"{name}.xlsx", S=table(title, **figures))
    given = (tmp_path / "now.xlsx", "--previous", str(tmp_path / "then.xlsx"), "--only-reported", *LATE)
    assert letters(tmp_path / "out", *given) == 3
    found = mails(tmp_path / "out")
    assert list(found) == ["huyen-tu-ky"]
    message = found["huyen-tu-ky"]
    assert "kiểm tra lại" in str(message["Subject"])
    assert len(points(message)) == 1
    assert "1.020" in text(message)
    assert "không có lỗi phải sửa" in text(message)
    assert "B1b" not in text(message)  # the target that it could turn
    assert not attached(message)  # the sheet has other units' figures, and no blank form is asked for
    assert "1 đơn vị cần kiểm tra lại" in capsys.readouterr().out


# the list of addresses and the file of the agency: who a letter goes to, and who it is from


GOOD = """\
unit;name;email;cc;salutation
Huyện Nam Sách;UBND huyện Nam Sách;nam-sach@donvi.example;a@donvi.example, b@donvi.example;

290;;chi-linh@donvi.example;;Chủ tịch UBND thành phố Chí Linh
"""
AGENCY = """\
name: Sở Lao động - Thương binh và Xã hội
superior: Ủy ban nhân dân tỉnh Hải Dương
symbol: SLĐTBXH-BTXH
place: Hải Dương
signer: [KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC]
contact: Phòng Bảo trợ xã hội
recipients: [Công an tỉnh]
archive: VT, BTXH
"""


def test_units_are_named_by_id_or_name_and_columns_stand_in_any_order(tmp_path: Path) -> None:
    plan, path = load_plan(PLAN).plan, tmp_path / "contacts.csv"
    path.write_text(GOOD, encoding="utf-8-sig")
    found = load_contacts(path, plan)
    assert found["291"] == Contact(
        "UBND huyện Nam Sách", "nam-sach@donvi.example", ("a@donvi.example", "b@donvi.example")
    )
    assert found["290"].salutation == "Chủ tịch UBND thành phố Chí Linh"
    path.write_text("Email,Đơn vị\nnam-sach@donvi.example,huyen nam sach\n", encoding="utf-8")
    assert load_contacts(path, plan) == {"291": Contact("", "nam-sach@donvi.example")}


@pytest.mark.slow
def test_the_letter_goes_to_them(tmp_path: Path) -> None:
    contacts, agency = tmp_path / "contacts.csv", tmp_path / "agency.yaml"
    contacts.write_text(GOOD, encoding="utf-8")
    agency.write_text(AGENCY, encoding="utf-8")
    letters(tmp_path / "out", FAULTY, *LATE, "--contacts", contacts, "--agency", agency, "--official")
    found = mails(tmp_path / "out")
    assert str(found["huyen-nam-sach"]["To"]) == "UBND huyện Nam Sách <nam-sach@donvi.example>"
    assert str(found["huyen-nam-sach"]["Cc"]) == "a@donvi.example, b@donvi.example"
    assert "Kính gửi: Chủ tịch UBND thành phố Chí Linh." in text(found["thanh-pho-chi-linh"])
    assert found["huyen-tu-ky"]["To"] is None
    assert "[" not in text(found["huyen-tu-ky"])
    document = opened((tmp_path / "out" / "cong-van_huyen-tu-ky_year.docx").read_bytes()).text
    for line in ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Số: ……/SLĐTBXH-BTXH", "PHÓ GIÁM ĐỐC", "- Lưu: VT, BTXH."):
        assert line in document


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("content", "place", "code"),
    [
        ("Huyện Nam Sách;a@donvi.example\n", "", "L101"),
        ("", "", "L101"),
        ("name;salutation\nx;y\n", "", "L101"),
        ("unit;email\nHuyện Nam Xách;a@donvi.example\n", ":2:1", "L102"),
        ("unit;email\n291;a@donvi.example\n291;b@donvi.example\n", ":3:1", "L103"),
        ("unit;email\n291;Nam <a@donvi.example>\n", ":2:1", "L104"),
        ("unit;email\n291;a@donvi\n", ":2:1", "L104"),
        ("unit;email\n291;a@donvi.example,b@donvi.example\n", ":2:1", "L104"),
        ('unit;email\n291;"a@donvi.example\nBcc: x@evil.example"\n', ":3:1", "L104"),
        ("unit;email\n291;địa-chỉ@donvi.example\n", ":2:1", "L104"),
        ('unit;email;salutation\n291;a@donvi.example;"UBND\nBcc: x@evil.example"\n', "", "L105"),
    ],
)
def test_a_mistake_is_told_at_its_line_and_nothing_is_written(
    tmp_path: Path, capsys: Captured, content: str, place: str, code: str
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(content, encoding="utf-8")
    assert letters(tmp_path / "out", ONE, *LATE, "--contacts", path) == 2
    told = capsys.readouterr().err
    assert f"contacts.csv{place}" in told
    assert code in told
    assert not (tmp_path / "out").exists()


def test_a_list_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path, capsys: Captured) -> None:
    assert letters(tmp_path / "out", ONE, *LATE, "--contacts", tmp_path / "no.csv") == 2
    assert "P101" in capsys.readouterr().err
    path = tmp_path / "contacts.csv"
    path.write_bytes("unit;email\nHuyện".encode("utf-16"))
    assert letters(tmp_path / "out", ONE, *LATE, "--contacts", path) == 2
    assert "contacts.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "place"), [("nam: Sở", ":1:1"), ("signer: GIÁM ĐỐC", ":1:9"), ("name: Sở\nname: Sở", ":2:1")]
)
def test_a_mistake_of_the_agency_is_told_at_its_place(
    tmp_path: Path, capsys: Captured, content: str, place: str
) -> None:
    path = tmp_path / "agency.yaml"
    path.write_text(content, encoding="utf-8")
    assert letters(tmp_path / "out", ONE, *LATE, "--agency", path) == 2
    assert f"agency.yaml{place}" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
