"""What can be done with numbers: freeze one, declare one, have a file of records made."""

from touyan.figures.acts.declaring import declare, withdraw_declared
from touyan.figures.acts.jobs import ask_for, take_records
from touyan.figures.acts.snapshots import take_snapshot, taken

__all__ = ["ask_for", "declare", "take_records", "take_snapshot", "taken", "withdraw_declared"]
