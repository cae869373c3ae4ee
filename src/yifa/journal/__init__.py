"""The journal (记账): what records count, posted for good. Figures are sums over it.

Postings are only ever added; `settle` writes the difference between what a record should count and what
stands for it. No personal data enters: a posting names its source by number only.
"""
