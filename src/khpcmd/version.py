"""The versions of khpcmd and of its results: in every result, the first is the one that the package is built with."""

__version__ = "0.1.0"
FORMAT_VERSION = "1"
"""The version of the JSON that results are written in."""
