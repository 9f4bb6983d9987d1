"""Checking in a pipeline: over files named in a policy, without a workspace, or over a workspace's own evidence."""
