"""Results in every format: ``formats`` is the table of formats, ``view`` words a report, and each format draws it."""
