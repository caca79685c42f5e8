"""Which files are read, which period they are for, and which of them counts. Start in ``gather``."""
