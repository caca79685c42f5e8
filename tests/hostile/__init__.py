"""Files from outside are hostile until shown otherwise: none of them ends in a traceback or another figure."""
