"""The way to a mail server: straight, or through an HTTP or SOCKS5 proxy."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
import urllib.parse
from typing import Any, Literal

from pydantic import SecretStr
from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.async_.asyncio import Proxy

from bot.channels.email.settings import ImapSettings, SmtpSettings

_LONGEST_HEAD = 16_384


class ProxyProblem(Exception):  # noqa: N818 - the problem is the proxy's, not the program's
    """The proxy is `down`, refuses our `login`, or has `refused` the server. The words hold no secrets."""

    def __init__(self, what: str, kind: Literal["down", "login", "refused"]) -> None:
        super().__init__(what)
        self.kind = kind


async def route(server: ImapSettings | SmtpSettings, context: ssl.SSLContext | None) -> dict[str, Any]:
    """What asyncio's `create_connection` and `open_connection` want to be told to get there. Raises ProxyProblem."""
    if server.proxy is None:
        return {"host": server.host, "port": server.port, "ssl": context}
    sock = await tunnel(server.proxy, server.host, server.port, server.timeout_seconds)
    return {"sock": sock, "ssl": context, "server_hostname": server.host if context else None}


async def tunnel(proxy: SecretStr, host: str, port: int, seconds: float) -> socket.socket:
    """A socket that the proxy has connected with a server, within so many seconds. Raises ProxyProblem."""
    parts = urllib.parse.urlsplit(proxy.get_secret_value())
    name = f"the proxy {proxy_name(proxy)}"
    try:
        async with asyncio.timeout(seconds):
            return await (_connect if parts.scheme == "http" else _socks)(parts, host.encode("idna").decode(), port)
    except (TimeoutError, ProxyTimeoutError):
        raise ProxyProblem(f"{name} gave no answer in {seconds:g} s", "down") from None
    except (OSError, ProxyConnectionError) as error:
        raise ProxyProblem(f"{name} cannot be reached: {_why(error)}", "down") from None
    except UnicodeError:
        raise ProxyProblem(f"{name} cannot lead to {host}: that is no host name", "refused") from None
    except ProxyError as error:
        # The library gives a log-in that SOCKS refused (RFC 1929) no code of its own.
        if error.error_code == 407 or "authentication" in str(error):
            what = "refuses the user and password" if parts.username else "wants a user and a password"
            raise ProxyProblem(f"{name} {what}", "login") from None
        words = f"{name} does not lead to {host}:{port}: {str(error)[:200]}"
        raise ProxyProblem(words, "refused") from None


def proxy_name(proxy: SecretStr) -> str:
    """`host:port`, without the password."""
    parts = urllib.parse.urlsplit(proxy.get_secret_value())
    return f"{parts.hostname}:{parts.port}"


def _why(error: OSError) -> str:
    # asyncio and the library put addresses into strerror; a name that is not known has a number below 0.
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__


async def _socks(parts: urllib.parse.SplitResult, host: str, port: int) -> socket.socket:
    """The proxy looks the server's name up."""
    name, word = (urllib.parse.unquote(part or "") for part in (parts.username, parts.password))
    proxy = Proxy(ProxyType.SOCKS5, parts.hostname or "", parts.port or 0, name, word, rdns=True)
    return await proxy.connect(host, port)


async def _connect(parts: urllib.parse.SplitResult, host: str, port: int) -> socket.socket:
    """CONNECT (RFC 9110, 9.3.6). A mail server speaks first: its greeting may lie right behind the proxy's answer,
    where python-socks throws it away. So no byte is read beyond the answer's end."""
    sock = await _dialled(parts.hostname or "", parts.port or 0)
    try:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        ask = f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n"
        if parts.username:
            login = urllib.parse.unquote(f"{parts.username}:{parts.password}").encode()
            ask += f"Proxy-Authorization: Basic {base64.b64encode(login).decode()}\r\n"
        await asyncio.get_running_loop().sock_sendall(sock, f"{ask}\r\n".encode())
        _accepted(await _head(sock))
    except BaseException:
        sock.close()
        raise
    return sock


async def _dialled(host: str, port: int) -> socket.socket:
    """Connects with the first of a name's addresses that answers. Raises OSError."""
    loop = asyncio.get_running_loop()
    failure = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            await loop.sock_connect(sock, address)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failure


async def _head(sock: socket.socket) -> bytes:
    head = bytearray()
    while not head.endswith(b"\r\n\r\n"):
        byte = await asyncio.get_running_loop().sock_recv(sock, 1)
        if not byte:
            raise ProxyError("it ended the connection")
        head += byte
        if len(head) > _LONGEST_HEAD:
            raise ProxyError("it does not speak HTTP")
    return bytes(head)


def _accepted(head: bytes) -> None:
    version, _, status = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
    code = int(status[:3]) if version.startswith("HTTP/") and status[:3].isdecimal() else 0
    if not code:
        raise ProxyError("it does not speak HTTP")
    if not 200 <= code < 300:
        raise ProxyError(status, error_code=code)
