import { assertStringIncludes } from "@std/assert";
import { TOKENS } from "../../test_hub/accounts.ts";
import { setScene } from "../../support/scene.ts";

Deno.test("The doctor shows the defaults for new datasets, and those that cannot be meant", async (t) => {
  await using scene = await setScene();
  const rows: [variable: string, value: string, shown: string][] = [
    ["HF_DATASET_SETUP_ORG", "acme", "new datasets belong to acme (HF_DATASET_SETUP_ORG)"],
    ["HF_DATASET_SETUP_VISIBILITY", "private", "new datasets are private (HF_DATASET_SETUP_VISIBILITY)"],
    ["HF_DATASET_SETUP_ORG", "a b", 'Invalid value "a b" in HF_DATASET_SETUP_ORG'],
    ["HF_DATASET_SETUP_VISIBILITY", "secret", 'Invalid value "secret" in HF_DATASET_SETUP_VISIBILITY'],
  ];
  for (const [variable, value, shown] of rows) {
    await t.step(`${variable}=${value}`, async () => {
      const run = await scene.run(["doctor"], { env: { HF_TOKEN: TOKENS.write, [variable]: value } });
      assertStringIncludes(run.stderr.replaceAll(/\s+/g, " "), shown);
    });
  }
});
