"""Blank returns that check themselves while they are filled in, one workbook per unit; ``make`` builds them."""
