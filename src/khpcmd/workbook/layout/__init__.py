"""From a grid to its tables: where headers lie and where tables end. Start in ``find``."""
