"""What people and others do wrong, in a real browser: scripts in names and comments, enormous text, two tabs on one
draft, the back button after sending, a session that ends in mid-form, a role that ends and an organisation that moves
while its person is signed in, forms that are forged or sent twice, tries without end; and the keyboard alone.
Against the suite that journey.py has filled.

trouble.py PLANS INDICATORS TOKEN_FILE FOLDER
"""
import sys, urllib.error, urllib.parse, urllib.request

from journeys import PASSWORD, Site, side_by_side

site = Site({"plans": sys.argv[1], "indicators": sys.argv[2]}, sys.argv[3], sys.argv[4])
P, I, faults, rpc = sys.argv[1], sys.argv[2], site.faults, site.rpc
SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"


def post(address, body, cookie, **headers):
    """A form as another program would send it; its status."""
    request = urllib.request.Request(address, body.encode(), {"Cookie": "phaen=" + cookie, **headers})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code


def scripts(browser):
    """What looks like a program is text, wherever it comes to stand."""
    rpc("plans", "organisation.create", idempotencyKey="o-bad", code="67-S0099", kind="school", parent="67-02",
        name={"th": "โรงเรียน" + SCRIPT, "en": "School " + SCRIPT}, openedOn="2000-01-01")
    subject, link = site.person("mallory", "ครู " + SCRIPT, "67-S0099", "reporter", "administrator@67-02")
    site.wait_for(lambda: rpc("indicators", "assignment.list", organisation="67-S0099")["items"], "the new school")
    desk = site.context(browser, "desktop")
    page = site.sign_up(desk, link)
    for address in [P + "/account", P + "/operator/people?organisation=67-S0099", P + "/operator/sessions?organisation=67-02",
                    P + "/operator/roles?organisation=67-02", I + "/mine", I + "/mine?lang=en",
                    P + "/operator/people?search=" + urllib.parse.quote(SCRIPT)]:
        page.goto(address)
        faults.check("taken" not in page.title(), "a program in a name ran: " + address)
        faults.check(page.locator("main img, main script").count() == 0, "a name became a part of the page: " + address)
    # Nor does a name without blanks make a page wider than a phone.
    page.set_viewport_size({"width": 390, "height": 844})
    for address in [P + "/operator/people?organisation=67-S0099", P + "/account"]:
        page.goto(address)
        site.look(page, "long-name-narrow", axe=False)
    page.set_viewport_size({"width": 1280, "height": 860})
    return page


def enormous(browser):
    """Words, and nothing lost, for what is too large."""
    page = site.sign_in(site.context(browser, "desktop"), "root")
    page.goto(P + "/operator/people?organisation=TH")
    page.fill("#f-displayName", "ก" * 5_000)
    page.fill("#f-name", "long")
    page.fill("#f-home", "TH")
    page.click("button[value=create]")
    page.wait_for_selector(".note.bad")
    faults.check(page.input_value("#f-name") == "long", "what was typed beside a text that is too long is lost")
    page.evaluate("document.getElementById('f-displayName').value = 'ก'.repeat(1_200_000)")
    page.click("button[value=create]")
    page.wait_for_selector("text=ใหญ่เกินไป")
    site.look(page, "too-large-desktop")
    page.goto(P + "/signin")


def two_tabs(browser):
    """Two windows on one draft: both ways of typing stay, and whoever is late is told."""
    desk = site.context(browser, "desktop")
    one = site.sign_in(desk, "reporter3")
    two = desk.new_page()
    for page in (one, two):
        page.goto(I + "/mine/67-R1/67-S0041")
    one.fill("#a-Q1", "41")
    one.wait_for_selector("#said.good", timeout=20_000)
    two.fill("#a-Q2", "14")
    two.wait_for_selector("#said.good", timeout=20_000)
    answers = {a["question"]: a for a in rpc("indicators", "submission.get", round="67-R1", organisation="67-S0041")["answers"]}
    faults.check(answers["Q1"].get("number") == "41" and answers["Q2"].get("number") == "14", "one tab took what the other had")
    # Without scripts: the late one is told, with what was typed still there.
    plain = site.context(browser, "desktop", java_script_enabled=False)
    plain.add_cookies([cookie for cookie in desk.cookies() if cookie["name"] == "phaen"])
    one, two = plain.new_page(), plain.new_page()
    for page in (one, two):
        page.goto(I + "/mine/67-R1/67-S0041")
    one.fill("#a-Q4", "จากหน้าต่างแรก")
    one.click("button[value=save]")
    two.fill("#a-Q4", "จากหน้าต่างที่สอง")
    two.click("button[value=save]")
    faults.check(two.locator(".note.bad").count() == 1, "the second tab overwrites the first without a word")
    faults.check(two.input_value("#a-Q4") == "จากหน้าต่างที่สอง", "what the second tab had is lost")
    two.fill("#a-Q4", SCRIPT)
    two.click("button[value=save]")
    two.goto(I + "/mine/67-R1/67-S0041")
    faults.check(two.input_value("#a-Q4") != "", "the late text was not taken at the second try")
    return desk


def back_button(browser):
    """Sent, back, sent again: done once, and said so."""
    desk = site.context(browser, "desktop")
    page = site.sign_in(desk, "root")
    page.goto(P + "/operator/roles?organisation=67-02")
    form = page.evaluate("""() => new URLSearchParams([...new FormData(document.querySelector('.card form'))]).toString()""")
    fields = dict(urllib.parse.parse_qsl(form))
    fields |= {"subject": "wilai", "role": "reader", "at": "67-02", "do": "give"}
    body, cookie = urllib.parse.urlencode(fields), site.token_of(desk)
    for _ in range(2):
        post(P + "/operator/roles", body, cookie)
    held = [one for one in rpc("plans", "assignment.list", organisation="67-02")["items"] if one["role"] == "reader"]
    faults.check(len(held) == 1, f"a form sent twice was done {len(held)} times")
    page.goto(P + "/operator/people?organisation=67-02")
    page.fill("#f-displayName", "กลับ หลังส่ง")
    page.fill("#f-name", "backer")
    page.fill("#f-home", "67-02")
    page.click("button[value=create]")
    page.wait_for_selector(".note.good")
    page.go_back()
    page.wait_for_selector("#f-name")
    page.fill("#f-displayName", "กลับ หลังส่ง")
    page.fill("#f-name", "backer")
    page.fill("#f-home", "67-02")
    page.click("button[value=create]")
    page.wait_for_selector(".note")
    faults.check(page.locator(".note.bad, .note.warn").count() == 1, "back and sent again: no words")
    site.look(page, "sent-before-desktop")
    made = rpc("plans", "account.list", organisation="67-02", search="backer")["items"]
    faults.check(len(made) == 1, f"back and sent again made {len(made)} accounts")


def expired(browser):
    """The session ends in mid-form: signing in again comes back with all of it; a form that is older than the session
    as well."""
    desk = site.context(browser, "desktop")
    page = site.sign_in(desk, "root")
    page.goto(P + "/operator/people?organisation=67-02")
    page.fill("#f-displayName", "ยังไม่หาย “ดี” & <ใจ>")
    page.fill("#f-name", "notlost")
    page.fill("#f-home", "67-02")
    other = desk.new_page()
    other.goto(P + "/account")
    other.click("form[action='./signout'] button")
    other.wait_for_selector(".note.good")
    site.look(other, "signed-out-desktop")
    page.click("button[value=create]")
    page.wait_for_selector("#f-password")
    site.look(page, "signed-out-in-mid-form-desktop")
    page.fill("#f-name", "root")
    page.fill("#f-password", PASSWORD)
    page.click("main form:first-of-type button")
    page.wait_for_selector("text=ส่งต่อ")
    site.look(page, "send-on-desktop")
    page.click("main form button")
    page.wait_for_selector(".note.good")
    made = rpc("plans", "account.list", organisation="67-02", search="notlost")["items"]
    faults.check([one["displayName"] for one in made] == ["ยังไม่หาย “ดี” & <ใจ>"], "what was typed came back otherwise")
    # Signed in anew in another tab: the old form is looked at, and goes on.
    page.goto(P + "/operator/people?organisation=67-02")
    page.fill("#f-displayName", "จากก่อนหน้า")
    page.fill("#f-name", "before")
    page.fill("#f-home", "67-02")
    other.goto(P + "/account")
    other.click("form[action='./signout'] button")
    other.wait_for_selector(".note.good")
    other.goto(P + "/signin")
    other.fill("#f-name", "root")
    other.fill("#f-password", PASSWORD)
    other.click("main form:first-of-type button")
    other.wait_for_url(lambda url: "/signin" not in url)
    page.click("button[value=create]")
    page.wait_for_selector("text=ก่อนเข้าสู่ระบบครั้งล่าสุด")
    site.look(page, "older-than-session-desktop")
    page.click("main form button")
    page.wait_for_selector(".note.good")
    # The same from another service: its form travels to the keeper of the accounts and back.
    page = site.sign_in(site.context(browser, "phone"), "reporter3")
    page.goto(I + "/mine/67-R1/67-S0041")
    page.evaluate("localStorage.clear()")
    reporter = page.context
    reporter.clear_cookies()
    page.evaluate("document.getElementById('fill').submit()")
    page.wait_for_selector("text=ยังอยู่ครบ")
    site.look(page, "signed-out-elsewhere-phone")
    page.click("main form button")
    page.wait_for_selector("#f-password")
    page.fill("#f-name", "reporter3")
    page.fill("#f-password", PASSWORD)
    page.click("main form:first-of-type button")
    page.wait_for_selector("text=ส่งต่อ")
    page.click("main form button")
    page.wait_for_url("**/mine/67-R1/67-S0041**")


def moved(browser):
    """A hat's role ends, and an organisation moves away, while its person is signed in."""
    subject, link = site.person("mover", "ย้าย สังกัด", "67-02", "agencyPlanner@67-02", "reader@67")
    site.followed("indicators", subject, 2)
    desk = site.context(browser, "desktop")
    page = site.sign_up(desk, link)
    page.click('label:has-text("เจ้าหน้าที่แผนของหน่วยงาน")')
    with page.expect_navigation():
        page.click("form[action='./account/hat'] button")
    page.goto(P + "/operator/people")
    page.wait_for_selector(".note.warn")
    text = page.inner_text("main")
    faults.check("ผู้ดูแลระบบ" in text and "เจ้าหน้าที่แผน" in text, "no plain words about the role that it needs: " + text[:300])
    site.look(page, "not-in-this-role-desktop")
    held = [a for a in rpc("plans", "assignment.list", organisation="67-02", subject=subject)["items"]][0]
    rpc("plans", "assignment.end", idempotencyKey="end-mover", assignment=held["id"], expectedVersion=held["version"],
        endsOn="2021-01-01")

    def is_said():
        page.goto(P + "/operator/people")
        return "สิ้นสุดแล้ว" in page.inner_text("body")

    site.wait_for(is_said, "the words about a role that ended", seconds=10)
    site.look(page, "role-ended-desktop")
    page.goto(P + "/account")
    page.click('label:has-text("ทุกบทบาท")')
    with page.expect_navigation():
        page.click("form[action='./account/hat'] button")


def moved_away(browser):
    """The school that somebody administers goes to another area."""
    page = site.sign_in(site.context(browser, "desktop"), "mallory")
    address = P + "/operator/people?organisation=67-S0098"
    rpc("plans", "organisation.create", idempotencyKey="o-03", code="67-03", kind="educationServiceArea", parent="67",
        name={"th": "เขตพื้นที่ใหม่", "en": "A new area"}, openedOn="2000-01-01")
    rpc("plans", "organisation.create", idempotencyKey="o-98", code="67-S0098", kind="school", parent="67-02",
        name={"th": "โรงเรียนที่จะย้าย", "en": "A school to move"}, openedOn="2000-01-01")
    page.goto(address)
    page.fill("#f-displayName", "ครูที่พิมพ์ไว้ก่อนย้าย")
    page.fill("#f-name", "toolate")
    page.fill("#f-home", "67-S0098")
    rpc("plans", "organisation.move", idempotencyKey="m-98", organisation="67-S0098", parent="67-03",
        effectiveOn="2021-01-01", expectedVersion=1)
    page.click("button[value=create]")
    page.wait_for_selector("text=โรงเรียนที่จะย้าย")
    page.click("summary")
    faults.check("ครูที่พิมพ์ไว้ก่อนย้าย" in page.inner_text("main"), "what was typed is lost when its organisation moves")
    site.look(page, "moved-away-desktop")


def forged(browser):
    """Other sites' forms, old ones, none at all; and more tries than anybody needs."""
    desk = site.context(browser, "desktop")
    page = site.sign_in(desk, "root")
    cookie = site.token_of(desk)
    for body, more in [("do=create&name=x", {}), ("proof=x&do=create&name=x", {}),
                       ("proof=x&do=create&name=x", {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"})]:
        faults.check(post(P + "/operator/people", body, cookie, **more) == 403, "a forged form was taken: " + body)
    faults.check(post(P + "/operator/people", "do=create", "x" * 43) == 401, "a form without a session was taken")
    page.goto(P + "/account")
    proof = page.locator('meta[name="form-proof"]').get_attribute("content")
    # Eight at once, as these services are set, then one every ten seconds.
    statuses = []
    while 429 not in statuses and len(statuses) < 60:
        name = f"nobody{len(statuses)}"
        statuses.append(post(P + "/signin", f"name={name}&password=wrong-password&proof={proof}", cookie))
    faults.check(statuses[0] == 400 and statuses[-1] == 429, f"tries without end: {statuses}")


def keyboard(browser):
    """Everything is reached with the Tab key, and used."""
    page = site.context(browser, "desktop").new_page()
    page.goto(P + "/signin")
    site.keyboard(page, "sign-in")
    page = site.sign_in(page.context, "root")
    for address, name in [
        (P + "/account", "account"), (P + "/operator/people?organisation=TH", "people"), (P + "/operator/roles?organisation=TH", "roles"),
        (P + "/operator/keys?organisation=TH", "keys"), (P + "/operator/audit", "audit"), (P + "/operator/settings", "settings"),
        (I + "/mine", "mine"), (I + "/rounds/67-R1", "round"), (I + "/", "front"),
    ]:
        page.goto(address)
        site.keyboard(page, name)
    reporter = site.sign_in(site.context(browser, "desktop"), "reporter3")
    reporter.goto(I + "/mine/67-R2/67-S0041")
    site.keyboard(reporter, "fill")
    # With the keyboard alone: to the first answer, a figure, and to the button that saves.
    reporter.focus("#a-Q1")
    reporter.keyboard.type("7")
    reporter.wait_for_selector("#said.good", timeout=20_000)


_, third_link = site.person("reporter3", "มานี มีนา", "67-S0041", "reporter")
site.wait_for(lambda: rpc("indicators", "assignment.list", organisation="67-S0041")["items"], "the third reporter")
side_by_side([lambda browser: site.sign_up(site.context(browser, "desktop"), third_link), two_tabs, expired, keyboard],
             [scripts, moved_away, enormous, back_button, moved])
# Last: it uses up what tries a caller has.
side_by_side([forged])
faults.end()
