"""IMAP servers that answer AUTHENTICATE unlike Dovecot, played by hand; and the way to the provider: TLS, proxies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.email.imap import ImapConnection, ImapError
from bot.channels.email.oauth.problem import TokenProblem
from bot.channels.email.settings import ImapSettings
from tests.channels.email.test_tokens import Installation
from tests.servers.ports import free_port
from tests.servers.tls_front import with_tls
from tests.servers.token_server import TokenServer
from tests.servers.web_proxy import WebProxy

CLOSE, SILENT = "close", "silent"


@asynccontextmanager
async def answering(*answers: str) -> AsyncIterator[tuple[int, list[str]]]:
    """A server whose answers to AUTHENTICATE, and to each line after it, are these; its port, and what it was told."""
    told: list[str] = []
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        tag = ""
        while line := await reader.readline():
            text = line.decode().rstrip("\r\n")
            if text.endswith(" CAPABILITY"):
                writer.write(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{text.split()[0]} OK done\r\n".encode())
                continue
            told.append(text)
            tag = text.split()[0] if "AUTHENTICATE" in text else tag
            answer = left.pop(0) if left else CLOSE
            if answer == CLOSE:
                break
            if answer != SILENT:
                writer.write(answer.replace("TAG", tag).encode() + b"\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], told
    finally:
        server.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Installation]:
    async with TokenServer() as provider:
        yield Installation(provider, tmp_path)


def settings(port: int) -> ImapSettings:
    given = {"host": "127.0.0.1", "port": port, "security": "plain", "username": "support@example.com"}
    return ImapSettings.model_validate(given | {"timeout_seconds": 0.5})


GREETING = "+ "
MICROSOFT = "TAG NO AUTHENTICATE failed."


@pytest.mark.parametrize(
    ("answers", "words", "fetched"),
    [
        ((GREETING, MICROSOFT, GREETING, MICROSOFT), "log-in refused: AUTHENTICATE failed.", 2),
        ((GREETING, "+ eyJzdGF0dXMiOiI0MDAifQ==", "TAG NO bad", "TAG NO bad"), "log-in refused: bad", 2),
        ((GREETING, "+ eyJzdGF0dXMiOiI0MDAifQ==", "TAG NO bad", CLOSE), "the server closed the connection", 2),
        ((GREETING, "+ no base64", "TAG NO bad", GREETING, "+ ", "TAG NO"), "log-in refused: ", 2),
        ((GREETING, "TAG NO [UNAVAILABLE] try later"), "no log-in now: [UNAVAILABLE] try later", 1),
        (("TAG BAD unknown mechanism", "TAG BAD unknown mechanism"), "log-in refused: unknown mechanism", 2),
        ((GREETING, SILENT), "no answer to the log-in in 0.5 s", 1),
        ((SILENT,), "no answer to the log-in in 0.5 s", 1),
        ((CLOSE,), "the server closed the connection", 1),
    ],
)
async def test_every_way_to_refuse_a_token_is_a_sentence_within_the_time(
    house: Installation, answers: tuple[str, ...], words: str, fetched: int
) -> None:
    tokens = house.started(house.provider.settings())
    token = await tokens.get()
    house.clock.forward(minutes=1)
    async with answering(*answers) as (port, told):
        connection = ImapConnection(settings(port), tokens)
        with pytest.raises(ImapError) as caught:
            await asyncio.wait_for(connection.open(), 3)
        connection.close()
    assert words in str(caught.value)
    assert token not in str(caught.value)
    assert len(house.provider.requests) == fetched
    assert told[0].endswith(" AUTHENTICATE XOAUTH2"), "the token goes out when the server asks for it"


async def test_the_way_to_the_provider_may_need_a_proxy_and_an_authority_of_ones_own(
    house: Installation, tmp_path: Path
) -> None:
    async with with_tls(house.provider.port, tmp_path) as (port, authority), WebProxy("me:hunter2") as proxy:
        url = f"https://localhost:{port}/token"
        way = {"token_url": url, "ca_file": authority, "proxy": f"http://me:hunter2@127.0.0.1:{proxy.port}"}
        assert await house.started(house.provider.settings(**way)).get()
        assert proxy.asked == [f"CONNECT localhost:{port}"]
        with pytest.raises(
            TokenProblem, match=r"localhost cannot be reached through the proxy .*CERTIFICATE_VERIFY_FAILED"
        ):
            await house.started(house.provider.settings(**way | {"ca_file": None})).get()
        wrong = f"http://me:hunter3@127.0.0.1:{proxy.port}"
        with pytest.raises(TokenProblem, match=f"the proxy 127.0.0.1:{proxy.port} does not lead to localhost"):
            await house.started(house.provider.settings(**way | {"proxy": wrong})).get()
        socks = f"socks5://me:hunter2@127.0.0.1:{proxy.port}"
        assert await house.started(house.provider.settings(**way | {"proxy": socks})).get()
        gone = f"http://127.0.0.1:{free_port()}"
        with pytest.raises(
            TokenProblem, match=rf"localhost cannot be reached through the proxy {gone.removeprefix('http://')}: "
        ):
            await house.started(house.provider.settings(**way | {"proxy": gone})).get()
    with pytest.raises(TokenProblem, match=r"oauth.ca_file .* cannot be read"):
        await house.started(house.provider.settings(ca_file=tmp_path / "absent.pem")).get()
