"""What a text says where it stands: it derives by sentences over symbols, and a word that turns a figure turns it
unless the sentence that holds it drops its meaning by name. Words and sentences are data."""
