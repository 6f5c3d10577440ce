"""Says what openpyxl finds in report.xlsx: workbook.py FOLDER.

Of every sheet its name, rows, frozen panes, print set-up and charts; formulas are worked out anew and compared with the
figure beside them.
"""

import json
import os
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
from openpyxl.utils import range_boundaries

path = os.path.join(sys.argv[1], "report.xlsx")
written = openpyxl.load_workbook(path)
shown = openpyxl.load_workbook(path, data_only=True)


def number(value):
    return Decimal(str(value)) if isinstance(value, (int, float)) else Decimal(0)


def worked_out(sheet, formula):
    total = re.fullmatch(r"=SUM\(([A-Z]+\d+:[A-Z]+\d+)\)", formula)
    if total:
        left, top, right, bottom = range_boundaries(total[1])
        return sum(
            (number(sheet.cell(row, column).value) for row in range(top, bottom + 1) for column in range(left, right + 1)),
            Decimal(0),
        )
    share = re.fullmatch(r"=ROUND\(([A-Z]+\d+)/([A-Z]+\d+),4\)", formula)
    if share:
        exact = number(sheet[share[1]].value) / number(sheet[share[2]].value)
        return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return None


sheets, faults, formulas = [], [], 0
for sheet in written.worksheets:
    values = shown[sheet.title]
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type != "f":
                continue
            formulas += 1
            expected = worked_out(values, cell.value)
            if expected is None or abs(expected - number(values[cell.coordinate].value)) > Decimal("0.00005"):
                faults.append([sheet.title, cell.coordinate, cell.value, str(values[cell.coordinate].value)])
    sheets.append(
        {
            "name": sheet.title,
            "frozen": sheet.freeze_panes,
            "repeated": sheet.print_title_rows,
            "landscape": sheet.page_setup.orientation == "landscape",
            "paper": str(sheet.page_setup.paperSize),
            "wide": sheet.page_setup.fitToWidth,
            "tall": sheet.page_setup.fitToHeight,
            "charts": len(sheet._charts),
            "rows": [
                [None if cell.value is None else str(cell.value) for cell in line] for line in values.iter_rows()
            ],
            "types": [[cell.data_type for cell in line] for line in sheet.iter_rows()],
        }
    )
print(json.dumps({"sheets": sheets, "formulas": formulas, "faults": faults}, ensure_ascii=False))
