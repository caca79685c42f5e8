"""Tables laid out from facts, and what a reader of tables may never do to them."""
