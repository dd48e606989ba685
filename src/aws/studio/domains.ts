import {
  CreateDomainCommand,
  type CreateDomainCommandInput,
  DeleteDomainCommand,
  DescribeDomainCommand,
  ListDomainsCommand,
  type SageMakerClient,
  UpdateDomainCommand,
  type UpdateDomainCommandInput,
} from "@aws-sdk/client-sagemaker";
import type { Domains } from "../../ports/studio.ts";
import { complete, items } from "../responses.ts";
import type { Call } from "../call.ts";
import { paged } from "./paging.ts";

/** Domains over the SageMaker API. */
export function createDomains(client: SageMakerClient, call: Call): Domains {
  return {
    listDomains() {
      const description = { operation: "ListDomains", action: "list", subject: "domains" };
      return paged(
        call,
        "ListDomains",
        async (page) => {
          const { Domains, ...response } = await call(description, (options) => client.send(new ListDomainsCommand(page), options));
          return { ...response, items: items("ListDomains", "Domains", Domains) };
        },
        (domain) => complete("ListDomains", domain, "DomainId", "DomainName", "DomainArn", "Status", "CreationTime"),
      );
    },

    async describeDomain(DomainId) {
      const description = { operation: "DescribeDomain", action: "describe", subject: `domain ${DomainId}` };
      const response = await call(description, (options) => client.send(new DescribeDomainCommand({ DomainId }), options));
      return complete("DescribeDomain", response, "DomainId", "DomainName", "DomainArn", "Status", "CreationTime", "AuthMode");
    },

    async updateDomain(DomainId, change) {
      const description = { operation: "UpdateDomain", action: "update", subject: `domain ${DomainId}` };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the members as DescribeDomain gives them
      const input = { DomainId, ...change } as unknown as UpdateDomainCommandInput;
      await call(description, (options) => client.send(new UpdateDomainCommand(input), options));
    },

    async createDomain(domain) {
      const description = { operation: "CreateDomain", action: "create", subject: `domain ${domain.DomainName}` };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- NewDomain is the service's form, settings open
      const input = domain as unknown as CreateDomainCommandInput;
      const { DomainId, DomainArn } = await call(description, (options) => client.send(new CreateDomainCommand(input), options));
      return complete("CreateDomain", { DomainId: DomainId ?? DomainArn?.split("/").at(-1) }, "DomainId").DomainId;
    },

    async deleteDomain(DomainId, HomeEfsFileSystem) {
      const description = { operation: "DeleteDomain", action: "delete", subject: `domain ${DomainId}` };
      const input = { DomainId, ...(HomeEfsFileSystem !== undefined && { RetentionPolicy: { HomeEfsFileSystem } }) };
      await call(description, (options) => client.send(new DeleteDomainCommand(input), options));
    },
  };
}
