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

// A picture that is wider than the window begins with its middle in sight.
for (const picture of document.querySelectorAll(".scroll > .web")) {
  const box = picture.parentElement;
  box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
}

// On a phone the service's pages stand on one line: the one that is open is in sight.
const shown = document.querySelector(".own [aria-current]");
if (shown) shown.parentElement.scrollLeft = shown.offsetLeft - shown.parentElement.offsetLeft - 24;

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
