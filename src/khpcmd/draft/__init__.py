"""What helps whoever writes a plan: a draft out of a workbook in use, and advice on what a plan says.

The draft starts at ``from_workbook``: its units, and the fields that its headers name. ``quote_advice`` and
``date_advice`` hold the quotes, titles and days of a plan against what is encoded, and find the texts that are not
filled in; ``quotes`` reads them.
"""
