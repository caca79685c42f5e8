"""A marked copy of a return: the wrong cells filled and commented, and a first sheet with what was found."""
