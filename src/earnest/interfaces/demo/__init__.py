"""The sample company, loaded through the same operations that people use."""
