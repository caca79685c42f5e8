from khpcmd.diagnostics.errors import NamesError, PlanError
from khpcmd.names.file import NamesFile, _taught
from khpcmd.plan.beside import parse_written
from khpcmd.plan.model import Plan
from khpcmd.plan.taught import Taught


def parse_names(text: str, file: str, plan: Plan) -> Taught:
    """The names in a text, as ``load_names`` reads those of a file."""
    try:
        return _taught(parse_written(text, file, NamesFile), plan)
    except PlanError as error:
        raise NamesError(error.diagnostics, plan) from None
