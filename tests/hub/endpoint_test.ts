import { assert, assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../lib/cli/failure.ts";
import { parseEndpoint } from "../../lib/hub/addresses.ts";

Deno.test("an endpoint is https anywhere, or http on this machine", async (t) => {
  const good: readonly [string, string, boolean][] = [
    ["https://huggingface.co", "https://huggingface.co", false],
    ["https://huggingface.co/", "https://huggingface.co", false],
    ["  https://HuggingFace.co:443//  ", "https://huggingface.co", false],
    ["https://mirror.example/hub/", "https://mirror.example/hub", false],
    ["https://mirror.example:8443/a/b//", "https://mirror.example:8443/a/b", false],
    ["http://localhost:8080", "http://localhost:8080", true],
    ["http://127.0.0.1:1234/", "http://127.0.0.1:1234", true],
    ["http://127.9.9.9", "http://127.9.9.9", true],
    ["http://127.1", "http://127.0.0.1", true],
    ["http://0x7f000001", "http://127.0.0.1", true],
    ["http://[::1]:80/hub", "http://[::1]/hub", true],
    ["https://localhost", "https://localhost", true],
  ];
  for (const [text, url, isLoopback] of good) {
    await t.step(`"${text}" is taken`, () => {
      const endpoint = parseEndpoint(text);
      assertEquals(endpoint.url, url);
      assertEquals(endpoint.origin, new URL(url).origin);
      assertEquals(endpoint.isLoopback, isLoopback);
      assertEquals(endpoint.isDefault, url === "https://huggingface.co");
    });
  }
  const bad: readonly [string, string][] = [
    ["", "endpoint_invalid"],
    ["huggingface.co", "endpoint_invalid"],
    ["ftp://huggingface.co", "endpoint_invalid"],
    ["file:///etc/passwd", "endpoint_invalid"],
    ["https://", "endpoint_invalid"],
    ["https://user@huggingface.co", "endpoint_invalid"],
    ["https://user:secret@huggingface.co", "endpoint_invalid"],
    ["user:secret@huggingface.co", "endpoint_invalid"],
    ["https://user:se/secret@huggingface.co", "endpoint_invalid"],
    ["ftp://user:secret@huggingface.co", "endpoint_invalid"],
    ["https://huggingface.co?x=1", "endpoint_invalid"],
    ["https://huggingface.co/?", "endpoint_invalid"],
    ["https://huggingface.co/#top", "endpoint_invalid"],
    ["http://huggingface.co", "endpoint_not_secure"],
    ["http://localhost.example", "endpoint_not_secure"],
    ["http://127.0.0.1.example", "endpoint_not_secure"],
    ["http://128.0.0.1", "endpoint_not_secure"],
    ["http://[::2]", "endpoint_not_secure"],
    ["http://0.0.0.0", "endpoint_not_secure"],
    ["http://192.168.0.10:8080", "endpoint_not_secure"],
  ];
  for (const [text, code] of bad) {
    await t.step(`"${text}" is refused as ${code}`, () => {
      const error = assertThrows(() => parseEndpoint(text), Failure);
      assertEquals([error.code, error.exitCode], [code, 2]);
      assert(!error.message.includes("secret"));
    });
  }
});
