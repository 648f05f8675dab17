/** A plan to start from, as `apply --example` prints it. */
export const PLAN_EXAMPLE = `{
  // All fields, for your editor (this file is in the release).
  "$schema": "./plan.schema.json",
  // The owner of names without one (default: you).
  // "namespace": "my-organization",
  // For every repository that does not say otherwise.
  "defaults": {
    "visibility": "private",
    // trackio (card and first row), blank (card only), or a folder.
    "template": "trackio",
    "license": "mit",
    "tags": ["course-2026"]
  },
  "repositories": [
    { "repository": "runs-anna" },
    {
      "repository": "runs-ben",
      // Readers request access; you approve it (or "auto").
      "visibility": "public",
      "gated": "manual",
      "prettyName": "Ben's runs"
    },
    {
      "repository": "evaluations",
      "template": "blank",
      // Variables that will name it, and their env file.
      "variables": ["EVAL_DATASET_REPO"],
      "envFile": ".env"
    }
  ]
}
`;
