import { assertEquals } from "@std/assert";
import { findSchemeConflict, whatTrackioKeepsIn } from "../../lib/env_file/trackio_variables.ts";

Deno.test("Trackio's own variables are known by what they hold, and others are nobody's", () => {
  const rows: [name: string, holds: string | undefined][] = [
    ["TRACKIO_SPACE_ID", "a Space, where Trackio shows its dashboard"],
    ["TRACKIO_BUCKET_ID", "a bucket, which Trackio makes and names itself"],
    ["TRACKIO_SQLITE_JOURNAL_MODE", "a setting of Trackio's database"],
    ["TRACKIO_LOGO_LIGHT_URL", "a setting of the dashboard"],
    ["TRACKIO_DATASET_ID", undefined],
    ["TRACKIO_DATASET_REPO", undefined],
    ["EVAL_DATASET_REPO", undefined],
    ["toString", undefined],
  ];
  assertEquals(rows.map(([name]) => [name, whatTrackioKeepsIn(name)]), rows);
});

Deno.test("a repository that both schemes would use is found, in any letter case and place", () => {
  const here = { where: "here" };
  const there = { where: "there" };
  const repo = { name: "TRACKIO_DATASET_REPO", value: "ada/runs", ...here };
  const id = { name: "TRACKIO_DATASET_ID", value: "Ada/Runs", ...there };
  assertEquals(findSchemeConflict([repo, id]), { repository: "ada/runs", trackio: id, experiments: repo });
  assertEquals(findSchemeConflict([{ ...repo, name: "EVAL_DATASET_REPO" }, id])?.repository, "ada/runs");
  assertEquals(findSchemeConflict([repo, { ...id, value: "ada/other" }]), undefined);
  assertEquals(findSchemeConflict([id, { ...id, ...here }]), undefined);
  assertEquals(findSchemeConflict([{ ...repo, name: "TRACKIO_SPACE_ID" }, id]), undefined);
});
