"""A target that cannot be computed."""

from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Takes, Words


class Manual(MeasureModel):
    """A qualitative target that cannot be computed: listed for manual review, never met by itself. It takes no
    threshold.

    A person concludes it: the file of ``khpcmd check --answers`` says how it turned out in a period, who decided that,
    by which document and why (see the page how-to/answers of the documentation).

    ```yaml
    measure: {kind: manual}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    computable: ClassVar[bool] = False
    says_units: ClassVar[bool] = True
    kind: Literal["manual"]

    def check(self, plan: PlanNames, path: KeyPath) -> tuple[Diagnostic, ...]:
        return ()

    def measured(self, *, number: bool) -> Words:
        return Words()
