"""Reads a service's OpenRPC document with another's JSON Schema implementation.

openrpc.py META DOCUMENT [ANSWERS]: the document fits OpenRPC's own meta-schema; every schema in it is one; every
example's params and result fit the schemas of their method. ANSWERS is a file of answers that the running service gave,
one {"method", "result"} a line: each fits its method's result schema. Prints what is wrong; ends with 1 if anything is.
"""
import json
import re
import sys

from jsonschema import Draft202012Validator, Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

faults = []
meta = json.load(open(sys.argv[1], encoding="utf-8"))
document = json.load(open(sys.argv[2], encoding="utf-8"))
# A place in an example that an id from an earlier answer takes.
PLACE = re.compile(r"^\{[a-z]+Id\}$")
SOME_ID = "0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f15"


# What the meta-schema calls a JSON Schema is draft 7 under another address.
SCHEMAS = Resource(specification=DRAFT7, contents={
    "allOf": [{"$ref": "http://json-schema.org/draft-07/schema#"}],
    "definitions": {"JSONSchemaObject": {"properties": {"$ref": {"type": "string"}}}},
})
registry = Registry().with_resources([
    ("https://meta.json-schema.tools", SCHEMAS), ("https://meta.json-schema.tools/", SCHEMAS),
    ("http://json-schema.org/draft-07/schema", Resource(specification=DRAFT7, contents=Draft7Validator.META_SCHEMA)),
])


def filled(value):
    if isinstance(value, dict):
        return {name: filled(member) for name, member in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    return SOME_ID if isinstance(value, str) and PLACE.match(value) else value


def check(schema, value, place):
    # References reach into the document's components.
    whole = {"components": document.get("components", {}), "allOf": [schema]}
    for error in Draft202012Validator(whole).iter_errors(value):
        path = "/".join(str(part) for part in error.absolute_path)
        faults.append(f"{place}: /{path}: {error.message[:300]}")


for error in Draft7Validator(meta, registry=registry).iter_errors(document):
    faults.append("meta-schema: /" + "/".join(str(part) for part in error.absolute_path) + ": " + error.message[:300])

results = {}
examples = 0
for method in document["methods"]:
    name = method["name"]
    results[name] = method["result"]["schema"]
    params = {param["name"]: param for param in method["params"]}
    for schema in [results[name], *(param["schema"] for param in params.values())]:
        for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema):
            faults.append(f"{name}: not a schema: {error.message[:300]}")
    if not method.get("errors"):
        faults.append(f"{name}: says no error")
    for language in ("summary", "description"):
        if not method.get(language):
            faults.append(f"{name}: no {language}")
    for example in method.get("examples", []):
        examples += 1
        place = f"{name}, “{example['name']}”"
        given = {param["name"]: filled(param["value"]) for param in example["params"]}
        for missing in [key for key, param in params.items() if param.get("required") and key not in given]:
            faults.append(f"{place}: lacks {missing}")
        for key, value in given.items():
            if key in params:
                check(params[key]["schema"], value, f"{place}, {key}")
            else:
                faults.append(f"{place}: no param {key}")
        check(results[name], example["result"]["value"], f"{place}, result")

answers = 0
if len(sys.argv) > 3:
    for line in open(sys.argv[3], encoding="utf-8"):
        answer = json.loads(line)
        answers += 1
        check(results[answer["method"]], answer["result"], f"{answer['method']}: answered")

print("\n".join(faults) or f"{len(results)} methods, {examples} examples, {answers} answers")
sys.exit(1 if faults else 0)
