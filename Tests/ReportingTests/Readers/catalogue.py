"""Reads catalog.json as linked data with rdflib and compares every file beside it with its hash: catalogue.py FOLDER."""

import hashlib
import json
import os
import sys

from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, XSD, Namespace

SPDX = Namespace("http://spdx.org/rdf/terms#")
BASE = "https://office.example/"
folder = sys.argv[1]
with open(os.path.join(folder, "catalog.json"), encoding="utf-8") as file:
    graph = Graph().parse(data=file.read(), format="json-ld", publicID=BASE + "catalog.json")

faults, hashes = [], 0
for part, sort in [
    (DCTERMS.license, URIRef), (DCAT.downloadURL, URIRef), (DCAT.landingPage, URIRef), (DCAT.mediaType, URIRef),
    (DCAT.previousVersion, URIRef), (DCTERMS.isReplacedBy, URIRef), (SPDX.algorithm, URIRef),
]:
    faults += [[str(part), str(value)] for value in graph.objects(None, part) if not isinstance(value, sort)]
for part, kind in [(DCTERMS.issued, XSD.dateTime), (DCAT.startDate, XSD.date), (DCAT.byteSize, XSD.nonNegativeInteger)]:
    for value in graph.objects(None, part):
        if value.datatype != kind or value.ill_typed:
            faults.append([str(part), str(value)])
catalogue = next(graph.subjects(RDF.type, DCAT.Catalog))
sets = set(graph.objects(catalogue, DCAT.dataset))
for one in sets:
    if not list(graph.objects(one, DCAT.distribution)) or len(list(graph.objects(one, DCTERMS.title))) < 1:
        faults.append(["incomplete", str(one)])
for version in list(graph.objects(None, DCAT.previousVersion)) + list(graph.objects(None, DCTERMS.isReplacedBy)):
    if version not in sets:
        faults.append(["no such edition", str(version)])
for file in graph.subjects(RDF.type, DCAT.Distribution):
    address = str(next(graph.objects(file, DCAT.downloadURL)))
    place = os.path.join(folder, address[len(BASE):])
    for checksum in graph.objects(file, SPDX.checksum):
        if not os.path.exists(place):
            continue
        with open(place, "rb") as data:
            raw = data.read()
        hashes += 1
        told = str(next(graph.objects(checksum, SPDX.checksumValue)))
        if hashlib.sha256(raw).hexdigest() != told.lower():
            faults.append(["sha256", address])
        for size in graph.objects(file, DCAT.byteSize):
            if int(size) != len(raw):
                faults.append(["size", address])
print(
    json.dumps(
        {
            "sets": sorted(str(one)[len(BASE):] for one in sets),
            "earlier": len(list(graph.objects(None, DCAT.previousVersion))),
            "hashes": hashes,
            "faults": faults,
        }
    )
)
