#!/usr/bin/env python3
"""Builds the check page, one HTML file with khpcmd and a Python inside: ``.venv/bin/python page/build.py``.

Pyodide and the packages are fetched by npm and pip in the versions of ``runtime.toml`` and ``requirements.txt``, and
held against the hashes there. What was fetched is kept beside the page and used again. Needs khpcmd and its packages,
and npm with node.
"""

import argparse
import base64
import fnmatch
import gzip
import hashlib
import io
import json
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from string import Template
from typing import NoReturn

from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.page.desk import Settings, as_json, made, sources_hash
from khpcmd.plan.load import default_plan, load_plan
from khpcmd.version import __version__

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGE = ROOT / "src" / "khpcmd"
BUILT = ROOT / "dist" / "khpcmd-page.html"
PLATFORMS = ("pyemscripten_2026_0_wasm32", "manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64")
"""The first is what runs in the page; of packages that have nothing for it only the Python files are taken."""
MOMENT = (1980, 1, 1, 0, 0, 0)
MODULES = {"loader": "pyodide.mjs", "runtime": "pyodide.asm.mjs", "wasm": "pyodide.asm.wasm"}
RECIPE = frozenset({".py", ".mjs", ".js", ".css", ".html", ".toml", ".txt"})
Files = dict[str, bytes]
"""Files by their paths, with "/" between folders."""


def fail(sentence: str) -> NoReturn:
    sys.exit(f"build.py: {sentence}")


def run(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        fail(f"{command[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def program(name: str) -> str:
    found = shutil.which(name)
    return found or fail(f"{name} is not installed")


def pyodide(pins: Mapping[str, str], kept: Path) -> Path:
    """The folder of the runtime, as npm has it."""
    archive = kept / f"pyodide-{pins['version']}.tgz"
    if not archive.exists():
        run(program("npm"), "pack", "--silent", f"pyodide@{pins['version']}", folder=kept)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != pins["sha256"]:
        archive.unlink()
        fail(f"pyodide {pins['version']} has the hash {found}, not that of runtime.toml")
    folder = kept / f"pyodide-{pins['version']}"
    if not folder.exists():
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return folder / "package"


def wheels(kept: Path) -> list[Path]:
    """The wheels of ``requirements.txt``; pip compares their hashes."""
    wanted = (HERE / "requirements.txt").read_bytes()
    folder = kept / f"wheels-{hashlib.sha256(wanted).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        platforms = [option for name in PLATFORMS for option in ("--platform", name)]
        python = ("--python-version", "3.14", "--implementation", "cp", "--abi", "cp314", "--only-binary=:all:")
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
        run(*pip, *python, *platforms, "--require-hashes", "-r", HERE / "requirements.txt", "-d", folder)
        (folder / "complete").touch()
    return sorted(folder.glob("*.whl"))


def unpacked(archive: Path) -> Files:
    with zipfile.ZipFile(archive) as packed:
        return {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}


def without(files: Files, patterns: Iterable[str]) -> Files:
    return {name: data for name, data in files.items() if not any(fnmatch.fnmatch(name, one) for one in patterns)}


def khpcmd(patterns: Iterable[str]) -> Files:
    """khpcmd with the plans that ship with it, as a wheel has them."""
    named = {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    plans = default_plan().parent
    shipped = {f"targets/{path.relative_to(plans).as_posix()}": path.read_bytes() for path in plans.rglob("*.*")}
    return {f"khpcmd/{name}": data for name, data in sorted({**without(named, patterns), **shipped}.items())}


def compiled(runtime: Path, files: Files, folder: Path, *, level: int = 0) -> Files:
    """The files with bytecode in the place of sources; level 2 leaves out docstrings and assertions."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    run(program("node"), HERE / "compile.mjs", runtime, folder, str(level))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.is_file()
    }


def as_zip(files: Files) -> bytes:
    """An archive without compression: Python imports from it at once, and the whole is compressed better."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name, data in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, MOMENT), data)
    return archive.getvalue()


def as_list(files: Files) -> bytes:
    """The length of a list of names and sizes, the list, and the contents: what ``unpack`` of the worker reads."""
    names = json.dumps([[name, len(data)] for name, data in sorted(files.items())], ensure_ascii=False).encode()
    return struct.pack(">I", len(names)) + names + b"".join(data for _, data in sorted(files.items()))


def licences(pins: Mapping[str, Mapping[str, str]], packages: Iterable[Files]) -> Iterator[tuple[dict[str, str], str]]:
    """What is inside, and the texts of its licences as far as its packages have them."""
    for name in ("pyodide", "cpython"):
        pin = pins[name]
        known = {"name": name, "version": pin["version"], "licence": pin["licence"], "home": pin["home"]}
        yield known, f"{pin['licence']}; text and sources: {pin['home']}"
    for files in packages:
        head = HeaderParser().parsestr(next(d for n, d in files.items() if n.endswith(".dist-info/METADATA")).decode())
        licence = head["License-Expression"] or head["License"] or classified(head.get_all("Classifier", []))
        known = {"name": head["Name"], "version": head["Version"], "licence": licence, "home": home(head)}
        texts = [data.decode() for name, data in files.items() if re.search(r"\.dist-info/.*LICEN[CS]E", name)]
        yield known, "\n".join(texts)
    own = {"name": "khpcmd", "version": __version__, "licence": "MIT", "home": ""}
    yield own, (ROOT / "LICENSE").read_text(encoding="utf-8")


def classified(classifiers: Iterable[str]) -> str:
    return next((one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")), "")


def home(head: Message) -> str:
    """Where a package says that its sources are."""
    urls = dict(one.split(", ", 1) for one in head.get_all("Project-URL", []))
    known = {label.lower(): url for label, url in urls.items()}
    return next(
        (known[one] for one in ("source", "source code", "repository", "homepage") if one in known),
        head["Home-page"] or "",
    )


def packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def shell(name: str) -> str:
    return (HERE / "shell" / name).read_text(encoding="utf-8")


def page(parts: Mapping[str, bytes], inside: list[dict[str, str]], about_runtime: Mapping[str, str]) -> str:
    """The page as one document. ``about_runtime`` is what Pyodide says of itself, and compares when it starts."""
    html = PACKAGE / "render" / "html"
    style = (html / "base.css").read_text(encoding="utf-8") + shell("page.css")
    script = shell("page.js")
    policy = (
        f"default-src 'none'; script-src {hashed(script)} blob: 'wasm-unsafe-eval'; style-src {hashed(style)}; "
        "worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
    said = {language: Messages(language).named_sentences("page.fixed") for language in LANGUAGES}
    program_ = {
        "version": __version__,
        "sources": sources_hash(),
        "licences": inside,
        "runtime": about_runtime,
        "recipe": recipe(),
    }
    elements = (
        f'<script type="application/octet-stream" id="part-{name}">{packed(data)}</script>'
        for name, data in parts.items()
    )
    return Template(shell("page.html")).substitute(
        policy=policy,
        style=style,
        script=script,
        title=said["vi"]["title"],
        needs_script="".join(f'<p lang="{one}">{said[one]["needs_script"]}</p>' for one in LANGUAGES),
        made=as_json(made(load_plan(None), Settings(), "vi")),
        program=as_json(program_),
        sentences=as_json(said),
        parts="\n".join(elements),
    )


def recipe() -> str:
    """By what a test sees whether a page was built of these files: the SHA-256 of all that is beside this script."""
    found = hashlib.sha256()
    for path in sorted(path for path in HERE.rglob("*.*") if path.suffix in RECIPE):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the check page.")
    parser.add_argument("-o", "--output", type=Path, default=BUILT, help="the page (default: dist/khpcmd-page.html)")
    output: Path = parser.parse_args().output
    kept = BUILT.parent / "page"
    kept.mkdir(parents=True, exist_ok=True)
    pins = tomllib.loads((HERE / "runtime.toml").read_text(encoding="utf-8"))
    leave_out = pins["leave_out"]
    runtime, packages = pyodide(pins["pyodide"], kept), [unpacked(wheel) for wheel in wheels(kept)]
    standard = without(
        unpacked(runtime / "python_stdlib.zip"), [*leave_out["library"], *(f"{one}/*" for one in leave_out["library"])]
    )
    found = {name: data for files in packages for name, data in without(files, leave_out["packages"]).items()}
    native = {name.partition("/")[0] for name in found if name.endswith(".so")}
    files = {name: data for name, data in found.items() if name.partition("/")[0] in native}
    library = compiled(runtime, standard, kept / "standard", level=2)
    library.update(
        compiled(runtime, {name: data for name, data in found.items() if name not in files}, kept / "packages")
    )
    own = compiled(runtime, khpcmd(leave_out["khpcmd"]), kept / "khpcmd", level=2)
    inside, texts = zip(*licences(pins, packages), strict=True)
    parts = {
        "worker": shell("worker.js").encode(),
        **{name: (runtime / file).read_bytes() for name, file in MODULES.items()},
        "library": as_zip(library),
        "files": as_list({**compiled(runtime, files, kept / "files"), **own}),
        "licences": "\n\n".join(
            f"{one['name']} {one['version']}\n{text}" for one, text in zip(inside, texts, strict=True)
        ).encode(),
    }
    about_runtime = json.loads((runtime / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(page(parts, list(inside), about_runtime), encoding="utf-8", newline="\n")
    for name, data in parts.items():
        print(f"{name:9} {len(data):>11,} bytes, {len(packed(data)):>11,} in the page", file=sys.stderr)
    print(f"{output}: {output.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
