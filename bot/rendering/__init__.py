"""Messages from templates: one light-Markdown text a message and language, values escaped."""

from bot.rendering.escaping import clean, escape, quote, single_line
from bot.rendering.templates import Rendered, Rendering, TemplateProblem, default_folders

__all__ = ["Rendered", "Rendering", "TemplateProblem", "clean", "default_folders", "escape", "quote", "single_line"]
