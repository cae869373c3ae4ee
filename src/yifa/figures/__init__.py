"""Figures (指标): what a number in a report means, as data, and its value as a sum over the journal.

This room cannot reach records or ledgers: every figure is a sum of postings, and opens its sources.
Ask through `yifa.figures.queries`; definitions are in `figures.yaml`, periods are read by
`yifa.figures.periods`.
"""
