import { assertEquals, assertMatch } from "@std/assert";
import { accountFailure } from "../../lib/account/failures.ts";
import { cliFailure } from "../../lib/cli/failures.ts";
import { commandsFailure } from "../../lib/commands/failures.ts";
import { contentFailure } from "../../lib/dataset/content_failures.ts";
import { datasetFailure } from "../../lib/dataset/failures.ts";
import { envFileFailure } from "../../lib/env_file/failures.ts";
import { answerFailure } from "../../lib/hub/answer_failures.ts";
import { connectionFailure } from "../../lib/hub/connection_failures.ts";
import { hubFailure } from "../../lib/hub/failures.ts";
import { shellFailure } from "../../lib/shell/failures.ts";
import { terminalFailure } from "../../lib/terminal/failures.ts";

const ROOMS = [
  accountFailure,
  answerFailure,
  cliFailure,
  commandsFailure,
  connectionFailure,
  contentFailure,
  datasetFailure,
  envFileFailure,
  hubFailure,
  shellFailure,
  terminalFailure,
];

Deno.test("each error code belongs to one room and is written in snake case", () => {
  const codes = ROOMS.flatMap((room) => Object.keys(room.rows()));
  assertEquals(codes.length, new Set(codes).size);
  for (const code of codes) assertMatch(code, /^[a-z]+(?:_[a-z]+)*$/);
});
