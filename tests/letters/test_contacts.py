"""The list of addresses and the file of the agency: who a letter goes to, and who it is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.letters.contacts import Contact, load_contacts
from khpcmd.plan.load import load_plan
from letters.mails import FAULTY, LATE, ONE, PLAN, letters, mails, text
from places import Captured
from word_files import opened

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
