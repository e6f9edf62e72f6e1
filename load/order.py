"""Which functions a proxied call runs, and after them those of a start: what the linker puts side by side.

    load/order.py PROGRAM ORDER

Runs PROGRAM under valgrind: a start, a sign-in, a page, calls in both forms. Needs names in the program,
and valgrind."""

import http.client
import http.server
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

CALLS = 50


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    body = b'{"text": "' + "日本語 text ".encode() * 60 + b'"}'

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def script(environment, *arguments):
    run = subprocess.run(["load/product.sh", *arguments], env=environment, check=True, capture_output=True, text=True)
    return run.stdout


def parts(text):
    """Header lines of what product.sh prints, and what follows them."""
    lines = [line for line in text.splitlines() if line.strip()]
    return dict(line.split(": ", 1) for line in lines if re.match(r"[A-Za-z-]+: ", line)), lines


def drive(environment, upstream, begin):
    """Signs in and opens a page; calls after `begin`."""
    session, _ = parts(script(environment, "login"))
    _, call = parts(script(environment, "call", f"{upstream}/1k"))
    server = http.client.HTTPConnection("127.0.0.1", int(environment["BENCH_PORT"]), timeout=60)
    server.request("GET", "/k/1/", headers=session)
    server.getresponse().read()
    begin()
    for accept in (session["Accept"], "application/json"):
        for _ in range(CALLS):
            headers = {**session, "Accept": accept, "Content-Type": "application/json"}
            server.request("POST", call[0], call[1].encode(), headers)
            answer = server.getresponse()
            if answer.status != 200:
                sys.exit(f"a call was answered {answer.status}: {answer.read()[:200]!r}")
            answer.read()


def functions(profile):
    """Names of what ran."""
    named = re.compile(rb"^c?fn=\(\d+\) ([^\s']+)", re.M)
    with open(profile, "rb") as file:
        return list(dict.fromkeys(name.decode() for name in named.findall(file.read())))


def main(program, order):
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{upstream.server_address[1]}"
    with tempfile.TemporaryDirectory() as work:
        environment = {
            **os.environ,
            "BENCH_PORT": str(free_port()),
            "BENCH_WORK": work,
            "BENCH_UP": address,
            "BENCH_UPS": "https://localhost:1",
            "BENCH_CA": "/etc/ssl/certs/ca-certificates.crt",
            "PLUGDOCK_BIN": program,
        }
        watched = os.path.join(work, "watched")
        with open(watched, "w", encoding="utf-8") as file:
            tool = f"valgrind --tool=callgrind --demangle=no --callgrind-out-file={work}/profile.%p"
            file.write(f'#!/bin/sh\nexec {tool} {program} "$@"\n')
        os.chmod(watched, 0o755)
        server = subprocess.Popen(["load/product.sh", "start"], env={**environment, "PLUGDOCK_BIN": watched},
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            time.sleep(0.1)
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", int(environment["BENCH_PORT"]))) == 0:
                    break
        # A profile so far, and a new one from here on.
        drive(environment, address, lambda: subprocess.run(["callgrind_control", "--dump", str(server.pid)], check=True,
                                                           stdout=subprocess.DEVNULL))
        server.terminate()
        server.wait(60)
        calls = functions(f"{work}/profile.{server.pid}")
        start = functions(f"{work}/profile.{server.pid}.1")
    found = list(dict.fromkeys(calls + start))
    with open(order, "w", encoding="utf-8") as file:
        file.write("\n".join(found) + "\n")
    print(f"{len(calls)} functions of a call, {len(found)} in all")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2])
