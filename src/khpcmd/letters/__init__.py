"""A letter for each unit with errors or questions, or without a return; start at ``run``.

``compose`` says who gets one and about what, and puts it into words; ``dress`` draws it as an e-mail and as an official
letter, and tells of all letters. Nothing is sent.
"""
