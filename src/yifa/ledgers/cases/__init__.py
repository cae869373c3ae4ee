"""Penalty cases of the general procedure (普通程序), by the 行政处罚法 arts. 54-75 (in force since 2021-07-15)."""
