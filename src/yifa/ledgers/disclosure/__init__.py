"""Disclosure on application (依申请公开), by the 政府信息公开条例 (revised 2019-05-15)."""
