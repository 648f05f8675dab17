/** A plan to start from, as `apply --example` prints it. */
export const PLAN_EXAMPLE = `{
  // Names and types of all fields, for editors (a file of the release).
  "$schema": "./plan.schema.json",
  // The owner of repositories that are named without one; by default, the user of the token.
  // "namespace": "my-organization",
  // What holds for every repository that does not say otherwise.
  "defaults": {
    "visibility": "private",
    // trackio (a card and a first row), blank (only a card), or the path of a folder.
    "template": "trackio",
    "license": "mit",
    "tags": ["course-2026"]
  },
  "repositories": [
    { "repository": "runs-anna" },
    {
      "repository": "runs-ben",
      // Readers request access: "manual" lets you decide, "auto" lets everyone in.
      "visibility": "public",
      "gated": "manual",
      "prettyName": "Ben's runs"
    },
    {
      "repository": "evaluations",
      "template": "blank",
      // Variables of an env file that will name this repository.
      "variables": ["EVAL_DATASET_REPO"],
      "envFile": ".env"
    }
  ]
}
`;
