"""The shared strings of a workbook where they are written as plainly as can be: one text each, nothing else."""

from __future__ import annotations

import re

HEAD = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="yes")?\?>\r?\n?)?'
    rb'<sst xmlns="http://schemas\.openxmlformats\.org/spreadsheetml/2006/main"'
    rb'(?: count="[0-9]{1,9}")?(?: uniqueCount="[0-9]{1,9}")?>'
)
STRING = re.compile('<si><t(?: xml:space="preserve")?>([^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*)</t></si>')
END = "</sst>"
ESCAPED = "x005F_"
"""What ``StringsWalker`` takes out of texts."""


def plain_strings(data: bytes) -> list[str] | None:
    """The strings in their order; None where anything is there that asks for a parser of XML.

    Without markup, entities, comments and control characters inside the texts there is one way to read them.
    """
    head = HEAD.match(data)
    if head is None:
        return None
    try:
        body = data[head.end() :].decode()
    except UnicodeDecodeError:
        return None
    found, at = list[str](), 0
    for match in STRING.finditer(body):
        if match.start() != at:
            return None
        found.append(match[1])
        at = match.end()
    return found if body[at:] == END and ESCAPED not in body else None
