"""The demo's page: a customer, the support team's Slack and what happens behind, in one browser window."""

from bot.sandbox.page.app import page_app
from bot.sandbox.page.cast import Cast, Person
from bot.sandbox.page.director import Director

__all__ = ["Cast", "Director", "Person", "page_app"]
