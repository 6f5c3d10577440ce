"""Reads a report's tables from its spreadsheet (openpyxl) and its PDF (pdfplumber): figures.py XLSX PDF prints
{"sheets": {name: [[…]]}, "formulas": {name: {cell: formula}}, "pdf": text}. Figures are decimal text."""
import json
import sys
from decimal import Decimal

import openpyxl
import pdfplumber


def plain(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


values = openpyxl.load_workbook(sys.argv[1], data_only=True)
formulas = openpyxl.load_workbook(sys.argv[1])
with pdfplumber.open(sys.argv[2]) as pdf:
    text = "\n".join(page.extract_text() or "" for page in pdf.pages)
print(json.dumps({
    "sheets": {sheet.title: [[plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
               for sheet in values.worksheets},
    "formulas": {sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row
                               if isinstance(cell.value, str) and cell.value.startswith("=")}
                 for sheet in formulas.worksheets},
    "pdf": text,
}))
