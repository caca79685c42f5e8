"""A marked copy of a return: the wrong cells filled and commented, and a first sheet with what was found."""

import os

# openpyxl takes lxml in place of defusedxml where it is installed; copies are to be the same on every machine
os.environ.setdefault("OPENPYXL_LXML", "False")
