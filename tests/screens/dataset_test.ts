import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import type { Scene } from "../support/scene.ts";
import { testScreens } from "./screens.ts";

const ID = "ada/runs";

/** A gated dataset of ada's with requests, one of them with an answer to its form. */
function addGated(scene: Scene, { hidden }: { hidden: boolean }): void {
  const repository = scene.hub.addRepository({ id: ID, gated: "manual" });
  repository.hidesRequesters = hidden;
  const timestamp = Date.parse("2026-10-04T12:00:00Z");
  const fields = { Purpose: "to compare our results with yours" };
  repository.accessRequests.set("grace", { user: "grace", status: "pending", timestamp, fields });
  repository.accessRequests.set("charles", { user: "charles", status: "pending", timestamp, fields: {} });
}

async function write(scene: Scene, name: string, content: unknown): Promise<void> {
  const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`;
  await Deno.writeTextFile(`${scene.folder}/${name}`, text);
}

testScreens([
  { name: "share_public", args: ["share", "runs"], set: ({ hub }) => void hub.addRepository({ id: ID }) },
  {
    name: "share_private",
    args: ["share", "runs"],
    set: ({ hub }) => void hub.addRepository({ id: ID, private: true }),
  },
  { name: "share_gated", args: ["share", "runs"], set: (scene) => addGated(scene, { hidden: false }) },
  {
    name: "share_requests",
    args: ["share", "runs", "--requests", "pending"],
    set: (scene) => addGated(scene, { hidden: false }),
  },
  {
    name: "share_requests_hidden",
    args: ["share", "runs", "--requests", "pending"],
    set: (scene) => addGated(scene, { hidden: true }),
  },
  {
    name: "share_reject_all",
    args: ["share", "runs", "--reject-all"],
    set: (scene) => addGated(scene, { hidden: false }),
    keys: [["Reject 2 requests", "y\r"]],
  },
  {
    name: "share_request_unknown",
    args: ["share", "runs", "--accept", "ada"],
    set: (scene) => addGated(scene, { hidden: false }),
    exit: 5,
  },
  {
    name: "configure",
    args: ["configure", "runs", "--public", "--gated", "manual", "--license", "mit", "--tag", "nlp"],
    set: ({ hub }) =>
      void hub.addRepository({
        id: ID,
        private: true,
        files: { "README.md": "---\ntags: [a]\n---\n# Runs\n" },
      }),
    keys: [["Make ada/runs public?", "y\r"]],
  },
  {
    name: "configure_declined",
    args: ["configure", "runs", "--public"],
    set: ({ hub }) => void hub.addRepository({ id: ID, private: true }),
    keys: [["Make ada/runs public?", "n\r"]],
    exit: 130,
  },
  { name: "configure_nothing", args: ["configure", "runs"], exit: 2 },
  {
    name: "configure_card_broken",
    args: ["configure", "runs", "--tag", "nlp"],
    set: ({ hub }) => void hub.addRepository({ id: ID, files: { "README.md": "---\ntags: [a\n---\n" } }),
    exit: 5,
  },
  {
    name: "apply",
    args: ["apply", "plan.json"],
    async set(scene) {
      scene.hub.addRepository({ id: "ada/evals" });
      scene.hub.addRepository({ id: "ada/kept", private: true });
      await write(scene, "plan.json", {
        defaults: { template: "blank", visibility: "private" },
        repositories: [
          { repository: "runs", variables: ["TRACKIO_DATASET_REPO"] },
          { repository: "evals", license: "mit" },
          { repository: "kept" },
        ],
      });
    },
    keys: [["Continue?", "\r"]],
  },
  {
    name: "apply_not_possible",
    args: ["apply", "plan.json"],
    set: (scene) =>
      write(scene, "plan.json", {
        defaults: { template: "blank" },
        repositories: [{ repository: "runs" }, { repository: `${ORGANIZATIONS.read}/runs` }],
      }),
    keys: [["Continue?", "y\r"]],
    exit: 4,
  },
  {
    name: "apply_mistakes",
    args: ["apply", "plan.json"],
    set: (scene) =>
      write(
        scene,
        "plan.json",
        `{
  "repositories": [
    { "repository": "a b" },
    { "repository": "runs", "visibilty": "private", "license": "mti" },
    { "repository": "Runs", "card": "nowhere.md" },
  ]
}
`,
      ),
    exit: 2,
  },
  {
    name: "apply_check",
    args: ["apply", "plan.json", "--check"],
    set: (scene) => write(scene, "plan.json", { repositories: [{ repository: "runs" }] }),
    exit: 5,
  },
  { name: "apply_example", args: ["apply", "--example"], env: {}, columns: [80] },
  {
    name: "apply_read_only",
    args: ["apply", "plan.json"],
    set: (scene) => write(scene, "plan.json", { repositories: [{ repository: "runs" }] }),
    env: { HF_TOKEN: TOKENS.read },
    exit: 4,
  },
]);
