"""Works the formulas of workbooks out anew (SUM and SUMIFS, all that the suite writes) and compares them with the figures
beside them: formulas.py FOLDER."""

import os
import re
import sys
from decimal import Decimal

import openpyxl
from openpyxl.utils import range_boundaries


def cells(book, here, text):
    sheet, _, area = text.rpartition("!")
    left, top, right, bottom = range_boundaries(area.replace("$", ""))
    page = book[sheet.strip("'")] if sheet else here
    return [page.cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def number(cell, book):
    value = cell.value
    if isinstance(value, str) and value.startswith("="):
        return worked_out(book, cell.parent, value)
    return Decimal(str(value)) if isinstance(value, (int, float)) else Decimal(0)


def worked_out(book, here, formula):
    name, arguments = re.fullmatch(r"=(SUM|SUMIFS)\((.*)\)", formula).groups()
    parts = arguments.split(",")
    summed = cells(book, here, parts[0])
    wanted = [True] * len(summed)
    if name == "SUMIFS":
        for area, key in zip(parts[1::2], parts[2::2]):
            value = cells(book, here, key)[0].value
            wanted = [is_in and cell.value == value for is_in, cell in zip(wanted, cells(book, here, area))]
    else:
        assert len(parts) == 1, formula
    return sum((number(cell, book) for cell, is_in in zip(summed, wanted) if is_in), Decimal(0))


for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name)
    written, shown = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found = []
    for page in written:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    figure = worked_out(written, page, cell.value)
                    beside = Decimal(str(shown[page.title][cell.coordinate].value))
                    assert abs(figure - beside) < Decimal("0.005"), (name, page.title, cell.coordinate, figure, beside)
                    found.append(f"{figure.normalize():f}")
    assert found, name
    print(name, len(found), "formulas:", " ".join(found))
