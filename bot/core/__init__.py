"""Values and rules. Standard library only: nothing here waits, queries or sends."""
