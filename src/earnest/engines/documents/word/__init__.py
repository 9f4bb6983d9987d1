"""The pieces of a text document (DOCX): lines, blocks, proofs and the package that holds them."""
