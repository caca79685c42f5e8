"""The check page: khpcmd in a browser. What its worker asks (``desk``), what a person sees (``screen``), and how a plan
is put into a page that was built (``put``). The page itself, and what builds it, is the folder ``page`` of the project.
"""
