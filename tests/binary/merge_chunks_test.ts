import { assertEquals, assertRejects } from "@std/assert";
import { mergeChunks } from "../../.github/build/merge_chunks.ts";
import { BuildError } from "../../.github/build/run_deno.ts";
import { temporaryFolder } from "../support/program.ts";

const MODULES = {
  "main.js":
    `import{a as s}from"./chunk-SHARED.js";s("main");var{run:r}=await import("./run-A.js");await r();`,
  "run-A.js":
    `import{a as t,b as s}from"./chunk-B.js";import{a as l}from"./chunk-SHARED.js";async function r(){l("run "+t());s();` +
    `await(await import("./late-C.js")).late()}export{r as run};`,
  "late-C.js":
    `import"./chunk-SHARED.js";import{a as n,b as a}from"./chunk-B.js";import{a as l}from"./chunk-SHARED.js";` +
    `import{a as c}from"./chunk-LATE.js";function r(){a();l("late "+n()+c)}export{r as late};`,
  "chunk-B.js": `var n=0;function t(){return n}function s(){n++}export{t as a,s as b};`,
  "chunk-LATE.js": `var a="!";export{a};`,
  "chunk-SHARED.js": `function a(t){console.log(t)}export{a};`,
};

async function written(folder: string, modules: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(modules)) await Deno.writeTextFile(`${folder}/${name}`, text);
}

async function outputOf(script: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--no-lock", script],
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

Deno.test("what the program starts with becomes one module, and does the same", async () => {
  await using folder = await temporaryFolder();
  await written(folder.path, MODULES);
  const before = await outputOf(`${folder.path}/main.js`);
  assertEquals(before, "main\nrun 0\nlate 2!\n");
  await mergeChunks(folder.path);
  assertEquals(await outputOf(`${folder.path}/main.js`), before);
  const names = (await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name)).sort();
  assertEquals(names, ["chunk-LATE.js", "chunk-SHARED.js", "late-C.js", "main.js", "run-A.js"]);
});

Deno.test("a program that loads nothing is not merged", async () => {
  await using folder = await temporaryFolder();
  await written(folder.path, { ...MODULES, "main.js": `import"./chunk-SHARED.js";` });
  await assertRejects(() => mergeChunks(folder.path), BuildError, "otherwise than expected");
});
