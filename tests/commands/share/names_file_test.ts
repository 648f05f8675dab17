import { assertEquals } from "@std/assert";
import { setScene } from "../../support/scene.ts";

Deno.test("share takes the names that PowerShell has written to a file, in UTF-16", async () => {
  await using scene = await setScene();
  const repository = scene.hub.addRepository({ id: "ada/runs", gated: "manual" });
  const text = "\ufeffgrace\r\ncharles\r\n";
  await Deno.writeFile(
    `${scene.folder}/names.txt`,
    new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer),
  );
  const run = await scene.run(["share", "runs", "--grant", "@names.txt", "--output", "json"]);
  assertEquals(run.code, 0, run.stderr);
  assertEquals([...repository.accessRequests.keys()], ["grace", "charles"]);
});
