"use strict";
// What a person sees. Everything that was read from a file is put in as text, never as HTML; nothing is stored, nothing is asked of a network.
(() => {
  // a policy that blocks WebRTC is known to no browser yet: what opens such connections is taken away before a file is read
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection"]) delete window[name];
  const $ = (id) => document.getElementById(id);
  const data = (id) => JSON.parse($(id).textContent);
  const made = data("made"), program = data("program"), sentences = data("sentences");
  const PARTS = ["loader", "runtime", "wasm", "library", "files"];
  const STAGES = ["stage_open", "stage_python", "stage_plan", "stage_read", "stage_judge"];
  const MOST_FILES = 2000;
  const NO_RETURN = /(^|\/)(~\$[^/]*|\.[^/]*|Thumbs\.db|desktop\.ini)$/i; // what programs leave beside files: a folder that is checked passes over them, too
  const SIGNS = {ready: "✓", sendable: "✓", faulty: "!", unread: "!", empty: "!", skipped: "–"};
  const MARKS = {met: "✓", missed: "✗", in_progress: "…", inconclusive: "?", not_applicable: "–", waived: "M", unknown: "?", info: "", ready: "✓", sendable: "✓", faulty: "✗", unread: "✗", empty: "✗", skipped: "–"};

  let language = made.language;
  const otherLanguage = () => { const all = Object.keys(sentences); return all[(all.indexOf(language) + 1) % all.length]; };
  const say = (key, values = {}) => sentences[language][key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== ""));
    return element;
  }
  const mark = (kind) => make("span", {class: `mark ${kind}`, "aria-hidden": "true"}, MARKS[kind] || "");
  const announce = (text) => { $("said").textContent = text; };

  // ---- the parts of the program, and the worker that runs it

  const toBytes = Uint8Array.fromBase64 ? (text) => Uint8Array.fromBase64(text) : (text) => {
    const binary = atob(text), bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
    return bytes;
  };
  const breath = () => new Promise((done) => { setTimeout(done, 0); });

  const blobs = {};
  async function parts() {
    for (const name of PARTS) {
      if (blobs[name]) continue;
      const element = $(`part-${name}`);
      blobs[name] = new Blob([toBytes(element.textContent)]);
      element.remove();
      await breath();
    }
    return Object.fromEntries(PARTS.map((name) => [name, blobs[name]]));
  }
  const unpacked = async (id) => new Response(new Blob([toBytes($(id).textContent)]).stream().pipeThrough(new DecompressionStream("gzip"))).text();

  let worker = null, workerAddress = "", asked = 0, waiting = new Map(), ready = null, stage = 0, began = 0, took = [], counted = null;

  async function startWorker() {
    stage = 0; took = []; began = performance.now();
    if (worker) worker.terminate();
    for (const {fail} of waiting.values()) fail({died: true});
    waiting = new Map();
    let done, fail;
    ready = new Promise((...both) => { [done, fail] = both; });
    ready.catch(() => {});
    const given = await parts();
    if (!workerAddress) workerAddress = URL.createObjectURL(new Blob([await unpacked("part-worker")], {type: "text/javascript"}));
    const mine = worker = new Worker(workerAddress);
    worker.onmessage = ({data: message}) => {
      if (mine !== worker) return;
      if ("stage" in message) moveTo(message.stage);
      else if (message.ready) { moveTo(3); done(); }
      else if ("read" in message) { counted = message; if (message.read >= message.all) moveTo(4); else showStages(); }
      else if (message.id) {
        const {done: answered, fail: refused} = waiting.get(message.id) || {};
        waiting.delete(message.id);
        if (message.failed) refused?.(message); else answered?.(message.answer);
      } else if (message.failed) fail(message);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (mine !== worker) return;
      fail({what: event.message || ""});
      for (const one of waiting.values()) one.fail({died: true, what: event.message || ""});
      waiting = new Map();
    };
    worker.postMessage({ask: "start", parts: given, made, runtime: program.runtime});
    return ready;
  }

  function ask(what, values = {}) {
    return ready.then(() => new Promise((done, fail) => {
      waiting.set(asked += 1, {done, fail});
      worker.postMessage({id: asked, ask: what, language, ...values});
    }));
  }

  // ---- what is shown while Python starts and reads

  function moveTo(next) {
    const now = performance.now();
    while (stage < next) { took[stage] = (now - began) / 1000; stage += 1; }
    began = now;
    showStages();
    if (next === 3 && !checking) showReadiness();
  }

  function seconds(number) {
    return say("seconds", {seconds: new Intl.NumberFormat(language, {maximumFractionDigits: 1, minimumFractionDigits: 1}).format(number)});
  }

  function showStages() {
    $("work-bar").value = stage;
    $("work-bar").setAttribute("aria-label", say("preparing"));
    $("stages").replaceChildren(...STAGES.map((key, at) => {
      const kind = at < stage ? "met" : at === stage ? "now" : "waiting";
      const word = say(at < stage ? "stage_done" : at === stage ? "stage_now" : "stage_waiting");
      const beside = at < stage && took[at] !== undefined ? seconds(took[at]) : at === 3 && at === stage && counted && counted.all > 1 ? say("read_so_far", counted) : "";
      return make("li", {class: kind, "aria-current": at === stage ? "step" : null},
        make("span", {class: `mark ${kind}`, role: "img", "aria-label": word}, at < stage ? "✓" : ""), make("span", {}, say(key)), beside ? make("span", {class: "small quiet"}, beside) : "");
    }));
  }

  function showReadiness() { $("readiness").textContent = say(stage >= 3 ? "prepared" : "getting_ready"); }

  const sections = ["start", "work", "result"];
  function show(id) { for (const one of sections) $(one).hidden = one !== id; }

  // ---- files in

  let checking = false, current = null, dropped = null, run = 0;
  let came = null, corrections = []; // what was dropped, and what was typed over in it, oldest first
  let known = null; // what was to be fixed before the last of it was typed

  async function take(all) {
    const files = all.filter(({path}) => !NO_RETURN.test(path));
    if (!files.length) return fail(say("nothing_dropped"));
    if (files.length > MOST_FILES) return fail(say("too_many", {count: files.length, limit: MOST_FILES}));
    const {blobs: given, paths} = placed(files);
    came = {given, paths, period: ""}; corrections = []; known = null;
    await check(given, paths, "");
  }

  let question = null;

  async function check(given, paths, period) {
    const mine = run += 1;
    question = null;
    if (checking) { // what was dropped before is not waited for
      await restart();
      if (mine !== run) return;
    }
    if (came) came.period = period;
    dropped = given; checking = true; counted = {read: 0, all: given.length};
    $("work-title").textContent = say(stage < 3 ? "preparing" : "checking");
    $("work-files").textContent = given.length === 1 ? say("received", {name: given[0].path}) : say("received_several", {count: given.length});
    show("work"); showStages();
    $("work-title").focus();
    try {
      await ready;
      if (mine !== run) return;
      stage = 3; took[3] = took[4] = undefined; began = performance.now();
      $("work-title").textContent = say("checking");
      showStages();
      const {screen, choice} = await ask("take", {files: given, paths, period});
      if (mine !== run) return;
      current = screen; checking = false;
      if (choice) {
        question = {given, paths};
        drawChoice(choice);
      } else drawResult(true);
    } catch (problem) {
      if (mine !== run) return;
      checking = false;
      await failed(problem);
    }
  }

  // ---- figures that are typed over: the workbook with them takes the place of the one that was dropped, and is checked like any other

  async function mended(path, typed) {
    const {file} = came.given.find((one) => one.path === path);
    const list = JSON.stringify(typed.filter((one) => one.file === path).map(({sheet, cell, text}) => [sheet, cell, text]));
    const {data: content} = await ask("mend", {content: await file.arrayBuffer(), corrections: list});
    return content ? new File([content], file.name) : null;
  }

  async function correct(next) {
    const {given, paths, period} = came, changed = new Map();
    try {
      for (const path of new Set(next.map((one) => one.file))) changed.set(path, await mended(path, next));
    } catch (problem) { return failed(problem); }
    if ([...changed.values()].includes(null)) {
      announce(say("not_mended"));
      return $("heading").after(make("p", {class: "notice"}, say("not_mended")));
    }
    corrections = next;
    known = new Set(current.files.flatMap((file) => found(file).flatMap(([, list]) => list.map(named))));
    await check(given.map((one) => (changed.has(one.path) ? {path: one.path, file: changed.get(one.path)} : one)), paths, period);
  }

  function typeOver(box, text) {
    const same = ({file, sheet, cell}) => file === box.file && sheet === box.sheet && cell === box.cell;
    const first = corrections.find(same), was = first ? first.was : box.value;
    if (text.trim() === box.value.trim()) return;
    correct([...corrections.filter((one) => !same(one)), {...box, was, text: text.trim()}]);
  }

  function boxes(spot) {
    return spot.boxes.filter((box) => came?.given.some((one) => one.path === box.file)).map((box) => {
      const name = `${say("type_over")} ${box.cell}`;
      const input = make("input", {type: "text", value: box.value, size: 12, autocomplete: "off", "aria-label": `${name}: ${spot.title}`});
      return make("form", {class: "box-form", onsubmit: (event) => { event.preventDefault(); typeOver(box, input.value); }},
        make("span", {class: "small quiet", "aria-hidden": "true"}, name), " ", input, " ", make("button", {"aria-label": `${say("check_again")} ${box.cell}`}, say("check_again")));
    });
  }

  function corrected() {
    if (!corrections.length) return "";
    const several = came.given.length > 1;
    return part(say("corrected"), make("p", {class: "small quiet"}, say("corrected_why")),
      make("ul", {class: "list corrected"}, corrections.map((one) => make("li", {}, several ? `${one.file} · ` : "", one.sheet, " ", make("b", {}, one.cell), ": ",
        say("was_now", {was: one.was || say("blank"), now: one.text || say("blank")}), " ",
        make("button", {type: "button", "aria-label": `${say("undo")} ${one.cell}`, onclick: () => correct(corrections.filter((other) => other !== one))}, say("undo"))))),
      make("p", {class: "buttons"}, [...new Set(corrections.map((one) => one.file))].map((path) => button("save_mended", save(path), true))));
  }

  // Each file under its own path; a name that is there already goes into a numbered folder.
  function placed(files) {
    const taken = new Set(), given = [], paths = new Set();
    for (const {path: told, file} of files) {
      const path = told.split("/").filter((part) => part && part !== "." && part !== "..").join("/") || "1";
      let name = path;
      for (let number = 2; taken.has(name); number += 1) name = `${number}/${path}`;
      taken.add(name);
      given.push({path: name, file});
      paths.add(name === path && path.includes("/") ? path.split("/")[0] : name);
    }
    return {blobs: given, paths: given.length > 1 ? ["."] : [...paths]}; // several files are checked as a folder of them is
  }

  function restart() {
    stage = 0;
    showReadiness();
    return startWorker().catch(() => {});
  }

  async function failed(problem) {
    const died = problem?.died, started = stage >= 3;
    restart();
    if (!started) return drawFailure(say("not_started"), say("not_started_why"), "", problem?.what);
    if (died) return drawFailure(say("died", {name: wasReading()}), say("died_why"), say("died_cure"), problem?.what);
    drawFailure(say("failed"), say("failed_why"), problem?.what || "", "");
  }

  // The file that was being read, where the order in which files are read is that in which they were dropped.
  function wasReading() {
    const plain = dropped.length === 1 || dropped.every((one) => !one.path.includes("/"));
    return (plain && dropped[counted.read]?.path) || say("died_all");
  }

  function fail(text) { drawFailure(text, "", "", ""); }

  function drawFailure(heading, why, cure, what) {
    current = null;
    $("result").replaceChildren(
      make("div", {class: "verdict unread"}, make("span", {class: "sign", "aria-hidden": "true"}, "!"),
        make("div", {}, make("h2", {tabindex: "-1", id: "heading"}, heading), why ? make("p", {}, why) : "", cure ? make("p", {}, make("b", {}, cure)) : "", what ? make("p", {class: "small"}, what) : "")),
      again("drop_other"));
    show("result");
    $("heading").focus();
  }

  function drawChoice({heading, line, periods}) {
    const {given, paths} = question;
    $("result").replaceChildren(
      make("div", {class: "verdict open"}, make("span", {class: "sign", "aria-hidden": "true"}, "?"),
        make("div", {}, make("h2", {tabindex: "-1", id: "heading"}, heading), make("p", {}, line)),
        make("p", {class: "buttons"}, periods.map(([id, title]) => make("button", {type: "button", onclick: () => check(given, paths, id)}, title)))),
      again("drop_other"));
    show("result");
    $("heading").focus();
  }

  // ---- the result

  const button = (key, act, first) => make("button", {type: "button", class: first ? "first" : null, onclick: act}, say(key));

  function again(key) {
    return make("div", {class: "drop again"}, make("p", {class: "big-line"}, say(key)),
      make("p", {class: "buttons"}, button("choose_files", () => $("files").click()), " ", button("choose_folder", () => $("folder").click())));
  }

  const codes = (spot) => [...new Set(spot.fixes.map((one) => one.code))].join(", ");
  const named = (spot) => JSON.stringify([spot.sheet, spot.cells, codes(spot)]);

  function spots(list, kind, nowhere) {
    return make("ol", {class: `spots ${kind}`}, list.map((spot) => make("li", {},
      make("p", {class: "cell"}, spot.sheet ? make("span", {}, spot.sheet) : "",
        spot.cells ? make("b", {}, spot.cells) : nowhere ? "" : make("b", {class: "whole"}, say(spot.sheet ? "whole_sheet" : "whole_file"))),
      make("div", {}, make("h3", {}, spot.title, " ", make("span", {class: "code"}, codes(spot)), known && !nowhere && !known.has(named(spot)) ? make("b", {class: "small"}, ` · ${say("since_fixed")}`) : ""),
        spot.fixes.map((one) => make("dl", {class: "fix"}, make("div", {}, make("dt", {}, say("found")), make("dd", {}, one.found)),
          one.cure ? make("div", {}, make("dt", {}, say("cure")), make("dd", {class: "cure"}, one.cure)) : "")), boxes(spot)))));
  }

  function table(lines, figures) {
    const asked = lines.some((line) => line.threshold); // no threshold is set for a single unit where all are judged together
    const heads = ["column_target", figures, ...(asked ? ["column_threshold"] : []), "column_verdict"];
    return make("table", {}, make("thead", {}, make("tr", {}, heads.map((key) => make("th", {scope: "col"}, say(key))))),
      make("tbody", {}, lines.map((line) => make("tr", {},
        make("th", {scope: "row"}, line.title, " ", make("span", {class: "code"}, line.id)),
        make("td", {class: "figure"}, line.figure, line.remarks.map((one) => make("span", {class: "remark"}, one))),
        !asked ? null : make("td", {class: "asked"}, line.threshold ? [make("span", {class: "label"}, `${say("threshold_label")} `), line.threshold] : ""),
        make("td", {class: `verdict-cell ${line.mark}`}, mark(line.mark), line.word)))));
  }

  const part = (title, ...children) => make("section", {class: "part"}, make("h2", {}, title), ...children);

  function found(file) {
    return [["errors", file.errors], ["warnings", file.warnings], ["questions", file.questions], ["notes", file.notes]].filter(([, list]) => list.length);
  }

  function fileLine(file) {
    const lists = found(file);
    return make("li", {}, make("div", {class: "row"}, mark(file.state), make("span", {}, file.about || file.name), make("b", {class: file.state}, file.heading)),
      lists.length ? make("details", {}, make("summary", {}, say("details"), make("span", {class: "unseen"}, ` ${file.name}`)),
        lists.map(([kind, list]) => [make("h3", {}, `${say(kind)} (${list.length})`), spots(list, kind)])) : "");
  }

  function drawResult(moved) {
    const screen = current, single = screen.files.length === 1 ? screen.files[0] : null;
    const wrong = screen.files.some((file) => file.state === "faulty" || file.state === "empty");
    const province = screen.targets.length > 0;
    const buttons = make("p", {class: "buttons"},
      wrong ? button(single ? "save_marked" : "save_marked_all", save("mark"), true) : "",
      button(province ? "save_province" : "save_report", save("html"), !wrong && !corrections.length), province ? button("save_workbook", save("xlsx")) : "",
      button("save_data", save("json")), button("print", () => window.print()));
    const pieces = [make("div", {class: `verdict ${screen.state}`}, make("span", {class: "sign", "aria-hidden": "true"}, screen.count || SIGNS[screen.state]),
      make("div", {}, make("h2", {tabindex: "-1", id: "heading"}, screen.heading), make("p", {}, screen.line), single && single.about ? make("p", {class: "small"}, single.about) : ""), buttons)];
    pieces.push(corrected());
    if (screen.notice) pieces.push(make("p", {class: "notice"}, screen.notice));
    if (single) {
      if (single.errors.length) pieces.push(part(say("errors"), spots(single.errors, "errors")));
    } else if (screen.files.length) pieces.push(part(say("files"), make("ul", {class: "files"}, screen.files.map(fileLine))));
    if (screen.elsewhere.length) pieces.push(part(say("elsewhere"), spots(screen.elsewhere, "errors", true)));
    pieces.push(again(screen.state === "ready" || screen.state === "sendable" ? "drop_other" : "drop_again"));
    if (single && single.warnings.length) pieces.push(part(say("warnings"), spots(single.warnings, "warnings")));
    if (single && single.questions.length) pieces.push(part(say("questions"), spots(single.questions, "questions")));
    if (province) pieces.push(part(say("targets"), make("p", {}, screen.verdicts), make("ul", {class: "calls"}, screen.roll_call.map((line) => make("li", {}, line))), table(screen.targets, "column_result")));
    if (screen.judged.length) pieces.push(part(say("own"), table(screen.judged, "column_figure")));
    if (screen.informed.length) pieces.push(part(say("informed"), make("p", {class: "small quiet"}, say("informed_why")), table(screen.informed, "column_figure")));
    if (screen.duties.length) pieces.push(part(say("duties"), make("p", {}, screen.duties[0]), make("ul", {class: "list small"}, screen.duties.slice(1).map((line) => make("li", {}, line)))));
    if (single && single.notes.length) pieces.push(part(say("notes"), spots(single.notes, "notes")));
    if (screen.remarks.length) pieces.push(make("p", {class: "part small quiet"}, screen.remarks.join(" ")));
    $("result").replaceChildren(...pieces.filter(Boolean));
    show("result");
    if (moved) { $("heading").focus(); window.scrollTo(0, 0); }
  }

  // ---- files out

  const TYPES = {html: "text/html", json: "application/json", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", zip: "application/zip"};

  async function written(what) {
    if (what === "mark") return ask("mark");
    if (!(what in TYPES)) {
      const name = what.split("/").pop(), dot = name.lastIndexOf(".");
      return {name: `${name.slice(0, dot)}${say("mended_suffix")}${name.slice(dot)}`, data: await mended(what, corrections)};
    }
    return {name: `${say("name_report")}.${what}`, ...await ask("make", {kind: what})};
  }

  // a kind of file, or the path of a file in which something was typed over
  function save(what) {
    return async (event) => {
      const pressed = event.currentTarget;
      pressed.disabled = true;
      announce(say("making"));
      try {
        const {name, data: content} = await written(what);
        if (!content) return announce(say("no_copies"));
        const link = make("a", {download: name, href: URL.createObjectURL(new Blob([content], {type: TYPES[name.split(".").pop()] || "application/octet-stream"}))});
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        announce(name);
      } catch (problem) {
        await failed(problem);
      } finally {
        pressed.disabled = false;
        if (document.activeElement === document.body) pressed.focus(); // Firefox takes the focus from a button that is disabled
      }
    };
  }

  // ---- the page around it

  function speak() {
    document.documentElement.lang = language;
    document.title = `${say("title")} · ${made.about[language].document}`;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    const other = otherLanguage();
    $("language").lang = other;
    $("language").textContent = sentences[other].own_name;
    const about = made.about[language];
    $("plan").textContent = `${about.title} (${about.document})`;
    $("periods").replaceChildren(make("dt", {}, say("deadline")), ...about.periods.map((one) => make("dd", {}, `${one.title}: ${one.due}`)),
      ...(about.unit ? [make("dt", {}, say("unit")), make("dd", {}, about.unit)] : []));
    $("plan-id").textContent = about.id;
    $("plan-hash").textContent = about.sha256;
    $("version").textContent = about.version;
    $("program-hash").textContent = program.sources;
    $("licences").replaceChildren(...program.licences.map(({name, version, licence, home}) => make("li", {}, `${name} ${version}: ${licence} (${home})`)));
    showReadiness();
    showStages();
  }

  async function switchLanguage() {
    language = otherLanguage();
    speak();
    if (current && !checking) {
      try {
        current = (await ask("show")).screen;
        drawResult(false);
      } catch (problem) { await failed(problem); }
    } else if (question) check(question.given, question.paths, "");
    else if (!current && !$("result").hidden) show("start");
  }

  const fromInput = (input) => [...input.files].map((file) => ({path: file.webkitRelativePath || file.name, file}));

  async function inside(entry) {
    if (entry.isFile) return [{path: entry.fullPath.replace(/^\//, ""), file: await new Promise((done, no) => entry.file(done, no))}];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, no) => reader.readEntries(done, no));
      if (!some.length) break;
      found.push(...some);
    }
    const lists = [];
    for (const one of found) lists.push(...await inside(one));
    return lists;
  }

  async function fromDrop(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...transfer.files].map((file) => ({path: file.name, file}));
    if (!entries.some((one) => one.isDirectory)) return plain;
    const all = [];
    for (const one of entries) all.push(...await inside(one));
    return all;
  }

  function begin() {
    speak();
    show("start");
    $("language").addEventListener("click", switchLanguage);
    $("cancel").addEventListener("click", async () => {
      run += 1; checking = false;
      show(current ? "result" : "start");
      announce(say("stopped"));
      await restart();
    });
    document.addEventListener("click", (event) => {
      const picker = event.target.closest?.("[data-pick]");
      if (picker) $(picker.dataset.pick).click();
    });
    for (const id of ["files", "folder"]) {
      $(id).addEventListener("change", () => {
        const files = fromInput($(id));
        $(id).value = "";
        if (files.length) take(files);
      });
    }
    document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
    for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => document.body.classList.remove("over"));
    document.addEventListener("drop", async (event) => {
      event.preventDefault();
      take(await fromDrop(event.dataTransfer));
    });
    $("licence-texts").addEventListener("click", async () => {
      $("texts").textContent = await unpacked("part-licences");
      $("texts").hidden = false;
      $("texts").focus();
    });
    if (!("DecompressionStream" in window) || !window.WebAssembly || !window.Worker) return fail(say("too_old"));
    startWorker().catch((problem) => { if (!checking) drawFailure(say("not_started"), say("not_started_why"), "", problem?.what); });
  }

  begin();
})();
