"""The pictures of docs/admin: schematic drawings of other people's consoles, and terminals with our own real output."""
