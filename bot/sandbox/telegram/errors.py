"""How the service says no: https://core.telegram.org/bots/api#making-requests."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer of the service, not an error of this program
    """The service refuses a call: an error code, a description for people, and sometimes parameters.

    https://core.telegram.org/bots/api#responseparameters
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer as the service writes it: ok, error_code, description, parameters when there are any."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": dict(self.parameters)} if self.parameters else {})


def bad_request(words: str) -> Refused:
    """A refusal with code 400, as it is given for what the caller did wrong."""
    return Refused(400, f"Bad Request: {words}")


def stricter(words: str) -> Refused:
    """A 400 that the service itself would not give: the sandbox is stricter, so that slips are seen here."""
    return bad_request(f"sandbox: {words}")


def too_many_requests(retry_after: int) -> Refused:
    """Flood control: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
