"""Who runs a due row, and when. Rows are the truth; an engine only decides who picks one up."""
