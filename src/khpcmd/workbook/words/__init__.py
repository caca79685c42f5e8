"""What the texts of a return name: fields (``headers``), units, periods, totals and other words."""
