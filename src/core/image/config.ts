import { type AppImageConfig, type AppImageConfigMembers, type ContainerConfig, type CustomImageType, customImageTypes } from "./image.ts";
import { merged } from "../settings/difference.ts";
import { StudioctlError, usageError } from "../errors.ts";

/** The requested members of an app image config; absent members stay as they are, or get the service's default. */
export interface ImageConfigRequest {
  readonly kernel?: string | undefined;
  readonly kernelDisplayName?: string | undefined;
  readonly mountPath?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly entrypoint?: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The member of a config that sets its app type. */
const members = {
  KernelGateway: "KernelGatewayImageConfig",
  JupyterLab: "JupyterLabAppImageConfig",
  CodeEditor: "CodeEditorAppImageConfig",
} as const satisfies Record<CustomImageType, keyof AppImageConfigMembers>;

/** The pairs that the service accepts (service-facts: Settings and images). */
const owners = [
  { uid: 1000, gid: 100 },
  { uid: 0, gid: 0 },
] as const;

/** SageMaker API: ContainerConfig. */
const most = { args: 50, env: 25, arg: 64, entrypoint: 256, variable: 256 } as const;

/** Throws a usage error for a request that does not suit the app type, or that the service would reject. */
export function checkConfigRequest(type: CustomImageType, request: ImageConfigRequest): void {
  const [odd] = type === "KernelGateway" ? given(ofContainer(request)) : given(ofKernel(request));
  if (odd !== undefined) {
    throw usageError(`${odd} cannot be used with a ${type} image`, {
      why: type === "KernelGateway" ? "Studio Classic starts the container itself" : `a ${type} app brings its own kernels and file system`,
      fix: `omit it, or give --app-type ${type === "KernelGateway" ? "JupyterLab" : "KernelGateway"}`,
    });
  }
  if (type === "KernelGateway") checkOwners(request);
  else checkSizes(request);
}

const ofKernel = ({ kernel, kernelDisplayName, mountPath, uid, gid }: ImageConfigRequest) => ({
  "--kernel": kernel,
  "--kernel-display-name": kernelDisplayName,
  "--mount-path": mountPath,
  "--uid": uid,
  "--gid": gid,
});

const ofContainer = ({ entrypoint, args, env }: ImageConfigRequest) => ({
  "--entrypoint": entrypoint,
  "--args": args[0],
  "--env": Object.keys(env)[0],
});

function given(flags: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function checkOwners({ uid, gid }: ImageConfigRequest): void {
  if (uid === undefined && gid === undefined) return;
  if (owners.some((pair) => pair.uid === uid && pair.gid === gid)) return;
  const has = [...(uid === undefined ? [] : [`--uid ${uid}`]), ...(gid === undefined ? [] : [`--gid ${gid}`])].join(" ");
  throw usageError(`${has} is not a pair that Studio accepts`, { fix: "--uid 1000 --gid 100, or --uid 0 --gid 0" });
}

function checkSizes({ args, env, entrypoint = "" }: ImageConfigRequest): void {
  const variables = Object.entries(env);
  if (args.length > most.args) throw usageError(`--args has ${args.length} arguments`, { fix: `at most ${most.args}` });
  if (variables.length > most.env) throw usageError(`--env was given ${variables.length} times`, { fix: `at most ${most.env} variables` });
  const texts = [
    ["--entrypoint", entrypoint, most.entrypoint] as const,
    ...args.map((arg) => ["--args", arg, most.arg] as const),
    ...variables.flatMap((pair) => pair.map((text) => ["--env", text, most.variable] as const)),
  ];
  for (const [flag, text, longest] of texts) {
    if (text.length > longest) throw usageError(`${flag}: "${text}" is ${text.length} characters long`, { fix: `at most ${longest}` });
  }
}

/** Throws a usage error for a text that Jupyter does not accept as the name of a kernel (jupyter_client: kernelspec). */
export function checkKernelName(text: string, flag: string): void {
  if (/^[a-z0-9._-]{1,1024}$/i.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, {
    fix: "letters, digits, dots, hyphens and underscores, as `jupyter kernelspec list` prints it inside the container",
  });
}

/** Throws a usage error for a path that is not absolute (SageMaker API: MountPath). */
export function checkMountPath(text: string, flag: string): void {
  if (/^\/.{0,1023}$/.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "an absolute path, such as /home/sagemaker-user" });
}

/** Parses `KEY=VALUE` texts; values may contain commas. `flag` is `--env`. */
export function parseVariables(texts: readonly string[], flag: string): Readonly<Record<string, string>> {
  const pairs = texts.map((text) => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (name.trim() === "") throw usageError(`${flag} does not take "${text}"`, { fix: "NAME=VALUE" });
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

/** `torch-kernelgateway`: the default name for the config of an image, at most 63 characters. */
export function defaultConfigName(imageName: string, type: CustomImageType): string {
  const suffix = `-${type.toLowerCase()}`;
  return `${imageName
    .replaceAll(".", "-")
    .slice(0, 63 - suffix.length)
    .replace(/-+$/, "")}${suffix}`;
}

/**
 * The member to write to a config: the request merged over the present value. A config without a type, which no app can use, gets this
 * type. Throws `invalid` for a config of another app type, and `usage` for a new KernelGateway config without a kernel.
 */
export function requestedConfig(
  present: AppImageConfig | undefined,
  type: CustomImageType,
  imageName: string,
  request: ImageConfigRequest,
): AppImageConfigMembers {
  const member = members[type];
  if (present !== undefined && present[member] === undefined && typesOf(present).length > 0) throw otherType(present, type);
  if (type === "KernelGateway") return { KernelGatewayImageConfig: kernelConfig(present, imageName, request) };
  return { [member]: { ...present?.[member], ...merged(present?.[member], containerConfig(request)) } };
}

/** The types of app that a config is for: one in practice. */
export function typesOf(config: AppImageConfigMembers): readonly CustomImageType[] {
  return customImageTypes.filter((type) => config[members[type]] !== undefined);
}

function otherType(present: AppImageConfig, type: CustomImageType): StudioctlError {
  const [own] = typesOf(present);
  return new StudioctlError(
    "invalid",
    `app image config "${present.AppImageConfigName}" is for ${own ?? "another type"}, not for ${type}`,
    {
      fix: "give another --config-name: if it does not exist, it is created",
    },
  );
}

type KernelConfig = NonNullable<AppImageConfigMembers["KernelGatewayImageConfig"]>;

function kernelConfig(
  present: AppImageConfig | undefined,
  imageName: string,
  { kernel, kernelDisplayName, mountPath, uid, gid }: ImageConfigRequest,
): KernelConfig {
  const config = present?.KernelGatewayImageConfig;
  const [first, ...others] = config?.KernelSpecs ?? [];
  const Name = kernel ?? first?.Name;
  if (Name === undefined) {
    throw usageError("missing --kernel", {
      why: "Studio Classic shows the kernels that are named in an app image config",
      fix: "--kernel NAME, as `jupyter kernelspec list` prints it inside the container, usually python3",
    });
  }
  const named = Name === first?.Name ? first : undefined;
  const spec = { Name, DisplayName: kernelDisplayName ?? (named === undefined ? imageName : named.DisplayName) };
  const files = {
    ...(mountPath !== undefined && { MountPath: mountPath }),
    ...(uid !== undefined && { DefaultUid: uid }),
    ...(gid !== undefined && { DefaultGid: gid }),
  };
  const KernelSpecs = [
    { Name, ...(spec.DisplayName !== undefined && { DisplayName: spec.DisplayName }) },
    ...(named === undefined ? [] : others),
  ];
  return { ...config, ...merged(config, { KernelSpecs, ...(Object.keys(files).length > 0 && { FileSystemConfig: files }) }) };
}

function containerConfig({ entrypoint, args, env }: ImageConfigRequest): { readonly ContainerConfig?: ContainerConfig } {
  const config = {
    ...(args.length > 0 && { ContainerArguments: args }),
    ...(entrypoint !== undefined && { ContainerEntrypoint: [entrypoint] }),
    ...(Object.keys(env).length > 0 && { ContainerEnvironmentVariables: env }),
  };
  return Object.keys(config).length === 0 ? {} : { ContainerConfig: config };
}
