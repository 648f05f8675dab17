/**
 * What trackio 0.43.0 asks the Hub for in `init`, `log` and `finish`, each request once, with the answers it needs.
 *
 * Recorded from the real package against the test Hub, with a Space that `hf-dataset-setup trackio` set up; the Space
 * itself cannot be reached, so the runs go to the Bucket.
 */
export const TRACKIO_REQUESTS: readonly {
  readonly request: string;
  readonly status: number;
  readonly body?: string;
}[] = [
  { request: "GET /api/spaces/grace/trackio", status: 200 },
  { request: "GET /api/spaces/grace/trackio/runtime", status: 200 },
  // Already there, with the visibility that was asked for: by itself it would be public.
  { request: "POST /api/buckets/grace/trackio-bucket", status: 409, body: "{}" },
  { request: "GET /api/spaces/grace/trackio/variables", status: 200 },
  { request: "GET /api/whoami-v2", status: 200 },
  { request: "GET /api/buckets/grace/trackio-bucket/xet-write-token", status: 200 },
  {
    request: "POST /api/buckets/grace/trackio-bucket/batch",
    status: 200,
    body: `{"type":"addFile","path":"trackio/inbox/0/00000000.jsonl","xetHash":"${
      "0".repeat(64)
    }","mtime":1}\n`,
  },
];
