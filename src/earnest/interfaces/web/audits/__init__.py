"""Pages of audits: for us, and for guests from outside."""
