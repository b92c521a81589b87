"""Numbers that somebody typed beside a figure's name: found, and compared with the figure.

Whoever signs must trust the marks, so a number is only compared where the sentence leaves no doubt
that it is the figure's: same clause, a measure word, nothing that narrows it down. What is doubtful
is left alone.
"""

from touyan.figures.papers.typed.clauses import About, Found, Known, found_in

__all__ = ["About", "Found", "Known", "found_in"]
