// A draft that keeps itself: on this device at once, at the service as soon as it can be reached, never twice.
import { call, newKey, say, Refusal } from "./phaen.js";

const base = new URL(document.querySelector('meta[name="root"]').content || "./", location.href);
const prefix = `draft ${base.pathname} `;
const store = {
  get(name) { try { return JSON.parse(localStorage.getItem(prefix + name)); } catch { return null; } },
  set(name, draft) { try { localStorage.setItem(prefix + name, JSON.stringify(draft)); return true; } catch { return false; } },
  drop(name) { localStorage.removeItem(prefix + name); },
  names() { return Object.keys(localStorage).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)); },
};

/** What was saved since the page that this device keeps was made: without a network that page is shown with it. */
const since = {
  key: name => `saved ${base.pathname} ${name}`,
  get(name) { try { return JSON.parse(localStorage.getItem(since.key(name))); } catch { return null; } },
  add(name, version, answers) {
    const all = { ...since.get(name)?.answers, ...answers };
    try { localStorage.setItem(since.key(name), JSON.stringify({ version, answers: all })); } catch { /* the service has it */ }
  },
  drop(name) { localStorage.removeItem(since.key(name)); },
};

/** What passes by itself: tried again later, as without a network. */
const passing = ["unavailable", "rateLimited", "deadlineExceeded", "internalError"];

/**
 * Sends what a draft has. `sending` is what is on its way under one key: after a lost answer the same thing goes again
 * under the same key, so that the service does it once.
 */
async function send(name) {
  let draft = store.get(name);
  if (!draft) return null;
  if (!draft.sending) {
    if (!Object.keys(draft.answers).length) { if (!draft.refused) store.drop(name); return null; }
    draft.sending = { key: newKey(), answers: draft.answers, version: draft.version };
    draft.answers = {};
    store.set(name, draft);
  }
  const [round, organisation] = name.split(" ");
  const { key, answers, version } = draft.sending;
  let saved;
  try {
    saved = await call("submission.save", {
      idempotencyKey: key, round, organisation, answers: Object.values(answers),
      ...(version ? { expectedVersion: version } : {}),
    });
  } catch (error) {
    if (error instanceof Refusal && error.kind === "conflict") {
      // Another window or device saved meanwhile: what was typed here goes on top of it.
      const now = await call("submission.get", { round, organisation });
      draft = store.get(name);
      draft.answers = { ...draft.sending.answers, ...draft.answers };
      draft.version = now.summary.version;
      delete draft.sending;
      store.set(name, draft);
      if (draft.again) throw error;
      store.set(name, { ...draft, again: true });
      return send(name);
    }
    if (error instanceof Refusal && ["invalidParams", "ruleViolated", "notFound"].includes(error.kind)) {
      draft = store.get(name);
      const wrong = faults(error, Object.values(answers));
      // What cannot be taken waits at its question until it is put right; everything else goes on.
      const rest = Object.entries(draft.sending.answers).filter(([question]) => !wrong.has(question));
      if (wrong.size) draft.refused = { ...draft.refused, ...Object.fromEntries([...wrong.keys()].map(question => [question, answers[question]])) };
      draft.answers = { ...Object.fromEntries(wrong.size ? rest : Object.entries(draft.sending.answers)), ...draft.answers };
      delete draft.sending;
      store.set(name, draft);
      if (wrong.size) {
        wrongAt(wrong);
        return Object.keys(draft.answers).length ? send(name) : null;
      }
    }
    throw error;
  }
  // More may have been typed meanwhile.
  draft = store.get(name) ?? { answers: {} };
  delete draft.sending;
  delete draft.again;
  draft.version = saved.summary.version;
  since.add(name, draft.version, answers);
  if (Object.keys(draft.answers).length || draft.refused) store.set(name, draft); else store.drop(name);
  return saved;
}

/** What is wrong with single answers of those that were sent, by question. */
function faults(error, sent) {
  const wrong = new Map();
  for (const { path, message } of error.problems) {
    const answer = sent[Number(/^\/answers\/(\d+)/.exec(path)?.[1] ?? -1)];
    if (answer) wrong.set(answer.question, [...wrong.get(answer.question) ?? [], say(message.th, message.en ?? message.th)]);
  }
  return wrong;
}

/** Says at each question what is wrong with its answer. */
function wrongAt(wrong) {
  for (const [question, texts] of wrong) flag(document.getElementById(`q-${question}`), texts.join(" "));
}

/** What is wrong at a question stands under it, until something else is answered; without a text nothing is. */
function flag(box, text) {
  if (!box) return;
  box.querySelectorAll(".problem").forEach(one => one.remove());
  const field = box.querySelector("input.figure, textarea, input[type=file]");
  if (!text) { field?.removeAttribute("aria-invalid"); return; }
  field?.setAttribute("aria-invalid", "true");
  const problem = Object.assign(document.createElement("p"), { className: "problem now", textContent: text });
  problem.setAttribute("role", "alert");
  box.querySelector("legend").after(problem);
}

const form = document.getElementById("fill");
if (form && /[?&]sent=yes/.test(location.search)) {
  const name = `${form.dataset.round} ${form.dataset.organisation}`;
  store.drop(name);
  since.drop(name);
}
if (form?.dataset.open) fill(form); else resend();
keepPages();

/** The pages of the reporter stay on this device: this one and those that it leads to. */
async function keepPages() {
  if (!navigator.serviceWorker || !document.querySelector("a.person")) return;
  try {
    await navigator.serviceWorker.register(new URL("worker.js", base), { scope: base.pathname });
    const worker = (await navigator.serviceWorker.ready).active;
    navigator.serviceWorker.addEventListener("message", event => {
      if (event.data === "kept") document.documentElement.dataset.kept = "yes";
    });
    if (!navigator.onLine) return;
    const files = performance.getEntriesByType("resource").map(entry => entry.name).filter(name => name.includes("/assets/"));
    const links = [...document.querySelectorAll("main a[href]")].map(link => link.href);
    const own = new URL(location.pathname, location.origin).href;
    worker.postMessage({
      owner: document.querySelector('meta[name="form-proof"]')?.content ?? "",
      pages: [own, ...links].filter(address => new URL(address).pathname.startsWith(base.pathname + "mine")),
      assets: files,
    });
  } catch { /* without it the pages need a network */ }
}

/** On the list of rounds: drafts that are still here go out. */
async function resend() {
  const box = document.getElementById("drafts");
  const names = store.names();
  if (!box || !names.length) return;
  box.hidden = false;
  box.className = "note warn";
  box.textContent = say(`มีร่าง ${names.length} ชุดในเครื่องนี้ กำลังส่ง…`, `${names.length} drafts on this device are being sent…`);
  const refused = [];
  for (const name of names) {
    try { await send(name); } catch (error) {
      if (!(error instanceof Refusal) || passing.includes(error.kind)) {
        box.textContent = say("ยังไม่มีเครือข่าย ร่างยังอยู่ในเครื่องนี้", "No network; the drafts stay on this device");
        return;
      }
      refused.push([name, error]);
    }
  }
  box.className = refused.length ? "note warn" : "note good";
  box.textContent = refused.length ? "" : say("ส่งร่างที่ค้างในเครื่องนี้แล้ว", "The drafts of this device are saved");
  for (const [name, error] of refused) box.append(...leftBehind(name, error));
}

/** A draft that the service does not take: what it says, and a way to let the draft go. */
function leftBehind(name, error) {
  const words = document.createElement("p"), drop = document.createElement("button");
  const problem = error.problems[0]?.message;
  words.textContent = `${name.replace(" ", " · ")}: ` + (problem ? say(problem.th, problem.en ?? problem.th) : error.message);
  drop.type = "button";
  drop.className = "stop";
  drop.textContent = say("ทิ้งร่างนี้", "Let this draft go");
  drop.addEventListener("click", () => { store.drop(name); words.remove(); drop.remove(); });
  return [words, drop];
}
addEventListener("online", () => { if (!form) resend(); });

function fill(form) {
  const name = `${form.dataset.round} ${form.dataset.organisation}`;
  const said = document.getElementById("said");
  const questions = [...form.querySelectorAll(".question")];
  let version = Number(form.dataset.version) || 0;
  let timer, busy = false, pause = 2000, leaving = false;

  const tell = (text, kind) => { said.textContent = text; said.className = kind ?? ""; };

  /** What stands at a question, as the service takes it; undefined for an upload, which goes its own way. */
  function answer(box) {
    const question = box.dataset.code;
    const state = box.querySelector("input[type=radio]:checked")?.value ?? "";
    if (state === "none" || state === "notApplicable") return { question, state };
    if (box.dataset.type === "choice") {
      return state.startsWith("=") ? { question, choice: state.slice(1) } : { question, state: "notReported" };
    }
    if (box.dataset.type === "upload") return undefined;
    const text = box.querySelector("input.figure, textarea").value.trim();
    if (!text) return { question, state: "notReported" };
    if (box.dataset.type === "text") return { question, text };
    const plain = text.replace(/[๐-๙]/g, digit => "๐๑๒๓๔๕๖๗๘๙".indexOf(digit)).replace(/[, ]/g, "");
    return /^-?\d+(\.\d+)?$/.test(plain) ? { question, number: plain } : null;
  }

  function note(box, value) {
    flag(box, value === null ? say("ต้องเป็นตัวเลข", "must be a number") : "");
    if (value === null) return;
    const draft = store.get(name) ?? { version, answers: {} };
    draft.answers[value.question] = value;
    delete draft.refused?.[value.question];
    if (draft.refused && !Object.keys(draft.refused).length) delete draft.refused;
    if (!store.set(name, draft)) tell(say("เครื่องนี้เก็บร่างไม่ได้ โปรดกดบันทึก", "This device keeps no drafts; press save"), "bad");
    else tell(say("เก็บในเครื่องนี้แล้ว", "Kept on this device"));
    missing();
    plan(1200);
  }

  /** The version that what is typed here stands on; the form says it, too. */
  function standAt(number) {
    version = number;
    let field = form.querySelector("input[name=version]");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "version" });
      form.prepend(field);
    }
    field.value = version;
  }

  function plan(wait) { clearTimeout(timer); timer = setTimeout(flush, wait); }

  async function flush() {
    if (busy || leaving) return plan(500);
    const waiting = store.get(name);
    if (!waiting || !waiting.sending && !Object.keys(waiting.answers).length) return;
    busy = true;
    tell(say("กำลังบันทึก…", "Saving…"));
    try {
      const saved = await send(name);
      if (saved) standAt(saved.summary.version);
      pause = 2000;
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      const left = store.get(name);
      const wrong = Object.keys(left?.refused ?? {}).length;
      if (wrong) tell(say(`บันทึกแล้ว เว้นแต่ ${wrong} ข้อที่ต้องแก้`, `Saved, but for ${wrong} that must be put right`), "warn");
      else tell(say(`บันทึกแล้ว ${clock}`, `Saved ${clock}`), "good");
      if (Object.keys(left?.answers ?? {}).length) plan(300);
    } catch (error) {
      if (error instanceof Refusal && !passing.includes(error.kind)) {
        if (error.kind === "unauthenticated" || error.kind === "forbidden") {
          tell(say("หมดเวลาเข้าสู่ระบบ ร่างยังอยู่ในเครื่องนี้ เปิดหน้านี้ใหม่เพื่อเข้าสู่ระบบ", "Signed out; the draft is kept on this device. Load the page again to sign in."), "bad");
        } else {
          const problem = error.problems[0]?.message;
          tell(problem ? say(problem.th, problem.en ?? problem.th) : error.message, "bad");
        }
      } else {
        tell(error instanceof Refusal
          ? say("ระบบมีงานมาก เก็บในเครื่องนี้แล้ว จะส่งเองในอีกสักครู่", "The service is busy. Kept on this device; it goes out by itself in a moment.")
          : say("ไม่มีเครือข่าย เก็บในเครื่องนี้แล้ว จะส่งเองเมื่อมีเครือข่าย", "No network. Kept on this device; it goes out by itself later."), "warn");
        plan(pause);
        // Six hundred who wait do not all come back in the same moment.
        pause = Math.min(pause * (1.5 + Math.random()), 30000);
      }
    } finally { busy = false; }
  }

  function missing() {
    const list = document.querySelector("[data-missing]");
    if (!list) return;
    let count = 0;
    for (const box of questions) {
      const value = answer(box);
      const isOpen = box.dataset.type === "upload" ? !box.querySelector("[data-file]") && value === undefined : value?.state === "notReported" || value === null;
      const item = list.querySelector(`[data-for="${CSS.escape(box.dataset.code)}"]`);
      if (item) { item.hidden = !isOpen; if (isOpen) count++; }
    }
    document.querySelector("[data-missing-title]").textContent = count
      ? say(`ยังไม่ตอบ ${count} ข้อ`, `${count} not answered`) : say("ตอบครบทุกข้อแล้ว", "Everything is answered");
  }

  // What was saved after this page was made, and what was kept here and not yet saved, stand in the form again.
  function restore() {
    const saved = since.get(name);
    if (saved && saved.version > (version ?? 0)) {
      standAt(saved.version);
      put(saved.answers);
    } else {
      since.drop(name);
    }
    const draft = store.get(name);
    if (!draft) return;
    // What was refused is tried once more: it may be said again what is wrong with it.
    if (draft.refused) {
      draft.answers = { ...draft.refused, ...draft.answers };
      delete draft.refused;
      store.set(name, draft);
    }
    put({ ...draft.sending?.answers, ...draft.answers });
    tell(say("นำร่างในเครื่องนี้กลับมาแล้ว", "The draft of this device is back"));
    plan(200);
  }

  function put(answers) {
    for (const value of Object.values(answers)) {
      const box = document.getElementById(`q-${value.question}`);
      if (!box) continue;
      const state = value.choice ? `=${value.choice}` : value.state === "none" || value.state === "notApplicable" ? value.state : "value";
      const radio = [...box.querySelectorAll("input[type=radio]")].find(one => one.value === state);
      if (radio) radio.checked = true;
      const field = box.querySelector("input.figure, textarea");
      if (field) field.value = value.number ?? value.text ?? "";
    }
  }

  form.addEventListener("input", event => {
    const box = event.target.closest(".question");
    if (!box || event.target.type === "file") return;
    const typed = event.target.matches("input.figure, textarea");
    if (typed && event.target.value) box.querySelector('input[type=radio][value="value"]').checked = true;
    const value = answer(box);
    if (value !== undefined) note(box, value);
  });
  form.addEventListener("change", event => { if (event.target.type === "file") upload(event.target); });
  form.addEventListener("submit", event => {
    if (!navigator.onLine) {
      event.preventDefault();
      tell(say("ไม่มีเครือข่าย ยังไม่ได้ส่ง ร่างอยู่ในเครื่องนี้ครบ กดส่งอีกครั้งเมื่อมีเครือข่าย", "No network, so nothing was sent. The draft is kept on this device; send it when you are back."), "warn");
      return;
    }
    // The form itself holds everything; once its page says that it was taken, what is kept here is let go.
    leaving = true;
    clearTimeout(timer);
  });
  addEventListener("online", () => plan(100));
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });

  function upload(input) {
    const file = input.files[0], box = input.closest(".question"), bar = box.querySelector("progress");
    if (!file) return;
    const wrong = text => { flag(box, text); tell(text, "bad"); input.value = ""; };
    const most = Number(form.dataset.bytes);
    if (most && file.size > most) {
      const size = `${Math.floor(most / 104857.6) / 10} MB`;
      return wrong(say(`แฟ้มใหญ่เกิน ${size} ให้ย่อหรือแบ่งเป็นหลายแฟ้ม`, `The file is over ${size}; make it smaller or send it as several files`));
    }
    if (!file.size) return wrong(say("แฟ้มว่าง ไม่มีเนื้อหา", "The file is empty"));
    const reader = new FileReader();
    reader.onload = () => {
      const request = new XMLHttpRequest();
      request.open("POST", new URL("rpc", new URL(document.querySelector('meta[name="root"]').content, location.href)));
      request.setRequestHeader("Content-Type", "application/json");
      request.setRequestHeader("X-Form-Proof", document.querySelector('meta[name="form-proof"]').content);
      bar.hidden = false;
      request.upload.onprogress = event => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; };
      request.onerror = () => tell(say("ส่งแฟ้มไม่ได้ ลองใหม่เมื่อมีเครือข่าย", "The file was not sent; try again with a network"), "bad");
      request.onload = () => {
        bar.hidden = true;
        let reply;
        try { reply = JSON.parse(request.responseText); } catch { return request.onerror(); }
        if (reply.error) {
          const refusal = new Refusal(reply.error);
          const said = refusal.problems.map(({ message }) => say(message.th, message.en ?? message.th));
          return wrong(said.join(" ") || refusal.message);
        }
        const { name, mediaType, size, sha256 } = reply.result;
        let shown = box.querySelector("[data-file]");
        if (!shown) { shown = document.createElement("p"); shown.dataset.file = "yes"; input.before(shown); }
        shown.textContent = name;
        input.value = "";
        const radio = box.querySelector('input[type=radio][value="value"]');
        if (radio) radio.checked = true;
        note(box, { question: box.dataset.code, file: { name, mediaType, size, sha256 } });
      };
      request.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "file.put", params: {
        idempotencyKey: newKey(), organisation: form.dataset.organisation, name: file.name,
        mediaType: file.type || "application/octet-stream", content: reader.result.slice(reader.result.indexOf(",") + 1) } }));
    };
    reader.readAsDataURL(file);
  }

  // One question a screen: the way of a phone.
  const views = document.getElementById("views"), steps = document.getElementById("steps");
  let place = 0;
  function show(view) {
    const one = view === "one";
    views.querySelectorAll("button").forEach(button => button.setAttribute("aria-pressed", String(button.dataset.view === view)));
    steps.hidden = !one;
    questions.forEach((box, index) => { box.hidden = one && index !== place; });
    form.querySelectorAll(".part").forEach(part => { part.hidden = one && !part.contains(questions[place]); });
    steps.querySelector("[data-place]").textContent = `${place + 1} / ${questions.length}`;
    try { localStorage.setItem("view", view); } catch { /* stays as it is */ }
  }
  views.hidden = questions.length < 2;
  views.addEventListener("click", event => { const view = event.target.dataset.view; if (view) show(view); });
  steps.addEventListener("click", event => {
    const step = Number(event.target.dataset.step);
    if (!step) return;
    place = Math.min(Math.max(place + step, 0), questions.length - 1);
    show("one");
    questions[place].querySelector("input, textarea")?.focus();
  });
  for (const list of document.querySelectorAll("[data-missing], .note")) list.addEventListener("click", event => {
    const at = questions.findIndex(box => `#${box.id}` === event.target.getAttribute("href"));
    if (at >= 0 && !steps.hidden) { place = at; show("one"); }
  });

  // What was sent and must be put right comes first.
  place = Math.max(0, questions.findIndex(box => box.querySelector(".problem")));
  if (/[?&]saved=yes/.test(location.search)) {
    store.drop(name);
    // Loaded again later, the page must not let go what was typed since.
    history.replaceState(null, "", location.pathname);
  }
  restore();
  missing();
  if (!navigator.onLine) {
    tell(say("ไม่มีเครือข่าย หน้านี้เปิดจากในเครื่อง พิมพ์ต่อได้ จะส่งเองเมื่อมีเครือข่าย", "No network: this page is from your device. Go on typing; it goes out by itself later."), "warn");
  }
  show(localStorage.getItem("view") ?? (matchMedia("(max-width: 40rem)").matches && questions.length > 3 ? "one" : "all"));
}
