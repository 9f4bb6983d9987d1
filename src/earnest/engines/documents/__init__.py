"""Documents composed from conclusions: one model, set as HTML, as tagged PDF and as slides.

`html.render`, `pdf.render` and `pptx.render` show a `model.Document`; `check.unsupported` finds what no conclusion
bears out.
"""
