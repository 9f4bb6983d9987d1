"""Charts as Vega-Lite specs: one picture, drawn for a page in two widths, for paper and for a slide.

A picture (`pictures`) holds what is to be seen; `drawing.spec` gives its spec for a frame (`frames`); `render` turns a
spec into SVG or PNG; `behind.table` gives the table that stands behind it.
"""
