export { emptyState } from "./empty-state.ts";
export { type Sandbox, startSandbox } from "./server.ts";
export { fileStore, memoryStore } from "./store.ts";
