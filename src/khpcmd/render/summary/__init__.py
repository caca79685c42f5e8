"""One screen for a person: what holds, what is wrong, what to do next; the last line is the answer.

``check`` and ``render.changes`` put the results of a command into a ``Summary``; ``screen`` draws it.
"""
