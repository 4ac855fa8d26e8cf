"""The small web server: how the desk is doing."""
