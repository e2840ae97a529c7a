import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What can stop the publication of an issuer's documents. */
export const issuerEntries = {
  "issuer-unfit": {
    exitStatus: 3,
    message: "What {gitlabUrl} publishes isn't fit for AWS: {reason}.",
    causes: [
      "A proxy or a login page answers in GitLab's place.",
      "The address is GitLab's, but with another host, port or path than its external_url.",
      "A private copy of the documents was changed by hand.",
    ],
    remedy: [
      "Look at {gitlabUrl}/.well-known/openid-configuration and the keys that it names, from this machine.",
      "Give --gitlab-url exactly as external_url has it.",
    ],
  },
  "bucket-unusable": {
    exitStatus: 3,
    message: "The bucket {bucket} can't be used: {reason}.",
    causes: [
      "The bucket doesn't exist yet, or its name is misspelt.",
      "It is in another region than the one given, which is a part of its address.",
      "Its policy leaves no room for one statement more.",
    ],
    remedy: [
      "Create it:\n\n    aws s3 mb s3://{bucket} --region {region}\n",
      "Or give the region that it is in: --region.",
    ],
  },
  "publish-blocked": {
    exitStatus: 3,
    message: "S3's settings against public access stand in the way on {bucket}: {reason}.",
    causes: [
      "New buckets have all four settings on. BlockPublicPolicy refuses a policy for everybody, RestrictPublicBuckets takes its effect away.",
      "The account or the organisation has them on for all its buckets; those of the bucket don't count then.",
    ],
    remedy: [
      "If these two files may be public, take the two settings about policies from this bucket, and leave the two about access control lists on:\n\n    aws s3api put-public-access-block --bucket {bucket} --region {region} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false\n",
      "If the account forbids public buckets, leave the bucket private, let CloudFront read it (origin access control), and name CloudFront's address: --issuer-url https://d111111abcdef8.cloudfront.net",
      "Or publish to a folder that another public web server serves: --publish DIR --issuer-url URL.",
    ],
  },
  "publish-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to {action} on {resource}.",
    causes: [
      "The policy of the role or user lacks the action.",
      "The bucket belongs to another account than {owner}: S3 then refuses every call.",
      "A permissions boundary, an organisation's policy or the bucket's own policy takes it away.",
    ],
    remedy: [
      "Allow it to the role or user, with all else that a publication needs:\n\n{policy}\n",
      "Where the bucket is another account's, name that: --bucket-owner ID.",
    ],
  },
  "publish-conflict": {
    exitStatus: 3,
    message: "Nothing was published to {place}: {reason}.",
    causes: [
      "Another publication ran at the same moment.",
      "The place is another instance's: its keys and this one's must not lie in one file.",
    ],
    remedy: [
      "Run it again, and read the plan anew.",
      "For a second instance, give a bucket, a prefix or a folder of its own.",
    ],
  },
} as const satisfies CatalogueEntries;
