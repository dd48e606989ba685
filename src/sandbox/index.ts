export { emptyState } from "./empty-state.ts";
export { openSandbox, openStore, sandboxStateFile } from "./open.ts";
export { readSeed } from "./read-seed.ts";
export { seedState } from "./seed.ts";
export { type Sandbox, startSandbox } from "./server.ts";
export { sandboxStatus } from "./status.ts";
export { fileStore, memoryStore } from "./store.ts";
export { story } from "./story.ts";
