import { beaconTag } from "./beacon.ts";

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly object[];
}

const ownProfile = "arn:*:sagemaker:*:*:user-profile/${sagemaker:DomainId}/${sagemaker:UserProfileName}";
const profileTag = "sagemaker:user-profile-arn";
const anyApp = "arn:*:sagemaker:*:*:app/*";
const changing = ["sagemaker:AddTags", "sagemaker:DeleteTags"];

/** Whether an app has the tag by which Studio marks what a user profile made (service-facts: Tags of an app). */
const own = { ArnLike: { [`sagemaker:ResourceTag/${profileTag}`]: ownProfile } };
const notOwn = { ArnNotLike: { [`sagemaker:ResourceTag/${profileTag}`]: ownProfile } };
const thisKeyOnly = { "ForAllValues:StringEquals": { "aws:TagKeys": [beaconTag] }, Null: { "aws:TagKeys": "false" } };

/** Lets a role tag these apps with the key of a beacon, and with no other. */
export function allowBeacon(apps: readonly string[]): object {
  return { Sid: "WriteBeacon", Effect: "Allow", Action: "sagemaker:AddTags", Resource: apps, Condition: thisKeyOnly };
}

/**
 * The statements that let a role write the beacons of these apps, and deny it all others, whatever else allows it to tag: for a user
 * profile with a role of its own.
 */
export function policyForApps(apps: readonly string[]): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      allowBeacon(apps),
      {
        Sid: "WriteNoOtherBeacon",
        Effect: "Deny",
        Action: changing,
        NotResource: apps,
        Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": [beaconTag] } },
      },
    ],
  };
}

/**
 * The same for a role that several user profiles share: an app is a profile's own if Studio marked it so. The mark cannot be written either,
 * but for the creation of an app.
 */
export function policyForOwners(): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "WriteOwnBeacon",
        Effect: "Allow",
        Action: "sagemaker:AddTags",
        Resource: "arn:*:sagemaker:*:*:app/${sagemaker:DomainId}/*",
        Condition: { ...thisKeyOnly, ...own },
      },
      {
        Sid: "WriteNoOtherBeacon",
        Effect: "Deny",
        Action: changing,
        Resource: anyApp,
        Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": [beaconTag] }, ...notOwn },
      },
      {
        Sid: "ChangeNoOwner",
        Effect: "Deny",
        Action: changing,
        Resource: anyApp,
        Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": [profileTag] }, Null: { "sagemaker:TaggingAction": "true" } },
      },
    ],
  };
}
