"""The commands, one module each: its ``command`` parses the options, asks the core and shows the answer."""
