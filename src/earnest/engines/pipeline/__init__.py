"""Checking evidence in a pipeline: the policy file, the verdict, and how it is written. Pure.

`policy.parse` reads a policy, `verdict` holds what came out, `sarif.to_json` and `badge.svg` write it for others.
"""
