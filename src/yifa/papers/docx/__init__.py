"""Word documents: `write` makes one of GB/T 9704-2012, `read` takes an edited one back with its figures bound."""

from yifa.papers.docx.inline import ReadFigure
from yifa.papers.docx.opening import Unreadable
from yifa.papers.docx.package import write
from yifa.papers.docx.reader import ReadDocument, read

__all__ = ["ReadDocument", "ReadFigure", "Unreadable", "read", "write"]
