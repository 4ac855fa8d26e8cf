"""The folders beside the inbox that the settings name: where spam lies, and where handled mail goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.email.imap import FolderError, ImapConnection, ImapError
from bot.channels.email.settings import MailboxSettings
from bot.doctor.findings import Finding, warning

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens


async def check(box: MailboxSettings, tokens: Tokens | None) -> list[Finding]:
    """Opens what is named as the desk will; a folder that opens is not worth a line."""
    part, found = f"mail {box.name} in", list[Finding]()
    if box.imap.junk not in ("", "auto") and (words := await _refusal(box, box.imap.junk, tokens)):
        fix = 'correct imap.junk, or set it to "auto" or ""'
        found.append(warning(part, f"what the server takes for spam is not seen; folder {box.imap.junk}: {words}", fix))
    target = box.imap.handled_folder
    if target and (words := await _refusal(box, target, tokens, writing=True)):
        fix = "make that folder on the server, or correct imap.handled: the name as the server has it"
        found.append(warning(part, f"handled mail stays where it is; folder {target}: {words}", fix))
    return found


async def _refusal(box: MailboxSettings, folder: str, tokens: Tokens | None, *, writing: bool = False) -> str:
    """Why a folder does not open, in the server's words; empty when it does."""
    connection = ImapConnection(box.imap.model_copy(update={"folder": folder}), tokens)
    try:
        await connection.open(writing=writing)
    except FolderError as error:
        return str(error)
    except ImapError as error:
        return f"it could not be tried: {error}"
    finally:
        connection.close()
    return ""
