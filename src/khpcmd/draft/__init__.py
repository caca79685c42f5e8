"""A draft of a plan out of a workbook that is in use: its units, and the fields that its headers name.

Start at ``from_workbook``.
"""
