// Python in a worker: it is given the parts of the program, then files, and answers with what the page shows.
// Nothing is fetched: what the runtime asks for is answered from the parts.
const HOME = "/khpcmd", DROPPED = `${HOME}/drop`, OUT = `${HOME}/out`;
const PATIENCE = 300;
let python, desk, mounted = false;

const tell = (message, moved = []) => self.postMessage(message, moved);

const inflated = (blob, type) =>
  new Response(blob.stream().pipeThrough(new DecompressionStream("gzip")), {headers: {"Content-Type": type}});

const bytes = async (blob) => new Uint8Array(await inflated(blob, "").arrayBuffer());

// A file for each [name, size] of the list that the bytes begin with: a length, the list, the contents.
function unpack(packed, folder) {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  let at = 4 + length;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(packed.subarray(4, at)))) {
    write(`${folder}/${name}`, packed.subarray(at, at + size));
    at += size;
  }
}

function write(path, content) {
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, content);
}

async function start({parts, made, runtime}) {
  tell({stage: 0});
  self.importScripts = () => { throw new Error("modules only"); }; // by which the runtime asks what kind of worker this is
  const module = async (name) => import(URL.createObjectURL(new Blob([await bytes(parts[name])], {type: "text/javascript"})));
  const [{loadPyodide}, {default: createPyodideModule}, library, files] = await Promise.all([
    module("loader"), module("runtime"), bytes(parts.library), bytes(parts.files),
  ]);
  const answers = {
    "pyodide.asm.wasm": () => inflated(parts.wasm, "application/wasm"),
    "library.zip": () => new Response(library),
  };
  self.fetch = async (asked) => answers[String(asked.url ?? asked).split("/").pop()]();
  tell({stage: 1});
  const place = "http://local.invalid/"; // asked of the function above, and of nobody else
  python = await loadPyodide({
    createPyodideModule, indexURL: place, packageBaseUrl: place, stdLibURL: `${place}library.zip`,
    lockFileContents: JSON.stringify({info: runtime, packages: {}}),
    env: {PYDANTIC_DISABLE_PLUGINS: "__all__", HOME, PYTHONDONTWRITEBYTECODE: "1"},
    stdout: () => {}, stderr: () => {},
  });
  tell({stage: 2});
  unpack(files, `${HOME}/lib`);
  for (const [name, content] of Object.entries(made.files)) write(`${HOME}/plan/${name}`, Uint8Array.from(atob(content), (one) => one.charCodeAt(0)));
  for (const folder of [DROPPED, OUT]) python.FS.mkdirTree(folder);
  python.FS.chdir(DROPPED);
  const begin = python.runPython(`
import gc, sys
gc.set_threshold(200_000)
sys.path.insert(0, "${HOME}/lib")
from khpcmd.page.desk import Desk, Settings
def begin(plan, period, unit, names, progress):
    return Desk(Settings(plan, period, unit, names), progress)
begin`);
  desk = begin(made.plan, made.period, made.unit, made.names, (read, all) => tell({read, all}));
  tell({ready: true});
  // whoever has not dropped a file by now finds everything loaded when it comes
  setTimeout(() => { if (!mounted) desk.warm(OUT); }, PATIENCE);
}

const work = {
  // checks what was dropped; files are read where they lie, piece by piece
  take({files, paths, period, language}) {
    if (mounted) python.FS.unmount(DROPPED);
    python.FS.mount(python.FS.filesystems.WORKERFS, {blobs: files.map(({path, file}) => ({name: path, data: file}))}, DROPPED);
    mounted = true;
    python.FS.chdir(DROPPED);
    const given = python.toPy(paths), tuple = python.globals.get("tuple")(given);
    try {
      const found = JSON.parse(desk.take(tuple, language, period));
      return found.choice ? found : {screen: found};
    } finally {
      tuple.destroy();
      given.destroy();
    }
  },
  show: ({language}) => ({screen: JSON.parse(desk.shown(language))}),
  make({kind, language}) {
    const content = desk.results(kind, language), data = content.toJs();
    content.destroy();
    return {data};
  },
  // the workbook with what was typed into some of its cells
  mend({content, corrections}) {
    const given = python.toPy(new Uint8Array(content)), made = desk.mended(given, corrections);
    given.destroy();
    if (!made) return {};
    const data = made.toJs();
    made.destroy();
    return {data};
  },
  mark({language}) {
    const made = desk.marked(OUT, language);
    if (!made) return {};
    const [name, content] = made, data = content.toJs();
    content.destroy();
    made.destroy();
    return {name, data};
  },
};

self.onmessage = async ({data: {id, ask, ...values}}) => {
  try {
    if (ask === "start") return void await start(values);
    const answer = work[ask](values);
    tell({id, answer}, answer.data ? [answer.data.buffer] : []);
  } catch (error) {
    // an error of Python has its own name; anything else means that the runtime itself is broken
    const kind = error?.name === "PythonError" ? error.type : "";
    tell({id, failed: true, died: !kind || kind === "MemoryError" || kind === "PanicException", ask, what: String(error?.message ?? error).trim().split("\n").pop().slice(0, 300)});
  }
};
