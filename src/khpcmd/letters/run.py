"""Writes the letters of one check into a folder, all of them or none: e-mails as drafts, and a page that lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from khpcmd.annotate.run import marked, require_apart
from khpcmd.annotate.source import Marking, NoCopy, Standings
from khpcmd.checking import Request, all_reached, check
from khpcmd.diagnostics.errors import UsageError
from khpcmd.files import last, whole_folder
from khpcmd.i18n import Messages
from khpcmd.letters import dress
from khpcmd.letters.compose import Attachment, Case, Composer, Kind, cases_of
from khpcmd.letters.contacts import Contact, load_contacts
from khpcmd.letters.dress import INDEX, Letters, Written, index
from khpcmd.plan.beside import NOBODY, load_agency
from khpcmd.report import Report
from khpcmd.template.contents import Filer, Wanted
from khpcmd.template.make import make_template, names_of, slug

UNASKED = (Kind.QUESTIONS, Kind.THANKS)
"""Letters to units whose figures came and are sound: no blank form goes with them."""
OWN = re.compile(r"[a-z0-9-]+_[a-z0-9_-]+\.(?:eml|docx)|index\.html")
"""The names of the files that are written; nothing else is ever taken away."""


class LettersRequest(NamedTuple):
    """What to check, as ``check`` takes it, and what to write where."""

    check: Request
    folder: Path
    contacts: Path | None = None
    agency: Path | None = None
    reply_by: date | None = None
    thanks: bool = False
    """Whether units without faults get a letter as well."""
    official: bool = False
    """Whether each letter is written as an official letter too."""
    force: bool = False
    """Whether letters that are there are written over."""


def letters(request: LettersRequest, speak: Callable[[str], Messages], told: Callable[[str], Messages]) -> Letters:
    """Check the returns, and write a letter for each unit with errors or questions, or without a return.

    ``speak`` gives the messages of the letters for the plan's language, ``told`` those of the page that lists them.
    Raises UnreachedError where something that was named is not there; what ``check`` raises; the mistakes of the lists
    of addresses and of the agency as PlanError; UsageError where no period is known, a return would be lost, or
    something is in the way. Then nothing is written.
    """
    agency = load_agency(request.agency) if request.agency else NOBODY
    report = all_reached(check(request.check), request.check)
    _require(request, report)
    contacts = load_contacts(request.contacts, report.plan) if request.contacts else {}
    messages = speak(report.plan.language)
    composer = Composer(report, messages, agency, request.reply_by)
    reader = Composer(report, told(report.plan.language), agency, request.reply_by)
    cases = cases_of(report, thanks=request.thanks)
    with _letters_folder(request) as folder:
        writer = _Writer(request, composer, contacts, folder)
        found = Letters(tuple(map(writer.write, cases.letters)), cases, reader)
        with (folder / INDEX).open("wb") as page:
            page.writelines(index(found, messages.language))
    return found


@contextmanager
def _letters_folder(request: LettersRequest) -> Iterator[Path]:
    """The folder to write into; UsageError where something is in it that may not be replaced."""
    try:
        with whole_folder(
            request.folder, last=INDEX, own=lambda name: OWN.fullmatch(name) is not None, replace=request.force
        ) as folder:
            yield folder
    except FileExistsError as error:
        kind = "letters_beside_others" if request.force else "letters_exist"
        raise UsageError(kind, {"found": Path(error.filename).as_posix()}) from None


def _require(request: LettersRequest, report: Report) -> None:
    """Raise UsageError where letters cannot be written, or would lie among the returns."""
    if report.period not in report.plan.periods:
        raise UsageError("letters_no_period", {"allowed": ", ".join(report.plan.periods)})
    require_apart("letters", request.folder, (Path(one.name) for one in report.inputs), request.check.paths)


class _Writer:
    """Writes the files of one letter after another."""

    def __init__(
        self, request: LettersRequest, composer: Composer, contacts: Mapping[str, Contact], folder: Path
    ) -> None:
        self._composer, self._contacts, self._folder = composer, contacts, folder
        self._official = request.official
        report, messages = composer.report, composer.messages
        self._marking = Marking(request.check.limits, report, Standings(report), messages)
        self._forms = names_of(report.plan, report.period, messages.template("template.file_name"))
        first = Filer(report.plan, (report.plan.filers or report.plan.units)[0], report.period)
        self._like = Wanted(first, report.plan_hash, messages)

    def write(self, case: Case) -> Written:
        """Write the letter of a case and return what was written."""
        composer, stem = self._composer, self._stem(case.unit)
        copies, no_copy = self._copies(case)
        attachments = list(copies)
        if case.kind not in UNASKED and not attachments:
            attachments += self._form(case.unit)
        letter = composer.letter(case, self._contacts.get(case.unit, Contact()), attachments)
        name = f"{composer.say('file_name')}_{stem}.eml"
        (self._folder / name).write_bytes(dress.mail(letter, composer.messages))
        official = ""
        if self._official and case.kind is not Kind.THANKS:
            official = f"{composer.say('official_name')}_{stem}.docx"
            (self._folder / official).write_bytes(dress.official_letter(letter, composer))
        return Written(letter, name, official, tuple(no_copy))

    def _stem(self, unit: str) -> str:
        """What the names of a unit's files have in common: its name and the period in plain letters."""
        name = self._forms.get(unit, "")
        return name.partition("_")[2].removesuffix(".xlsx") or f"{slug(unit)}_{self._composer.report.period}"

    def _copies(self, case: Case) -> tuple[Sequence[Attachment], Sequence[str]]:
        """Marked copies of the unit's own files, and the names of those that could not be marked."""
        copies, failed = list[Attachment](), list[str]()
        if case.kind not in (Kind.FAULTS, Kind.QUESTIONS):
            return copies, failed
        stem = f"{slug(self._composer.unit(case.unit)) or case.unit}_{self._composer.say('marked_name')}"
        for file in (one.file for one in case.files if one.own):
            try:
                data, _ = marked(self._marking, file)
            except NoCopy:
                failed.append(last(file.name))
                continue
            number = f"_{len(copies) + 1}" if copies else ""
            copies.append(Attachment(f"{stem}{number}{PurePosixPath(file.name).suffix.lower()}", data, marked=True))
        return copies, failed

    def _form(self, unit: str) -> Iterator[Attachment]:
        """The blank form of a unit."""
        if unit not in self._forms:
            return
        path, filer = self._folder / "form.tmp", self._like.filer
        make_template(path, replace(self._like, filer=filer._replace(unit=filer.plan.unit[unit])))
        data = path.read_bytes()
        path.unlink()
        yield Attachment(self._forms[unit], data, marked=False)
