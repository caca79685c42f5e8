"""Blank returns that check themselves while they are filled in: one workbook for each unit that files one."""
