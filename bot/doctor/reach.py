"""The first steps towards a server, told apart: its name, its port, its certificate, what it announces."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl

from bot.channels.email.settings import ImapSettings, SmtpSettings
from bot.channels.email.way import ProxyProblem, route
from bot.doctor.proxies import proxy_fix

_LINES = 20


class UnreachableError(Exception):
    """The server cannot be used at all. `fix` says what to do."""

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(found)
        self.fix = fix


async def imap_capabilities(settings: ImapSettings) -> frozenset[str]:
    """Connects, asks what the server can do and leaves (RFC 3501, 6.1.1). Raises UnreachableError."""
    reader, writer = await _connected(settings)
    try:
        async with asyncio.timeout(settings.timeout_seconds):
            greeting = await reader.readline()
            if not greeting.upper().startswith(b"* "):
                raise UnreachableError(
                    f"{_where(settings)} does not speak IMAP" + _tls_hint(settings, greeting),
                    "correct imap.host, imap.port and imap.security",
                )
            writer.write(b"a1 CAPABILITY\r\na2 LOGOUT\r\n")
            words: set[str] = set()
            for _ in range(_LINES):
                line = (await reader.readline()).decode("ascii", "replace").upper().strip()
                if line.startswith("* CAPABILITY "):
                    words |= set(line.split()[2:])
                if not line or re.match(r"A[12] ", line):
                    break
            return frozenset(words)
    except TimeoutError as error:
        fix = "correct imap.port and imap.security: TLS speaks first on 993, plain on 143"
        raise UnreachableError(f"{_where(settings)} takes the connection but says nothing", fix) from error
    except OSError as error:
        raise UnreachableError(f"{_where(settings)} closed the connection", "correct imap.security") from error
    finally:
        writer.transport.abort()


async def smtp_port(settings: SmtpSettings) -> None:
    """Connects and leaves; STARTTLS is left to the log-in. Raises UnreachableError."""
    _, writer = await _connected(settings)
    with contextlib.suppress(OSError):
        writer.write(b"QUIT\r\n")
        await writer.drain()
    writer.transport.abort()


def _where(settings: ImapSettings | SmtpSettings) -> str:
    return f"{settings.host}:{settings.port}"


def _tls_hint(settings: ImapSettings, greeting: bytes) -> str:
    return "" if greeting or settings.security == "tls" else " without TLS"


async def _connected(settings: ImapSettings | SmtpSettings) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    part = "imap" if isinstance(settings, ImapSettings) else "smtp"
    where = _where(settings)
    context = _context(settings, part) if settings.security != "plain" else None
    seconds = min(settings.timeout_seconds, 15)
    try:
        way = await route(
            settings.model_copy(update={"timeout_seconds": seconds}), context if settings.security == "tls" else None
        )
        async with asyncio.timeout(seconds):
            return await asyncio.open_connection(**way)
    except ProxyProblem as problem:
        raise UnreachableError(str(problem), proxy_fix(part, problem)) from problem
    except socket.gaierror as error:
        raise UnreachableError(f"the name {settings.host} is not known", f"correct {part}.host, or the DNS") from error
    except ssl.SSLCertVerificationError as error:
        raise _distrusted(where, part, error) from error
    except ssl.SSLError as error:
        fix = f"correct {part}.port and {part}.security (" + (
            "993 is tls" if part == "imap" else "465 is tls, 587 is starttls"
        )
        raise UnreachableError(f"{where} does not speak TLS from the first byte", fix + ")") from error
    except ConnectionRefusedError as error:
        fix = f"correct {part}.host and {part}.port, see that the server runs"
        raise UnreachableError(f"{where} refuses connections: the port is closed", fix) from error
    except TimeoutError as error:
        fix = f"open the way in the firewall, or correct {part}.host and {part}.port"
        raise UnreachableError(f"{where} does not answer", fix) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise UnreachableError(f"cannot connect to {where}: {cause}", f"correct {part}.host and {part}.port") from error


def _context(settings: ImapSettings | SmtpSettings, part: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except OSError as error:  # ssl.SSLError is one too
        cause = "holds no certificate" if isinstance(error, ssl.SSLError) else "cannot be read"
        raise UnreachableError(f"{part}.ca_file {settings.ca_file} {cause}", "name a PEM file there") from error


def _distrusted(where: str, part: str, error: ssl.SSLCertVerificationError) -> UnreachableError:
    words = error.verify_message or "not trusted"
    if ("self" in words and "signed" in words) or "unable to get local issuer" in words:
        fix = f"put the certificate of its authority (PEM) beside the settings and name it in {part}.ca_file"
    elif "expired" in words:
        fix = "let the mail server's admin renew it"
    elif "mismatch" in words or "not valid for" in words:
        fix = f"write the name that stands in the certificate into {part}.host"
    else:
        fix = f"mend the certificate, or name its authority in {part}.ca_file; check this machine's clock"
    return UnreachableError(f"the certificate of {where} is not trusted: {words}", fix)
