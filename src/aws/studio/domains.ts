import {
  DescribeDomainCommand,
  ListDomainsCommand,
  type SageMakerClient,
  UpdateDomainCommand,
} from "@aws-sdk/client-sagemaker";
import type { Domains } from "../../ports/studio.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { paged } from "./paging.ts";
import { settingsInput } from "./settings.ts";

/** Domains over the SageMaker API. */
export function createDomains(client: SageMakerClient, call: Call): Domains {
  return {
    listDomains() {
      const description = { operation: "ListDomains", action: "list", subject: "domains" };
      return paged("ListDomains", async (page) => {
        const { Domains, ...answer } = await call(description, (options) =>
          client.send(new ListDomainsCommand(page), options),
        );
        const domains = items("ListDomains", "Domains", Domains).map((domain) =>
          complete("ListDomains", domain, "DomainId", "DomainName", "DomainArn", "Status", "CreationTime"),
        );
        return { ...answer, items: domains };
      });
    },

    async describeDomain(DomainId) {
      const description = { operation: "DescribeDomain", action: "describe", subject: `domain ${DomainId}` };
      const answer = await call(description, (options) =>
        client.send(new DescribeDomainCommand({ DomainId }), options),
      );
      return complete(
        "DescribeDomain",
        answer,
        "DomainId",
        "DomainName",
        "DomainArn",
        "Status",
        "CreationTime",
        "AuthMode",
      );
    },

    async updateDomain(DomainId, { DefaultUserSettings }) {
      const description = { operation: "UpdateDomain", action: "update", subject: `domain ${DomainId}` };
      const input = { DomainId, DefaultUserSettings: settingsInput(DefaultUserSettings) };
      await call(description, (options) => client.send(new UpdateDomainCommand(input), options));
    },
  };
}
