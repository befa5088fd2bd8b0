#!/usr/bin/env python3
"""Calls `DescribeInstanceVncUrl` with the vendor's older SDK, which uses signature 1.0."""

import os
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeInstanceVncUrlRequest import DescribeInstanceVncUrlRequest

protocol, endpoint = os.environ["ECS_CONSOLE_ENDPOINT"].split("://")
client = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    "cn-qingdao",
)
request = DescribeInstanceVncUrlRequest()
request.set_accept_format("json")
request.set_protocol_type(protocol)
request.set_endpoint(endpoint)
request.set_InstanceId("i-emulator-running")
print(client.do_action_with_exception(request).decode())
