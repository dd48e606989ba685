import { CreatePresignedDomainUrlCommand, type SageMakerClient } from "@aws-sdk/client-sagemaker";
import { Secret } from "../../core/secret.ts";
import type { SignIn } from "../../ports/studio.ts";
import { complete } from "../answers.ts";
import type { Call } from "../call.ts";

/** Presigned URLs over the SageMaker API; each is wrapped before anything else can see it (service-facts: The Jupyter server). */
export function createSignIn(client: SageMakerClient, call: Call): SignIn {
  return {
    async createPresignedDomainUrl(request) {
      const description = {
        operation: "CreatePresignedDomainUrl",
        action: "sign in as",
        subject: `user profile ${request.DomainId}/${request.UserProfileName}`,
      };
      const answer = await call(description, (options) => client.send(new CreatePresignedDomainUrlCommand(request), options));
      return new Secret(complete("CreatePresignedDomainUrl", answer, "AuthorizedUrl").AuthorizedUrl);
    },
  };
}
