"""From a sheet to facts: what stands over, beside and below a figure, found once for every layout.

Four stages, each a pure function of its key and remembered by it; none sees what the one before it saw:

- ``codes``: the text of one cell becomes a code (names a unit, names a field, other text, number, numbering …);
- ``geometry``: codes and merged ranges become blocks; it never sees a text;
- ``meaning``: the texts that govern a column, a row or a block become slots; it never sees a place or a number;
- ``read``: three meanings become a ``Fact`` for each figure, and what keeps it from being believed.

Which text governs which figures, and in which role, is one table: ``scopes``. Start reading there.
"""
