"""An independent measurement: every element of a finished Word or PDF file against GB/T 9704-2012."""

from yifa.papers.conformance.of_docx import check_docx
from yifa.papers.conformance.of_pdf import check_pdf
from yifa.papers.conformance.values import ElementResult

__all__ = ["ElementResult", "check_docx", "check_pdf"]
