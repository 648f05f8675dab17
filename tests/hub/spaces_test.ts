import { assert, assertEquals, assertMatch } from "@std/assert";
import { tokenMark } from "../../lib/hub/spaces.ts";

Deno.test("tokenMark() is the same for the same Space and token, and differs where either differs", async () => {
  const token = `hf_${"a".repeat(34)}`;
  const mark = await tokenMark({ space: "ada/board", token });
  assertMatch(mark, /^Set by hf-dataset-setup \(mark [0-9a-f]{12}\)$/);
  assertEquals(await tokenMark({ space: "Ada/Board", token }), mark);
  assert(await tokenMark({ space: "ada/other", token }) !== mark);
  assert(await tokenMark({ space: "ada/board", token: `hf_${"b".repeat(34)}` }) !== mark);
});
