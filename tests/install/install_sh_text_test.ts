import { assertEquals, assertMatch } from "@std/assert";
import { ROOT, testWith } from "../binary/build.ts";
import { runProgram, temporaryFolder } from "../support/program.ts";
import { tool } from "./tools.ts";

const PATH = `${ROOT}.github/install/install.sh`;

Deno.test("All of install.sh is in functions but for two names and the call on its last line", async () => {
  const text = await Deno.readTextFile(PATH);
  assertMatch(text, /\n\{ main "\$@"; \}\n$/);
  const outside = text.replace(/^[\w]+\(\) \{\n[^]*?^\}\n/gm, "").split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  assertEquals(outside, ["PROGRAM=hf-dataset-setup", "DEFAULT_URL='@RELEASES_URL@'", '{ main "$@"; }']);
});

for (const [name, ...first] of [["sh"], ["dash"], ["busybox", "sh"]] as const) {
  testWith(
    Deno.build.os === "windows" ? { missing: "not on Windows" } : await tool(name),
    `A part of install.sh that ${name} reads from a pipe does nothing, wherever it is cut off`,
    async (shell) => {
      const text = await Deno.readTextFile(PATH);
      await using folder = await temporaryFolder();
      // The shell reads a function as a whole, so what counts is what it reads outside of them, to the last byte.
      const lines = [...text.matchAll(/^(?:[A-Z_]+=|[a-z_]+\(\) |\{ ).*$/gm)];
      assertEquals(lines.length > 10, true);
      for (const { index, 0: line } of lines) {
        for (let length = index; length < index + line.length; length++) {
          const { stdout, stderr } = await runProgram(["-s", "--", "--help"], {
            cwd: folder.path,
            command: [shell, ...first],
            env: { PATH: "/nowhere", HF_TOKEN: "hf_notToBeShown" },
            stdin: text.slice(0, length),
          });
          assertEquals([stdout, /^Error:/m.test(stderr)], ["", false], text.slice(index, length));
        }
      }
    },
  );
}

testWith(await tool("shellcheck"), "shellcheck finds nothing in install.sh", async (shellcheck) => {
  const run = await runProgram([PATH], { cwd: ROOT, command: [shellcheck], env: {} });
  assertEquals([run.code, run.stdout], [0, ""], run.stderr);
});
