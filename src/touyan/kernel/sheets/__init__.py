"""Ledgers in and out: .xlsx and .csv, read warily and written so that no cell can be a formula."""

from touyan.kernel.sheets.problems import Problem, Problems
from touyan.kernel.sheets.reading import Cell, Row, Sheet, cleaned, read
from touyan.kernel.sheets.writing import write, write_csv

__all__ = ["Cell", "Problem", "Problems", "Row", "Sheet", "cleaned", "read", "write", "write_csv"]
