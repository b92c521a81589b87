"""Paper: what is printed and handed over, hung up or signed, as PDF."""

from touyan.channels.paper.board import board_pdf
from touyan.channels.paper.roster import roster_pdf
from touyan.channels.paper.slip import slip_pdf

__all__ = ["board_pdf", "roster_pdf", "slip_pdf"]
