#!/usr/bin/env python3
"""Compares the hosts of generated operations with the documented rules.

Usage: hosts.py SPECIFICATION FIXUPS RESULTS

RESULTS is an output file of `cargo xtask corpus --hosts`. This script applies the rules to the
specification with its own code, so that the library is not compared with itself.
"""

import json
import sys

specification, fixups, results = (json.load(open(path)) for path in sys.argv[1:4])
product = specification["info"]["product"].lower()
spec = f"{product}/{specification['info']['version']}"
corrections = {each["at"]: each["set"] for each in fixups if each["spec"] == spec}

listed = {each["regionId"]: each["endpoint"] for each in specification["endpoints"]}
hosts = sorted(listed.values())
vpc_listed = {each["regionId"]: each["vpc"] for each in specification["endpoints"] if each.get("vpc")}
vpc_form = corrections.get("/x-vpc-endpoint")
only_host = hosts[0] if len(set(hosts)) == 1 else None


def majority():
    """Returns the host, or pattern with `{region}`, that more than half of the regions share."""
    forms = {}
    for region, host in listed.items():
        for form in {host, host.replace(region, "{region}")}:
            forms[form] = forms.get(form, 0) + 1
    for form, count in forms.items():
        shape = form.split(".")
        regional = "{region}" in form and len(shape) == 4 and shape[1] == "{region}"
        if count * 2 > len(listed) and (regional or "{region}" not in form):
            return form
    return None


FORM = majority()


def expected(action, region, network):
    if region is None:
        central = corrections.get(f"/apis/{action}/x-central-endpoint", only_host)
        return central if network == "public" else None
    if network == "vpc":
        form = vpc_form and vpc_form.replace("{region}", region)
        return vpc_listed.get(region, form)
    if region in listed:
        return listed[region]
    return only_host or (FORM and FORM.replace("{region}", region))


def region_parameter(action):
    """Returns the name of the parameter that selects the host's region."""
    names = [each["name"] for each in specification["apis"][action]["parameters"]]
    for name in names:
        if name.lower() == "regionid":
            return name
    other = corrections.get("/x-region-parameter")
    return other if other in names else None


rows = 0
faults = []
for action, cases in results.items():
    own = region_parameter(action)
    for case in cases:
        if "error" in case:
            faults.append(f"{action} ({case['case']}): {case['error']}")
            continue
        for row in case["rows"]:
            rows += 1
            is_own = row["parameter"] is not None and row["parameter"] == own
            region = "us-west-1" if is_own else row["session"]
            host = expected(action, region, row["network"])
            if row.get("host") != host:
                faults.append(f"{action}: {json.dumps(row)}: expected {host}")
            elif host and own and region and row["sent"].get(own) != region:
                faults.append(f"{action}: {json.dumps(row)}: expected {own} to be sent as {region}")
missing = set(specification["apis"]) - set(results)
faults += [f"{action}: missing from the results" for action in sorted(missing)]
print(f"{spec}: {len(results)} operations, {rows} destinations, {len(faults)} differ")
for fault in faults[:20]:
    print(f"  {fault}")
sys.exit(1 if faults or not rows else 0)
