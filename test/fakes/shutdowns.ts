import { ownerLabel } from "../../src/core/app/app.ts";
import type { Shutdowns } from "../../src/ports/shutdowns.ts";

export interface FakeShutdowns extends Shutdowns {
  /** `alice JupyterServer: kernel k-1`, for everything that was shut down; sign-ins as `alice JupyterServer as alice`. */
  readonly log: readonly string[];
  /** What a shutdown of this id ends with, in place of success. */
  set(id: string, outcome: "gone" | Error): void;
  /** Called before each shutdown. */
  before: (id: string) => void;
}

export function fakeShutdowns(): FakeShutdowns {
  const log: string[] = [];
  const outcomes = new Map<string, "gone" | Error>();
  const here: FakeShutdowns = {
    log,
    before: () => {},
    set: (id, outcome) => void outcomes.set(id, outcome),
    async open({ key, signInAs }) {
      const server = `${ownerLabel(key.owner)} ${key.AppType}`;
      log.push(`${server} as ${signInAs}`);
      return {
        async shutDown({ Kind, Id }) {
          here.before(Id);
          log.push(`${server}: ${Kind} ${Id}`);
          const outcome = outcomes.get(Id) ?? "accepted";
          if (outcome instanceof Error) throw outcome;
          return outcome;
        },
        close: () => void log.push(`${server} closed`),
      };
    },
  };
  return here;
}
