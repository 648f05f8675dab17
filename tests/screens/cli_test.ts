import { DEFAULT_COMMAND } from "../../lib/cli/failure.ts";
import { COMMANDS } from "../../lib/cli/options.ts";
import { TOPICS } from "../../lib/cli/topics.ts";
import { TOKENS } from "../test_hub/accounts.ts";
import { testScreens } from "./screens.ts";

testScreens([
  ...COMMANDS.map(({ name }) => ({
    name: `help_${name}`,
    args: name === DEFAULT_COMMAND ? ["--help"] : [name, "--help"],
    columns: [80],
  })),
  { name: "help_short", args: ["-h"] },
  { name: "help_short_command", args: ["share", "-h"] },
  ...TOPICS.map(({ name }) => ({ name: `help_topic_${name}`, args: ["help", name], columns: [80] })),
  { name: "error_command_of_another_tool", args: ["login"], exit: 2 },
  { name: "error_option_of_another_tool", args: ["whoami", "--json"], exit: 2 },
  { name: "error_command_not_known", args: ["runs2"], exit: 2 },
  { name: "error_option_unknown", args: ["--priv"], exit: 2 },
  { name: "error_option_of_another_command", args: ["whoami", "--private"], exit: 2 },
  { name: "error_option_value", args: ["--gated", "yes"], exit: 2 },
  { name: "error_options_conflict", args: ["--private", "--public"], exit: 2 },
  { name: "error_command_unknown", args: ["whoam"], exit: 2 },
  { name: "error_argument_missing", args: ["apply"], exit: 2 },
  { name: "error_name_invalid", args: ["--yes", "--name", "a--b"], exit: 2 },
  { name: "error_token_malformed", args: ["--yes"], env: { HF_TOKEN: "sk-0123456789abcdef" }, exit: 3 },
  { name: "error_token_missing", args: ["--yes"], env: {}, exit: 3 },
  { name: "error_token_unknown", args: ["--yes"], env: { HF_TOKEN: TOKENS.unknown }, exit: 3 },
  { name: "error_repository_unknown", args: ["use", "nowhere", "--yes"], exit: 5 },
]);
