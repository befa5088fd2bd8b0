#!/usr/bin/env python3
"""Calls `DescribeInstanceVncUrl` with the vendor's current SDK, which signs with ACS3."""

import os
from alibabacloud_ecs20140526.client import Client
from alibabacloud_ecs20140526.models import DescribeInstanceVncUrlRequest
from alibabacloud_tea_openapi.models import Config

protocol, endpoint = os.environ["ECS_CONSOLE_ENDPOINT"].split("://")
config = Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    protocol=protocol,
    endpoint=endpoint,
)
request = DescribeInstanceVncUrlRequest(region_id="cn-qingdao", instance_id="i-emulator-running")
print(Client(config).describe_instance_vnc_url(request).body.vnc_url)
