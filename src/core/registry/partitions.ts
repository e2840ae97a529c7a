/** An AWS partition: a group of regions with account ids, ARNs and host names of its own. */
export interface Partition {
  /** The partition's name, second part of every ARN in it. */
  readonly name: PartitionName;
  /** What the names of its regions look like, anchored. */
  readonly regionPattern: RegExp;
  /** Suffix of ECR registry hosts: `ACCOUNT.dkr.ecr.REGION.SUFFIX`. */
  readonly dnsSuffix: string;
  /** Suffix of dual-stack registry hosts, `ACCOUNT.dkr-ecr.REGION.SUFFIX`; null where the partition has none. */
  readonly dualstackSuffix: string | null;
}

export type PartitionName =
  | "aws"
  | "aws-cn"
  | "aws-us-gov"
  | "aws-eusc"
  | "aws-iso"
  | "aws-iso-b"
  | "aws-iso-e"
  | "aws-iso-f";

/**
 * All partitions, the special ones first: their regions' prefixes decide, and what none of them claims is `aws`.
 * Sources: AWS SDK partitions.json (region patterns, DNS suffixes) and ECR's page on service endpoints.
 */
const partitions: readonly Partition[] = [
  {
    name: "aws-cn",
    regionPattern: /^cn-[a-z]+-\d{1,2}$/,
    dnsSuffix: "amazonaws.com.cn",
    dualstackSuffix: "on.amazonwebservices.com.cn",
  },
  {
    name: "aws-us-gov",
    regionPattern: /^us-gov-[a-z]+-\d{1,2}$/,
    dnsSuffix: "amazonaws.com",
    dualstackSuffix: "on.aws",
  },
  {
    name: "aws-eusc",
    regionPattern: /^eusc-[a-z]{2}-[a-z]+-\d{1,2}$/,
    dnsSuffix: "amazonaws.eu",
    dualstackSuffix: null,
  },
  { name: "aws-iso", regionPattern: /^us-iso-[a-z]+-\d{1,2}$/, dnsSuffix: "c2s.ic.gov", dualstackSuffix: null },
  { name: "aws-iso-b", regionPattern: /^us-isob-[a-z]+-\d{1,2}$/, dnsSuffix: "sc2s.sgov.gov", dualstackSuffix: null },
  { name: "aws-iso-e", regionPattern: /^eu-isoe-[a-z]+-\d{1,2}$/, dnsSuffix: "cloud.adc-e.uk", dualstackSuffix: null },
  { name: "aws-iso-f", regionPattern: /^us-isof-[a-z]+-\d{1,2}$/, dnsSuffix: "csp.hci.ic.gov", dualstackSuffix: null },
  { name: "aws", regionPattern: /^[a-z]{2}-[a-z]+-\d{1,2}$/, dnsSuffix: "amazonaws.com", dualstackSuffix: "on.aws" },
];

/** The partition that a region belongs to; null where the text can't be a region's name. */
export function partitionOfRegion(region: string): Partition | null {
  return partitions.find(({ regionPattern }) => regionPattern.test(region)) ?? null;
}

/** Whether a text is the name of a partition. */
export function isPartitionName(text: string): text is PartitionName {
  return partitions.some(({ name }) => name === text);
}
