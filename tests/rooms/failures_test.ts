import { assertEquals, assertMatch } from "@std/assert";
import { ACCOUNT_FAILURES } from "../../lib/account/failures.ts";
import { CLI_FAILURES } from "../../lib/cli/failures.ts";
import { COMMANDS_FAILURES } from "../../lib/commands/failures.ts";
import { CONTENT_FAILURES } from "../../lib/dataset/content_failures.ts";
import { DATASET_FAILURES } from "../../lib/dataset/failures.ts";
import { ENV_FILE_FAILURES } from "../../lib/env_file/failures.ts";
import { HUB_FAILURES } from "../../lib/hub/failures.ts";
import { SHELL_FAILURES } from "../../lib/shell/failures.ts";
import { TERMINAL_FAILURES } from "../../lib/terminal/failures.ts";

const ROOMS = [
  ACCOUNT_FAILURES,
  CLI_FAILURES,
  COMMANDS_FAILURES,
  CONTENT_FAILURES,
  DATASET_FAILURES,
  ENV_FILE_FAILURES,
  HUB_FAILURES,
  SHELL_FAILURES,
  TERMINAL_FAILURES,
];

Deno.test("each error code belongs to one room and is written in snake case", () => {
  const codes = ROOMS.flatMap((rows) => Object.keys(rows));
  assertEquals(codes.length, new Set(codes).size);
  for (const code of codes) assertMatch(code, /^[a-z]+(?:_[a-z]+)*$/);
});
