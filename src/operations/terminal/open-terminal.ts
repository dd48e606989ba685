import { type AttachRequest, type Attachment, attachTerminal } from "./attach.ts";
import { createOwn, endTerminal, nonceOf, terminalName } from "./own-terminal.ts";

/**
 * Opens a terminal of a Jupyter server and attaches this one to it. What was opened is gone at the end, whatever happens. Rejects as
 * `attachTerminal` does.
 */
export async function openTerminal(
  ports: Parameters<typeof attachTerminal>[0],
  { notice, ...request }: Omit<AttachRequest, "name"> & { readonly notice: (text: string) => void },
): Promise<Attachment> {
  const name = await createOwn(ports, terminalName(nonceOf(ports.clock)), request.signal);
  let attachment: Attachment | undefined;
  try {
    attachment = await attachTerminal(ports, { ...request, name });
    return attachment;
  } finally {
    if (attachment !== "ended") await endTerminal(ports.terminals, name, notice);
  }
}
