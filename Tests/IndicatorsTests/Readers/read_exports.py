"""Reads what `data.export` wrote with programs that others wrote, and says what they found as JSON.

Usage: read_exports.py FOLDER, which has structure.xml, data.xml, data.sdmx.csv, data.json, datapackage.json, data.csv.
"""

import io
import json
import os
import sys

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


def text(name):
    with open(path(name), encoding="utf-8") as file:
        return file.read()


found = {}

import sdmx  # noqa: E402  (sdmx1)

structure = sdmx.read_sdmx(path("structure.xml"))
flow = next(iter(structure.dataflow.values()))
found["sdmx1.dimensions"] = [dimension.id for dimension in flow.structure.dimensions.components]
found["sdmx1.measures"] = sorted(structure.codelist["CL_MEASURE"].items)
message = sdmx.read_sdmx(path("data.xml"), structure=flow.structure)
observations = [obs for data in message.data for obs in data.obs]
found["sdmx1.observations"] = len(observations)
found["sdmx1.values"] = sorted(float(obs.value) for obs in observations if obs.value is not None)

from pysdmx.io import read_sdmx  # noqa: E402

checked = read_sdmx(path("structure.xml"), validate=True)
found["pysdmx.codelists"] = sorted(item.id for item in checked.get_codelists())
data = read_sdmx(path("data.xml"), validate=True)
frame = data.data[0].data
found["pysdmx.rows"] = len(frame)
table = read_sdmx(path("data.sdmx.csv"), validate=True).data[0].data
found["pysdmx.csv.rows"] = len(table)
found["pysdmx.csv.columns"] = list(table.columns)
found["pysdmx.csv.suppressed"] = int((table["OBS_STATUS"] == "Q").sum())

document = json.loads(text("data.json"))
series = document["data"]["dataSets"][0]["observations"]
found["json.observations"] = len(series)
width = len(document["data"]["structures"][0]["dimensions"]["observation"])
found["json.keys"] = all(len(key.split(":")) == width for key in series)

from frictionless import Package, validate  # noqa: E402

report = validate(path("datapackage.json"))
found["frictionless.valid"] = report.valid
found["frictionless.errors"] = report.flatten(["message"])[:5]
package = Package(path("datapackage.json"))
found["frictionless.rows"] = len(package.get_resource("data").read_rows())

print(json.dumps(found, ensure_ascii=False))
