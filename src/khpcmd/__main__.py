"""``python -m khpcmd``."""

from khpcmd.cli import program

if __name__ == "__main__":
    program()
