"""Workbooks of others: read with care, and written into without touching anything but the cells asked for."""
