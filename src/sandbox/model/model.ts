import cloudTrail from "./cloudtrail.json" with { type: "json" };
import cloudWatch from "./cloudwatch.json" with { type: "json" };
import ec2 from "./ec2.json" with { type: "json" };
import efs from "./efs.json" with { type: "json" };
import ecr from "./ecr.json" with { type: "json" };
import iam from "./iam.json" with { type: "json" };
import logs from "./logs.json" with { type: "json" };
import organizations from "./organizations.json" with { type: "json" };
import pricing from "./pricing.json" with { type: "json" };
import sageMaker from "./sagemaker.json" with { type: "json" };
import serviceQuotas from "./service-quotas.json" with { type: "json" };
import sts from "./sts.json" with { type: "json" };

/** A service's model as `npm run generate` compacts it. */
export interface ServiceModel {
  /** Prefix of `X-Amz-Target`; of a service that is called by forms, its name. */
  readonly service: string;
  readonly apiVersion: string;
  /** The version of the service description. */
  readonly modelSha256: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

/** Members are names of shapes. */
export interface OperationModel {
  /** Of REST: `/2015-02-01/mount-targets/{MountTargetId}/security-groups`. */
  readonly http?: { readonly method: string; readonly uri: string };
  readonly input: string;
  /** Absent: the answer has an empty body. */
  readonly output?: string;
  readonly errors: readonly string[];
}

/** `min` and `max` bound a number's value, or the length of a string, list or map. */
export interface ShapeModel {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  /** What members are called on the wire, if that is another name. */
  readonly names?: Readonly<Record<string, string>>;
  /** Members that REST does not write in the body: `uri`, `querystring` or `header`. */
  readonly locations?: Readonly<Record<string, string>>;
  /** The HTTP status of a REST error. */
  readonly status?: number;
  readonly member?: string;
  /** What an item of the list is called on the wire; absent: `member`. */
  readonly item?: string;
  readonly key?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

// Views, not copies: the literal type of the JSON knows each shape by name, this one any shape.
export const sageMakerModel: ServiceModel = sageMaker;
export const organizationsModel: ServiceModel = organizations;
export const pricingModel: ServiceModel = pricing;
export const cloudTrailModel: ServiceModel = cloudTrail;
export const cloudWatchModel: ServiceModel = cloudWatch;
export const ec2Model: ServiceModel = ec2;
export const efsModel: ServiceModel = efs;
export const ecrModel: ServiceModel = ecr;
export const iamModel: ServiceModel = iam;
export const serviceQuotasModel: ServiceModel = serviceQuotas;
export const logsModel: ServiceModel = logs;
export const stsModel: ServiceModel = sts;

/** A shape of a model, which holds every shape that it names. */
export function shape(model: ServiceModel, name: string): ShapeModel {
  const found = model.shapes[name];
  if (found === undefined) throw new RangeError(`the model has no shape ${name}`);
  return found;
}
