import {
  CreateSpaceCommand,
  type CreateSpaceCommandInput,
  DeleteSpaceCommand,
  DescribeSpaceCommand,
  ListSpacesCommand,
  type SageMakerClient,
  UpdateSpaceCommand,
  type UpdateSpaceCommandInput,
} from "@aws-sdk/client-sagemaker";
import type { Spaces } from "../../ports/studio.ts";
import { complete, items } from "../responses.ts";
import type { Call } from "../call.ts";
import { domainFilter, inDomain, paged } from "./paging.ts";

function subjectOf({ DomainId, SpaceName }: { readonly DomainId: string; readonly SpaceName: string }): string {
  return `space ${DomainId}/${SpaceName}`;
}

/** Spaces over the SageMaker API. */
export function createSpaces(client: SageMakerClient, call: Call): Spaces {
  return {
    listSpaces(filter) {
      const description = { operation: "ListSpaces", action: "list", subject: `spaces of ${inDomain(filter)}` };
      return paged(
        call,
        "ListSpaces",
        async (page) => {
          const input = {
            ...page,
            ...domainFilter(filter),
            ...(filter.SpaceName !== undefined && { SpaceNameContains: filter.SpaceName }),
          };
          const { Spaces, ...response } = await call(description, (options) => client.send(new ListSpacesCommand(input), options));
          return { ...response, items: items("ListSpaces", "Spaces", Spaces) };
        },
        (space) => complete("ListSpaces", space, "DomainId", "SpaceName", "Status", "CreationTime"),
      );
    },

    async describeSpace({ DomainId, SpaceName }) {
      const description = {
        operation: "DescribeSpace",
        action: "describe",
        subject: subjectOf({ DomainId, SpaceName }),
      };
      const response = await call(description, (options) => client.send(new DescribeSpaceCommand({ DomainId, SpaceName }), options));
      return complete("DescribeSpace", response, "DomainId", "SpaceName", "SpaceArn", "Status", "CreationTime");
    },

    async updateSpace({ DomainId, SpaceName }, change) {
      const description = { operation: "UpdateSpace", action: "update", subject: subjectOf({ DomainId, SpaceName }) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the members as DescribeSpace gave them
      const input = { DomainId, SpaceName, ...change } as UpdateSpaceCommandInput;
      await call(description, (options) => client.send(new UpdateSpaceCommand(input), options));
    },

    async createSpace(space) {
      const description = { operation: "CreateSpace", action: "create", subject: subjectOf(space) };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- NewSpace is the service's form, settings open
      const input = space as unknown as CreateSpaceCommandInput;
      await call(description, (options) => client.send(new CreateSpaceCommand(input), options));
    },

    async deleteSpace({ DomainId, SpaceName }) {
      const description = { operation: "DeleteSpace", action: "delete", subject: subjectOf({ DomainId, SpaceName }) };
      await call(description, (options) => client.send(new DeleteSpaceCommand({ DomainId, SpaceName }), options));
    },
  };
}
