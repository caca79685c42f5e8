"""The workbook of results: what a report says, one sheet for each way of looking at it."""
