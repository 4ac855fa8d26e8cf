"""`ringback oauth consent`: a person lets Ringback into a mailbox, and the refresh token is kept sealed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.core.command import COMMAND
from bot.operations.problem import OperationProblem
from bot.tokens import opened


async def consent(settings: Settings, mailbox: str, port: int, say: Callable[[str], None]) -> str:
    """Asks for it, waits for the answer, and returns a sentence. The desk may run; it finds the token by itself. Raises
    OperationProblem."""
    box = next((box for box in settings.mailbox if box.name == mailbox), None)
    if box is None or box.oauth is None:
        named = ", ".join(box.name for box in settings.mailbox if box.oauth) or "none"
        raise OperationProblem(f"no mailbox {mailbox} with [mailbox.oauth]; there are: {named}")
    if box.oauth.flow != "refresh_token":
        raise OperationProblem(f'{mailbox} needs nobody\'s consent: its flow is "{box.oauth.flow}"')
    from bot.channels.email.oauth.ask import Asking
    from bot.channels.email.oauth.consent import by_browser, by_device
    from bot.channels.email.oauth.problem import TokenProblem

    asking = Asking(mailbox, box.oauth)
    try:
        async with opened(settings) as tokens:
            if box.oauth.provider == "google":
                answer = await by_browser(asking, say, port, box.imap.username)
            else:
                answer = await by_device(asking, say)
            await tokens[mailbox].adopt(answer)
    except (TokenProblem, SQLAlchemyError) as problem:
        raise OperationProblem(str(problem)) from problem
    return f"Ringback may read and send as {box.imap.username} now. Try it: {COMMAND} doctor"
