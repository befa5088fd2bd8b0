#!/usr/bin/env python3
"""Prepares the comparison of the emulator's replies with the vendor's samples.

Usage: reply_shapes.py SAMPLES REPLIES DIRECTORY

REPLIES is a file of the emulator's test `official::replies`. The emulator makes up its values, so
only the shapes are compared: names, nesting, lists and types. This script replaces each scalar by
the name of its type, and merges the items of each list into one item. It does so in SAMPLES and in
REPLIES, and writes DIRECTORY/samples.json and DIRECTORY/replies.json.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as xml

INTERFACE = "Instances/Instance/0/NetworkInterfaces/NetworkInterface/0"
INTERFACE_LISTS = ["Ipv6Sets", "Ipv4PrefixSets", "Ipv6PrefixSets"]
# The emulated instances lack these parts, so the replies contain them without items.
MISSING = {
    "DescribeInstances": {
        "json": [
            "Instances/Instance/0/InnerIpAddress",
            *(f"{INTERFACE}/{field}" for field in INTERFACE_LISTS),
            "Instances/Instance/0/OperationLocks",
            "Instances/Instance/0/RdmaIpAddress",
        ],
        "xml": [f"{INTERFACE}/{field}" for field in INTERFACE_LISTS],
    },
    "DescribeInstanceAttribute": {"json": ["InnerIpAddress", "OperationLocks"]},
}


def shape(value):
    if isinstance(value, dict):
        return {name: shape(field) for name, field in value.items()}
    if isinstance(value, list):
        return [merged([shape(item) for item in value])] if value else []
    if value is None:
        return None
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else "string"


def merged(shapes):
    """Merges the shapes of list items, because some items lack optional fields."""
    first = shapes[0]
    if all(isinstance(each, dict) for each in shapes):
        names = {name: None for each in shapes for name in each}
        return {name: merged([each[name] for each in shapes if name in each]) for name in names}
    if all(isinstance(each, list) for each in shapes):
        items = [item for each in shapes for item in each]
        return [merged(items)] if items else []
    return first if all(each == first for each in shapes) else shapes


def xml_shape(elements, sample):
    """Reads elements of the same name. XML has neither lists nor types, so the shape of the sample
    determines whether an element is an item, and which type a text must have."""
    if isinstance(sample, list):
        return [merged([xml_shape([each], sample[0] if sample else None) for each in elements])]
    if len(elements) > 1:
        return [xml_shape([each], sample) for each in elements]
    children, text = list(elements[0]), elements[0].text or ""
    if children:
        sample = sample if isinstance(sample, dict) else {}
        names = {child.tag: None for child in children}
        return {
            name: xml_shape([child for child in children if child.tag == name], sample.get(name))
            for name in names
        }
    if not text and isinstance(sample, (dict, list)):
        return {}
    if sample == "boolean" and text in ("true", "false"):
        return "boolean"
    if sample == "number":
        try:
            float(text)
            return "number"
        except ValueError:
            pass
    return "string"


def is_empty(value):
    if isinstance(value, (dict, list)):
        return all(is_empty(each) for each in (value.values() if isinstance(value, dict) else value))
    return value is None


def remove_missing(sample, reply, path):
    """Removes a part from the sample that the reply contains without items."""
    *parents, name = path.split("/")
    for parent in parents:
        key = int(parent) if parent.isdigit() else parent
        sample, reply = sample[key], reply[key]
    if not is_empty(reply.get(name)):
        sys.exit(f"{path} has items: remove it from MISSING")
    del sample[name]


samples, replies = (json.load(open(path)) for path in sys.argv[1:3])
directory = pathlib.Path(sys.argv[3])
actual = {}
for api in samples["apis"]:
    api["samples"] = [each for each in api["samples"] if each["source"] == "example"]
    for sample in api["samples"]:
        sample["value"] = shape(sample["value"])
        texts = {each["format"]: each["text"] for each in replies[api["name"]]}
        text = texts[sample["format"]]
        if sample["format"] == "json":
            value = shape(json.loads(text))
        else:
            value = xml_shape([xml.fromstring(text)], sample["value"])
        for path in MISSING.get(api["name"], {}).get(sample["format"], []):
            remove_missing(sample["value"], value, path)
        reply = {"format": sample["format"], "source": "example", "value": value}
        actual.setdefault(api["name"], []).append(reply)

directory.mkdir(parents=True, exist_ok=True)
(directory / "samples.json").write_text(json.dumps(samples))
(directory / "replies.json").write_text(json.dumps(actual))
