"""The 310 resources in four AWS accounts, and which checks they fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.library.sample.aws_iam import ACCOUNTS, CloudAccount
from earnest.library.sample.timeline import Timeline

RESOURCES = 310
STORES = ("AwsS3Bucket", "AwsRdsDbInstance", "AwsSecretsManagerSecret", "AwsEcrRepository")
"""Types that hold data; each of them has an owner."""


@dataclass(frozen=True)
class Check:
    """A Prowler check. `share` is the share of resources that fail it today; a year ago it was 2.5 times that."""

    id: str
    title: str
    service: str
    severity: str
    share: float
    hub: str | None = None
    """The control of AWS Security Hub that asks the same, where one does."""


@dataclass(frozen=True)
class Resource:
    arn: str
    name: str
    kind: str
    account: CloudAccount
    region: str
    owner: str | None
    public: bool


@dataclass(frozen=True)
class _Kind:
    """A resource type: how many in each of the four accounts, its ARN, names and checks."""

    type: str
    counts: tuple[int, int, int, int]
    arn: str
    names: tuple[str, ...]
    checks: tuple[Check, ...]


KINDS = (
    _Kind(
        "AwsS3Bucket",
        (22, 18, 16, 6),
        "arn:aws:s3:::{name}",
        (
            "settlement-files",
            "card-events",
            "receipts",
            "claims-documents",
            "audit-logs",
            "terraform-state",
            "exports",
            "website-assets",
        ),
        (
            Check(
                "s3_bucket_level_public_access_block",
                "S3 buckets block public access at bucket level",
                "s3",
                "high",
                0.03,
                "S3.8",
            ),
            Check("s3_bucket_default_encryption", "S3 buckets have default encryption", "s3", "medium", 0.0),
            Check("s3_bucket_secure_transport_policy", "S3 buckets demand TLS", "s3", "medium", 0.16, "S3.5"),
        ),
    ),
    _Kind(
        "AwsEc2Instance",
        (30, 14, 9, 3),
        "arn:aws:ec2:{region}:{account}:instance/{id}",
        ("gateway", "card-auth", "ledger", "batch", "proxy", "jump", "worker"),
        (
            Check("ec2_instance_imdsv2_enabled", "EC2 instances demand IMDSv2", "ec2", "high", 0.07, "EC2.8"),
            Check(
                "ec2_instance_managed_by_ssm",
                "EC2 instances are managed by Systems Manager",
                "ec2",
                "medium",
                0.09,
                "SSM.1",
            ),
        ),
    ),
    _Kind(
        "AwsEc2SecurityGroup",
        (24, 14, 11, 5),
        "arn:aws:ec2:{region}:{account}:security-group/{id}",
        ("gateway", "card-auth", "ledger", "bastion", "vpn", "internal", "workers"),
        (
            Check(
                "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
                "No ingress from the internet to SSH",
                "ec2",
                "high",
                0.0,
                "EC2.13",
            ),
            Check(
                "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
                "No ingress from the internet to RDP",
                "ec2",
                "high",
                0.0,
                "EC2.14",
            ),
        ),
    ),
    _Kind(
        "AwsRdsDbInstance",
        (7, 4, 2, 1),
        "arn:aws:rds:{region}:{account}:db:{name}",
        ("ledger", "cards", "claims", "identity", "reporting"),
        (
            Check("rds_instance_storage_encrypted", "RDS instances are encrypted", "rds", "medium", 0.08, "RDS.3"),
            Check("rds_instance_no_public_access", "RDS instances are not public", "rds", "critical", 0.0, "RDS.2"),
            Check("rds_instance_backup_enabled", "RDS instances are backed up", "rds", "medium", 0.0, "RDS.11"),
        ),
    ),
    _Kind(
        "AwsLambdaFunction",
        (14, 12, 6, 2),
        "arn:aws:lambda:{region}:{account}:function:{name}",
        ("notify", "reconcile", "mask", "import", "thumbnail", "webhook"),
        (
            Check(
                "awslambda_function_using_supported_runtimes",
                "Lambda functions use supported runtimes",
                "awslambda",
                "medium",
                0.12,
                "Lambda.2",
            ),
            Check(
                "awslambda_function_no_secrets_in_variables",
                "Lambda variables hold no secrets",
                "awslambda",
                "critical",
                0.0,
            ),
        ),
    ),
    _Kind(
        "AwsIamRole",
        (14, 11, 9, 4),
        "arn:aws:iam::{account}:role/{name}",
        ("deploy", "reader", "breakglass", "scanner", "pipeline", "support"),
        (
            Check("iam_role_administratoraccess_policy", "Roles have no AdministratorAccess", "iam", "high", 0.05),
            Check(
                "iam_role_cross_service_confused_deputy_prevention",
                "Service roles resist the confused deputy",
                "iam",
                "high",
                0.08,
            ),
        ),
    ),
    _Kind(
        "AwsKmsKey",
        (6, 5, 4, 1),
        "arn:aws:kms:{region}:{account}:key/{id}",
        ("ledger", "cards", "claims", "logs"),
        (Check("kms_cmk_rotation_enabled", "Customer keys rotate", "kms", "medium", 0.13, "KMS.4"),),
    ),
    _Kind(
        "AwsElbv2LoadBalancer",
        (4, 2, 1, 1),
        "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{id}",
        ("public-api", "portal", "internal"),
        (
            Check("elbv2_insecure_ssl_ciphers", "Load balancers refuse weak ciphers", "elbv2", "medium", 0.12),
            Check("elbv2_logging_enabled", "Load balancers log", "elbv2", "medium", 0.12, "ELB.5"),
        ),
    ),
    _Kind(
        "AwsSecretsManagerSecret",
        (5, 4, 2, 1),
        "arn:aws:secretsmanager:{region}:{account}:secret:{name}",
        ("ledger-db", "claims-db", "processor-api", "signing"),
        (
            Check(
                "secretsmanager_automatic_rotation_enabled",
                "Secrets rotate by themselves",
                "secretsmanager",
                "medium",
                0.33,
                "SecretsManager.1",
            ),
        ),
    ),
    _Kind(
        "AwsCloudTrailTrail",
        (1, 1, 1, 1),
        "arn:aws:cloudtrail:{region}:{account}:trail/{name}",
        ("organisation",),
        (
            Check(
                "cloudtrail_multi_region_enabled",
                "CloudTrail runs in all regions",
                "cloudtrail",
                "high",
                0.0,
                "CloudTrail.1",
            ),
            Check(
                "cloudtrail_log_file_validation_enabled",
                "CloudTrail validates its files",
                "cloudtrail",
                "medium",
                0.0,
                "CloudTrail.4",
            ),
        ),
    ),
    _Kind(
        "AwsEcrRepository",
        (3, 2, 1, 0),
        "arn:aws:ecr:{region}:{account}:repository/{name}",
        ("payments", "benefits", "base"),
        (
            Check(
                "ecr_repositories_scan_images_on_push_enabled",
                "Images are scanned on push",
                "ecr",
                "medium",
                0.0,
                "ECR.1",
            ),
        ),
    ),
    _Kind(
        "AwsEksCluster",
        (1, 1, 0, 0),
        "arn:aws:eks:{region}:{account}:cluster/{name}",
        ("main",),
        (Check("eks_cluster_not_publicly_accessible", "EKS endpoints are private", "eks", "high", 0.0, "EKS.1"),),
    ),
    _Kind(
        "AwsEc2Vpc",
        (1, 1, 1, 1),
        "arn:aws:ec2:{region}:{account}:vpc/{id}",
        ("main",),
        (Check("vpc_flow_logs_enabled", "VPC flow logs are on", "vpc", "medium", 0.2, "EC2.6"),),
    ),
)

_BREACHED_CHECK = "s3_bucket_level_public_access_block"
_BREACHED_FROM, _BREACHED_UNTIL = 152, 118
"""Days ago between which a template change left four buckets of Benefits without their block."""

_CAREFUL = ("kms", "rds", "secretsmanager", "elbv2", "vpc")
_WORKED_OFF = 40
"""Days since the last serious check, and the last on keys, databases and logs, was mended."""


def resources(timeline: Timeline) -> tuple[tuple[Resource, tuple[Check, ...]], ...]:
    """All 310 resources with the checks that apply to them."""
    draw = timeline.random("cloud")
    found = []
    for kind in KINDS:
        for account, count in zip(ACCOUNTS, kind.counts, strict=True):
            for number in range(count):
                stem = kind.names[number % len(kind.names)]
                name = f"lf-{account.slug.split('-')[0]}-{stem}-{number // len(kind.names) + 1}"
                short = f"{draw.getrandbits(68):017x}"
                prefix = {"AwsEc2Instance": "i-", "AwsEc2SecurityGroup": "sg-", "AwsEc2Vpc": "vpc-"}.get(kind.type, "")
                arn = kind.arn.format(name=name, region=account.region, account=account.number, id=prefix + short)
                public = stem in ("public-api", "portal")
                named = draw.random() >= 0.06 or public or kind.type in STORES
                owner = draw.choice(("payments", "platform", "benefits", "data")) if named else None
                found.append((Resource(arn, name, kind.type, account, account.region, owner, public), kind.checks))
    if len(found) != RESOURCES:
        raise ValueError(f"{len(found)} resources, the story wants {RESOURCES}: adjust the counts")
    return tuple(found)


def failing(check: Check, resource: Resource, day: date, timeline: Timeline) -> bool:
    """Whether that resource fails that check that day; resources get fixed and seldom break again."""
    age = (timeline.today - day).days
    if (
        check.id == _BREACHED_CHECK
        and _BREACHED_UNTIL < age < _BREACHED_FROM
        and resource.account.slug == "benefits-production"
    ):
        return resource.name.endswith("-1")
    share = check.share * (1 + 1.5 * age / 365)
    if check.severity in ("critical", "high") or check.service in _CAREFUL:
        share = check.share * 2.5 * max(0, age - _WORKED_OFF) / 365
    return timeline.random("check", check.id, resource.arn).random() < share
