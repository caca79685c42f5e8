"""The names that offices use and the plan does not have: how they are learned, taught, and moved into the plan.

Start with ``load`` (a file of names, read as strictly as a plan) and ``contradictions`` (what it may not say); how the
reader uses them is in ``khpcmd.plan.taught``. ``learn`` asks about all texts of returns that were not understood, with
``suggest`` for what each may mean; ``settle`` moves what is settled into the plan.
"""
