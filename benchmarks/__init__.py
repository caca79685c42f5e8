"""Scripts that measure khpcmd; see run.py."""
