import type { Operation } from "../../operation.ts";
import { fileSystem, requireFileSystem } from "./file-systems.ts";
import { homes } from "./homes.ts";
import { type MarkedInput, markedPage } from "./paging.ts";

interface DescribeFileSystemsInput extends MarkedInput {
  readonly FileSystemId?: string;
  readonly CreationToken?: string;
}

export const describeFileSystems: Operation<DescribeFileSystemsInput> = (input, context) => {
  const { FileSystemId, CreationToken } = input;
  const all = FileSystemId === undefined ? homes(context.state) : [requireFileSystem(context, FileSystemId)];
  const found = all.filter(({ DomainId }) => CreationToken === undefined || DomainId === CreationToken);
  const { items, ...page } = markedPage("DescribeFileSystems", found, input);
  return { FileSystems: items.map((home) => fileSystem(home, context)), ...page };
};
