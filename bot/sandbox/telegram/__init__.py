"""An emulator of the Telegram Bot API: https://core.telegram.org/bots/api."""

from .emulator import TelegramSandbox
from .people import Press

__all__ = ["Press", "TelegramSandbox"]
