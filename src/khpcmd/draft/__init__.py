"""Drafts a plan from a workbook that is in use: the units that report, and the fields that its headers name."""
