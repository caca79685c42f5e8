"""The version of khpcmd: in every result, and the one that the package is built with."""

__version__ = "0.1.0"
