"""Word documents: `write` makes one of GB/T 9704-2012, `read` takes an edited one back with its figures bound."""

from yifa.papers.docx.package import write

__all__ = ["write"]
