"""Whether two Vietnamese spellings are the same name; ``Names`` matches a text with many names.

Four steps, from the same to the similar: the same letters (``canonical``), the same name without its class word
(``split_class``), the same without accents (``bare``; only if no other name shares it), and close (``suggest``; never
matched, only offered as "did you mean"). Ids and other words with one spelling are offered for a typo (``typo_of``).
"""

from khpcmd.text.class_words import CLASS_OF, LIKE_CLASSES, split_all, split_class
from khpcmd.text.folding import INVISIBLE, TONE_LETTERS, apart, bare, bare_all, canonical, loose, tidy, tidy_all
from khpcmd.text.names import Closeness, Match, Names, Owners, Spellings, suggest
from khpcmd.text.typos import typo_of

__all__ = [
    "CLASS_OF",
    "INVISIBLE",
    "LIKE_CLASSES",
    "TONE_LETTERS",
    "Closeness",
    "Match",
    "Names",
    "Owners",
    "Spellings",
    "apart",
    "bare",
    "bare_all",
    "canonical",
    "loose",
    "split_all",
    "split_class",
    "suggest",
    "tidy",
    "tidy_all",
    "typo_of",
]
