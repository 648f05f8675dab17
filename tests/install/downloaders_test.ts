import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Case, testInShells, VERSION } from "./installation.ts";
import { namesIn } from "../support/program.ts";

/** Downloaders that fail, or say that they did not. */
const BROKEN: Readonly<Record<string, string>> = {
  "cannot write its file, as that of snap": 'echo "curl: (23) Failure writing output" >&2; exit 23',
  "does not know an option": "exit 2",
  "says that it is done, without a file": "exit 0",
  "leaves an empty file":
    'while [ $# -gt 0 ]; do if [ "$1" = --output ]; then : > "$2"; fi; shift; done; exit 0',
  "leaves a part of the file":
    'while [ $# -gt 0 ]; do if [ "$1" = --output ]; then echo x > "$2"; fi; shift; done; exit 18',
};

/** Settings of the user that would break a download. */
const SETTINGS: Readonly<Record<string, string>> = {
  "an unknown option": "nonsense = 1\n",
  "another file": "output = /dev/null\nremote-name\n",
  "headers in the file": "include\n",
  "a proxy of another network": 'proxy = "http://127.0.0.1:1"\n',
  "another user agent and a range": 'range = "0-3"\nuser-agent = "x"\n',
};

testInShells("install.sh goes on with another downloader", {
  ...Object.fromEntries(
    Object.entries(BROKEN).map(([name, script]): [string, Case] => [
      `wget where curl ${name}`,
      async ({ run, folder }) => {
        const done = await run([], { tools: [`curl=${script}`, "wget", "sha256sum"] });
        assertEquals(done.code, 0, done.stderr);
        assertEquals(await namesIn(`${folder}/.local/bin`), ["hf-dataset-setup"]);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]): [string, Case] => [
      `and does not read ~/.curlrc with ${name}`,
      async ({ run, folder }) => {
        await Deno.writeTextFile(`${folder}/.curlrc`, settings);
        const done = await run(["--quiet"]);
        assertEquals(done, { code: 0, stdout: "", stderr: "" });
      },
    ]),
  ),
  async "and does not read ~/.wgetrc: wget"({ run, folder }) {
    await Deno.writeTextFile(
      `${folder}/.wgetrc`,
      "output_document = /dev/null\nhttp_proxy = http://127.0.0.1:1/\nuse_proxy = on\n",
    );
    assertEquals((await run([], { tools: ["wget", "sha256sum"] })).code, 0);
  },
  async "and names what failed where none works"({ run, folder }) {
    const done = await run([], {
      tools: ["curl=exit 7", "wget=case $1 in --version) ;; *) exit 4 ;; esac", "sha256sum"],
    });
    assertEquals(done.code, 1);
    assertMatch(done.stderr, /^Cannot download http:.*\/SHA256SUMS$/m);
    assertMatch(done.stderr, /^Error: Cannot download the release$/m);
    assertEquals(await namesIn(`${folder}/.local/bin`), []);
  },
});

testInShells("install.sh takes mirrors in turn", {
  async "the first that has the whole release"({ run, server }) {
    const mirrors = [
      `${server.url.replace("/releases", "/none")}`,
      "http://127.0.0.1:1/releases",
      `${server.url}/`,
    ];
    const done = await run(["--from", mirrors.join(" ")]);
    assertEquals(done.code, 0, done.stderr);
    assertEquals(done.stderr.match(/^Downloading /gm)?.length, 3);
  },
  async "and an address that is not https is refused before any download"({ run, server }) {
    const done = await run(["--from", `${server.url} http://example.com/releases`]);
    assertEquals([done.code, server.requests], [2, []]);
  },
});

const TOKEN = "ghs_notARealToken";

testInShells("install.sh reads a private release with GITHUB_TOKEN", {
  async "by GitHub's API, for a version and for the latest"({ run, server, release }) {
    await using github = serveGitHub(release);
    const env = {
      GITHUB_TOKEN: TOKEN,
      GITHUB_SERVER_URL: github.url,
      GITHUB_API_URL: `${github.url}/api/v3`,
    };
    for (const [args, path] of [[[], "latest"], [["--version", VERSION], `tags/v${VERSION}`]] as const) {
      github.requests.length = 0;
      const done = await run([...args, "--from", `${github.url}/acme/tool/releases`], { env });
      assertEquals(done.code, 0, done.stderr);
      assertStringIncludes(github.requests.join("\n"), `/api/v3/repos/acme/tool/releases/${path}`);
      assertEquals(done.stderr.includes(TOKEN), false);
    }
    assertEquals(server.requests, []);
  },
  async "and sends the token nowhere else"({ run, release }) {
    await using github = serveGitHub(release);
    const elsewhere = { GITHUB_TOKEN: TOKEN, GITHUB_SERVER_URL: "https://github.example" };
    const port = new URL(github.url).port;
    for (const from of [github.url, `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      const refused = await run(["--from", `${from}/acme/tool/releases`], { env: elsewhere });
      assertEquals([refused.code, refused.stderr.includes(TOKEN)], [1, false]);
    }
    assertEquals(github.tokens, []);
  },
});

/** GitHub with a private repository: only its API takes the token. */
function serveGitHub(
  release: string,
): { url: string; requests: string[]; tokens: string[] } & AsyncDisposable {
  const names = [...Deno.readDirSync(release)].map(({ name }) => name);
  const requests: string[] = [];
  const tokens: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async ({ url, headers }) => {
    const { pathname, origin } = new URL(url);
    requests.push(pathname);
    const token = headers.get("authorization");
    if (token !== null) tokens.push(token);
    if (token !== `Bearer ${TOKEN}`) return new Response(null, { status: 404 });
    const repository = `${origin}/api/v3/repos/acme/tool/releases`;
    if (/\/api\/v3\/.*\/releases\/(?:latest|tags\/v[\d.]+)$/.test(pathname)) {
      const uploader = { login: "ada", url: `${origin}/users/ada`, name: null };
      const assets = names.map((name, id) => ({
        url: `${repository}/assets/${id}`,
        id,
        name,
        label: "",
        uploader,
      }));
      return Response.json({
        url: `${repository}/7`,
        assets_url: `${repository}/7/assets`,
        name: "v1",
        assets,
      });
    }
    const id = /\/releases\/assets\/(\d+)$/.exec(pathname)?.[1];
    if (id === undefined || headers.get("accept") !== "application/octet-stream") {
      return new Response(null, { status: 404 });
    }
    return new Response(await Deno.readFile(`${release}/${names[Number(id)]}`));
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    tokens,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
