"""Yifa (依法): a work platform for law-based government in subdistrict and township offices."""
