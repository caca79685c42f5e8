"""Fills blank forms of others with the figures of the returns; start at ``run``.

A form is read with the eyes of a return (``workbook.read.read_form``), filled (``run``), and read once more: only what
is read back as the very figure that was meant stays in it. ``edit`` puts numbers into the XML of a sheet and
touches nothing else; ``page`` says which cell came from what.
"""
