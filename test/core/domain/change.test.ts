import fc from "fast-check";
import { expect, it } from "vitest";
import { domainUpdate } from "../../../src/core/domain/change.ts";
import { type DomainSettingsRequest, networkModes } from "../../../src/core/domain/setup.ts";
import type { Domain } from "../../../src/core/domain/domain.ts";
import { domain } from "../../fakes/entities.ts";

const settings = fc.record(
  {
    ExecutionRole: fc.constantFrom("role/a", "role/b"),
    SecurityGroups: fc.subarray(["sg-1", "sg-2"]),
    KernelGatewayAppSettings: fc.record({
      DefaultResourceSpec: fc.record(
        { InstanceType: fc.constantFrom("ml.t3.medium", "ml.m5.large"), LifecycleConfigArn: fc.constant("lcc") },
        { requiredKeys: [] },
      ),
      CustomImages: fc.constant([{ ImageName: "a", AppImageConfigName: "a" }]),
    }),
    StudioWebPortal: fc.constant("ENABLED"),
  },
  { requiredKeys: [] },
);

const domains = fc
  .record({
    SubnetIds: fc.subarray(["subnet-1", "subnet-2"], { minLength: 1 }),
    AppNetworkAccessType: fc.constantFrom("PublicInternetOnly", "VpcOnly"),
    DefaultUserSettings: settings,
    DefaultSpaceSettings: fc.record({ ExecutionRole: fc.constantFrom("role/a", "role/c") }, { requiredKeys: [] }),
  })
  .map((members): Domain => domain({ DomainId: "d-1", AppSecurityGroupManagement: "Service", ...members }));

const tags = fc.uniqueArray(fc.record({ Key: fc.constantFrom("a", "b", "c"), Value: fc.constantFrom("1", "2") }), {
  selector: ({ Key }) => Key,
});

const requests: fc.Arbitrary<DomainSettingsRequest> = fc.record({
  executionRole: fc.option(fc.constantFrom("role/a", "role/b"), { nil: undefined }),
  network: fc.option(fc.constantFrom(...networkModes), { nil: undefined }),
  subnets: fc.subarray(["subnet-1", "subnet-2", "subnet-3"]),
  securityGroups: fc.subarray(["sg-1", "sg-2"]),
  defaultInstanceType: fc.option(fc.constantFrom("ml.t3.medium", "ml.c5.large"), { nil: undefined }),
  tags,
});

/** The domain once the service has made a change: members of settings are replaced one by one, each as a whole. */
function after(present: Domain, { change }: ReturnType<typeof domainUpdate>): Domain {
  return {
    ...present,
    ...change,
    DefaultUserSettings: { ...present.DefaultUserSettings, ...change.DefaultUserSettings },
    DefaultSpaceSettings: { ...present.DefaultSpaceSettings, ...change.DefaultSpaceSettings },
  };
}

it("the same request a second time changes nothing, for any domain and request", () => {
  fc.assert(
    fc.property(domains, tags, requests, (present, had, request) => {
      const update = domainUpdate(present, had, request);
      const changed = new Set(update.tags.map(({ Key }) => Key));
      const has = [...had.filter(({ Key }) => !changed.has(Key)), ...update.tags];
      expect(domainUpdate(after(present, update), has, request)).toEqual({ change: {}, tags: [], differences: [], needsStop: [] });
    }),
  );
});

/** What no request reaches, in the settings of users. */
function untouched({ DefaultUserSettings: settings }: Domain): unknown[] {
  const kernels = settings?.KernelGatewayAppSettings;
  return [settings?.["StudioWebPortal"], kernels?.["CustomImages"], kernels?.DefaultResourceSpec?.LifecycleConfigArn];
}

it("a change leaves every setting that was not requested as it is", () => {
  fc.assert(
    fc.property(domains, requests, (present, request) => {
      const update = domainUpdate(present, [], request);
      const result = after(present, update);
      expect(update.change).not.toHaveProperty("AppSecurityGroupManagement");
      expect(untouched(result)).toEqual(untouched(present));
      expect("AppNetworkAccessType" in update.change && request.network === undefined).toBe(false);
      expect(request.subnets.length > 0 || [undefined, present.SubnetIds].includes(update.change.SubnetIds)).toBe(true);
      expect(update.differences.length === 0).toBe(Object.keys(update.change).length === 0 && update.tags.length === 0);
    }),
  );
});
