"""What is told of one target, one office, one file: each is decided here once, in short and in full."""
