"""The demo district: an invented place, plainly so, with people of every role and two years of plausible work.

Everything goes through the same verbs as real work, with the clock set to the day it is said to have happened.
"""
