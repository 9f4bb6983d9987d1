"""Documents composed from conclusions: one model, set as HTML and as tagged PDF.

`html.render` and `pdf.render` show a `model.Document`; `check.unsupported` finds what no conclusion bears out.
"""
