"""What is done with saved results, the JSON of earlier checks: ``verify`` holds one against its files, ``trend`` lines
several up by period. ``document`` reads them; nothing in them is believed before it was validated."""
