"""Every channel with its provider, as the contract needs it: what a customer does and sees there, what breaks."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.channels.email.channel import EmailChannel
from bot.channels.email.settings import MailboxSettings
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings
from bot.core.desk import Inspection, Precedent, ShelfCard, TicketCard, WholeMessage
from bot.core.messages import Address, DeliveryError, Outbound
from bot.core.ports import Channel
from bot.core.signing import Signer
from bot.rendering import Rendering, default_folders
from bot.sandbox.mail import MailSandbox, SandboxMail
from bot.sandbox.mail.letters import read
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.stage import ENGINEERS, SUPPORT
from bot.sandbox.telegram import TelegramSandbox
from tests.contract.toy import Pigeons, ToyChannel
from tests.desk.slack_words import buttons, words
from tests.servers.smtp import CLOSE, SmtpServer

PHRASES = Rendering(default_folders())
ANN = 7001


class Machine:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Memory:
    """Cursors that remember."""

    kept: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    async def load(self, name: str) -> Mapping[str, Any] | None:
        return self.kept.get(name)

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        self.kept[name] = value


class NoDesk:
    """A desk without tickets."""

    async def card(self, ticket_id: int) -> TicketCard | None:
        return None

    async def inspect_ticket(self, ticket_id: int) -> Inspection:
        return Inspection()

    async def inspect_row(self, inbox_id: int) -> Inspection:
        return Inspection()

    async def whole(self, message_id: int) -> WholeMessage | None:
        return None

    async def find(self, wanted: str) -> tuple[int | None, Sequence[Precedent]]:
        return None, ()

    async def similar(self, ticket_id: int) -> Sequence[Precedent]:
        return ()

    async def precedent(self, article_id: int) -> Precedent | None:
        return None

    async def shelf(self, inbox_id: int) -> ShelfCard | None:
        return None


@dataclass(frozen=True)
class Seen:
    """A message of ours as the customer sees it: its text, and label -> data of its buttons, names of files."""

    text: str
    buttons: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Rig(ABC):
    """A channel and one customer there."""

    channel: Channel
    address: Address

    @abstractmethod
    async def writes(self, text: str, file: tuple[str, bytes] | None = None) -> None:
        """The customer writes."""

    @abstractmethod
    async def presses(self, label: str) -> None:
        """The customer presses a button under our newest message."""

    @abstractmethod
    def kept(self) -> bool:
        """Whether the provider still has something that we have not acknowledged."""

    @abstractmethod
    def seen(self) -> list[Seen]:
        """What the customer got."""

    @abstractmethod
    def refuses(self, *, for_good: bool) -> None:
        """The next message to him is refused."""

    @abstractmethod
    def loses_the_answer(self) -> None:
        """The next message to him arrives, but its confirmation is lost."""

    @abstractmethod
    def breaks(self, broken: bool) -> None:
        """The provider cannot be reached, or again."""

    def outbound(self, body: str, **more: Any) -> Outbound:
        """A row to the customer."""
        plain: dict[str, Any] = {
            "id": 501, "channel": self.channel.name, "kind": "message", "body": body, "language": "en",
            "subject_id": 1, "address": self.address, "subject": "[RB-1001] Printer",
            "message_id": "<rb.1.abc.def@ringback.example>",
        }  # fmt: skip
        return Outbound(**plain | more)


class ToyRig(Rig):
    """The toy."""

    def __init__(self) -> None:
        self.provider = Pigeons()
        self.channel = ToyChannel(self.provider)
        self.address = Address("phone", "+4930901820")

    async def writes(self, text: str, file: tuple[str, bytes] | None = None) -> None:
        self.provider.bring(self.address.value, text, file=file)

    async def presses(self, label: str) -> None:
        data = dict(self.provider.delivered[-1].buttons)[label]
        self.provider.bring(self.address.value, label, data)

    def kept(self) -> bool:
        return bool(self.provider.waiting)

    def seen(self) -> list[Seen]:
        return [
            Seen(p.text, tuple(label for label, _ in p.buttons), (p.file[0],) if p.file else ())
            for p in self.provider.delivered
        ]

    def refuses(self, *, for_good: bool) -> None:
        self.provider.verdicts.append(DeliveryError("the pigeon turned back", permanent=for_good))

    def loses_the_answer(self) -> None:
        self.provider.verdicts.append(DeliveryError("the pigeon was not seen again", ambiguous=True))

    def breaks(self, broken: bool) -> None:
        self.provider.down = broken


class TelegramRig(Rig):
    """A private chat."""

    def __init__(self, telegram: TelegramSandbox) -> None:
        self.telegram = telegram
        telegram.add_user(ANN, "Ann", "Li")
        telegram.world.people[ANN].started = True
        settings = TelegramSettings(
            token=telegram.token,  # type: ignore[arg-type]  # pydantic makes a secret of it
            api_url=telegram.api_url, poll_seconds=1, timeout_seconds=2, backoff_first=0.02, backoff_max=0.1,
        )  # fmt: skip
        self.channel = TelegramChannel(settings, phrase=PHRASES.phrase, clock=Machine())
        self.address = Address("telegram", str(ANN))

    async def writes(self, text: str, file: tuple[str, bytes] | None = None) -> None:
        if file:
            await self.telegram.send_document(ANN, file[0], "text/plain", file[1], text)
        else:
            await self.telegram.write(ANN, text)

    async def presses(self, label: str) -> None:
        await self.telegram.press(ANN, self.telegram.bot_messages(ANN)[-1]["message_id"], label)

    def kept(self) -> bool:
        return bool(self.telegram.pending)

    def seen(self) -> list[Seen]:
        return [self._seen(message) for message in self.telegram.bot_messages(ANN)]

    def _seen(self, message: Mapping[str, Any]) -> Seen:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        labels = tuple(button["text"] for row in rows for button in row)
        files = (message["document"]["file_name"],) if "document" in message else ()
        return Seen(str(message.get("text") or message.get("caption") or ""), labels, files)

    def refuses(self, *, for_good: bool) -> None:
        code, words_ = (403, "Forbidden: bot was blocked by the user") if for_good else (500, "Internal Server Error")
        self.telegram.fail("sendMessage", code, words_)

    def loses_the_answer(self) -> None:
        self.telegram.drop_answer("sendMessage")

    def breaks(self, broken: bool) -> None:
        self.telegram.down = broken


class SlackRig(Rig):
    """A direct conversation with the bot."""

    def __init__(self, slack: SlackSandbox) -> None:
        self.slack = slack
        slack.add_user("U0ENG", "Eve Ng")
        slack.add_user("U0ANN", "Ann Li")
        slack.add_channel(ENGINEERS, "engineers", private=True, members=("U0ENG",))
        settings = SlackSettings(
            bot_token="xoxb-sandbox", app_token="xapp-sandbox",  # type: ignore[arg-type]  # pydantic makes secrets of them
            engineers_channel=ENGINEERS, api_url=slack.url, watchdog_seconds=1.0, timeout_seconds=3.0,
            backoff_first_seconds=0.02, backoff_max_seconds=0.1,
        )  # fmt: skip
        self.channel = SlackChannel(
            settings, phrase=PHRASES.phrase, desk=NoDesk(), ticket_of_card=_none, preview=_empty,
            cursors=Memory(), clock=Machine(),
        )  # fmt: skip
        self.address = Address("slack", f"{slack.workspace.team}/U0ANN")

    async def writes(self, text: str, file: tuple[str, bytes] | None = None) -> None:
        files = [(file[0], "text/plain", file[1])] if file else []
        await self.slack.direct_message("U0ANN", text, files=files)

    async def presses(self, label: str) -> None:
        message = self._messages()[-1]
        button = buttons(message)[label]
        await self.slack.click("U0ANN", self.slack.im_of("U0ANN"), message["ts"], button["action_id"], button["value"])

    def kept(self) -> bool:
        return any(not delivery.acknowledged for delivery in self.slack.record if delivery.name == "message")

    def seen(self) -> list[Seen]:
        return [
            Seen(words(m), tuple(buttons(m)), tuple(file["name"] for file in m.get("files", ())))
            for m in self._messages()
        ]

    def _messages(self) -> list[Any]:
        own = self.slack.workspace.bot_user
        return [one for one in self.slack.messages(self.slack.im_of("U0ANN")) if one["user"] == own]

    def refuses(self, *, for_good: bool) -> None:
        if for_good:
            self.slack.fail("chat.postMessage", "channel_not_found")
        else:
            self.slack.throttle("chat.postMessage")

    def loses_the_answer(self) -> None:
        self.slack.drop_answer("chat.postMessage")

    def breaks(self, broken: bool) -> None:
        self.slack.accept_sockets = not broken
        if broken:
            self.slack._sockets.cut()


class MailRig(Rig):
    """A mail address."""

    def __init__(self, mail: MailSandbox, smtp: SmtpServer) -> None:
        self.mail, self.smtp = mail, smtp
        self.memory = Memory()
        self.written = 0
        settings = MailboxSettings.model_validate(
            {
                "name": "support",
                "address": SUPPORT,
                "imap": {
                    "host": "127.0.0.1", "port": mail.imap_port, "security": "plain", "username": SUPPORT,
                    "password": "sandbox", "history": "all", "backoff_first": 0.02, "backoff_max": 0.1,
                },
                "smtp": {"host": "127.0.0.1", "port": smtp.port, "security": "plain"},
            }
        )  # fmt: skip
        self.channel = EmailChannel(settings, signer=Signer(b"k" * 32), cursors=self.memory, clock=Machine())
        self.address = Address("email", "ann@acme.example")

    async def writes(self, text: str, file: tuple[str, bytes] | None = None) -> None:
        files = [(file[0], "text/plain", file[1])] if file else []
        self.written += 1
        await self.mail.write("Ann Li", self.address.value, SUPPORT, "Printer", text, attachments=files)

    async def presses(self, label: str) -> None:
        self.written += 1
        await self.mail.press(self.address.value, self._mails()[-1], label)

    def kept(self) -> bool:
        return int(self.memory.kept.get("email:support", {"uid": 0})["uid"]) < self.written

    def seen(self) -> list[Seen]:
        mails = self._mails()
        return [Seen(mail.text.replace("\r\n", "\n"), tuple(dict(mail.buttons)), _file_names(mail)) for mail in mails]

    def _mails(self) -> list[SandboxMail]:
        return [read(mail.raw, mail.recipients[0], datetime.now(UTC)) for mail in self.smtp.received]

    def refuses(self, *, for_good: bool) -> None:
        self.smtp.answer_next("RCPT", "550 5.1.1 no such user" if for_good else "451 4.7.1 later")

    def loses_the_answer(self) -> None:
        self.smtp.answer_next("ACCEPTED", CLOSE)

    def breaks(self, broken: bool) -> None:
        self.mail.imap_down = broken


def _file_names(mail: SandboxMail) -> tuple[str, ...]:
    from email import message_from_bytes, policy

    parts = message_from_bytes(mail.raw, policy=policy.default).iter_attachments()
    return tuple(str(part.get_filename()) for part in parts)


async def _none(_key: str) -> int | None:
    return None


async def _empty(_ticket: int, _action: str, _text: str) -> str:
    return ""


@contextlib.asynccontextmanager
async def rig_of(name: str) -> AsyncIterator[Rig]:
    """The rig of a channel with its provider running."""
    async with contextlib.AsyncExitStack() as stack:
        if name == "toy":
            yield ToyRig()
        elif name == "telegram":
            yield TelegramRig(await stack.enter_async_context(TelegramSandbox()))
        elif name == "slack":
            sandbox = SlackSandbox(ack_deadline=1.0, retry_delays=(0.05, 0.2, 0.4))
            yield SlackRig(await stack.enter_async_context(sandbox))
        else:
            mail, smtp = await stack.enter_async_context(MailSandbox()), SmtpServer()
            mail.add_mailbox(SUPPORT)
            await smtp.start()
            stack.push_async_callback(smtp.stop)
            yield MailRig(mail, smtp)
