"""Pages of hygiene: findings, work packages, time to fix, benchmarks, the policy."""
