"""What a person sees after using something."""

from dataclasses import dataclass, field

from bot.sandbox.slack.workspace import Json


@dataclass(frozen=True, slots=True)
class Click:
    """A use of a button or menu; not acknowledged means the person saw a warning sign beside it."""

    acknowledged: bool
    trigger_id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Submission:
    """A submitted modal.

    acknowledged: an answer came in time and could be used. errors: field errors by block_id, from the app
    or, before anything was sent, from the Slack client itself. view: what is on top now, None when nothing
    is open. closed: whether the submitted view is gone. trouble: why an answer could not be used.
    """

    acknowledged: bool
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    closed: bool = False
    trouble: str = ""
