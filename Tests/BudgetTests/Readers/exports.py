"""Reads what the budget service exports with programs that others wrote: frictionless, and IATI's own schema."""

import importlib.util
import os
import sys

folder = sys.argv[1]
missing = [name for name in ("frictionless", "lxml", "iati") if importlib.util.find_spec(name) is None]
if missing:
    sys.exit("not installed: " + ", ".join(missing) + "; docker/local.sh test installs them")

from frictionless import validate  # noqa: E402
from lxml import etree  # noqa: E402

standard = os.path.join(
    os.path.dirname(importlib.util.find_spec("iati").origin), "resources", "standard", "2-03", "schemas"
)
schema = etree.XMLSchema(etree.parse(os.path.join(standard, "iati-activities-schema.xsd")))
schema.assertValid(etree.parse(os.path.join(folder, "iati.xml")))

os.chdir(folder)
report = validate("datapackage.json")
assert report.valid, report.flatten(["type", "note"])
print("read")
