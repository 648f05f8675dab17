import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { createRepo, datasetInfo, listDatasets, repoExists, whoAmI } from "@huggingface/hub";
import { ORGANIZATIONS, TOKENS } from "../accounts.ts";
import { startTestHub } from "../test_hub.ts";
import { anonymouslyTo, blobOf, CARD, collect, DATASET, finish, refusalOf, to } from "./library.ts";

Deno.test("@huggingface/hub: whoAmI tells name, role and organizations", async () => {
  await using hub = await startTestHub();
  const who = await whoAmI(to(hub));
  assertEquals(who.name, "ada");
  assertEquals(who.type, "user");
  assertEquals(who.auth.accessToken?.displayName, "engine-room");
  assertInstanceOf(who.auth.accessToken?.createdAt, Date);
  const error = await refusalOf(() => whoAmI(to(hub, TOKENS.unknown)));
  assertEquals([error.statusCode, error.data], [401, { error: "Invalid username or password." }]);
  assertMatch(error.requestId ?? "", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  await finish(hub);
});

Deno.test("@huggingface/hub: createRepo creates with card, license and visibility, and meets 409 the second time", async () => {
  await using hub = await startTestHub();
  const create = async () =>
    await createRepo({
      ...to(hub),
      repo: DATASET,
      visibility: "private",
      license: "mit",
      files: [{ path: "README.md", content: await blobOf(CARD).arrayBuffer() }],
    });
  const created = await create();
  assertEquals(created.repoUrl, `${hub.url}/datasets/ada/experiments`);
  assertMatch(created.id, /^[0-9a-f]{24}$/);
  const repository = hub.repositories.get("ada/experiments");
  assertEquals(repository?.private, true);
  assertEquals(repository?.text("README.md"), CARD);
  assertEquals(await repoExists({ ...to(hub), repo: DATASET }), true);
  assertEquals(await repoExists({ ...anonymouslyTo(hub), repo: DATASET }), false);

  const error = await refusalOf(create);
  assertEquals(error.statusCode, 409);
  assertEquals(error.data, { error: "You already created this dataset repo", url: created.repoUrl });
  await finish(hub);
});

Deno.test("@huggingface/hub: datasetInfo gives the canonical name in any spelling", async () => {
  await using hub = await startTestHub({ now: () => Date.UTC(2026, 10, 22) });
  hub.addRepository({ id: `${ORGANIZATIONS.contributor}/Runs`, private: true, files: { "README.md": CARD } });
  const info = await datasetInfo({
    ...to(hub),
    name: "babbage-lab/runs",
    additionalFields: ["tags", "sha", "cardData"],
  });
  assertEquals(info.name, "Babbage-Lab/Runs");
  assertEquals([info.private, info.gated, info.likes], [true, false, 0]);
  assertEquals(info.updatedAt, new Date(Date.UTC(2026, 10, 22)));
  assertEquals(info.tags, ["license:mit", "trackio", "region:us"]);
  assertEquals(info.cardData?.license, "mit");
  const error = await refusalOf(() => datasetInfo({ ...to(hub), name: "ada/nothing" }));
  assertEquals(error.statusCode, 404);
  await finish(hub);
});

Deno.test("@huggingface/hub: listDatasets goes over all pages, with the private ones that the token may see", async () => {
  await using hub = await startTestHub({ maxPageSize: 10, now: () => 0 });
  for (let i = 0; i < 25; i++) hub.addRepository({ id: `ada/run-${i}`, private: i % 2 === 0 });
  hub.addRepository({ id: "grace/run", private: true });
  const names = (await collect(listDatasets({ ...to(hub), search: { owner: "ada" } }))).map((one) =>
    one.name
  );
  assertEquals(names, Array.from({ length: 25 }, (_, i) => `ada/run-${i}`));
  assertEquals(hub.requests.length, 3);
  const open = await collect(listDatasets({ ...anonymouslyTo(hub), search: { owner: "ada" } }));
  assertEquals(open.length, 12);
  const few = await collect(listDatasets({ ...to(hub), limit: 3, sort: "createdAt" }));
  assertEquals(few.map((one) => one.name), ["ada/run-0", "ada/run-1", "ada/run-2"]);
  await finish(hub);
});

Deno.test("@huggingface/hub: a token that does not begin with hf_ is refused before anything is sent", async () => {
  await using hub = await startTestHub();
  await assertRejects(() => whoAmI(to(hub, "api_org_" + "Fake".repeat(9))), TypeError);
  assertEquals(hub.requests, []);
});
