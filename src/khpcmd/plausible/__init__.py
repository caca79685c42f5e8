"""Which figures are unusual although no rule forbids them: what the units are to be asked. Start at ``ask.questions``.

A question is a diagnostic of its own severity. It takes no value from any cell, so no verdict can change by it. Each
rule is a module and answers for itself how many units and figures it needs; a plan tunes them (``plan.plausibility``).
All arithmetic is in whole numbers.
"""
