"""From the bytes of a file to returns: start in ``read``.

Header texts are matched in ``words.headers``; stated sums are checked in ``sum_checks``.
"""
