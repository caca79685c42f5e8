"""What one row, part, sheet or form takes over from another that is like it: always what the careful way would say."""
