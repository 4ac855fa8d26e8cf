"""What goes wrong between us and a provider, as sentences for the admin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.channels.email.settings import OAuthSettings
from bot.core.command import COMMAND

_LONGEST = 200


class TokenProblem(Exception):  # noqa: N818 - the problem is the provider's or the settings', not the program's
    """No token can be had. The words hold no secret; `fix` is what to do. `refused`: asking again in the same way will
    not help. `retry_after`: the seconds that the provider wants us to wait. `code`: its own word (RFC 6749, 5.2)."""

    def __init__(
        self, what: str, fix: str = "", *, refused: bool = False, retry_after: float = 0.0, code: str = ""
    ) -> None:
        super().__init__(f"{what}: {fix}" if fix else what)
        self.what = what
        self.fix = fix
        self.refused = refused
        self.retry_after = retry_after
        self.code = code


def refusal(settings: OAuthSettings, mailbox: str, answer: Mapping[str, Any], secrets: Iterable[str]) -> TokenProblem:
    """What an error of a token endpoint means (RFC 6749, 5.2), in the provider's own words."""
    code = plain(str(answer.get("error")), secrets)
    described = plain(str(answer.get("error_description") or ""), secrets)
    words = f"{code} ({described})" if described else code
    if code == "invalid_grant" and settings.flow == "refresh_token":
        return TokenProblem(
            f"the provider refuses the refresh token: {words}", consent_fix(mailbox), refused=True, code=code
        )
    if code in ("invalid_client", "unauthorized_client"):
        fix = "see client_id, and client_secret: it may have ended; make a new one and put it into the settings"
        return TokenProblem(f"the provider refuses the client: {words}", fix, refused=True, code=code)
    fix = "see tenant, scope and flow; docs/admin/mail.md shows every step"
    return TokenProblem(f"the provider gives no token: {words}", fix, refused=True, code=code)


def consent_fix(mailbox: str, again: bool = True) -> str:
    """What helps where a person's consent is needed."""
    return f"give consent{' again' if again else ''} with `{COMMAND} oauth consent --mailbox {mailbox}`"


def plain(text: str, secrets: Iterable[str]) -> str:
    """A provider's words on one line: the first one alone, nothing unprintable, no secret of ours."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    first = text.strip().partition("\n")[0]
    return "".join(c for c in first if c.isprintable()).strip()[:_LONGEST]
