/* A process of its own that counts up in a state file: `node … store-writer.ts FILE TIMES`. */
import { fileStore } from "../../src/sandbox/store.ts";

const [file = "", times = "0"] = process.argv.slice(2);
const store = fileStore(file);
for (let time = 0; time < Number(times); time += 1) {
  await store.update((state) => {
    state.sequence += 1;
  });
}
