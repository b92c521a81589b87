"""Figures whose sums are kept: exact at every moment, and as quick at a million records as at ten.

A trigger on the records' table notes what each insertion, change or deletion does to every figure, as
a row of its own: nobody who places an order waits for a sum, and no way of writing goes around it. The
worker folds these changes into sums by organisation, day or month, and category. Whoever reads adds
what is folded and what is not yet, in one statement. Triggers, sums and their check are all made from
the figures' own conditions, so a definition stands in one place.
"""

from touyan.kernel.kept.folding import SOURCES, fold, fold_all, rebuild
from touyan.kernel.kept.source import KeptSource
from touyan.kernel.kept.standing import faults, put_away, put_up

__all__ = ["SOURCES", "KeptSource", "faults", "fold", "fold_all", "put_away", "put_up", "rebuild"]
