"""From bytes to grids of cells, and nothing else touches bytes. Start in ``open``."""
