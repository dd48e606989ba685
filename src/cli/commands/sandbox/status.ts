import { formatDuration } from "../../../core/time.ts";
import { isoTime } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { details } from "../../result.ts";

export const sandboxStatus = defineCommand({
  name: "sandbox status",
  summary: "Show what the sandbox holds, its clock and its settings",
  examples: [["What is in it", "studioctl sandbox status"]],
  async run({ context }) {
    const sandbox = await context.sandbox();
    const stateFile = sandbox.sandboxStateFile(context.stateFolder());
    const status = await sandbox.sandboxStatus(sandbox.openStore(stateFile), context.clock.now().getTime());
    const ahead = status.ClockOffsetSeconds === 0 ? "" : ` (${formatDuration(status.ClockOffsetSeconds * 1_000)} ahead)`;
    return details({
      document: { StateFile: stateFile, ...status },
      name: stateFile,
      fields: [
        ["State", stateFile],
        ["Time", `${isoTime(status.Clock)}${ahead}`],
        [
          "Domains",
          status.Domains.map(({ DomainId, DomainName, Status }) => `${DomainName} (${DomainId}, ${Status})`).join("\n") || "none",
        ],
        ["User profiles", String(status.UserProfiles)],
        ["Spaces", String(status.Spaces)],
        [
          "Apps",
          Object.entries(status.Apps)
            .map(([state, count]) => `${count} ${state}`)
            .join(", ") || "none",
        ],
        ["Studio Classic", status.Settings.classic],
      ],
    });
  },
});
