// Drives the check page in a real browser as a person does and prints as JSON what came out: node drive.mjs JOB.json
// The job: {browser: "chrome" | "firefox", executable, page, arguments, cases}; a case is a drop, and what is then asked for:
// files or dropped (names and base64), folder, times, pause (seconds before), languages, kinds, looks (widths and schemes), picture; choose: the period that is asked for; early: looked at
// while Python starts; fixes (cells and texts): typed over with the keys alone, and the file saved; cancel: stopped at once; keyboard: done without a pointer. What a page saves is kept as base64, under
// language.kind; with a folder in job.downloads it is really downloaded.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
import puppeteer from "puppeteer-core";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const found = {complaints: [], requests: [], cases: []};
const browser = await puppeteer.launch({
  browser: job.browser, executablePath: job.executable, headless: true, protocolTimeout: 400000,
  args: [...(job.browser === "chrome" ? ["--no-sandbox", "--disable-gpu"] : []), ...(job.arguments || [])],
});

// before the page's own script: what it saves is kept, what its policy refuses is written down
function keep() {
  window.kept = [];
  window.refused = [];
  document.addEventListener("securitypolicyviolation", (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  const create = URL.createObjectURL;
  let last = null;
  URL.createObjectURL = (blob) => { last = blob; return create(blob); };
  HTMLAnchorElement.prototype.click = function click() { window.kept.push({name: this.download, blob: last}); };
}

async function opened() {
  const page = await browser.newPage();
  page.on("console", (message) => { if (["error", "warn", "warning"].includes(message.type())) found.complaints.push(message.text()); });
  page.on("pageerror", (error) => found.complaints.push(String(error.message)));
  page.on("request", (request) => { if (/^(?!blob:|data:)/.test(request.url())) found.requests.push(request.url()); });
  if (job.browser === "chrome") {
    const session = await page.createCDPSession();
    await session.send("Log.enable");
    session.on("Log.entryAdded", ({entry}) => found.complaints.push(entry.text)); // also of the worker
  }
  if (job.downloads) {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", {behavior: "allow", downloadPath: job.downloads});
  } else await page.evaluateOnNewDocument(keep);
  await page.setViewport({width: job.width || 1280, height: 900});
  await page.goto(pathToFileURL(job.page).href);
  return page;
}

const shown = (page, id) => page.waitForFunction((name) => !document.getElementById(name).hidden, {timeout: 180000, polling: 20}, id);
const ready = (page) => page.waitForFunction(() => document.querySelectorAll("#stages .met").length >= 3, {timeout: 180000, polling: 20});

const kept = (page, number) => page.evaluate(async (at) => {
  const one = window.kept[at];
  if (!one) return null;
  const bytes = new Uint8Array(await one.blob.arrayBuffer());
  let text = "";
  for (let from = 0; from < bytes.length; from += 32768) text += String.fromCharCode(...bytes.subarray(from, from + 32768));
  return {name: one.name, data: btoa(text)};
}, number);

async function saved(page, press) {
  const before = await page.evaluate(() => window.kept.length);
  if (!await page.evaluate(press.act, press.values)) return null; // nothing of that kind is offered
  await page.waitForFunction(() => !document.querySelector("#result button:disabled"), {timeout: 180000, polling: 20});
  return kept(page, before);
}

// the button of a kind of file, by its suffix in the label
const pressed = (kind) => ({values: kind, act: (wanted) => {
  const suffixes = {html: [".html"], json: [".json"], xlsx: [".xlsx"], mark: [".xlsx", ".zip"]}[wanted];
  const all = [...document.querySelectorAll("#result .verdict button")].filter((one) => suffixes.some((end) => one.textContent.includes(`(${end})`)));
  const one = wanted === "xlsx" ? all[all.length - 1] : all[0];
  one?.click();
  return Boolean(one);
}});

// with the keys alone: the file chooser, the result, the first file that is offered
async function typed(page, file) {
  const stops = [];
  const name = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  const until = async (wanted) => {
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      stops.push(await name());
      if (await page.evaluate((text) => document.activeElement.textContent.includes(text), wanted)) return;
    }
    throw new Error(`no way by the keyboard to ${wanted}: ${stops}`);
  };
  await until("…");
  const opened = page.waitForFileChooser();
  await new Promise((done) => { setTimeout(done, 1000); }); // the browser has to know by then that somebody waits
  await page.keyboard.press("Enter");
  const chooser = await opened;
  await chooser.accept([file]);
  await shown(page, "result");
  stops.push(await name());
  await until("(.");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.kept.length > 0, {timeout: 180000, polling: 20});
  return stops;
}

// with the keys alone: each figure is typed over in its box, and the file with all of them is saved
async function fixed(page, fixes) {
  const began = performance.now(), texts = [];
  const until = async (wanted) => {
    for (let steps = 0; steps < 200; steps += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((text) => `${document.activeElement.getAttribute("aria-label") || document.activeElement.textContent}`.includes(text), wanted)) return;
    }
    throw new Error(`no way by the keyboard to ${wanted}`);
  };
  for (const [number, {cell, text}] of fixes.entries()) {
    await until(` ${cell}: `);
    await page.keyboard.type(text); // a box that is reached by the key has its text selected
    await page.keyboard.press("Enter");
    await page.waitForFunction((count) => !document.getElementById("result").hidden && document.querySelectorAll("#result .corrected li").length === count, {timeout: 60000, polling: 20}, number + 1);
    texts.push(await page.evaluate(() => document.getElementById("heading").textContent));
  }
  const seconds = (performance.now() - began) / 1000, before = await page.evaluate(() => window.kept.length);
  await until("Tải tệp đã sửa");
  await page.keyboard.press("Enter");
  await page.waitForFunction((number) => window.kept.length > number, {timeout: 60000, polling: 20}, before);
  await page.waitForFunction(() => !document.querySelector("#result button:disabled"), {timeout: 60000, polling: 20});
  return {seconds, texts, file: await kept(page, before), focused: await page.evaluate(() => document.activeElement.textContent)};
}

async function drop(page, one) {
  await page.evaluate(() => { document.getElementById("result").hidden = true; });
  const began = performance.now();
  if (one.dropped) {
    await page.evaluate((files) => {
      const transfer = new DataTransfer();
      for (const {name, data} of files) transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
      document.body.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
    }, one.dropped);
  } else {
    const input = await page.$(one.folder ? "#folder" : "#files");
    await input.uploadFile(...one.files);
  }
  await shown(page, "result");
  return (performance.now() - began) / 1000;
}

async function speak(page, language) {
  if (await page.evaluate(() => document.documentElement.lang) === language) return;
  const before = await page.evaluate(() => document.getElementById("heading")?.textContent);
  await page.click("#language");
  await page.waitForFunction((wanted, old) => document.documentElement.lang === wanted && document.getElementById("heading")?.textContent !== old, {timeout: 180000, polling: 20}, language, before);
}

async function looked(page, one) {
  const seen = [];
  for (const [width, scheme] of one.looks) {
    await page.setViewport({width, height: 900});
    await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: scheme}]);
    await page.evaluate(axe);
    const {violations, passes} = await page.evaluate(() => axe.run(document, {rules: {"target-size": {enabled: true}}}));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    seen.push({width, scheme, wide, passes: passes.length, violations: violations.map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html)])});
    if (one.picture) await page.screenshot({path: `${one.picture}-${width}-${scheme}.png`, fullPage: true});
  }
  await page.setViewport({width: job.width || 1280, height: 900});
  return seen;
}

try {
  const began = performance.now(), page = await opened();
  for (const one of job.cases) {
    const seen = {name: one.name, saved: {}};
    if (one.early) { // looked at before anything is ready
      if (one.files) await (await page.$("#files")).uploadFile(...one.files);
      if (one.looks) seen.looks = await looked(page, one);
      found.cases.push(seen);
      continue;
    }
    if (one.cancel) {
      await (await page.$("#files")).uploadFile(...one.files);
      await page.waitForFunction(() => !document.getElementById("work").hidden);
      await page.click("#cancel");
      seen.after = await page.evaluate(() => ["start", "work", "result"].filter((id) => !document.getElementById(id).hidden));
      found.cases.push(seen);
      continue;
    }
    await ready(page);
    found.start ??= (performance.now() - began) / 1000;
    if (one.pause) await new Promise((done) => { setTimeout(done, one.pause * 1000); });
    if (one.keyboard) {
      seen.stops = await typed(page, one.keyboard);
      found.cases.push(seen);
      continue;
    }
    if (one.files || one.dropped) {
      seen.seconds = await drop(page, one);
      if (one.choose) { // the period, where the files do not say it
        await page.evaluate((title) => {
          const wanted = [...document.querySelectorAll("#result .verdict button")].find((each) => each.textContent === title);
          document.getElementById("result").hidden = true;
          wanted.click();
        }, one.choose);
        await shown(page, "result");
      }
      for (let more = 1; more < (one.times || 1); more += 1) seen.again = await drop(page, one);
    }
    if (one.fixes) seen.fixed = await fixed(page, one.fixes);
    for (const language of one.languages || []) {
      await speak(page, language);
      for (const kind of one.kinds || []) seen.saved[`${language}.${kind}`] = await saved(page, pressed(kind));
    }
    if (job.downloads) {
      await page.evaluate(pressed("html").act, "html");
      await page.waitForFunction(() => !document.querySelector("#result button:disabled"), {timeout: 180000, polling: 20});
      await new Promise((done) => { setTimeout(done, 2000); });
    }
    seen.text = await page.evaluate(() => document.getElementById("result").innerText);
    seen.html = await page.evaluate(() => document.getElementById("result").innerHTML);
    seen.focused = await page.evaluate(() => document.activeElement.id);
    if (one.looks) seen.looks = await looked(page, one);
    found.cases.push(seen);
  }
  found.refused = await page.evaluate(() => window.refused || []);
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
