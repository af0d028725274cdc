"""Measures of what a room thinks: plain numbers in, plain numbers out.

Standard library only, without Django and without a database, because the projector shows them
live. Where the numbers come from is the domain's business, what they are called the template's.
"""
