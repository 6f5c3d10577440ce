"""Reads an Open SDG site's data with frictionless and PyYAML and compares every file with its hash: opensdg.py FOLDER."""

import hashlib
import json
import os
import sys

import yaml
from frictionless import Resource, validate

os.chdir(sys.argv[1])
with open("index.json", encoding="utf-8") as file:
    index = json.load(file)
faults, rows, settings = [], [], []
for file in index["files"]:
    with open(file["path"], "rb") as data:
        raw = data.read()
    if hashlib.sha256(raw).hexdigest() != file["sha256"]:
        faults.append(["sha256", file["path"]])
    if file["path"].endswith(".yml"):
        content = yaml.safe_load(raw)
        if not isinstance(content, dict):
            faults.append(["yaml", file["path"]])
        elif file["path"].startswith("indicator-config/"):
            settings.append([content["indicator_number"], content["reporting_status"], content["published"]])
    else:
        if not validate(file["path"]).valid:
            faults.append(["csv", file["path"]])
        read = Resource(path=file["path"]).read_rows()
        rows += [[row["Year"], row["Series"], row["Units"], float(row["Value"])] for row in read]
print(json.dumps({"faults": faults, "rows": rows, "settings": settings}, ensure_ascii=False))
