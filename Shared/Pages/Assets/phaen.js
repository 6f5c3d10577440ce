// What every page shares: calls to the service with the session's proof, and small comforts.
const said = name => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const root = new URL(said("root") || "./", location.href);

/** A new key for a change, so that its repeats are one. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}

/** What the service says about a call that it refused. */
export class Refusal extends Error {
  constructor(error) {
    const both = error.data?.message;
    super((document.documentElement.lang === "en" ? both?.en : both?.th) || error.message);
    this.kind = error.data?.name;
    this.problems = error.data?.problems ?? [];
    this.data = error.data;
  }
}

/** Calls a method of the service. Throws Refusal for its answer, TypeError where it was not reached. */
export async function call(method, params) {
  const answer = await fetch(new URL("rpc", root), {
    method: "POST", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-Form-Proof": said("form-proof") },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  let reply;
  try { reply = await answer.json(); } catch { throw new TypeError("no answer of the service"); }
  if (reply.error) throw new Refusal(reply.error);
  return reply.result;
}

/** Thai or English, as the page is. */
export const say = (th, en) => (document.documentElement.lang === "en" ? en : th);

// A form that is sent is not sent again by a second press; coming back to the page makes it ready.
document.addEventListener("submit", event => {
  if (event.defaultPrevented) return;
  const buttons = event.target.querySelectorAll("button:not([type=button])");
  setTimeout(() => buttons.forEach(button => { button.disabled = true; }), 0);
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]:not([data-off])").forEach(button => { button.disabled = false; });
});
// Boxes that choose all boxes of their table.
document.querySelectorAll("input[data-all]").forEach(box => box.addEventListener("change", () => {
  box.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach(one => { one.checked = box.checked; });
}));
document.querySelectorAll("[data-print]").forEach(button => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
// Something that goes on is looked at again.
const again = document.querySelector("[data-refresh]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.refresh) * 1000);

// Tables are put in the order of a column; pressed again the other way round, and once more as they came.
const months = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
const words = new Intl.Collator(["th", "en"], { numeric: true });
const arabic = text => text.replace(/[๐-๙]/g, digit => digit.charCodeAt(0) - 0x0e50);

/** What a cell is ordered by: a number for figures and days, else its words; nothing for an empty one. */
function worth(cell) {
  const text = arabic(cell?.dataset.sort ?? cell?.textContent ?? "").replace(/\s+/g, " ").trim();
  if (text === "" || /^[–—-]$/.test(text)) return null;
  const day = text.match(/^(\d{1,2}) (\S+) (\d{4})(?: (\d{1,2}):(\d\d))?/);
  const month = day ? months.indexOf(day[2]) : -1;
  if (month >= 0) return ((day[3] * 12 + month) * 31 + Number(day[1])) * 1440 + (day[4] ?? 0) * 60 + Number(day[5] ?? 0);
  const sitting = text.match(/^(\d+)\/(\d{4})$/);
  if (sitting) return sitting[2] * 10000 + Number(sitting[1]);
  if (/^\d{4}-\d\d/.test(text)) return text;
  const figure = text.match(/^[-−]?[\d,]+(?:\.\d+)?(?![\w-])/);
  return figure ? Number(figure[0].replaceAll(",", "").replace("−", "-")) : text;
}

function compared(left, right) {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return words.compare(String(left), String(right));
}

function order(table, column, way) {
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((left, right) => left.dataset.place - right.dataset.place);
  const ends = rows.filter(row => row.matches(".total")), first = rows.filter(row => row.matches("[data-fixed]"));
  const moved = rows.filter(row => !row.matches(".total, [data-fixed]"));
  if (way) {
    const keys = new Map(moved.map(row => [row, worth(row.cells[column])]));
    moved.sort((left, right) => {
      const [one, other] = [keys.get(left), keys.get(right)];
      if (one === null || other === null) return (one === null) - (other === null);
      return way * compared(one, other);
    });
  }
  body.append(...first, ...moved, ...ends);
}

// A page of a list that has more of them is not put in order by itself: the first of the page is not the first of all.
const isPart = document.querySelector("main .pages a") || /[?&](cursor|after)=./.test(location.search);
if (!isPart) for (const table of document.querySelectorAll("main table:not(.heat, .sheet)")) {
  const [head, body] = [table.tHead, table.tBodies[0]];
  const rows = body ? [...body.rows] : [];
  const totals = rows.filter(row => row.matches(".total"));
  const isPlain = head?.rows.length === 1 && table.tBodies.length === 1 && rows.length > 2
    && [head.rows[0], ...rows].every(row => row.cells.length === rows[0].cells.length)
    && rows.slice(rows.length - totals.length).every(row => row.matches(".total"));
  if (!isPlain || head.querySelector("[aria-sort], th a[href^='?']")) continue;
  rows.forEach((row, place) => { row.dataset.place = place; });
  [...head.rows[0].cells].forEach((cell, column) => {
    const name = cell.textContent.trim();
    if (!name || cell.querySelector("input") || rows.some(row => row.cells[column].querySelector("button, input"))) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.title = say("เรียงรายการในหน้านี้", "Put what is on this page in order");
    if (cell.querySelector("a")) {
      button.setAttribute("aria-label", say(`เรียงตาม ${name}`, `In the order of ${name}`));
      cell.append(" ", button);
    } else {
      button.append(...cell.childNodes);
      cell.append(button);
    }
    button.addEventListener("click", () => {
      const now = cell.getAttribute("aria-sort");
      const way = now === "ascending" ? -1 : now === "descending" ? 0 : 1;
      head.querySelectorAll("[aria-sort]").forEach(one => one.removeAttribute("aria-sort"));
      if (way) cell.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      order(table, column, way);
    });
  });
}

// A picture that is wider than the window begins with its middle in sight.
for (const picture of document.querySelectorAll(".scroll > .web")) {
  const box = picture.parentElement;
  box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
}

// On a phone the service's pages, and many views of one thing, stand on one line: the one that is open is in sight.
for (const shown of document.querySelectorAll(".own [aria-current], .tabs [aria-current]")) {
  shown.parentElement.scrollLeft = shown.offsetLeft - shown.parentElement.offsetLeft - 24;
}

// What is scrolled sideways is reached with the keyboard as well.
const reach = () => document.querySelectorAll(".scroll").forEach(box => {
  if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
});
reach();
addEventListener("resize", reach);

// Where nobody is signed in, no page of somebody's stays on the device. Drafts do.
if (navigator.onLine && "caches" in window && !document.querySelector("a.person, [data-offline]")) {
  caches.keys().then(names => names.filter(name => name.startsWith("phaen pages ")).forEach(name => caches.delete(name)));
}
