"""Asks the admin for what the desk needs, and writes the settings file."""

from bot.setup.interview import interview
from bot.setup.keeping import RefusedError

__all__ = ["RefusedError", "interview"]
