// Opens a page in Chromium and prints as JSON what was seen: node look.mjs CHROMIUM PAGE WHAT
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const [executablePath, file, what] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({executablePath, args: ["--no-sandbox", "--disable-gpu"]});

async function opened(options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));

const looks = {
  // the violations that axe-core finds, by width and colours, with all details open
  async axe() {
    const found = [], page = await opened();
    await openAll(page);
    await page.evaluate(axe); // by the debugger: the page's own policy stays in force
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize({width, height: 900});
        await page.emulateMedia({colorScheme});
        const {violations, passes} = await page.evaluate(() => axe.run(document, {rules: {"target-size": {enabled: true}}}));
        const nodes = violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html)]);
        found.push({width, colorScheme, violations: nodes, passes: passes.length});
      }
    }
    return found;
  },

  // the widths at which the page is wider than the window
  async widths() {
    const found = [], page = await opened();
    await openAll(page);
    for (const width of [320, 360, 390, 480, 640, 768, 800, 801, 900, 901, 1024, 1280, 1440, 1920]) {
      await page.setViewportSize({width, height: 900});
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push([width, wide]);
    }
    return found;
  },

  // the table of units as it is sorted and filtered
  async table() {
    const page = await opened();
    const names = () => page.$$eval("tr.row", (rows) => rows.filter((row) => row.offsetParent).map((row) => row.dataset.name));
    const codes = () => page.$$eval(".heat thead th a", (links) => links.filter((link) => link.offsetParent).map((link) => link.textContent));
    const sort = () => page.click(".heat thead th:has(a[href='#t-B3c']) button");
    const found = {plan: await names(), targets: await codes()};
    await sort();
    found.rising = await names();
    found.way = await page.getAttribute(".heat thead th:has(a[href='#t-B3c'])", "aria-sort");
    await sort();
    found.falling = await names();
    await page.fill(".find", "kinh");
    found.found = await names();
    await page.fill(".find", "");
    await page.selectOption(".rows", "asks");
    found.asks = await names();
    await page.selectOption(".rows", "");
    await page.selectOption(".columns", "missed");
    found.missed = await codes();
    found.cells = await page.$$eval("tr.row", (rows) => rows[0].querySelectorAll("td:not([hidden])").length);
    found.status = await page.textContent(".status");
    await page.click("#t-B3c h3 a");
    found.opened = await page.$eval("#g-B3c", (one) => one.open);
    return found;
  },

  // what there is to see where scripts are forbidden
  async unscripted() {
    const page = await opened({javaScriptEnabled: false});
    return {
      controls: await page.isVisible(".controls"),
      rows: await page.locator("tr.row").count(),
      first: await page.isVisible("tr.row"),
      segments: await page.locator(".segments a").count(),
    };
  },
};

try {
  console.log(JSON.stringify(await looks[what]()));
} finally {
  await browser.close();
}
