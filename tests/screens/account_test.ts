import { CARD, DATA, HEALTHY_ENV, ID, rowsFile, write } from "../commands/doctor/healthy.ts";
import { ORGANIZATIONS, TOKENS } from "../test_hub/accounts.ts";
import type { Scene } from "../support/scene.ts";
import { testScreens } from "./screens.ts";

function addDatasets({ hub }: Scene): void {
  hub.addRepository({ id: ID, private: true, files: { "README.md": CARD, [DATA]: rowsFile() } });
  hub.addRepository({ id: "ada/sentiment-fine-tuning-experiments", gated: "manual" });
  hub.addRepository({ id: `${ORGANIZATIONS.write}/evals`, files: { "README.md": CARD } });
  hub.addRepository({ id: `${ORGANIZATIONS.read}/papers` });
}

testScreens([
  {
    name: "doctor_good",
    args: ["doctor"],
    async set(scene) {
      addDatasets(scene);
      await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\n`);
    },
    env: HEALTHY_ENV,
    files: ["/"],
  },
  {
    name: "doctor_bad",
    args: ["doctor"],
    async set(scene) {
      addDatasets(scene);
      await write(scene, ".env", "TRACKIO_DATASET_REPO=ada/trackio-experimnets\nTRACKIO_PROJECT\n");
    },
    env: { HF_TOKEN: TOKENS.read, HF_OIDC_RESOURCE: `datasets/${ID}` },
    files: ["/"],
    exit: 4,
  },
  { name: "doctor_no_token", args: ["doctor", "--quiet"], env: {}, exit: 3 },
  // Where a table has no room, there is none.
  ...[[80, 120], [40]].map((columns) => ({
    name: columns.length > 1 ? "list" : "list_narrow",
    args: ["list"],
    columns,
    async set(scene: Scene) {
      addDatasets(scene);
      await write(scene, ".env", `TRACKIO_DATASET_REPO=${ID}\n`);
    },
  })),
  { name: "list_read_only", args: ["list", "--org", ORGANIZATIONS.read], set: addDatasets },
  { name: "whoami", args: ["whoami"] },
  { name: "whoami_read_only", args: ["whoami"], env: { HF_TOKEN: TOKENS.read } },
  { name: "whoami_fine_grained", args: ["whoami"], env: { HF_TOKEN: TOKENS.fineGrainedUserAndOrganization } },
  { name: "whoami_oauth", args: ["whoami"], env: { HF_TOKEN: TOKENS.oauth } },
]);
