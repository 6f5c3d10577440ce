"""What the journeys share: calls, browsers, people who sign in, and a look at a page for axe, width and keyboard."""
import html, json, os, re, time, urllib.parse, urllib.request

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PASSWORD = "ม้าลายสี่ตัวเดินข้ามถนน"
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}


class Faults(list):
    def check(self, holds, words):
        if not holds:
            self.append(words)

    def end(self):
        if self:
            raise SystemExit("\n".join(self))
        print("ok")


class Site:
    def __init__(self, bases, token_file, folder):
        self.bases, self.folder, self.count = bases, folder, 0
        self.token = open(token_file).read().strip()
        self.shots = os.path.join(folder, "pictures")
        os.makedirs(self.shots, exist_ok=True)
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

    def token_of(self, context):
        return [cookie["value"] for cookie in context.cookies() if cookie["name"] == "phaen"][0]

    # A look at a page

    def look(self, page, name, whole=True, axe=True):
        """A picture, and what axe and the window's width find."""
        page.screenshot(path=f"{self.shots}/{name}.png", full_page=whole)
        if axe:
            for found in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
                self.faults.append(f"{name}: {found['id']}: {found['help']}: {found['nodes'][0]['html'][:200]}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.faults.append(f"{name}: wider than its window")

    def keyboard(self, page, name, most=50):
        """The Tab key goes through everything that can be used, in the page's order, and shows where it is."""
        page.evaluate("document.activeElement?.blur?.(); window.scrollTo(0, 0)")
        wanted = page.evaluate(TABBABLE)
        seen, last = [], -1
        # A date is three stops of one field.
        for step in range(3 * min(most, wanted) + 3):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            if now is None:
                break
            if step == 0:
                self.faults.check("skip" in now["kind"], f"{name}: the first stop is not the way to the content: {now['html']}")
            self.faults.check(now["visible"], f"{name}: nothing shows where the keyboard is: {now['html']}")
            if now["place"] == last:
                continue
            if now["place"] in seen or len(seen) >= most:
                break
            self.faults.check(now["place"] > last, f"{name}: the keyboard goes back and forth: {now['html']}")
            seen.append(now["place"])
            last = now["place"]
        expected = min(wanted, most)
        self.faults.check(len(seen) >= expected, f"{name}: the keyboard reaches {len(seen)} of {expected} ({wanted})")


# Radio buttons of one name are one stop; what is not shown is none.
TABBABLE = """() => {
  const shown = node => node.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const names = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(node => {
    if (node.disabled || node.type === "hidden" || node.tabIndex < 0 || !shown(node)) return false;
    if (node.type !== "radio") return true;
    const key = (node.form?.id ?? "") + " " + node.name;
    return !names.has(key) && names.add(key);
  }).length;
}"""
FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), all = [...document.querySelectorAll("*")];
  const visible = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return { place: all.indexOf(node), kind: node.className?.baseVal ?? node.className, visible, html: node.outerHTML.slice(0, 120) };
}"""


def shape(path):
    """An address with what is a name or a number in it left out."""
    parts = [":" if re.search(r"[0-9A-Z%]|[^\x00-\x7f]", part) else part for part in path.split("/")]
    return "/".join(parts)


def links(text, address):
    """Where a page leads."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"#]*)', text)
    return [urllib.parse.urljoin(address, html.unescape(link)) for link in found]


