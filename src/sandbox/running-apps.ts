import type { AppRun, RunningApps, SandboxClock, StateStore } from "./ports.ts";
import { startOf } from "./sagemaker-state.ts";
import { currentRecord } from "./services/sagemaker/transitions.ts";

/** The interval for detecting apps that another process deleted, milliseconds. */
const checkEvery = 500;

export function createRunningApps({ store, clock }: { readonly store: StateStore; readonly clock: SandboxClock }): RunningApps {
  const members = new Set<{ readonly app: AppRun; readonly end: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  const forget = (member: { readonly app: AppRun; readonly end: () => void }): void => {
    members.delete(member);
    if (members.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const endAll = (isOver: (app: AppRun) => boolean): void => {
    for (const member of members) {
      if (!isOver(member.app)) continue;
      forget(member);
      member.end();
    }
  };
  const check = async (): Promise<void> => {
    if (members.size === 0) return;
    const { apps } = (await store.read()).sagemaker;
    endAll(({ key, startedAt }) => {
      const record = apps[key];
      const current = record === undefined ? undefined : currentRecord(record, clock.now());
      // The built-in lifecycle config runs while its app is Pending.
      return (current?.Status !== "InService" && current?.Status !== "Pending") || startOf(current) !== startedAt;
    });
  };
  return {
    add(app, end) {
      const member = { app, end };
      members.add(member);
      // An unreadable state may be readable at the next check.
      timer ??= setInterval(() => void check().catch(() => {}), checkEvery).unref();
      return () => forget(member);
    },
    check,
    close: () => endAll(() => true),
  };
}
