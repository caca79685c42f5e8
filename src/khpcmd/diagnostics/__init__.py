"""What can be wrong or worth knowing: its codes with their places and parameters, and what ends a run early.

Start reading in ``codes``. ``parameters`` has the types of what a sentence is told, ``faults`` how the faults of a file
are gathered, ``errors`` what the core refuses.
"""

from khpcmd.diagnostics.codes import (
    BY_CODE,
    BY_NAME,
    AnyCode,
    Code,
    CodeOf,
    Diagnostic,
    Ends,
    Location,
    ParamsTypeError,
    Severity,
)

__all__ = [
    "BY_CODE",
    "BY_NAME",
    "AnyCode",
    "Code",
    "CodeOf",
    "Diagnostic",
    "Ends",
    "Location",
    "ParamsTypeError",
    "Severity",
]
