"""Plans in every format: what ``plan show``, ``plan diff``, ``plan new`` and ``plan manual`` print."""
