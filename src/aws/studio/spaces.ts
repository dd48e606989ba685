import {
  DescribeSpaceCommand,
  ListSpacesCommand,
  type SageMakerClient,
  type SpaceSettings,
  UpdateSpaceCommand,
} from "@aws-sdk/client-sagemaker";
import type { Spaces } from "../../ports/studio.ts";
import { complete, items } from "../answers.ts";
import type { Call } from "../call.ts";
import { domainFilter, inDomain, paged } from "./paging.ts";

/** Spaces over the SageMaker API. */
export function createSpaces(client: SageMakerClient, call: Call): Spaces {
  return {
    listSpaces(filter) {
      const description = { operation: "ListSpaces", action: "list", subject: `spaces of ${inDomain(filter)}` };
      return paged("ListSpaces", async (page) => {
        const input = { ...page, ...domainFilter(filter) };
        const { Spaces, ...answer } = await call(description, (options) =>
          client.send(new ListSpacesCommand(input), options),
        );
        const spaces = items("ListSpaces", "Spaces", Spaces).map((space) =>
          complete("ListSpaces", space, "DomainId", "SpaceName", "Status", "CreationTime"),
        );
        return { ...answer, items: spaces };
      });
    },

    async describeSpace({ DomainId, SpaceName }) {
      const description = {
        operation: "DescribeSpace",
        action: "describe",
        subject: `space ${DomainId}/${SpaceName}`,
      };
      const answer = await call(description, (options) =>
        client.send(new DescribeSpaceCommand({ DomainId, SpaceName }), options),
      );
      return complete("DescribeSpace", answer, "DomainId", "SpaceName", "SpaceArn", "Status", "CreationTime");
    },

    async updateSpace({ DomainId, SpaceName }, { SpaceSettings }) {
      const description = { operation: "UpdateSpace", action: "update", subject: `space ${DomainId}/${SpaceName}` };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the members as DescribeSpace gave them
      const input = { DomainId, SpaceName, SpaceSettings: SpaceSettings as SpaceSettings };
      await call(description, (options) => client.send(new UpdateSpaceCommand(input), options));
    },
  };
}
