"""SQL only, no rules: the tables, the writer, and one file an aggregate."""
