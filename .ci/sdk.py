#!/usr/bin/env python3
"""Calls the emulator with the vendor's Python SDK.

Usage: sdk.py PROGRAM

PROGRAM is `ecs-console`. Needs the package alibabacloud_ecs20140526. The script runs thirty
operations of ten groups, and then creates, tags, stops and deletes instances.
"""

import json
import re
import subprocess
import sys
import time

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.utils_models import Config

REGION = "cn-qingdao"

# Each call has the name of an operation and the parameters. `$Name` in a value is a field of an
# earlier reply in the same group.
GROUPS = {
    "regions": [
        ("DescribeRegions", {}),
        ("DescribeZones", {}),
        ("DescribeInstanceTypes", {"InstanceTypes": ["ecs.g5.large"]}),
    ],
    "disks": [
        ("CreateDisk", {"ZoneId": "cn-qingdao-b", "Size": 40}),
        ("DescribeDisks", {"DiskIds": '["$DiskId"]'}),
        ("AttachDisk", {"DiskId": "$DiskId", "InstanceId": "i-emulator-running"}),
    ],
    "snapshots": [
        ("CreateSnapshot", {"DiskId": "d-1", "SnapshotName": "daily"}),
        ("DescribeSnapshots", {"MaxResults": 20}),
        ("DeleteSnapshot", {"SnapshotId": "$SnapshotId"}),
    ],
    "images": [
        ("CreateImage", {"InstanceId": "i-emulator-running", "ImageName": "web"}),
        ("DescribeImages", {"ImageId": "$ImageId"}),
        ("CopyImage", {"ImageId": "$ImageId", "DestinationRegionId": "cn-beijing"}),
    ],
    "security groups": [
        ("CreateSecurityGroup", {"VpcId": "vpc-1"}),
        ("AuthorizeSecurityGroup", {
            "SecurityGroupId": "$SecurityGroupId",
            "Permissions": [{"IpProtocol": "tcp", "PortRange": "22/22"}],
        }),
        ("DescribeSecurityGroups", {"MaxResults": 5}),
    ],
    "network interfaces": [
        ("CreateNetworkInterface", {"VSwitchId": "vsw-1", "SecurityGroupId": "sg-1"}),
        ("DescribeNetworkInterfaces", {"NetworkInterfaceId": ["$NetworkInterfaceId"]}),
        ("DeleteNetworkInterface", {"NetworkInterfaceId": "$NetworkInterfaceId"}),
    ],
    "key pairs": [
        ("CreateKeyPair", {"KeyPairName": "operators"}),
        ("DescribeKeyPairs", {"KeyPairName": "operators"}),
        ("DeleteKeyPairs", {"KeyPairNames": '["operators"]'}),
    ],
    "cloud assistant": [
        ("CreateCommand", {"Name": "up", "Type": "RunShellScript", "CommandContent": "dXB0aW1l"}),
        ("InvokeCommand", {"CommandId": "$CommandId", "InstanceId": ["i-emulator-running"]}),
        ("DescribeInvocationResults", {"InvokeId": "$InvokeId"}),
    ],
    "launch templates": [
        ("CreateLaunchTemplate", {"LaunchTemplateName": "web", "InstanceType": "ecs.g5.large"}),
        ("DescribeLaunchTemplates", {"LaunchTemplateName": ["web"]}),
        ("DeleteLaunchTemplate", {"LaunchTemplateId": "$LaunchTemplateId"}),
    ],
    "deployment sets": [
        ("CreateDeploymentSet", {"DeploymentSetName": "spread"}),
        ("DescribeDeploymentSets", {"DeploymentSetIds": '["$DeploymentSetId"]'}),
        ("DeleteDeploymentSet", {"DeploymentSetId": "$DeploymentSetId"}),
    ],
}

# The fields of the replies that identify the created resources. Lists of key pairs contain no ids.
KEYS = {
    "CreateDisk": "DiskId",
    "CreateSnapshot": "SnapshotId",
    "CreateImage": "ImageId",
    "CreateSecurityGroup": "SecurityGroupId",
    "CreateNetworkInterface": "NetworkInterfaceId",
    "CreateKeyPair": "KeyPairName",
    "CreateCommand": "CommandId",
    "CreateLaunchTemplate": "LaunchTemplateId",
    "CreateDeploymentSet": "DeploymentSetId",
}


def call(client, action, **parameters):
    """Calls an operation and returns the fields that the SDK read from the reply."""
    request = getattr(models, f"{action}Request")().from_map(parameters)
    lost = set(parameters) - set(request.to_map())
    if lost:
        sys.exit(f"the SDK's {action}Request lacks {lost}")
    request.region_id = REGION
    reply = getattr(client, re.sub(r"(?<!^)(?=[A-Z])", "_", action).lower())(request)
    fields = reply.body.to_map()
    if reply.status_code != 200 or not fields.get("RequestId"):
        sys.exit(f"{action}: {reply.status_code} {fields}")
    return fields


def filled(value, known):
    """Replaces `$Name` by the field of an earlier reply."""
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    if isinstance(value, str):
        return re.sub(r"\$(\w+)", lambda found: known[found[1]], value)
    return value


def groups(client):
    count = 0
    for group in GROUPS.values():
        known = {}
        key = KEYS.get(group[0][0])
        for action, parameters in group:
            fields = call(client, action, **{n: filled(v, known) for n, v in parameters.items()})
            # Other lists of the group, such as invocations of a command, have ids of their own.
            if key and action.startswith("Describe") and re.sub("(Id|Name)$", "", key) in action:
                check_list(action, fields, known[key])
                is_by_id = "$" in json.dumps(parameters)
                if is_by_id and fields.get("TotalCount", 1) != 1:
                    sys.exit(f"{action}: the total of a list by id is not 1: {fields}")
                # The reply to a filter may only repeat the filter.
                check_list(action, call(client, action), known[key])
            known |= {name: text for name, text in fields.items() if name.endswith(("Id", "Name"))}
            known.pop("RequestId")
            count += 1
    print(f"{count} operations of {len(GROUPS)} groups")


def check_list(action, fields, created):
    """Checks that a list contains the resource that was created before."""
    if created not in json.dumps(fields):
        sys.exit(f"{action}: {created} is not in {fields}")


def life_cycle(client):
    fields = call(client, "RunInstances", Amount=2, InstanceType="ecs.g5.large", ImageId="ubuntu",
                  SecurityGroupId="sg-1", VSwitchId="vsw-1", ClientToken="sdk-1")
    ids = fields["InstanceIdSets"]["InstanceIdSet"]
    assert len(ids) == 2, fields
    wait(client, ids, "Running")
    tag = [{"Key": "owner", "Value": "sdk"}]
    call(client, "TagResources", ResourceType="instance", ResourceId=ids, Tag=tag)
    fields = call(client, "DescribeInstances", Tag=tag)
    assert {each["InstanceId"] for each in fields["Instances"]["Instance"]} == set(ids), fields
    call(client, "StopInstances", InstanceId=ids)
    wait(client, ids, "Stopped")
    call(client, "DeleteInstances", InstanceId=ids)
    fields = call(client, "DescribeInstances", InstanceIds=json.dumps(ids))
    assert fields["TotalCount"] == 0, fields
    print("run, wait, tag, stop and delete")


def wait(client, ids, status):
    """Waits until all instances have the status."""
    end = time.monotonic() + 30
    while True:
        fields = call(client, "DescribeInstanceStatus", InstanceId=ids)
        found = {each["Status"] for each in fields["InstanceStatuses"]["InstanceStatus"]}
        if found == {status}:
            return
        if time.monotonic() > end:
            sys.exit(f"the instances are {found} and not {status}")
        time.sleep(0.2)


emulator = subprocess.Popen([sys.argv[1], "emulator"], stdout=subprocess.PIPE, text=True)
try:
    exports = {}
    for line in emulator.stdout:
        found = re.match(r"export (\w+)=(.*)", line)
        if not found:
            break
        exports[found[1]] = found[2]
    client = Client(Config(
        access_key_id=exports["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=exports["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        endpoint=exports["ALIBABA_CLOUD_ENDPOINT"].removeprefix("http://"),
        protocol="http",
        region_id=REGION,
    ))
    groups(client)
    life_cycle(client)
finally:
    emulator.terminate()
    emulator.wait()
