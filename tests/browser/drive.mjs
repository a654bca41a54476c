// node drive.mjs PLAN.json : goes through the built site in Chromium as the plan says and prints what it saw as JSON.
import fs from "node:fs";
import { createRequire } from "node:module";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const { chromium } = createRequire(plan.playwright + "/")(plan.playwright);
const browser = await chromium.launch({
  executablePath: plan.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const patience = { timeout: 120000 };

/** A page that notes every request beyond the site and every error; localStorage is its own. */
const open = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "zh-CN", acceptDownloads: true, ...options });
  const page = await context.newPage(), outside = [], errors = [];
  page.on("request", (one) => { if (!one.url().startsWith(plan.site) && !/^(file|data|blob):/.test(one.url())) outside.push(one.url()); });
  page.on("pageerror", (one) => errors.push(String(one)));
  page.on("console", (one) => { if (one.type() === "error") errors.push(`${one.text()} ${one.location().url}`); });
  return { context, page, outside, errors };
};
const ready = (page) => page.waitForSelector('#checker[data-state="ready"]', { state: "attached", ...patience });
const done = (page, many) => page.waitForSelector(`#checker[data-done="${many}"]`, { state: "attached", ...patience });
const saved = async (page, selector) => {
  const [download] = await Promise.all([page.waitForEvent("download", patience), page.click(selector)]);
  return { name: download.suggestedFilename(), path: await download.path().then((from) => {
    const to = `${plan.out}/${Math.random().toString(36).slice(2)}`;
    fs.copyFileSync(from, to);
    return to;
  }) };
};
const told = async (page, many, selector) => {
  await page.waitForSelector(`#checker[data-told="${many}"]`, { state: "attached", ...patience });
  return page.textContent(selector);
};

/** Everything that one can do on the checker page. */
const checker = async (address, name) => {
  const { context, page, outside, errors } = await open(), seen = {};
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector('#checker:not([data-state="closed"])', patience);
  await page.setInputFiles("#files", plan.files);      // before the engine is even loaded: they wait for it
  await done(page, plan.files.length);
  seen.results = {};
  for (const section of await page.locator("section.result").all()) {
    const file = await section.getAttribute("data-file"), own = `section[data-file="${file}"]`;
    seen.results[file] = {
      totals: await section.locator("[data-total]").evaluateAll((all) => all.map((one) => [one.dataset.total, one.textContent])),
      codes: await section.locator("[data-code]").evaluateAll((all) => all.map((one) => one.dataset.code)),
      message: await section.locator(".message").allTextContents(),
      rows: await section.locator("tbody tr").count(),
      json: await saved(page, `${own} [data-save="json"]`),
    };
  }
  seen.status = await page.textContent("#status");
  const first = 'section[data-file="hanyang-2019.xlsx"]';
  seen.html = await saved(page, `${first} [data-save="html"]`);
  seen.marked = await saved(page, `${first} [data-save="marked"]`);
  await page.click(`${first} [data-save="show"]`);
  seen.frame = await page.frameLocator(`${first} iframe`).locator("main").textContent(patience);
  seen.review = await saved(page, "#review");
  await page.click("#try button");
  seen.tried = await told(page, 1, "#tried");
  await page.fill("#try-text", "≥95%得满分，每降低扣2分");
  await page.click("#try button");
  seen.refused = await told(page, 2, "#tried");
  const forms = await page.locator("#form option").allTextContents();
  await page.selectOption("#form", { index: forms.findIndex((one) => one.startsWith("hanyang-2019.xlsx")) });
  await page.selectOption("#row", { label: "平台操作性（现为 85%）" });
  await page.fill("#value", "95%");
  await page.click("#change button");
  seen.changed = await told(page, 3, "#changed");
  await page.fill("#total", "97.4");
  await page.click("#reach button");
  seen.reached = await told(page, 4, "#changed");
  await page.screenshot({ path: `${plan.out}/${name}.png` });
  await context.close();
  return { ...seen, outside, errors };
};

/** The page by keyboard alone, another rulebook, and whether anything gets out. */
const keyboard = async (address) => {
  const { context, page, outside, errors } = await open(), seen = { order: [] };
  await page.goto(address);
  await ready(page);
  for (let at = 0; at < 60 && seen.order.at(-1) !== "sample"; at++) {
    await page.keyboard.press("Tab");
    const id = await page.evaluate("document.activeElement.id");
    if (["files", "rulebook", "sample"].includes(id)) seen.order.push(id);
  }
  await page.keyboard.press("Enter");
  await done(page, 1);
  seen.score = await page.textContent('[data-total="score"]');
  seen.live = await page.getAttribute("#status", "aria-live");
  await page.selectOption("#rulebook", "cn-mof-2020-10");
  await page.waitForSelector("text=评分办法：cn-mof-2020-10", patience);
  seen.other = await saved(page, '[data-save="json"]');
  return { ...seen, outside, errors, leaks: await leaks(page), closed: await context.close() };
};
const leaks = (page) => page.evaluate(async (address) => {
  const code = `fetch("${address}/worker").then(() => postMessage("sent"), () => postMessage("refused"))`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  const ofWorker = await new Promise((yes) => { worker.onmessage = (event) => yes(event.data); });
  const ofPage = await fetch(`${address}/page`).then(() => "sent", () => "refused");
  navigator.sendBeacon(`${address}/beacon`, "x");
  new Image().src = `${address}/image`;
  await new Promise((yes) => setTimeout(yes, 500));
  return [ofWorker, ofPage];
}, plan.leak);

/** An engine that dies over a file: the file is told of, the next one is checked by a new engine. */
const crash = async (address) => {
  const { context, page, errors } = await open();
  await page.addInitScript(() => {
    delete Uint8Array.fromBase64;                      // as in browsers of some years ago
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message?.given?.name === "crash.csv") this.dispatchEvent(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
      else post.call(this, message, ...rest);
    };
  });
  await page.goto(address);
  await ready(page);
  await page.setInputFiles("#files", { name: "crash.csv", mimeType: "text/csv", buffer: Buffer.from("x") });
  await done(page, 1);
  const message = await page.textContent(".message");
  await page.setInputFiles("#files", { name: "bad.xlsx", mimeType: "", buffer: Buffer.from("PK") });
  await done(page, 2);
  const unread = await page.textContent('[data-file="bad.xlsx"] .message');
  await page.click("#sample");
  await done(page, 3);
  const seen = { message, unread, score: await page.textContent('[data-total="score"]'), errors };
  await context.close();
  return seen;
};

/** What a browser that is too old, and a site without the engine, are told. */
const without = async (address, prepare) => {
  const { context, page, errors } = await open();
  await prepare(page);
  await page.goto(address);
  await page.waitForSelector("#status.bad", patience);
  const seen = { status: await page.textContent("#status"), errors };
  await context.close();
  return seen;
};

/** Every page of the site in a colour scheme. */
const pages = async (scheme) => {
  const { context, page, outside, errors } = await open({ colorScheme: scheme }), seen = {};
  for (const name of plan.pages) {
    await page.goto(`${plan.site}/${name}`, { waitUntil: "load" });
    seen[name] = { outside: outside.splice(0), errors: errors.splice(0), theme: await page.evaluate("document.documentElement.dataset.theme") };
  }
  for (const [name, address] of Object.entries(plan.shots)) {
    await page.goto(`${plan.site}/${address}`, { waitUntil: "load" });
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${plan.out}/${name}-${scheme}.png` });
  }
  await context.close();
  return seen;
};

const search = async () => {
  const { context, page, outside, errors } = await open(), found = {};
  for (const query of plan.queries) {
    await page.goto(`${plan.site}/search.html?q=${encodeURIComponent(query)}`);
    await page.waitForFunction(() => /匹配/.test(document.querySelector("#search-results .search-summary")?.textContent ?? ""), null, patience);
    found[query] = await page.locator("#search-results li a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  }
  await context.close();
  return { found, outside, errors };
};

const page = `${plan.site}/checker/index.html`;
const [light, dark, rest] = await Promise.all([pages("light"), pages("dark"), (async () => ({
  http: await checker(page, "checker-http"),
  file: await checker(plan.file, "checker-file"),
  keyboard: await keyboard(page),
  crash: await crash(page),
  old: await without(page, (one) => one.addInitScript("delete window.MathMLElement")),
  bare: await without(page, (one) => one.route("**/runtime.js", (route) => route.fulfill({ body: "window.RUNTIME = null;", contentType: "text/javascript" }))),
  search: await search(),
}))()]);
await browser.close();
fs.writeFileSync(plan.answer, JSON.stringify({ light, dark, ...rest }));
