"""From the bytes of a file to returns: start in ``read``.

Header texts are matched in ``words.headers``; which figure is whose is told by ``facts``.
"""
