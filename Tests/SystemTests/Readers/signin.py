"""Signing in by an identity provider, as browsers do it (httpx keeps each one's cookies): joining, signing in, wrong and
late answers, another browser's answer, a form that outlives it, signing out, and a provider that is down.

signin.py PLANS TOKEN_FILE PROVIDER [down]
"""
import html, json, re, sys, time, urllib.parse

import httpx

P, token, O = sys.argv[1], open(sys.argv[2]).read().strip(), sys.argv[3]
PASSWORD = "ม้าลายสี่ตัวเดินข้ามถนน"
faults = []


def rpc(method, **params):
    answer = httpx.post(
        P + "/rpc", json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
        headers={"Authorization": "Bearer " + token}, timeout=60).json()
    if "error" in answer:
        raise SystemExit(method + ": " + json.dumps(answer["error"], ensure_ascii=False)[:600])
    return answer["result"]


def check(holds, words, page=None):
    if not holds:
        text = "" if page is None else f" ({page.status_code} {page.url}: {re.sub('<[^>]*>', ' ', page.text)[:400]})"
        faults.append(words + re.sub(r"\s+", " ", text))


class Browser(httpx.Client):
    """Follows what a browser follows, and fills in forms with what stands in them."""

    def __init__(self):
        super().__init__(follow_redirects=True, timeout=60, headers={"User-Agent": "Mozilla/5.0 (Windows) Firefox/128.0"})

    def submit(self, page, path, **fields):
        fields["proof"] = re.search(r'name="proof" value="([^"]*)"', page.text).group(1)
        return self.post(urllib.parse.urljoin(str(page.url), path), data=fields)

    def onward(self, page):
        """From our page that goes on by itself to the provider's."""
        refresh = page.headers.get("refresh", "")
        check(refresh.startswith("0; url=" + O), "no way to the provider", page)
        return refresh.removeprefix("0; url=")

    def confirm(self, address, sub):
        """Says at the provider who one is, and comes back to us."""
        return self.post(address, data={"sub": sub})


def person(name):
    made = rpc("account.create", idempotencyKey="a-" + name, name=name, displayName="ครู " + name, organisation="67")
    rpc("assignment.create", idempotencyKey="r-" + name, subject=made["subject"], role="administrator", organisation="67")
    browser = Browser()
    path = P + made["invitation"]["path"]
    page = browser.submit(browser.get(path), path, password=PASSWORD, again=PASSWORD)
    check("/account" in str(page.url), "the invitation does not sign in", page)
    return browser


def joined(browser, sub):
    """Joins the account with an identity of the provider, by the form of its page."""
    page = browser.submit(browser.get(P + "/account"), "./account/provider", do="join")
    return browser.confirm(browser.onward(page), sub)


def sign_in(browser, sub, back=""):
    page = browser.get(P + "/signin/provider" + back)
    return browser.confirm(browser.onward(page), sub)


def is_in(browser):
    return browser.get(P + "/account", follow_redirects=False).status_code == 200


def down():
    browser = Browser()
    page = browser.get(P + "/signin/provider?return=%2Foperator%2Fkeys")
    check(page.status_code == 503, "a provider that is down is not said to be", page)
    check("ไม่ตอบ" in page.text and 'name="password"' in page.text, "no words and no other way in", page)


def all_of_it():
    for code, kind, parent in [("TH", "nation", None), ("67", "province", "TH")]:
        rpc("organisation.create", idempotencyKey="o-" + code, code=code, kind=kind, name={"th": "หน่วยงาน " + code},
            openedOn="2000-01-01", **({"parent": parent} if parent else {}))
    somsri = person("somsri")
    page = joined(somsri, "somsri@moe")
    check("เลิกเชื่อม" in page.text, "joining does not end on the account's page", page)

    # Signing in comes back where one wanted to go; the session is a new one.
    phone = Browser()
    page = sign_in(phone, "somsri@moe", "?return=%2Foperator%2Fkeys%3Forganisation%3D67")
    check(page.url.path == "/operator/keys" and page.url.query == b"organisation=67", "did not come back", page)

    # A link under a person's eyes joins nothing, and nobody else can have the identity.
    page = somsri.get(P + "/signin/provider")
    check("refresh" not in page.headers, "a link begins a joining", page)
    wilai = person("wilai")
    page = joined(wilai, "somsri@moe")
    check(page.status_code == 403 and "เป็นของผู้อื่น" in page.text, "one identity joins two accounts", page)
    page = sign_in(Browser(), "nobody@moe")
    check(page.status_code == 403 and "ยังไม่ได้เชื่อม" in page.text, "an unknown identity is let in", page)

    # Invited, and begun by the provider without a password: an identity that is another's takes nothing up.
    made = rpc("account.create", idempotencyKey="a-manee", name="manee", displayName="ครู manee", organisation="67")
    path = P + made["invitation"]["path"]
    manee = Browser()
    begin = lambda: manee.onward(manee.submit(manee.get(path), path, do="provider"))
    page = manee.confirm(begin(), "somsri@moe")
    check(page.status_code == 403 and "เป็นของผู้อื่น" in page.text and not is_in(manee), "another's identity is joined", page)
    page = manee.confirm(begin(), "manee@moe")
    check("/account" in str(page.url) and "ได้ทางเดียว" in page.text, "an invitation is not taken up by the provider", page)
    late = Browser()
    check(late.get(path).status_code == 404, "a link that was taken up can be used again")
    again = sign_in(Browser(), "manee@moe", "?return=%2Faccount")
    check(again.url.path == "/account", "who began by the provider does not come back by it", again)
    listed = rpc("account.list", organisation="67", search="manee")["items"]
    check(listed[0]["hasIdentity"] and not listed[0]["hasPassword"], f"the list says otherwise: {listed}")
    page = manee.submit(manee.get(P + "/account"), "./account/provider", do="part")
    check(sign_in(Browser(), "manee@moe").status_code == 200, "parted from the only way in")
    recorded = lambda: [one["method"] for one in rpc("audit.list", subject=made["subject"])["items"]]
    end = time.monotonic() + 10
    while time.monotonic() < end and "account.part" not in recorded():
        time.sleep(0.1)
    check(recorded()[::-1][:3] == ["account.join", "session.begin", "session.begin"] and "account.part" in recorded(), f"the trail says {recorded()}")

    # What the provider says has to be right in each point.
    for kind in ["nonce", "audience", "issuer", "expired", "signature", "none", "unknownKey"]:
        httpx.put(f"{O}/fault/{kind}")
        browser = Browser()
        page = sign_in(browser, "somsri@moe")
        check(page.status_code == 403 and "ไม่ถูกต้องหรือหมดอายุ" in page.text, f"wrong {kind}: not refused in words", page)
        check(not is_in(browser), f"wrong {kind}: signed in")

    # An answer belongs to the browser and the visit that asked, once.
    thief, victim = Browser(), Browser()
    address = thief.onward(thief.get(P + "/signin/provider"))
    answer = thief.post(address, data={"sub": "somsri@moe"}, follow_redirects=False).headers["location"]
    page = victim.get(answer)
    check(page.status_code == 403 and not is_in(victim), "another browser's answer is taken", page)
    victim.get(P + "/signin")
    page = victim.get(answer)
    check(page.status_code == 403 and not is_in(victim), "another visit's answer is taken", page)
    page = thief.get(answer)
    check(page.url.path == "/" or page.status_code == 200, "one's own answer is not taken", page)
    page = thief.get(answer)
    check(page.status_code == 403 and "ไม่ได้เริ่มจาก" in page.text, "an answer is taken twice", page)
    forged = answer.replace("state=", "state=x")
    check(Browser().get(forged).status_code == 403, "a made-up state is taken")
    page = Browser()
    again = page.onward(page.get(P + "/signin/provider"))
    check("code_challenge_method=S256" in again and "nonce=" in again, "no challenge, or no nonce")
    coded = page.post(again, data={"sub": "somsri@moe"}, follow_redirects=False).headers["location"]
    said = page.get(re.sub("code=[^&]*", "code=made-up", coded))
    check(said.status_code == 403, "a made-up code is taken", said)

    # The person says no.
    browser = Browser()
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.onward(browser.get(P + "/signin/provider"))).query)
    page = browser.get(P + "/signin/provider/return", params={"error": "access_denied", "state": asked["state"][0]})
    check(page.status_code == 403 and 'name="password"' in page.text, "a no is not heard", page)

    # What was typed when the session ended goes to the provider and back, and is sent on.
    sessions = rpc("session.list", organisation="67")["items"]
    for session in sessions:
        if "Firefox" in session["agent"]:
            rpc("session.end", idempotencyKey=session["id"], session=session["id"])
    page = phone.get(P + "/signin")
    typed = {"do": "create", "key": "k-kept", "name": "malee", "displayName": "มาลี <ใจดี>", "home": "67", "proof": "old"}
    page = phone.post(P + "/operator/people", data=typed)
    check(page.status_code == 401 and "ยังอยู่ครบ" in page.text, "what was typed is lost", page)
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    back = html.unescape(re.search(r'name="return" value="([^"]*)"', page.text).group(1))
    page = phone.submit(page, P + "/signin/provider", **{"return": back, "kept": kept})
    page = phone.confirm(phone.onward(page), "somsri@moe")
    fields = {html.unescape(n): html.unescape(v) for n, v in re.findall(r'name="([^"]*)" value="([^"]*)"', page.text)}
    check(fields.get("displayName") == "มาลี <ใจดี>", "the form did not come back", page)
    page = phone.post(urllib.parse.urljoin(str(page.url), re.search(r'<form method="post" action="([^"]*)"', page.text).group(1)), data=fields)
    check("/invitation/" in page.text, "the form cannot be sent on", page)

    # Out, here and there; the cookie opens nothing any more.
    page = phone.submit(phone.get(P + "/account"), "./signout")
    there = re.search(r'href="(%s[^"]*end_session[^"]*)"' % re.escape(O), page.text)
    check(there is not None, "no way to sign out at the provider", page)
    check(not is_in(phone), "still signed in")
    if there:
        page = phone.get(html.unescape(there.group(1)))
        check(page.status_code == 200, "the provider does not know the way out", page)

    # Parting.
    wilai = Browser()
    page = wilai.get(P + "/signin")
    page = wilai.submit(page, P + "/signin", name="somsri", password=PASSWORD)
    page = wilai.submit(wilai.get(P + "/account"), "./account/provider", do="part")
    check("เชื่อมครั้งเดียว" in page.text, "parting is not seen", page)
    check(sign_in(Browser(), "somsri@moe").status_code == 403, "parted, and still let in")


def bare():
    """The package as it is: a key without a name, no challenge."""
    page = joined(person("bare"), "bare@moe")
    check("เลิกเชื่อม" in page.text, "a provider whose key has no name cannot be joined", page)
    browser = Browser()
    page = sign_in(browser, "bare@moe", "?return=%2Faccount")
    check(is_in(browser), "a provider whose key has no name signs nobody in", page)


{"down": down, "bare": bare}.get((sys.argv[4:] or [""])[0], all_of_it)()
if faults:
    raise SystemExit("\n".join(faults))
print("ok")
