// The page 在线核算: files in, results out. All texts of a form are put in as text, never as markup.
"use strict";

(() => {
  const { base, say } = window.CHECKER;
  const find = (id) => document.getElementById(id);
  const root = find("checker");
  const SEVERITIES = [["error", "错误"], ["warning", "提醒"], ["note", "备注"]];
  const BASIS = { criterion: "本行评分标准", note: "通用公式", printed: "表内得分", none: "未计算" };

  /** An element with its attributes and what stands in it. */
  const make = (tag, given = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  };
  const status = (text, state) => {
    find("status").textContent = text;
    find("status").className = state === "failed" ? "bad" : "";
    if (state) root.dataset.state = state;
  };

  // ---- the engine --------------------------------------------------------------------------------

  let worker = null, next = 0, ready = null;
  const waiting = new Map();

  const loading = {};
  /** A part of the engine, packed, as its script brings it. */
  const packed = (name) => loading[name] ??= new Promise((yes, no) => {
    const script = make("script", { src: `${base}runtime-${name}.js` });
    script.addEventListener("load", () => yes(window.RUNTIME.parts[name]));
    script.addEventListener("error", () => no(new Error(`缺 runtime-${name}.js`)));
    document.body.append(script);
  });
  const decoded = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text), bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    return bytes;
  };
  const unpacked = async (text) =>
    new Response(new Blob([decoded(text)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const stop = (reason) => {
    if (worker) worker.terminate();
    worker = ready = null;
    for (const { no } of waiting.values()) no(new Error(reason));
    waiting.clear();
  };
  const post = (act, given) => new Promise((yes, no) => {
    waiting.set(++next, { yes, no });
    worker.postMessage({ id: next, act, given });
  });
  const start = async () => {
    const { code, info } = window.RUNTIME, address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onmessage = ({ data: { id, answer, fault } }) => {
      const { yes, no } = waiting.get(id) || {};
      waiting.delete(id);
      if (fault && no) no(new Error(fault));
      else if (yes) yes(answer);
    };
    worker.onerror = (event) => { event.preventDefault(); stop(event.message || "计算引擎停止了"); };
    const engine = worker, names = ["wasm", "memory", "app", "stdlib"], coming = names.map(packed);
    const send = async () => {
      for (const [at, name] of names.entries()) {
        const bytes = await unpacked(await coming[at]);
        engine.postMessage({ part: name, bytes }, [bytes]);
      }
    };
    await Promise.all([post("boot", { info }), send(), ...coming]);
    URL.revokeObjectURL(address);
  };
  /** What the library answers; an engine that has died is started anew, and the fault told. */
  const ask = async (act, given) => {
    ready ??= start();
    try {
      await ready;
    } catch (fault) {
      stop("计算引擎没有启动");
      throw fault;
    }
    try {
      return await post(act, given);
    } catch (fault) {
      stop("计算引擎停止了");
      return { message: `这一次没有算成（${fault.message.trim().split("\n").at(-1)}）；再算时计算引擎会重新启动。` };
    }
  };

  // ---- results -----------------------------------------------------------------------------------

  const files = [];
  let running = 0;

  const save = (content, name, type) => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = make("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };
  const stem = (name) => name.replace(/\.[^.]*$/, "");
  const figure = (value) => value ?? "—";

  const totals = (sheet) => {
    const { declared, printed_sum: sum, score, low, high, grade } = sheet.totals;
    const told = [["自评总分", declared, "declared"], ["各行得分合计", sum, "sum"], ["复算", score, "score"],
      ["区间", low === high ? null : `${low} – ${high}`, "room"], ["等级", grade, "grade"]];
    return make("dl", { class: "totals" }, ...told.filter(([, value], at) => at < 3 || value !== null)
      .map(([name, value, key]) => make("div", {}, make("dt", {}, name), make("dd", { "data-total": key }, figure(value)))));
  };
  const finding = (one) => make("li", { "data-code": one.code },
    make("a", { href: `../reference/findings/${one.code}.html`, target: "_blank", rel: "noopener" }, one.row || "整张表"),
    one.cell ? make("code", {}, one.cell) : null, make("p", {}, one.message));
  const findings = (sheet) => SEVERITIES.map(([severity, word]) => {
    const those = sheet.findings.filter((one) => one.severity === severity);
    return those.length === 0 ? null : make("details", { class: `findings ${severity}`, open: severity === "error" },
      make("summary", {}, `${word} ${those.length} 条`), make("ul", {}, ...those.map(finding)));
  });
  const line = (one) => {
    const differs = one.printed !== null && one.score !== null && one.printed.trim() !== "" && Number(one.printed) !== Number(one.score);
    const room = one.low === one.high ? figure(one.score) : `${figure(one.score)} [${one.low}, ${one.high}]`;
    return make("tr", { class: differs ? "differs" : null },
      make("th", { scope: "row" }, one.path.at(-1)),
      ...[one.weight, one.target, one.actual].map((value) => make("td", { class: "num" }, figure(value))),
      make("td", { class: "num" }, figure(one.printed)),
      make("td", { class: "num" }, (differs ? "≠ " : "") + room),
      make("td", {}, one.explanation || "", make("small", {}, `${BASIS[one.basis]}${one.cell ? ` · ${one.cell}` : ""}`)));
  };
  const lines = (sheet) => make("details", { class: "lines", open: true }, make("summary", {}, `各行得分（${sheet.lines.length} 行）`),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "各行得分" }, make("table", { class: "table" },
      make("thead", {}, make("tr", {}, ...["指标", "分值", "目标", "实际", "表内", "复算", "算式与依据"].map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...sheet.lines.map(line)))));

  const form = (sheet) => make("article", { class: "form" },
    make("h3", {}, sheet.title || "无标题"),
    make("p", { class: "about" }, [sheet.unit, sheet.year && `${sheet.year} 年`, `评分办法：${sheet.rulebook}（${sheet.recognised_by}）`].filter(Boolean).join(" · ")),
    sheet.to_review ? make("p", { class: "bad" }, "待复核：由 PDF 读出，请先对照原件核对数值。") : null,
    totals(sheet), make("p", { class: "opinion" }, make("b", {}, "退回意见："), sheet.opinion), ...findings(sheet).filter(Boolean), lines(sheet));

  const button = (text, act, key) => make("button", { type: "button", class: "small", "data-save": key, onclick: act }, text);
  /** Something that the library makes of a file only when it is wanted; what went wrong is told. */
  const wanted = async (act, asked, use) => {
    status(`正在生成 ${asked.name} 的${act === "mark" ? "标注工作簿" : "报告"} …`, "busy");
    const answer = await ask(act, asked);
    if (answer.message) status(answer.message, "failed");
    else {
      use(answer);
      status(answer.remarks ? `已生成。${answer.remarks}` : "已生成。", "done");
    }
  };
  /** The report below the results, in a frame of its own in which nothing runs. */
  const framed = ({ html }, section) => {
    const old = section.querySelector("iframe");
    const frame = make("iframe", { class: "report", title: "核算报告", sandbox: "", tabindex: "0" });
    frame.srcdoc = html;
    if (old) old.replaceWith(frame);
    else section.append(frame);
    frame.scrollIntoView({ block: "start" });
  };
  const saves = (asked, answer, section) => make("p", { class: "saves" }, ...given(asked, answer, section));
  const given = (asked, answer, section) => [
    button("查看报告", () => wanted("report", asked, (made) => framed(made, section())), "show"),
    button("下载报告（HTML）", () => wanted("report", asked, ({ html }) => save(html, `${stem(asked.name)}-核算.html`, "text/html;charset=utf-8")), "html"),
    button("下载标注的工作簿", () => wanted("mark", asked, ({ workbook }) => save(workbook, `${stem(asked.name)}-核对.xlsx`,
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), "marked"),
    ...plain(asked.name, answer)];
  const plain = (name, answer) => [
    button("下载结果（JSON，可作回执）", () => save(answer.json, `${stem(name)}-核算.json`, "application/json"), "json"),
    answer.text ? button("下载文字报告", () => save(`\ufeff${answer.text}\n`, `${stem(name)}-核算.txt`, "text/plain;charset=utf-8"), "text") : null];

  const shown = (asked, answer) => {
    const { name } = asked;
    const sheets = answer.json ? JSON.parse(answer.json).sheets.filter((one) => !one.error) : [];
    const section = make("section", { class: "result", "data-file": name, "aria-label": name }, make("h2", {}, name),
      answer.message ? make("pre", { class: "bad message" }, answer.message) : null, ...sheets.map(form),
      sheets.length > 0 ? saves(asked, answer, () => section) : answer.json ? make("p", { class: "saves" }, ...plain(name, answer).slice(0, 1)) : null);
    return section;
  };

  // ---- files -------------------------------------------------------------------------------------

  const check = async (name, data) => {
    const rulebook = find("rulebook").value || null;
    running += 1;
    status(`正在核算 ${name} …`, "busy");
    const answer = await ask("check", { data, name, rulebook }).catch((fault) => ({ message: `计算引擎没有启动：${fault.message}` }));
    const section = shown({ data, name, rulebook }, answer), old = files.findIndex((one) => one.name === name);
    if (old >= 0) { files[old].section.remove(); files.splice(old, 1); }
    files.push({ name, data, rulebook, answer, section });
    find("results").prepend(section);
    running -= 1;
    offer();
    if (running === 0) {
      const failed = files.filter((one) => one.answer.message).length;
      status(`核算完了，共 ${files.length} 个文件${failed ? `，其中 ${failed} 个读不了或只读了一部分` : ""}。`, "done");
      root.dataset.done = String(files.length);
    }
  };
  const take = async (list) => { for (const one of [...list]) await check(one.name, new Uint8Array(await one.arrayBuffer())); };

  /** What can be done with the results there are: the list over all, and the forms to try other figures on. */
  const offer = () => {
    const forms = files.flatMap(({ name, answer }, file) => (answer.json ? JSON.parse(answer.json).sheets : [])
      .filter((one) => !one.error).map((one, number) => ({ file, number, one, name })));
    find("all").hidden = forms.length === 0;
    find("what-if").hidden = forms.length === 0;
    find("form").replaceChildren(...forms.map(({ file, number, one, name }) => make("option", { value: `${file}/${number}` }, `${name} ${one.title}`)));
    rows();
  };
  const chosen = () => {
    if (!find("form").value) return null;
    const [file, number] = find("form").value.split("/").map(Number), one = files[file];
    return one ? { ...one, number, sheet: JSON.parse(one.answer.json).sheets.filter((each) => !each.error)[number] } : null;
  };
  const rows = () => {
    const one = chosen();
    find("row").replaceChildren(...(one ? one.sheet.lines : []).map((each) => make("option", { value: each.path.join("/") },
      `${each.path.at(-1)}（现为 ${figure(each.actual)}）`)), make("option", { value: "执行数" }, "执行数"), make("option", { value: "预算数" }, "预算数"));
  };
  const told = (id, answer) => {
    find(id).textContent = answer.message || answer.text;
    find(id).className = answer.message ? "answer bad" : "answer";
    root.dataset.told = String(Number(root.dataset.told || 0) + 1);
  };

  // ---- the page ----------------------------------------------------------------------------------

  const drop = find("drop");
  find("files").addEventListener("change", async (event) => { const list = [...event.target.files]; event.target.value = ""; await take(list); });
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
  find("sample").addEventListener("click", () => check("hanyang-2019.xlsx", Uint8Array.from(atob(window.GIVEN.sample), (one) => one.charCodeAt(0))));
  find("rulebook").addEventListener("change", async () => { for (const { name, data } of [...files]) await check(name, data); });
  find("review").addEventListener("click", async () => {
    const answer = await ask("review", { documents: files.filter((one) => one.answer.json).map((one) => one.answer.json) });
    if (answer.message) status(answer.message, "failed");
    else save(answer.workbook, "核对清单.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  });
  find("clear").addEventListener("click", () => {
    files.splice(0).forEach((one) => one.section.remove());
    offer();
    status("已清除。", "ready");
    root.dataset.done = "0";
  });
  find("try").addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(["text", "weight", "target", "actual"].map((name) => [name, find(`try-${name}`).value.trim()]));
    told("tried", await ask("criterion", { ...given, lenient: find("try-lenient").checked }));
  });
  find("form").addEventListener("change", rows);
  find("change").addEventListener("submit", async (event) => {
    event.preventDefault();
    const one = chosen(), asked = { data: one.data, name: one.name, number: one.number, rulebook: one.rulebook };
    told("changed", await ask("what_if", { ...asked, changes: { [find("row").value]: find("value").value.trim() } }));
  });
  find("reach").addEventListener("submit", async (event) => {
    event.preventDefault();
    const one = chosen(), asked = { data: one.data, name: one.name, number: one.number, rulebook: one.rulebook };
    told("changed", await ask("what_if", { ...asked, total: find("total").value.trim() }));
  });

  const begin = async () => {
    if (!window.RUNTIME) {
      say("生成本站的电脑上没有 npm 和 node，没有装入计算引擎。请用命令行 perfscore audit，或在装有它们的电脑上重新执行 make docs。");
      return;
    }
    status("正在准备计算引擎，约需几秒 …", "starting");
    try {
      ready = start();
      await ready;
      for (const one of root.querySelectorAll("[disabled]")) one.disabled = false;
      if (running === 0) status(`就绪（perfscore ${window.GIVEN.version}）。请选择或拖入自评表。`, "ready");
    } catch (fault) {
      say(`计算引擎没有启动：${fault.message}`);
    }
  };
  find("rulebook").append(...window.GIVEN.books.map(([id, title]) => make("option", { value: id }, `${title}（${id}）`)));
  begin();
})();
