import type { RecordedVisit } from "../../src/core/idle/visits.ts";
import type { VisitsLog } from "../../src/ports/visits.ts";

export interface FakeVisits extends VisitsLog {
  /** From when visits were asked for, for every read. */
  readonly asked: readonly Date[];
  /** What is recorded from now on, or an error to reject with. */
  set(recorded: readonly RecordedVisit[] | Error): void;
}

/** Nobody came, until a test says otherwise. */
export function fakeVisits(): FakeVisits {
  const asked: Date[] = [];
  let shown: readonly RecordedVisit[] | Error = [];
  return {
    asked,
    set: (recorded) => void (shown = recorded),
    async since(moment, signal) {
      signal?.throwIfAborted();
      asked.push(moment);
      if (shown instanceof Error) throw shown;
      return shown.filter(({ at }) => at >= moment);
    },
  };
}
