"""A trend in words: ``model`` is what is told, ``words`` tell it, ``page`` puts it on a terminal."""
