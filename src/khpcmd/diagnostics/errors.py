"""What ends a command before there is a report: a file that cannot be used, a question without an answer."""

from __future__ import annotations

from khpcmd.diagnostics.codes import Diagnostic


class PlanError(Exception):
    """There is no plan to work with; ``diagnostics`` say why, each at its line and column.

    As a text it has places and codes, as a log wants them; ``message`` has the sentences.
    """

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("; ".join(f"{one.at or ''} {one.code} {one.code.name.lower()}".strip() for one in diagnostics))
        self.diagnostics = diagnostics


class WaiversError(PlanError):
    """The file of waivers cannot be used."""


class AnswersError(PlanError):
    """The file of answers cannot be used."""


class NamesError(PlanError):
    """The file of names cannot be used; ``plan`` is the one that it is held against, for the names in the messages."""

    def __init__(self, diagnostics: list[Diagnostic], plan: object = None) -> None:
        super().__init__(diagnostics)
        self.plan = plan


class AgencyError(PlanError):
    """The file of the agency cannot be used."""


class ContactsError(PlanError):
    """The list of addresses cannot be used."""


class UsageError(Exception):
    """The question cannot be answered as it was put. ``kind`` names the sentence, ``params`` fill it."""

    def __init__(self, kind: str, params: dict[str, str]) -> None:
        super().__init__(" ".join((kind, *(f"{name}={value}" for name, value in params.items() if value))))
        self.kind = kind
        self.params = params


class UnreachedError(Exception):
    """Something that was named as an input is not there, or cannot be looked into; ``faults`` say what."""

    def __init__(self, faults: tuple[Diagnostic, ...]) -> None:
        super().__init__(", ".join(one.at.file for one in faults if one.at))
        self.faults = faults
