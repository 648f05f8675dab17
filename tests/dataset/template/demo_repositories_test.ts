import { assert, assertEquals } from "@std/assert";
import { listFiles } from "@huggingface/hub";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { TOKENS } from "../../test_hub/accounts.ts";
import { readCard } from "../../test_hub/card.ts";
import type { HubRepository, TestHub } from "../../test_hub/test_hub.ts";
import { fromFileUrl } from "../../support/paths.ts";
import { setScene } from "../../support/scene.ts";
import { EXPERIMENT_COLUMNS } from "../../../lib/dataset/built_in_template.ts";

const EXAMPLE = fromFileUrl(new URL("example_template", import.meta.url));
const ID = "ada/demo";

const DEMOS: Readonly<Record<string, readonly string[]>> = {
  trackio: ["--private"],
  trackio_configured: ["--license", "cc-by-4.0", "--tag", "nlp", "--pretty-name", "Runs: spring"],
  blank: ["--template", "blank", "--public"],
  folder: ["--template", EXAMPLE, "--private", "--license", "mit", "--tag", "team-a"],
};

/** A repository as people read it: file by file, dates of today named, parquet as JSON. */
async function shown(repository: HubRepository): Promise<string> {
  const parts = [`${repository.id}, ${repository.private ? "private" : "public"}\n`];
  for (const [path, file] of [...repository.files].sort(([one], [other]) => one < other ? -1 : 1)) {
    if (path === ".gitattributes") continue;
    const text = path.endsWith(".parquet")
      ? `${JSON.stringify(await parquetReadObjects({ file: Uint8Array.from(file.bytes).buffer }), null, 2)}\n`
      : new TextDecoder().decode(file.bytes);
    parts.push(`${`===== ${path} `.padEnd(80, "=")}\n${text}`);
  }
  return parts.join("").replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "<time>")
    .replaceAll(new Date().toISOString().slice(0, 10), "<date>")
    .replaceAll(/\\"version\\":\\"[^"\\]*\\"/g, '\\"version\\":\\"<version>\\"');
}

Deno.test("The demo repository of each template is as the snapshot shows it (write them anew with -- --update)", async (t) => {
  for (const [name, args] of Object.entries(DEMOS)) {
    await t.step(name, async () => {
      await using scene = await setScene();
      const run = await scene.run(["--yes", "--name", "demo", ...args], { files: [EXAMPLE] });
      assertEquals(run.code, 0, run.stderr);
      const repository = scene.hub.repositories.get(ID);
      assert(repository !== undefined);
      assertEquals(readCard(repository.text("README.md") ?? "").errors, []);
      const text = await shown(repository);
      const path = new URL(`snapshots/${name}.txt`, import.meta.url);
      if (Deno.args.includes("--update")) await Deno.writeTextFile(path, text);
      assertEquals(text, await Deno.readTextFile(path));
    });
  }
});

/** Reads the rows the way a reader of datasets does: from the card's configs and the Hub's own list of files. */
async function load(hub: TestHub): Promise<Record<string, unknown>[]> {
  const access = { accessToken: TOKENS.write, hubUrl: hub.url };
  const base = `${hub.url}/datasets/${ID}/resolve/main`;
  const headers = { Authorization: `Bearer ${TOKENS.write}` };
  const card = await (await fetch(`${base}/README.md`, { headers })).text();
  const pattern = "data/train-*";
  assertEquals(readCard(card).data?.configs, [
    { "config_name": "default", "data_files": [{ split: "train", path: pattern }] },
  ]);
  const glob = new RegExp(`^${pattern.replaceAll("*", "[^/]*")}$`);
  const rows: Record<string, unknown>[] = [];
  for await (
    const { path, type } of listFiles({ repo: { type: "dataset", name: ID }, recursive: true, ...access })
  ) {
    if (type !== "file" || !glob.test(path)) continue;
    // A redirect to the storage must not carry the token along.
    const answer = await fetch(`${base}/${path}`, { headers, redirect: "manual" });
    await answer.body?.cancel();
    const file = await asyncBufferFromUrl({ url: answer.headers.get("location") ?? `${base}/${path}` });
    rows.push(...await parquetReadObjects({ file }));
  }
  return rows;
}

Deno.test("The dataset loads from the Hub by its own list of files: one row with the ten columns", async () => {
  await using scene = await setScene();
  assertEquals((await scene.run(["--yes", "--name", "demo", "--private"])).code, 0);
  const rows = await load(scene.hub);
  assertEquals(rows.length, 1);
  assertEquals(Object.keys(rows[0] ?? {}), [...EXPERIMENT_COLUMNS]);
  assertEquals(rows[0]?.["experiment_id"], "hf-dataset-setup");
});
