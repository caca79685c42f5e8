// Turns the Python files of a folder into bytecode of the Python in the page, which then need not compile them at each
// start: node compile.mjs PYODIDE FOLDER LEVEL. A file x.py is replaced by x.pyc; level 2 leaves out docstrings and assertions.
import {pathToFileURL} from "node:url";

const [runtime, folder, level] = process.argv.slice(2);
const {loadPyodide} = await import(pathToFileURL(`${runtime}/pyodide.mjs`).href);
const python = await loadPyodide({indexURL: `${runtime}/`});
python.FS.mkdirTree("/stage");
python.FS.mount(python.FS.filesystems.NODEFS, {root: folder}, "/stage");
await python.runPythonAsync(`
import _imp
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

for path in sorted(Path("/stage").rglob("*.py")):
    source = path.read_bytes()
    code = compile(source, path.relative_to("/stage").as_posix(), "exec", dont_inherit=True, optimize=${Number(level)})
    path.with_suffix(".pyc").write_bytes(_code_to_hash_pyc(code, _imp.source_hash(0, source), False))
    path.unlink()
`);
