#!/usr/bin/env python3
"""Runs the vendor's Python credentials library on the rows of ../fixtures/identities.json.

    python3 -m venv target/vendor
    target/vendor/bin/pip install alibabacloud_credentials
    target/vendor/bin/python tests/vendor/identities.py [--only REGEX] [-v]

For each row, the script prints whether the library's identity and requests match the table. The
key `vendor` of a row names the reason of an intended difference. The script fails if a difference
has no reason, or if a row with a reason doesn't differ.

The script sends no requests. The answers in the row replace the HTTP adapter of `requests`, and
sockets can't connect. The clock always shows 2030-01-01T00:00:00Z.

The script needs Unix, because each row runs in a forked process with its own environment variables
and home directory. The library reads its environment variables on import, so each row needs a new
process.
"""

import argparse
import collections
import io
import json
import logging
import multiprocessing
import os
import pathlib
import re
import socket
import sys
import tempfile
import time
import urllib.parse

# These imports are slow, so they run once before the processes are forked. The library itself is
# imported in each process.
import aiohttp  # noqa: F401
import apscheduler.schedulers.background  # noqa: F401
import requests

TABLE = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "identities.json"
NOW = 1893456000


def refuse_to_connect(*_):
    raise OSError("sockets are disabled in this test")


def stop_the_clock():
    localtime = time.localtime
    time.time = lambda: float(NOW)
    time.localtime = lambda seconds=NOW: localtime(seconds)


def fill(value, home):
    """Returns the value with {home} replaced by the home directory."""
    if isinstance(value, str):
        return value.replace("{home}", home)
    if isinstance(value, list):
        return [fill(item, home) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, home) for key, item in value.items()}
    return value


def write_files(files, home):
    for name, content in files.items():
        path = pathlib.Path(home, name)
        if content is None:
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        is_script = isinstance(content, dict) and set(content) == {"run"}
        text = content["run"] if is_script else content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, newline="")
        path.chmod(0o700 if is_script else 0o600)


class Services:
    """Answers requests as the row specifies, and records the requests."""

    def __init__(self, services):
        self.services, self.asked = services, []

    def send(self, request):
        url = urllib.parse.urlsplit(request.url)
        body = request.body or ""
        body = body.decode() if isinstance(body, bytes) else body
        parameters = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        if request.headers.get("Content-Type") == "application/x-www-form-urlencoded":
            parameters |= urllib.parse.parse_qsl(body, keep_blank_values=True)
        headers = {name.lower(): value for name, value in request.headers.items()}
        origin = f"{url.scheme}://{url.netloc}"
        asked = {"to": f"{request.method} {origin}{url.path}", "origin": origin, "parameters": parameters}
        self.asked.append(asked | {"headers": headers, "body": body})
        if url.netloc not in self.services:
            raise requests.exceptions.ConnectionError("connection refused")
        action = parameters.get("Action", f"{request.method} {url.path}")
        replies = self.services[url.netloc].get(action, [{"status": 404, "body": ""}])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        response = requests.Response()
        response.status_code = reply.get("status", 200)
        response.reason = "reason"
        response.url = request.url
        response.request = request
        content = reply["body"] if isinstance(reply["body"], str) else json.dumps(reply["body"])
        response.raw = io.BytesIO(content.encode())
        return response


def play(row, services):
    """Runs the library on a row. Returns the identity or the error, and the requests."""
    with tempfile.TemporaryDirectory() as home:
        write_files(fill(row.get("home", {}), home), home)
        os.environ.clear()
        os.environ.update({"PATH": "/usr/bin:/bin", "HOME": home, "TZ": "UTC"})
        os.environ.update(fill(row.get("env", {}), home))
        socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse_to_connect
        hosts = row.get("services", {}).items()
        services = Services({host: services[name] if isinstance(name, str) else name for host, name in hosts})
        requests.adapters.HTTPAdapter.send = lambda _, request, **__: services.send(request)
        stop_the_clock()
        logging.disable()
        try:
            from alibabacloud_credentials import provider

            if "code" in row:
                chosen = provider.CLIProfileCredentialsProvider(profile_name=row["code"]["profile"])
            else:
                chosen = provider.DefaultCredentialsProvider()
            found = chosen.get_credentials()
            token = found.get_security_token()
            identity = [found.get_access_key_id(), found.get_access_key_secret(), *([token] if token else [])]
            return {"identity": identity, "asked": services.asked}
        except Exception as error:  # Any exception of the library counts as its result.
            return {"error": str(error).replace(home, "~"), "asked": services.asked}


def differences(row, found):
    """Lists the differences between the library's result and the row."""
    out = []
    if row.get("identity") != found.get("identity"):
        ours = row.get("identity", "an error")
        theirs = found.get("identity") or f"the error {found['error'][-400:]!r}"
        out.append(f"identity: ours {ours}, theirs {theirs}")
    # The library fetches a metadata token before each request. Only the first token request is
    # compared.
    expected, asked = row.get("requests", []), []
    for request in found["asked"]:
        if not (request["to"].startswith("PUT ") and request["to"] in [earlier["to"] for earlier in asked]):
            asked.append(request)
    if len(expected) != len(asked):
        ours = [request["to"] for request in expected]
        out.append(f"requests: ours {ours}, theirs {[request['to'] for request in asked]}")
    for ours, theirs in zip(expected, asked):
        for key, value in ours.items():
            if key == "to" and "Action" in ours:
                # An RPC API accepts parameters in GET and in POST requests.
                got, value = theirs["origin"] + "/", value.split(" ")[1]
            elif key == "to":
                got = theirs["to"]
            elif key == "json":
                got = json.loads(theirs["body"] or "null")
            elif key.startswith("header "):
                got = theirs["headers"].get(key[7:].lower())
            else:
                got = theirs["parameters"].get(key)
            if got != value:
                out.append(f"{ours['to']}: {key}: ours {value!r}, theirs {got!r}")
    return out


def why_unsupported(row):
    """Returns why the library doesn't support the row, or None if the library supports the row."""
    if set(row.get("code", {})) - {"profile"}:
        return "the library's chain accepts neither a region nor VPC from code"
    if row.get("identity") and "settings" in row and not row.get("requests"):
        return "the library has no region and no endpoint for calls"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", metavar="REGEX", help="run only rows whose names match REGEX")
    parser.add_argument("-v", action="store_true", help="also print rows that agree, and every request")
    options = parser.parse_args()
    table = json.loads(TABLE.read_text())
    rows = [row for row in table["rows"] if re.search(options.only, row["name"])]
    taken = [row for row in rows if not why_unsupported(row)]
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        jobs = [(row["name"], pool.apply_async(play, (row, table["services"]))) for row in taken]
        found = {name: job.get(timeout=60) for name, job in jobs}
    counts, wrong = collections.Counter(), 0
    for row in rows:
        name, reason = row["name"], row.get("vendor")
        if why := why_unsupported(row):
            counts["not supported"] += 1
            print(f"{name}: not supported: {why}")
            differ = []
        else:
            differ = differences(row, found[name])
            counts["differs" if differ else "agrees"] += 1
            if differ:
                print(f"{name}: differs: {table['differences'].get(reason, 'NO REASON')}")
                print("".join(f"    {line}\n" for line in differ), end="")
            elif options.v:
                print(f"{name}: agrees")
            for request in found[name]["asked"] if options.v else []:
                print(f"    | {request['to']} {request['parameters']}")
        if differ and reason:
            counts[f"    {reason}: {table['differences'][reason]}"] += 1
        elif differ:
            wrong += 1
        elif reason:
            wrong += 1
            print(f"{name}: gives the reason {reason!r} for a difference, but doesn't differ")
    print()
    for what in sorted(counts, key=lambda what: (what.startswith(" "), what)):
        print(f"{counts[what]:4} {what}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
