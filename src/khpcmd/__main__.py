"""``python -m khpcmd``."""

import sys

from khpcmd.cli import main

if __name__ == "__main__":
    sys.exit(main())
