import { TOKENS } from "../test_hub/accounts.ts";
import { ENTER } from "../support/pseudo_terminal.ts";
import { testScreens } from "./screens.ts";

const ID = "ada/trackio-experiments";

testScreens([
  {
    name: "setup_wizard",
    args: ["--template", "blank"],
    env: {},
    keys: [
      ["Token (hidden", TOKENS.write + ENTER],
      ["Dataset repository", ENTER],
      ["Owner:", ENTER],
      ["Visibility:", ENTER],
      ["Continue?", ENTER],
      ["Save the token", ENTER],
    ],
  },
  {
    name: "setup_second_run",
    args: ["--yes"],
    async set(scene) {
      scene.hub.addRepository({ id: "ada/mine", private: true, files: { "data/train.parquet": "x" } });
      await scene.write(".env", "TRACKIO_DATASET_REPO=ada/mine\n");
    },
  },
  {
    name: "setup_read_only_token",
    args: [],
    env: { HF_TOKEN: TOKENS.read },
    keys: [["What now?", `\x1b[B\x1b[B${ENTER}`]],
    exit: 4,
  },
  {
    name: "setup_expired_login",
    args: ["--name", ID, "--private", "--template", "blank"],
    env: {},
    async set(scene) {
      await Deno.mkdir(`${scene.folder}/.cache/huggingface`, { recursive: true });
      await scene.write(".cache/huggingface/token", TOKENS.expired);
    },
    keys: [["Token (hidden", TOKENS.write + ENTER], ["Save the token", ENTER]],
  },
  {
    name: "setup_wrong_name",
    args: ["--org", "ada", "--private", "--template", "blank"],
    keys: [
      ["Dataset repository", `a b${ENTER}`],
      ["contains a space", `\x7f\x7f\x7fruns${ENTER}`],
      ["Continue?", ENTER],
    ],
  },
  {
    name: "setup_other_visibility",
    args: ["--name", "runs", "--org", "ada", "--private"],
    set: (scene) => void scene.hub.addRepository({ id: "ada/runs" }),
    keys: [["What now?", `\x1b[B\x1b[B\x1b[B${ENTER}`]],
    exit: 5,
  },
]);
