// Keeps the reporter's pages on the device, so that they open without a network, also after the browser was closed.
// Answers stay where they are typed (reporter.js); here are only pages, their styles, scripts and fonts.
const assets = "phaen assets {{version}}";
const pages = "phaen pages {{version}}";
const scope = new URL(self.registration.scope);
const offline = new URL("offline", scope).href;
/** A slow network is given so long before the kept page is shown. */
const patience = 6000;

const within = (url, folder) => url.origin === scope.origin && url.pathname.startsWith(scope.pathname + folder);
/** The same page whatever its view: what follows the path is not looked at. */
const plain = url => new URL(url.pathname, url.origin).href;

self.addEventListener("install", event => event.waitUntil((async () => {
  const answer = await fetch(offline, { credentials: "omit" });
  if (!answer.ok) throw new TypeError("no page for offline");
  const text = await answer.clone().text();
  const store = await caches.open(assets);
  await store.put(offline, answer);
  const files = [...text.matchAll(/(?:href|src)="([^"]*assets\/[^"]+)"/g)].map(match => new URL(match[1], offline).href);
  await store.addAll(files);
  await self.skipWaiting();
})()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("phaen ") && name !== assets && name !== pages) await caches.delete(name);
  }
  await self.clients.claim();
})()));

/** A page says what belongs to it: itself, the pages that it leads to, files; and for whom it was made. */
self.addEventListener("message", event => event.waitUntil((async () => {
  const { owner, pages: wanted = [], assets: files = [] } = event.data ?? {};
  const store = await caches.open(pages), mark = new URL("owner", scope).href;
  const known = await (await store.match(mark))?.text();
  if (known !== owner) {
    // Somebody else is signed in: nothing of the one before stays.
    await caches.delete(pages);
    await (await caches.open(pages)).put(mark, new Response(owner));
  }
  const kept = await caches.open(assets);
  for (const file of files.slice(0, 30)) {
    if (within(new URL(file), "assets/") && !(await kept.match(file))) await kept.add(file).catch(() => {});
  }
  for (const page of wanted.slice(0, 30)) {
    const url = new URL(page);
    if (!within(url, "mine")) continue;
    try { await keep(url, await fetch(url, { credentials: "same-origin", redirect: "manual" })); } catch { return; }
  }
  event.source?.postMessage("kept");
})()));

async function keep(url, answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) { await forget(); return; }
  if (!answer.ok || !answer.headers.get("content-type")?.startsWith("text/html")) return;
  const store = await caches.open(pages);
  // A draft or a receipt was told of once; opened again it is the page itself.
  await store.put(plain(url), answer.clone());
}

/** Nobody is signed in any more. */
const forget = () => caches.delete(pages);

self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (within(url, "assets/")) event.respondWith(asset(event.request));
  else if (event.request.mode === "navigate" && (within(url, "mine/") || url.pathname === scope.pathname + "mine")) {
    event.respondWith(page(event, url));
  }
});

async function asset(request) {
  const kept = await caches.match(request, { cacheName: assets });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(assets)).put(request, answer.clone());
  return answer;
}

async function page(event, url) {
  const kept = await caches.match(plain(url), { cacheName: pages });
  const fresh = fetch(event.request).then(async answer => {
    await keep(url, answer);
    return answer;
  });
  fresh.catch(() => {});
  event.waitUntil(fresh.catch(() => {}));
  if (!kept) return fresh.catch(async () => await caches.match(offline, { cacheName: assets }) ?? Response.error());
  const late = new Promise(resolve => setTimeout(resolve, patience));
  return Promise.race([fresh.catch(() => kept), late.then(() => kept)]);
}
