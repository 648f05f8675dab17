import { assertEquals } from "@std/assert";
import { decideTlsTrust } from "../../lib/hub/tls_trust.ts";

const STORE = ["DENO_TLS_CA_STORE", "system,mozilla"] as const;

Deno.test("the system's certificates and the person's own are trusted, and a choice of the person stands", async (t) => {
  type Variables = Readonly<Record<string, string>>;
  const table: readonly [string, Variables, readonly (readonly [string, string])[], readonly string[]][] = [
    ["nothing set", {}, [STORE], []],
    ["a store chosen", { DENO_TLS_CA_STORE: "mozilla" }, [], []],
    ["DENO_CERT", { DENO_CERT: "/a.pem" }, [STORE], ["DENO_CERT"]],
    ["SSL_CERT_FILE", { SSL_CERT_FILE: "/a.pem" }, [STORE], ["SSL_CERT_FILE"]],
    [
      "SSL_CERT_FILE where the store is not used",
      { SSL_CERT_FILE: "/a.pem", DENO_TLS_CA_STORE: "mozilla" },
      [],
      [],
    ],
    ["NODE_EXTRA_CA_CERTS", { NODE_EXTRA_CA_CERTS: "/a.pem" }, [STORE, ["DENO_CERT", "/a.pem"]], [
      "NODE_EXTRA_CA_CERTS",
    ]],
    ["REQUESTS_CA_BUNDLE", { REQUESTS_CA_BUNDLE: "/a.pem" }, [STORE, ["DENO_CERT", "/a.pem"]], [
      "REQUESTS_CA_BUNDLE",
    ]],
    [
      "all of them",
      { DENO_CERT: "/a.pem", NODE_EXTRA_CA_CERTS: "/b.pem", SSL_CERT_FILE: "/c.pem" },
      [STORE],
      ["DENO_CERT", "SSL_CERT_FILE"],
    ],
    [
      "two names for one file",
      { SSL_CERT_FILE: "/c.pem", NODE_EXTRA_CA_CERTS: "/c.pem", REQUESTS_CA_BUNDLE: "/c.pem" },
      [STORE],
      ["SSL_CERT_FILE"],
    ],
  ];
  for (const [what, variables, set, sources] of table) {
    await t.step(what, () => assertEquals(decideTlsTrust((name) => variables[name]), { set, sources }));
  }
});
