"""Penalties decided on the spot (简易程序), by the 行政处罚法 arts. 51-53, and the officers who may decide them."""
