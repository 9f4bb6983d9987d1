"""How clouds and systems are configured, and what watches them."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.posture import (
    aws_asff,
    azure_policy,
    azure_recommendations,
    ckl,
    cklb,
    defender,
    google_scc,
    inspec,
    inspector2,
    kube_bench,
    ocsf,
    prisma_cloud,
    prowler_csv,
    prowler_ocsf,
    secure_score,
    xccdf,
)

FORMATS: tuple[Format, ...] = (
    prowler_ocsf.FORMAT,
    prowler_csv.FORMAT,
    ocsf.FORMAT,
    aws_asff.FORMAT,
    inspector2.FORMAT,
    defender.CSV_FORMAT,
    defender.FORMAT,
    azure_recommendations.FORMAT,
    secure_score.FORMAT,
    azure_policy.FORMAT,
    google_scc.FORMAT,
    prisma_cloud.FORMAT,
    xccdf.FORMAT,
    ckl.FORMAT,
    cklb.FORMAT,
    inspec.FORMAT,
    kube_bench.FORMAT,
)
