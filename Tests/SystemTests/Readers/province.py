"""Every page of the suite with a whole example province in it, as each role finds it: all that a page leads to is there,
no page breaks a rule of WCAG 2.2 AA that axe finds, none is wider than its window, in Thai and English, on a desk and
on a phone, and the keyboard reaches everything. A citizen finds a report and downloads it in each format; a transfer of budget goes
through the provincial education committee; a planner composes a report and brings it to its publication.

province.py PLANS INDICATORS BUDGET REPORTING TOKEN_FILE FOLDER SCHOOL
"""
import http.client, re, sys, threading, time, urllib.parse
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

from playwright.sync_api import sync_playwright

from journeys import CHROMIUM, Site, links, shape

names = ["plans", "indicators", "budget", "reporting"]
site = Site(dict(zip(names, sys.argv[1:5])), *sys.argv[5:7])
school, faults = sys.argv[7], site.faults
ROLES = {
    "citizen": [], "root": ["administrator@TH"], "office": ["administrator@67"], "auditor": ["auditor@TH"], "planner": ["planner@67"],
    "budget": ["budgetOfficer@67"], "secretary": ["secretary@67"], "officer": ["provincialOfficer@67"],
    "agency": ["agencyPlanner@67-01"], "head": [f"head@{school}"], "reporter": [f"reporter@{school}"], "reader": ["reader@67"],
}
# Pages of one shape that a role opens, and all that it opens.
EACH, MOST = 1, 90
BROWSERS = 2
# Of a table or list that axe looks at.
ROWS = 12
# Where there is something in the year of the example.
YEARS = {"budget": ["lines", "summary", "requests", "transfers"], "reporting": ["dashboard", "schedule"]}
# What every service has from the same hands is looked at once.
SHARED = re.compile(r"/(docs|operator|account|matters|meetings|import)\b.*")


kept = threading.local()


def read(address, cookie):
    """Over a connection of the thread's own, which is kept."""
    for _ in range(5):
        parts = urllib.parse.urlsplit(address)
        connections = kept.__dict__.setdefault("connections", {})
        connection = connections.setdefault(parts.netloc, http.client.HTTPConnection(parts.netloc, timeout=30))
        path = parts.path + ("?" + parts.query if parts.query else "")
        connection.request("GET", path, headers={"Cookie": "phaen=" + cookie} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status not in (301, 302, 303, 307):
            break
        address = urllib.parse.urljoin(address, answer.headers["Location"])
    return answer.status, answer.headers.get("Content-Type", ""), body, address


def found(role, cookie):
    """The pages that a role comes to from the services' front pages, one or two of each shape."""
    waiting = [base + "/" for base in site.bases.values()]
    if any(one.endswith("@67") for one in ROLES[role]):
        waiting += [f"{site.bases[service]}/{page}?organisation=67&year=2566" for service in YEARS for page in YEARS[service]]
    known, count, pages = set(waiting), {}, {}
    while waiting and len(pages) < MOST:
        address = waiting.pop(0)
        status, kind, body, url = read(address, cookie)
        if status != 200:
            faults.append(f"{role}: {status} of {address}")
            continue
        if not kind.startswith("text/html") or "/signin" in url:
            continue
        text = body.decode()
        pages[address] = text
        # What only another view of the same page is, is not gone into.
        for link in links(text, url):
            parts = urllib.parse.urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" not in site.bases.values() or link in known:
                continue
            items = urllib.parse.parse_qs(parts.query)
            if {"lang", "digits", "cursor", "sort"} & set(items):
                continue
            # The methods of one noun are shown as those of another.
            path = re.sub("^/docs/.*", "/docs/:", shape(parts.path))
            key = parts.netloc + path + "?" + "&".join(sorted(items))
            count[key] = count.get(key, 0) + 1
            if count[key] <= EACH:
                known.add(link)
                waiting.append(link)
    return pages


def citizen():
    """From the portal to the files, signed in as nobody."""
    start = site.bases["reporting"] + "/"
    _, _, body, _ = read(start, None)
    is_report = lambda link: re.search(r"/reports/[^/.]+$", urllib.parse.urlsplit(link).path)
    reports = [link for link in links(body.decode(), start) if is_report(link)]
    if not reports:
        _, _, body, _ = read(start + "reports", None)
        reports = [link for link in links(body.decode(), start + "reports") if is_report(link)]
    faults.check(reports, "a citizen finds no report")
    if not reports:
        return
    _, _, body, _ = read(reports[0], None)
    # The report's own files: other forms, with a query, are made when they are asked for.
    own = [urllib.parse.urlsplit(link) for link in links(body.decode(), reports[0])]
    offered = {link.path.rsplit(".", 1)[-1]: link.geturl() for link in own if not link.query}
    for ending, beginning in [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b""), ("json", b"{")]:
        faults.check(ending in offered, f"a citizen is not offered the report as {ending}")
        if ending in offered:
            status, _, body, _ = read(offered[ending], None)
            faults.check(status == 200 and len(body) > 500 and body.lstrip(b"\xef\xbb\xbf").startswith(beginning),
                         f"the report as {ending} is none: {status} {len(body)}")


def meet(body, number, day, matter, outcome):
    """A sitting of a body about one matter, from the call to its minutes."""
    def call(method, **params):
        return site.rpc("plans", "meeting." + method, idempotencyKey=f"{body} {number} {method}", body=body,
                        meeting=number, **params)

    made = call("create", heldOn=day, startsAt="09:30", place={"th": "ห้องประชุมศาลากลางจังหวัด", "en": "City hall"})
    call("setAgenda", expectedVersion=made["version"], items=[{"section": "forDecision", "matter": matter}])
    invited = call("invite", date=day, letterNumber="ศธ ๙๙๙๙/ว๑")
    held = call("hold", expectedVersion=invited["version"],
                attendance=[{"member": one["number"], "attendance": "present"} for one in invited["members"]])
    item = next(one["number"] for one in held["agenda"] if one.get("matter") == matter)
    told = call("resolve", item=item, outcome=outcome, text="เห็นชอบ")
    written = call("writeMinutes", expectedVersion=told["version"], items=[{"item": item, "discussion": "ที่ประชุมพิจารณาแล้ว"}])
    call("close", expectedVersion=written["version"])


def transfer(browser):
    """Budget goes from one line to another through the province's committee: asked for on a page that says the rules
    first, taken step by step on its matter's page, decided in sittings, carried out, each step once."""
    code, budget = "67-T2566-99", site.bases["budget"]
    roles = [role + "@67" for role in ["planner", "budgetOfficer", "secretary", "provincialOfficer"]]
    subject, link = site.person("page-transfer", "ผู้โอน งบประมาณ", "67", *roles)
    site.followed("budget", subject, len(roles))
    page = site.wear(site.context(browser, "desktop"), site.enter(link)).new_page()
    page.goto(budget + "/transfers/new?lang=th")
    for field, value in [("code", code), ("from", "67-2566-67-P01"), ("to", "67-2566-67-P07"), ("amount", "500"),
                         ("date", "2023-03-01"), ("reason", "ค่าวัสดุ <script>document.title='taken'</script> (ตัวอย่าง)")]:
        page.fill("#f-" + field, value)
    with page.expect_navigation():
        page.click("button[value=check]")
    page.wait_for_selector("section.note")
    site.look(page, "transfer-rules-desktop")
    with page.expect_navigation():
        page.click("button[value=send]")
    now = lambda: site.rpc("budget", "transfer.get", transfer=code)
    site.wait_for(lambda: now().get("matter"), "the transfer's matter")
    page.goto(f"{budget}/transfers/{code}")
    faults.check("taken" not in page.title(), "a program in a reason ran")
    site.look(page, "transfer-desktop")
    matter = now()["matter"]
    address = f'{site.bases["plans"]}/matters/{matter}'
    site.wait_for(lambda: read(address, site.token_of(page.context))[0] == 200, "the matter on the agenda")
    days = iter(["2023-03-06", "2023-03-11", "2023-03-16", "2023-03-31", "2023-04-05"])

    def forward(step):
        page.goto(address)
        form = page.locator("section[aria-labelledby=act] form")
        if form.count() == 0:
            raise SystemExit(f"{step}: nothing to do on the matter's page: " + page.inner_text("main")[:400])
        faults.check(form.locator("input[name=step]").get_attribute("value") == step,
                     f"the matter waits at {form.locator('input[name=step]').get_attribute('value')}, not at {step}")
        form.locator("#f-outcome").select_option("forward")
        form.locator("#f-date").fill(next(days))
        form.locator("#f-note").fill("<b>ตรวจแล้ว</b>")
        with page.expect_navigation():
            form.locator("button").first.click()
        # A matter that waits too long says so; what was refused stands beside the form.
        faults.check(page.locator("section[aria-labelledby=act] .note.bad").count() == 0, f"{step} was refused: " + page.inner_text("main")[:300])
        faults.check(page.locator("main b >> text=ตรวจแล้ว").count() == 0, "a note became a part of the page")

    # From one work to another: the Budget Bureau has to agree, or nothing moves.
    site.rpc("budget", "transfer.agree", idempotencyKey="agree " + code, transfer=code, letterNumber="นร ๐๗๐๒/๑๒๖",
             date="2023-03-20")
    for step in ["received", "analyse", "officerApproval"]:
        forward(step)
    meet("67-SSA", "พิเศษ 91/2566", "2023-03-21", matter, "forward")
    meet("67-PEC", "พิเศษ 91/2566", "2023-03-26", matter, "approve")
    page.goto(f'{site.bases["plans"]}/meetings/67-PEC/{urllib.parse.quote("พิเศษ 91/2566", safe="")}')
    site.look(page, "sitting-desktop")
    forward("notice")
    forward("execution")
    page.goto(address)
    site.look(page, "matter-desktop")
    site.wait_for(lambda: now()["state"] == "executed", "the transfer to be carried out")
    page.goto(f"{budget}/lines/67-2566-67-P07")
    faults.check("500.00" in page.inner_text("main"), "the line does not show the transfer")
    publish(page)


def publish(page):
    """The planner consolidates a year into a report, freezes it, has it checked and approved, and publishes it: step by
    step on its page, each form once. Before that nobody outside sees it."""
    base = site.bases["reporting"]
    page.goto(base + "/making?organisation=67&year=2566&lang=th")
    page.select_option("#f-definition", "resolutionRegister")
    page.fill("#f-reason", "ปรับมติให้เป็นปัจจุบัน (ตัวอย่าง)")
    with page.expect_navigation():
        page.click("section[aria-labelledby=begin] button")
    job = page.url

    def is_composed():
        page.goto(job)
        return "/job/" not in page.url

    site.wait_for(is_composed, "the report to be composed")
    report = f'{base}/reports/{page.url.rsplit("/", 1)[1]}'
    form = page.locator("section[aria-labelledby=next] form")
    for step in ["freeze", "check", "approval", "publication"]:
        faults.check(read(report, None)[0] == 404, f"a citizen sees a report before {step}")
        wanted = "input[name=do]" if step == "freeze" else "input[name=step]"
        if form.count() == 0 or form.locator(wanted).get_attribute("value") != step:
            raise SystemExit(f"{step} is not what the report waits for: " + page.inner_text("main")[:400])
        if step != "freeze":
            form.locator("#f-position").fill("ศึกษาธิการจังหวัด (ตัวอย่าง)")
            form.locator("#f-document").fill("ศธ ๙๙๙๙/๑")
        with page.expect_navigation():
            form.locator("button").click()
        faults.check(page.locator("[role=alert]").count() == 0, f"{step} was refused: " + page.inner_text("main")[:300])
    site.look(page, "report-published-desktop")
    faults.check(read(report, None)[0] == 200, "what was published is not there for a citizen")


def looks():
    """The pages to look at: each kind once, as the first role finds it that comes to it. The roles are gone through in
    order, while the browsers look at what was found before."""
    looked = set()
    with ThreadPoolExecutor(2) as readers:
        ways = [(role, readers.submit(found, role, cookies.get(role))) for role in ROLES]
        for role, way in ways:
            for address, text in way.result().items():
                parts = urllib.parse.urlsplit(address)
                path = re.sub("^/(docs|import)/.*", r"/\1/:", shape(parts.path))
                # A page that one role sees with a form and another without is two.
                kind = ("" if SHARED.match(path) else parts.netloc, path, text.count("<form") > 2)
                if kind not in looked:
                    looked.add(kind)
                    waiting.put((f"all-{role}-{len(looked)}", role, address))
    for _ in range(BROWSERS):
        waiting.put(None)
    return len(looked)


def eyes():
    """A browser of its own for a thread of its own; who is signed in changes, what it keeps of the pages does not."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**CHROMIUM)
        context = site.context(browser, "desktop", service_workers="block")
        page, wearing = context.new_page(), None
        for name, role, address in iter(waiting.get, None):
            if role != wearing:
                context.clear_cookies()
                if role in cookies:
                    site.wear(context, cookies[role])
                wearing = role
            mark = "&" if "?" in address else "?"
            page.set_viewport_size({"width": 1280, "height": 860})
            page.goto(address + mark + "lang=th")
            site.look(page, name + "-th", whole=False, rows=ROWS)
            site.keyboard(page, f"{name} {address}", most=15, within="main")
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(address + mark + "lang=en")
            site.look(page, name + "-en", whole=False, rows=ROWS)
        browser.close()


def enter(role):
    people[role] = site.person("page-" + role, "ผู้ใช้ " + role, "67", *ROLES[role])
    cookies[role] = site.enter(people[role][1])


began, people, cookies, waiting = time.monotonic(), {}, {}, SimpleQueue()
with ThreadPoolExecutor(4) as threads:
    entering = [threads.submit(enter, role) for role, held in ROLES.items() if held]
    citizen()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**CHROMIUM)
        transfer(browser)
        browser.close()
    for one in entering:
        one.result()
    for service in names[1:]:
        for role, (subject, _) in people.items():
            site.followed(service, subject, len(ROLES[role]))
    looking = [threads.submit(eyes) for _ in range(BROWSERS)]
    count = looks()
    for one in looking:
        one.result()
print(f"{count} pages in {int(time.monotonic() - began)} s")
faults.end()
