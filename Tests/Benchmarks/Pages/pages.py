"""What the pages' issue asks of their speed, against a running suite with the example province: every page's bytes and
the time that the service takes for it, how soon it can be used over a slow 3G network and after how many round trips of data,
and 600 reporters who save at
once for a minute.

pages.py --plans URL --indicators URL --budget URL --reporting URL --token-file FILE --database CONNINFO
         [--rounds 30] [--reporters 600] [--seconds 60] [--only bytes|network|saving]

`--database` is that of the service that keeps the accounts (libpq's words, a role that may write): the reporters' sessions
are written there, so that signing 600 people in is not what is measured. Prints a table; ends with 1 if a limit is broken.
"""
import argparse, asyncio, hashlib, html, http.client, json, os, re, secrets, subprocess, sys, time, urllib.parse, uuid

SERVICES = ["plans", "indicators", "budget", "reporting"]
BYTES_MAX, SERVER_MS, USABLE_MS = 150 * 1024, 50, 3_000
# Chromium's own figures for "slow 3G" in its tools of old: 400 ms there and back, 400 kbit/s down and up.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}

options = argparse.ArgumentParser()
for service in SERVICES:
    options.add_argument("--" + service, required=True)
options.add_argument("--token-file", required=True)
options.add_argument("--database", required=True)
options.add_argument("--rounds", type=int, default=30)
options.add_argument("--reporters", type=int, default=600)
options.add_argument("--seconds", type=int, default=60)
options.add_argument("--organisation", default="67")
options.add_argument("--only", default="")
options = options.parse_args()
bases = {service: getattr(options, service).rstrip("/") for service in SERVICES}
token = open(options.token_file).read().strip()
run = secrets.token_hex(4)
rows, broken = [], []


def rpc(service, method, **params):
    place = urllib.parse.urlsplit(bases[service])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    connection.request("POST", "/rpc", body, {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    answer = json.load(connection.getresponse())
    if "error" in answer:
        raise SystemExit(method + ": " + json.dumps(answer["error"], ensure_ascii=False)[:600])
    return answer["result"]


def row(name, figure, limit, holds):
    rows.append((name, figure, limit, "" if holds else "over"))
    if not holds:
        broken.append(name)
    print(f"  {name}: {figure}" + ("" if holds else "  OVER " + limit), flush=True)


def person(number, organisation, *roles):
    """An account with roles; its subject."""
    name = f"bench-{run}-{number}"
    made = rpc("plans", "account.create", idempotencyKey=name, name=name, displayName="ผู้ทดสอบ " + name, organisation=organisation)
    for role in roles:
        kind, _, at = role.partition("@")
        rpc("plans", "assignment.create", idempotencyKey=f"{name}-{role}", subject=made["subject"], role=kind,
            organisation=at or organisation)
    return made


def sessions(accounts):
    """A session for each account, written as signing in writes it: of the token only its SHA-256."""
    tokens, lines = [], []
    for account in accounts:
        token = secrets.token_urlsafe(32)
        tokens.append(token)
        lines.append(
            f"('{uuid.uuid4()}', '\\x{hashlib.sha256(token.encode()).hexdigest()}', '{account['id']}', now(), now(), "
            "now() + interval '1 day', 'phaen-bench', '127.0.0.1', 'password')")
    sql = ("INSERT INTO account_session (id, digest, account, started_at, seen_at, expires_at, agent, address, via) VALUES "
           + ", ".join(lines))
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", options.database], input=sql, text=True, check=True)
    return tokens


# Bytes and time


class Reader:
    """One kept connection for each service."""

    def __init__(self, cookie):
        self.cookie, self.connections = cookie, {}

    def get(self, address):
        parts = urllib.parse.urlsplit(address)
        path = parts.path + ("?" + parts.query if parts.query else "")
        for attempt in (1, 2):
            connection = self.connections.get(parts.netloc)
            if connection is None:
                connection = self.connections[parts.netloc] = http.client.HTTPConnection(parts.netloc, timeout=60)
            try:
                began = time.perf_counter()
                connection.request("GET", path, headers={"Cookie": "phaen=" + self.cookie})
                answer = connection.getresponse()
                body = answer.read()
                return answer, body, 1_000 * (time.perf_counter() - began)
            except (http.client.HTTPException, ConnectionError):
                self.connections.pop(parts.netloc, None)
        raise SystemExit("no answer of " + address)


def shape(parts):
    path = "/".join(":" if re.search(r"[0-9A-Z%]|[^\x00-\x7f]", part) else part for part in parts.path.split("/"))
    return parts.netloc + path


def pages(reader):
    """Every page that the services' front pages lead to, one of each shape."""
    waiting = [base + "/" for base in bases.values()]
    shapes, found = {shape(urllib.parse.urlsplit(address)) for address in waiting}, {}
    while waiting:
        address = waiting.pop(0)
        answer, body, _ = reader.get(address)
        if answer.status != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        found[address] = body.decode()
        for link in re.findall(r'<a\b[^>]*\bhref="([^"#]*)', found[address]):
            link = urllib.parse.urljoin(address, html.unescape(link))
            parts = urllib.parse.urlsplit(link)
            if f"{parts.scheme}://{parts.netloc}" not in bases.values() or {"lang", "digits", "cursor", "verify"} & set(urllib.parse.parse_qs(parts.query)):
                continue
            key = shape(parts) + "?" + "&".join(sorted(urllib.parse.parse_qs(parts.query)))
            if key not in shapes:
                shapes.add(key)
                waiting.append(link)
    return found


def files(text, address):
    return {urllib.parse.urljoin(address, html.unescape(link))
            for link in re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', text)}


def with_imports(reader, wanted, sizes):
    """The files and the modules that they bring in, each once; `sizes` remembers what was asked for."""
    waiting, found = list(wanted), set()
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        if file not in sizes:
            body = reader.get(file)[1]
            brought = re.findall(rb'^import\b[^"]*"([^"]+)"', body, re.M) if "js" in file else []
            sizes[file] = (len(body), [urllib.parse.urljoin(file, one.decode()) for one in brought])
        waiting += sizes[file][1]
    return found


def weigh(reader, found):
    sizes, worst, slow = {}, ("", 0), ("", 0)
    for address, text in found.items():
        size = len(text.encode()) + sum(sizes[file][0] for file in with_imports(reader, files(text, address), sizes))
        if size > worst[1]:
            worst = (address, size)
        if size > BYTES_MAX:
            broken.append(f"{address}: {size // 1024} KB")
        times = sorted(reader.get(address)[2] for _ in range(options.rounds))
        p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
        print(f"    {size / 1024:6.1f} KB  {p95:6.1f} ms  {address}", flush=True)
        if p95 > slow[1]:
            slow = (address, p95)
        if p95 >= SERVER_MS:
            broken.append(f"{address}: p95 {p95:.0f} ms")
    row(f"bytes of a page without fonts, the most of {len(found)} pages", f"{worst[1] / 1024:.0f} KB ({where(worst[0])})", "≤ 150 KB", worst[1] <= BYTES_MAX)
    row(f"server time of a page, the slowest one's p95 of {options.rounds}", f"{slow[1]:.1f} ms ({where(slow[0])})", "< 50 ms", slow[1] < SERVER_MS)


def where(address):
    parts = urllib.parse.urlsplit(address)
    service = next((name for name, base in bases.items() if base.endswith(parts.netloc)), "")
    return f"{service} {parts.path}"


# A slow network


def heaviest(found):
    """Of the pages that one route answers, whatever is asked of it, the longest: the others are there sooner."""
    routes = {}
    for address, text in found.items():
        route = re.sub(r"/docs/.*", "/docs/:", shape(urllib.parse.urlsplit(address)))
        if len(text) > len(found.get(routes.get(route), "")):
            routes[route] = address
    return sorted(routes.values())


def network(cookie, found):
    from playwright.sync_api import sync_playwright

    found = heaviest(found)
    most, times = ("", 0), []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        for address in found:
            context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True,
                                          service_workers="block")
            context.add_cookies([{"name": "phaen", "value": cookie, "url": base} for base in bases.values()])
            page, asked = context.new_page(), []
            page.on("request", lambda one: asked.append(one.url) if one.resource_type in ("document", "fetch", "xhr") else None)
            tools = context.new_cdp_session(page)
            tools.send("Network.enable")
            tools.send("Network.emulateNetworkConditions", SLOW_3G)
            page.goto(address, wait_until="domcontentloaded", timeout=60_000)
            # Painted, and its scripts have run: it can be read and used.
            while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
                page.wait_for_timeout(100)
            usable = page.evaluate("""() => {
              const [way] = performance.getEntriesByType("navigation");
              return Math.max(way.domContentLoadedEventEnd, performance.getEntriesByName("first-contentful-paint")[0].startTime);
            }""")
            trips = len(asked)
            print(f"    {usable:6.0f} ms  {trips} round trips of data  {address}", flush=True)
            times.append((usable, address))
            if trips > most[1]:
                most = (address, trips)
            if trips != 1:
                broken.append(f"{address}: {trips} round trips of data: {' '.join(asked)}")
            if usable > USABLE_MS:
                broken.append(f"{address}: usable after {usable:.0f} ms")
            context.close()
        browser.close()
    times.sort(reverse=True)
    print("    the slowest: " + ", ".join(f"{where(address)} {usable:.0f} ms" for usable, address in times[:5]))
    worst = times[0]
    row(f"usable on slow 3G with nothing kept, the slowest of {len(found)} routes", f"{worst[0]:.0f} ms ({where(worst[1])})", "≤ 3000 ms", worst[0] <= USABLE_MS)
    row(f"round trips of data until a page can be used, the most of {len(found)} routes", f"{most[1]} ({where(most[0])})", "1", most[1] == 1)


# Reporters


def proof(token):
    import base64
    bare = hashlib.sha256(("phaen form " + token).encode()).digest()[:24]
    return base64.urlsafe_b64encode(bytes(24) + bare).decode()


def open_rounds():
    """Rounds of forty questions for the province's schools, one for each of the reporters."""
    schools, cursor = [], {}
    while len(schools) < options.reporters:
        page = rpc("indicators", "organisation.list", kind="school", province=options.organisation, limit=200, **cursor)
        schools += [one["code"] for one in page["items"]]
        if "nextCursor" not in page:
            break
        cursor = {"cursor": page["nextCursor"]}
    rounds = []
    for number in range(-(-options.reporters // len(schools))):
        code = f"{options.organisation}-B{run.upper()}{number}"
        rounds.append(code)
        rpc("indicators", "round.create", idempotencyKey=code, code=code, owner=options.organisation, fiscalYear=2569,
            name={"th": "รอบวัดความเร็ว " + code, "en": "Speed " + code}, opensOn="2020-09-01", dueOn="2099-12-31",
            target={"kinds": ["school"], "under": [options.organisation]})
        rpc("indicators", "questionnaire.save", idempotencyKey=code, round=code, sections=[
            {"code": "S1", "title": {"th": "ข้อมูล", "en": "Data"}, "questions": [
                {"code": f"Q{n}", "type": "number", "text": {"th": f"คำถามที่ {n}", "en": f"Question {n}"}}
                for n in range(1, 41)]}])
        rpc("indicators", "questionnaire.publish", idempotencyKey=code, round=code, version=1)
        rpc("indicators", "round.open", idempotencyKey=code, round=code, expectedVersion=2)
    return [(rounds[number // len(schools)], schools[number % len(schools)]) for number in range(options.reporters)]


async def reporter(number, code, school, token, end, took, faults):
    """Types an answer every few seconds, and the draft keeps itself, over one kept connection."""
    place = urllib.parse.urlsplit(bases["indicators"])
    reader = writer = None
    version, count = None, 0
    await asyncio.sleep((number % 97) / 97 * 2)
    while time.monotonic() < end:
        count += 1
        params = {"idempotencyKey": f"{run}-{number}-{count}", "round": code, "organisation": school,
                  "answers": [{"question": f"Q{1 + count % 40}", "number": str(number + count)}]}
        if version:
            params["expectedVersion"] = version
        body = json.dumps({"jsonrpc": "2.0", "id": count, "method": "submission.save", "params": params}).encode()
        head = (f"POST /rpc HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\nCookie: phaen={token}\r\n"
                f"X-Form-Proof: {proof(token)}\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        began = time.perf_counter()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.write(head + body)
            answer = json.loads(await answered(reader))
            version = answer["result"]["summary"]["version"]
            took.append(1_000 * (time.perf_counter() - began))
        except Exception as error:  # each is told of in the row
            faults.append(f"{school}: {error!r} {str(locals().get('answer'))[:200]}")
            writer = None
        await asyncio.sleep(max(0, 2 - (time.perf_counter() - began)))
    if writer:
        writer.close()


async def answered(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(re.search(r"content-length: (\d+)", head).group(1))
    body = await reader.readexactly(length)
    if " 200 " not in head.split("\r\n")[0]:
        raise ValueError(head.split("\r\n")[0] + body.decode()[:200])
    return body


async def saving():
    asked = open_rounds()
    accounts = [person(number, school, "reporter") for number, (_, school) in enumerate(asked)]
    tokens = sessions(accounts)
    # Roles are followed in order: with the last one's, all are there.
    while not rpc("indicators", "assignment.list", organisation=asked[-1][1], subject=accounts[-1]["subject"])["items"]:
        await asyncio.sleep(0.5)
    took, faults, end = [], [], time.monotonic() + options.seconds
    await asyncio.gather(*(
        reporter(number, code, school, token, end, took, faults)
        for number, ((code, school), token) in enumerate(zip(asked, tokens))))
    took.sort()
    p95 = took[int(0.95 * len(took))] if took else 0
    for fault in faults[:5]:
        print("    " + fault)
    row(f"{len(asked)} reporters save at once for {options.seconds} s",
        f"{len(took)} saved ({len(took) / options.seconds:.0f}/s), p95 {p95:.0f} ms, {len(faults)} errors", "no error",
        not faults and len(took) > len(asked))


if not options.only or options.only in ("bytes", "network"):
    school = rpc("indicators", "organisation.list", kind="school", province=options.organisation, limit=1)["items"][0]["code"]
    looker = person("looker", options.organisation, "administrator@TH", *(
        f"{role}@{options.organisation}" for role in ["planner", "budgetOfficer", "secretary", "provincialOfficer"]),
        f"reporter@{school}", f"head@{school}")
    cookie = sessions([looker])[0]
    time.sleep(3)
    reader = Reader(cookie)
    found = pages(reader)
    if options.only != "network":
        weigh(reader, found)
    if options.only != "bytes":
        network(cookie, found)
if not options.only or options.only == "saving":
    asyncio.run(saving())
widths = [max(len(line[column]) for line in rows + [("row", "figure", "limit", "")]) for column in range(4)]
for line in [("row", "figure", "limit", "")] + rows:
    print("| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |")
for line in broken:
    print("over: " + line)
sys.exit(1 if broken else 0)
