"""What the journeys share: calls, browsers, people who sign in, and a look at a page for axe, width and keyboard.

For a person to look at, where `PHAEN_KEEP_RENDERED` says: a picture of every page that is looked at.
"""
import html, http.client, json, os, re, time, urllib.parse, urllib.request
from concurrent.futures import ThreadPoolExecutor

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = os.environ.get("PHAEN_KEEP_RENDERED")
PASSWORD = "ม้าลายสี่ตัวเดินข้ามถนน"
CHROMIUM = {"executable_path": "/usr/bin/chromium-headless-shell", "args": ["--no-sandbox"]}


class Faults(list):
    def check(self, holds, words):
        if not holds:
            self.append(words)

    def end(self):
        if self:
            raise SystemExit("\n".join(self))
        print("ok")


def side_by_side(*ways):
    """Each way's steps one after the other in a browser of its own, the ways at once."""
    def go(steps):
        with sync_playwright() as driver:
            browser = driver.chromium.launch(**CHROMIUM)
            for step in steps:
                step(browser)
            browser.close()

    with ThreadPoolExecutor(len(ways)) as threads:
        for one in [threads.submit(go, steps) for steps in ways]:
            one.result()


class Site:
    def __init__(self, bases, token_file, folder):
        self.bases, self.folder, self.count = bases, folder, 0
        self.token = open(token_file).read().strip()
        self.faults = Faults()

    def rpc(self, service, method, _token=None, **params):
        self.count += 1
        body = json.dumps({"jsonrpc": "2.0", "id": self.count, "method": method, "params": params}).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + (_token or self.token)}
        request = urllib.request.Request(self.bases[service] + "/rpc", body, headers)
        answer = json.load(urllib.request.urlopen(request))
        if "error" in answer:
            raise SystemExit(method + ": " + json.dumps(answer["error"], ensure_ascii=False)[:800])
        return answer["result"]

    def wait_for(self, what, words, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what():
                return
            time.sleep(0.2)
        raise SystemExit("waited in vain for " + words)

    def person(self, name, display, place, *roles):
        """An account with its roles, `role@place` or a role at its own organisation. Gives its subject and its link."""
        made = self.rpc("plans", "account.create", idempotencyKey="a-" + name, name=name, displayName=display,
                        organisation=place)
        for role in roles:
            kind, _, at = role.partition("@")
            self.rpc("plans", "assignment.create", idempotencyKey=f"r-{name}-{role}", subject=made["subject"], role=kind,
                     organisation=at or place, validFrom="2020-01-01")
        return made["subject"], made["invitation"]["path"]

    def followed(self, service, subject, roles=1):
        """Waits until a service that follows the accounts knows somebody's roles."""
        held = lambda: self.rpc(service, "assignment.list", organisation="TH", subject=subject)["items"]
        self.wait_for(lambda: len(held()) >= roles, f"{service} to follow the roles of {subject}")

    # Browsers

    def context(self, browser, kind, **more):
        size = {"width": 390, "height": 844} if kind == "phone" else {"width": 1280, "height": 860}
        made = browser.new_context(viewport=size, is_mobile=kind == "phone", has_touch=kind == "phone", **more)
        return self.watched(made, kind)

    def watched(self, made, kind):
        made.on("weberror", lambda error: self.faults.append(f"{kind}: {error.error}"))
        made.on("console", lambda said: self.faults.append(f"{kind}: {said.text}") if "Content Security" in said.text else None)
        return made

    def sign_up(self, context, path):
        page = context.new_page()
        page.goto(self.bases["plans"] + path)
        page.fill("#f-password", PASSWORD)
        page.fill("#f-again", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/account")
        return page

    def sign_in(self, context, name, password=PASSWORD):
        page = context.new_page()
        page.goto(self.bases["plans"] + "/signin")
        page.fill("#f-name", name)
        page.fill("#f-password", password)
        page.click("main form button")
        page.wait_for_url(lambda url: "/signin" not in url)
        return page

    def enter(self, path):
        """Chooses the password by the invitation's form, without a browser; the session's cookie."""
        base = urllib.parse.urlsplit(self.bases["plans"])
        connection = http.client.HTTPConnection(base.netloc, timeout=60)

        def ask(method, body=None, **headers):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return text, re.search(r"phaen=([^;]*)", answer.headers.get("Set-Cookie", "")).group(1)

        text, visit = ask("GET")
        proof = re.search(r'name="proof" value="([^"]*)"', text).group(1)
        form = urllib.parse.urlencode({"proof": proof, "password": PASSWORD, "again": PASSWORD})
        return ask("POST", form, Cookie="phaen=" + visit, **{"Content-Type": "application/x-www-form-urlencoded"})[1]

    def wear(self, context, cookie):
        """The browser is signed in by a session's cookie."""
        context.add_cookies([{"name": "phaen", "value": cookie, "url": base} for base in self.bases.values()])
        return context

    def token_of(self, context):
        return [cookie["value"] for cookie in context.cookies() if cookie["name"] == "phaen"][0]

    # A look at a page

    def look(self, page, name, whole=True, axe=True, rows=None):
        """What axe and the window's width find; of tables, lists and drawings axe sees the first `rows` alone, as those after
        them are made alike."""
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}.png", full_page=whole)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.faults.append(f"{name}: wider than its window")
        if rows:
            page.evaluate(SHORTEN, rows)
        if axe:
            # The page's own policy allows no program from a text; what the browser's tools bring in is not the page's.
            if not page.evaluate("typeof axe === 'object'"):
                page.evaluate(AXE_SCRIPT)
            for found in page.evaluate(VIOLATIONS, RULES):
                self.faults.append(f"{name}: {found['id']}: {found['help']}: {found['html'][:200]}")

    def keyboard(self, page, name, most=50, within="body"):
        """The Tab key goes through everything that can be used, in the page's order, and shows where it is. `within` the
        page's content, it goes there by the way past the head, which is the first stop of every page."""
        wanted = page.evaluate(FOLLOW_FOCUS, within)
        if within != "body":
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        expected = min(wanted, most)
        # A date is four stops of one field; what is still missing gets as many strokes again, as long as they lead on.
        stops, before = [], -1
        while len(stops) < expected and len(stops) > before:
            before = len(stops)
            for _ in range(max(5, expected - before)):
                page.keyboard.press("Tab")
            stops = page.evaluate("() => window.stops")
        for number, stop in enumerate(stops[:expected]):
            if number == 0:
                self.faults.check("skip" in stop["kind"], f"{name}: the first stop is not the way to the content: {stop['html']}")
            self.faults.check(stop["visible"], f"{name}: nothing shows where the keyboard is: {stop['html']}")
            self.faults.check(not stop.get("covered"), f"{name}: what the keyboard comes to is covered: {stop['html']}")
            self.faults.check(stop["onward"], f"{name}: the keyboard goes back and forth: {stop['html']}")
        self.faults.check(len(stops) >= expected, f"{name}: the keyboard reaches {len(stops)} of {expected} ({wanted})")


SHORTEN = """rows => document.querySelectorAll("main :is(tbody, ul, ol, dl, svg, svg g)").forEach(
  all => [...all.children].slice(rows).forEach(one => one.remove()))"""
VIOLATIONS = """async tags => (await axe.run({
  runOnly: tags, resultTypes: ["violations"] })).violations.map(
  ({ id, help, nodes }) => ({ id, help, html: nodes[0].html }))"""
# Notes every stop once, in the order in which the keyboard comes to it. Gives how many there are: radio buttons of one
# name are one stop; what is not shown is none.
FOLLOW_FOCUS = """within => {
  document.activeElement?.blur?.();
  window.scrollTo(0, 0);
  window.stops = [];
  const seen = new Set();
  let last = null;
  document.addEventListener("focusin", ({ target }) => {
    if (seen.has(target)) return;
    seen.add(target);
    const style = getComputedStyle(target);
    const stop = {
      kind: target.className?.baseVal ?? target.className,
      visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none",
      onward: !last || Boolean(last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING),
      html: target.outerHTML.slice(0, 120),
    };
    window.stops.push(stop);
    // Once the page has come to it: what stays at the window's foot does not cover it (WCAG 2.4.11).
    setTimeout(() => {
      const bar = document.querySelector(".saved");
      if (!bar || bar.contains(target)) return;
      const [{ top }, over] = [target.getBoundingClientRect(), bar.getBoundingClientRect()];
      stop.covered = top >= over.top && top < over.bottom - 1;
    });
    last = target;
  });
  const shown = node => node.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const names = new Set();
  const part = document.querySelector(within), head = within === "body" ? 0 : 1;
  return head + [...part.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(node => {
    if (node.disabled || node.type === "hidden" || node.tabIndex < 0 || !shown(node)) return false;
    if (node.type !== "radio") return true;
    const key = (node.form?.id ?? "") + " " + node.name;
    return !names.has(key) && names.add(key);
  }).length;
}"""


def shape(path):
    """An address with what is a name or a number in it left out."""
    parts = [":" if re.search(r"[0-9A-Z%]|[^\x00-\x7f]", part) else part for part in path.split("/")]
    return "/".join(parts)


def links(text, address):
    """Where a page leads."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"#]*)', text)
    return [urllib.parse.urljoin(address, html.unescape(link)) for link in found]


