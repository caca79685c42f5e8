"""What `tests/net.py` is made of: the runs, their inputs, the process that does them, and the comparing."""
