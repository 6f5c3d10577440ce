"""Every page of the suite with a whole example province in it, as each role finds it: all that a page leads to is there,
no page breaks a rule of WCAG 2.2 AA that axe finds, none is wider than its window, in Thai and English, on a desk and
on a phone, and the keyboard reaches everything. A citizen finds a report and downloads it in each format.

province.py PLANS INDICATORS BUDGET REPORTING TOKEN_FILE FOLDER SCHOOL
"""
import re, sys, time, urllib.error, urllib.parse, urllib.request

from playwright.sync_api import sync_playwright

from journeys import CHROMIUM, Site, links, shape

names = ["plans", "indicators", "budget", "reporting"]
site = Site(dict(zip(names, sys.argv[1:5])), *sys.argv[5:7])
school, faults = sys.argv[7], site.faults
ROLES = {
    "citizen": [], "root": ["administrator@TH"], "auditor": ["auditor@TH"], "planner": ["planner@67"],
    "budget": ["budgetOfficer@67"], "secretary": ["secretary@67"], "officer": ["provincialOfficer@67"],
    "agency": ["agencyPlanner@67-01"], "head": [f"head@{school}"], "reporter": [f"reporter@{school}"], "reader": ["reader@67"],
}
# Pages of one shape that a role looks at.
EACH, MOST = 2, 90


def read(address, cookie):
    request = urllib.request.Request(address, headers={"Cookie": "phaen=" + cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), answer.read(), answer.url
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read(), address


def found(role, cookie):
    """The pages that a role comes to from the services' front pages, one or two of each shape."""
    waiting = [base + "/" for base in site.bases.values()]
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
        for link in links(text, address):
            parts = urllib.parse.urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" not in site.bases.values() or link in known:
                continue
            items = urllib.parse.parse_qs(parts.query)
            if {"lang", "digits", "cursor"} & set(items):
                continue
            key = parts.netloc + shape(parts.path) + "?" + "&".join(sorted(items))
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
    offered = {urllib.parse.urlsplit(link).path.rsplit(".", 1)[-1]: link for link in links(body.decode(), reports[0])}
    for ending, beginning in [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b""), ("json", b"{")]:
        faults.check(ending in offered, f"a citizen is not offered the report as {ending}")
        if ending in offered:
            status, _, body, _ = read(offered[ending], None)
            faults.check(status == 200 and len(body) > 500 and body.lstrip(b"\xef\xbb\xbf").startswith(beginning),
                         f"the report as {ending} is none: {status} {len(body)}")


with sync_playwright() as driver:
    browser = driver.chromium.launch(**CHROMIUM)
    desk, looked, began = None, {}, time.monotonic()
    people = {}
    for role, held in ROLES.items():
        if held:
            people[role] = site.person("page-" + role, "ผู้ใช้ " + role, "67", *held)
    for service in names[1:]:
        site.wait_for(lambda: site.rpc(service, "assignment.list", organisation="67", subject=people["reader"][0])["items"],
                      service + " to follow the roles")
    citizen()
    for role in ROLES:
        desk = site.context(browser, "desktop")
        page = site.sign_up(desk, people[role][1]) if role in people else desk.new_page()
        cookie = site.token_of(desk) if role in people else None
        pages = found(role, cookie)
        for address, text in pages.items():
            parts = urllib.parse.urlsplit(address)
            # A page that a role sees with the same forms as the one before is the same page.
            kind = (parts.netloc, shape(parts.path), tuple(sorted(urllib.parse.parse_qs(parts.query))), text.count("<form"))
            if kind in looked:
                continue
            looked[kind] = role
            name = f"all-{role}-{len(looked)}"
            mark = "&" if parts.query else "?"
            page.set_viewport_size({"width": 1280, "height": 860})
            page.goto(address + mark + "lang=th")
            site.look(page, name + "-th", whole=False)
            site.keyboard(page, f"{name} {address}", most=25)
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(address + mark + "lang=en")
            site.look(page, name + "-en", whole=False)
        desk.close()
    browser.close()
print(f"{len(looked)} pages in {int(time.monotonic() - began)} s")
faults.end()
