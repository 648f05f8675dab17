import { assertEquals, assertStringIncludes } from "@std/assert";
import { namesIn, temporaryFolder } from "../support/program.ts";
import { runChild } from "./child_process.ts";
import { folderWithFile, OLD } from "./folder_with_file.ts";
import { CAN_CHANGE_USER, OTHER_USER } from "./other_user.ts";

Deno.test({
  name:
    "the lock file that a killed run of root left blocks no other user, or is named (needs root and setpriv)",
  ignore: !CAN_CHANGE_USER,
  async fn(t) {
    for (const mode of [0o644, 0o600]) {
      await t.step(mode.toString(8), async () => {
        await using place = await folderWithFile();
        await using cache = await temporaryFolder();
        const lock = `${place.path}.hf-dataset-setup.lock`;
        await Deno.writeTextFile(lock, "");
        await Deno.chmod(lock, mode);
        for (const at of [place.folder, place.path, cache.path]) await Deno.chown(at, 65534, 65534);
        const { code, stdout, stderr } = await runChild({
          args: [place.path, "REPO", "ns/name"],
          env: { DENO_DIR: cache.path },
          before: OTHER_USER,
        });
        const isOpen = mode === 0o644;
        assertEquals([code, stderr], [isOpen ? 0 : 7, ""]);
        if (!isOpen) assertStringIncludes(stdout, `.lock\\" is a file of another user that you cannot open`);
        assertEquals(await Deno.readTextFile(place.path), isOpen ? `${OLD}REPO=ns/name\n` : OLD);
        assertEquals(await namesIn(place.folder), isOpen ? [".env"] : [".env", ".env.hf-dataset-setup.lock"]);
      });
    }
  },
});
