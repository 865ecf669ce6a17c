#!/usr/bin/python3
"""A rival of oci-device-hook, for benchmarks only. See README.md."""

import json
import os
import sys


def precreate():
    text = sys.stdin.read()
    config = json.loads(text)
    devices = config["linux"].get("devices", [])
    if "oci-device-hook/mode" not in config.get("annotations", {}) or not devices:
        sys.stdout.write(text)
        return
    user = config["process"]["user"]
    groups = user.setdefault("additionalGids", [])
    for device in devices:
        gid = os.stat(device["path"]).st_gid
        if gid != 0 and gid not in groups:
            groups.append(gid)
    json.dump(config, sys.stdout, separators=(",", ":"))


def create_runtime():
    state = json.load(sys.stdin)
    with open(os.path.join(state["bundle"], "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    if "oci-device-hook/mode" not in config.get("annotations", {}):
        return
    user = config["process"]["user"]
    root = os.path.join(state["bundle"], config["root"]["path"])
    for device in config["linux"].get("devices", []):
        path = f"/proc/{state['pid']}/root{root}{device['path']}"
        node = os.stat(path)
        if (node.st_uid, node.st_gid) != (user["uid"], user["gid"]):
            os.chown(path, user["uid"], user["gid"])


{"precreate": precreate, "createRuntime": create_runtime}[sys.argv[1]]()
