"""The parts of product.sh that speak HTTP: an app with a plug-in and saved entries, a session, calls."""

import base64
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse
import uuid

RAW = "application/vnd.plugdock.raw"
PASSWORD = "bench password 1"
SECRET = "Bearer bench-secret"
FIELDS = {"name": "SINGLE_LINE_TEXT", "count": "NUMBER", "due": "DATE", "memo": "MULTI_LINE_TEXT", "who": "SINGLE_LINE_TEXT"}
SAVED = os.path.join(os.environ.get("BENCH_WORK", "."), "session.json")


class Server:
    """One connection to the server under load, signed in by password or by session."""

    def __init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["BENCH_PORT"]), timeout=30)
        self.headers = {"X-Cybozu-Authorization": base64.b64encode(f"admin:{PASSWORD}".encode()).decode()}

    def send(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, {**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        return answer, answer.read()

    def rest(self, method, path, body):
        answer, text = self.send(method, path, json.dumps(body), {"Content-Type": "application/json"})
        if answer.status != 200:
            sys.exit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text)

    def sign_in(self, user="admin"):
        self.headers = {}
        form = urllib.parse.urlencode({"username": user, "password": PASSWORD, "next": "/"})
        answer, _ = self.send("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        self.headers = {"Cookie": cookie}
        _, page = self.send("GET", "/k/account/")
        token = re.search(rb'name="__REQUEST_TOKEN__" value="([^"]+)"', page).group(1).decode()
        self.headers["X-Plugdock-Csrf"] = token


def install(server):
    """Packs and installs the probe plug-in; its ID."""
    package = os.path.join(os.environ["BENCH_WORK"], "probe.zip")
    pack = [os.environ["PLUGDOCK_BIN"], "pack", "--input", "examples/plugins/probe", "--output", package]
    subprocess.run(pack, check=True, capture_output=True)
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="probe.zip"\r\n\r\n'
    with open(package, "rb") as file:
        body = head.encode() + file.read() + f"\r\n--{mark}--\r\n".encode()
    _, answer = server.send("POST", "/k/v1/file.json", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
    return server.rest("POST", "/k/v1/plugin.json", {"fileKey": json.loads(answer)["fileKey"]})["id"]


def deploy(server, app):
    server.rest("POST", "/k/v1/preview/app/deploy.json", {"apps": [{"app": app}]})
    while server.rest("GET", f"/k/v1/preview/app/deploy.json?apps={app}", {})["apps"][0]["status"] == "PROCESSING":
        pass


def login():
    server = Server()
    plugin = install(server)
    app = int(server.rest("POST", "/k/v1/preview/app.json", {"name": "Load"})["app"])
    server.rest("POST", "/k/v1/preview/app/plugins.json", {"app": app, "ids": [plugin]})
    server.sign_in()
    for origin in (os.environ["BENCH_UP"], os.environ["BENCH_UPS"]):
        for method in ("GET", "POST"):
            entry = {"app": app, "pluginId": plugin, "url": f"{origin}/", "method": method}
            entry |= {"headers": {"Authorization": SECRET}, "data": {}}
            server.rest("POST", "/k/api/plugin/proxy/config.json", entry)
    session = server.headers
    deploy(Server(), app)
    if os.environ.get("BENCH_FORM") != "json":
        session["Accept"] = RAW
    with open(SAVED, "w", encoding="utf-8") as file:
        json.dump({"app": app, "plugin": plugin}, file)
    for name, value in session.items():
        print(f"{name}: {value}")


def target(url, method, **more):
    with open(SAVED, encoding="utf-8") as file:
        made = json.load(file)
    return json.dumps({"app": made["app"], "pluginId": made["plugin"], "url": url, "method": method, **more})


def call(url):
    print("/k/api/plugin/proxy/call.json")
    print(target(url, "GET", headers={"Accept": "application/json"}, data={}))


def upload(url):
    # Under `readable`, an upload adds no saved values (R02). The plug-in passes the values that it read.
    envelope = target(url, "POST", headers={"Authorization": SECRET}, format="RAW", type="application/octet-stream")
    print("/k/api/plugin/proxy/upload.json")
    print("Content-Type: application/octet-stream")
    print("X-Plugdock-Envelope:", base64.urlsafe_b64encode(envelope.encode()).decode().rstrip("="))


def pick(path):
    """The upstream's body out of an answer, whose outcome must be good."""
    with open(path, "rb") as file:
        answer = file.read()
    if answer.startswith(b'{"result":{"status":'):
        document = json.loads(answer)
        assert document["success"] is True and document["result"]["status"] == 200, answer[-300:]
        body = document["result"]["body"].encode()
    else:
        size = int.from_bytes(answer[-4:], "big")
        outcome = json.loads(answer[-4 - size : -4])
        assert outcome["success"] is True and outcome["status"] == 200, outcome
        body = answer[: -4 - size]
    sys.stdout.buffer.write(body)


def add_fields(server, app, kinds):
    properties = {code: {"type": kind, "code": code, "label": code} for code, kind in kinds.items()}
    server.rest("POST", "/k/v1/preview/app/form/fields.json", {"app": app, "properties": properties})
    deploy(server, app)


def values(row):
    return {code: {"value": value} for code, value in row.items()}


def add(server, app, rows):
    server.rest("POST", "/k/v1/records.json", {"app": app, "records": [values(row) for row in rows]})


def records():
    """2,000 records of five fields; prints the app and a request that adds one more."""
    with open(SAVED, encoding="utf-8") as file:
        app = json.load(file)["app"]
    server = Server()
    add_fields(server, app, FIELDS)

    def row(number):
        day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
        memo = f"memo of record {number}"
        # The counts follow neither the order of the records nor the reverse order.
        return {"name": f"名前 {number}", "count": number * 7919 % 2000, "due": day, "memo": memo, "who": f"someone{number}@example.com"}

    for part in range(20):
        add(server, app, [row(part * 100 + number) for number in range(100)])
    print(app)
    print(json.dumps({"app": app, "record": values(row(2000))}))


def ruled(count):
    """Two apps with `count` records, the second with ten record rules; prints them and the session of a plain user."""
    server = Server()
    server.rest("POST", "/k/api/users.json", {"login": "reader", "name": "Reader", "password": PASSWORD})

    def row(number):
        memo, who = f"memo of record {number}", f"someone{number}@example.com"
        return {"name": str(number % 10), "count": number, "due": "2026-11-30", "memo": memo, "who": who}

    apps = []
    for name in ("Plain", "Ruled"):
        app = int(server.rest("POST", "/k/v1/preview/app.json", {"name": name})["app"])
        add_fields(server, app, FIELDS)
        for start in range(0, int(count), 100):
            add(server, app, [row(number) for number in range(start, start + 100)])
        apps.append(app)

    def rule(digit):
        may = {"viewable": digit % 2 == 1, "editable": digit % 2 == 1, "deletable": False}
        everyone = {"type": "GROUP", "code": "everyone"}
        return {"filterCond": f'name = "{digit}"', "entities": [{"entity": everyone, **may}]}

    rules = [rule(digit) for digit in range(10)]
    server.rest("PUT", "/k/v1/record/acl.json", {"app": apps[1], "rights": rules})
    server.sign_in("reader")
    print(*apps, sep="\n")
    for name, value in (server.headers | {"X-Requested-With": "XMLHttpRequest"}).items():
        print(f"{name}: {value}")


{"login": login, "call": call, "upload": upload, "pick": pick, "records": records, "ruled": ruled}[sys.argv[1]](*sys.argv[2:])
