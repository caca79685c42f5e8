"""Letters made through the front door, and what stands in them."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

from khpcmd.cli import main
from places import ROOT

EXAMPLES, PLAN = ROOT / "examples", ROOT / "targets" / "plan_2023.yaml"
FAULTY, FORMS = EXAMPLES / "faulty", EXAMPLES / "year_2023"
ONE = FORMS / "ThanhMien_2023.xlsx"
LATE = ("--period", "year", "--as-of", "2023-12-15")


def letters(folder: Path, *given: Path | str) -> int:
    """The exit code of the command."""
    return main(["letters", *map(str, given), "-d", str(folder)])


def mails(folder: Path) -> dict[str, EmailMessage]:
    """The e-mails of a folder by the slug of the unit, as the standard library reads them."""
    found = {}
    for path in sorted(folder.glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        found[path.name.split("_")[1]] = message
    return found


def text(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]


def points(message: EmailMessage) -> list[str]:
    """The numbered lines."""
    return [line for line in text(message).splitlines() if line[:1].isdigit() and ". " in line[:4]]
