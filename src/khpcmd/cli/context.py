"""The type of the contexts that commands are run in: what Typer's own classes say of it, and have no public name for.

Only the type checker imports it; should the name ever change, that is all that notices.
"""

from typer._click import Context

__all__ = ["Context"]
