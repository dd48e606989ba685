import { home } from "../../../home.ts";
import type { RepositoryRecord } from "../../../state.ts";
import type { Operation } from "../../../operation.ts";
import { page, type PageInput, refusePages } from "../pages.ts";
import { requireRepository } from "../repositories.ts";

interface DescribeRepositoriesInput extends PageInput {
  readonly registryId?: string;
  readonly repositoryNames?: readonly string[];
}

export const describeRepositories: Operation<DescribeRepositoriesInput> = (input, { state }) => {
  const { registryId = home.account, repositoryNames } = input;
  if (repositoryNames !== undefined) {
    refusePages(input, "repositoryNames");
    return {
      repositories: repositoryNames.map((repositoryName) =>
        described(repositoryName, requireRepository(state, { repositoryName, registryId })),
      ),
    };
  }
  const own = registryId === home.account ? Object.entries(state.ecr.repositories) : [];
  const all = own.map(([name, repository]) => described(name, repository));
  const { items: repositories, ...next } = page(all, input, ["DescribeRepositories", registryId]);
  return { repositories, ...next };
};

function described(repositoryName: string, { createdAt }: RepositoryRecord): object {
  return {
    repositoryArn: `arn:aws:ecr:${home.region}:${home.account}:repository/${repositoryName}`,
    registryId: home.account,
    repositoryName,
    repositoryUri: `${home.account}.dkr.ecr.${home.region}.amazonaws.com/${repositoryName}`,
    createdAt,
    imageTagMutability: "MUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}
