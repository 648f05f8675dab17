import { assertEquals, assertMatch } from "@std/assert";
import { buildForTests, folderOfThisFile, ROOT, testWith } from "../binary/build.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { startTestHub } from "../test_hub/test_hub.ts";

const RECIPE = await Deno.readTextFile(`${ROOT}.github/packages/Dockerfile`);

testWith(
  Deno.build.os === "linux" && Deno.uid() === 0 ? await buildForTests() : { missing: "not root on Linux" },
  "The user of the container recipe, without a home and in a folder of another, runs what it copies",
  async (binary) => {
    const [from, mode, user = "", ...rest] = [
      /^FROM (\S+)$/m,
      /^COPY --chmod=(\d+) hf-dataset-setup \/usr\/local\/bin\/$/m,
      /^USER (\d+:\d+)$/m,
    ].map((line) => line.exec(RECIPE)?.[1]);
    assertEquals([RECIPE.split("\n").length, rest.length], [4, 0]);
    assertMatch(from ?? "", /^debian:/);
    const folder = folderOfThisFile();
    const copy = `${folder}/hf-dataset-setup`;
    await Deno.copyFile(binary, copy);
    await Deno.chmod(copy, parseInt(mode ?? "", 8));
    await Deno.chmod(folder, 0o755);
    await using hub = await startTestHub();
    const [uid, gid] = user.split(":").map(Number);
    const { code, stdout, stderr } = await new Deno.Command(copy, {
      args: ["--yes", "--no-env-file"],
      cwd: folder,
      uid: uid ?? 0,
      gid: gid ?? 0,
      clearEnv: true,
      env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKENS.write },
    }).output();
    assertEquals(
      [code, new TextDecoder().decode(stdout)],
      [0, "ada/trackio-experiments\n"],
      new TextDecoder().decode(stderr),
    );
  },
);
