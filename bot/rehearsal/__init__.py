"""Replays real mail on a moved clock into a scratch database, sends nothing, and tells what would have been done."""

from bot.rehearsal.command import Options, Rehearsed, rehearse
from bot.rehearsal.guessing import guessed
from bot.rehearsal.machine import as_json
from bot.rehearsal.shown import show
from bot.rehearsal.wording import words_of

__all__ = ["Options", "Rehearsed", "as_json", "guessed", "rehearse", "show", "words_of"]
