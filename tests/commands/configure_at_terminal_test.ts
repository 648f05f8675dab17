import { assertEquals, assertStringIncludes } from "@std/assert";
import { CTRL_C, ENTER, terminalTest } from "../support/pseudo_terminal.ts";
import { setScene } from "../support/scene.ts";
import { start } from "./at_terminal.ts";

const ID = "ada/runs";
const ANSWERS: Readonly<Record<string, readonly [typed: string, code: number, isPrivate: boolean]>> = {
  "yes": ["y" + ENTER, 0, false],
  "no": ["n" + ENTER, 130, true],
  "just Enter": [ENTER, 130, true],
  "Ctrl-C": [CTRL_C, 130, true],
};

terminalTest(
  "At a terminal, configure asks before it makes a repository public, and takes no silence for a yes",
  async (t) => {
    for (const [name, [typed, code, isPrivate]] of Object.entries(ANSWERS)) {
      await t.step(name, async () => {
        await using scene = await setScene();
        const repository = scene.hub.addRepository({ id: ID, private: true });
        const run = start(scene, ["configure", "runs", "--public"]);
        await run.waitFor("private -> public");
        await run.waitFor(`Make ${ID} public?`);
        run.type(typed);
        assertEquals(await run.exited, code, run.screen);
        assertEquals(repository.private, isPrivate);
        if (code !== 0) assertStringIncludes(run.screen, "Cancelled");
      });
    }
  },
);
