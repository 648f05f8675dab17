import { DOWN, ENTER } from "../support/pseudo_terminal.ts";
import type { Scene } from "../support/scene.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { testScreens } from "./screens.ts";

const GRACE = { HF_TOKEN: TOKENS.grace };

testScreens([
  {
    name: "trackio_new",
    args: ["trackio"],
    env: GRACE,
    keys: [["Space (NAME or OWNER/NAME):", ENTER], ["Who can see the runs?", ENTER], ["Continue?", ENTER]],
  },
  {
    name: "trackio_again",
    args: ["trackio"],
    env: GRACE,
    async set(scene: Scene) {
      await scene.run(["trackio", "--private"], { env: GRACE });
    },
  },
  {
    name: "trackio_read_only",
    args: ["trackio"],
    env: { HF_TOKEN: TOKENS.graceRead },
    keys: [["What now?", DOWN + ENTER]],
    exit: 4,
  },
  { name: "trackio_without_plan", args: ["trackio", "--yes"], exit: 5 },
]);
