"""A letter for each unit with errors or questions, or without a return; start at ``run``.

``cases`` says who gets one and about what, ``compose`` puts it into words, ``mail``, ``official`` and ``index`` dress
it as an e-mail, as an official letter and as the page of all letters. Nothing is sent.
"""
