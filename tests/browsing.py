"""Browsers at work on pages: what drives them, and what they ask of the network."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from office import demanded, program

DRIVERS = Path(__file__).parent / "browser"
PROGRAMS = {"chrome": "chromium", "firefox": "firefox-esr"}


@contextmanager
def recorder() -> Iterator[tuple[int, list[str]]]:
    """A proxy that answers nothing and writes down the first line of whatever is asked of it."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    asked.append(connection.recv(2048).decode("latin-1").partition("\r\n")[0])

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def fetched(folder: Path) -> Path:
    """The folder with the drivers and the checker of accessibility, of the versions that are asked for."""
    npm = program("npm")
    program("node")
    for file in DRIVERS.iterdir():
        shutil.copy(file, folder)
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        demanded(f"what tests/browser/package.json names ({done.stderr.strip()[:300]})")
    return folder


def driven(tools: Path, browser: str, page: Path, cases: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    """What ``drive.mjs`` saw and saved when the cases were done with a page in a browser."""
    job: Mapping[str, object] = {
        "browser": browser,
        "executable": program(PROGRAMS[browser]),
        "page": str(page),
        "cases": cases,
        **more,
    }
    file = tools / f"{browser}-{abs(hash(json.dumps(job, default=str)))}.json"
    file.write_text(json.dumps(job, default=str), encoding="utf-8")
    command = [program("node"), str(tools / "drive.mjs"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=540, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
