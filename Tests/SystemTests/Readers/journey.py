"""Journeys in a real browser (Debian's Chromium, driven by Playwright) against the running suite, on phone and desktop.

A school reports, offline and online; a head certifies many with one letter; a planner reminds, accepts and publishes the
figures, which a citizen downloads; an operator makes a key, ends it and checks the trail; a forged and a replayed form are
refused;
no page breaks a rule of WCAG 2.2 AA that axe finds, and none is wider than its window.

journey.py PLANS INDICATORS TOKEN_FILE FOLDER
"""
import datetime, json, os, sys, urllib.error, urllib.request

from journeys import PASSWORD, Site, side_by_side

P, I = sys.argv[1:3]
site = Site({"plans": P, "indicators": I}, *sys.argv[3:5])
folder, faults, look, links = site.folder, site.faults, site.look, {}


def rpc(base, method, **params):
    return site.rpc("plans" if base == P else "indicators", method, **params)


def question(code, kind, th, en, **more):
    return {"code": code, "type": kind, "text": {"th": th, "en": en}, **more}


def seed():
    """A small province with its people and one open round."""
    organisations = [
        ("TH", "nation", None, "ประเทศไทย", "Thailand"), ("67", "province", "TH", "จังหวัดเพชรบูรณ์", "Phetchabun"),
        ("67-02", "educationServiceArea", "67", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาเพชรบูรณ์ เขต 1", "Phetchabun ESAO 1"),
    ] + [("67-S%04d" % n, "school", "67-02", "โรงเรียนตัวอย่าง %d" % n, "Example School %d" % n) for n in range(1, 42)]
    for code, kind, parent, th, en in organisations:
        more = {"parent": parent} if parent else {}
        rpc(P, "organisation.create", idempotencyKey="o-" + code, code=code, kind=kind, name={"th": th, "en": en},
            openedOn="2000-01-01", **more)
    people = [
        ("somsri", "สมศรี ใจดี", "67-S0001", "reporter"), ("wilai", "วิไล งานดี", "67-02", "agencyPlanner"),
        ("boss", "ศึกษาธิการ ทดลอง", "67", "provincialOfficer"), ("plan", "ผู้วางแผน จังหวัด", "67", "planner", "secretary"),
        ("root", "ผู้ดูแล ระบบ", "TH", "administrator"),
    ]
    for name, display, place, *roles in people:
        _, links[name] = site.person(name, display, place, *roles)
    held = sum(len(roles) for _, _, _, *roles in people)
    followed = lambda: len(rpc(I, "assignment.list", organisation="TH")["items"]) == held
    site.wait_for(followed, "the directory to be followed")
    # What the schools answer to the first question are figures, which the information committee lets be published.
    rpc(I, "dataElement.create", idempotencyKey="e1", element={
        "code": "67-PUPILS", "owner": "67", "name": {"th": "จำนวนนักเรียน", "en": "Pupils"}, "unitCode": "person",
        "unit": {"th": "คน", "en": "person"}, "periodType": "fiscalYear"})
    rpc(I, "dataSet.save", idempotencyKey="d1", dataSet={
        "code": "67-DS-PUPILS", "owner": "67", "family": "basic", "name": {"th": "ผู้เรียนของจังหวัด", "en": "The province's pupils"},
        "periodType": "fiscalYear", "elements": ["67-PUPILS"], "opensAfterDays": 10, "dueAfterDays": 60})
    rpc(I, "procedure.configure", idempotencyKey="c1", procedure="informationSystem", province="67", committee="none",
        decisions="recorded", effectiveFrom="2017-01-02")
    rpc(I, "round.create", idempotencyKey="r1", code="67-R1", owner="67", fiscalYear=2569,
        name={"th": "รอบติดตามผลการดำเนินงาน ปี 2569", "en": "Monitoring round 2026"}, opensOn="2020-09-01",
        dueOn="2099-12-31", target={"kinds": ["school"], "under": ["67-02"]})
    rpc(I, "questionnaire.save", idempotencyKey="q", round="67-R1", sections=[
        {"code": "S1", "title": {"th": "ผู้เรียน", "en": "Learners"}, "questions": [
            question("Q1", "number", "จำนวนนักเรียนทั้งหมด", "Number of pupils", minimum="0", maximum="9000",
                     element="67-PUPILS"),
            question("Q2", "number", "จำนวนนักเรียนที่อ่านออกเขียนได้", "Pupils who read and write", minimum="0")]},
        {"code": "S2", "title": {"th": "การดำเนินงาน", "en": "Work done"}, "questions": [
            question("Q3", "choice", "สถานศึกษามีหลักสูตรท้องถิ่นหรือไม่", "Does the school have a local curriculum?", options=[
                {"code": "yes", "text": {"th": "มีแล้ว", "en": "Yes"}},
                {"code": "plan", "text": {"th": "อยู่ระหว่างจัดทำ", "en": "Being made"}}]),
            question("Q4", "text", "ปัญหาและข้อเสนอแนะ", "Problems and proposals"),
            question("Q5", "upload", "ภาพกิจกรรม", "A picture of the work")]}])
    rpc(I, "questionnaire.publish", idempotencyKey="qp", round="67-R1", version=1)
    rpc(I, "round.open", idempotencyKey="ro", round="67-R1", expectedVersion=2)
    # The other schools have sent: forty wait for one letter in the end.
    for n in range(2, 41):
        school = "67-S%04d" % n
        answers = [{"question": "Q1", "number": str(n)}, {"question": "Q2", "number": str(n)},
                   {"question": "Q3", "choice": "yes"}, {"question": "Q4", "state": "none"},
                   {"question": "Q5", "state": "none"}]
        rpc(I, "submission.save", idempotencyKey="s-" + school, round="67-R1", organisation=school, answers=answers)
        rpc(I, "submission.submit", idempotencyKey="t-" + school, round="67-R1", organisation=school, expectedVersion=1)


def sign_up(browser_context, name, kind):
    page = browser_context.new_page()
    page.goto(P + links[name])
    look(page, f"invitation-{kind}")
    page.fill("#f-password", PASSWORD)
    page.fill("#f-again", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/account")
    look(page, f"account-{kind}")
    return page


def said(page, kind):
    page.wait_for_selector(f"#said.{kind}", timeout=20_000)


def school(browser):
    phone = site.context(browser, "phone")
    page = sign_up(phone, "somsri", "phone")
    page.goto(I + "/mine?lang=en")
    look(page, "mine-phone-en")
    page.goto(I + "/mine?lang=th")
    look(page, "mine-phone")
    page.click("main .button")
    page.wait_for_selector("#fill")
    look(page, "fill-one-phone")
    page.fill("#a-Q1", "๑๒๐")
    said(page, "good")
    phone.set_offline(True)
    page.click('[data-step="1"]')
    page.fill("#a-Q2", "111")
    said(page, "warn")
    look(page, "fill-offline-phone")
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(I + "/mine")
    page.wait_for_selector("#drafts.good", timeout=20_000)
    page.goto(I + "/mine/67-R1/67-S0001")
    page.click("[data-view=all]")
    if page.input_value("#a-Q2") != "111":
        faults.append("what was typed without a network is not there")
    page.click('#q-Q3 label:has-text("มีแล้ว")')
    page.click('#q-Q4 label:has-text("ไม่มี")')
    picture = os.path.join(folder, "picture.pdf")
    with open(picture, "wb") as file:
        file.write(b"%PDF-1.4\n%%EOF\n")
    page.set_input_files("#a-Q5", picture)
    page.wait_for_selector("#q-Q5 [data-file]", timeout=20_000)
    said(page, "good")
    look(page, "fill-all-phone")
    sent = page.evaluate("new URLSearchParams(new FormData(document.getElementById('fill'))).toString()")
    page.click("button[value=submit]")
    page.wait_for_url("**sent=yes")
    look(page, "receipt-phone")
    now = rpc(I, "submission.get", round="67-R1", organisation="67-S0001")
    answers = {answer["question"]: answer for answer in now["answers"]}
    if now["summary"]["state"] != "submitted" or answers["Q1"].get("number") != "120":
        faults.append("what was sent is not what came: " + json.dumps(now, ensure_ascii=False)[:400])
    forge(phone, sent)


def forge(phone, sent):
    """The form of another page, of another session, and none at all."""
    own = site.token_of(phone)
    for body, cookie in [("proof=x&key=1&do=submit", own), ("key=1&do=submit", own), (sent, "x" * 43)]:
        request = urllib.request.Request(
            I + "/mine/67-R1/67-S0001", body.encode(), {"Cookie": "phaen=" + cookie})
        try:
            urllib.request.urlopen(request)
            faults.append("a forged form was taken: " + body[:60])
        except urllib.error.HTTPError as error:
            if error.code not in (401, 403):
                faults.append(f"a forged form was answered {error.code}")


def head(browser):
    desk = site.context(browser, "desktop")
    page = sign_up(desk, "boss", "desktop")
    page.goto(I + "/certify")
    look(page, "certify-places-desktop")
    page.click("main .cards a")
    page.wait_for_selector("form table")
    look(page, "certify-desktop")
    page.fill("#f-letterNumber", "ศธ ๐๔๑๒๓.๔๕/๗๘")
    page.fill("#f-letterDate", datetime.date.today().isoformat())
    page.fill("#f-signerPosition", "ศึกษาธิการจังหวัด")
    letter = os.path.join(folder, "letter.pdf")
    with open(letter, "wb") as file:
        file.write(b"%PDF-1.4\n%%EOF\n")
    page.set_input_files("#f-file", letter)
    page.click("button[value=certify]")
    page.wait_for_url("**done=40")
    look(page, "certified-desktop")
    for path, name in [
        ("/mine", "mine"), ("/rounds/67-R1", "round"), ("/submissions/67-R1/67-S0001", "submission"), ("/", "front"),
    ]:
        mark = "&" if "?" in path else "?"
        page.set_viewport_size({"width": 1280, "height": 860})
        page.goto(I + path + mark + "lang=th&digits=thai")
        look(page, name + "-desktop")
        page.goto(I + path + mark + "lang=en&digits=arabic")
        look(page, name + "-desktop-en")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(I + path + mark + "lang=th")
        look(page, name + "-narrow")


def planner(browser):
    """Who has not answered is reminded once; what was certified is accepted, all at once; the figures come together."""
    page = sign_up(site.context(browser, "desktop"), "plan", "desktop")
    page.goto(I + "/rounds/67-R1?lang=th")
    look(page, "board-desktop")
    page.goto(I + "/rounds/67-R1/remind?organisation=67")
    look(page, "remind-desktop")
    with page.expect_navigation():
        page.click("main form[method=post] button")
    page.wait_for_selector(".note.good")
    look(page, "reminded-desktop")
    faults.check(page.locator("main form[method=post]").count() == 0, "the same can be reminded twice on a day")
    page.goto(I + "/rounds/67-R1/review?organisation=67")
    look(page, "review-desktop")
    with page.expect_navigation():
        page.click("button[value=accept]")
    page.wait_for_selector(".note.good")
    states = {rpc(I, "submission.get", round="67-R1", organisation="67-S%04d" % n)["summary"]["state"] for n in (1, 20, 40)}
    faults.check(states == {"accepted"}, f"after accepting all the states are {states}")
    page.goto(I + "/rounds/67-R1/figures?organisation=67")
    look(page, "figures-desktop")
    # 120 of the first school and 2 to 40 of the others.
    faults.check("939" in page.inner_text("main table"), "the figures do not come together: " + page.inner_text("main table"))
    publish(page)
    citizen(browser)


def publish(page):
    """A period of the data set goes its way, step by step, until it is open to all."""
    page.goto(I + "/releases")
    look(page, "releases-desktop")
    page.select_option("#f-dataSet", "67-DS-PUPILS")
    page.fill("#f-period", "FY2569")
    page.click("main form[method=post] button")
    page.wait_for_url("**/matters/**")
    look(page, "release-matter-desktop")
    steps = page.locator("main .way li").count()
    for _ in range(steps):
        if page.locator("#f-outcome").count() == 0:
            break
        page.fill("#f-note", "ครบถ้วน")
        with page.expect_navigation():
            page.click("main form[method=post] button")
    look(page, "release-done-desktop")
    faults.check(page.locator("main .tag.good").count() > 0, "the way ends before publication: " + page.inner_text("main")[:600])
    page.goto(I + "/releases")
    look(page, "releases-published-desktop")
    faults.check(page.locator("main .card a[href*='/data/']").count() == 1, "what is published is not told of")


def citizen(browser):
    """Nobody's session: finds the data set, reads it and takes it away."""
    page = site.context(browser, "phone").new_page()
    page.goto(I + "/data")
    look(page, "data-phone")
    page.click("main .cards a")
    page.wait_for_url("**/data/67-DS-PUPILS/FY2569")
    look(page, "data-set-phone")
    with page.expect_download() as taken:
        page.click("main a[href*='format=csv']")
    rows = open(taken.value.path(), encoding="utf-8-sig").read()
    # Open data stop at the agencies: a school's few pupils are nobody else's.
    faults.check("FY2569,939," in rows and "67-S0001" not in rows, "the file has not what came together: " + rows[:400])


def operator(browser):
    page = sign_up(site.context(browser, "desktop"), "root", "desktop")
    for name in ["people", "roles", "sessions", "keys", "jobs", "audit", "health", "settings", "versions"]:
        page.set_viewport_size({"width": 1280, "height": 860})
        page.goto(f"{P}/operator/{name}?organisation=TH&lang=th")
        look(page, f"operator-{name}-desktop")
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{P}/operator/{name}?organisation=TH&lang=en")
        look(page, f"operator-{name}-narrow-en")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(P + "/operator/keys?organisation=TH&lang=th")
    page.fill("#f-name", "ระบบข้อมูลกลาง")
    page.fill("#f-scopes", "plan.* round.list")
    page.click("button[value=create]")
    page.wait_for_selector(".note.good code")
    key = page.inner_text(".note.good code")
    look(page, "operator-key-made-desktop")
    faults.check(works(key, "plan.list"), "the key that was made opens nothing")
    page.goto(P + "/operator/keys?organisation=TH")
    faults.check(key not in page.content(), "the key is shown again")
    page.click("button.stop")
    page.wait_for_selector(".tag.bad")
    page.goto(P + "/operator/audit?method=key.create")
    page.click("summary")
    look(page, "operator-audit-detail-desktop")
    page.goto(P + "/operator/audit?verify=yes")
    page.wait_for_selector(".note.good")
    page.goto(I + "/operator/people")
    faults.check(page.url.startswith(P), "people are not shown where the accounts are")
    page.goto(I + "/operator/health")
    look(page, "operator-health-of-a-follower-desktop")
    stranger = browser.new_context().new_page()
    stranger.goto(I + "/mine")
    look(stranger, "signin-desktop")
    if "/signin?return=" not in stranger.url:
        faults.append("a stranger is not asked to sign in: " + stranger.url)


def works(key, method):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + key}
    answer = json.load(urllib.request.urlopen(urllib.request.Request(P + "/rpc", body, headers)))
    return answer.get("error", {}).get("data", {}).get("name") not in ["unauthenticated", "forbidden"]


seed()
side_by_side([school, head, planner], [operator])
faults.end()
