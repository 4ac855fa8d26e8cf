"""How fast the desk is, beside the least that any program doing the same would need."""
