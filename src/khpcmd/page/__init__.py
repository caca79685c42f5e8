"""The check page: khpcmd in a browser. What its worker asks, and how a plan is put into a page that was built
(``desk``), and what a person sees (``screen``). The page itself, and what builds it, is the folder ``page`` of the
project.
"""
