"""How returns are worded besides the usual words of reports: headers of results, answers, and what is ignored."""

from functools import cached_property

from khpcmd.plan.base import PlanModel, Words
from khpcmd.text import canonical, loose


class ReturnWords(PlanModel):
    """How returns of this plan are worded, besides the usual words of reports.

    ```yaml
    words:
      results: [Số gửi Sở]
      yes: [ok rồi]
      missing: [chờ số]
      ignored_columns: [Mã đối chiếu]
    ```
    """

    results: tuple[Words, ...] = ()
    """Headers of columns that hold the results of the period."""
    cumulative: tuple[Words, ...] = ()
    """Headers of columns that hold the results since the year began, beside those of a part of it."""
    yes: tuple[Words, ...] = ()
    """What answers yes in the cell of a declaration."""
    no: tuple[Words, ...] = ()
    """What answers no."""
    missing: tuple[Words, ...] = ()
    """What says that there is no figure; it is read as a blank, never as 0."""
    ignored_rows: tuple[Words, ...] = ()
    """Names of rows with figures that the plan does not ask for."""
    ignored_columns: tuple[Words, ...] = ()
    """Headers of columns with figures that the plan does not ask for."""
    ignored_sheets: tuple[Words, ...] = ()
    """Names of sheets whose tables are not read."""

    @cached_property
    def as_results(self) -> frozenset[str]:
        """The headers of results, as ``loose``."""
        return frozenset(map(loose, (*self.results, *self.cumulative)))

    @cached_property
    def answers(self) -> dict[str, bool]:
        """The answers by word, as ``canonical``."""
        return dict.fromkeys(map(canonical, self.no), False) | dict.fromkeys(map(canonical, self.yes), True)

    @cached_property
    def blanks(self) -> frozenset[str]:
        """The words of missing figures, as ``canonical``."""
        return frozenset(map(canonical, self.missing))

    @cached_property
    def ignored(self) -> dict[str, frozenset[str]]:
        """The names, as ``loose``, of what is ignored: a "row", a "column" or a "sheet"."""
        named = {"row": self.ignored_rows, "column": self.ignored_columns, "sheet": self.ignored_sheets}
        return {what: frozenset(map(loose, names)) for what, names in named.items()}

    def ignores(self, what: str, name: str) -> bool:
        """Whether a row, a column or a sheet of this name is ignored."""
        return bool(self.ignored[what]) and loose(name) in self.ignored[what]


NO_WORDS = ReturnWords.model_construct()
"""No words but the usual ones."""
