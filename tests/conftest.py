"""What every test may ask for: real servers, each started on first use. And: a skipped test is a failed test."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.cancelling import make_cancellations_heard
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.postgres import Postgres
from tests.servers.smtp import SmtpServer

make_cancellations_heard()  # as the desk does: a test that stops something must not wait for ever

ROOT = Path(__file__).parent.parent
#: Seconds after which an exam in full form hangs; every other test has `timeout` of pyproject.toml.
LONGEST_EXAM = 1500


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give exams more time before they count as hanging."""
    for item in items:
        if item.get_closest_marker("exam"):
            item.add_marker(pytest.mark.timeout(LONGEST_EXAM))


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A running IMAP server without users."""
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
async def smtp_server() -> AsyncIterator[SmtpServer]:
    """A running SMTP server that accepts everything."""
    server = SmtpServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def fault_proxy() -> AsyncIterator[Callable[[int], Any]]:
    """`proxy = await fault_proxy(server.port)`: a running proxy before that server."""
    async with AsyncExitStack() as stack:

        async def before(target: int) -> FaultProxy:
            proxy = FaultProxy(target)
            await proxy.start()
            stack.push_async_callback(proxy.stop)
            return proxy

        yield before


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL, one for each test process; do not stop it: make your own for that."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The SQLAlchemy address of a new, empty PostgreSQL database."""
    url = postgres.create_database()
    yield url
    postgres.drop_database(url)


def _refuse_skipping(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and report.nodeid not in (ROOT / "README.md").read_text():
        report.outcome = "failed"
        vars(report).pop("wasxfail", None)
        report.longrepr = f"skipped or expected to fail, which counts as failed: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that is skipped or expected to fail, unless the README names it."""
    report = yield
    _refuse_skipping(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a file that skips itself, unless the README names it."""
    report = yield
    _refuse_skipping(report)
    return report
