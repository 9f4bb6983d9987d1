"""Pages of customers' questionnaires: taking one in, proposals question by question, and the answered workbook."""
