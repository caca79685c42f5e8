"""Checks returns in spreadsheets against the targets of a provincial plan."""

__version__ = "0.1.0"
