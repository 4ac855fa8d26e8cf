"""Which files are named and never handed on: what runs when it is opened, however it is called."""

from __future__ import annotations

import pytest

from bot.core.files import is_executable


@pytest.mark.parametrize(
    "name",
    [
        "a.exe", "a.pdf.EXE", "a.lnk", "a.url", "a.iso", "a.vhdx", "a.one", "a.chm", "a.xll", "a.msix", "a.py", "a.ps1",
        "a.exe. . ", "a.exe\u3000", '"a.exe"', "a.exe::$DATA", "a.exe:x.txt", "a\uff0eexe", "a.exe\0.pdf",
        "invoice\u202efdp.exe", "a.exe\u202c", "a.\u200bexe", "a.e\u00adxe", "a.zip.js",
    ],
)  # fmt: skip
def test_what_runs_is_told_by_its_end(name: str) -> None:
    assert is_executable(name)


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf",
        "a.exe.txt",
        "exe",
        "",
        "a.",
        "Screenshot 10:32:11.png",
        "日志.log",
        "a.zip",
        "a.html",
        "bash.log",
        "a.csv",
    ],
)
def test_what_people_send_is_shown(name: str) -> None:
    assert not is_executable(name)
