"""A reporter's pages and drafts without a network, over closing the browser: opened again offline they are there, what is
typed stays, and is sent once when the network is back. Against the suite that journey.py has filled.

offline.py PLANS INDICATORS TOKEN_FILE FOLDER
"""
import os, sys

from playwright.sync_api import sync_playwright

from journeys import CHROMIUM, Site
from network import Network

site = Site({"plans": sys.argv[1], "indicators": sys.argv[2]}, sys.argv[3], sys.argv[4])
I, faults, network = sys.argv[2], site.faults, Network()
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ROUND, SCHOOL = "67-R2", "67-S0001"


def seed():
    site.rpc("indicators", "round.create", idempotencyKey="r2", code=ROUND, owner="67", fiscalYear=2569,
             name={"th": "รอบสำรวจห้องเรียนไกล", "en": "Far classrooms"}, opensOn="2020-09-01", dueOn="2099-12-31",
             target={"kinds": ["school"], "under": ["67-02"]})
    site.rpc("indicators", "questionnaire.save", idempotencyKey="q2", round=ROUND, sections=[
        {"code": "S1", "title": {"th": "ห้องเรียน", "en": "Classrooms"}, "questions": [
            {"code": code, "type": kind, "text": {"th": th, "en": en}} for code, kind, th, en in [
                ("Q1", "number", "จำนวนห้องเรียน", "Classrooms"), ("Q2", "number", "จำนวนครู", "Teachers"),
                ("Q3", "text", "ข้อเสนอแนะ", "Proposals")]]}])
    site.rpc("indicators", "questionnaire.publish", idempotencyKey="qp2", round=ROUND, version=1)
    site.rpc("indicators", "round.open", idempotencyKey="ro2", round=ROUND, expectedVersion=2)


def browser(driver):
    folder = os.path.join(site.folder, "phone")
    made = driver.chromium.launch_persistent_context(folder, proxy=network.proxy, **CHROMIUM, **PHONE)
    return site.watched(made, "phone")


def lose(phone, is_lost):
    """Nothing goes through any more, for pages and workers; and the browser knows it, as a phone does."""
    network.is_lost = is_lost
    phone.set_offline(is_lost)


def kept(page):
    """Waits until the pages that this one leads to are on the device."""
    page.wait_for_selector("html[data-kept=yes]", state="attached", timeout=20_000)


def submission():
    return site.rpc("indicators", "submission.get", round=ROUND, organisation=SCHOOL)


seed()
with sync_playwright() as driver:
    phone = browser(driver)
    page = site.sign_in(phone, "somsri")
    page.goto(I + "/mine")
    kept(page)
    page.goto(I + f"/mine/{ROUND}/{SCHOOL}")
    kept(page)
    page.fill("#a-Q1", "12")
    page.wait_for_selector("#said.good", timeout=20_000)
    before = submission()["summary"]["version"]
    phone.close()

    # In the village: the browser is opened anew, and there is no network.
    network.is_lost = True
    phone = browser(driver)
    lose(phone, True)
    page = phone.new_page()
    page.goto(I + "/mine")
    faults.check(page.locator(f'a[href*="{ROUND}"]').count() > 0, "the list of rounds does not open offline")
    site.look(page, "mine-without-network-phone", axe=False)
    page.goto(I + f"/mine/{ROUND}/{SCHOOL}")
    page.wait_for_selector("#said.warn")
    faults.check(page.input_value("#a-Q1") == "12", "the kept page does not have what was saved")
    fonts = page.evaluate("document.fonts.ready.then(() => [...document.fonts].filter(f => f.status === 'loaded').length)")
    faults.check(fonts > 0, "the fonts are not on the device")
    if page.locator("[data-view=all]").is_visible():
        page.click("[data-view=all]")
    page.fill("#a-Q2", "34")
    page.fill("#a-Q3", "<script>alert(1)</script> ขอครูเพิ่ม")
    page.wait_for_selector("#said.warn")
    page.click("button[value=submit]")
    faults.check("ยังไม่ได้ส่ง" in page.inner_text("#said"), "sending without a network is not answered in words")
    site.look(page, "fill-without-network-phone", axe=False)
    page.goto(I + "/mine/67-NONE/67-S0001")
    faults.check(page.locator("[data-offline]").count() == 1, "a page that is not kept: no words")
    site.look(page, "offline-phone", axe=False)
    phone.close()

    # Opened again, still without a network: the draft is there.
    network.is_lost = True
    phone = browser(driver)
    lose(phone, True)
    page = phone.new_page()
    page.goto(I + f"/mine/{ROUND}/{SCHOOL}")
    page.wait_for_selector("#said.warn")
    faults.check(page.input_value("#a-Q2") == "34", "a draft did not outlive the browser")
    faults.check(submission()["summary"]["version"] == before, "something was sent without a network")
    lose(phone, False)
    page.wait_for_selector("#said.good", timeout=40_000)
    now = submission()
    answers = {answer["question"]: answer for answer in now["answers"]}
    faults.check(answers.get("Q2", {}).get("number") == "34", "what was typed offline did not come")
    faults.check(answers.get("Q3", {}).get("text", "").startswith("<script>"), "the text did not come as it was typed")
    faults.check(now["summary"]["version"] == before + 1, f"sent {now['summary']['version'] - before} times")
    page.goto(I + "/mine")
    page.wait_for_timeout(1_500)
    faults.check(submission()["summary"]["version"] == before + 1, "sent again from the list")

    # Signed out elsewhere: at the next visit with a network nothing of hers stays on the device.
    session = [one for one in site.rpc("plans", "session.list", organisation="67")["items"] if one["displayName"] == "สมศรี ใจดี"]
    for one in session:
        site.rpc("plans", "session.end", idempotencyKey=one["id"], session=one["id"])
    page.wait_for_timeout(6_000)
    page.goto(I + "/mine")
    faults.check("/signin" in page.url, "a session that was ended goes on")
    lose(phone, True)
    page.goto(I + "/mine")
    faults.check(page.locator("[data-offline]").count() == 1, "somebody's pages stay after the session")
    phone.close()
faults.end()
