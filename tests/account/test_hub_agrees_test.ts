import { assert, assertEquals } from "@std/assert";
import { canCreate, canWrite, type Right } from "../../lib/account/rights.ts";
import { ownerNames, parseWhoami } from "../../lib/account/whoami.ts";
import { RESOURCE_GROUPS, SINGLE_DATASET, TOKENS } from "../test_hub/accounts.ts";
import { startTestHub, type TestHub } from "../test_hub/test_hub.ts";

/** The right and the Hub's answer have to go together: what is unknown may turn out either way. */
function assertAgrees(
  right: Right,
  status: number,
  said: { refusals: readonly number[]; of: string },
): void {
  if (right === "allowed") assertEquals(status, 200, said.of);
  if (typeof right !== "string") assert(said.refusals.includes(status), `${said.of}: ${status}`);
}

async function ask(hub: TestHub, token: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(`${hub.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

Deno.test("What whoami allows and denies is what the test Hub then does", async (t) => {
  await using hub = await startTestHub();
  const datasets = new Map<string, string>();
  for (const [name, token] of Object.entries(TOKENS)) {
    const answer = await ask(hub, token, "/api/whoami-v2");
    if (answer.status !== 200) {
      await answer.body?.cancel();
      continue;
    }
    const whoami = parseWhoami(await answer.json());
    await t.step(`creating with the token "${name}"`, async () => {
      for (const namespace of [...ownerNames(whoami), "strangers", "nobody"]) {
        const groups = [
          undefined,
          ...(namespace === "difference-machines" ? Object.values(RESOURCE_GROUPS) : []),
        ];
        for (const group of groups) {
          const dataset = `made-by-${name.toLowerCase()}${group === undefined ? "" : `-in-${group.name}`}`;
          const right = canCreate(whoami, { owner: namespace, endpoint: hub.url, resourceGroup: group?.id });
          const created = await ask(hub, token, "/api/repos/create", {
            name: dataset,
            organization: namespace,
            type: "dataset",
            ...(group === undefined ? {} : { resourceGroupId: group.id }),
          });
          await created.body?.cancel();
          assertAgrees(right, created.status, {
            refusals: [403],
            of: `${name} under ${namespace}, group ${group?.name}`,
          });
          if (created.status === 200) datasets.set(`${namespace}/${dataset}`, namespace);
        }
      }
    });
  }
  assert(datasets.size > 20);
  for (const name of ["first", "second"]) hub.addRepository({ id: `royal-society/${name}` });
  hub.addRepository({ id: SINGLE_DATASET });
  const ids = [...datasets.keys(), "royal-society/first", SINGLE_DATASET];
  for (const [name, token] of Object.entries(TOKENS)) {
    const answer = await ask(hub, token, "/api/whoami-v2");
    if (answer.status !== 200) {
      await answer.body?.cancel();
      continue;
    }
    const whoami = parseWhoami(await answer.json());
    await t.step(`writing with the token "${name}"`, async () => {
      for (const repositoryId of ids) {
        const checked = await ask(hub, token, `/api/datasets/${repositoryId}/auth-check/write`);
        await checked.body?.cancel();
        const right = canWrite(whoami, { repository: repositoryId, endpoint: hub.url });
        // What a token may not see is not there for it.
        assertAgrees(right, checked.status, { refusals: [403, 404], of: `${name} to ${repositoryId}` });
      }
    });
  }
  assertEquals(hub.unexpected, []);
});
