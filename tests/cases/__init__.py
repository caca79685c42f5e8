"""Stories: workbooks written as Markdown, each with the reading that it has to give."""
