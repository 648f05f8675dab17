#!/usr/bin/env node
// Runs the binary that npm installed for this system.
"use strict";
const { spawn } = require("node:child_process");

// Windows on ARM runs the binary for x64.
const system = process.platform === "win32" ? "win32-x64" : `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "hf-dataset-setup.exe" : "hf-dataset-setup";

function fail(message, hint) {
  process.stderr.write(`Error: ${message}\n${hint}\n`);
  process.exit(1);
}

let program;
try {
  program = require.resolve(`@hf-dataset-setup/${system}/${file}`);
} catch {
  fail(
    `npm installed no binary for ${system}`,
    "Install again without --omit=optional; there are binaries for Linux with glibc, macOS and Windows",
  );
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
child.on("error", ({ message }) => fail(`The binary cannot run here: ${message}`, "On Linux it needs glibc"));
// A terminal sends Ctrl-C to the program too, which says how it ended.
process.on("SIGINT", () => {});
for (const signal of ["SIGHUP", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
