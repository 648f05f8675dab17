import { assertEquals, assertMatch } from "@std/assert";
import { DENIALS, refusalFailure } from "../../lib/account/denials.ts";
import { accountFailure } from "../../lib/account/failures.ts";
import { cliFailure } from "../../lib/cli/failures.ts";
import { planFailure } from "../../lib/commands/apply/read_plan.ts";
import { doctorFailure } from "../../lib/commands/doctor/finding.ts";
import { commandsFailure } from "../../lib/commands/failures.ts";
import { sharingFailure } from "../../lib/commands/share/asked.ts";
import { trackioFailure } from "../../lib/commands/trackio/plan.ts";
import { contentFailure } from "../../lib/dataset/content_failures.ts";
import { datasetFailure } from "../../lib/dataset/failures.ts";
import { envFileFailure } from "../../lib/env_file/failures.ts";
import { answerFailure } from "../../lib/hub/answer_failures.ts";
import { connectionFailure } from "../../lib/hub/connection_failures.ts";
import { hubFailure } from "../../lib/hub/failures.ts";
import { shellFailure } from "../../lib/shell/failures.ts";
import { terminalFailure } from "../../lib/terminal/failures.ts";

const TABLES = [
  accountFailure,
  answerFailure,
  cliFailure,
  commandsFailure,
  connectionFailure,
  contentFailure,
  datasetFailure,
  doctorFailure,
  envFileFailure,
  hubFailure,
  refusalFailure,
  planFailure,
  sharingFailure,
  shellFailure,
  terminalFailure,
  trackioFailure,
];

Deno.test("each error code is in one table and is written in snake case", () => {
  const codes = [...TABLES.map((table) => table.rows()), DENIALS].flatMap((rows) => Object.keys(rows));
  assertEquals(codes.length, new Set(codes).size);
  for (const code of codes) assertMatch(code, /^[a-z]+(?:_[a-z]+)*$/);
});
