"""Inspections of enterprises and other places (行政检查), by 国办发〔2024〕54号 and the 行政处罚法 arts. 28, 42."""
