import { checkSpaceName } from "../../core/reference.ts";
import { pipe } from "../../operations/remote/pipe.ts";
import { startSession } from "../../operations/remote/start-session.ts";
import { defineCommand, requiredArgument } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { textFlag } from "../flags.ts";
import { theDomain } from "../targets.ts";

export const sshProxy = defineCommand({
  name: "ssh-proxy",
  summary: "Carry ssh's bytes to the ssh server of a space: the ProxyCommand of ssh",
  description:
    "Starts a session of Session Manager with the space, and connects standard input and output to the ssh server in its container. " +
    "STUDIOCTL_SESSION_PLUGIN=PATH hands the session to AWS's session-manager-plugin instead. Ends with 255 where it fails.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { knownHosts: textFlag("FILE", "the host key of the last connection, which ssh would compare: removed first") },
  examples: [["As ssh's ProxyCommand", "ssh -o ProxyCommand='studioctl ssh-proxy nlp-lab -d d-abc123' sagemaker-user@studio-nlp-lab"]],
  ownFailure: exitCodes.notReached,
  async run({ args, flags, context }) {
    const { io, signal, clock } = context;
    const plugin = await context.sessionPlugin();
    await plugin?.check();
    const [studio, sessions] = await Promise.all([context.studio(), context.remoteSessions()]);
    const DomainId = await theDomain(context);
    const space = { DomainId, SpaceName: args.space };
    // Before the first byte of the server: ssh reads the file when it has the server's version.
    if (flags.knownHosts !== undefined) await (await context.openSsh()).keys.forget(flags.knownHosts);
    const session = await startSession({ studio, sessions, clock }, space, signal);
    if (plugin !== undefined) return { kind: "nothing", exitCode: await plugin.run(session, sessions.region, signal) };
    const channel = await (await context.remoteChannels()).open(session, signal);
    await pipe(channel, { input: io.stdin.bytes(), output: (bytes) => io.stdout.writeBytes(bytes) }, signal);
    return { kind: "nothing", ...(signal.aborted && { exitCode: exitCodes.interrupted }) };
  },
});
