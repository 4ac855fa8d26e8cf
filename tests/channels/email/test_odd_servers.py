"""IMAP servers that are unlike Dovecot: each test plays one by hand. And the post of the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.core.messages import Address, Button, Outbound
from bot.core.signing import message_id
from bot.sandbox.mail import MailSandbox
from tests.channels.email.conftest import SIGNER, FakeDesk, MemoryCursors, channel, listening, mail, mailbox, until

Answers = Callable[[str], list[bytes]]


class PlayedServer:
    """One folder. `capabilities` are announced; a `silent` one greets and answers nothing; `refuses` are UIDs whose
    bodies it will not hand over."""

    def __init__(self, capabilities: str = "IMAP4rev1") -> None:
        self.capabilities = capabilities
        self.mails: dict[int, bytes] = {}
        self.refuses: set[int] = set()
        self.needs_id = False
        self.silent = False
        self.announce_in_search: list[bytes] = []
        self.lines: list[str] = []
        self.open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            await self._converse(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()
            self.open -= 1

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        identified = False
        writer.write(b"* OK hello\r\n")
        while line := (await reader.readline()).decode().strip():
            self.lines.append(line)
            tag, _, command = line.partition(" ")
            if self.silent:
                continue
            identified |= command == 'ID ("name" "ringback" "version" "1")'
            if command == "IDLE":
                writer.write(b"+ idling\r\n")
                await reader.readline()
            if command.startswith("EXAMINE") and self.needs_id and not identified:
                writer.write(f"{tag} NO EXAMINE Unsafe Login. Please contact kefu@provider.example\r\n".encode())
            else:
                writer.write(b"".join(self.answer(tag, command)))

    def answer(self, tag: str, command: str) -> list[bytes]:
        done = f"{tag} OK done\r\n".encode()
        if command == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}\r\n".encode(), done]
        if command.startswith("EXAMINE"):
            return [b"* %d EXISTS\r\n" % len(self.mails), b"* OK [UIDVALIDITY 5] x\r\n", done]
        if command.startswith("UID SEARCH"):
            found = " ".join(map(str, self.mails))
            announced, self.announce_in_search = self.announce_in_search, []
            return [f"* SEARCH {found}\r\n".encode(), *announced, done]
        if command.startswith("UID FETCH"):
            return self.fetch(tag, command, done)
        return [done]

    def fetch(self, tag: str, command: str, done: bytes) -> list[bytes]:
        uids = [int(word) for word in command.split()[2].split(",") if int(word) in self.mails]
        if "BODY" in command and self.refuses & set(uids):
            return [f"{tag} NO [SERVERBUG] corrupt message\r\n".encode()]
        answers = []
        for uid in uids:
            raw = self.mails[uid]
            size, body = b"RFC822.SIZE %d" % len(raw), b"BODY[] {%d}\r\n%b" % (len(raw), raw)
            answers.append(b"* %d FETCH (%b UID %d)\r\n" % (uid, body if "BODY" in command else size, uid))
        return [b"* 1 FETCH (FLAGS (\\Seen))\r\n", *answers, done]


@asynccontextmanager
async def playing(server: PlayedServer) -> AsyncIterator[int]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    yield listener.sockets[0].getsockname()[1]
    listener.close()
    await until(lambda: not server.open)
    await listener.wait_closed()


async def test_a_server_without_idle_is_polled(desk: FakeDesk, cursors: MemoryCursors) -> None:
    server = PlayedServer()
    async with (
        playing(server) as port,
        listening(channel(mailbox(imap={"port": port, "poll_seconds": 0.05}), cursors), desk) as room,
    ):
        await until(lambda: room.health.green)
        server.mails[1] = mail("polled")
        await desk.has(1)
    assert not any("IDLE" in line for line in server.lines)


async def test_a_server_that_greets_and_then_falls_silent_is_left_and_tried_again(
    desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server = PlayedServer()
    server.mails[1] = mail("one")
    server.silent = True
    async with playing(server) as port:
        async with listening(channel(mailbox(imap={"port": port, "timeout_seconds": 0.3}), cursors), desk) as room:
            assert "did not greet in 0.3 s" in room.health.cause
            server.silent = False
            await until(lambda: room.health.green)
        server.silent = True
        asked = len(server.lines)
        async with asyncio.timeout(5):  # and the listener can be told to stop in the middle of it
            stopping = asyncio.create_task(channel(mailbox(imap={"port": port}), cursors).listen(desk.receive))
            await until(lambda: len(server.lines) > asked)
            stopping.cancel()
            await asyncio.wait({stopping})


async def test_a_server_that_wants_an_id_first_gets_it_in_its_form(desk: FakeDesk, cursors: MemoryCursors) -> None:
    server = PlayedServer("IMAP4rev1 ID IDLE")
    server.needs_id = True
    async with playing(server) as port, listening(channel(mailbox(imap={"port": port}), cursors), desk) as room:
        await until(lambda: room.health.green)
    assert any('LOGIN "support@example.com"' in line for line in server.lines)


async def test_mail_announced_while_we_search_does_not_wait_for_the_next_round(
    desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server = PlayedServer("IMAP4rev1 IDLE")
    async with playing(server) as port:
        async with listening(channel(mailbox(imap={"port": port}), cursors), desk) as room:
            await until(lambda: room.health.green)
        server.announce_in_search = [b"* 1 EXISTS\r\n"]
        answer = server.answer

        def slip_in(tag: str, command: str) -> list[bytes]:
            answers = answer(tag, command)
            if command.startswith("UID SEARCH"):
                server.mails[1] = mail("slipped in")
            return answers

        server.answer = slip_in  # type: ignore[method-assign] # a mail arrives just after the search
        async with listening(channel(mailbox(imap={"port": port}), cursors), desk):
            await desk.has(1, 2)


async def test_a_mail_the_server_will_not_hand_over_is_shown_and_holds_up_nothing(
    desk: FakeDesk, cursors: MemoryCursors
) -> None:
    server = PlayedServer("IMAP4rev1 IDLE")
    server.mails = {1: mail("good"), 2: mail("corrupt"), 3: mail("also good")}
    server.refuses = {2}
    async with (
        playing(server) as port,
        listening(channel(mailbox(imap={"port": port, "history": "all"}), cursors), desk),
    ):
        await desk.has(3)
    assert desk.subjects == ["good", "", "also good"]
    assert "corrupt message" in desk.taken[1].trouble


async def test_nothing_is_ever_asked_that_changes_the_mailbox(desk: FakeDesk, cursors: MemoryCursors) -> None:
    server = PlayedServer("IMAP4rev1 IDLE")
    server.mails = {1: mail("one")}
    async with (
        playing(server) as port,
        listening(channel(mailbox(imap={"port": port, "history": "all"}), cursors), desk),
    ):
        await desk.has(1)
    commands = {" ".join(line.split()[1:3]) for line in server.lines}
    assert commands <= {
        'LOGIN "support@example.com"',
        "CAPABILITY",
        'EXAMINE "INBOX"',
        "UID SEARCH",
        "UID FETCH",
        "IDLE",
        'LIST ""',
    }
    assert all("BODY.PEEK[]" in line for line in server.lines if "BODY" in line)


async def test_a_round_trip_through_the_sandbox(desk: FakeDesk, cursors: MemoryCursors) -> None:
    async with MailSandbox() as post:
        post.add_mailbox("support@example.com")
        imap = {"port": post.imap_port, "password": "sandbox", "history": "all"}
        room = channel(mailbox(imap=imap, smtp={"port": post.smtp_port}), cursors)
        async with listening(room, desk):
            await until(lambda: room.health.green)
            key = await post.write("李伟", "li@customer.example", "support@example.com", "打印机", "着火了")
            (first,) = await desk.has(1, 2)
            assert (first.sender.name, first.text, first.message_id) == ("李伟", "着火了", key)
            ours = message_id(SIGNER, "one", 17, "example.com")
            outbound = Outbound(1, room.name, "message", "已解决。", "zh", 17, Address("email", "li@customer.example"))
            button = Button("已解决", "solved:17:2")
            await room.send(replace(outbound, buttons=(button,), message_id=ours, references=(key,)))
            (answer,) = post.inbox_of("li@customer.example")
            assert answer.in_reply_to == key
            await post.press("li@customer.example", 0, "已解决")
            await post.reply("li@customer.example", answer, "谢谢")
            await desk.has(3, 2)
        assert desk.taken[1].press == "solved:17:2"
        assert (desk.taken[2].claim, desk.taken[2].text) == (17, "谢谢")
        post.imap_down = True


async def test_the_listener_outlives_an_outage_of_the_sandbox(desk: FakeDesk, cursors: MemoryCursors) -> None:
    async with MailSandbox() as post:
        post.add_mailbox("support@example.com")
        room = channel(mailbox(imap={"port": post.imap_port, "password": "sandbox"}), cursors)
        async with listening(room, desk):
            await until(lambda: room.health.green)
            post.imap_down = True
            await until(lambda: not room.health.green)
            await post.write("Ann", "ann@customer.example", "support@example.com", "while down", "x")
            post.imap_down = False
            await desk.has(1)
            await until(lambda: room.health.green)
