import { formatDuration } from "../../core/time.ts";
import { hostName, optionWords, routeOptions } from "../../core/ssh/host.ts";
import { forward, forwardingWords, parseForwarding, requireFreePorts } from "../../operations/ssh/forward.ts";
import type { Column } from "../../output/column.ts";
import { defineCommand, manyArguments } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { present } from "../views/present.ts";
import { rows } from "../result.ts";
import { sshEntry } from "../ssh-route.ts";
import { startFlag, targetArgument } from "../remote.ts";

interface ForwardedPort {
  readonly Address: string;
  readonly LocalPort: number;
  readonly RemotePort: number;
  readonly DomainId: string;
  readonly SpaceName: string;
}

const columns: readonly Column<ForwardedPort>[] = [
  { header: "ADDRESS", value: ({ Address }) => Address },
  { header: "SPACE", value: ({ SpaceName }) => SpaceName },
  { header: "PORT", value: ({ RemotePort }) => String(RemotePort) },
];

export const forwardCommand = defineCommand({
  name: "forward",
  summary: "Forward local ports to ports of a running space",
  description:
    "Listens on localhost, and connects each local port through ssh to a port of the container, such as that of TensorBoard. " +
    "Prints the addresses when they are ready. Connects again after a lost connection, while the app of the space runs. Ctrl-C " +
    "ends it with exit code 0.",
  args: {
    target: targetArgument,
    ports: manyArguments("PORT", "a port of the container, or LOCAL:PORT if the local port differs", { check: parseForwarding }),
  },
  flags: { start: startFlag },
  examples: [
    ["TensorBoard", "studioctl forward nlp-lab 6006"],
    ["Two ports, the second under another number", "studioctl forward nlp-lab 6006 8080:8888 -d research"],
  ],
  seeAlso: ["ssh", "space update"],
  async run({ flags, args: { target, ports }, context }) {
    const forwardings = ports.map(parseForwarding);
    const { ssh, ports: localPorts } = await context.openSsh();
    await requireFreePorts({ ports: localPorts }, forwardings);
    const progress = await context.progress();
    progress.update(`connecting to ${target}`);
    const { host, route } = await sshEntry(context, target, flags.start);
    const addresses = forwardings.map(({ local, remote }): ForwardedPort => ({
      Address: `http://localhost:${local}`,
      LocalPort: local,
      RemotePort: remote,
      DomainId: host.DomainId,
      SpaceName: host.SpaceName,
    }));
    let wasUp = false;
    await forward(
      { ssh, clock: context.clock },
      {
        words: [...forwardingWords(forwardings), ...optionWords(routeOptions(host, route)), hostName(host)],
        check: async () => void (await sshEntry(context, target)),
        async up(again) {
          wasUp = true;
          if (again) return progress.note("connected again");
          progress.note(`connected to ${host.SpaceName}; Ctrl-C ends it`);
          await present(rows(addresses, columns, { name: ({ Address }) => Address, empty: "" }), context.globals, context.io);
        },
        lost: (why, waitMs) =>
          progress.note(`connection lost (${why}); connecting again in ${formatDuration(Math.ceil(waitMs / 1_000) * 1_000)}`),
      },
      context.signal,
    );
    // Ctrl-C is its normal end; before the ports are open it is an interruption.
    return { kind: "nothing", exitCode: wasUp ? exitCodes.done : exitCodes.interrupted };
  },
});
