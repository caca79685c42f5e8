"""A letter for each unit with errors or questions, or without a return; start at ``run``.

``cases`` says who gets one and about what, ``compose`` puts it into words, ``dress`` draws it as an e-mail and as an
official letter, ``listing`` tells of all letters. Nothing is sent.
"""
