"""A small HTTP and SOCKS5 proxy that notes where it was asked to go."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import urllib.parse
from collections.abc import Mapping

from tests.servers.ports import free_port

_PIECE = 65_536


class WebProxy:
    """CONNECT (RFC 9110, 9.3.6), absolute-form requests (RFC 9112, 3.2.2) and SOCKS5 (RFC 1928, with the passwords
    of RFC 1929) on one port. `login`: "user:password" that is asked for. `hosts` leads names to other ports."""

    def __init__(self, login: str = "", hosts: Mapping[str, int] | None = None) -> None:
        self.port = free_port()
        self.asked: list[str] = []
        """`kind host:port` of everything that was let through."""
        self.refused = 0
        self._login = login
        self._hosts = dict(hosts or {})
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> WebProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            first = await reader.readexactly(1)
            await (self._socks if first == b"\x05" else self._http)(first, reader, writer)
        except (asyncio.IncompleteReadError, OSError, ValueError):
            self.refused += 1
        except asyncio.CancelledError:
            pass  # the proxy ends, and with it what goes through it
        finally:
            writer.close()
            self._open.discard(task)

    async def _http(self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = first + await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        method, target, version = line.decode().split()
        wanted = base64.b64encode(self._login.encode())
        if self._login and b"basic " + wanted.lower() not in rest.lower():
            self.refused += 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            way = await self._way("CONNECT", host, int(port))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            parts = urllib.parse.urlsplit(target)
            way = await self._way("HTTP", parts.hostname or "", parts.port or 80)
            path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
            kept = [h for h in rest.split(b"\r\n") if h and not h.lower().startswith((b"proxy-", b"connection:"))]
            upgrades = any(h.lower().startswith(b"upgrade:") for h in kept)
            kept.append(b"Connection: Upgrade" if upgrades else b"Connection: close")
            way[1].write(f"{method} {path} {version}\r\n".encode() + b"\r\n".join(kept) + b"\r\n\r\n")
        await _both((reader, writer), way)

    async def _socks(self, _first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        methods = await reader.readexactly((await reader.readexactly(1))[0])
        chosen = 2 if self._login else 0
        if chosen not in methods:
            self.refused += 1
            writer.write(b"\x05\xff")
            return
        writer.write(bytes((5, chosen)))
        if chosen == 2:
            await reader.readexactly(1)
            name, word = [(await reader.readexactly((await reader.readexactly(1))[0])).decode() for _ in range(2)]
            right = f"{name}:{word}" == self._login
            writer.write(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                self.refused += 1
                return
        _, _, _, kind = await reader.readexactly(4)
        if kind == 1:
            host = ".".join(str(part) for part in await reader.readexactly(4))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        way = await self._way("SOCKS", host, int.from_bytes(await reader.readexactly(2)))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await _both((reader, writer), way)

    async def _way(self, kind: str, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.asked.append(f"{kind} {host}:{port}")
        return await asyncio.open_connection("127.0.0.1", self._hosts.get(host, port))


async def _both(
    near: tuple[asyncio.StreamReader, asyncio.StreamWriter], far: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(_PIECE):
                writer.write(piece)
                await writer.drain()
        writer.close()

    try:
        await asyncio.gather(one(near[0], far[1]), one(far[0], near[1]))
    finally:
        far[1].close()
