"""What the command says of its copies: a line for each file, unit first, and the answer as the last line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unicodedata import normalize

from khpcmd.annotate.run import Annotation, Outcome
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.closing import NOTHING, with_code
from khpcmd.render.formats import Look
from khpcmd.render.styles import SIGNS, STYLES, style_of
from khpcmd.render.summary.screen import Entries, Entry, Summary, drawn
from khpcmd.render.told.file import short_names
from khpcmd.render.wording import Wording
from khpcmd.report import LOOKED_AT, FileResult, Standing

Reason = Callable[[str], str]
"""What the system says of a failure, in the reader's language."""


def marked_page(found: Annotation, messages: Messages, look: Look, reason: Reason, *, details: bool) -> str:
    """All of it; ``details`` lists the files that need no copy as well, and leaves out nothing for want of room."""
    return drawn(_Page(found, messages, reason).summary(look.exit_code, details=details), messages, look)


def quiet_lines(found: Annotation, messages: Messages, exit_code: int, reason: Reason) -> Iterator[str]:
    """The answer, and the files without a copy where there are some."""
    page = _Page(found, messages, reason)
    yield page.closing(exit_code)
    if page.without:
        names = messages.joined(page.name(one.file) for one in page.without)
        yield messages.text("annotate.page.quiet", names=names)


class _Page:
    def __init__(self, found: Annotation, messages: Messages, reason: Reason) -> None:
        self.found, self.messages, self.reason = found, messages, reason
        self.wording = Wording(messages, found.report.plan)
        self.names = short_names(one.name for one in (*(one.file for one in found.outcomes), *found.untouched))
        outcomes, faulty = found.outcomes, (Standing.FAULTY, Standing.EMPTY)
        self.wrong = [one for one in outcomes if one.file.standing in faulty]
        self.asked = [one for one in outcomes if one not in self.wrong and one.file.count(Severity.QUESTION)]
        wanted = [*self.wrong, *self.asked]
        self.without = [one for one in found.outcomes if one.copy is None and (one in wanted or one.failed)]

    def summary(self, exit_code: int, *, details: bool) -> Summary:
        rows = [self._cells(one) for one in self.found.outcomes]
        widths = [max((len(row[column]) for row in rows if row[1]), default=0) for column in (0, 1)]
        entries = [
            Entry(
                *self._sign(one),
                whose.ljust(widths[0]) if count else whose,
                count.ljust(widths[1]) if count else "",
                (line,),
                1,
            )
            for one, (whose, count, line) in zip(self.found.outcomes, rows, strict=True)
        ]
        if details:
            entries += [
                Entry(SIGNS[one.standing], STYLES[one.standing], self.name(one), "", (), 1) for one in self._kept()
            ]
        after = tuple(self._after())
        return Summary(
            headline=self._headline(),
            about=() if entries else after,
            entries=Entries(self._heading(), tuple(entries), after, whole=True) if entries else None,
            closing=self.closing(exit_code),
            style=style_of(exit_code),
        )

    def name(self, file: FileResult) -> str:
        """The name of a file, as little of its path as tells it from the others."""
        return normalize("NFC", self.names[file.name])

    def _headline(self) -> str:
        copied = sum(one.copy is not None for one in self.found.outcomes)
        if not self.found.outcomes:
            return self.messages.template("annotate.page.none")
        return self.messages.text("annotate.page.headline", copied=copied, wanted=self._files(len(self.found.outcomes)))

    def _heading(self) -> str:
        wrong, say = self.messages.count("errors", self.found.report.faults(Severity.ERROR)), self.messages.text
        blank = [one for one in self.wrong if one.file.standing is Standing.EMPTY]
        fix = say("annotate.page.heading", files=self._files(len(self.wrong) - len(blank)), errors=wrong)
        empty = say("annotate.page.heading_blank", files=self._files(len(blank)))
        ask = say("annotate.page.heading_asked", files=self._files(len(self.asked)), questions=self._questions())
        to_fix = len(blank) < len(self.wrong) or not (self.wrong or self.asked)
        told = (fix if to_fix else "", empty if blank else "", ask if self.asked else "")
        return "; ".join(line for line in told if line)

    def _questions(self) -> str:
        """How many questions the files have that have nothing to fix."""
        return self.messages.count("questions", sum(one.file.count(Severity.QUESTION) for one in self.asked))

    def _files(self, number: int) -> str:
        return self.messages.count("files", number)

    def _cells(self, one: Outcome) -> tuple[str, str, str]:
        """Whose file it is, how much is wrong, and where the copy is or why there is none."""
        file, messages = one.file, self.messages
        if one.copy is None:
            return self.name(file), "", messages.text("annotate.page.not_copied", reason=self._why_none(one))
        whose = self._whose(file)
        kinds = (("errors", Severity.ERROR), ("questions", Severity.QUESTION))
        found = [(kind, file.count(severity)) for kind, severity in kinds if file.count(severity)]
        count = messages.count(*found[0]) if found else ""
        count = count or messages.template(f"standings.{file.standing.value}")
        line = one.copy.as_posix()
        if one.lost:
            lost = messages.joined(messages.template(f"annotate.lost.{kind}") for kind in one.lost)
            line = messages.text("annotate.copied_with_loss", line=line, lost=lost)
        return whose, count, line

    def _sign(self, one: Outcome) -> tuple[str, str]:
        """The sign of a file and its style: that it could not be copied, that it is asked about, or how it stands."""
        if one.failed:
            return "✗", STYLES[Standing.FAULTY]
        if one in self.asked:
            return "?", STYLES[Severity.QUESTION]
        return SIGNS[one.file.standing], STYLES[one.file.standing]

    def _whose(self, file: FileResult) -> str:
        if not file.units:
            return self.name(file)
        few = len(file.units) == 1
        return self.wording.unit(file.units[0]) if few else self.messages.count("units", len(file.units))

    def _why_none(self, one: Outcome) -> str:
        reason = self.reason(one.reason) if one.reason else ""
        if not reason and one.file.diagnostics:
            fault = one.file.diagnostics[0]
            reason = f"{self.wording.message(fault)} {self.wording.cure(fault)}"
        return self.messages.text(f"annotate.none.{one.why}", reason=reason).strip()

    def _kept(self) -> list[FileResult]:
        return [file for file in self.found.untouched if file.standing is not Standing.SET_ASIDE]

    def _after(self) -> Iterator[str]:
        """How many files need no copy, and how many have warnings to be looked at."""
        kept = self._kept()
        if not kept:
            return
        sign = SIGNS[Standing.SOUND]
        warned = sum(any(file.count(severity) for severity in LOOKED_AT) for file in kept)
        yield self.messages.text("annotate.page.sound", sign=sign, files=self._files(len(kept)))
        if warned:
            yield self.messages.text("annotate.page.warned", files=self._files(warned))

    def closing(self, exit_code: int) -> str:
        """The answer in words, with the exit code."""
        messages, wrong = self.messages, self.found.report.faults(Severity.ERROR)
        unwritten = [one for one in self.without if one.why == "not_written"]
        if unwritten:
            line = messages.text("annotate.page.not_written", files=self._files(len(unwritten)))
        elif exit_code == NOTHING:
            line = messages.template("closing.nothing_checked")
        elif wrong or self.wrong:
            faults = messages.count("errors", wrong) if wrong else messages.template("standings.empty")
            line = messages.text("closing.to_fix", faults=faults, files=self._files(len(self.wrong)))
        elif self.asked:
            files = self._files(len(self.asked))
            line = messages.text("annotate.page.only_asked", questions=self._questions(), files=files)
        else:
            line = messages.template("annotate.page.nothing_to_fix")
        if self.without and not unwritten:
            line = messages.text("annotate.page.without", line=line, files=self._files(len(self.without)))
        return with_code(line, messages, exit_code)
